"""Words around a place that move or widen it, and words that stand for a place named before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from warledger.knowledge import bundled
from warledger.model import Level, Place, Span
from warledger.places.admin1 import extent
from warledger.places.country import countries, country_name, country_of_capital
from warledger.places.evidence import cues
from warledger.places.gazetteer import Candidate, Gazetteer

if TYPE_CHECKING:
    from warledger.language.document import Document

_WINDOW = 90
_LEAD = re.compile(r"(?:the|its|their)\s+", re.IGNORECASE)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    raw = bundled(__package__, "data/phrases.yaml")
    ways = "|".join(sorted(raw["directions"], key=len, reverse=True))
    parts = "|".join(sorted(raw["parts"], key=len, reverse=True))
    units = "|".join(sorted(raw["units"], key=len, reverse=True))
    way = rf"(?:{ways})(?:ern)?(?:most)?"
    many = rf"{way}(?:(?:,? and|,|/| or|-)\s?{way})*"
    before = re.compile(
        rf"(?:(?:the|its|their|some|entire|whole|rural|different|various|several|other|large|vast)\s+)*"
        rf"(?:(?:(?P<way1>{many})\s+)?(?:(?P<part>{parts})\s+(?:of|in|around|from)\s+|(?P<off>of|from)\s+)"
        rf"(?:the\s+)?(?:(?:[\w'-]+'s?\s+)?(?:(?:{many}|coastal|neighbou?ring|besieged)\s+)?"
        rf"(?P<unit1>{units})s?\s+of\s+)?"
        rf"|(?:(?P<way3>{many}|coastal)\s+)?(?P<unit2>{units})s?\s+of\s+"
        rf"|(?P<way2>{many})\s+)(?:the\s+)?$",
        re.IGNORECASE,
    )
    after = re.compile(rf"(?:'s?|')?\s*(?:(?:(?P<way>{many}|rural)\s+)?(?P<part>{parts})\b)", re.IGNORECASE)
    return before, after


def phrase(document: Document, place: Place) -> Span:
    """The words that a reader would mark: directions, parts and units around the name included.

    "northern countryside of Hama province", "outskirts of Aleppo", "Idlib's southern countryside".
    """
    return _around(document, place)[0]


def _around(document: Document, place: Place) -> tuple[Span, str, str]:
    """The span, the part's word and the direction."""
    before, after = _patterns()
    text = document.layout.text
    sentence = document.sentence_at(place.start)
    floor = max(sentence.start if sentence else 0, place.start - _WINDOW)
    ceiling = min(sentence.end if sentence else len(text), place.end + 40)
    start, end, part, way = place.start, place.end, "", ""
    found = None
    for at in _word_starts(text, floor, place.start):
        found = before.match(text[at : place.start])
        if found:
            if found["off"] and not found["way1"]:
                found = None
                continue
            start = at
            break
    if found:
        part = (found["part"] or found["off"] or found["unit1"] or found["unit2"] or "").lower()
        way = (found["way1"] or found["way2"] or found["way3"] or "").lower()
        lead = _LEAD.match(text[start : place.start])
        if lead:
            start += lead.end()
    tail = after.match(text[place.end : ceiling])
    if tail and tail["part"]:
        end = place.end + tail.end()
        part, way = tail["part"].lower(), (tail["way"] or way or "").lower()
    return Span(start, end), part, way


def _word_starts(text: str, floor: int, end: int) -> list[int]:
    return [
        i for i in range(floor, end) if text[i : i + 1].isalnum() and (i == 0 or not text[i - 1].isalnum())
    ]


_RURAL = ("countryside", "rural", "villages", "towns")
_NEAR = ("outskirts", "suburb", "edge", "vicinity", "surroundings", "entrance", "gates", "environs")


def widen(document: Document, place: Place, gazetteer: Gazetteer) -> Place:
    """The place with the words around it, and what they do to its level, point and reach.

    The countryside of a town that names its province is the province; a part of a country is a region,
    shifted towards that part; the outskirts of a town stay the town, with a wider reach.
    """
    span, part, way = _around(document, place)
    out = replace(place, name=document.text[span.start : span.end], start=span.start, end=span.end)
    named = place.name.lower().endswith(" capital")
    if (span == Span(place.start, place.end) or place.lat is None) and not named:
        return out
    if place.level in {Level.ADMIN1, Level.COUNTRY} and (part == "capital" or named):
        chief = capital(place, gazetteer)
        if chief is not None:
            return as_unit(out, chief, f"the capital of {place.resolved}")
    elif place.level is Level.TOWN:
        if part.startswith(_RURAL):
            unit = own_province(place, gazetteer)
            if unit is not None and not part.startswith("villages of"):
                return as_unit(out, unit, f"{part} of a province's chief town means the province")
            return replace(out, radius_km=20.0)
        if part.startswith(_NEAR):
            return replace(out, radius_km=8.0)
        if part in {"of", "from", "north", "south", "east", "west"}:
            return replace(out, radius_km=15.0)
    elif place.level is Level.COUNTRY and way and place.lon is not None:
        lat, lon = _shift(place, way)
        reason = f"{way} part of {place.resolved}"
        return replace(out, lat=lat, lon=lon, level=Level.REGION, radius_km=150.0, reason=reason)
    elif place.level is Level.ADMIN1 and (part or way):
        return replace(out, radius_km=place.radius_km * 0.7)
    return out


def _shift(place: Place, way: str) -> tuple[float, float]:
    lat, lon = place.lat or 0.0, place.lon or 0.0
    box = extent(place.country)
    if box is None:
        return lat, lon
    west, south, east, north = box
    up = ("north" in way) - ("south" in way)
    across = ("east" in way.replace("southeast", "east")) - ("west" in way)
    if up:
        lat = lat + (0.5 * (north - lat) if up > 0 else -0.5 * (lat - south))
    if across:
        lon = lon + (0.5 * (east - lon) if across > 0 else -0.5 * (lon - west))
    return round(lat, 3), round(lon, 3)


def own_province(place: Place, gazetteer: Gazetteer) -> Candidate | None:
    """The first-order unit that bears a town's own name, or None."""
    for look in (gazetteer.exact, gazetteer.similar):
        for name in (place.resolved, place.name):
            for c in look(name):
                if c.kind == "admin1" and c.country == place.country:
                    return c
    return None


def capital(place: Place, gazetteer: Gazetteer) -> Candidate | None:
    """The capital of a country or a first-order unit, as far as it is known.

    A unit's is the town that data/capitals.yaml names, else the one that bears its name, else its largest.
    """
    if place.level is Level.COUNTRY:
        found = countries().get(place.country)
        towns = gazetteer.exact(found.capital) if found is not None else ()
        return next((c for c in towns if c.country == place.country and c.level is Level.TOWN), None)
    if place.level is not Level.ADMIN1:
        return None
    seats = bundled(__package__, "data/capitals.yaml").get(place.country, {})
    seat = next((seats[n] for n in (place.resolved, place.admin1) if n in seats), "")
    for name in filter(None, (seat, place.resolved)):
        for c in gazetteer.exact(name) or gazetteer.similar(name):
            if (
                c.level is Level.TOWN
                and c.country == place.country
                and (name == seat or place.admin1 in {"", c.admin1})
            ):
                return c
    return gazetteer.chief_town(place.gazetteer_id)


def as_unit(place: Place, unit: Candidate, reason: str) -> Place:
    """The same words, meaning another place: the unit of a town, the capital of a unit."""
    return replace(
        place,
        resolved=unit.name,
        geonameid=unit.geonameid,
        gazetteer_id=unit.gid,
        lat=unit.lat,
        lon=unit.lon,
        level=unit.level,
        admin1=unit.admin1,
        country=unit.country,
        radius_km=unit.radius_km,
        reason=reason,
    )


def explain(place: Place) -> str:
    """A place in words: what was chosen, how large, where, how surely and why; or that it is unresolved."""
    if place.lat is None or place.lon is None or place.level is None:
        return f"{place.name}: unresolved; {place.reason}" if place.reason else f"{place.name}: unresolved"
    held = ", ".join(dict.fromkeys(w for w in (place.admin1, place.country) if w and w != place.resolved))
    where = f"{place.level.value}{f' in {held}' if held else ''} at {place.lat:.3f}, {place.lon:.3f}"
    reach = f", within {place.radius_km:.0f} km" if place.radius_km else ""
    kind = "" if place.literal else "; it stands for a government or people"
    told = f": {place.reason}" if place.reason else ""
    return f"{place.resolved or place.name} ({where}{reach}; probability {place.probability:.2f}{kind}){told}"


_LEVELS: dict[str, tuple[Level, ...]] = {
    **dict.fromkeys(("city", "town", "village", "capital", "settlement"), (Level.TOWN,)),
    **dict.fromkeys(("province", "governorate", "oblast"), (Level.ADMIN1,)),
    **dict.fromkeys(("country", "nation"), (Level.COUNTRY,)),
    **dict.fromkeys(("neighborhood", "neighbourhood"), (Level.POINT,)),
    "municipality": (Level.TOWN, Level.ADMIN2),
    "state": (Level.ADMIN1, Level.COUNTRY),
    "region": (Level.ADMIN1, Level.REGION),
    "territory": (Level.REGION, Level.ADMIN1),
    "district": (Level.ADMIN2, Level.ADMIN1),
    "county": (Level.ADMIN2,),
    "enclave": (Level.REGION, Level.TOWN),
    "area": (Level.POINT, Level.TOWN, Level.ADMIN1),
}


_SMALL = frozenset({"village", "hamlet", "settlement", "locality"})


def _may_be_small(place: Place) -> bool:
    """Whether "the village" may mean it: an unknown name too, but no country's capital."""
    if place.lat is None:
        return True
    return place.level is Level.TOWN and not is_capital(place)


def is_capital(place: Place) -> bool:
    """Whether it is the capital of its country."""
    return country_of_capital(place.resolved) == place.country


def but_capitals(places: Sequence[Place]) -> Sequence[Place]:
    """The places without capitals, from where much is told; all where there are no others."""
    return [p for p in places if not is_capital(p)] or places


_MAINLY = 2  # times as many places of one land as of another make it the report's
_PROVINCIAL = frozenset({"provincial", "regional", "state"})


def _capital(earlier: Sequence[Place], gazetteer: Gazetteer | None, of: str) -> Place | None:
    """A country's capital named before, else a province's chief town, else that of the land most is told of.

    "The provincial capital" is that of the province named last, or the last chief town of one.
    """
    towns = [p for p in reversed(earlier) if p.level is Level.TOWN and p.literal]
    if of in _PROVINCIAL and gazetteer is not None:
        for p in reversed(earlier):
            if p.level is Level.TOWN and p.literal and own_province(p, gazetteer) is not None:
                return p
            if p.level is Level.ADMIN1 and (chief := capital(p, gazetteer)) is not None:
                same = next((t for t in towns if t.gazetteer_id == chief.gid), None)
                return same or as_unit(p, chief, f"the capital of {p.resolved}")
        return None
    told = Counter(p.country for p in earlier if p.country and p.literal)
    states = [p for p in towns if is_capital(p)]
    state = max(states, key=lambda p: told[p.country], default=None)  # the last named of as many
    land, most = next(iter(told.most_common(1)), ("", 0))
    if state is not None and most < _MAINLY * told[state.country]:
        return state
    if state is None and gazetteer is not None:
        main_town = next((p for p in towns if own_province(p, gazetteer) is not None), None)
        if main_town is not None:
            return main_town
    seat = _seat(land, gazetteer) if land and gazetteer is not None else None
    if seat is None:
        return state or next(iter(towns), None)
    of_it = [p for p in earlier if p.country == land]
    named = next((p for p in reversed(of_it) if p.level is Level.COUNTRY), of_it[-1])
    return as_unit(named, seat, f"the capital of {country_name(land)}, of which most is told")


def _seat(land: str, gazetteer: Gazetteer) -> Candidate | None:
    """The capital of a country."""
    found = [c for c in gazetteer.exact(countries()[land].capital) if c.country == land]
    return max((c for c in found if c.level is Level.TOWN), key=lambda c: c.population, default=None)


def _is_site(place: Place) -> bool:
    """Whether the words name an airport or a camp, though it stands at its town's point."""
    return cues().asked.get(place.name.rsplit(" ", maxsplit=1)[-1].lower()) in {"airport", "point"}


def _spoken_of(towns: Sequence[Place], before: int, starts: Sequence[int]) -> Place | None:
    """The town that the words are about: the last of this sentence and the one before, else the report's.

    The report's is the one that is named most often, of such the first; a capital, from where much is told,
    only where there is no other.
    """
    here = bisect_right(starts, before)
    if not towns or here - bisect_right(starts, towns[-1].start) <= 1:
        return towns[-1] if towns else None
    plain = but_capitals(towns)
    often = Counter(p.gazetteer_id for p in plain)
    topic = max(often, key=lambda gid: often[gid])
    return next(p for p in reversed(plain) if p.gazetteer_id == topic)


def _last(places: Sequence[Place]) -> Place | None:
    return places[-1] if places else None


def antecedent(  # noqa: PLR0913, PLR0917 - what is known of the words
    places: Sequence[Place],
    sentence_start: int,
    before: int,
    kind: str,
    gazetteer: Gazetteer | None = None,
    starts: Sequence[int] = (),
) -> Place | None:
    """What "the city", "the province", "the airport" stand for: the last fitting place named before.

    Args:
        places: The report's places.
        sentence_start: Where the sentence of the words begins.
        before: Offset of the words.
        kind: The noun ("city", "province", "base"), or "provincial capital".
        gazetteer: To go from a town to the province that bears its name.
        starts: Where the report's sentences begin, to tell how lately a town was named.

    Returns:
        The place with its own offsets, or None.
    """
    noun = kind.lower().strip()
    named = [p for p in places if p.end <= before]
    earlier = [p for p in named if p.lat is not None]
    of, _, head = noun.rpartition(" ")
    if head == "capital":
        return _capital(earlier, gazetteer, of)
    if noun in _SMALL:
        return next((p for p in reversed(named) if p.literal and _may_be_small(p)), None)
    levels = _LEVELS.get(noun)
    if levels is None:
        by_words = (p for p in reversed(earlier) if p.level is Level.POINT and noun in p.name.lower())
        points = (p for p in reversed(earlier) if p.level is Level.POINT and noun in p.resolved.lower())
        return next(by_words, None) or next(points, None)
    literal = [p for p in earlier if p.literal] or earlier
    for level in levels:
        fitting = [p for p in literal if p.level is level and not _is_site(p)]
        found = _spoken_of(fitting, before, starts) if level is Level.TOWN else _last(fitting)
        town = next((p for p in reversed(literal) if p.level is Level.TOWN), None)
        if level is Level.ADMIN1 and gazetteer is not None and town is not None:
            same = next((p for p in reversed(literal) if p.level in {Level.TOWN, Level.ADMIN1}), None)
            if same is town and (found is None or town.start >= sentence_start > found.start):
                unit = own_province(town, gazetteer)
                if unit is not None:
                    return as_unit(town, unit, f"the {noun}: the province of {town.name}")
        if found is not None:
            return found
    return None
