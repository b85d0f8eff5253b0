"""Claims about control as they stand in the ledger, and which places' claims reach which others."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, literal_column, or_, select

from warledger.control import interest
from warledger.control.parameters import parameters
from warledger.ledger import dialect
from warledger.ledger.days import ordinal
from warledger.ledger.origins import origin_of, voice, voiced
from warledger.ledger.schema import (
    CORRECTION,
    ENDED,
    NEVER,
    claims,
    corrections,
    parties,
    places,
    reports,
    standing,
)
from warledger.ledger.schema import exceptions as exceptions_

KINDS = ("capture", "handover", "withdraw", "surrender", "hold", "advance", "clash", "attack", "besiege")
UNMOVING = ("planned", "hypothetical")
_EARTH_KM = 6371.0


@dataclass(slots=True)
class Spot:
    """A place of the ledger."""

    id: int
    key: str
    name: str
    name_key: str
    lat: float | None
    lon: float | None
    level: str
    admin1: str
    admin1_key: str
    country: str
    gazetteer_id: str
    geonameid: int | None


@dataclass(slots=True)
class Told:
    """A claim as far as control is concerned."""

    id: int
    kind: str
    source: str
    source_id: str
    publisher: str
    origin: str
    denies: bool
    status: str
    actors: tuple[tuple[str, str], ...]
    targets: tuple[tuple[str, str], ...]
    place: int
    place_words: str
    first: int
    last: int
    dated: bool
    precision: str
    known: str
    quote: str
    confidence: float
    without: tuple[int, ...] = ()


@dataclass(slots=True)
class Countries:
    """What holds for a whole country: the war its parties are in, and who a class of them mostly are."""

    wars: dict[str, str]
    bearers: dict[str, dict[str, str]]


def told_for(
    connection: Connection, known_by: str, only: Sequence[int], reached: dict[int, list[tuple[int, str]]]
) -> list[Told]:
    """The claims that reach some places: their own, those of the larger places and those that except them."""
    wanted = set(only)
    wanted |= {above for below in only for above, _ in reached.get(below, ())}
    leaving_out = select(claims.c.place).join(exceptions_, exceptions_.c.claim == claims.c.id)
    for part in _parts(only):
        found = connection.execute(leaving_out.where(exceptions_.c.place.in_(part)))
        wanted |= {n for (n,) in found if n is not None}
    return told_of(connection, known_by, wanted)


def countries_of(connection: Connection, known_by: str = "") -> Countries:
    """For each country its war, and for a class of party ("rebels") the side that nearly all of it is on."""
    query = (
        select(places.c.country, parties.c.name, parties.c.actor_id, func.count())
        .select_from(
            parties.join(claims, claims.c.id == parties.c.claim).join(places, places.c.id == claims.c.place)
        )
        .where(standing(claims, known_by), claims.c.kind.in_(KINDS), claims.c.status.not_in(UNMOVING))
        .group_by(places.c.country, parties.c.name, parties.c.actor_id)
    )
    named: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for country, name, actor_id, n in connection.execute(query):
        named[country][name, actor_id] += n
    return countries_from(named)


def countries_from(named: dict[str, Counter[tuple[str, str]]]) -> Countries:
    """What holds for each country, from how often each party is named in claims about control of it."""
    wars = {country: interest.war_of(tally) for country, tally in sorted(named.items())}
    sides: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for country, tally in named.items():
        for (name, actor_id), n in tally.items():
            stand = interest.stand_of_actor(name, actor_id, wars[country])
            if not stand.side.startswith(("class:", "name:")):
                sides[country, interest.class_of(stand)][stand.side] += n
    bearers: dict[str, dict[str, str]] = defaultdict(dict)
    for (country, kind), found in sorted(sides.items()):
        best = min(found, key=lambda s: (-found[s], s))
        if country and kind and found[best] >= parameters()["one_bearer"] * found.total():
            bearers[country][kind] = best
    return Countries(wars, dict(bearers))


def learned_after(
    connection: Connection, since: str, known_by: str = ""
) -> tuple[dict[int, bool], list[int]]:
    """What became known after a day about who holds what.

    Returns:
        Claims that stand only since then, or no more (True where a person corrected them), and the places
        that they reach.
    """
    # Neither what stands nor the kinds must choose the index, but the days: often little has come since.
    sqlite = connection.dialect.name == "sqlite"
    stands = dialect.standing_aside(known_by) if sqlite else standing(claims, known_by)
    # What the coder read stands from the day of its report on, a correction from the day it was made.
    later = select(reports.c.id).where(reports.c.current.in_((True, False)), reports.c.known_day > since)
    came = and_(claims.c.from_day > since, stands)
    gone = and_(
        ENDED,
        claims.c.from_day <= since,
        claims.c.until_day > since,
        claims.c.until_day <= (known_by or NEVER),
    )
    if not known_by:
        gone = and_(gone, claims.c.current.is_(False))
    moving = and_(claims.c.kind.concat("").in_(KINDS), claims.c.status.not_in(UNMOVING))
    news = (and_(came, claims.c.report.in_(later)), and_(came, CORRECTION), gone)
    by_hand = or_(claims.c.corrects.is_not(None), claims.c.id.in_(select(corrections.c.claim)))
    late = {}
    named: set[int] = set()
    query = select(claims.c.id, claims.c.place, by_hand).where(moving)
    for number, place, corrected in (row for some in news for row in connection.execute(query.where(some))):
        late[number] = bool(corrected)
        named |= {place} - {None}
    mine = dialect.one_of(connection.dialect.name, exceptions_.c.claim, late)
    named |= set(connection.scalars(select(exceptions_.c.place).where(mine)))
    below = [n for n, above in reach(spots_of(connection)).items() if any(a in named for a, _ in above)]
    return late, sorted(named.union(below))


def spots_of(connection: Connection, only: Iterable[int] | None = None) -> dict[int, Spot]:
    """All places of the ledger, or some, by their numbers."""
    query = select(*_SPOT_COLUMNS)
    if only is None:
        return {row[0]: Spot(*row) for row in connection.execute(query)}
    parts = (connection.execute(query.where(places.c.id.in_(part))) for part in _parts(only))
    return {row[0]: Spot(*row) for rows in parts for row in rows}


def _parts(numbers: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(numbers)
    for i in range(0, len(ordered), 500):
        yield ordered[i : i + 500]


_SPOT_COLUMNS: tuple[ColumnElement[Any], ...] = (
    places.c.id,
    places.c.key,
    places.c.name,
    places.c.name_key,
    places.c.lat,
    places.c.lon,
    places.c.level,
    places.c.admin1,
    places.c.admin1_key,
    places.c.country,
    places.c.gazetteer_id,
    places.c.geonameid,
)


def told_of(connection: Connection, known_by: str, only: set[int] | None) -> list[Told]:
    """The claims about control, of all places or of some."""
    query = (
        select(
            claims.c.id,
            claims.c.kind,
            claims.c.source,
            claims.c.source_id,
            claims.c.stance,
            claims.c.status,
            claims.c.actors,
            claims.c.targets,
            claims.c.place,
            claims.c.place_words,
            claims.c.first_day,
            claims.c.last_day,
            claims.c.start_day,
            claims.c.end_day,
            claims.c.precision,
            claims.c.known_day,
            claims.c.quote,
            claims.c.confidence,
            reports.c.publisher,
            voice().label("voice"),
        )
        .select_from(voiced(claims.join(reports, reports.c.id == claims.c.report)))
        .where(claims.c.status.not_in(UNMOVING), claims.c.place.is_not(None))
    )
    if only is None or connection.dialect.name != "sqlite":
        query = query.where(standing(claims, known_by), claims.c.kind.in_(KINDS))
    else:  # the places must choose the index: by kind or by what stands it would go through all claims
        aside = claims.c.kind.concat(literal_column("''"))
        query = query.where(dialect.standing_aside(known_by), aside.in_(KINDS))
    rows: list[Any] = []
    if only is None:
        rows = list(connection.execute(query))
    else:
        for part in _parts(only):
            rows.extend(connection.execute(query.where(claims.c.place.in_(part))))
    without: dict[int, list[int]] = defaultdict(list)
    excepting = select(exceptions_.c.claim, exceptions_.c.place)
    if only is None:
        excepted = [connection.execute(excepting)]
    else:
        told = excepting.join(claims, claims.c.id == exceptions_.c.claim)
        excepted = [connection.execute(told.where(claims.c.place.in_(part))) for part in _parts(only)]
    for found_here in excepted:
        for number, place in found_here:
            without[number].append(place)
    found = []
    for (
        number,
        kind,
        source,
        source_id,
        stance,
        status,
        actors,
        targets,
        place,
        place_words,
        first,
        last,
        start,
        end,
        precision,
        known,
        quote,
        confidence,
        publisher,
        spoken_by,
    ) in rows:  # taken apart at once: a row's columns by name cost as much as the query
        own_voice = source == "publisher"
        found.append(
            Told(
                number,
                kind,
                publisher if own_voice else source,
                "" if own_voice else source_id,
                publisher,
                _origin(source, source_id, spoken_by),
                stance == "denies",
                status,
                _parties(actors),
                _parties(targets),
                place,
                place_words,
                ordinal(first),
                ordinal(last),
                bool(start or end),
                precision,
                known,
                quote,
                confidence,
                tuple(sorted(without.get(number, ()))),
            )
        )
    return found


@lru_cache(maxsize=65536)
def _origin(source: str, source_id: str, voice: str) -> str:
    return origin_of(source, source_id, voice)


@cache
def _parties(raw: str) -> tuple[tuple[str, str], ...]:
    return tuple((a["name"], a["id"]) for a in json.loads(raw))


def reach(spots: dict[int, Spot]) -> dict[int, list[tuple[int, str]]]:
    """For each place the larger ones whose claims reach it, and how ("area", "town")."""
    areas: dict[tuple[str, str], list[int]] = defaultdict(list)
    for spot in spots.values():
        if spot.level == "admin1":
            areas[spot.country, spot.name_key].append(spot.id)
            if spot.admin1_key and spot.admin1_key != spot.name_key:
                areas[spot.country, spot.admin1_key].append(spot.id)
    grid: dict[tuple[int, int], list[Spot]] = defaultdict(list)
    for spot in spots.values():
        if spot.level == "town" and spot.lat is not None and spot.lon is not None:
            grid[int(spot.lat * 5), int(spot.lon * 5)].append(spot)
    found: dict[int, list[tuple[int, str]]] = {}
    for spot in spots.values():
        if spot.level not in ("town", "point") or spot.lat is None or spot.lon is None:
            continue
        above = [(n, "area") for n in sorted(set(areas.get((spot.country, spot.admin1_key), ())))]
        if spot.level == "point":
            y, x = int(spot.lat * 5), int(spot.lon * 5)
            near = [s for dy in (-1, 0, 1) for dx in (-1, 0, 1) for s in grid.get((y + dy, x + dx), ())]
            inside = [(d, s.id) for s in near if (d := distance_km(s, spot)) <= parameters()["town_km"]]
            if inside:
                above.append((min(inside)[1], "town"))
        if above:
            found[spot.id] = above
    return found


def distance_km(a: Any, b: Any) -> float:
    """Kilometres between two things with lat and lon."""
    if None in (a.lat, a.lon, b.lat, b.lon):
        return math.inf
    p, q = math.radians(a.lat), math.radians(b.lat)
    h = (
        math.sin((q - p) / 2) ** 2
        + math.cos(p) * math.cos(q) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, h)))
