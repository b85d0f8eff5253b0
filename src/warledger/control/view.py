"""Holdings as they are stored, as new claims change them, or as they were known on an earlier day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from warledger.control import reading
from warledger.control.baseline import Baseline
from warledger.control.items import Case
from warledger.control.periods import Story, story_of
from warledger.control.status import holding_on, plain_holding, rivals_of
from warledger.control.types import Holding, Period
from warledger.ledger import holdings as stored
from warledger.ledger.schema import places
from warledger.ledger.store import Ledger

_OVERLAID = 300  # places that new claims touch; more are worked out once and stored
_PART = 250


class View:
    """Who holds what, as of now or as known by a day, with or without a start state.

    As of now the stored holdings answer, and places that new claims touch are worked out on the spot. What
    was known on an earlier day, or follows from a start state, is worked out for the places in question.
    """

    def __init__(self, ledger: Ledger, known_by: str = "", baseline: Baseline | None = None) -> None:
        self._ledger = ledger
        self._known_by = known_by
        self._starts = baseline or ()
        self._stored = not known_by and not baseline

    def holdings(
        self, day: int, only: Collection[int] | None = None, party: str = "", limit: int | None = None
    ) -> Sequence[Holding]:
        """The holdings on a day (ordinal), without arguments, ordered; ``party`` chooses by holder."""
        if not self._stored:
            told = (h for place in self.places(only) if (h := place.holding_on(day)))
            return sorted((h for h in told if _is(h, party)), key=stored.order)[:limit]
        touched = self._touched()
        with self._ledger.reading() as connection:
            found: Sequence[Holding] = stored.on_day(connection, day, only, touched, party, limit)
        anew = sorted(touched if only is None else touched & set(only))
        if anew:
            fresh = [holding_on(s, day, argue=False) for s in self.stories(anew) if s.begun(day)]
            found = sorted([*found, *(h for h in fresh if _is(h, party))], key=stored.order)[:limit]
        return found

    def stories(self, only: Sequence[int]) -> Iterator[Story]:
        """The model run over some places, in the order of their numbers."""
        from warledger.ledger import pending, refresh  # noqa: PLC0415 - the ledger asks control too

        wanted = sorted(set(only))
        for i in range(0, len(wanted), _PART):
            with self._ledger.reading() as connection:
                news = pending.read(connection)
                known = news.known
                if self._known_by:
                    known = pending.countries_of(connection, news.deltas, self._known_by)
                part = wanted[i : i + _PART]
                told = refresh.cases(connection, part, known, news.reach, self._known_by, self._starts)
            yield from (story_of(case) for case in told)

    def changed(self, first: int, last: int) -> list[int]:
        """Places whose holder or status may differ between two days."""
        if not self._stored:
            return self.every()
        touched = self._touched()
        with self._ledger.reading() as connection:
            return sorted(touched.union(stored.changed_between(connection, first, last)))

    def disputed(self, only: Collection[int] | None = None) -> list[int]:
        """Places, all or some, whose holder may be, or have been, disputed."""
        if not self._stored:
            return self.every() if only is None else sorted(only)
        touched = self._touched()
        with self._ledger.reading() as connection:
            found = touched.union(stored.disputed(connection, only))
        return sorted(found if only is None else found.intersection(only))

    def every(self) -> list[int]:
        """All places."""
        with self._ledger.reading() as connection:
            return list(connection.scalars(select(places.c.id).order_by(places.c.id)))

    def _touched(self) -> set[int]:
        """Places whose stored holding may be out of date; many are brought up to date first."""
        from warledger.ledger import pending, refresh  # noqa: PLC0415 - the ledger asks control too

        for last_try in (False, True):
            with self._ledger.reading() as connection:
                if refresh.is_fresh(connection, joins=False):
                    return set()
                touched = pending.read(connection).places
            if len(touched) <= _OVERLAID or self._ledger.read_only or last_try:
                break
            refresh.refresh(self._ledger)
        return touched

    def places(self, only: Collection[int] | None = None) -> list[PlacePeriods]:
        """The periods of all places, or of some, without the evidence."""
        if self._stored:
            return self._stored_places(only)
        if only is not None:
            return [PlacePeriods.of(s) for s in self.stories(sorted(only))]
        found: list[PlacePeriods] = self._ledger.remember(
            ("places", self._known_by, self._starts),
            lambda: [PlacePeriods.of(s) for s in self.stories(self.every())],
        )
        return found

    def _stored_places(self, only: Collection[int] | None) -> list[PlacePeriods]:
        touched = self._touched()
        with self._ledger.reading() as connection:
            told = stored.periods(connection, only)
            spots = reading.spots_of(connection, only)
        found = [
            PlacePeriods(Case(spots[n], called=kept.called), kept.periods, kept.rivals)
            for n, kept in told.items()
            if n not in touched
        ]
        anew = sorted(touched if only is None else touched & set(only))
        found += [PlacePeriods.of(s) for s in self.stories(anew)]
        return sorted(found, key=lambda p: p.case.spot.id)


@dataclass(slots=True)
class PlacePeriods:
    """What is kept of a story: the place and its periods, without the evidence."""

    case: Case
    periods: list[Period]
    rivals: list[stored.Rivals]

    @classmethod
    def of(cls, story: Story) -> PlacePeriods:
        """What is kept of this story."""
        rivals = [rivals_of(story, p.first, p.party) for p in story.periods]
        return cls(Case(story.case.spot, called=story.case.called), story.periods, rivals)

    def holding_on(self, day: int) -> Holding | None:
        """The holding on a day (ordinal), if anything can be said of it."""
        n = bisect_right([p.first for p in self.periods], day)
        if not n:
            return None
        found = plain_holding(self.case, day, self.periods[n - 1])
        found.rivals = list(self.rivals[n - 1])
        return found


def _is(holding: Holding, party: str) -> bool:
    return stored.is_held_by(party, holding.holder.id, holding.side, holding.holder.name)
