"""The stored holdings: who holds which place on a day, as last worked out from all claims."""

from __future__ import annotations

import gc
import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from warledger.control.types import Holding, Period
from warledger.ledger import dialect
from warledger.ledger.schema import places, spells
from warledger.model import Actor

FOREVER = date.max.toordinal()
_PART = 500
_COLUMNS = (
    spells.c.called,
    spells.c.place,
    places.c.gazetteer_id,
    places.c.lat,
    places.c.lon,
    places.c.level,
    places.c.admin1,
    places.c.country,
    spells.c.holder,
    spells.c.holder_id,
    spells.c.side,
    spells.c.status,
    spells.c.probability,
    spells.c.since,
    spells.c.confirmed,
    spells.c.rivals,
)


def on_day(  # noqa: PLR0913, PLR0917 - each has its default
    connection: Connection,
    day: int,
    only: Collection[int] | None = None,
    without: Collection[int] = (),
    party: str = "",
    limit: int | None = None,
) -> list[Holding]:
    """The stored holdings on a day, ordered by country, province and name.

    Args:
        connection: To the ledger.
        day: As an ordinal.
        only: Only these places.
        without: Not these places.
        party: Only what is held by the party of this id, side or part of a name.
        limit: At most so many, the first ones.
    """
    # The last spell that has begun, place by place: a search by days would go through half of all spells, and
    # SQLite would begin with it if this were an inner join.
    begun = spells.alias("begun")
    latest = (
        select(func.max(begun.c.first)).where(begun.c.place == places.c.id, begun.c.first <= day)
    ).scalar_subquery()
    mine = and_(spells.c.place == places.c.id, spells.c.first == latest, spells.c.last >= day)
    if party:
        key = party.casefold()
        by_name = func.lower(spells.c.holder).contains(key, autoescape=True)
        held = or_(func.lower(spells.c.holder_id) == key, func.lower(spells.c.side) == key, by_name)
        mine = and_(mine, held)
    query: Select[Any] = select(*_COLUMNS).select_from(places.outerjoin(spells, mine))
    iso = date.fromordinal(day).isoformat()
    out = {*without, None}
    if only is not None:
        query = query.where(dialect.one_of(connection.dialect.name, places.c.id, set(only) - out))
    with _no_garbage():
        told = [row for row in dialect.plain_rows(connection, query) if row[1] not in out]
        told.sort(key=_number)
        told.sort(key=_listed)
        return [_holding(row, iso) for row in told[:limit]]


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Many small things are made that all live on: the collector would look through them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


Rivals = list[tuple[str, float]]


@dataclass(slots=True)
class Stored:
    """What reports call a place, its periods in order, and the rivals on the first day of each."""

    called: str
    periods: list[Period] = field(default_factory=list)
    rivals: list[Rivals] = field(default_factory=list)


def periods(connection: Connection, only: Collection[int] | None = None) -> dict[int, Stored]:
    """What is stored of all places, or of some."""
    query = select(spells).order_by(spells.c.place, spells.c.first)
    parts = [query]
    if only is not None:
        wanted = sorted(only)
        steps = range(0, len(wanted), _PART)
        parts = [query.where(spells.c.place.in_(wanted[i : i + _PART])) for i in steps]
    found: dict[int, Stored] = {}
    for part in parts:
        for place, first, last, called, party, name, actor_id, *state, rivals in connection.execute(part):
            told = found.setdefault(place, Stored(called))
            end = None if last == FOREVER else last
            told.periods.append(Period(place, first, end, party, _actor(name, actor_id), *state))
            told.rivals.append(list(_rivals(rivals)))
    return found


def changed_between(connection: Connection, first: int, last: int) -> list[int]:
    """Places whose stored holder or status on one day is another one than on a later day."""
    before, after = spells.alias("before"), spells.alias("after")
    on_first = (before.c.place == after.c.place) & (before.c.first <= first) & (before.c.last >= first)
    same = (before.c.party == after.c.party) & (before.c.status == after.c.status)
    query = (
        select(after.c.place)
        .select_from(after.outerjoin(before, on_first))
        .where(after.c.first <= last, after.c.last >= last, or_(before.c.place.is_(None), ~same))
        .order_by(after.c.place)
    )
    return list(connection.scalars(query))


def disputed(connection: Connection) -> list[int]:
    """Places whose holder is, or was, disputed for a while."""
    query = select(spells.c.place).where(spells.c.status == "disputed").distinct().order_by(spells.c.place)
    return list(connection.scalars(query))


_number = itemgetter(1)  # of _COLUMNS


def _listed(row: Any) -> str:
    """Country, province and name as one text, which sorts as the three do; none has the sign between."""
    return f"{row[7]}\0{row[6]}\0{row[0]}"


def order(holding: Holding) -> tuple[str, str, str, int]:
    """Holdings are listed by country, province and name."""
    return holding.country, holding.admin1, holding.place, holding.place_id


def _holding(row: Any, iso: str) -> Holding:
    called, number, gazetteer_id, lat, lon, level, admin1, country, *told = row
    holder, holder_id, side, status, chance, since, confirmed, rivals = told
    return Holding(
        called,
        number,
        gazetteer_id,
        lat,
        lon,
        level,
        admin1,
        country,
        iso,
        _actor(holder, holder_id),
        side,
        status,
        chance,
        _day(since),
        _day(confirmed),
        [*_rivals(rivals)] if rivals else [],
    )


@cache
def _actor(name: str, actor_id: str) -> Actor:
    return Actor(name, actor_id)


@lru_cache(maxsize=65536)
def _rivals(raw: str) -> tuple[tuple[str, float], ...]:
    return tuple((name, chance) for name, chance in json.loads(raw)) if raw else ()


@cache
def _day(ordinal: int) -> str | None:
    return date.fromordinal(ordinal).isoformat() if ordinal else None
