"""The report's drawings: claims by day, and a map of what changed hands, as SVG."""
# ruff: noqa: PLC0415 - the drawing libraries take a second that other commands must not pay

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from warledger.outputs.sitrep.types import Change, Picture
from warledger.outputs.wording import days

if TYPE_CHECKING:
    from warledger.ledger.rows import ClaimRow

_INK, _QUIET, _LAND = "#1d2733", "#6b7785", "#f4f1ea"
# Told apart by people who see few colours (Okabe and Ito 2008).
_COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f"]
_FAMILIES = ["territory", "violence", "forces", "people", "politics"]
_SHAPES = {"confirmed": "circle", "claimed": "square", "contested": "diamond", "disputed": "triangle-up"}
_MARGIN = 0.35  # degrees around the places of a map
_HEIGHT, _NARROWEST, _WIDEST = 360, 420, 620
_LOOKS: dict[str, dict[str, Any]] = {
    "admin1": {"stroke": "#c9c2b4", "strokeWidth": 0.6},
    "borders": {"stroke": "#7d7566", "strokeWidth": 1.1},
    "disputed": {"stroke": "#7d7566", "strokeWidth": 1.1, "strokeDash": [4, 3]},
}
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
    import altair as alt

    bars = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar()
        .encode(
            x=alt.X(
                "day:O",
                title=None,
                timeUnit="utcyearmonthdate",
                axis=alt.Axis(format="%-d %b", labelAngle=0, labelOverlap=True),
            ),
            y=alt.Y("sum(claims):Q", title="claims", axis=alt.Axis(tickMinStep=1, grid=True)),
            color=alt.Color(
                "family:N",
                title=None,
                scale=alt.Scale(domain=_FAMILIES, range=_COLOURS[:5]),
                legend=alt.Legend(orient="top"),
            ),
            order=alt.Order("family:N"),
        )
        .properties(width=640, height=150)
    )
    told = sum(n for (d, _), n in tally.items() if since <= d <= until)
    alt_text = f"Bars: claims by day up to {days(until, until)}; {told} tell of the period of this report."
    return Picture("Claims by the day they tell of", _svg(bars.to_dict(validate=False)), alt_text)


def map_of(country: str, changes: Sequence[Change]) -> Picture | None:
    """Places that changed hands, coloured by who holds them now, shaped by how sure that is."""
    placed = [c for c in changes if c.lat is not None and c.lon is not None and c.after]
    if not placed:
        return None
    import altair as alt

    lons, lats = [c.lon or 0.0 for c in placed], [c.lat or 0.0 for c in placed]
    west, east = min(lons) - _MARGIN, max(lons) + _MARGIN
    south, north = min(lats) - _MARGIN, max(lats) + _MARGIN
    wide = math.cos(math.radians((south + north) / 2)) * (east - west) / (north - south)
    width = round(min(_WIDEST, max(_NARROWEST, _HEIGHT * wide)))
    corners = {"type": "MultiPoint", "coordinates": [[west, south], [east, north]]}
    frame = {"type": "Feature", "geometry": corners, "properties": {}}
    holders = [h for h, _ in Counter(c.after for c in placed).most_common(len(_COLOURS))]
    rows = _marks(placed, holders, max((east - west) / width, (north - south) / _HEIGHT))
    lines = _lines(west - 1, south - 1, east + 1, north + 1)
    layers: list[Any] = [
        alt.Chart(alt.InlineData(values=lines[name])).mark_geoshape(filled=False, clip=True, **look)
        for name, look in _LOOKS.items()
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(longitude="lon:Q", latitude="lat:Q")
    shown = list(dict.fromkeys(r["status"] for r in rows))
    points = base.mark_point(filled=True, size=90, stroke="white", strokeWidth=0.8, opacity=1).encode(
        color=alt.Color(
            "holder:N", title="held by", scale=alt.Scale(domain=holders, range=_COLOURS[: len(holders)])
        ),
        shape=alt.Shape(
            "status:N",
            title="how sure",
            scale=alt.Scale(domain=shown, range=[_SHAPES.get(s, "cross") for s in shown]),
        ),
    )
    text: dict[str, Any] = {"fontSize": 10, "dx": 7, "align": "left", "baseline": "middle"}
    labelled = base.transform_filter("datum.labelled").encode(text="place:N")
    halo = labelled.mark_text(**text, stroke="white", strokeWidth=3)
    chart = alt.layer(*layers, points, halo, labelled.mark_text(**text, color=_INK)).properties(
        width=width,
        height=_HEIGHT,
        projection=alt.Projection(type="mercator", fit=frame),
        view=alt.ViewBackground(fill=_LAND, stroke="#c9c2b4"),
    )
    told = "; ".join(f"{c.place}: {c.after} ({c.status})" for c in placed[:20])
    return Picture(f"{country}: what changed hands", _svg(chart.to_dict(validate=False)), f"Map. {told}.")


def _marks(placed: Sequence[Change], holders: Sequence[str], degree: float) -> list[Json]:
    """A mark a place; named where no earlier name is in the way (``degree``: degrees to a pixel)."""
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
        marks.append(mark | {"labelled": free})
    return marks


def _svg(spec: Json) -> str:
    import vl_convert

    spec["padding"] = {"left": 5, "top": 5, "bottom": 5, "right": 24}
    spec["config"] = {
        "background": "white",
        "view": {"stroke": None},
        "font": "sans-serif",
        "axis": {
            "labelColor": _QUIET,
            "titleColor": _QUIET,
            "domainColor": "#cfd4da",
            "gridColor": "#eceff2",
            "tickColor": "#cfd4da",
        },
        "legend": {"labelColor": _INK, "titleColor": _QUIET, "labelLimit": 220, "offset": 24},
    }
    svg: str = vl_convert.vegalite_to_svg(json.dumps(spec))
    return svg


@cache
def _topology() -> Json:
    text = files("warledger.web").joinpath("static/data/borders.json").read_text(encoding="utf-8")
    found: Json = json.loads(text)
    return found


def _lines(west: float, south: float, east: float, north: float) -> dict[str, list[Json]]:
    """The borders of the page's map that cross a box, as GeoJSON lines; TopoJSON's arcs are sums of steps."""
    topology = _topology()
    (kx, ky), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    found: dict[str, list[Json]] = {}
    for name in ("admin1", "borders", "disputed"):
        features: list[Json] = []
        for number in sorted(
            {n if n >= 0 else ~n for n in _numbers(topology["objects"][name]["geometries"])}
        ):
            x = y = 0
            line = []
            for dx, dy in topology["arcs"][number]:
                x, y = x + dx, y + dy
                line.append([x * kx + tx, y * ky + ty])
            if any(west <= lon <= east and south <= lat <= north for lon, lat in line):
                shape = {"type": "LineString", "coordinates": line}
                features.append({"type": "Feature", "geometry": shape, "properties": {}})
        found[name] = features
    return found


def _numbers(item: Any) -> Iterable[int]:
    if isinstance(item, int):
        yield item
    elif isinstance(item, list):
        for part in item:
            yield from _numbers(part)
    elif isinstance(item, dict):
        yield from _numbers(item.get("arcs", item.get("geometries", [])))
