"""The situation report says what the ledger holds, with sources, and makes nothing up."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ledger.make import ARMY, MINISTRY, MONITOR, Stance, coding, place
from outputs.sample import CIVILIANS, told
from warledger.ledger import Ledger
from warledger.outputs.sitrep import Situation, gather, render

if TYPE_CHECKING:
    from warledger.outputs.sitrep.types import Country


@pytest.fixture(scope="module")
def situation(ledger: Ledger) -> Situation:
    return gather(ledger, "2024-12-03", "2024-12-05")


def country(situation: Situation, name: str) -> Country:
    return next(c for c in situation.countries if c.name == name)


def test_what_changed_hands_stands_with_how_sure_it_is_and_its_sources(situation: Situation) -> None:
    hama = next(c for c in country(situation, "Syria").changes if c.place.startswith("Hama"))
    assert (hama.after, hama.status) == ("Hayat Tahrir al-Sham", "confirmed")
    publishers = {situation.references[n - 1].publisher for n in hama.refs}
    assert publishers == {"Sample Wire", "Other Wire"}


def test_every_statement_names_who_says_it_and_every_reference_is_listed(situation: Situation) -> None:
    statements = [x for c in situation.countries for x in (*c.events, *c.people)] + situation.diplomacy
    assert statements
    assert all("according to" in x.text and x.refs for x in statements)
    numbers = [r.number for r in situation.references]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {n for x in statements for n in x.refs} <= set(numbers)


def test_tolls_keep_their_ranges_and_say_what_the_sum_is_of(situation: Situation) -> None:
    strike = country(situation, "Syria").tolls[0]
    assert (strike.killed, strike.injured) == ("at least 4", "10 to 12")
    killing = country(situation, "Sudan").tolls[0]
    assert killing.killed == "20 to 30"


def test_what_is_announced_stands_apart_from_what_happened(situation: Situation) -> None:
    assert not any("9 December" in x.text for c in situation.countries for x in c.events)
    assert not situation.planned, "the plan is for a day after the period"


def test_plans_for_the_period_are_told_as_plans(ledger: Ledger) -> None:
    made = gather(ledger, "2024-12-09", "2024-12-09")
    assert ["Hama" in x.text for x in made.planned] == [True]
    assert not made.countries or not country(made, "Syria").events


def test_a_report_knows_nothing_that_was_published_after_it(ledger: Ledger) -> None:
    early = gather(ledger, "2024-12-03", "2024-12-04")
    assert early.reports == 0
    assert not early.countries
    late = gather(ledger, "2024-12-03", "2024-12-04", known_by="2024-12-31")
    assert country(late, "Sudan").tolls


def test_a_denial_makes_a_dispute_and_silence_makes_a_gap(tmp_path: Path) -> None:
    idlib = place("Idlib", 35.93, 36.63, admin1="Idlib")
    with Ledger.open(str(tmp_path / "war.db")) as book:
        first = {"on": "2024-11-29", "text": "Strikes hit Idlib twice."}
        strikes = [told("airstrike", f"2024-11-{d}", place=idlib, targets=(CIVILIANS,)) for d in (28, 29)]
        book.add(coding(1, *strikes, **first))
        book.add(
            coding(
                2,
                told("withdraw", "2024-12-01", actors=(ARMY,), source=MONITOR),
                told("withdraw", "2024-12-01", actors=(ARMY,), source=MINISTRY, stance=Stance.DENIES),
                on="2024-12-01",
                text="The army left Hama, the monitor said; the ministry denied it.",
            )
        )
        made = gather(book, "2024-12-01")
    argued = made.new_disputes[0]
    assert "Hama" in argued.about
    assert any("Observatory" in side for side in argued.sides)
    assert any("Ministry" in side for side in argued.sides)
    assert any("No report on Idlib" in gap and "29 November 2024" in gap for gap in made.gaps)


@pytest.mark.parametrize("form", ["html", "md"])
def test_text_forms_tell_the_same_things(situation: Situation, form: str) -> None:
    text = render(situation, form).decode()
    for words in ("3–5 December 2024", "What changed hands", "at least 4", "Omdurman", "What is not told"):
        assert words in text
    assert "None" not in re.sub(r"<style>.*?</style>", "", text, flags=re.S)


def test_html_is_one_file_that_asks_for_nothing_and_runs_nothing(situation: Situation) -> None:
    text = render(situation, "html").decode()
    assert "<script" not in text
    assert not re.findall(r'(?:src|href)="(?!#|data:)', text)
    assert "data:image/svg+xml" in text


def test_a_reports_words_are_never_markup(tmp_path: Path) -> None:
    evil = '<script>alert("x")</script> [a](javascript:alert(1)) #let x = 1'
    with Ledger.open(str(tmp_path / "war.db")) as book:
        made = told("airstrike", "2024-12-05", source=MONITOR, quote=evil)
        book.add(coding(1, made, title=evil, url="javascript:alert(1)"))
        found = gather(book, "2024-12-05")
    html = render(found, "html").decode()
    assert "<script>alert" not in html
    assert "javascript:" not in "".join(re.findall(r'href="([^"]*)"', html))
    assert not re.search(r"(?<!\\)\]\(javascript", render(found, "md").decode())
    assert render(found, "pdf").startswith(b"%PDF")


def test_an_empty_period_says_so(ledger: Ledger) -> None:
    made = gather(ledger, "2030-01-01")
    text = render(made, "html").decode()
    assert "0 reports" in text
    assert "No dispute" in text


def test_the_command_writes_by_the_files_suffix(
    warledger: Callable[..., Any], ledger: Any, tmp_path: Path
) -> None:
    ran = warledger("sitrep", "--day", "2024-12-05", "-o", tmp_path / "s.md", "--ledger", ledger.name)
    assert ran.code == 0
    assert (tmp_path / "s.md").read_text(encoding="utf-8").startswith("# Situation report, 5 December 2024")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--day", "2024-12-05", "--since", "2024-12-01"), "not both"),
        (("--format", "docx"), "none of"),
        (("--since", "2024-12-05", "--until", "2024-12-01"), "after"),
    ],
)
def test_wrong_words_are_told(
    warledger: Callable[..., Any], ledger: Any, words: tuple[str, ...], said: str
) -> None:
    ran = warledger("sitrep", *words, "--ledger", ledger.name)
    assert ran.code == 2
    assert said in ran.err


@pytest.mark.parametrize("name", ["by_day", "map"])
def test_chart_files_are_vega_lite(name: str) -> None:
    altair = pytest.importorskip("altair")
    folder = files("warledger.outputs.sitrep").joinpath("charts")
    chart = json.loads(folder.joinpath(f"{name}.json").read_text(encoding="utf-8"))
    look = json.loads(folder.joinpath("look.json").read_text(encoding="utf-8"))
    del look["$schema"]

    read = altair.Chart.from_dict(look | chart, validate=True)

    assert read.to_dict()["config"]["legend"]["labelLimit"] == 220
