"""Incidents kept in tables: only the neighbourhoods of new claims are joined again.

Claims that could be joined, directly or by way of others, form a cluster; what becomes of a cluster depends
on its claims alone. So a new claim asks which clusters it could be joined to, and these clusters, with the
new claim, are joined from nothing. The result is the same as joining all claims at once.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select

from warledger.ledger import dialect, incidents, mentions, pending, queries, verdicts
from warledger.ledger.incidents import Incident, Pair
from warledger.ledger.mentions import Mention, families
from warledger.ledger.queries import Filter
from warledger.ledger.rows import Join
from warledger.ledger.schema import claims, members, places, stale
from warledger.ledger.schema import incidents as incidents_
from warledger.ledger.store import Ledger

_EVERYTHING = Filter()
_TOGETHER = 400
_AROUND = 0.25  # degrees: more than any two towns that may be one
_PART = 500


def is_ready(ledger: Ledger) -> bool:
    """Whether the stored incidents are up to date; brings them there where that is possible."""
    from warledger.ledger import refresh  # noqa: PLC0415 - it brings the incidents up to date too

    with ledger.reading() as connection:
        fresh = refresh.is_fresh(connection)
    if not fresh and not ledger.read_only:
        refresh.refresh(ledger)
        fresh = True
    return fresh


def work_off(ledger: Ledger, progress: Callable[[int, int], None] | None = None) -> int:
    """Join the claims that are marked, some in each transaction; gives how many."""
    with ledger.reading() as connection:
        marked = select(stale.c.number, claims.c.place, claims.c.first_day).join(
            claims, claims.c.id == stale.c.number
        )
        ordered = marked.where(stale.c.what == "join").distinct().order_by(claims.c.place, claims.c.first_day)
        numbers = [number for number, _, _ in connection.execute(ordered)]
    for i in range(0, len(numbers), _TOGETHER):
        part = numbers[i : i + _TOGETHER]
        with ledger.writing() as connection:
            _join(connection, set(part))
            for some in _parts(part):
                connection.execute(delete(stale).where(stale.c.what == "join", stale.c.number.in_(some)))
        if progress:
            progress(i + len(part), len(numbers))
    return len(numbers)


def stored(ledger: Ledger, wanted: Filter = _EVERYTHING) -> list[Incident]:
    """The stored incidents of which at least one claim fits the filter, newest first."""
    query = select(incidents_.c.id, incidents_.c.body).order_by(
        incidents_.c.first.desc(), incidents_.c.id.desc()
    )
    unbounded = replace(wanted, limit=None, cursor="")
    if unbounded != Filter():
        fitting = queries.numbers_of(ledger, unbounded)
        query = query.where(
            incidents_.c.id.in_(select(members.c.incident).where(members.c.claim.in_(fitting)))
        )
    if wanted.limit is not None:
        query = query.limit(wanted.limit)
    with ledger.reading() as connection:
        rows = connection.execute(query).all()
        everything = wanted.limit is None and unbounded == Filter()
        home = _home(connection, None if everything else [r.id for r in rows])
        wars = pending.wars_of(connection)
        told = mentions.read(connection, "", wars) if everything else mentions.of(connection, home, wars)
    inside: dict[str, list[Mention]] = defaultdict(list)
    for m in told:
        if m.id in home:  # a claim that has come since waits for the next refresh
            inside[home[m.id]].append(m)
    found = []
    for r in rows:
        if not inside[r.id]:
            continue
        joins = [Join(*j) for j in json.loads(r.body)] if r.body else []
        found.append(Incident(inside[r.id], joins, incidents.family_of(inside[r.id])))
    return found


def _home(connection: Connection, ids: Collection[str] | None) -> dict[int, str]:
    """The incident of each claim of all incidents, or of some."""
    query = select(members.c.claim, members.c.incident)
    if ids is None:
        return {claim: incident for claim, incident in connection.execute(query)}  # noqa: C416
    ordered = sorted(ids)
    parts = (ordered[i : i + _PART] for i in range(0, len(ordered), _PART))
    return {c: n for part in parts for c, n in connection.execute(query.where(members.c.incident.in_(part)))}


def _join(connection: Connection, news: set[int]) -> None:
    """Join some claims, that are new, gone or changed, with all that they could be joined to."""
    wars = pending.stored_countries(connection).wars
    said = verdicts.read(connection)
    fresh = mentions.of(connection, news, wars)
    touched = _clusters(connection, members.c.claim, news)
    if fresh:
        by_hand = {n for pair in said.together if pair & news for n in pair}
        around = [*_neighbours(connection, fresh, wars), *mentions.of(connection, by_hand, wars)]
        told = sorted({m.id: m for m in [*fresh, *around]}.values(), key=lambda m: m.key)
        met = {told[n].id for pair in incidents.pairs_of(told, said, news) for n in pair[1:3]}
        touched |= _clusters(connection, members.c.claim, met)
    old = _claims_of(connection, touched)
    together = mentions.of(connection, old | {m.id for m in fresh}, wars)
    pairs = incidents.pairs_of(together, said)
    made = incidents.group(together, said, pairs)
    clusters = _components(together, pairs)
    for part in _parts(old):
        gone = select(members.c.incident).where(members.c.claim.in_(part))
        connection.execute(delete(incidents_).where(incidents_.c.id.in_(gone)))
    for part in _parts(old):
        connection.execute(delete(members).where(members.c.claim.in_(part)))
    dialect.put(connection, incidents_, [_row(i) for i in made])
    homes = [{"claim": m.id, "incident": i.id, "cluster": clusters[m.id]} for i in made for m in i.members]
    dialect.put(connection, members, homes)


def _row(incident: Incident) -> dict[str, str | int]:
    dated = [m for m in incident.members if m.dated and not m.denies] or incident.members
    return {
        "id": incident.id,
        "first": date.fromordinal(incident.first).isoformat(),
        "last": date.fromordinal(max(m.last for m in dated)).isoformat(),
        "origins": len({m.origin for m in incident.members if not m.denies}),
        "body": json.dumps([[j.claim, j.other, j.reason] for j in incident.joins]) if incident.joins else "",
    }


def _clusters(connection: Connection, column: ColumnElement[int], numbers: Collection[int]) -> set[int]:
    found: set[int] = set()
    for part in _parts(numbers):
        found |= set(connection.scalars(select(members.c.cluster).where(column.in_(part)).distinct()))
    return found


def _claims_of(connection: Connection, clusters: Collection[int]) -> set[int]:
    found: set[int] = set()
    for part in _parts(clusters):
        found |= set(connection.scalars(select(members.c.claim).where(members.c.cluster.in_(part))))
    return found


def _neighbours(connection: Connection, fresh: list[Mention], wars: dict[str, str]) -> Iterator[Mention]:
    """Claims near enough in place and time that one of the fresh ones might be joined to them."""
    days = max(f.days for f in families().values()) + mentions.FRESH_DAYS + 1
    first = (date.fromordinal(min(m.first for m in fresh)) - timedelta(days)).isoformat()
    last = (date.fromordinal(max(m.last for m in fresh)) + timedelta(days)).isoformat()
    when = and_(claims.c.last_day >= first, claims.c.first_day <= last)
    for part in _parts(_places_around(connection, fresh)):
        yield from mentions.read(connection, "", wars, when, claims.c.place.in_(part))
    if any(m.place is None for m in fresh):
        kinds = {kind for f in families().values() if f.placeless for kind in f.kinds}
        unplaced = and_(claims.c.place.is_(None), claims.c.kind.in_(sorted(kinds)))
        yield from mentions.read(connection, "", wars, when, unplaced)


def _places_around(connection: Connection, fresh: list[Mention]) -> set[int]:
    """Places at, near, inside or around those of the fresh claims."""
    found = {m.place for m in fresh if m.place is not None}
    cells = {
        (round(m.lat / _AROUND), round(m.lon / _AROUND))
        for m in fresh
        if m.lat is not None and m.lon is not None and m.level in ("town", "point")
    }
    for y, x in cells:
        south, west = (y - 1.5) * _AROUND, (x - 1.5) * _AROUND
        box = dialect.places_within(
            connection.dialect.name, west, south, west + 3 * _AROUND, south + 3 * _AROUND
        )
        found |= set(connection.scalars(box))
    areas = {(m.country, m.place_key) for m in fresh if m.level == "admin1"}
    for country, key in areas:
        inside = and_(places.c.country == country, places.c.admin1_key == key)
        found |= set(connection.scalars(select(places.c.id).where(inside)))
    provinces = {(m.country, m.admin1_key) for m in fresh if m.admin1_key}
    for country, key in provinces:
        named = and_(
            places.c.country == country,
            places.c.level == "admin1",
            or_(places.c.name_key == key, places.c.admin1_key == key),
        )
        found |= set(connection.scalars(select(places.c.id).where(named)))
    return found


def _components(told: list[Mention], pairs: list[Pair]) -> dict[int, int]:
    """For each claim the smallest number among all that it could be joined to, one way or another."""
    parent = {m.id: m.id for m in told}

    def root(x: int) -> int:
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for _, a, b, _ in pairs:
        low, high = sorted((root(told[a].id), root(told[b].id)))
        parent[high] = low
    return {m.id: root(m.id) for m in told}


def _parts(numbers: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(numbers)
    for i in range(0, len(ordered), _PART):
        yield ordered[i : i + _PART]
