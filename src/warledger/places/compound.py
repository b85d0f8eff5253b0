"""Places made of other places: roads between towns, quarters that many towns have, "between A and B"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from warledger.knowledge import bundled
from warledger.model import Level, Place
from warledger.places.geo import km_between
from warledger.places.normal import fold

_DASH = re.compile(r"\s?[-–—/]\s?")
_OWNER = re.compile(r"['’]s?\s+")
_OF = re.compile(r"\s+(?:of|in)\s+(?:the\s+)?(?:city\s+of\s+)?")
_FAR = 400.0
_NEAR = 20.0
_PART_KM = 8.0
_LIKELY = 0.3


@cache
def _road() -> re.Pattern[str]:
    ways = "|".join(bundled(__package__, "data/phrases.yaml")["ways"])
    return re.compile(rf"\s+(?:[\w-]+\s+)?(?:{ways})\b", re.IGNORECASE)


@cache
def _shared_quarters() -> frozenset[str]:
    return frozenset(q.casefold() for q in bundled(__package__, "data/phrases.yaml")["shared_quarters"])


def join(text: str, places: Sequence[Place]) -> list[Place]:
    """Put the report's places together where two make one, and give shared names of quarters to their towns.

    Args:
        text: The report.
        places: Its places in order.
    """
    out: list[Place] = []
    for place in places:
        before = out[-1] if out else None
        if before is not None and _DASH.fullmatch(text[before.end : place.start]):
            tail = _road().match(text, place.end)
            road = between(before, place, text[before.start : tail.end()]) if tail else None
            if road is not None and tail is not None:
                out[-1] = replace(road, end=tail.end())
                continue
        out.append(place)
    return [_of_its_town(text, out, i) for i in range(len(out))]


def between(a: Place, b: Place, words: str) -> Place | None:
    """The stretch from one place to another, as a point half-way that reaches to both.

    Returns:
        The place from the first one's start to the second one's end; None where either is a country or not
        resolved, or they are too far apart to be meant so.
    """
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    if {a.level, b.level} & {Level.COUNTRY, Level.REGION}:
        return None
    distance = km_between(a.lat, a.lon, b.lat, b.lon)
    if distance > _FAR:
        return None
    return replace(
        a,
        name=words,
        end=b.end,
        resolved=words,
        geonameid=None,
        gazetteer_id=f"{a.gazetteer_id}~{b.gazetteer_id}",
        lat=round((a.lat + b.lat) / 2, 4),
        lon=round((a.lon + b.lon) / 2, 4),
        level=Level.POINT,
        admin1=a.admin1 if a.admin1 == b.admin1 else "",
        radius_km=round(max(3.0, distance / 2), 1),
        probability=min(a.probability, b.probability),
        reason=f"half-way between {a.resolved} and {b.resolved}",
    )


def _of_its_town(text: str, places: Sequence[Place], i: int) -> Place:
    """As in "the Old City": that of the town which owns it in the words, else of the town named last."""
    place = places[i]
    if place.name.casefold().removeprefix("the ") not in _shared_quarters():
        return place if place.lat is not None else _part(text, places, i)
    owner = _beside(text, places, i) or _last_town(places[:i])
    if owner is None or owner.lat is None or owner.lon is None:
        return place
    if place.lat is not None and place.lon is not None:
        near = km_between(place.lat, place.lon, owner.lat, owner.lon) < _NEAR
        if near:
            return place
    return replace(
        owner,
        name=place.name,
        start=place.start,
        end=place.end,
        literal=True,
        resolved=f"{place.name} of {owner.resolved}",
        geonameid=None,
        gazetteer_id=f"{owner.gazetteer_id}#{place.name.casefold().replace(' ', '-')}",
        level=Level.POINT,
        radius_km=3.0,
        probability=0.8 * owner.probability,
        reason=f"a quarter that many towns have; {owner.name} is the town spoken of",
    )


def _part(text: str, places: Sequence[Place], i: int) -> Place:
    """A quarter that no gazetteer has stands at its town, where the words name that beside it."""
    place = places[i]
    last = place.name.split()[-1].casefold()
    town = _beside(text, places, i)
    if town is None and last in streets() and " " in place.name:
        town = _last_town(places[:i])
        share, told = 0.5, "the town named last"
    else:
        share, told = 0.8, "of which it is a part"
    if town is None or town.lat is None or last not in _parts() | streets():
        return place
    return part_of(town, place, _PART_KM, share, told)


def in_town(place: Place, town: Place) -> Place:
    """What the words put in a town where no place of that name is known, at the town's point.

    Args:
        place: The name, where it stands in the text, and why it is not resolved.
        town: The town; the place is given back as it is where that is no town with a point.
    """
    if town.level not in {Level.TOWN, Level.POINT} or town.lat is None or town.probability < _LIKELY:
        return place
    part = part_of(town, place, _PART_KM, 0.8, "")
    return replace(
        part,
        resolved=place.name,
        gazetteer_id=f"{town.gazetteer_id}#{fold(place.name).replace(' ', '-')}",
        reason=f"{place.reason}; put at {town.resolved}, in which the words place it",
    )


def part_of(town: Place, named: Place, reach: float, share: float, told: str) -> Place:
    """A name that no gazetteer has, as a part of a town: at the town's point.

    Args:
        town: The town.
        named: The name and where it stands in the text.
        reach: Kilometres within which it lies at least.
        share: How likely it is there, where the town is the right one.
        told: Why it is put there, in words.
    """
    return replace(
        town,
        name=named.name,
        start=named.start,
        end=named.end,
        literal=named.literal,
        gazetteer_id=f"{town.gazetteer_id}#part",
        geonameid=None,
        level=Level.POINT,
        radius_km=max(reach, town.radius_km),
        probability=share * town.probability,
        reason=f"no gazetteer has {named.name}; put at {town.resolved}, {told}",
    )


@cache
def _parts() -> frozenset[str]:
    return frozenset(bundled(__package__, "data/phrases.yaml")["named_parts"])


@cache
def streets() -> frozenset[str]:
    """Words of ways within a town, in small letters."""
    return frozenset(bundled(__package__, "data/phrases.yaml")["streets"])


def _beside(text: str, places: Sequence[Place], i: int) -> Place | None:
    """The town that owns a place in the words: "Homs's Old City", "the Old City of Homs"."""
    place = places[i]
    if i and places[i - 1].level is Level.TOWN and _OWNER.fullmatch(text[places[i - 1].end : place.start]):
        return places[i - 1]
    if i + 1 < len(places):
        after = places[i + 1]
        if after.level is Level.TOWN and _OF.fullmatch(text[place.end : after.start]):
            return after
    return None


def _last_town(before: Sequence[Place]) -> Place | None:
    shared = _shared_quarters()
    towns = (p for p in reversed(before) if p.level is Level.TOWN and p.literal)
    return next((p for p in towns if p.name.casefold() not in shared), None)
