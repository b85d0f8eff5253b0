"""Places told by their way from another: "Sabr, 20 kilometers (12 miles) north of Aden"."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from warledger.knowledge import bundled
from warledger.model import Level, Place
from warledger.places.geo import km_between
from warledger.places.normal import fold

if TYPE_CHECKING:
    from warledger.places.evidence import Mention
    from warledger.places.gazetteer import Candidate

_NUMBER = re.compile(r"\d")
_MILE = 1.609
_DEGREE = 111.2  # kilometres
_SLACK = 0.4  # of the way: reports round, and measure by road
_LEAST_KM = 12.0
_FARTHEST_KM = 400.0
_BEARINGS = {"north": 0.0, "east": 90.0, "south": 180.0, "west": 270.0}


@dataclass(slots=True, frozen=True)
class Way:
    """How far and whither from another place.

    Attributes:
        start: The name that it is measured from.
        km: Kilometres.
        bearing: Degrees from north, clockwise.
    """

    start: Mention
    km: float
    bearing: float


@cache
def _shape() -> re.Pattern[str]:
    kinds = "|".join(bundled(__package__, "data/phrases.yaml")["units"])
    way = r"(?:north|south)?[ -]?(?:east|west)|north|south"
    return re.compile(
        rf"(?:\s+(?:{kinds}))?,?\s+(?:which\s+(?:is|lies)\s+|located\s+|situated\s+|lying\s+)?"
        r"(?:(?:about|some|around|roughly|nearly|almost|approximately|just|over|only)\s+)*"
        r"(?P<far>\d[\d,.]*)[ -]?(?P<unit>km|kms|kilomet(?:er|re)s?|miles?)\s+(?:\([^)]{1,30}\)\s+)?"
        rf"(?:to\s+the\s+)?(?P<way>{way})(?:ern)?\s+(?:of|from)\s+(?:the\s+)?(?P<rest>[^,.;]{{0,40}}?)",
        re.IGNORECASE,
    )


def tells_a_way(text: str, end: int) -> bool:
    """Whether what follows a name tells how far and on which side of another place it lies."""
    return bool(_NUMBER.search(text, end, end + 60)) and bool(_shape().match(text, end))


def measure(mentions: Sequence[Mention], text: str) -> None:
    """Note of each name how far from another the words put it; changes the mentions in place."""
    for i, (a, b) in enumerate(pairwise(mentions)):
        if a.sentence != b.sentence or a.city is not None or b.start - a.end > 130:
            continue
        if not _NUMBER.search(text, a.end, b.start):
            continue
        found = _shape().fullmatch(text, a.start + len(a.name), b.start)
        if found is None:
            continue
        km = float(found["far"].replace(",", "").rstrip(".") or 0) * (
            _MILE if "mile" in found["unit"].lower() else 1
        )
        if 0 < km < _FARTHEST_KM:
            held = i > 0 and mentions[i - 1].inside is a  # "Louisville, *Kentucky*, 35 miles south of …"
            named = mentions[i - 1] if held else a
            named.way = Way(b, km, _bearing(found["way"].lower()))


def _bearing(way: str) -> float:
    told = [_BEARINGS[w] for w in _BEARINGS if w in way]
    if set(told) == {0.0, 270.0}:
        return 315.0
    return sum(told) / len(told)


def nearest(candidates: Sequence[Candidate], way: Way) -> Candidate | None:
    """The candidate that lies about where the words say, or None."""
    start = way.start.chosen
    if start is None:
        return None
    lat, lon = _point(start.lat, start.lon, way)
    reach = max(_LEAST_KM, 1.5 * _SLACK * way.km) + (start.radius_km if start.level is not Level.TOWN else 0)
    near = [
        (km_between(lat, lon, c.lat, c.lon), c) for c in candidates if c.level in {Level.TOWN, Level.POINT}
    ]
    return min(((km, c) for km, c in near if km < reach), key=lambda found: found[0], default=(0.0, None))[1]


def put(named: Place, called: str, start: Place, way: Way) -> Place:
    """A name that no gazetteer has, where the words put it.

    Args:
        named: The name and where it stands in the text.
        called: The bare name.
        start: The place that it is measured from.
        way: How far, and whither.

    Returns:
        The place with a point and a wide radius; as it was where the other has no point.
    """
    if start.lat is None or start.lon is None or start.level not in {Level.TOWN, Level.POINT}:
        return named
    lat, lon = _point(start.lat, start.lon, way)
    return replace(
        start,
        name=named.name,
        start=named.start,
        end=named.end,
        literal=named.literal,
        resolved=called,
        geonameid=None,
        gazetteer_id=f"{start.gazetteer_id}>{fold(called).replace(' ', '-')}",
        lat=lat,
        lon=lon,
        level=Level.TOWN,
        radius_km=round(max(5.0, _SLACK * way.km), 1),
        probability=0.7 * start.probability,
        reason=f"no gazetteer has {called} there; put {way.km:.0f} km from {start.resolved}, as told",
    )


def is_put(place: Place) -> bool:
    """Whether a place was put where the words say, so that its reach tells how uncertain that is."""
    return ">" in place.gazetteer_id


def _point(lat: float, lon: float, way: Way) -> tuple[float, float]:
    angle = math.radians(way.bearing)
    north, east = way.km * math.cos(angle), way.km * math.sin(angle)
    across = max(0.1, math.cos(math.radians(lat)))
    return round(lat + north / _DEGREE, 3), round(lon + east / (_DEGREE * across), 3)
