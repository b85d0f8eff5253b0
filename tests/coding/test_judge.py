"""The learned judge: what it adds to the frames, what it takes away, what it leaves alone."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from warledger.coder import Coder
from warledger.coding.codebook import Codebook, CodebookError
from warledger.coding.judge.features import main_predicates, predicate
from warledger.coding.judge.model import FACT, NONE, Model
from warledger.knowledge import bundled
from warledger.language.parse import Parser
from warledger.model import Claim, Coding, Report

Code = Callable[..., Coding]
TYPES = {
    *("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST"),
    *("ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}


@pytest.fixture(scope="module")
def frames_alone() -> Code:
    """The coder without its judge."""
    coder = Coder(judge=False)

    def code_one(text: str) -> Coding:
        return coder.code(Report("test", text, datetime.date(2024, 12, 1)))

    return code_one


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load()


def types(coding: Coding) -> set[str]:
    return {c.codes.plover_type for c in coding.claims} - {""}


def proposed(coding: Coding) -> list[Claim]:
    return [c for c in coding.claims if "learned judge" in c.reason]


@pytest.mark.parametrize(
    ("text", "plover"),
    [
        ("Norway promised on Monday to rebuild two schools in the port.", "AGREE"),
        ("Envoys of the two states met for six hours in Vienna.", "CONSULT"),
        ("Portugal's foreign minister defended the Angolan government's decision.", "SUPPORT"),
        ("The cabinet bowed to the strikers and scrapped the levy on bread.", "CONCEDE"),
        ("Ghanaian and Togolese soldiers began joint drills near the frontier.", "COOPERATE"),
        ("Ireland donated 20 ambulances to Sudan.", "AID"),
        ("Chad's army set free nine captured officers.", "RETREAT"),
        ("The bishop appealed to both armies to let the convoy pass.", "REQUEST"),
        ("Prosecutors in Lima have opened an investigation into the former president.", "ACCUSE"),
        ("Armenia refused to hand over the two men.", "REJECT"),
        ("The militia threatened to blow up the dam unless its men were freed.", "THREATEN"),
        ("Thousands of students marched through Tunis against the new law.", "PROTEST"),
        ("Ecuador broke off diplomatic relations with its neighbour.", "SANCTION"),
        ("Greece put its navy on alert.", "MOBILIZE"),
        ("Police in Minsk detained eleven reporters.", "COERCE"),
        ("Gunmen shot dead a judge in Quetta on Friday.", "ASSAULT"),
    ],
)
def test_every_type_of_plover_is_told(code: Code, text: str, plover: str) -> None:
    assert plover in types(code(text))


def test_a_proposal_is_a_claim_like_any_other(code: Code, frames_alone: Code) -> None:
    text = "Uzbekistan stripped four exiled journalists of their citizenship on Friday, a rights group said."
    assert not types(frames_alone(text)) & {"COERCE"}
    claim = next(c for c in proposed(code(text)) if c.codes.plover_type == "COERCE")
    assert text[claim.start : claim.end] == claim.quote
    assert "Uzbekistan" in claim.actors[0].name
    assert any("journalists" in t.name for t in claim.targets)
    assert claim.source.name != "publisher"
    assert claim.date is not None and claim.date.start == datetime.date(2024, 11, 29)
    assert 0.0 < claim.confidence < 1.0


@pytest.mark.parametrize(
    "text",
    [
        "Arsenal attacked down the left and captured the trophy after a penalty shoot-out.",
        "Shares of the bank came under attack as investors retreated to gold.",
        "The striker fired a shot that struck the post, and the champions held the lead.",
        "The carmaker withdrew its new model from the market and its shares fell.",
    ],
)
def test_sport_and_markets_are_no_war(code: Code, text: str) -> None:
    assert not [c for c in code(text).claims if c.codes.acled_event_type == "Battles"]


def test_in_a_dispatch_on_a_war_the_frames_keep_their_say(code: Code, frames_alone: Code) -> None:
    text = (
        "Rebel fighters captured the town of Saraqib on Friday after two days of clashes with the army.\n"
        "Government warplanes bombed the outskirts of Idlib, killing four civilians.\n"
        "The army withdrew from Hama at dawn, residents said."
    )
    kinds = [c.kind for c in frames_alone(text).claims]
    assert [c.kind for c in code(text).claims] == kinds


def test_the_model_gives_chances_over_the_types(model: Model) -> None:
    assert set(model.classes) == TYPES | {NONE, FACT}
    assert model.believes({}) == pytest.approx(model.believes({"no such number": 5.0}))


def test_main_predicates_lie_below_the_saying() -> None:
    text = "The ministry said on Sunday that it had closed the border and recalled its envoy."
    document = next(iter(Parser().parse([Report("t", text)])))
    heads = list(main_predicates(document.sentences[0]))
    assert [t.text for t in heads] == ["closed", "recalled"]
    assert "o=border" in predicate(heads[0]).names


def test_what_is_only_announced_is_coded_as_the_announcement(code: Code) -> None:
    done = code("Turkish jets bombed the town of Sinjar on Friday.").claims[0]
    told = code("Turkish jets will bomb the town of Sinjar on Friday, the general said.").claims[0]
    assert (done.codes.plover_type, told.codes.plover_type) == ("ASSAULT", "THREATEN")
    assert done.codes.acled_sub_event_type == told.codes.acled_sub_event_type


def test_a_frame_may_have_codes_of_its_own(code: Code) -> None:
    claim = next(
        c for c in code("The Lebanese prime minister resigned on Tuesday.").claims if c.kind == "politics"
    )
    assert (claim.codes.plover_type, claim.codes.plover_mode) == ("RETREAT", "resign")


def test_a_kind_that_the_judge_does_not_know_is_left_alone(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "kinds:\n  audit:\n    family: politics\n    definition: Counts the books.\n"
        '    codes: {plover: OTHER, mode: "", cameo: "", acled: ["", ""]}\n'
        "    frames: [{verbs: [tally], actor: [subject], target: [object]}]\n",
        encoding="utf-8",
    )
    coding = Coder(codebooks=[own]).code(Report("t", "Two clerks tallied the books of the harbour."))
    assert [c.kind for c in coding.claims if c.kind == "audit"] == ["audit"]


def test_an_unknown_code_is_told_of(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "kinds:\n  audit:\n    family: politics\n    definition: Counts.\n    planned: {plovr: AGREE}\n"
        '    codes: {plover: "", mode: "", cameo: "", acled: ["", ""]}\n',
        encoding="utf-8",
    )
    with pytest.raises(CodebookError, match="plovr"):
        Codebook.load([own])


def test_every_training_sentence_has_a_known_type_and_stands_once() -> None:
    folder = Path(__file__).parents[2] / "training" / "judge" / "sentences"
    rows = [
        json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.open(encoding="utf-8")
    ]
    assert {row["type"] for row in rows} == TYPES | {NONE}
    texts = [row["text"] for row in rows]
    assert len(texts) == len(set(texts)) > 1000


def test_every_proposal_has_a_kind_of_its_type() -> None:
    book, choices = Codebook.load(), bundled("warledger.coding.judge", "proposals.yaml")
    assert set(choices) == TYPES
    for rows in choices.values():
        kinds = [kind for row in rows for kind in row]
        assert set(kinds) <= {*book.kinds, ""}
        assert not next(iter(rows[-1].values())), "the last choice must take what is left"
