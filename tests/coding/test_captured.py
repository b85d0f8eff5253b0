"""Fighters taken prisoner are counted as captured beside detained; nobody else is."""

from __future__ import annotations

from datetime import date

import pytest

from warledger.coder import Coder
from warledger.model import Count, Counts, Report


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def counts(coder: Coder, text: str) -> list[Counts]:
    return [c.counts for c in coder.code(Report("r", text, date(2023, 5, 9))).claims if c.counts != Counts()]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The rebels captured at least 20 soldiers near Goma on Monday.", (20, 20, None)),
        ("The army took 35 prisoners in the battle for Kidal on Monday.", (35, 35, 35)),
        ("Insurgents captured between five and ten policemen in Gao on Monday.", (5, 5, 10)),
    ],
)
def test_fighters_taken_are_captured(coder: Coder, text: str, count: tuple[int, int, int | None]) -> None:
    (told,) = counts(coder, text)

    assert told.captured == told.detained == Count(*count)


@pytest.mark.parametrize(
    "text",
    [
        "Police arrested 12 protesters in Khartoum on Monday.",
        "Gunmen abducted 30 schoolgirls from a school in Zamfara on Monday.",
        "Police arrested four soldiers in Bamako on Monday, the interior ministry said.",
    ],
)
def test_others_are_detained_alone(coder: Coder, text: str) -> None:
    (told,) = counts(coder, text)

    assert told.detained is not None
    assert told.captured is None


@pytest.mark.parametrize(
    "text",
    [
        "The rebels captured the town of Sake on Monday.",
        "The rebels captured 12 tanks near Goma on Monday.",
        "The rebels captured three villages near Goma on Monday.",
    ],
)
def test_towns_and_tanks_are_no_people(coder: Coder, text: str) -> None:
    assert counts(coder, text) == []
