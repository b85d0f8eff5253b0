"""Who says so in the many forms that agencies use, over many wars: source, way, denial."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warledger.actors import Cast, Registry
from warledger.coding.attribution import Attributor, Saying, innermost
from warledger.language.parse import Parser
from warledger.model import Coding, Report, Span, Stance

if TYPE_CHECKING:
    from warledger.language.document import Document

Parse = Callable[..., "Document"]
Code = Callable[..., Coding]
Who = Callable[[str, str], Saying | None]


@pytest.fixture(scope="module")
def who(parse: Parse, registry: Registry) -> Who:
    """The saying whose source claims certain words of a text: ``who(text, words)``."""
    attributor = Attributor()

    def find(text: str, words: str) -> Saying | None:
        document = parse(text, publisher="Sample Wire")
        at = text.index(words)
        sayings = attributor.find(document, Cast(document, registry, ()))
        return innermost(sayings, Span(at, at + len(words)))

    return find


@pytest.mark.parametrize(
    ("text", "words", "source", "via"),
    [
        # carried, told, posted
        ("In a statement carried by SANA, the army said it had regained Suran.", "regained", "army", "SANA"),
        (
            "The army said in a statement carried by the state news agency SANA that it had regained Suran.",
            "had regained",
            "army",
            "SANA",
        ),
        ("Medics told AFP three people died in the strike.", "three people died", "Medics", "AFP"),
        ("Colonel Petit wrote on X that the army had retaken Kibumba.", "had retaken", "Petit", "X"),
        ("“We hold Toretsk,” the governor posted on Telegram.", "We hold", "governor", "Telegram"),
        (
            "The envoy wrote on Truth Social that three sites were hit.",
            "three sites",
            "envoy",
            "Truth Social",
        ),
        # quoted, quoting, citing
        ("The governor was quoted as saying the road to Goma was cut.", "was cut", "governor", ""),
        (
            "The governor was quoted by Radio Okapi as saying that the road was cut.",
            "road was cut",
            "governor",
            "Okapi",
        ),
        ("Radio Okapi quoted the governor as saying the road was cut.", "road was cut", "governor", "Okapi"),
        (
            "State television said, quoting a police source, that the bridge fell.",
            "bridge fell",
            "police",
            "",
        ),
        # roles
        ("Two army officers said the base at Lashio had fallen.", "had fallen", "army officers", ""),
        ("Residents said by phone that soldiers had burned Myinthar.", "had burned", "Residents", ""),
        ("Witnesses described seeing soldiers loot shops in Bukavu.", "loot shops", "Witnesses", ""),
        (
            "A spokeswoman for the agency, Ana Duarte, said 4,000 had crossed.",
            "had crossed",
            "Ana Duarte",
            "",
        ),
        # nouns, figures, announcements
        ("According to a statement by the Houthi military, drones struck Eilat.", "drones", "Houthi", ""),
        ("Ministry spokesman Igor Petrov announced the capture of Maryinka.", "capture of", "Petrov", ""),
        ("Gaza's health ministry put the death toll at 30.", "death toll", "health ministry", ""),
        ("The Syrian opposition claimed control of Kuweires airport.", "control of", "opposition", ""),
        # headlines
        ("Army: rebels driven out of Kidal", "rebels driven", "Army", ""),
        ("Rebels seize border post - monitor", "Rebels seize", "monitor", ""),
        ("Rebels seize border post, monitor says", "Rebels seize", "monitor", ""),
        # a trailing source in mid-sentence
        (
            "Troops took Halyt and reached Selyd, an officer said on Friday, but Kyiv denied it.",
            "took",
            "officer",
            "",
        ),
        ("Rebels left Kidal, officials and a monitor said.", "left Kidal", "officials", ""),
        # nesting: the innermost claims, the outer hand on
        ("Kyiv says Moscow claims its troops entered Chasiv Yar.", "troops entered", "Moscow", "Kyiv"),
        # over sentences
        ("The ministry said Taiz was shelled. It added that nine died.", "nine died", "ministry", ""),
        ("The RSF said Nyala was calm. It also reported a raid on Zalingei.", "raid on", "RSF", ""),
        ("“The enemy lies,” the major said. “Our brigade holds Orikhiv.”", "brigade holds", "major", ""),
    ],
)
def test_who_says_it(text: str, words: str, source: str, via: str, who: Who) -> None:
    saying = who(text, words)
    assert saying is not None
    assert source.lower() in saying.source.name.lower()
    assert not saying.denies
    if via:
        assert any(via in way for way in saying.source.via)


@pytest.mark.parametrize(
    ("text", "words", "source"),
    [
        ("The IDF denied hitting the hospital.", "hitting the hospital", "IDF"),
        ("The government called rebel claims of seizing Dessie “a lie”.", "seizing Dessie", "government"),
        ("Hamas rejected as baseless the claim that fighters hid there.", "fighters hid", "Hamas"),
        ("There is no truth to claims that our forces left Mocha, the army said.", "forces left", "army"),
        ("The claim that Myawaddy fell is untrue, the junta told the BBC.", "Myawaddy fell", "junta"),
        ("The claim that rebels hold Morek is not accurate, the ministry said.", "rebels hold", "ministry"),
        ("Kyiv said that Russia's claim of capturing Robotyne was false.", "capturing Robotyne", "Kyiv"),
        ("Claims that the army fled Goma were dismissed by the governor.", "army fled", "governor"),
    ],
)
def test_who_denies_it(text: str, words: str, source: str, who: Who) -> None:
    saying = who(text, words)
    assert saying is not None
    assert saying.denies
    assert source.lower() in saying.source.name.lower()


@pytest.mark.parametrize(
    "text",
    [
        "The army neither confirmed nor denied that the town had fallen.",
        "Sample Wire could not independently verify that the town had fallen.",
        "The junta has not commented on reports that the town had fallen.",
        "The spokesman declined to say whether the town had fallen.",
    ],
)
def test_who_says_neither_yes_nor_no_claims_nothing(text: str, who: Who) -> None:
    saying = who(text, "town had fallen")
    assert saying is None or (not saying.denies and saying.source.name in ("", "publisher"))


@pytest.mark.parametrize(
    ("text", "teller", "denier"),
    [
        (
            "Russia's Defence Ministry said its troops had captured Robotyne. "
            "This is not true, the Ukrainian General Staff said.",
            "Defence Ministry",
            "General Staff",
        ),
        ("The RSF said it had seized El Obeid in Sudan. Sudan's army denied this.", "RSF", "army"),
        ("The RSF said it had seized El Obeid, but the Sudanese army called it a lie.", "RSF", "army"),
        (
            "M23 rebels said they had captured Goma. Their claim is not true, the governor told reporters.",
            "M23",
            "governor",
        ),
        ("The junta said it had retaken Lashio. That is a lie, a rebel spokesman said.", "junta", "rebel"),
    ],
)
def test_an_earlier_speaker_is_denied(text: str, teller: str, denier: str, code: Code) -> None:
    by_stance = {claim.stance: claim for claim in code(text).claims if claim.kind == "capture"}
    assert teller in by_stance[Stance.ASSERTS].source.name
    assert denier in by_stance[Stance.DENIES].source.name


def test_one_denial_is_one_claim(code: Code) -> None:
    claims = code("The Syrian army denied reports that its troops had withdrawn from Hama.").claims
    assert [(c.kind, c.stance) for c in claims] == [("withdraw", Stance.DENIES)]


LINES = [
    "The Syrian army said its troops had captured Morek.",
    "Rebels denied that they had withdrawn from Hama.",
    "Residents of Idlib said an airstrike killed four people on Friday.",
    "“We have retaken Saraqib,” the rebel commander Omar Haddad said.",
]
EXTRAS = [
    "ALSO READ: Minister opens new pier",
    "READ MORE: Flood in the valley kills two",
    "By Ana Novak",
    "Reporting by Ana Novak; editing by Jan Kral",
    "Bread prices rose by a tenth in March.",
    "Schools in the capital reopened after the holidays.",
]


def sources(lines: list[str], code: Code) -> set[tuple[str, str, str, str]]:
    return {(c.kind, c.source.name, c.stance, c.quote) for c in code("\n".join(lines)).claims}


@settings(max_examples=12)
@given(st.lists(st.tuples(st.sampled_from(EXTRAS), st.integers(1, len(LINES))), max_size=3))
def test_what_is_unrelated_changes_no_source(extras: list[tuple[str, int]]) -> None:
    lines = list(LINES)
    for extra, at in extras:
        lines.insert(at, extra)
    assert sources(lines, code_once) == sources(LINES, code_once)


_coder = None


def code_once(text: str) -> Coding:
    """One coder for hypothesis, which wants no fixtures that live for a function."""
    global _coder  # noqa: PLW0603
    if _coder is None:
        from warledger.coder import Coder  # noqa: PLC0415

        _coder = Coder()
    return _coder.code(Report("property", text, None, "Sample Wire"))


MARKS = st.sampled_from(['"', "“", "”", "«", "»", "„", "‘", "’", "'", "``", "''"])
BITS = st.sampled_from(
    ["the mayor said", "We hold the town", "he added", "they left", ",", ".", "\n", "(", "that", "it"]
)


@settings(max_examples=40)
@given(st.lists(st.one_of(MARKS, BITS), max_size=25))
def test_marks_of_any_kind_keep_the_offsets(bits: list[str]) -> None:
    text = " ".join(bits)
    (document,) = Parser().parse([Report("marks", text)])
    for saying in Attributor().find(document):
        spans = saying.attribution
        for span in (*spans.source, *spans.cue, *spans.content):
            assert 0 <= span.start < span.end <= len(text)
            assert text[span.start : span.end].strip()
