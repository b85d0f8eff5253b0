"""Who says what: triples, names, chains, denials, and that nothing unrelated changes a source."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from warledger.coding.attribution import Attributor, Saying, innermost
from warledger.model import Span

if TYPE_CHECKING:
    from warledger.language.document import Document

Parse = Callable[..., "Document"]


@pytest.fixture(scope="module")
def attributor() -> Attributor:
    return Attributor()


def claimant(
    text: str, words: str, parse: Parse, attributor: Attributor, publisher: str = ""
) -> Saying | None:
    """The saying whose source claims certain words of a text."""
    at = text.index(words)
    return innermost(attributor.find(parse(text, publisher=publisher)), Span(at, at + len(words)))


def name(text: str, words: str, parse: Parse, attributor: Attributor) -> str:
    saying = claimant(text, words, parse, attributor)
    return saying.source.name if saying else "publisher"


@pytest.mark.parametrize(
    ("text", "words", "source"),
    [
        ("The Defence Ministry said its troops entered the town.", "its troops entered", "Defence Ministry"),
        ("Troops entered the town of Karm, the Defence Ministry said.", "Troops entered", "Defence Ministry"),
        ('"Troops entered Karm," said the governor, Omar Haddad.', "Troops entered Karm", "Omar Haddad"),
        ("Troops entered Karm overnight, according to two officers.", "Troops entered", "two officers"),
        ("According to residents, shells fell on the market.", "shells fell", "residents"),
        ("The mayor told Reuters that shells fell on the market.", "shells fell", "mayor"),
        ("A war monitor reported that four people were killed.", "four people were killed", "war monitor"),
        ("The bridge was destroyed, the Interior Ministry announced.", "bridge was", "Interior Ministry"),
        ("Rebels claimed they had captured the airport of Tamra.", "captured the airport", "Rebels"),
        ("The army shelled the village of Karm on Monday.", "shelled the village", "publisher"),
    ],
)
def test_triples(text: str, words: str, source: str, parse: Parse, attributor: Attributor) -> None:
    assert source in name(text, words, parse, attributor)


def test_spans_are_offsets_of_the_text(parse: Parse, attributor: Attributor) -> None:
    text = "Dateline news.\n\nThe Defence Ministry said its troops entered the town of Karm."
    (saying,) = [s for s in attributor.find(parse(text)) if s.source.name]
    spans = saying.attribution
    assert [text[s.start : s.end] for s in spans.source] == ["The Defence Ministry"]
    assert [text[s.start : s.end] for s in spans.cue] == ["said"]
    assert [text[s.start : s.end] for s in spans.content] == ["its troops entered the town of Karm"]


def test_pronoun_and_short_name_lead_back(parse: Parse, attributor: Attributor) -> None:
    text = (
        "The Karm Observatory for Human Rights said the army left the town.\n"
        "The army also left two villages, it added.\n"
        "Roads to the north are cut, the Observatory said."
    )
    assert name(text, "left two villages", parse, attributor) == "Karm Observatory for Human Rights"
    assert name(text, "Roads to the north", parse, attributor) == "Karm Observatory for Human Rights"


def test_he_is_the_last_person_not_the_last_institution(parse: Parse, attributor: Attributor) -> None:
    text = (
        "General Anton Berg said the front was quiet.\n"
        "The Transport Ministry said the road was open.\n"
        "Two bridges were mined, he said."
    )
    assert "Anton Berg" in name(text, "Two bridges were mined", parse, attributor)


def test_statement_is_its_issuers(parse: Parse, attributor: Attributor) -> None:
    text = "The Interior Ministry said the curfew was lifted.\nShops have opened again, the statement said."
    assert "Interior Ministry" in name(text, "Shops have opened", parse, attributor)


def test_continued_quotation_keeps_its_source(parse: Parse, attributor: Attributor) -> None:
    text = '"The bridge fell at dawn," the engineer said. "Nobody crossed it after that."'
    assert "engineer" in name(text, "Nobody crossed it", parse, attributor)


def test_quotation_over_paragraphs_is_one_saying(parse: Parse, attributor: Attributor) -> None:
    text = (
        "“The enemy broke through at dawn.\n"
        "“We have lost two villages,” General Petro Hryn said.\n"
        "“Our reserves are on their way.”\n"
        "Snow is expected on Monday."
    )
    assert "Petro Hryn" in name(text, "broke through at dawn", parse, attributor)
    assert "Petro Hryn" in name(text, "reserves are on their way", parse, attributor)
    assert name(text, "Snow is expected", parse, attributor) in ("publisher", "")


def test_posted_on_the_net(parse: Parse, attributor: Attributor) -> None:
    text = 'Mayor Omar Haddad posted on Facebook: "The bridge is gone. Nobody can cross."'
    saying = claimant(text, "The bridge is gone", parse, attributor)
    assert saying is not None
    assert "Omar Haddad" in saying.source.name
    assert saying.source.via == ("Facebook",)


def test_quoted_as_saying(parse: Parse, attributor: Attributor) -> None:
    text = "The agency TAVA quoted a military source as saying that three drones had been shot down."
    saying = claimant(text, "three drones had been", parse, attributor)
    assert saying is not None
    assert saying.source.name == "military source"
    assert saying.source.via == ("TAVA",)


def test_next_sentence_without_attribution_is_the_publishers(parse: Parse, attributor: Attributor) -> None:
    text = "The ministry said troops entered Karm. Fighting began there on Monday."
    assert name(text, "Fighting began there", parse, attributor) == "publisher"


def test_chain_runs_from_the_nearest_outwards(parse: Parse, attributor: Attributor) -> None:
    text = "The Defence Ministry said its planes struck the depot, the state news agency TAVA reported."
    saying = claimant(text, "its planes struck", parse, attributor)
    assert saying is not None
    assert saying.source.name == "Defence Ministry"
    assert len(saying.source.via) == 1
    assert "TAVA" in saying.source.via[0]
    assert saying.parent is not None


def test_citing_hands_the_word_on(parse: Parse, attributor: Attributor) -> None:
    text = "The news agency TAVA said the depot was empty, citing the Defence Ministry."
    saying = claimant(text, "the depot was empty", parse, attributor)
    assert saying is not None
    assert saying.source.name == "Defence Ministry"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Defence Ministry denied that its forces had left Karm.", "its forces had left"),
        ("The army denied the withdrawal of its units from Karm.", "withdrawal of its units"),
        (
            "The Defence Ministry said claims about the retreat from Karm are baseless.",
            "the retreat from Karm",
        ),
        ("There is no truth to reports of a withdrawal from Karm, the army said.", "a withdrawal from Karm"),
        ("The government dismissed reports that Karm had fallen.", "Karm had fallen"),
        ("The envoy said reports of a deal over Karm were untrue.", "a deal over Karm"),
    ],
)
def test_denials(text: str, words: str, parse: Parse, attributor: Attributor) -> None:
    saying = claimant(text, words, parse, attributor)
    assert saying is not None
    assert saying.denies
    assert saying.source.name not in ("", "publisher")


@pytest.mark.parametrize(
    "text",
    [
        "The army denied aid workers access to the town.",
        "The president dismissed the general on Monday.",
        "The Defence Ministry said its troops entered the town.",
        "The ministry said reports that troops entered the town were accurate.",
    ],
)
def test_no_denial(text: str, parse: Parse, attributor: Attributor) -> None:
    assert not any(s.denies for s in attributor.find(parse(text)))


def test_neither_yes_nor_no(parse: Parse, attributor: Attributor) -> None:
    text = "The army has not confirmed that its forces left Karm."
    sayings = attributor.find(parse(text))
    assert any(s.neutral for s in sayings)
    assert not any(s.denies for s in sayings)


def test_reports_have_no_source_of_their_own(parse: Parse, attributor: Attributor) -> None:
    text = "Talks resumed amid reports of a retreat from Karm."
    saying = claimant(text, "a retreat from Karm", parse, attributor)
    assert saying is None or saying.source.name == ""


def test_the_publisher_naming_itself_is_the_publisher(parse: Parse, attributor: Attributor) -> None:
    text = "Troops entered Karm on Monday, Tava Daily reports."
    saying = claimant(text, "Troops entered Karm", parse, attributor, publisher="Tava Daily")
    assert saying is None or saying.source.name == "publisher"


def test_a_capital_is_not_the_paper_named_after_it(parse: Parse, attributor: Attributor) -> None:
    text = "Moscow said its troops entered Karm."
    saying = claimant(text, "its troops entered", parse, attributor, publisher="The Moscow Times")
    assert saying is not None
    assert saying.source.name == "Moscow"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\n ",
        "“never closed",
        '"""" said "" he',
        "said " * 50,
        "x" * 10_000 + ' said "y',
        "\u202e\u0000\ufffd said: “\U0001f600”",
        "According to",
        ": : :",
        "He said he said he said he said that that that.",
    ],
)
def test_bad_input_is_survived(text: str, parse: Parse, attributor: Attributor) -> None:
    for saying in attributor.find(parse(text)):
        for span in saying.attribution.content:
            assert 0 <= span.start < span.end <= len(text)


def test_rules_alone_find_plain_sayings(parse: Parse) -> None:
    text = "The Defence Ministry said its troops entered the town of Karm."
    (saying,) = Attributor(rules_only=True).find(parse(text))
    assert saying.source.name == "Defence Ministry"


NEWS = [
    "Government troops entered the town of Karm on Monday, the Karm Observatory said.",
    "The Defence Ministry denied that its forces had left the valley.",
    "General Anton Berg told reporters that two bridges were mined.",
    '"The road is open again," he said.',
    "Rebels shelled the airport of Tamra overnight, according to residents.",
]
UNRELATED = [
    "ALSO READ: Minister visits harbour to open new pier",
    "READ MORE: Thousands flee flooded valley",
    "By Ana Novak",
    "Prices of bread rose by a tenth in March.",
]


def by_sentence(lines: list[str], parse: Parse, attributor: Attributor) -> dict[str, set[tuple[str, bool]]]:
    """Sources and denials by the line that they stand in."""
    text = "\n".join(lines)
    sayings = attributor.find(parse(text))
    out: dict[str, set[tuple[str, bool]]] = {}
    at = 0
    for line in lines:
        span = Span(at, at + len(line))
        out[line] = {
            (s.source.name, s.denies) for s in sayings if any(c.overlaps(span) for c in s.attribution.content)
        }
        at += len(line) + 1
    return out


@pytest.mark.parametrize("extra", UNRELATED)
@pytest.mark.parametrize("position", range(len(NEWS) + 1))
def test_unrelated_lines_change_no_source(
    extra: str, position: int, parse: Parse, attributor: Attributor
) -> None:
    before = by_sentence(NEWS, parse, attributor)
    after = by_sentence([*NEWS[:position], extra, *NEWS[position:]], parse, attributor)
    assert {line: after[line] for line in NEWS} == before
