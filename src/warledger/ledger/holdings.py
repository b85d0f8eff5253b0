"""The stored holdings: who holds which place on a day, as last worked out from all claims.

A day is found among millions of spells without a look at each: every spell has a node, the number within its
days that can be halved most often (Kriegel, Pötke and Seidl, "Managing Intervals Efficiently in
Object-Relational Databases", VLDB 2000). The spells that a day lies in have one of some 23 nodes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, overload

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, select

from warledger.control.types import Holding, Period
from warledger.ledger import dialect
from warledger.ledger.collector import no_garbage
from warledger.ledger.schema import holders, listed, spells
from warledger.ledger.writing import as_json
from warledger.model import Actor

if TYPE_CHECKING:
    from warledger.control.reading import Spot

FOREVER = date.max.toordinal()
_BITS = FOREVER.bit_length()
_PART = 500
_FEW = 2000  # places from which on the day's spells of all are read: a search for each costs more

Held = tuple[str, str, str, str]  # the columns of ``holders``: party, name, id, side
_MADE_TOGETHER = 5000
# What is shown of a place and of its holder is packed: many values cost more to read one by one.
_STATE = (spells.c.place, spells.c.holder, spells.c.status, spells.c.state)
_PLACE = (listed.c.place, listed.c.shown)
_ORDER = (listed.c.country, listed.c.admin1, listed.c.called, listed.c.place)


def node_of(first: int, last: int) -> int:
    """The node of some days: of their numbers the one with most noughts at its binary end."""
    spare = (first ^ last).bit_length() - 1
    return first if spare < 0 else last >> spare << spare


def nodes_of(day: int) -> list[int]:
    """Every node that days with this one in them may have."""
    near = (day >> bits << bits for bits in range(_BITS))
    return sorted({*near, *((day >> bits) + 1 << bits for bits in range(_BITS))})


class Listing(Sequence[Holding]):
    """Holdings of a day, in order, each made when it is asked for: who counts or cuts pays for no more."""

    def __init__(
        self,
        day: int,
        places: Sequence[tuple[int, str]],
        states: Mapping[int, tuple[int, int, str, str]],
        holders: Mapping[int, Held],
    ) -> None:
        self._day = date.fromordinal(day).isoformat()
        self._places = places  # rows of _PLACE
        self._states = states  # rows of _STATE by place
        self._held = {n: (_actor(name, actor_id), side) for n, (_, name, actor_id, side) in holders.items()}

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> Holding: ...
    @overload
    def __getitem__(self, index: slice) -> list[Holding]: ...
    def __getitem__(self, index: int | slice) -> Holding | list[Holding]:
        if isinstance(index, slice):
            return self._made(self._places[index])
        return self._made([self._places[index]])[0]

    def __iter__(self) -> Iterator[Holding]:
        for i in range(0, len(self._places), _MADE_TOGETHER):
            with no_garbage():
                made = self._made(self._places[i : i + _MADE_TOGETHER])
            yield from made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def _made(self, places: Sequence[tuple[int, str]]) -> list[Holding]:
        states = [self._states[place] for place, _ in places]
        shown = _unpacked([packed for _, packed in places])
        told = _unpacked([packed for *_, packed in states])
        return [
            Holding(
                called,
                number,
                gazetteer_id,
                lat,
                lon,
                level,
                admin1,
                country,
                self._day,
                *self._held[held],
                status,
                chance,
                _day(since),
                _day(confirmed),
                [(name, likely) for name, likely in rivals],
            )
            for (called, gazetteer_id, lat, lon, level, admin1, country), (number, held, status, _), (
                chance,
                since,
                confirmed,
                rivals,
            ) in zip(shown, states, told, strict=True)
        ]


def _unpacked(packed: Sequence[str]) -> list[list[Any]]:
    """What is packed in each text: all read at once, which takes a third of the time."""
    found: list[list[Any]] = json.loads(f"[{','.join(packed)}]")
    return found


def on_day(  # noqa: PLR0913, PLR0917 - each has its default
    connection: Connection,
    day: int,
    only: Collection[int] | None = None,
    without: Collection[int] = (),
    party: str = "",
    limit: int | None = None,
) -> Listing:
    """The stored holdings on a day, ordered by country, province and name.

    Args:
        connection: To the ledger.
        day: As an ordinal.
        only: Only these places.
        without: Not these places.
        party: Only what is held by the party of this id, side or part of a name.
        limit: At most so many, the first ones.
    """
    known = dict(_holders(connection))
    with no_garbage():
        if only is None and limit is not None and not party:
            places, states = _first_on(connection, day, limit + len(without))
        else:
            wanted = None if only is None else set(only)
            places, states = _places(connection, wanted), _on(connection, day, wanted)
        told = {state[0]: state for state in states}
        if party:
            mine = {n for n, (_, name, actor, side) in known.items() if is_held_by(party, actor, side, name)}
            told = {place: state for place, state in told.items() if state[1] in mine}
        for place in without:
            told.pop(place, None)
        return Listing(day, [place for place in places if place[0] in told][:limit], told, known)


def _places(connection: Connection, only: set[int] | None) -> list[Any]:
    """The listed places, or some of them, in order."""
    query = _in_order(connection, select(*_PLACE))
    if only is not None:
        query = query.where(dialect.one_of(connection.dialect.name, listed.c.place, only))
    return dialect.plain_rows(connection, query)


def _on(connection: Connection, day: int, only: set[int] | None = None) -> list[tuple[Any, ...]]:
    """What holds of all places, or some, on a day, in no order."""
    lies: ColumnElement[bool] = spells.c.node.in_(nodes_of(day))
    if only is not None and len(only) <= _FEW:
        lies = dialect.one_of(connection.dialect.name, spells.c.place, only)
    query = select(*_STATE).where(lies, spells.c.last >= day, spells.c.first <= day)
    return dialect.plain_rows(connection, query)


def _first_on(connection: Connection, day: int, limit: int) -> tuple[list[Any], list[Any]]:
    """The first places of the listing, and what holds of them on a day."""
    begun = spells.alias("begun")
    latest = select(func.max(begun.c.first)).where(begun.c.place == listed.c.place, begun.c.first <= day)
    mine = and_(
        spells.c.place == listed.c.place, spells.c.first == latest.scalar_subquery(), spells.c.last >= day
    )
    query = select(*_PLACE, *_STATE).select_from(listed.join(spells, mine))
    rows = dialect.plain_rows(connection, _in_order(connection, query).limit(limit))
    return [row[: len(_PLACE)] for row in rows], [row[len(_PLACE) :] for row in rows]


def _in_order(connection: Connection, query: Select[Any]) -> Select[Any]:
    """A query of listed places in the order of the listings, which is that of their table."""
    return query.order_by(*(dialect.by_sign(connection.dialect.name, column) for column in _ORDER))


Rivals = list[tuple[str, float]]


@dataclass(slots=True)
class Stored:
    """What reports call a place, its periods in order, and the rivals on the first day of each."""

    called: str
    periods: list[Period] = field(default_factory=list)
    rivals: list[Rivals] = field(default_factory=list)


def periods(connection: Connection, only: Collection[int] | None = None) -> dict[int, Stored]:
    """What is stored of all places, or of some."""
    columns = (spells.c.place, spells.c.first, spells.c.last, spells.c.status, spells.c.state)
    names = (holders.c.party, holders.c.name, holders.c.actor_id, holders.c.side)
    told = spells.join(holders, holders.c.id == spells.c.holder).join(
        listed, listed.c.place == spells.c.place
    )
    query = select(listed.c.called, *names, *columns).select_from(told)
    query = query.order_by(spells.c.place, spells.c.first)
    parts = [query]
    if only is not None:
        wanted = sorted(only)
        steps = range(0, len(wanted), _PART)
        parts = [query.where(spells.c.place.in_(wanted[i : i + _PART])) for i in steps]
    found: dict[int, Stored] = {}
    for part in parts:
        for called, *holder, place, first, last, status, state in connection.execute(part):
            party, name, actor_id, side = holder
            kept = found.setdefault(place, Stored(called))
            end = None if last == FOREVER else last
            *numbers, rivals = json.loads(state)
            actor = _actor(name, actor_id)
            kept.periods.append(Period(place, first, end, party, actor, side, status, *numbers))
            kept.rivals.append([(rival, chance) for rival, chance in rivals])
    return found


def changed_between(connection: Connection, first: int, last: int) -> list[int]:
    """Places whose stored holder or status on one day is another one than on a later day."""
    parties = {number: held[0] for number, held in _holders(connection)}
    before, after = (
        {place: (parties[holder], status) for place, holder, status, *_ in _on(connection, day)}
        for day in (first, last)
    )
    return sorted(place for place, state in after.items() if before.get(place) != state)


def disputed(connection: Connection, only: Collection[int] | None = None) -> list[int]:
    """Places, all or some, whose holder is, or was, disputed for a while."""
    query = select(spells.c.place).where(spells.c.status == "disputed").distinct().order_by(spells.c.place)
    if only is not None:
        query = query.where(dialect.one_of(connection.dialect.name, spells.c.place, only))
    return list(connection.scalars(query))


@dataclass(slots=True)
class PlaceRows:
    """A place's rows as they are stored: of ``listed``, and of ``spells`` beside the holder of each."""

    listed: dict[str, Any]
    spells: list[tuple[Held, dict[str, Any]]]


def rows_of(spot: Spot, told: Stored) -> PlaceRows:
    """What is worked out of a place as rows."""
    shown = {
        "country": spot.country,
        "admin1": spot.admin1,
        "called": told.called,
        "place": spot.id,
        "shown": as_json(
            [
                told.called,
                spot.gazetteer_id,
                spot.lat,
                spot.lon,
                spot.level,
                spot.admin1,
                spot.country,
            ]
        ),
    }
    return PlaceRows(shown, [_spell_row(p, r) for p, r in zip(told.periods, told.rivals, strict=True)])


def _spell_row(p: Period, rivals: Rivals) -> tuple[Held, dict[str, Any]]:
    last = FOREVER if p.last is None else p.last
    return (p.party, p.holder.name, p.holder.id, p.side), {
        "place": p.place,
        "first": p.first,
        "last": last,
        "node": node_of(p.first, last),
        "holder": 0,
        "status": p.status,
        "state": as_json([p.probability, p.since, p.confirmed, rivals]),
    }


def store(connection: Connection, only: Collection[int], told: Sequence[PlaceRows]) -> None:
    """Put what was worked out of some places in the place of what was stored of them.

    Args:
        connection: Inside a write transaction.
        only: The places' numbers.
        told: The rows of those of which anything is told.
    """
    for table in (spells, listed):
        mine = dialect.one_of(connection.dialect.name, table.c.place, only)
        connection.execute(delete(table).where(mine))
    known = {held: number for number, held in _holders(connection)}
    fresh = sorted({held for place in told for held, _ in place.spells} - known.keys())
    numbers = dialect.new_numbers(connection, holders, len(fresh))
    names = [c.name for c in holders.c]
    given = [dict(zip(names, (n, *held), strict=True)) for n, held in zip(numbers, fresh, strict=True)]
    dialect.put(connection, holders, given)
    known.update(zip(fresh, numbers, strict=True))
    rows = [row | {"holder": known[held]} for place in told for held, row in place.spells]
    dialect.put(connection, spells, rows)
    dialect.put(connection, listed, [place.listed for place in told])


def order(holding: Holding) -> tuple[str, str, str, int]:
    """Holdings are listed by country, province and name."""
    return holding.country, holding.admin1, holding.place, holding.place_id


def is_held_by(party: str, holder_id: str, side: str, name: str) -> bool:
    """Whether who is asked for, by id, side or part of the name, is this holder."""
    key = party.casefold()
    return not key or key in (holder_id.casefold(), side.casefold()) or key in name.casefold()


def _holders(connection: Connection) -> list[tuple[int, Held]]:
    query = select(holders.c.id, holders.c.party, holders.c.name, holders.c.actor_id, holders.c.side)
    return [
        (number, (party, name, actor, side)) for number, party, name, actor, side in connection.execute(query)
    ]


@cache
def _actor(name: str, actor_id: str) -> Actor:
    return Actor(name, actor_id)


@cache
def _day(ordinal: int) -> str | None:
    return date.fromordinal(ordinal).isoformat() if ordinal else None
