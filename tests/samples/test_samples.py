"""The bundled dispatches are what their README says: made for the demo, varied, and told by nobody real."""

from __future__ import annotations

import re
from datetime import date
from itertools import combinations

import pytest

from warledger import samples
from warledger.model import Report
from warledger.reports.layout import lay_out

FIRST, LAST = date(2024, 11, 27), date(2024, 12, 9)
TWINS = {"syr-2024-12-03-wire-1", "syr-2024-12-03-gazette-1"}
REAL_OUTLETS = re.compile(
    r"\b(reuters|afp|xinhua|sana|anadolu|bbc|cnn|al[- ]?jazeera|associated press|tass|ria|interfax"
    r"|enab baladi|north press|hawar|rudaw|guardian|new york times|ukrinform|suna|wam|irna|dpa|ansa|efe)\b",
    re.IGNORECASE,
)
STATUSES = {"confirmed", "claimed", "disputed", "contested", "unknown"}
QUOTED = re.compile(r"[\"“«]([^\"“”«»]+)[\"”»]")

ALL = samples.load()


def shingles(report: Report) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", report.text.lower())
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


def test_there_are_enough_dispatches_on_each_war() -> None:
    assert len(samples.load("syria")) >= 44
    others = {war: len(samples.load(war)) for war in ("ukraine", "sudan", "congo")}
    assert sum(others.values()) >= 12
    assert sum(count >= 5 for count in others.values()) >= 2
    assert sum(others.values()) + len(samples.load("syria")) == len(ALL)


def test_an_unknown_war_gives_nothing() -> None:
    assert samples.load("atlantis") == []


def test_ids_and_texts_are_unique_and_urls_carry_the_id() -> None:
    assert len({r.id for r in ALL}) == len({r.text for r in ALL}) == len(ALL)
    assert all(r.url == f"sample:{r.id}" for r in ALL)


@pytest.mark.parametrize("report", ALL, ids=lambda r: r.id)
def test_a_dispatch_is_plainly_a_sample_of_fair_length(report: Report) -> None:
    assert 80 <= len(report.text.split()) <= 250
    assert report.publisher.startswith("Sample ")
    assert not REAL_OUTLETS.search(report.publisher)
    assert report.title and report.text == report.text.strip()
    assert "\n" in report.text, "paragraphs are parted by line breaks"
    assert report.date is not None and report.date.isoformat() in report.id


@pytest.mark.parametrize("report", ALL, ids=lambda r: r.id)
def test_no_long_quotation_is_put_in_a_mouth(report: Report) -> None:
    assert all(len(q.split()) <= 6 for q in QUOTED.findall(report.text))


def test_dates_lie_within_each_war_s_span() -> None:
    assert all(FIRST <= r.date <= LAST for r in samples.load("syria") if r.date)
    assert {r.date for r in samples.load("syria")} == {
        date.fromordinal(day) for day in range(FIRST.toordinal(), LAST.toordinal() + 1)
    }
    assert all(2022 <= r.date.year <= 2025 for r in ALL if r.date)


def test_many_manners_of_telling_are_there() -> None:
    publishers = [r.publisher for r in samples.load("syria")]
    for manner in ("Wire", "State", "Monitor", "Opposition", "Turkish", "Kurdish", "UN ", "Foreign Ministry"):
        assert sum(manner in p for p in publishers) >= 5, manner


def test_teasers_bylines_and_datelines_stand_among_the_paragraphs() -> None:
    layouts = [lay_out(r.text) for r in ALL]
    assert sum(bool(layout.links) for layout in layouts) >= 12
    assert sum(any(p.dateline for p in layout.paragraphs) for layout in layouts) >= 25
    assert any("\nBy " in "\n" + r.text for r in ALL)


def test_only_the_intended_pair_is_nearly_the_same() -> None:
    sets = {r.id: shingles(r) for r in ALL}
    alike = {
        frozenset((a, b))
        for a, b in combinations(sets, 2)
        if len(sets[a] & sets[b]) / len(sets[a] | sets[b]) > 0.2
    }
    assert alike == {frozenset(TWINS)}


def test_the_truth_rests_on_dispatches_that_name_the_place() -> None:
    by_id = {r.id: r for r in ALL}
    expectations = samples.truth()
    assert len(expectations) >= 40
    for row in expectations:
        assert {row["status"], *row.get("also", [])} <= STATUSES
        assert isinstance(row["date"], date) and row["why"]
        assert row["holder"] or row["status"] in {"unknown", "contested", "disputed"}
        assert row["reports"], row
        names = [row["place"], *row.get("aliases", [])]
        for name in row["reports"]:
            report = by_id[name]
            assert report.date is not None
            assert report.date <= row.get("known_by", report.date), row
            assert any(alias in report.text for alias in names), (row["place"], name)


def test_no_expectation_is_stated_twice() -> None:
    keys = [(row["place"], row["date"], row.get("known_by")) for row in samples.truth()]
    assert len(keys) == len(set(keys))
