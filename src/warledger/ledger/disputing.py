"""Disputes kept in tables: each is found again where a claim that it rests on has come, gone or changed.

A dispute within an incident, or between two, rests on their claims; how one whether something happened ended
rests on all that is told of its places too. A dispute about a holder rests on the claims about its place.
``joining`` marks the incidents, ``refresh`` the places; the disputes are found when somebody asks for any.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, func, insert, literal, select, update

from warledger.control.periods import story_of
from warledger.control.reading import Countries
from warledger.ledger import dialect, disputes, joining, mentions, pending, queries
from warledger.ledger.collector import no_garbage
from warledger.ledger.days import iso
from warledger.ledger.families import families, families_of
from warledger.ledger.incidents import Incident
from warledger.ledger.mentions import Mention
from warledger.ledger.queries import Filter
from warledger.ledger.rows import DisputeRow, Voice
from warledger.ledger.scenes import FRESH_DAYS
from warledger.ledger.schema import claims, dispute_claims, dispute_places, members, meta, spells, stale
from warledger.ledger.schema import disputes as disputes_
from warledger.ledger.schema import incidents as incidents_
from warledger.ledger.store import Ledger
from warledger.ledger.writing import as_json, mark

_EVERYTHING = Filter()
_TOGETHER = 1000
_READ = 500
_PLACES = 250
_LAST_DAY = "disputed_until"
_FIRST_OF_ITS_NAME = "~"  # sorts after all days


@dataclass(slots=True)
class Found:
    """A dispute, and what it rests on: one incident or two, or a place.

    Attributes:
        row: The dispute; its last day is empty where it still lasts.
        rank: Sorts disputes of one name that begin on one day, the last one first.
        places: Places of which a claim may end it.
    """

    row: DisputeRow
    incident: int | None = None
    other: int | None = None
    place: int | None = None
    rank: str = ""
    places: tuple[int, ...] = ()


def is_ready(ledger: Ledger) -> bool:
    """Whether the stored disputes are up to date; brings them there where that is possible."""
    if not joining.is_ready(ledger):
        return False
    with ledger.reading() as connection:
        waiting = select(stale.c.id).where(stale.c.what.in_(("argue", "holder"))).limit(1)
        moved = last_day(connection) != _day_of_reports(connection)
        fresh = not moved and connection.scalar(waiting) is None
    if not fresh and not ledger.read_only:
        _follow(ledger)
        _find_holders(ledger)
        _find_others(ledger)
        fresh = True
    return fresh


def forget(ledger: Ledger) -> None:
    """Forget every stored dispute, so that whoever asks next finds all from nothing."""
    with ledger.writing() as connection:
        for table in (dispute_claims, dispute_places, disputes_):
            connection.execute(delete(table))
        connection.execute(delete(stale).where(stale.c.what.in_(("argue", "holder"))))
        every = select(literal("argue"), incidents_.c.number, literal(1))
        held = select(literal("holder"), spells.c.place, literal(1)).where(spells.c.status == "disputed")
        for rows in (every, held.distinct()):
            connection.execute(insert(stale).from_select(["what", "number", "sign"], rows))


def last_day(connection: Connection) -> str:
    """The day (ISO) up to which stored disputes about holders are followed; empty where none are stored."""
    return str(connection.scalar(select(meta.c.value).where(meta.c.key == _LAST_DAY)) or "")


def mark_holders(connection: Connection, numbers: Collection[int]) -> None:
    """Mark those of some places of which the holder is, or was, told of as disputed.

    Args:
        connection: Inside a write transaction.
        numbers: Places whose holdings have just been stored.
    """
    name = connection.dialect.name
    told = (
        select(spells.c.place).where(
            spells.c.status == "disputed", dialect.one_of(name, spells.c.place, numbers)
        ),
        select(disputes_.c.place).where(dialect.one_of(name, disputes_.c.place, numbers)),
    )
    mark(connection, "holder", sorted({n for query in told for n in connection.scalars(query)}))


def _follow(ledger: Ledger) -> None:
    """Follow disputes about holders up to the day of the last report, and mark the places where that matters.

    A holding may change by its age alone: on days after the last report that is not told of as a dispute yet.
    """
    with ledger.reading() as connection:
        before, now = last_day(connection), _day_of_reports(connection)
    if before == now:
        return
    if not before:  # none were ever found
        forget(ledger)
    with ledger.writing() as connection:
        if not before:
            connection.execute(insert(meta), {"key": _LAST_DAY, "value": now})
            return
        connection.execute(update(meta).where(meta.c.key == _LAST_DAY).values(value=now))
        low, high = sorted(date.fromisoformat(day).toordinal() for day in (before, now))
        own = spells.alias("own")
        between = and_(spells.c.node > low, spells.c.first > low, spells.c.first <= high)
        disputed = exists().where(own.c.place == spells.c.place, own.c.status == "disputed")
        changed = select(spells.c.place).where(between, disputed).distinct()
        mark(connection, "holder", connection.scalars(changed))


def _day_of_reports(connection: Connection) -> str:
    from warledger.control.book import last_day_of  # noqa: PLC0415 - control reads the ledger

    return last_day_of(connection)


def stored(ledger: Ledger, wanted: Filter = _EVERYTHING, open_only: bool = False) -> list[DisputeRow]:
    """The stored disputes of which at least one claim fits the filter, newest first."""
    name = ledger.engine.dialect.name
    in_order = (
        dialect.by_sign(name, c).desc() for c in (disputes_.c.first, disputes_.c.name, disputes_.c.rank)
    )
    query = select(disputes_.c.about, disputes_.c.name, disputes_.c.body).order_by(*in_order)
    unbounded = replace(wanted, limit=None, cursor="")
    if unbounded != _EVERYTHING:
        fitting = queries.numbers_of(ledger, unbounded)
        mine = select(dispute_claims.c.dispute).where(dispute_claims.c.claim.in_(fitting))
        query = query.where(disputes_.c.id.in_(mine))
    if open_only:
        query = query.where(disputes_.c.outcome == "open")
    found: list[DisputeRow] = []
    with ledger.reading() as connection:
        until = last_day(connection)
        for part in connection.execute(query).partitions(_READ):
            rows = [_row_of(*row, until) for row in part]
            held = [n for row in rows if row.about == "holder" for side in row.sides for n in side.claims]
            taken = _denied_or_told(connection, held)
            found += [row for row in rows if row.about != "holder" or not disputes.is_told_by(row, taken)]
            if wanted.limit is not None and len(found) >= wanted.limit:
                break
    return found[: wanted.limit]


def _denied_or_told(connection: Connection, numbers: Collection[int]) -> set[int]:
    """Those of some claims that are a side's in a dispute whether something happened."""
    if not numbers:
        return set()
    query = select(dispute_claims.c.claim).join(disputes_, disputes_.c.id == dispute_claims.c.dispute)
    mine = dialect.one_of(connection.dialect.name, dispute_claims.c.claim, set(numbers))
    return set(connection.scalars(query.where(mine, disputes_.c.about == "happened")))


def _find_holders(ledger: Ledger) -> None:
    """Find the disputes about the holders of the places that are marked, some in each transaction."""
    with ledger.reading() as connection:
        marked = select(stale.c.number, stale.c.number, stale.c.id).where(stale.c.what == "holder")
        marks = sorted(dialect.plain_rows(connection, marked))
    total, done = len({number for _, number, _ in marks}), 0
    for part, rows in joining.in_parts(marks, _PLACES):
        with ledger.reading() as connection, no_garbage():
            found = _about_holders(connection, sorted(part))
        with ledger.writing() as connection:
            _store_holders(connection, part, found)
            connection.execute(delete(stale).where(dialect.one_of(connection.dialect.name, stale.c.id, rows)))
        done += len(part)
        ledger.progress(done, total)


def _about_holders(connection: Connection, numbers: Sequence[int]) -> list[Found]:
    """The disputes about the holders of some places."""
    from warledger.control.book import spells_disputed  # noqa: PLC0415 - control reads the ledger
    from warledger.ledger import refresh  # noqa: PLC0415 - it marks disputes

    known = pending.stored_countries(connection)
    stories = (story_of(case) for case in refresh.cases(connection, numbers, known))
    until = date.fromisoformat(last_day(connection)).toordinal()
    quarrels = [
        spell
        for story in stories
        if any(p.status == "disputed" for p in story.periods)
        for spell in spells_disputed(story, until)
    ]
    named = {e.claim for q in quarrels for e in (*q.now.claims_for, *q.now.claims_against)}
    told = {m.id: m for m in mentions.of(connection, named, known)}
    found = []
    for q in quarrels:
        row = disputes.about_holder(q, told)
        if row is not None:
            lasts = row if q.after else replace(row, last="")
            found.append(Found(lasts, place=row.place_id))
    return found


def _store_holders(connection: Connection, only: Collection[int], found: Sequence[Found]) -> None:
    """Put the disputes about the holders of some places in the place of what was stored of them."""
    mine = dialect.one_of(connection.dialect.name, disputes_.c.place, only)
    _forget(connection, connection.scalars(select(disputes_.c.id).where(mine)))
    _put(connection, found)


def _find_others(ledger: Ledger) -> None:
    """Find the disputes within and between the incidents that are marked, some in each transaction."""
    with ledger.reading() as connection:
        # By place: what an incident is compared with lies there.
        marked = select(func.coalesce(claims.c.place, 0), stale.c.number, stale.c.id)
        marked = marked.join(claims, claims.c.id == stale.c.number).where(stale.c.what == "argue")
        marks = sorted(dialect.plain_rows(connection, marked))
    total, done = len({number for _, number, _ in marks}), 0
    for part, rows in joining.in_parts(marks, _TOGETHER):
        with ledger.writing() as connection:
            _argue(connection, part)
            connection.execute(delete(stale).where(dialect.one_of(connection.dialect.name, stale.c.id, rows)))
        done += len(part)
        ledger.progress(done, total)


def _argue(connection: Connection, numbers: set[int]) -> None:
    mine = (
        dialect.one_of(connection.dialect.name, c, numbers) for c in (disputes_.c.incident, disputes_.c.other)
    )
    _forget(connection, {n for one in mine for n in connection.scalars(select(disputes_.c.id).where(one))})
    known = pending.stored_countries(connection)
    own = joining.those(connection, _arguable(connection, numbers), known)
    there = _told_of(connection, [i for i in own if disputes.is_denied(i)], known)
    found = []
    for i in (i for i in own if len(i.members) > 1):
        for row in disputes.within(i, there):
            places = tuple(sorted({m.place for m in i.members if m.place is not None}))
            rank = _FIRST_OF_ITS_NAME if row.about == "actor" else ""
            found.append(Found(row, i.number, rank=rank, places=places if row.about == "happened" else ()))
    found += _between(connection, own, known)
    _put(connection, found)


def _arguable(connection: Connection, numbers: Collection[int]) -> list[int]:
    """Those of some incidents that several claims tell of, or that may be laid at another door."""
    query = select(members.c.incident, claims.c.kind).join(claims, claims.c.id == members.c.claim)
    mine = dialect.one_of(connection.dialect.name, members.c.incident, numbers)
    kinds: dict[int, list[str]] = defaultdict(list)
    for incident, kind in dialect.plain_rows(connection, query.where(mine)):
        kinds[incident].append(kind)
    harmed = disputes.HARMED
    return [n for n, told in kinds.items() if len(told) > 1 or not harmed.isdisjoint(families_of(told[0]))]


def _told_of(connection: Connection, denied: list[Incident], known: Countries) -> dict[int, list[Mention]]:
    """What may have ended disputes whether something happened: later claims of their kinds and places."""
    if not denied:
        return {}
    inside = [m for i in denied for m in i.members]
    places = {m.place for m in inside if m.place is not None}
    since = min(max(m.known for m in i.members if m.denies) for i in denied)
    there = dialect.one_of(connection.dialect.name, claims.c.place, places)
    kinds = claims.c.kind.in_(_kinds_like(inside))
    return disputes.by_place(mentions.read(connection, "", known, there, kinds, claims.c.known_day >= since))


def _between(connection: Connection, own: list[Incident], known: Countries) -> Iterator[Found]:
    """The disputes between some incidents and those that may tell of the same harm."""
    some = {i.number: i for i in own if disputes.may_be_laid_elsewhere(i)}
    heads = [i.members[0] for i in some.values()]
    # What tells no day lies some days before its report, and the ledger knows it by the report's day.
    spans = {(m.place, iso(m.first), iso(m.first + FRESH_DAYS)) for m in heads if m.place is not None}
    if not spans:
        return
    there = dialect.claims_in_spans(connection, sorted(spans), _kinds_like(heads))
    home = select(members.c.incident).where(dialect.one_of(connection.dialect.name, members.c.claim, there))
    numbers = set(connection.scalars(home)) - {i.number for i in own}
    every = [*some.values(), *joining.those(connection, numbers, known)]
    every.sort(key=lambda i: (i.first, i.id, i.number), reverse=True)
    for one, other in disputes.rivals(every):
        if one.number in some or other.number in some:
            row = disputes.laid_at_two_doors(one, other)
            if row is not None:
                yield Found(row, one.number, other.number, rank=f"{iso(other.first)}{other.id}")


def _kinds_like(told: Iterable[Mention]) -> list[str]:
    """The kinds of which one may tell of the same as some claims."""
    kinds = {m.kind for m in told}
    for family in {f for m in told for f in m.families} & families().keys():
        kinds |= families()[family].kinds
    return sorted(kinds)


def _forget(connection: Connection, numbers: Iterable[int]) -> None:
    gone = set(numbers)
    if not gone:
        return
    for column in (dispute_claims.c.dispute, dispute_places.c.dispute, disputes_.c.id):
        mine = dialect.one_of(connection.dialect.name, column, gone)
        connection.execute(delete(column.table).where(mine))


def _put(connection: Connection, found: Sequence[Found]) -> None:
    numbers = dialect.new_numbers(connection, disputes_, len(found))
    numbered = list(zip(numbers, found, strict=True))
    dialect.put(connection, disputes_, [_columns(n, f) for n, f in numbered])
    sides = [
        {"claim": claim, "dispute": n}
        for n, f in numbered
        for claim in sorted({claim for side in f.row.sides for claim in side.claims})
    ]
    dialect.put(connection, dispute_claims, sides)
    dialect.put(
        connection, dispute_places, [{"place": p, "dispute": n} for n, f in numbered for p in f.places]
    )


def _columns(number: int, found: Found) -> dict[str, Any]:
    row = found.row
    sides = [[s.position, s.sources, s.claims, s.first_said, s.last_said, s.quote] for s in row.sides]
    where = [row.place, row.place_id, row.lat, row.lon, row.admin1, row.country]
    ended = [row.outcome, row.settled_by, row.settled_day, row.why]
    return {
        "id": number,
        "name": row.id,
        "about": row.about,
        "first": row.first,
        "rank": found.rank,
        "outcome": row.outcome,
        "incident": found.incident,
        "other": found.other,
        "place": found.place,
        "body": as_json([where, [row.first, row.last], row.kind, sides, ended, row.incident]),
    }


def _row_of(about: str, name: str, body: str, until: str) -> DisputeRow:
    told: list[Any] = json.loads(body)
    where, (first, last), kind, sides, ended, incident = told
    days = first, last or max(first, until)
    columns: list[Any] = [*where, *days, kind, [Voice(*s) for s in sides], *ended, incident]
    return DisputeRow(name, about, *columns)
