from __future__ import annotations

import pytest

from control.sets import actor, coding, day, suite
from warledger import control
from warledger.control.interest import side_of
from warledger.ledger import Ledger


def _same(expected: str | None, holding: control.Holding) -> bool:
    if expected is None:
        return holding.holder.name == ""
    options = [actor(n) for n in expected.split("|")]
    sides = {s for a in options if (s := side_of(a.name, a.id))}
    return holding.holder.name in {a.name for a in options} or (holding.side in sides and bool(holding.side))


@pytest.mark.parametrize("case", suite()["cases"], ids=lambda c: c["name"].replace(" ", "-"))
def test_who_holds_it(case):
    with Ledger.open(":memory:") as ledger:
        for n, line in enumerate(case["claims"]):
            ledger.add(coding(line, n))
        asked = [("", case["expect"])] + [(k["by"], k["expect"]) for k in case.get("known", [])]
        for known_by, expected in asked:
            known = day(known_by).isoformat() if known_by else ""
            for place_day, answer in expected.items():
                name, on = place_day.split()
                found = {
                    h.gazetteer_id: h
                    for h in control.holdings(ledger, at=day(on).isoformat(), known_by=known)
                }.get(f"test:{name}")
                if answer is None:
                    assert found is None
                    continue
                holder, statuses = answer
                assert found is not None, place_day
                assert _same(holder, found), found.why
                assert found.status in statuses.split("|"), found.why


def test_the_suite_is_large_and_a_third_of_it_means_ill():
    cases = suite()["cases"]
    assert len(cases) >= 60
    assert sum(bool(c.get("adversarial")) for c in cases) >= len(cases) / 3
