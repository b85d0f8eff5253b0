"""The report's drawings: claims by day, and a map of what changed hands, as SVG.

How they look is Vega-Lite in ``charts/``, which can be pasted into any Vega editor; data is filled in here.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from warledger.outputs.sitrep.types import Change, Picture
from warledger.outputs.wording import days

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from warledger.ledger.rows import ClaimRow

# Told apart by people who see few colours (Okabe and Ito 2008).
_COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f"]
_FAMILIES = ["territory", "violence", "forces", "people", "politics"]
_SHAPES = {"confirmed": "circle", "claimed": "square", "contested": "diamond", "disputed": "triangle-up"}
_MARGIN = 0.35  # degrees around the places of a map
_HEIGHT, _NARROWEST, _WIDEST = 360, 420, 620
_BORDERS = ("admin1", "borders", "disputed")
_LOOK_BACK = 27

Json = dict[str, Any]


def by_day(claims: Iterable[ClaimRow], family: dict[str, str], since: str, until: str) -> Picture | None:
    """Claims by the day that they tell of, by family of kind; None where there are too few to draw."""
    last = date.fromisoformat(until)
    first = min(date.fromisoformat(since), last - timedelta(days=_LOOK_BACK))
    tally: Counter[tuple[str, str]] = Counter()
    for claim in claims:
        if claim.start and first.isoformat() <= claim.day <= until:
            tally[claim.day, family.get(claim.kind, "politics")] += 1
    if sum(tally.values()) < 3:
        return None
    rows = [
        {"day": d, "family": f if f in _FAMILIES else "politics", "claims": n}
        for (d, f), n in sorted(tally.items())
    ]
    told = sum(n for (d, _), n in tally.items() if since <= d <= until)
    alt_text = f"Bars: claims by day up to {days(until, until)}; {told} tell of the period of this report."
    return Picture("Claims by the day they tell of", _svg(_chart("by_day"), {"days": rows}), alt_text)


def map_of(country: str, changes: Sequence[Change]) -> Picture | None:
    """Places that changed hands, coloured by who holds them now, shaped by how sure that is."""
    placed = [c for c in changes if c.lat is not None and c.lon is not None and c.after]
    if not placed:
        return None
    lons, lats = [c.lon or 0.0 for c in placed], [c.lat or 0.0 for c in placed]
    west, east = min(lons) - _MARGIN, max(lons) + _MARGIN
    south, north = min(lats) - _MARGIN, max(lats) + _MARGIN
    wide = math.cos(math.radians((south + north) / 2)) * (east - west) / (north - south)
    width = round(min(_WIDEST, max(_NARROWEST, _HEIGHT * wide)))
    corners = {"type": "MultiPoint", "coordinates": [[west, south], [east, north]]}
    frame = {"type": "Feature", "geometry": corners, "properties": {}}
    holders = [h for h, _ in Counter(c.after for c in placed).most_common(len(_COLOURS))]
    rows = _marks(placed, holders, max((east - west) / width, (north - south) / _HEIGHT), east)
    lines = _lines(west - 1, south - 1, east + 1, north + 1)
    chart = _chart("map") | {"width": width, "projection": {"type": "mercator", "fit": frame}}
    encoding = next(layer["encoding"] for layer in chart["layer"] if "color" in layer.get("encoding", {}))
    encoding["color"]["scale"] = {"domain": holders, "range": _COLOURS[: len(holders)]}
    shown = list(dict.fromkeys(r["status"] for r in rows))
    encoding["shape"]["scale"] = {"domain": shown, "range": [_SHAPES.get(s, "cross") for s in shown]}
    told = "; ".join(f"{c.place}: {c.after} ({c.status})" for c in placed[:20])
    return Picture(f"{country}: what changed hands", _svg(chart, {**lines, "places": rows}), f"Map. {told}.")


def _marks(placed: Sequence[Change], holders: Sequence[str], degree: float, east: float) -> list[Json]:
    """A mark a place; named where no earlier name is in the way.

    Args:
        placed: The changes that have a point.
        holders: Those that have a colour of their own.
        degree: Degrees to a pixel.
        east: The map's edge; a name that would go beyond it stands west of its place.
    """
    taken: list[tuple[float, float, int]] = []
    marks = []
    for change in placed:
        name, lon, lat = change.place.split(" (")[0], change.lon or 0.0, change.lat or 0.0
        reach = 6 * max([len(name), *(n for _, _, n in taken)]) * degree
        free = not any(abs(lat - y) < 12 * degree and abs(lon - x) < reach for x, y, _ in taken)
        if free:
            taken.append((lon, lat, len(name)))
        holder = change.after if change.after in holders else "others"
        mark = {"lon": lon, "lat": lat, "holder": holder, "status": change.status, "place": name}
        marks.append(mark | {"labelled": free, "west": lon + (7 + 6 * len(name)) * degree > east})
    return marks


def _chart(name: str) -> Json:
    folder = files(__package__).joinpath("charts")
    chart: Json = json.loads(folder.joinpath(f"{name}.json").read_text(encoding="utf-8"))
    look: Json = json.loads(folder.joinpath("look.json").read_text(encoding="utf-8"))
    return look | chart


def _svg(chart: Json, data: dict[str, list[Json]]) -> str:
    import vl_convert  # noqa: PLC0415 - its engine takes most of a second

    svg: str = vl_convert.vegalite_to_svg(json.dumps(chart | {"datasets": data}))
    return svg


@cache
def _topology() -> Json:
    text = files("warledger.web").joinpath("static/data/borders.json").read_text(encoding="utf-8")
    found: Json = json.loads(text)
    return found


@cache
def _lines_of(name: str) -> list[NDArray[np.float64]]:
    """The lines of a layer of the page's map, n × (longitude, latitude): TopoJSON gives sums of steps."""
    topology = _topology()
    numbers = sorted({n if n >= 0 else ~n for n in _numbers(topology["objects"][name]["geometries"])})
    arcs = [np.array(topology["arcs"][number], dtype=np.int64) for number in numbers]
    scale, move = (np.array(topology["transform"][word]) for word in ("scale", "translate"))
    return [arc.cumsum(axis=0) * scale + move for arc in arcs]


def _lines(west: float, south: float, east: float, north: float) -> dict[str, list[Json]]:
    """The borders that have a point in a box, as GeoJSON lines."""
    low, high = np.array([west, south]), np.array([east, north])
    return {
        name: [
            {
                "type": "Feature",
                "geometry": {"type": "LineString", "coordinates": line.tolist()},
                "properties": {},
            }
            for line in _lines_of(name)
            if ((line >= low) & (line <= high)).all(axis=1).any()
        ]
        for name in _BORDERS
    }


def _numbers(item: Any) -> Iterable[int]:
    if isinstance(item, int):
        yield item
    elif isinstance(item, list):
        for part in item:
            yield from _numbers(part)
    elif isinstance(item, dict):
        yield from _numbers(item.get("arcs", item.get("geometries", [])))
