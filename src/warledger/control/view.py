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
from warledger.control.status import plain_holding, rivals_of
from warledger.control.types import Holding, Period
from warledger.ledger import holdings as stored
from warledger.ledger.schema import places
from warledger.ledger.store import Ledger

_OVERLAID = 300  # places that new claims touch; more are worked out once and stored
_PART = 250


class View:
    """Who holds what, as of now or as known by a day, with or without a start state.

    The stored holdings answer, and places that new claims touch are worked out on the spot; as known by a day
    these are the places of which something was learned since. What follows from a start state is worked out
    for the places in question.
    """

    def __init__(self, ledger: Ledger, known_by: str = "", baseline: Baseline | None = None) -> None:
        self._ledger = ledger
        self._known_by = known_by
        self._starts = baseline or ()

    def holdings(
        self, day: int, only: Collection[int] | None = None, party: str = "", limit: int | None = None
    ) -> Sequence[Holding]:
        """The holdings on a day (ordinal), without arguments, ordered; ``party`` chooses by holder."""
        found: Sequence[Holding] = []
        touched = self._touched(only)
        if touched is not None:
            with self._ledger.reading() as connection:
                found = stored.on_day(connection, day, only, touched, party, limit)
        anew = self._anew(only, touched)
        if anew:
            fresh = (h for place in anew if (h := place.holding_on(day)) and _is(h, party))
            found = sorted([*found, *fresh], key=stored.order)[:limit]
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
            if len(wanted) > _PART:
                self._ledger.progress(i + len(part), len(wanted))

    def changed(self, first: int, last: int) -> list[int]:
        """Places whose holder or status may differ between two days."""
        touched = self._touched()
        if touched is None:
            return self.every()
        with self._ledger.reading() as connection:
            return sorted(touched.union(stored.changed_between(connection, first, last)))

    def disputed(self, only: Collection[int] | None = None) -> list[int]:
        """Places, all or some, whose holder may be, or have been, disputed."""
        touched = self._touched(only)
        if touched is None:
            return self.every() if only is None else sorted(only)
        with self._ledger.reading() as connection:
            found = touched.union(stored.disputed(connection, only))
        return sorted(found if only is None else found.intersection(only))

    def every(self) -> list[int]:
        """All places."""
        with self._ledger.reading() as connection:
            return list(connection.scalars(select(places.c.id).order_by(places.c.id)))

    def places(self, only: Collection[int] | None = None) -> list[PlacePeriods]:
        """The periods of all places, or of some, without the evidence."""
        touched = self._touched(only)
        anew = self._anew(only, touched)
        if touched is None:
            return anew
        with self._ledger.reading() as connection:
            told = stored.periods(connection, only)
            spots = reading.spots_of(connection, only)
        found = [
            PlacePeriods(Case(spots[n], called=kept.called), kept.periods, kept.rivals)
            for n, kept in told.items()
            if n not in touched
        ]
        return sorted([*found, *anew], key=lambda p: p.case.spot.id)

    def _touched(self, only: Collection[int] | None = None) -> set[int] | None:
        """Places, among these, whose stored holding does not answer; None where none does.

        As of now many are brought up to date first. A few, as known by a day, are sooner worked out than it
        is found whether anything was learned of them.
        """
        from warledger.ledger import pending, refresh  # noqa: PLC0415 - the ledger asks control too

        if self._starts:
            return None
        if self._known_by and only is not None and len(only) <= _OVERLAID:
            return set(only)
        for last_try in (False, True):
            with self._ledger.reading() as connection:
                fresh = refresh.is_fresh(connection, joins=False)
                touched = set() if fresh else pending.read(connection).places
                if self._known_by:
                    return touched | pending.learned_after(connection, self._known_by)
            if len(touched) <= _OVERLAID or self._ledger.read_only or last_try:
                break
            refresh.refresh(self._ledger)
        return touched

    def _anew(self, only: Collection[int] | None, touched: set[int] | None) -> list[PlacePeriods]:
        """What is worked out now of all places, or of some."""
        wanted: Collection[int] = touched if touched is not None else self.every() if only is None else only
        chosen = frozenset(wanted if only is None else set(wanted).intersection(only))
        if not chosen:
            return []

        def work() -> list[PlacePeriods]:
            return [PlacePeriods.of(s) for s in self.stories(sorted(chosen))]

        if only is not None:
            return work()
        found: list[PlacePeriods] = self._ledger.remember(
            ("places", self._known_by, self._starts, chosen), work
        )
        return found


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
