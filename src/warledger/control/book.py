"""The doors of control: holdings on a day, a place's spells, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select

from warledger.control import evidence, reading
from warledger.control.baseline import Baseline
from warledger.control.periods import Story, story_of
from warledger.control.status import holding_on
from warledger.control.types import Holding
from warledger.ledger import queries
from warledger.ledger.errors import LedgerError
from warledger.ledger.queries import Filter
from warledger.ledger.rows import ChangeRow
from warledger.ledger.schema import claims, places, reports
from warledger.ledger.store import Ledger

_KEPT = 12


def holdings(  # noqa: PLR0913, PLR0917 - each has its default
    ledger: Ledger,
    at: str = "",
    known_by: str = "",
    wanted: Filter | None = None,
    baseline: Baseline | None = None,
    argue: bool = True,
) -> list[Holding]:
    """Who holds each place of which claims about control tell.

    Args:
        ledger: The ledger.
        at: The day (ISO); the day of the last report when empty, or ``known_by`` where that is given.
        known_by: Only what was published by the end of this day.
        wanted: Its ``place``, ``actor``, ``bbox`` and ``limit`` choose among the holdings.
        baseline: Who holds what at the start, from ``read_baseline``.
        argue: Whether to bring the claims for and against and the argument in words.

    Returns:
        Holdings ordered by country, province and name.
    """
    wanted = wanted or Filter()
    at = at or wanted.at
    known_by = known_by or wanted.known_by
    day = _day(at or known_by or last_day(ledger))
    only = _chosen(ledger, wanted)
    found = [holding_on(s, day, argue) for s in stories(ledger, known_by, only, baseline) if s.begun(day)]
    if wanted.actor:
        key = wanted.actor.casefold()
        found = [
            h
            for h in found
            if key in (h.holder.id.casefold(), h.side.casefold()) or key in h.holder.name.casefold()
        ]
    found.sort(key=lambda h: (h.country, h.admin1, h.place, h.place_id))
    return found[: wanted.limit] if wanted.limit is not None else found


def spells(
    ledger: Ledger, place_id: int, known_by: str = "", baseline: Baseline | None = None, until: str = ""
) -> list[Holding]:
    """The holdings of one place over time: one for each day from which holder or status differ."""
    told = stories(ledger, known_by, [place_id], baseline)
    if not told:
        return []
    last = _day(until or known_by or last_day(ledger))
    return [holding_on(told[0], day) for day in _turning_days(told[0], last)]


def changes(ledger: Ledger, since: str, until: str = "", known_by: str = "") -> list[ChangeRow]:
    """What changed hands, or status, between two days, as known by ``known_by``."""
    rows = []
    first, last = _day(since), _day(until or known_by or last_day(ledger))
    for story in stories(ledger, known_by):
        if not story.begun(last):
            continue
        before, after = holding_on(story, first), holding_on(story, last)
        if (before.holder, before.status) != (after.holder, after.status):
            moved = [e.claim for e in after.claims_for + after.claims_against if e.day > since]
            rows.append(
                _change(before, after, after.date, list(dict.fromkeys(moved)), after.why.split("\n")[0])
            )
    return sorted(rows, key=lambda r: (r.before == r.after, r.place, r.place_id))


def learned(ledger: Ledger, since: str, known_by: str = "") -> list[ChangeRow]:
    """How the past looks different by what was published after ``since``: days up to it, told anew later."""
    cut = _day(since)
    then = {s.case.spot.id: s for s in stories(ledger, since)}
    rows = []
    for story in stories(ledger, known_by):
        number = story.case.spot.id
        old = then.get(number)
        late = [i for i in story.case.items if i.known > since and i.day <= cut and i.weight > 0]
        if not late:
            continue
        for day in sorted({*(i.day for i in late), cut}):
            after = holding_on(story, day)
            before = (
                holding_on(old, day)
                if old
                else replace(after, holder=replace(after.holder, name="", id=""), status="unknown")
            )
            if before.holder != after.holder or before.status != after.status:
                numbers = list(dict.fromkeys(i.claim for i in late if i.day <= day))
                why = f"learned after {since} from " + ", ".join(
                    sorted({i.source for i in late if i.day <= day})
                )
                rows.append(_change(before, after, after.date, numbers, why))
    return sorted(rows, key=lambda r: (r.date, r.place, r.place_id))


def stories(
    ledger: Ledger, known_by: str = "", only: Sequence[int] | None = None, baseline: Baseline | None = None
) -> list[Story]:
    """The model run over every place (or some); only what new reports touch is worked out again."""
    key = ("stories", known_by, baseline or ())
    kept: tuple[int, reading.Countries, dict[int, Story]] | None = ledger.kept.get(key)
    with ledger.reading() as connection:
        revision = connection.scalar(select(func.max(reports.c.id))) or 0
        if kept and kept[0] == revision:
            return _some(kept[2], only)
        countries = reading.countries_of(connection, known_by)
        anew = only
        if only is None and kept and kept[1] == countries:
            anew = reading.touched(connection, kept[0])
        cases = evidence.load(connection, known_by, anew, countries, baseline or ())
    told = {c.spot.id: story_of(c) for c in cases}
    if only is not None:
        return _some(told, None)
    if kept and anew is not None:
        gone = set(anew)
        told = {n: s for n, s in kept[2].items() if n not in gone} | told
    if len(ledger.kept) > _KEPT:
        ledger.kept.clear()
    ledger.kept[key] = (revision, countries, told)
    return _some(told, None)


def _some(told: dict[int, Story], only: Sequence[int] | None) -> list[Story]:
    return [told[n] for n in sorted(told if only is None else set(only) & told.keys())]


def last_day(ledger: Ledger) -> str:
    """The day of the last report."""
    with ledger.reading() as connection:
        found = connection.scalar(select(func.max(claims.c.known_day)).where(claims.c.current))
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


def disputed_spells(ledger: Ledger, known_by: str = "") -> list[DisputedSpell]:
    """Every spell of days on which the holder of a place is disputed."""
    last = _day(known_by or last_day(ledger))
    found = []
    for story in stories(ledger, known_by):
        days = _turning_days(story, last)
        for n, day in enumerate(days):
            if holding_on(story, day, argue=False).status != "disputed":
                continue
            now = holding_on(story, day)
            after = [holding_on(story, d) for d in days[n + 1 :]]
            settled = next((h for h in after if h.status == "confirmed"), after[0] if after else None)
            until = date.fromordinal((days[n + 1] if n + 1 < len(days) else last + 1) - 1).isoformat()
            found.append(DisputedSpell(now, max(until, now.date), settled))
    return found
