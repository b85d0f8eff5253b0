"""From the place named to the one in it: "the West Bank town *of Jenin*", "*Jezero*, north of Pale"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from warledger.coding.place_phrases import contains, words
from warledger.knowledge import bundled
from warledger.model import Level, Place
from warledger.places import Gazetteer
from warledger.places.compound import part_of
from warledger.places.geo import km_between
from warledger.places.phrases import own_province

__all__ = ["at_its_town", "narrow", "town_beside"]

_LEVELS = frozenset({Level.TOWN, Level.POINT})
_SITE_KM = 10.0
_REACH_KM = 30.0
_PARTS = "quarter|district|neighbou?rhood|suburb|area|ward|part"
_BESIDE = re.compile(
    rf",?\s+(?P<told>(?:an?|the|one\s+of)\s+(?:(?!\b(?:of|in|from|at|near|and)\b)[^,.;:()]){{0,60}}?\b(?:{_PARTS})s?\s+)?"
    r"(?:in|of|inside|(?P<near>near|outside))\s+(?:(?:north|south|east|west|centr)\w*\s+)?"
    r"(?:the\s+)?(?:(?:city|town)\s+of\s+)?",
    re.IGNORECASE,
)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    raw = bundled(__package__, "where.yaml")
    kinds = "|".join(raw["settlements"])
    way = r"(?:north|south|east|west)(?:-?(?:east|west))?"
    unit = r"(?:km|kms|kilomet(?:er|re)s?|miles?)"
    far = rf"(?:(?:about|some|around|roughly|nearly)\s+)?[\d.,]+[ -]?{unit}\s+(?:\([^)]{{1,30}}\)\s+)?"
    of = rf"(?:\s+(?:{kinds}))?\s+of\s+(?:the\s+)?"
    ahead = re.compile(rf"(?:\s+(?:border|port|coastal|oasis|resort))?{of}", re.IGNORECASE)
    held = re.compile(
        rf"(?:\s+(?:{kinds}))?,?\s+(?:(?:in|on|of)\s+)?(?:the\s+)?"
        rf"(?:(?:{way}(?:ern)?|central|upper|lower)\s+(?:part\s+of\s+)?(?:the\s+)?)?(?:(?:{kinds})\s+of\s+)?",
        re.IGNORECASE,
    )
    aside = re.compile(
        rf"(?:\s+(?:{kinds}))?,?\s+(?:which\s+(?:is|lies)\s+)?(?:{far})?(?:just\s+)?(?:to\s+the\s+)?"
        rf"(?:{way}|outside|inland)\s+of\s+(?:the\s+)?(?:(?:{kinds}|capital)(?:\s+of)?,?\s+)?",
        re.IGNORECASE,
    )
    return ahead, held, aside


def narrow(text: str, places: Sequence[Place], place: Place) -> Place:
    """The smaller place that the words tell beside one: what it holds, or what lies on a side of it.

    Args:
        text: The report.
        places: Its places in order.
        place: One of them, as it was named.

    Returns:
        The smaller place as it is named, or the same one.
    """
    at = next((i for i, p in enumerate(places) if p.start == place.start and p.end == place.end), -1)
    if at < 0:
        return place
    ahead, held, aside = _patterns()
    inner = places[at + 1] if at + 1 < len(places) else None
    if inner is not None and inner.literal and inner.start - place.end < 40:
        between = text[place.end : inner.start]
        of = ahead.fullmatch(between)
        told = of and (len(between.split()) > 1 or _tail(place)) and len(between) > 3
        if told and (
            inner.lat is None or contains(place, inner) or _tail(place) or _lies_about(place, inner)
        ):
            return inner if inner.lat is not None else at_its_town(inner, place, beside=True)
    before = places[at - 1] if at else None
    if before is None or not before.literal or not 1 < place.start - before.end < 90:
        return place
    between = text[before.end : place.start]
    if aside.fullmatch(between) and before.level in {*_LEVELS, None}:
        return before
    if (
        held.fullmatch(between)
        and between.strip()
        and contains(place, before)
        and _within_reach(place, before)
    ):
        return before
    return place


def _lies_about(town: Place, inner: Place) -> bool:
    """Whether a place lies about a town: "the Damascus suburb of *Douma*"."""
    if town.level is not Level.TOWN or inner.level not in _LEVELS or town.lat is None or town.lon is None:
        return False
    return inner.lat is not None and inner.gazetteer_id != town.gazetteer_id and _within_reach(town, inner)


def _within_reach(town: Place, inner: Place) -> bool:
    """Whether what is told to lie in a town is near it, as far as both are known."""
    if town.level is not Level.TOWN or town.lat is None or town.lon is None:
        return True
    if inner.lat is None or inner.lon is None:
        return True
    return km_between(town.lat, town.lon, inner.lat, inner.lon) < _REACH_KM


def _tail(place: Place) -> bool:
    """Whether the name ends with what it is ("Nairobi suburb"), so that "of" comes right behind it."""
    return _last_word(place) in bundled(__package__, "where.yaml")["settlements"]


def town_beside(text: str, places: Sequence[Place], place: Place, gazetteer: Gazetteer) -> Place | None:
    """The town named right behind a place: "the Hayat clinic *in Dori*", "Tillit, near Dori".

    "The village of Tillit in Idlib" may lie anywhere in the province of that name: such a town is none.
    """
    town = next((p for p in places if p.start >= place.end), None)
    found = _BESIDE.fullmatch(text[place.end : town.start]) if town is not None else None
    if town is None or found is None or town.level is not Level.TOWN:
        return None
    last = _last_word(place)
    part = last in bundled(__package__, "where.yaml")["sites"] or last in words().parts_named
    if not part and not found["near"] and not found["told"] and own_province(town, gazetteer) is not None:
        return None
    return town


def at_its_town(place: Place, town: Place | None, beside: bool = False) -> Place:
    """A site that no gazetteer has stands in the town that is spoken of; others stay unresolved.

    Args:
        place: A place without a point.
        town: The town that the report speaks of there.
        beside: Whether the words name the town right behind the place, so that any place stands there.
    """
    if town is None or town.level is not Level.TOWN:
        return place
    if not beside and _last_word(place) not in bundled(__package__, "where.yaml")["sites"]:
        return place
    if not beside and place.name.islower():
        return place
    told = "the town named beside it" if beside else "the town spoken of"
    return part_of(town, place, _SITE_KM, 0.7 if beside else 0.5, told)


def _last_word(place: Place) -> str:
    return place.name.rsplit(" ", 1)[-1].lower()
