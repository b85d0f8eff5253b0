"""Who holds every place on any day, quickly: the periods of all places side by side.

Between two days of the time bar few places change. The periods of all places lie in one sorted array, so that
a day is one search in it, and the holding of a period is made once and kept.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from warledger.control import Holding
from warledger.control.view import PlacePeriods, View
from warledger.ledger import Ledger
from warledger.web.columns import Ints

_DAYS = 1 << 22  # more than there are ordinals, so that a place's number and a day make one number that sorts


class Standing:
    """The holdings of all places as known on a day, without the arguments."""

    def __init__(self, told: list[PlacePeriods]) -> None:
        self._places = told
        firsts = [(n, p.first) for n, story in enumerate(told) for p in story.periods]
        self._keys: Ints = np.array([n * _DAYS + first for n, first in firsts], np.int64)
        self._made: dict[int, Holding] = {}

    @classmethod
    def read(cls, ledger: Ledger, known_by: str = "") -> Standing:
        """Take the stored periods; of an earlier day of knowledge they are worked out."""
        told = [p for p in View(ledger, known_by).places() if p.periods]
        told.sort(key=lambda s: (s.case.spot.country, s.case.spot.admin1, s.case.spot.name, s.case.spot.id))
        return cls(told)

    def on(self, day: str) -> list[Holding]:
        """The holdings of the places of which anything can be said on this day, by country and province."""
        at = date.fromisoformat(day).toordinal()
        places = np.arange(len(self._places), dtype=np.int64)
        found = np.searchsorted(self._keys, places * _DAYS + at, side="right") - 1
        begun = (found >= 0) & (self._keys[np.maximum(found, 0)] // _DAYS == places)
        return [self._holding(n, period, at) for n, period in enumerate(found.tolist()) if begun[n]]

    def _holding(self, place: int, period: int, day: int) -> Holding:
        made = self._made.get(period)
        if made is None:
            made = self._places[place].holding_on(day)
            assert made is not None  # the period has begun
            self._made[period] = made
        return made


def short(holdings: list[Holding], day: str) -> list[Holding]:
    """The holdings without their arguments."""
    return [replace(h, claims_for=[], claims_against=[], why="", date=day) for h in holdings]


def dated(holdings: list[Holding], day: str) -> list[Holding]:
    """The holdings with the day that was asked for: those of one period are one object whatever the day."""
    return [h if h.date == day else replace(h, date=day) for h in holdings]
