"""What the ledger makes of the sample dispatches, from their text to who holds what."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from warledger import control, samples
from warledger.coder import Coder
from warledger.control import Holding
from warledger.ledger import Ledger, queries
from warledger.ledger.queries import Filter

GOVERNMENT, OPPOSITION, SDF = "syr:government", "syr:opposition", "syr:sdf"
TOLD_OF = re.compile(r"Hama\b|Rifaat|Daraa|Aleppo|Maardis|Kurdish")


@pytest.fixture(scope="module")
def told() -> Iterator[Ledger]:
    """The Syrian dispatches that speak of the places asked about, coded."""
    reports = [r for r in samples.load("syria") if TOLD_OF.search(r.text)]
    with Ledger.open(":memory:") as ledger:
        for coding in Coder().code_many(reports):
            ledger.add(coding)
        yield ledger


def holding(ledger: Ledger, place: str, at: str, known_by: str = "") -> Holding:
    found = control.holdings(ledger, at=at, known_by=known_by, wanted=Filter(place=place))
    near = [h for h in found if h.level in ("town", "point") and h.place == place]
    assert len(near) == 1, [(h.place, h.level) for h in found]
    return near[0]


@pytest.mark.parametrize("day", ["2024-11-30", "2024-12-01"])
def test_hama_is_disputed_and_stays_with_the_government(told: Ledger, day: str) -> None:
    held = holding(told, "Hama", day)
    assert (held.side, held.status) == (GOVERNMENT, "disputed"), held.why


def test_hama_changes_hands_confirmed_because_the_army_admits_it(told: Ledger) -> None:
    held = holding(told, "Hama", "2024-12-05")
    assert (held.side, held.status, held.since) == (OPPOSITION, "confirmed", "2024-12-05"), held.why
    assert any("against its own side's interest" in e.why for e in held.claims_for)
    assert holding(told, "Hama", "2024-12-05", known_by="2024-12-04").side == GOVERNMENT


def test_hama_s_withdrawal_is_a_dispute_that_events_ended(told: Ledger) -> None:
    rows = queries.disputes(told, Filter(place="Hama", kind="withdraw"))
    (row, *_) = [r for r in rows if r.about == "happened" and r.first <= "2024-12-01"]
    assert row.outcome in ("overtaken", "admitted")
    assert any("Observatory" in s for s in row.sides[0].sources)
    assert any("inistry" in s for s in row.sides[1].sources)


def test_tell_rifaat_passes_from_the_kurdish_led_forces(told: Ledger) -> None:
    assert holding(told, "Tel Rifaat", "2024-11-30").side == SDF
    after = holding(told, "Tel Rifaat", "2024-12-01")
    assert (after.side, after.status) == (OPPOSITION, "confirmed"), after.why
    spells = control.spells(told, after.place_id)
    assert GOVERNMENT not in {s.side for s in spells}


def test_daraa_falls_to_local_factions_as_the_army_leaves(told: Ledger) -> None:
    before, after = (holding(told, "Daraa", f"2024-12-{n:02}") for n in (4, 6))
    assert before.side == GOVERNMENT
    assert (after.side, after.status) == (OPPOSITION, "confirmed"), after.why


def test_aleppo_changes_hands_but_not_the_kurdish_quarters(told: Ledger) -> None:
    for day in ("2024-11-30", "2024-12-06"):
        held = holding(told, "Aleppo", day)
        assert (held.side, held.status) == (OPPOSITION, "confirmed"), held.why
        for quarter in ("Sheikh Maqsoud", "Ashrafieh"):
            assert holding(told, quarter, day).side == SDF


def test_a_village_goes_and_comes_back(told: Ledger) -> None:
    sides = [holding(told, "Maardis", f"2024-{day}").side for day in ("11-30", "12-01", "12-02")]
    assert sides == [OPPOSITION, GOVERNMENT, GOVERNMENT]
