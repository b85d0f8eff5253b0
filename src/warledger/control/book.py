"""The doors of control: holdings on a day, a place's spells, and what changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, func, select

from warledger.control import reading
from warledger.control.baseline import Baseline
from warledger.control.periods import Story
from warledger.control.status import holding_on
from warledger.control.types import Holding
from warledger.control.view import View
from warledger.ledger import queries
from warledger.ledger.errors import LedgerError
from warledger.ledger.queries import Filter
from warledger.ledger.rows import ChangeRow
from warledger.ledger.schema import places, reports
from warledger.ledger.store import Ledger


def holdings(  # noqa: PLR0913, PLR0917 - each has its default
    ledger: Ledger,
    at: str = "",
    known_by: str = "",
    wanted: Filter | None = None,
    baseline: Baseline | None = None,
    argue: bool = True,
) -> Sequence[Holding]:
    """Who holds each place of which claims about control tell.

    Args:
        ledger: The ledger.
        at: The day (ISO); the day of the last report when empty, or ``known_by`` where that is given.
        known_by: Only what was published by the end of this day.
        wanted: Its ``place``, ``actor``, ``bbox`` and ``limit`` choose among the holdings.
        baseline: Who holds what at the start, from ``read_baseline``.
        argue: Whether to bring the claims for and against and the argument in words.

    Returns:
        Holdings ordered by country, province and name. Without the argument each may be made anew whenever it
        is asked for.
    """
    wanted = wanted or Filter()
    at = at or wanted.at
    known_by = known_by or wanted.known_by
    day = _day(at or known_by or last_day(ledger))
    only = _chosen(ledger, wanted)
    view = View(ledger, known_by, baseline)
    found = view.holdings(day, only, wanted.actor, wanted.limit)
    if argue:
        told = {s.case.spot.id: s for s in view.stories([h.place_id for h in found])}
        return [holding_on(told[h.place_id], day) for h in found]
    return found


def spells(
    ledger: Ledger, place_id: int, known_by: str = "", baseline: Baseline | None = None, until: str = ""
) -> list[Holding]:
    """The holdings of one place over time: one for each day from which holder or status differ."""
    told = list(View(ledger, known_by, baseline).stories([place_id]))
    if not told:
        return []
    last = _day(until or known_by or last_day(ledger))
    return [holding_on(told[0], day) for day in _turning_days(told[0], last)]


def changes(ledger: Ledger, since: str, until: str = "", known_by: str = "") -> list[ChangeRow]:
    """What changed hands, or status, between two days, as known by ``known_by``."""
    rows = []
    first, last = _day(since), _day(until or known_by or last_day(ledger))
    view = View(ledger, known_by)
    for story in view.stories(view.changed(first, last)):
        before, after = holding_on(story, first), holding_on(story, last)
        if story.begun(last) and (before.holder, before.status) != (after.holder, after.status):
            moved = [e.claim for e in after.claims_for + after.claims_against if e.day > since]
            rows.append(
                _change(before, after, after.date, list(dict.fromkeys(moved)), after.why.split("\n")[0])
            )
    return sorted(rows, key=lambda r: (r.before == r.after, r.place, r.place_id))


def learned(ledger: Ledger, since: str, known_by: str = "") -> list[ChangeRow]:
    """How the past looks different by what became known after ``since``: reports, and people's corrections.

    Only days up to ``since`` are compared.
    """
    cut = _day(since)
    with ledger.reading() as connection:
        late, places_ = reading.learned_after(connection, since, known_by)
    then = {s.case.spot.id: s for s in View(ledger, since).stories(places_)}
    now = {s.case.spot.id: s for s in View(ledger, known_by).stories(places_)}
    rows = []
    for number in sorted(then.keys() | now.keys()):
        sides = [side[number] for side in (then, now) if number in side]
        told = {i.claim: i for s in sides for i in s.case.items if i.claim in late and i.day <= cut}
        told = {n: i for n, i in told.items() if i.weight > 0}
        if not told:
            continue
        for day in sorted({*(i.day for i in told.values()), cut}):
            before, after = _on(then.get(number), now.get(number), day)
            if before.holder != after.holder or before.status != after.status:
                by_then = [i for i in told.values() if i.day <= day]
                why = f"learned after {since} from " + ", ".join(sorted({i.source for i in by_then}))
                if any(late[i.claim] for i in by_then):
                    why = f"corrected after {since}"
                numbers = sorted({i.claim for i in by_then})
                rows.append(_change(before, after, after.date, numbers, why))
    return sorted(rows, key=lambda r: (r.date, r.place, r.place_id))


def _on(then: Story | None, now: Story | None, day: int) -> tuple[Holding, Holding]:
    """The holding as it was known and as it is known; where one tells nothing, nobody is known to hold it."""
    found = [holding_on(story, day) if story else None for story in (then, now)]
    plain = next(h for h in found if h)
    nobody = replace(plain, holder=replace(plain.holder, name="", id=""), side="", status="unknown")
    before, after = (h or nobody for h in found)
    return before, after


def stories(
    ledger: Ledger, known_by: str = "", only: Sequence[int] | None = None, baseline: Baseline | None = None
) -> list[Story]:
    """The model run over every place, or some, from their claims."""
    view = View(ledger, known_by, baseline)
    return list(view.stories(view.every() if only is None else only))


def last_day(ledger: Ledger) -> str:
    """The day of the last report."""
    with ledger.reading() as connection:
        return last_day_of(connection)


def last_day_of(connection: Connection) -> str:
    """The day of the last report; today where there is none."""
    found = connection.scalar(select(func.max(reports.c.known_day)).where(reports.c.current))
    return str(found or date.today().isoformat())


def _chosen(ledger: Ledger, wanted: Filter) -> list[int] | None:
    if not wanted.place and not wanted.bbox:
        return None
    query = select(places.c.id)
    if wanted.place:
        exact = query.where(queries.named_place(wanted.place))
        with ledger.reading() as connection:
            found = [n for (n,) in connection.execute(exact)]
        if not found:
            found = [p.id for p in queries.places(ledger, Filter(place=wanted.place))]
        if not found:  # "Hermon" for Mount Hermon
            with ledger.reading() as connection:
                rows = connection.execute(query.where(queries.place_with(wanted.place)))
                found = [n for (n,) in rows]
        return found
    return [p.id for p in queries.places(ledger, Filter(bbox=wanted.bbox))]


def _turning_days(story: Story, last: int) -> list[int]:
    """The days from which the holder or the status differ from the day before."""
    found: list[int] = []
    state: tuple[str, str] | None = None
    for p in story.periods:
        if p.first <= last and (p.party, p.status) != state:
            found.append(p.first)
            state = p.party, p.status
    return found


def _change(before: Holding, after: Holding, day: str, numbers: list[int], why: str) -> ChangeRow:
    return ChangeRow(
        after.place,
        after.place_id,
        day,
        before.holder.name,
        before.status,
        after.holder.name,
        after.status,
        numbers,
        why,
    )


def _day(iso: str) -> int:
    try:
        return date.fromisoformat(iso).toordinal()
    except ValueError as error:
        raise LedgerError(f"{iso!r} is no day; write it as 2024-12-01") from error


@dataclass(slots=True)
class DisputedSpell:
    """Days on which a place's holder is disputed, and what it came to."""

    now: Holding
    last: str
    after: Holding | None


def disputed_spells(
    ledger: Ledger, known_by: str = "", only: Collection[int] | None = None
) -> list[DisputedSpell]:
    """Every spell of days on which the holder of a place (or of some places) is disputed."""
    last = _day(known_by or last_day(ledger))
    view = View(ledger, known_by)
    return [spell for story in view.stories(view.disputed(only)) for spell in spells_disputed(story, last)]


def spells_disputed(story: Story, last: int) -> list[DisputedSpell]:
    """The spells of days up to ``last`` (ordinal) on which the holder of one place is disputed."""
    days = _turning_days(story, last)
    periods = [story.period_on(day) for day in days]
    states = [p.status if p else "unknown" for p in periods]
    found = []
    for n, day in enumerate(days):
        if states[n] != "disputed":
            continue
        later = days[n + 1 :]
        settled = next((d for d, s in zip(later, states[n + 1 :], strict=True) if s == "confirmed"), None)
        ended = settled or (later[0] if later else None)
        now, after = holding_on(story, day), holding_on(story, ended) if ended else None
        until = date.fromordinal((later[0] if later else last + 1) - 1).isoformat()
        found.append(DisputedSpell(now, max(until, now.date), after))
    return found
