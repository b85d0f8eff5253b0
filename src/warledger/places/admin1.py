"""First-order units (provinces, governorates, oblasts): borders, and which of them holds a point."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from warledger.places.geo import Ring, area_and_centre, in_polygons

Json = dict[str, Any]


@dataclass(slots=True)
class Unit:
    """A unit and its borders.

    Attributes:
        key: Its id in the file.
        properties: Names and codes.
        polygons: Outer ring first, then holes; rings of (lon, lat).
        box: West, south, east, north.
    """

    key: str
    properties: Json
    polygons: list[list[Ring]] = field(default_factory=list)
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)

    @property
    def centre(self) -> tuple[float, float]:
        """Centroid (lat, lon) of the largest part."""
        _, lat, lon = max(area_and_centre(rings[0]) for rings in self.polygons)
        return lat, lon

    @property
    def area(self) -> float:
        """Area of all parts in square degrees shrunk by latitude."""
        return sum(area_and_centre(rings[0])[0] for rings in self.polygons)

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a point lies inside."""
        west, south, east, north = self.box
        return south <= lat <= north and west <= lon <= east and in_polygons(lat, lon, self.polygons)


def decode(topology: Json, layer: str) -> list[Unit]:
    """Read the units of a TopoJSON layer."""
    transform = topology.get("transform")
    sx, sy = transform["scale"] if transform else (1.0, 1.0)
    dx, dy = transform["translate"] if transform else (0.0, 0.0)
    arcs: list[list[tuple[float, float]]] = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for px, py in arc:
            x, y = (x + px, y + py) if transform else (px, py)
            line.append((round(x * sx + dx, 4), round(y * sy + dy, 4)))
        arcs.append(line)

    def ring(indices: Iterable[int]) -> list[tuple[float, float]]:
        out: list[tuple[float, float]] = []
        for i in indices:
            line = arcs[i] if i >= 0 else arcs[~i][::-1]
            out.extend(line[1:] if out else line)
        return out

    units = []
    for g in topology["objects"][layer]["geometries"]:
        if not g.get("arcs"):
            continue
        shapes = g["arcs"] if g["type"] == "MultiPolygon" else [g["arcs"]]
        polygons: list[list[Ring]] = [[ring(r) for r in shape] for shape in shapes]
        points = [p for rings in polygons for p in rings[0]]
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        properties = g.get("properties") or {}
        box = (min(xs), min(ys), max(xs), max(ys))
        units.append(Unit(str(g.get("id") or properties.get("id", "")), properties, polygons, box))
    return units


@cache
def topology() -> Json:
    """The shipped TopoJSON (layer ``admin1``), as the web page reads it."""
    raw = files(__package__).joinpath("data/admin1.topojson.gz").read_bytes()
    loaded: Json = json.loads(gzip.decompress(raw))
    return loaded


@cache
def units() -> tuple[Unit, ...]:
    """All units with their borders; half a second the first time."""
    return tuple(decode(topology(), "admin1"))


@cache
def _by_country() -> dict[str, list[Unit]]:
    out: dict[str, list[Unit]] = {}
    for unit in units():
        out.setdefault(unit.properties["country"], []).append(unit)
    return out


@cache
def extent(country: str) -> tuple[float, float, float, float] | None:
    """West, south, east, north of a country; None where it is not drawn."""
    boxes = [u.box for u in _by_country().get(country, ())]
    if not boxes:
        return None
    return (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )


def unit_at(lat: float, lon: float, country: str = "") -> Unit | None:
    """The unit that holds a point, or None (open sea, or just off a simplified border).

    Args:
        lat: Degrees north.
        lon: Degrees east.
        country: ISO code to look in first.
    """
    for unit in _by_country().get(country, ()):
        if unit.holds(lat, lon):
            return unit
    return next((u for u in units() if u.holds(lat, lon)), None)


def geojson(countries: Iterable[str] = ()) -> Json:
    """Borders as a GeoJSON FeatureCollection.

    Args:
        countries: ISO codes; none given means the whole world.
    """
    wanted = set(countries)
    features = [
        {
            "type": "Feature",
            "id": f"ne:{u.key}",
            "properties": {
                "id": f"ne:{u.key}",
                "name": u.properties["name"],
                "country": u.properties["country"],
                "type": u.properties["type"],
            },
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [[[list(p) for p in r] for r in rings] for rings in u.polygons],
            },
        }
        for u in units()
        if not wanted or u.properties["country"] in wanted
    ]
    return {"type": "FeatureCollection", "features": features}
