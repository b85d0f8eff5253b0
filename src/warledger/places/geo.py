"""Plain geometry on the globe."""

from __future__ import annotations

import math
from collections.abc import Sequence

Ring = Sequence[tuple[float, float]]


def km_between(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in kilometres."""
    a, b = math.radians(lat1), math.radians(lat2)
    h = math.sin((b - a) / 2) ** 2
    h += math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 12742 * math.asin(math.sqrt(min(1.0, h)))


def in_ring(lat: float, lon: float, ring: Ring) -> bool:
    """Whether a point lies inside a closed ring of (lon, lat) pairs."""
    inside = False
    x1, y1 = ring[-1]
    for x2, y2 in ring:
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
        x1, y1 = x2, y2
    return inside


def in_polygons(lat: float, lon: float, polygons: Sequence[Sequence[Ring]]) -> bool:
    """Whether a point lies in any polygon (outer ring first, then its holes)."""
    return any(
        in_ring(lat, lon, rings[0]) and not any(in_ring(lat, lon, hole) for hole in rings[1:])
        for rings in polygons
        if rings
    )


def area_and_centre(ring: Ring) -> tuple[float, float, float]:
    """Area in square degrees (shrunk by latitude) and centroid (lat, lon) of a ring."""
    area = cx = cy = 0.0
    x1, y1 = ring[-1]
    for x2, y2 in ring:
        cross = x1 * y2 - x2 * y1
        area += cross
        cx += (x1 + x2) * cross
        cy += (y1 + y2) * cross
        x1, y1 = x2, y2
    if abs(area) < 1e-12:
        xs, ys = [p[0] for p in ring], [p[1] for p in ring]
        return 0.0, sum(ys) / len(ys), sum(xs) / len(xs)
    lat, lon = cy / (3 * area), cx / (3 * area)
    return abs(area) / 2 * math.cos(math.radians(lat)), lat, lon
