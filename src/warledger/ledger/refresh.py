"""What is worked out from the claims, kept in tables and brought up to date where new claims touch it.

Writers only log what has come or gone. ``refresh`` takes the log in, marks the places and claims that it
touches, and works each mark off. Every step is a short transaction of its own, so that writers and readers go
on beside it, and one that is broken off goes on where it was. A stored answer depends on claims alone: what
``rebuild`` gives from nothing is the same.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection, delete, insert, literal, select

from warledger.control import evidence, reading
from warledger.control.baseline import Start
from warledger.control.items import Case
from warledger.control.periods import Story, story_of
from warledger.control.reading import Countries
from warledger.control.status import rivals_of
from warledger.ledger import dialect, disputing, holdings, joining, pending, scenes
from warledger.ledger.collector import no_garbage
from warledger.ledger.holdings import PlaceRows, Stored, rows_of
from warledger.ledger.pending import Pending, Reach
from warledger.ledger.schema import (
    claims,
    countries,
    dispute_claims,
    dispute_places,
    disputes,
    holders,
    incidents,
    listed,
    members,
    places,
    reaches,
    spells,
    stale,
    tallies,
)
from warledger.ledger.store import Ledger
from warledger.ledger.writing import mark
from warledger.processes import workers

Progress = Callable[[int, int], None]

_LOG_PART = 20_000
_PLACES = 250
_WRITTEN = 8  # parts in one transaction where there are many: each touches pages all over the tables
_MANY = 600  # places from which on other processes are worth their start
_DERIVED = (
    spells,
    listed,
    holders,
    reaches,
    tallies,
    countries,
    members,
    incidents,
    disputes,
    dispute_claims,
    dispute_places,
    stale,
)


def refresh(ledger: Ledger, progress: Progress | None = None) -> int:
    """Bring holdings and incidents up to date; safe to break off and to run beside writers.

    Disputes that this may have changed are marked, and found when somebody asks (disputing.py).

    Args:
        ledger: The ledger.
        progress: Called with (done, total) places, then claims; the ledger's own when not given.

    Returns:
        How many places were worked out anew.
    """
    if ledger.read_only:
        return 0
    while _take_in(ledger):
        pass
    return _work_all_off(ledger, progress or ledger.progress)


def _work_all_off(ledger: Ledger, progress: Progress | None) -> int:
    done = _work_off(ledger, progress)
    joining.work_off(ledger, progress)
    return done


def rebuild(ledger: Ledger, progress: Progress | None = None, join: bool = True) -> int:
    """Forget everything that is worked out and work it out from the claims.

    Args:
        ledger: The ledger.
        progress: Called with (done, total) places.
        join: Whether incidents are joined too; else they wait for the next ``refresh``.

    Returns:
        How many places were worked out anew.
    """
    with ledger.writing() as connection:
        for table in _DERIVED:
            connection.execute(delete(table))
        found = pending.everything(connection)
        _store_reach(connection, found)
        _store_countries(connection, found)
        every_place = select(literal("spell"), places.c.id, literal(1))
        current = select(literal("join"), claims.c.id, literal(1)).where(claims.c.current)
        for rows in (every_place, current):
            connection.execute(insert(stale).from_select(["what", "number", "sign"], rows))
    return _work_all_off(ledger, progress) if join else _work_off(ledger, progress)


def is_fresh(connection: Connection, joins: bool = True) -> bool:
    """Whether nothing that changes holdings, or incidents, has come since the last refresh.

    Args:
        connection: To the ledger.
        joins: Whether claims that wait to be joined count; holdings do without.
    """
    kinds = (*pending.LOGGED, "spell", "join") if joins else (*pending.LOGGED, "spell")
    return connection.scalar(select(stale.c.id).where(stale.c.what.in_(kinds)).limit(1)) is None


def cases(  # noqa: PLR0913, PLR0917 - each has its default
    connection: Connection,
    only: Sequence[int],
    known: Countries,
    reach: Reach | None = None,
    known_by: str = "",
    starts: Sequence[Start] = (),
) -> list[Case]:
    """The evidence about some places.

    Args:
        connection: To the ledger.
        only: The places.
        known: What holds for each country.
        reach: Which larger places reach them, where it is not the stored one.
        known_by: Only claims that stood on this day.
        starts: A start state.
    """
    mine = {n: reach[n] for n in only if n in reach} if reach else pending.reach_of(connection, only)
    told = reading.told_for(connection, known_by, only, mine)
    spots = reading.spots_of(connection, {*only, *(t.place for t in told)})
    return evidence.gather(spots, told, known, mine, set(only), starts)


def _take_in(ledger: Ledger) -> bool:
    """Take a part of the log in; gives whether there was any."""
    with ledger.reading() as connection:
        if connection.scalar(select(stale.c.id).where(stale.c.what.in_(pending.LOGGED)).limit(1)) is None:
            return False
    with ledger.writing() as connection:
        found = pending.read(connection, _LOG_PART)
        if not found.log:
            return False
        named = ("country", "name", "actor_id", "day", "n")
        deltas = [dict(zip(named, delta, strict=True)) for delta in found.deltas]
        dialect.put(connection, tallies, deltas, adds_up="n")
        _store_reach(connection, found)
        _store_countries(connection, found)
        mark(connection, "spell", sorted(found.places))
        mark(connection, "join", _to_join(connection, found))
        connection.execute(delete(stale).where(stale.c.what.in_(pending.LOGGED), stale.c.id <= found.log[-1]))
    return True


def _to_join(connection: Connection, found: Pending) -> list[int]:
    """Claims that have come, gone, got another voice or lie in a country whose war is another one now."""
    logged = stale.c.id <= found.log[-1]
    by_claim = select(stale.c.number).where(stale.c.what == "claim", logged).distinct()
    numbers = set(connection.scalars(by_claim))
    revoiced = select(stale.c.number).where(stale.c.what == "report", logged)
    numbers |= set(
        connection.scalars(select(claims.c.id).where(claims.c.current, claims.c.report.in_(revoiced)))
    )
    numbers |= scenes.beside_amended(connection, numbers)
    if found.changed:
        there = select(places.c.id).where(places.c.country.in_(sorted(found.changed)))
        numbers |= set(
            connection.scalars(select(claims.c.id).where(claims.c.current, claims.c.place.in_(there)))
        )
    return sorted(numbers)


def _store_reach(connection: Connection, found: Pending) -> None:
    if found.reach is None:
        return
    connection.execute(delete(reaches))
    rows = [{"place": n, "above": a, "how": how} for n, above in found.reach.items() for a, how in above]
    dialect.put(connection, reaches, rows)


def _store_countries(connection: Connection, found: Pending) -> None:
    if not found.changed:
        return
    connection.execute(delete(countries).where(countries.c.country.in_(sorted(found.changed))))
    rows = [
        {
            "country": c,
            "known": json.dumps({"war": found.known.wars[c], "bearers": found.known.bearers.get(c, {})}),
        }
        for c in sorted(found.changed & found.known.wars.keys())
    ]
    dialect.put(connection, countries, rows)


def _work_off(ledger: Ledger, progress: Progress | None) -> int:
    marks: dict[int, list[int]] = defaultdict(list)
    with ledger.reading() as connection:
        chosen = select(stale.c.id, stale.c.number).where(stale.c.what == "spell")
        for row, number in connection.execute(chosen):
            marks[number].append(row)
    marked = sorted(marks)
    parts = [marked[i : i + _PLACES] for i in range(0, len(marked), _PLACES)]
    together = _WRITTEN if len(marked) >= _MANY else 1
    done = 0
    for some in _in_lots(_worked_out(ledger, parts, len(marked)), together):
        numbers = [n for part, _ in some for n in part]
        with ledger.writing() as connection:
            holdings.store(connection, numbers, [place for _, told in some for place in told])
            disputing.mark_holders(connection, numbers)
            # These marks alone: a place that is marked again meanwhile may have been read as it was before.
            seen = [row for number in numbers for row in marks[number]]
            connection.execute(delete(stale).where(dialect.one_of(connection.dialect.name, stale.c.id, seen)))
        done += len(numbers)
        if progress:
            progress(done, len(marked))
    return done


Worked = tuple[list[int], list[PlaceRows]]


def _in_lots(parts: Iterator[Worked], many: int) -> Iterator[list[Worked]]:
    while lot := list(islice(parts, many)):
        yield lot


def _worked_out(ledger: Ledger, parts: list[list[int]], total: int) -> Iterator[Worked]:
    shared = ledger.engine.url.database != ":memory:"
    hands = min(
        len(parts), os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count() or 1
    )
    if total < _MANY or hands < 2 or not shared:
        for part in parts:
            yield _work(ledger, part)
        return
    target = (
        ledger.engine.url.render_as_string(hide_password=False)
        if dialect.is_url(ledger.target)
        else ledger.target
    )
    with workers(hands, _open, (target,)) as pool:
        yield from pool.map(_work_there, parts)


_there: list[Ledger] = []


def _open(target: str) -> None:
    _there.append(Ledger.open(target, create=False))


def _work_there(part: list[int]) -> Worked:
    return _work(_there[0], part)


def _work(ledger: Ledger, part: list[int]) -> Worked:
    with ledger.reading() as connection, no_garbage():
        known = pending.stored_countries(connection)
        stories = [story_of(case) for case in cases(connection, part, known)]
    return part, [rows_of(s.case.spot, kept_of(s)) for s in stories if s.periods]


def kept_of(story: Story) -> Stored:
    """What is stored of a place's story."""
    called = story.case.called or story.case.spot.name
    return Stored(called, story.periods, [rivals_of(story, p.first, p.party) for p in story.periods])
