"""What has come since the worked-out tables were last brought up to date, and which places it may change."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, insert, literal, select, union_all

from warledger.control import reading
from warledger.control.reading import Countries
from warledger.ledger.schema import (
    claims,
    countries,
    exceptions,
    parties,
    places,
    reaches,
    stale,
    tallies,
)

Reach = dict[int, list[tuple[int, str]]]
Delta = tuple[str, str, str, str, int]

LOGGED = ("claim", "place", "report")
_MOVES = and_(claims.c.kind.in_(reading.KINDS), claims.c.status.not_in(reading.UNMOVING))
_PART = 500


@dataclass(slots=True)
class Pending:
    """What the log holds, and what follows from it.

    Attributes:
        log: Numbers of the log's rows.
        places: Places whose holdings may differ from the stored ones.
        deltas: What is to be added to the tallies: country, name, id, day and how often.
        reach: Which larger places reach a place, where new places may have changed it; else None.
        known: What holds for each country by now.
    """

    log: list[int]
    places: set[int]
    known: Countries
    deltas: list[Delta] = field(default_factory=list)
    reach: Reach | None = None
    changed: set[str] = field(default_factory=set)


def read(connection: Connection, most: int | None = None) -> Pending:
    """What is pending, from at most so many rows of the log."""
    query = select(stale.c.id, stale.c.what, stale.c.number).where(stale.c.what.in_(LOGGED))
    rows = connection.execute(query.order_by(stale.c.id).limit(most)).all()
    marked = connection.scalars(select(stale.c.number).where(stale.c.what == "spell").distinct())
    found = Pending([r.id for r in rows], set(marked), Countries({}, {}))
    if not rows:
        found.known = stored_countries(connection)
        return found
    last = rows[-1].id
    found.deltas = _deltas(connection, last)
    found.known = countries_of(connection, found.deltas)
    found.changed = _differing(stored_countries(connection), found.known)
    touched = _told_of(connection, last)
    if any(r.what == "place" for r in rows):
        found.reach = reading.reach(reading.spots_of(connection))
        before = reach_of(connection)
        moved = found.reach.keys() | before.keys()
        found.places |= {n for n in moved if set(found.reach.get(n, ())) != set(before.get(n, ()))}
        under = {n for n, above in found.reach.items() if any(a in touched for a, _ in above)}
    else:
        under = below(connection, touched)
    found.places |= touched | under
    if found.changed:
        there = select(places.c.id).where(places.c.country.in_(sorted(found.changed)))
        found.places |= set(connection.scalars(there))
    return found


def everything(connection: Connection) -> Pending:
    """All that follows from the claims, where nothing is stored: fills the tallies and tells the rest."""
    names = [tallies.c.country, tallies.c.name, tallies.c.actor_id, tallies.c.day, tallies.c.n]
    come = select(*_named(claims.c.from_day, literal(1))).select_from(_TOLD).where(_MOVES)
    gone = (
        select(*_named(claims.c.until_day, literal(-1))).select_from(_TOLD).where(_MOVES, ~claims.c.current)
    )
    both = union_all(come, gone).subquery()
    country, name, actor, day, sign = both.c
    tally = select(country, name, actor, day, func.sum(sign)).group_by(country, name, actor, day)
    connection.execute(insert(tallies).from_select(names, tally.having(func.sum(sign) != 0)))
    known = countries_of(connection)
    found = Pending([], set(), known, changed=set(known.wars))
    found.reach = reading.reach(reading.spots_of(connection))
    return found


def stored_countries(connection: Connection) -> Countries:
    """What held for each country when the stored holdings were worked out."""
    known = Countries({}, {})
    for country, raw in connection.execute(select(countries.c.country, countries.c.known)):
        told = json.loads(raw)
        known.wars[country] = told["war"]
        if told["bearers"]:
            known.bearers[country] = told["bearers"]
    return known


def countries_of(connection: Connection, deltas: Iterable[Delta] = (), known_by: str = "") -> Countries:
    """What holds for each country, now or as known by a day, from the tallies and what is not in them yet."""
    query = select(tallies.c.country, tallies.c.name, tallies.c.actor_id, func.sum(tallies.c.n))
    if known_by:
        query = query.where(tallies.c.day <= known_by)
    counted = query.group_by(tallies.c.country, tallies.c.name, tallies.c.actor_id)
    named: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for country, name, actor_id, n in connection.execute(counted):
        named[country][name, actor_id] += int(n)
    for country, name, actor_id, day, n in deltas:
        if not known_by or day <= known_by:
            named[country][name, actor_id] += n
    left = {c: Counter({p: n for p, n in t.items() if n > 0}) for c, t in named.items()}
    return reading.countries_from({c: t for c, t in sorted(left.items()) if t})


def known_of(connection: Connection, known_by: str = "") -> Countries:
    """What holds for each country, now or as known by a day, with what is still to be taken in."""
    news = read(connection)
    return countries_of(connection, news.deltas, known_by) if known_by else news.known


def learned_after(connection: Connection, day: str) -> set[int]:
    """The places of which something else was known by the end of a day than what is stored."""
    then, now = known_of(connection, day), stored_countries(connection)
    there = select(places.c.id).where(places.c.country.in_(sorted(_differing(then, now))))
    return {*reading.learned_after(connection, day)[1], *connection.scalars(there)}


def below(connection: Connection, above: Iterable[int]) -> set[int]:
    """The places that these larger ones reach, as stored."""
    return {
        n
        for part in _parts(above)
        for n in connection.scalars(select(reaches.c.place).where(reaches.c.above.in_(part)))
    }


def reach_of(connection: Connection, only: Iterable[int] | None = None) -> Reach:
    """The stored reach, of all places or of some."""
    query = select(reaches.c.place, reaches.c.above, reaches.c.how).order_by(
        reaches.c.place, reaches.c.how, reaches.c.above
    )
    found: Reach = defaultdict(list)
    parts = [None] if only is None else list(_parts(only))
    for part in parts:
        chosen = query if part is None else query.where(reaches.c.place.in_(part))
        for place, above, how in connection.execute(chosen):
            found[place].append((above, how))
    return dict(found)


_TOLD = claims.join(parties, parties.c.claim == claims.c.id).join(places, places.c.id == claims.c.place)


def _named(day: ColumnElement[str], sign: ColumnElement[int]) -> list[ColumnElement[Any]]:
    return [
        places.c.country.label("country"),
        parties.c.name.label("name"),
        parties.c.actor_id.label("actor_id"),
        day.label("day"),
        sign.label("sign"),
    ]


def _deltas(connection: Connection, last: int) -> list[Delta]:
    day = case((stale.c.sign > 0, claims.c.from_day), else_=claims.c.until_day)
    query = (
        select(places.c.country, parties.c.name, parties.c.actor_id, day, func.sum(stale.c.sign))
        .select_from(
            stale.join(claims, claims.c.id == stale.c.number)
            .join(parties, parties.c.claim == claims.c.id)
            .join(places, places.c.id == claims.c.place)
        )
        .where(stale.c.what == "claim", stale.c.id <= last, _MOVES)
        .group_by(places.c.country, parties.c.name, parties.c.actor_id, day)
    )
    rows = connection.execute(query)
    return [(country, name, actor, d, int(n)) for country, name, actor, d, n in rows if n]


def _told_of(connection: Connection, last: int) -> set[int]:
    """Places that pending claims about control name or leave out, and those that revoiced reports tell of."""
    found: set[int] = set()
    for what, column in (("claim", claims.c.id), ("report", claims.c.report)):
        mine = column.in_(select(stale.c.number).where(stale.c.what == what, stale.c.id <= last))
        named = select(claims.c.place).where(mine, _MOVES, claims.c.place.is_not(None)).distinct()
        left_out = select(exceptions.c.place).join(claims, claims.c.id == exceptions.c.claim)
        found |= set(connection.scalars(named))
        found |= set(connection.scalars(left_out.where(mine, _MOVES).distinct()))
    return found


def _differing(before: Countries, now: Countries) -> set[str]:
    def of(known: Countries, country: str) -> tuple[str, dict[str, str]]:
        return known.wars.get(country, ""), known.bearers.get(country, {})

    every = before.wars.keys() | now.wars.keys()
    return {c for c in every if of(before, c) != of(now, c)}


def _parts(numbers: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(numbers)
    for i in range(0, len(ordered), _PART):
        yield ordered[i : i + _PART]
