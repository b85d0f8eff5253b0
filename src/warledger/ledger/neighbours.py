"""Which claims lie near enough, in place and time, that new ones might be joined to them.

What is given may be too much, for ``judging`` looks at each pair, but never too little: what joining all
claims at once would join to a new claim is among its neighbours. Of a ledger of years only a few claims are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import cos, radians
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from warledger.control.reading import distance_km
from warledger.ledger import dialect, scenes
from warledger.ledger.days import ordinal
from warledger.ledger.families import Family, families, rules
from warledger.ledger.judging import near_km
from warledger.ledger.mentions import Counts, Mention, counts_of
from warledger.ledger.schema import LONG, claims, places

_BRIEF = 7  # days; what lasts longer is looked after one by one when claims are joined day by day
_APART = 30  # days without news from which on what lies between is not looked through
_KM_A_DEGREE = 110.5
_SLACK = 0.01  # degrees; the R-Tree rounds

Lasting = tuple[int, int, int]
Span = tuple[int, str, str]
_Spot = tuple[int | None, bool]


@dataclass(slots=True, frozen=True)
class _Told:
    """What decides whether a claim without a place of its own is a neighbour."""

    id: int
    report: int
    kind: str
    counts: str


def lasting(connection: Connection) -> list[Lasting]:
    """Number, first and last day of every claim that lasts longer than ``_BRIEF`` days."""
    spans = select(claims.c.id, claims.c.first_day, claims.c.last_day).where(
        claims.c.current, claims.c.last_day > claims.c.first_day
    )
    told = dialect.plain_rows(connection, spans)
    rows = ((n, ordinal(first), ordinal(last)) for n, first, last in told)
    return [row for row in rows if row[2] - row[1] > _BRIEF]


def of_days(connection: Connection, fresh: list[Mention], slow: list[Lasting]) -> set[int]:
    """The claims about the days of the fresh ones, wherever they are.

    Args:
        connection: To the ledger.
        fresh: The new claims.
        slow: Every claim that lasts long.
    """
    days = _reach_in_days()
    short = [m for m in fresh if m.last - m.first <= _BRIEF + scenes.FRESH_DAYS]
    found: set[int] = set()
    if short:
        first, last = min(m.first for m in short) - days, max(m.last for m in short) + days
        when = claims.c.first_day.between(_iso(first - _BRIEF), _iso(last))
        found |= set(connection.scalars(select(claims.c.id).where(claims.c.current, when)))
        found |= {n for n, begun, ended in slow if begun <= last and ended >= first}
    long = [m for m in fresh if m.last - m.first > _BRIEF + scenes.FRESH_DAYS]
    return found | (around(connection, long) if long else set())


def around(connection: Connection, fresh: list[Mention]) -> set[int]:
    """The claims near enough in place and time that one of the fresh ones might be joined to them."""
    near = _places_around(connection, fresh)
    spans: dict[frozenset[str], set[Span]] = defaultdict(set)
    for m in fresh:
        shared = _known(m)
        if shared:
            days = max(f.days for f in shared)
            spans[_kinds(shared)].update(_spans(m, near, days, days + scenes.FRESH_DAYS))
    found: set[int] = set()
    for kinds, some in spans.items():
        found |= dialect.claims_in_spans(connection, sorted(some), sorted(kinds))
    found |= _by_scene(connection, fresh, near)
    rare = [m for m in fresh if m.rare]
    if rare:  # these are joined with what is told of the whole country
        kinds = _kinds(f for m in rare for f in _known(m) if f.rare)
        found |= {t.id for t in _told_of(connection, rare, kinds, claims.c.kind.in_(sorted(kinds)))}
    found |= _by_figure(connection, [m for m in fresh if m.figured])
    unplaced = [m for m in fresh if m.place is None and any(f.placeless for f in _known(m))]
    if unplaced:
        kinds = _kinds(f for m in unplaced for f in _known(m) if f.placeless)
        found |= {t.id for t in _told_of(connection, unplaced, kinds, claims.c.place.is_(None))}
    return found


def _by_scene(connection: Connection, fresh: list[Mention], near: dict[_Spot, set[int]]) -> set[int]:
    """Claims without a place that may have their scene where fresh ones are: by the rest of their reports."""
    scenic = [m for m in fresh if any(f.scene for f in _known(m))]
    if not scenic:
        return set()
    kinds = _kinds(f for m in scenic for f in _known(m) if f.scene)
    vague = _told_of(connection, scenic, kinds, scenes.vague())
    if not vague:
        return set()
    spans: set[Span] = set()
    for m in scenic:
        days = max(f.days for f in _known(m) if f.scene) + scenes.FRESH_DAYS  # a vague claim lasts so long
        spans.update(_spans(m, near, days, days + scenes.FRESH_DAYS))
    beside = dialect.claims_in_spans(connection, sorted(spans), give="report")
    return {t.id for t in vague if t.report in beside}


def _by_figure(connection: Connection, figured: list[Mention]) -> set[int]:
    """Claims that tell one number of people with the fresh ones, and either no place."""
    if not figured:
        return set()
    counts = claims.c.counts != "{}"
    everywhere = any(m.nowhere or m.level == "country" for m in figured)
    wanted = counts if everywhere else and_(counts, scenes.vague())
    figures = {(m.kind, *figure) for m in figured for figure in _figures(m.counts)}
    told = _told_of(connection, figured, {m.kind for m in figured}, wanted)
    return {
        t.id for t in told if any((t.kind, *figure) in figures for figure in _figures(counts_of(t.counts)))
    }


def _figures(counts: Counts) -> list[tuple[str, int]]:
    """The figures that are uncommon enough to tell a happening by."""
    best = ((harm, c.get("best")) for harm, c in counts.items())
    return [(harm, n) for harm, n in best if n is not None and n >= rules()["uncommon"]]


def _known(m: Mention) -> list[Family]:
    return [families()[f] for f in m.families if f in families()]


def _kinds(some: Iterable[Family]) -> frozenset[str]:
    return frozenset(kind for f in some for kind in f.kinds)


def _spans(m: Mention, near: dict[_Spot, set[int]], before: int, after: int) -> Iterator[Span]:
    """The places around a claim, and around where its report tells that it happened, with its days."""
    first, last = _iso(m.first - before), _iso(m.last + after)
    for place in near.get(_spot(m), set()) | (near.get(_scene(m), set()) if m.scene else set()):
        yield place, first, last


def _told_of(
    connection: Connection, fresh: list[Mention], kinds: Collection[str], *wanted: ColumnElement[bool]
) -> list[_Told]:
    """Standing claims of some kinds about the days of the fresh ones.

    Most have begun in the month of the first day or later; the rest lasts past the end of a month, which is
    rare. Each has an index of its own.
    """
    aside = dialect.standing_aside("") if connection.dialect.name == "sqlite" else claims.c.current
    found: dict[int, _Told] = {}
    for first, last in _windows(fresh):
        month = _iso(first)[:8] + "01"
        when = and_(claims.c.last_day >= _iso(first), claims.c.first_day <= _iso(last), *wanted)
        told = select(claims.c.id, claims.c.report, claims.c.kind, claims.c.counts).where(when)
        for part in (
            told.where(claims.c.current, claims.c.first_day >= month),
            told.where(aside, claims.c.first_day < month, LONG),
        ):
            rows = (_Told(*row) for row in dialect.plain_rows(connection, part))
            found.update((t.id, t) for t in rows if t.kind in kinds)
    return list(found.values())


def _windows(fresh: list[Mention]) -> list[tuple[int, int]]:
    """The days that the fresh claims may be joined to, without the long times in which none of them is."""
    days = _reach_in_days()
    found: list[tuple[int, int]] = []
    for first, last in sorted((m.first - days, m.last + days) for m in fresh):
        if found and first <= found[-1][1] + _APART:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def _spot(m: Mention) -> _Spot:
    """A claim's place, and whether it is of a kind that is joined over a wide area."""
    return m.place, m.rare


def _scene(m: Mention) -> _Spot:
    """The same of where its report tells that it happened."""
    return m.scene.place if m.scene else None, m.rare


def _places_around(connection: Connection, fresh: list[Mention]) -> dict[_Spot, set[int]]:
    """For the place of each fresh claim the places at, near, inside or around it."""
    at: dict[_Spot, Mention | scenes.Spot] = {_scene(m): m.scene for m in fresh if m.scene}
    at |= {_spot(m): m for m in fresh if m.place is not None}
    found: dict[_Spot, set[int]] = {spot: {spot[0]} for spot in at if spot[0] is not None}
    above = {spot: {(m.country, m.admin1_key)} for spot, m in at.items()}
    for spot, place in _near(connection, at):
        found[spot].add(place.id)
        above[spot].add((place.country, place.admin1_key))

    @cache
    def inside(country: str, province: str) -> set[int]:
        there = and_(places.c.country == country, places.c.admin1_key == province)
        return set(connection.scalars(select(places.c.id).where(there)))

    @cache
    def called(country: str, province: str) -> set[int]:
        """The province itself, and towns of its name."""
        bearing = or_(places.c.name_key == province, places.c.admin1_key == province)
        one_name = and_(places.c.level == "town", places.c.name_key == places.c.admin1_key)
        there = and_(places.c.country == country, bearing, or_(places.c.level == "admin1", one_name))
        return set(connection.scalars(select(places.c.id).where(there)))

    for spot, m in at.items():
        if m.level == "admin1" or m.named_as_province:
            found[spot] |= inside(m.country, m.place_key)
        for country, province in above[spot]:
            if province:
                found[spot] |= called(country, province)
    return found


def _near(connection: Connection, at: dict[_Spot, Mention | scenes.Spot]) -> Iterator[tuple[_Spot, Any]]:
    """The towns and points so near to some that they may be one place."""
    boxes = {}
    for spot, m in at.items():
        if m.lat is not None and m.lon is not None and m.level in ("town", "point"):
            far = max(near_km(m.level, level, spot[1]) for level in ("town", "point"))
            up = far / _KM_A_DEGREE + _SLACK
            aside = far / (_KM_A_DEGREE * max(0.05, cos(radians(m.lat)))) + _SLACK
            boxes[spot] = (m.lon - aside, m.lat - up, m.lon + aside, m.lat + up)
    named = list(boxes)
    met = list(dialect.places_in_boxes(connection, list(boxes.values())))
    told = select(
        places.c.id, places.c.lat, places.c.lon, places.c.level, places.c.country, places.c.admin1_key
    ).where(dialect.one_of(connection.dialect.name, places.c.id, {place for _, place in met}))
    there = {place.id: place for place in connection.execute(told) if place.level in ("town", "point")}
    for n, number in met:
        spot, place = named[n], there.get(number)
        if place is not None:
            m = at[spot]
            if distance_km(m, place) <= near_km(m.level, place.level, spot[1]):
                yield spot, place


def _reach_in_days() -> int:
    """How many days before or after a claim one may begin or end that it could be joined to."""
    return max(f.days for f in families().values()) + scenes.FRESH_DAYS + 1


def _iso(day: int) -> str:
    return date.fromordinal(max(1, min(day, date.max.toordinal()))).isoformat()
