"""Whatever is told of a place, its days are told without gaps and each once."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from warledger.control.items import Case, Effect, Item
from warledger.control.periods import periods
from warledger.control.reading import Spot

START = date(2024, 3, 1).toordinal()
PARTIES = ("a:rebels", "a:government", "a:kurds")
PLACE = Spot(1, "gn:1", "Hama", "hama", 35.1, 36.7, "town", "Hama", "hama", "SY", "gn:1", 1)
KINDS = {
    "gain": "capture",
    "loss": "withdraw",
    "hold": "hold",
    "denial": "capture",
}


def _item(day: int, effect: Effect, party: str, kind: str, **fields: Any) -> Item:
    given = {
        "claim": 1,
        "known": date.fromordinal(START + day).isoformat(),
        "losing": "",
        "weight": 9.0,
        "interest": "neutral",
        "origin": "wire",
        "reach": "direct",
        "status": "happened",
        "source": "monitor",
        "quote": "",
        "where": "",
    }
    return Item(day=START + day, effect=effect, party=party, kind=kind, **(given | fields))


@st.composite
def told(draw: st.DrawFn) -> Item:
    effect = draw(st.sampled_from(["gain", "loss", "hold", "denial", "fight", "fight"]))
    kind = KINDS.get(effect) or draw(st.sampled_from(["clash", "attack", "advance", "hold", "capture"]))
    party = draw(st.sampled_from(PARTIES))
    return _item(
        draw(st.integers(0, 30)),
        effect,
        party,
        kind,
        losing=draw(st.sampled_from(["", *(p for p in PARTIES if p != party)])) if effect == "gain" else "",
        weight=draw(st.sampled_from([1.0, 3.0, 6.0, 9.0])),
        interest=draw(st.sampled_from(["neutral", "own", "against"])),
        origin=draw(st.sampled_from(["wire", "radio", "monitor"])),
        reach=draw(st.sampled_from(["direct", "direct", "area", "town"])),
        inside=draw(st.booleans()),
    )


@given(st.lists(told(), min_size=1, max_size=14))
def test_every_day_lies_in_one_period(items: list[Item]) -> None:
    items.sort(key=lambda i: i.day)
    names = {p: Counter({(p, ""): 1}) for p in PARTIES}
    found = periods(Case(PLACE, items, names))

    assert found
    assert found[-1].last is None
    for one, following in pairwise(found):
        assert one.last is not None
        assert one.first <= one.last
        assert following.first == one.last + 1


def test_who_still_has_a_part_on_the_last_day_of_a_fading_holder_is_of_that_day() -> None:
    for day in range(1, 400):
        told_of = [
            _item(0, "gain", "a:rebels", "capture", weight=36.0, interest="against"),
            _item(1, "fight", "a:kurds", "advance", weight=0.0, inside=True),
            _item(day + 1, "fight", "a:government", "hold", weight=0.0),
            _item(500, "hold", "a:government", "hold"),
        ]
        found = periods(Case(PLACE, told_of, {p: Counter({(p, ""): 1}) for p in PARTIES}))

        first = [p.first for p in found]
        assert first == sorted(set(first))
