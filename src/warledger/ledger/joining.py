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
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, select

from warledger.control.reading import Countries
from warledger.ledger import (
    dialect,
    disputes,
    incidents,
    mentions,
    neighbours,
    pending,
    queries,
    scenes,
    verdicts,
)
from warledger.ledger.incidents import Incident, Judged, Pair
from warledger.ledger.mentions import Mention
from warledger.ledger.neighbours import Lasting
from warledger.ledger.queries import Filter
from warledger.ledger.rows import Join
from warledger.ledger.schema import claims, dispute_places, members, stale
from warledger.ledger.schema import disputes as disputes_
from warledger.ledger.schema import incidents as incidents_
from warledger.ledger.store import Ledger
from warledger.ledger.writing import mark

_EVERYTHING = Filter()
_TOGETHER = 2000
_MANY = 5000  # claims from which on they are joined day by day, if they are a good part of all
_SHARE = 6
_SWEPT = 20_000
_PART = 5000
_NAMES = 500


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
        slow = neighbours.lasting(connection) if swept else None
    met, done = Met(), 0
    total = len({number for _, number, _ in marks})
    for part, rows in in_parts(marks, _SWEPT if swept else _TOGETHER):
        with ledger.writing() as connection:
            _join(connection, part, met, slow)
            # These marks alone: a claim that is marked again meanwhile may have been met as it was before.
            for some in _parts(rows):
                connection.execute(delete(stale).where(_one_of(connection, stale.c.id, some)))
        done += len(part)
        if progress:
            progress(done, total)
    return total


def in_parts(marks: list[Any], together: int) -> Iterator[tuple[set[int], list[int]]]:
    """The numbers that are marked, so many at a time in their order, and the log's rows that mark them."""
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


def those(connection: Connection, numbers: Collection[int], known: Countries) -> list[Incident]:
    """The stored incidents of these numbers, without their joins, in the order of their numbers."""
    home = _home(connection, numbers)
    inside: dict[int, list[Mention]] = defaultdict(list)
    for m in mentions.of(connection, home, known):
        inside[home[m.id]].append(m)
    return [Incident(told, [], incidents.family_of(told)) for _, told in sorted(inside.items())]


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


def _join(connection: Connection, news: set[int], met: Met, slow: list[Lasting] | None = None) -> None:
    """Join some claims, that are new, gone or changed, with all that they could be joined to.

    Args:
        connection: Inside a write transaction.
        news: Their numbers.
        met: What was read for the part before; holds afterwards what was read for this one.
        slow: Every claim that lasts long, where what lies around is to be read by its days alone.
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
        around = (
            neighbours.around(connection, fresh)
            if slow is None
            else neighbours.of_days(connection, fresh, slow)
        )
        _read_on(connection, around | by_hand, met, told)
        judged = set(incidents.judged(told.values(), said, news))
        joined = {n for _, a, b, _ in judged for n in (a, b)}
        touched |= _clusters(connection, members.c.claim, joined)
    before = _homes_in(connection, touched)
    old = before.keys()
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
    mark(connection, "argue", sorted(_arguable(before, made, news) | _ended_there(connection, news)))


def _arguable(before: dict[int, int], made: list[Incident], news: set[int]) -> set[int]:
    """The incidents that are others than before, as far as there may be a dispute within or about them."""
    was: dict[int, set[int]] = defaultdict(set)
    for claim, incident in before.items():
        was[incident].add(claim)
    found = was.keys() - {i.number for i in made}
    for i in made:
        now = {m.id for m in i.members}
        had = was.get(i.number)
        if (had != now or now & news) and (had or len(now) > 1 or disputes.may_be_laid_elsewhere(i)):
            found.add(i.number)
    return found


def _ended_there(connection: Connection, news: Collection[int]) -> set[int]:
    """The incidents with disputes that claims may end, by the places of these."""
    query = select(disputes_.c.incident).join(dispute_places, dispute_places.c.dispute == disputes_.c.id)
    found: set[int] = set()
    for part in _parts(news):
        there = select(claims.c.place).where(_one_of(connection, claims.c.id, part))
        found |= set(connection.scalars(query.where(dispute_places.c.place.in_(there))))
    return found


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


def _homes_in(connection: Connection, clusters: Collection[int]) -> dict[int, int]:
    """The claims of some clusters, and the incident of each."""
    found: dict[int, int] = {}
    for part in _parts(clusters):
        query = select(members.c.claim, members.c.incident)
        found.update(
            dialect.plain_rows(connection, query.where(_one_of(connection, members.c.cluster, part)))
        )
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
