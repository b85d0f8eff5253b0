"""Quarters, suburbs, streets and sites that the words put in a town: whose name is the town's, what fits.

"The Yarmouk district of Khartoum" lies in Khartoum, however many towns are called Yarmouk elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from warledger.knowledge import bundled
from warledger.model import Level
from warledger.places.geo import km_between

if TYPE_CHECKING:
    from warledger.places.evidence import Mention
    from warledger.places.gazetteer import Candidate

REACH_KM = 30.0  # from a town's point to the farthest of its quarters
_LONG = 120
_LINKS = re.compile(r"\b(?:of|in|near|outside|to)\b|['’]")
_OWNER = re.compile(r"['’]s?\s+(?:[a-z-]+\s+){0,3}")
_BOROUGH = 50_000  # people: quarters that are spoken of as towns ("Brooklyn")
_LANDS = frozenset({Level.COUNTRY, Level.REGION})
_SMALL = frozenset({Level.POINT, Level.TOWN, Level.ADMIN2})


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    raw = bundled(__package__, "data/phrases.yaml")
    part = rf"(?P<kind>{'|'.join(sorted(raw['named_parts'], key=len, reverse=True))})(?P<many>s?)"
    ways = "|".join(sorted(raw["directions"], key=len, reverse=True))
    side = rf"(?:(?:{ways})(?:ern)?|downtown|the\s+(?:{ways}|centre|center|heart)\s+of)"
    owner = r"(?:[\w-]+['’]s\s+)?"
    city = owner + r"(?:(?:[\w'’-]+\s+)?(?:capital|(?:port\s+)?city|town)(?:\s+city)?,?\s+(?:of\s+)?)?"
    way = rf"(?:{side}\s+)?(?:the\s+)?"
    of = rf"\s+(?:of|in)\s+(?:the\s+)?(?:{side}\s+)?(?:the\s+)?{city}"
    plain = r"(?:(?!\b(?:of|in|from|at|near|and)\b)[^,.;:()])"
    small = "village|town|city|area|camp|district|county|subdistrict"
    shapes = {
        "of": rf"(?:\s+[a-z]+)?\s+{part},?{of}",  # "the Yarmouk district of Khartoum"
        "told": rf",\s+(?:which\s+is\s+)?(?:an?|the|one\s+of)\s+{plain}{{0,60}}?\b{part}{of}",
        "owned": r"['’]s?\s+(?:[a-z-]+\s+){0,3}",  # "Kyiv's Podil district"
        "owned_of": rf"['’]s?\s+(?:[a-z-]+\s+){{0,3}}{part}\s+of\s+(?:the\s+)?",
        "plain": rf",?{of}",  # "the quarter of Jobar in Damascus"
        "in": rf"(?:\s+(?:{small}))?,?\s+in\s+(?:the\s+)?{way}{city}",
        "near": rf"(?:\s+(?:{small}))?,?\s+(?:just\s+)?(?:near|outside|close\s+to)\s+(?:the\s+)?{city}",
        "side": rf"\s+in\s+(?:the\s+)?{side}\s+(?:the\s+)?{city}",  # "Bakara in northern Mogadishu"
        "reverse": rf"(?:\s+[a-z]+)?\s+{part}\s+of\s+(?:the\s+)?",  # "the Damascus suburb of Douma"
        "before": rf"\b{part}\s+of\s+(?:the\s+)?$",
        "behind": rf"\s+(?:[a-z]+\s+)?{part}\b",
    }
    return {name: re.compile(shape) for name, shape in shapes.items()}


@cache
def _parts() -> frozenset[str]:
    return frozenset(bundled(__package__, "data/phrases.yaml")["named_parts"])


@cache
def _urban() -> frozenset[str]:
    return frozenset(bundled(__package__, "data/phrases.yaml")["urban_parts"])


def tie(mentions: Sequence[Mention], text: str) -> None:
    """Note of each name in which town the words put it, and keep of its candidates those that lie there.

    Args:
        mentions: The report's names in order; changed in place.
        text: The report.
    """
    for a, b in _pairs(mentions, text):
        if a.sentence != b.sentence or a.sentence < 0 or b.start - a.end > _LONG:
            continue
        if not _LINKS.search(text, a.start + len(a.name), b.start):
            continue
        found = _found(a, b, text)
        if found is None:
            if _patterns()["in"].fullmatch(text, a.start + len(a.name), b.start):
                free = not a.part_of and not a.stands_for
                a.told_in = b if free else None  # a deal on Hodeidah in Stockholm does not move the town
            elif _patterns()["near"].fullmatch(text, a.start + len(a.name), b.start):
                a.told_near = b
            continue
        part, city, kind, many = found
        _put(part, city, kind)
        if many:
            _with_the_listed(mentions, part, city, kind)


def _pairs(mentions: Sequence[Mention], text: str) -> Iterator[tuple[Mention, Mention]]:
    """Names that follow each other; a land that only says whose the next one is stands between none.

    "The Jobar district of *Syria's Damascus*" ties Jobar to Damascus.
    """
    for n, (a, b) in enumerate(pairwise(mentions)):
        owned = mentions[n + 2] if n + 2 < len(mentions) and _is_land(b) else None
        if owned is not None and _OWNER.fullmatch(text, b.start + len(b.name), owned.start):
            yield a, owned
        else:
            yield a, b


def _is_land(m: Mention) -> bool:
    return any(c.level in _LANDS for c in m.candidates)


def _found(a: Mention, b: Mention, text: str) -> tuple[Mention, Mention, str, str] | None:
    """Part, town, the part's noun and its plural's ending; None where the words put neither in the other."""
    gap, rest = text[a.start + len(a.name) : b.start], text[b.start + len(b.name) :][:40]
    shapes = _patterns()
    lead = text[max(0, a.start - 40) : a.start]
    m = shapes["reverse"].fullmatch(gap)
    if m and _is_town(a) and _size(a) > _size(b) and (_near_any(b, a) or not b.candidates):
        return b, a, m["kind"], m["many"]
    for name in ("of", "told"):
        if (m := shapes[name].fullmatch(gap)) and _is_town(b):
            return a, b, m["kind"], m["many"]
    if (m := shapes["owned_of"].fullmatch(gap)) and _is_town(a):
        return b, a, m["kind"], m["many"]
    if shapes["owned"].fullmatch(gap) and _is_town(a) and (m := shapes["behind"].match(rest)):
        return b, a, m["kind"], m["many"]
    if shapes["plain"].fullmatch(gap) and _is_town(b):
        if m := shapes["before"].search(lead):
            return a, b, m["kind"], m["many"]
        if (last := a.name.rsplit(" ", 1)[-1].lower()) in _parts():
            return a, b, last, ""  # "Tahrir Square in Baghdad"
    if shapes["side"].fullmatch(gap) and _is_town(b) and _near_any(a, b):
        return a, b, "", ""
    return None


def _put(part: Mention, city: Mention, kind: str) -> None:
    urban = kind in _urban()
    fits = [c for c in part.candidates if _fits(c, city.candidates, urban)] or [
        c for c in part.candidates if urban and _fits(c, city.candidates, urban=False)
    ]
    part.city, part.candidates = city, tuple(fits)
    if kind and part.asked not in {"point", "airport"}:
        part.asked = ""
    if not city.asked and (urban or not any(_in_unit(fits, u) for u in _own_units(city))):
        city.asked = "town" if any(True for _ in _own_units(city)) else ""


def _own_units(city: Mention) -> Iterator[Candidate]:
    """The units that bear the name of a town that lies in them ("Aleppo")."""
    inside = {c.unit for c in _towns(city.candidates) if c.own}
    return (c for c in city.candidates if c.kind == "admin1" and c.unit in inside)


def _with_the_listed(mentions: Sequence[Mention], part: Mention, city: Mention, kind: str) -> None:
    """The names of the list that ends with a part: "the *Jobar* and Qaboun districts of Damascus"."""
    for before in reversed(mentions[: mentions.index(part)]):
        if before.listed_with is not part or before.city is not None:
            return
        _put(before, city, kind)
        part = before


def _in_unit(inner: Iterable[Candidate], unit: Candidate) -> bool:
    return any(c.unit == unit.unit for c in inner)


def _is_town(m: Mention) -> bool:
    """Whether it may be a town, and is no land."""
    if m.asked not in {"", "town"} or any(c.level in _LANDS for c in m.candidates):
        return False
    return any(True for _ in _towns(m.candidates))


def _towns(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    return (
        c for c in candidates if c.level is Level.TOWN or (c.kind == "quarter" and c.population > _BOROUGH)
    )


def _size(m: Mention) -> int:
    return max((c.population for c in _towns(m.candidates) if c.match == "exact"), default=0)


def _near_any(inner: Mention, outer: Mention) -> bool:
    return any(_fits(c, outer.candidates, urban=False) for c in inner.candidates)


def _fits(c: Candidate, city: Iterable[Candidate], urban: bool) -> bool:
    """Whether a place lies in or near a town that may be meant, or else in the unit of that name."""
    return c.level in _SMALL and any(
        is_near(c, o)
        if o.level in {Level.TOWN, Level.POINT}
        else not urban and o.kind == "admin1" and c.unit == o.unit
        for o in city
    )


def is_near(c: Candidate, city: Candidate) -> bool:
    """Whether a place lies in or about a town, and is another."""
    return c.gid != city.gid and km_between(c.lat, c.lon, city.lat, city.lon) < REACH_KM


def lies_in(c: Candidate, city: Candidate) -> bool:
    """Whether a place lies in a town or unit that was chosen."""
    return c.unit == city.unit if city.kind == "admin1" else is_near(c, city)
