"""Incidents kept in tables: only the neighbourhoods of new claims are joined again.

Claims that could be joined, directly or by way of others, form a cluster; what becomes of a cluster depends
on its claims alone. So a new claim asks which clusters it could be joined to, and these clusters, with the
new claim, are joined from nothing. The result is the same as joining all claims at once.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from math import cos, radians
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, or_, select

from warledger.control.reading import Countries
from warledger.ledger import dialect, incidents, mentions, pending, queries, scenes, verdicts
from warledger.ledger.families import families, has_scene, rules
from warledger.ledger.incidents import Incident, Judged, Pair
from warledger.ledger.mentions import Mention
from warledger.ledger.queries import Filter
from warledger.ledger.rows import Join
from warledger.ledger.schema import claims, members, places, stale
from warledger.ledger.schema import incidents as incidents_
from warledger.ledger.store import Ledger

_EVERYTHING = Filter()
_TOGETHER = 2000
_MANY = 5000  # claims from which on they are joined day by day, if they are a good part of all
_SHARE = 6
_SWEPT = 20_000
_BRIEF = 7  # days; what lasts longer is looked after one by one when claims are joined day by day
_KM_A_DEGREE = 110.5
_SLACK = 0.01  # degrees; the R-Tree rounds
_PART = 5000
_NAMES = 500

Lasting = tuple[int, int, int]
Spot = tuple[int | None, bool]


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
        marked = select(claims.c.first_day, stale.c.number, stale.c.id)
        marked = marked.join(claims, claims.c.id == stale.c.number).where(stale.c.what == "join")
        marks = sorted(dialect.plain_rows(connection, marked))
        every = int(connection.scalar(select(func.max(claims.c.id))) or 0)
        swept = len(marks) > max(_MANY, every / _SHARE)  # then what lies around is read by its days alone
        lasting = _lasting(connection) if swept else None
    met, done = Met(), 0
    total = len({number for _, number, _ in marks})
    for part, rows in _in_parts(marks, _SWEPT if swept else _TOGETHER):
        with ledger.writing() as connection:
            _join(connection, part, met, lasting)
            # These marks alone: a claim that is marked again meanwhile may have been met as it was before.
            for some in _parts(rows):
                connection.execute(delete(stale).where(_one_of(connection, stale.c.id, some)))
        done += len(part)
        if progress:
            progress(done, total)
    return total


def _in_parts(marks: list[Any], together: int) -> Iterator[tuple[set[int], list[int]]]:
    """The claims that are marked, so many at a time by their days, and the log's rows that mark them."""
    part: set[int] = set()
    rows: list[int] = []
    for _, number, row in marks:
        if len(part) == together and number not in part:
            yield part, rows
            part, rows = set(), []
        part.add(number)
        rows.append(row)
    if part:
        yield part, rows


def stored(ledger: Ledger, wanted: Filter = _EVERYTHING) -> list[Incident]:
    """The stored incidents of which at least one claim fits the filter, newest first."""
    unbounded = replace(wanted, limit=None, cursor="")
    fitting = queries.numbers_of(ledger, unbounded) if unbounded != Filter() else None
    return _stored(ledger, fitting, wanted.limit)


def stored_with(ledger: Ledger, numbers: Iterable[int]) -> list[Incident]:
    """The stored incidents that at least one of these claims is in, newest first."""
    mine = dialect.one_of(ledger.engine.dialect.name, claims.c.id, numbers)
    return _stored(ledger, select(claims.c.id).where(mine))


def stored_at(ledger: Ledger, places_: Iterable[int]) -> list[Incident]:
    """The stored incidents of which at least one claim names one of these places, newest first."""
    there = dialect.one_of(ledger.engine.dialect.name, claims.c.place, places_)
    return _stored(ledger, select(claims.c.id).where(there))


def _stored(ledger: Ledger, fitting: Select[Any] | None, limit: int | None = None) -> list[Incident]:
    """The stored incidents of which a claim is among the fitting, newest first."""
    query = select(incidents_.c.number, incidents_.c.body).order_by(
        incidents_.c.first.desc(), incidents_.c.id.desc(), incidents_.c.number.desc()
    )
    if fitting is not None:
        chosen = select(members.c.incident).where(members.c.claim.in_(fitting))
        query = query.where(incidents_.c.number.in_(chosen))
    if limit is not None:
        query = query.limit(limit)
    with ledger.reading() as connection:
        rows = connection.execute(query).all()
        everything = limit is None and fitting is None
        home = _home(connection, None if everything else [r.number for r in rows])
        known = pending.known_of(connection)
        told = mentions.read(connection, "", known) if everything else mentions.of(connection, home, known)
    inside: dict[int, list[Mention]] = defaultdict(list)
    for m in told:
        if m.id in home:  # a claim that has come since waits for the next refresh
            inside[home[m.id]].append(m)
    found = []
    for r in rows:
        if not inside[r.number]:
            continue
        joins = [Join(*j) for j in json.loads(r.body)] if r.body else []
        found.append(Incident(inside[r.number], joins, incidents.family_of(inside[r.number])))
    return found


def _home(connection: Connection, ids: Collection[int] | None) -> dict[int, int]:
    """The incident of each claim of all incidents, or of some."""
    query = select(members.c.claim, members.c.incident)
    if ids is None:
        return {claim: incident for claim, incident in connection.execute(query)}  # noqa: C416
    ordered = sorted(ids)
    parts = (ordered[i : i + _NAMES] for i in range(0, len(ordered), _NAMES))
    return {c: n for part in parts for c, n in connection.execute(query.where(members.c.incident.in_(part)))}


@dataclass(slots=True)
class Met:
    """The claims that were read for one part, most of which the next part asks for again.

    What is changed meanwhile is marked again and joined later, so that nothing here need be read anew.
    """

    known: Countries = field(default_factory=lambda: Countries({}, {}))
    told: dict[int, Mention] = field(default_factory=dict)


def _join(connection: Connection, news: set[int], met: Met, lasting: list[Lasting] | None = None) -> None:
    """Join some claims, that are new, gone or changed, with all that they could be joined to.

    Args:
        connection: Inside a write transaction.
        news: Their numbers.
        met: What was read for the part before; holds afterwards what was read for this one.
        lasting: Every claim that lasts long, where what lies around is to be read by its days alone.
    """
    known = pending.stored_countries(connection)
    said = verdicts.read(connection)
    if met.known != known:
        met.known, met.told = known, {}
    told: dict[int, Mention] = {}
    _read_on(connection, news, met, told)
    fresh = list(told.values())
    touched = _clusters(connection, members.c.claim, news)
    judged: set[Judged] = set()
    if fresh:
        by_hand = {n for pair in said.together if pair & news for n in pair}
        around = _neighbours(connection, fresh) if lasting is None else _of_days(connection, fresh, lasting)
        _read_on(connection, around | by_hand, met, told)
        judged = set(incidents.judged(told.values(), said, news))
        joined = {n for _, a, b, _ in judged for n in (a, b)}
        touched |= _clusters(connection, members.c.claim, joined)
    old = _claims_of(connection, touched)
    _read_on(connection, old, met, told)
    met.told = told
    judged.update(incidents.judged([told[n] for n in old - news if n in told], said))
    wanted = old | {m.id for m in fresh}
    together = sorted((told[n] for n in wanted if n in told), key=lambda m: m.key)
    order = {m.id: n for n, m in enumerate(together)}
    pairs = sorted((s, order[a], order[b], why) for s, a, b, why in judged if a in order and b in order)
    made = incidents.group(together, said, pairs)
    clusters = _components(together, pairs)
    for part in _parts(old):
        gone = select(members.c.incident).where(_one_of(connection, members.c.claim, part))
        connection.execute(delete(incidents_).where(incidents_.c.number.in_(gone)))
    for part in _parts(old):
        connection.execute(delete(members).where(_one_of(connection, members.c.claim, part)))
    dialect.put(connection, incidents_, [_row(i) for i in made])
    homes = [
        {"claim": m.id, "incident": i.number, "cluster": clusters[m.id]} for i in made for m in i.members
    ]
    dialect.put(connection, members, homes)


def _one_of(
    connection: Connection, column: ColumnElement[int], numbers: Iterable[int]
) -> ColumnElement[bool]:
    return dialect.one_of(connection.dialect.name, column, numbers)


def _read_on(connection: Connection, numbers: Iterable[int], met: Met, told: dict[int, Mention]) -> None:
    """Bring into ``told`` those of the claims that are not there yet."""
    wanted = set(numbers) - told.keys()
    there = wanted & met.told.keys()
    told.update((n, met.told[n]) for n in there)
    fresh = mentions.of(connection, wanted - there, met.known)
    scenes.find(connection, fresh)
    told.update((m.id, m) for m in fresh)


def _row(incident: Incident) -> dict[str, str | int]:
    dated = [m for m in incident.members if m.dated and not m.denies] or incident.members
    return {
        "number": incident.number,
        "id": incident.id,
        "first": date.fromordinal(incident.first).isoformat(),
        "last": date.fromordinal(max(m.last for m in dated)).isoformat(),
        "origins": len({m.origin for m in incident.members if not m.denies}),
        "body": json.dumps([[j.claim, j.other, j.reason] for j in incident.joins]) if incident.joins else "",
    }


def _clusters(connection: Connection, column: ColumnElement[int], numbers: Collection[int]) -> set[int]:
    found: set[int] = set()
    for part in _parts(numbers):
        found |= set(
            connection.scalars(select(members.c.cluster).where(_one_of(connection, column, part)).distinct())
        )
    return found


def _claims_of(connection: Connection, clusters: Collection[int]) -> set[int]:
    found: set[int] = set()
    for part in _parts(clusters):
        found |= set(
            connection.scalars(select(members.c.claim).where(_one_of(connection, members.c.cluster, part)))
        )
    return found


def _reach_in_days() -> int:
    """How many days before or after a claim one may begin or end that it could be joined to."""
    return max(f.days for f in families().values()) + scenes.FRESH_DAYS + 1


def _lasting(connection: Connection) -> list[Lasting]:
    """Number, first and last day of every claim that lasts longer than ``_BRIEF`` days."""
    spans = select(claims.c.id, claims.c.first_day, claims.c.last_day).where(
        claims.c.current, claims.c.last_day > claims.c.first_day
    )
    told = dialect.plain_rows(connection, spans)
    rows = ((n, _ordinal(first), _ordinal(last)) for n, first, last in told)
    return [row for row in rows if row[2] - row[1] > _BRIEF]


def _of_days(connection: Connection, fresh: list[Mention], lasting: list[Lasting]) -> set[int]:
    """The claims about the days of the fresh ones, wherever they are."""
    days = _reach_in_days()
    short = [m for m in fresh if m.last - m.first <= _BRIEF + scenes.FRESH_DAYS]
    found: set[int] = set()
    if short:
        first, last = min(m.first for m in short) - days, max(m.last for m in short) + days
        when = claims.c.first_day.between(_iso(first - _BRIEF), _iso(last))
        found |= set(connection.scalars(select(claims.c.id).where(claims.c.current, when)))
        found |= {n for n, begun, ended in lasting if begun <= last and ended >= first}
    slow = [m for m in fresh if m.last - m.first > _BRIEF + scenes.FRESH_DAYS]
    return found | (_neighbours(connection, slow) if slow else set())


def _neighbours(connection: Connection, fresh: list[Mention]) -> set[int]:
    """The claims near enough in place and time that one of the fresh ones might be joined to them."""
    days = _reach_in_days()
    near = _places_around(connection, fresh)
    spans: set[tuple[int, str, str]] = set()
    for m in fresh:
        first, last = _iso(m.first - days), _iso(m.last + days)
        around = near.get(_spot(m), set()) | (near.get(_scene(m), set()) if m.scene else set())
        spans.update((place, first, last) for place in around)
    found = dialect.claims_in_spans(connection, sorted(spans))
    if any(has_scene(m.families) for m in fresh):
        found |= scenes.vague_beside(connection, found)
    rare = [m for m in fresh if _spot(m)[1]]
    if rare:  # these are joined with what is told of the whole country
        kinds = sorted({kind for f in families().values() if f.rare for kind in f.kinds})
        found |= _told_of(connection, rare, days, claims.c.kind.in_(kinds))
    figured = [m for m in fresh if m.figured]
    if figured:  # these too, with those that tell the same number of people and no place in it
        kinds = sorted({m.kind for m in figured})
        told = and_(claims.c.kind.in_(kinds), claims.c.counts != "{}")
        if not any(m.nowhere or m.level == "country" for m in figured):
            told = and_(told, scenes.vague())
        found |= _told_of(connection, figured, days, told)
    unplaced = [m for m in fresh if m.place is None]
    if unplaced:
        kinds = sorted({kind for f in families().values() if f.placeless for kind in f.kinds})
        there = and_(claims.c.place.is_(None), claims.c.kind.in_(kinds))
        found |= _told_of(connection, unplaced, days, there)
    return found


def _told_of(
    connection: Connection, fresh: list[Mention], days: int, wanted: ColumnElement[bool]
) -> set[int]:
    """Standing claims about the days of the fresh ones."""
    when = and_(
        claims.c.last_day >= _iso(min(m.first for m in fresh) - days),
        claims.c.first_day <= _iso(max(m.last for m in fresh) + days),
    )
    return set(connection.scalars(select(claims.c.id).where(claims.c.current, when, wanted)))


def _spot(m: Mention) -> Spot:
    """A claim's place, and whether it is of a kind that is joined over a wide area."""
    return m.place, m.rare


def _scene(m: Mention) -> Spot:
    """The same of where its report tells that it happened."""
    return m.scene.place if m.scene else None, m.rare


def _places_around(connection: Connection, fresh: list[Mention]) -> dict[Spot, set[int]]:
    """For the place of each fresh claim the places at, near, inside or around it."""
    at: dict[Spot, Mention | scenes.Spot] = {_scene(m): m.scene for m in fresh if m.scene}
    at |= {_spot(m): m for m in fresh if m.place is not None}
    found: dict[Spot, set[int]] = {spot: {spot[0]} for spot in at if spot[0] is not None}
    boxes = {}
    for spot, m in at.items():
        if m.lat is not None and m.lon is not None and m.level in ("town", "point"):
            far = rules()["rare_km"] if spot[1] else max(rules()["near_km"], rules()["facility_km"])
            up = far / _KM_A_DEGREE + _SLACK
            aside = far / (_KM_A_DEGREE * max(0.05, cos(radians(m.lat)))) + _SLACK
            boxes[spot] = (m.lon - aside, m.lat - up, m.lon + aside, m.lat + up)
    named = list(boxes)
    for n, place in dialect.places_in_boxes(connection, [boxes[spot] for spot in named]):
        found[named[n]].add(place)
    areas: dict[tuple[str, str], set[int]] = {}
    provinces: dict[tuple[str, str], set[int]] = {}
    for spot, m in at.items():
        if m.level == "admin1" or m.named_as_province:
            key = m.country, m.place_key
            if key not in areas:
                inside = and_(places.c.country == m.country, places.c.admin1_key == m.place_key)
                areas[key] = set(connection.scalars(select(places.c.id).where(inside)))
            found[spot] |= areas[key]
        if m.admin1_key:
            key = m.country, m.admin1_key
            if key not in provinces:
                bearing = or_(places.c.name_key == m.admin1_key, places.c.admin1_key == m.admin1_key)
                one_name = and_(places.c.level == "town", places.c.name_key == places.c.admin1_key)
                called = and_(
                    places.c.country == m.country, bearing, or_(places.c.level == "admin1", one_name)
                )
                provinces[key] = set(connection.scalars(select(places.c.id).where(called)))
            found[spot] |= provinces[key]
    return found


def _iso(day: int) -> str:
    return date.fromordinal(max(1, min(day, date.max.toordinal()))).isoformat()


@cache
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


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
