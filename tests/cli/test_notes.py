from __future__ import annotations

import io
from datetime import date

import pytest

from warledger.cli.notes import (
    NotesWriter,
    told_count,
    told_parties,
    told_source,
    told_status,
    told_when,
    told_where,
)
from warledger.model import (
    Actor,
    Claim,
    Coding,
    Count,
    Period,
    Place,
    Precision,
    Report,
    Source,
    Stance,
    Status,
)


def day(of_month: int, month: int = 11, year: int = 2024) -> date:
    return date(year, month, of_month)


@pytest.mark.parametrize(
    ("period", "told"),
    [
        (None, ""),
        (Period(None, None), ""),
        (Period(day(30), day(30)), "30 Nov 2024"),
        (Period(day(27), day(30)), "27–30 Nov 2024"),
        (Period(day(27), day(2, 12)), "27 Nov – 2 Dec 2024"),
        (Period(day(27), day(2, 1, 2025)), "27 Nov 2024 – 2 Jan 2025"),
        (Period(day(25), day(30), Precision.WEEK), "~25–30 Nov 2024"),
        (Period(day(25), None, Precision.VAGUE), "since ~25 Nov 2024"),
        (Period(None, day(25)), "by 25 Nov 2024"),
    ],
)
def test_days(period: Period | None, told: str) -> None:
    assert told_when(period) == told


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (Count(12, 12, 12), "12"),
        (Count(None, 12, None), "12"),
        (Count(20, 20, None), "20+"),
        (Count(24, None, None), "24+"),
        (Count(10, 15, 20), "10–20"),
        (Count(None, None, 5), "up to 5"),
        (Count(), "some"),
    ],
)
def test_numbers(count: Count, told: str) -> None:
    assert told_count(count) == told


def test_sources_and_what_they_came_through() -> None:
    assert told_source(Source(), "Sample Wire") == "Sample Wire (own words)"
    assert told_source(Source(), "") == "the report"
    assert (
        told_source(Source("the monitor", via=("state television",)), "x")
        == "the monitor (via state television)"
    )


def test_stance_and_status() -> None:
    assert told_status(Claim("", 0, 0, "", "capture")) == "happened"
    assert told_status(Claim("", 0, 0, "", "capture", stance=Stance.DENIES)) == "denied"
    planned = Claim("", 0, 0, "", "capture", stance=Stance.DENIES, status=Status.PLANNED)
    assert told_status(planned) == "denied: planned"


def test_parties_and_places() -> None:
    assert told_parties((Actor("A"), Actor("B")), ()) == "A; B"
    assert told_parties((), (Actor("C"),)) == "? → C"
    far = Place("Rasm", 0, 4)
    near = Place("Tall Brak", 0, 9, lat=36.6, lon=41.0, admin1="Al-Hasakah", country="SY")
    claim = Claim("", 0, 0, "", "withdrawal", place=near, origin=far, exceptions=(far,))
    assert told_where(claim) == "Rasm → Tall Brak (Al-Hasakah, SY), except Rasm"
    assert told_where(Claim("", 0, 0, "", "capture", place=far)) == "Rasm (not found)"


@pytest.mark.parametrize("width", [40, 90, 160, 300])
def test_lines_keep_to_the_width_and_steer_no_terminal(width: int) -> None:
    words = "seized \x1b[2J " + "a very long run of words " * 20
    claim = Claim("1", 0, 9, words, "capture", actors=(Actor("Front for the " + "Long " * 20),))
    out = io.StringIO()
    NotesWriter(out, explain=True, width=width).write(Coding(Report("r", "x", title="T\x07"), [claim]))
    assert "\x1b" not in out.getvalue()
    assert "\x07" not in out.getvalue()
    assert max(len(line) for line in out.getvalue().split("\n")) <= max(width, 95)


def test_a_report_without_claims_says_so() -> None:
    out = io.StringIO()
    NotesWriter(out).write(Coding(Report("r", "x"), warnings=["cut short"]))
    assert "■ r · undated" in out.getvalue()
    assert "no claims" in out.getvalue()
    assert "note: cut short" in out.getvalue()
