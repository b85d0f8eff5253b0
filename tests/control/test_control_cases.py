from __future__ import annotations

from typing import Any

import pytest

from control.sets import actor, coding, day, suite
from warledger import control
from warledger.control.interest import stand_of_actor
from warledger.ledger import Ledger


def _same(expected: str | None, holding: control.Holding) -> bool:
    if not holding.holder.name:
        return expected is None or "null" in expected.split("|")
    options = [actor(n) for n in (expected or "").split("|") if n not in ("", "null")]
    sides = {stand_of_actor(a.name, a.id).side for a in options}
    return stand_of_actor(holding.holder.name, holding.holder.id).side in sides


def wrong(case: dict[str, Any]) -> list[str]:
    """What the model says otherwise than a case expects."""
    found = []
    with Ledger.open(":memory:") as ledger:
        for n, line in enumerate(case["claims"]):
            ledger.add(coding(line, n))
        asked = [("", case["expect"])] + [(k["by"], k["expect"]) for k in case.get("known", [])]
        for known_by, expected in asked:
            known = day(known_by).isoformat() if known_by else ""
            for place_day, answer in expected.items():
                name, on = place_day.split()
                held = {
                    h.gazetteer_id: h
                    for h in control.holdings(ledger, at=day(on).isoformat(), known_by=known)
                }.get(f"test:{name}")
                if answer is None or held is None:
                    if answer is not held:
                        found.append(f"{place_day}: {held.why if held else 'nothing is told'}")
                    continue
                holder, statuses = answer
                if not _same(holder, held) or held.status not in statuses.split("|"):
                    found.append(f"wanted {holder}, {statuses}: {held.why}")
    return found


@pytest.mark.parametrize(
    "case", [c for c in suite()["cases"] if "known_miss" not in c], ids=lambda c: c["name"].replace(" ", "-")
)
def test_who_holds_it(case):
    assert not wrong(case), "\n".join(wrong(case))


def test_at_least_nineteen_of_twenty_cases_are_right():
    cases = suite()["cases"]
    missed = [c["name"] for c in cases if "known_miss" in c and wrong(c)]
    assert len(missed) <= 7, missed
    assert 1 - len(missed) / len(cases) >= 0.95


def test_the_suite_is_large_and_a_third_of_it_means_ill():
    cases = suite()["cases"]
    assert len(cases) >= 150
    assert len({c["name"] for c in cases}) == len(cases)
    assert sum(bool(c.get("adversarial")) for c in cases) >= len(cases) / 3
