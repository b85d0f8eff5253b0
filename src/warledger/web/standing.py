"""Who holds every place on any day, quickly: the periods of all places side by side.

Between two days of the time bar few places change. The periods of all places lie in one sorted array, so that
a day is one search in it; what the map counts lies in columns beside it, and the holding of a period is made
once and kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np

from warledger.control import Holding
from warledger.control.interest import side_of
from warledger.control.types import Period
from warledger.control.view import PlacePeriods, View
from warledger.ledger import Ledger
from warledger.web.columns import Ints, Words

STATUSES = ("disputed", "contested", "claimed", "confirmed", "unknown")
_DAYS = 1 << 22  # more than there are ordinals, so that a place's number and a day make one number that sorts


class Standing:
    """The holdings of all places as known on a day, without the arguments.

    Attributes:
        sides: What the colours go by, by number: the side in the registry, else the party itself.
        names: The names of holders, by number.
        side_of_name: The side of each holder's name.
    """

    def __init__(self, told: list[PlacePeriods]) -> None:
        self._places = told
        self.sides, self.names = Words(), Words()
        self.side_of_name: dict[str, str] = {}
        rows = [
            (n * _DAYS + p.first, n, STATUSES.index(p.status), *self._named(p))
            for n, place in enumerate(told)
            for p in place.periods
        ]
        table = np.array(rows, np.int64).reshape(-1, 5)
        self._keys, self._place, self.status, self.side, self.name = (
            np.ascontiguousarray(table[:, n]) for n in range(5)
        )
        self._ids: Ints = np.array([p.case.spot.id for p in told], np.int64)
        self._made: dict[int, Holding] = {}

    def _named(self, period: Period) -> tuple[int, int]:
        side = period.side or period.holder.id or period.holder.name
        if period.holder.name:
            self.side_of_name.setdefault(period.holder.name, side)
        return self.sides.number(side), self.names.number(period.holder.name)

    @classmethod
    def read(cls, ledger: Ledger, known_by: str = "") -> Standing:
        """Take the stored periods; of an earlier day of knowledge they are worked out."""
        told = [p for p in View(ledger, known_by).places() if p.periods]
        told.sort(key=lambda s: (s.case.spot.country, s.case.spot.admin1, s.case.spot.name, s.case.spot.id))
        return cls(told)

    def on(self, day: str) -> Ints:
        """The periods that this day lies in, of places of which anything can be said, by country."""
        at = date.fromisoformat(day).toordinal()
        places = np.arange(len(self._places), dtype=np.int64)
        found = np.searchsorted(self._keys, places * _DAYS + at, side="right") - 1
        begun = (found >= 0) & (self._keys[np.maximum(found, 0)] // _DAYS == places)
        periods: Ints = found[begun]
        return periods

    def places_of(self, periods: Ints) -> Ints:
        """The ledger's numbers of the places."""
        numbers: Ints = self._ids[self._place[periods]]
        return numbers

    def holding(self, period: int, day: int) -> Holding:
        """The holding of a period; its ``date`` is the first day that was asked for."""
        made = self._made.get(period)
        if made is None:
            made = self._places[int(self._place[period])].holding_on(day)
            assert made is not None  # the period has begun
            self._made[period] = made
        return made

    def rival_of(self, holding: Holding) -> str:
        """The side of the likeliest rival that is of another side, or ""."""
        own = holding.side or holding.holder.id or holding.holder.name
        for name, _ in holding.rivals:
            side = self.side_of_name.get(name)
            if side is None:
                side = self.side_of_name[name] = side_of(name, "") or name
            if side != own:
                return side
        return ""


@dataclass
class Held:  # no slots: what is asked for late is worked out once and kept
    """The holdings of a day, as known on another."""

    at: str
    known_by: str
    standing: Standing
    periods: Ints = field(repr=False)

    @cached_property
    def period_of(self) -> dict[int, int]:
        """The period of each place's number."""
        return dict(
            zip(self.standing.places_of(self.periods).tolist(), self.periods.tolist(), strict=True)
        )  # fmt: skip

    @cached_property
    def _day(self) -> int:
        return date.fromisoformat(self.at).toordinal()

    def of(self, place: int) -> Holding | None:
        """The holding of a place; None where nothing can be said of it."""
        period = self.period_of.get(place)
        return None if period is None else self.standing.holding(period, self._day)

    @cached_property
    def items(self) -> list[Holding]:
        """All holdings, by country and province."""
        return [self.standing.holding(period, self._day) for period in self.periods.tolist()]


def short(holdings: list[Holding], day: str) -> list[Holding]:
    """The holdings without their arguments."""
    return [replace(h, claims_for=[], claims_against=[], why="", date=day) for h in holdings]


def dated(holding: Holding, day: str) -> Holding:
    """The holding with the day that was asked for: a period has one holding whatever the day."""
    return holding if holding.date == day else replace(holding, date=day)
