"""What the map draws: a bounded answer however large the ledger is.

Where few places lie in view each is told by itself, with its holding and its claims by kind. Where many do,
they are gathered in cells of the screen, each with how many places each side holds in it, how many of them
are disputed or contested, and how many claims are told of them: some hundreds of features at most.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from warledger.control import Holding
from warledger.control.interest import side_of
from warledger.model import Json
from warledger.web.columns import Columns, Ints, Mask, tally

MOST_ALONE = 320  # so many places are drawn one by one
MOST_CELLS = 600
MOST_ARROWS = 200
MOVES = ("advance", "withdraw", "displacement", "deploy")
_CELL = 64.0  # pixels
_TILE = 512.0  # pixels of the world at zoom 0
_LOWEST = 85.0
_AHEAD = ("planned", "hypothetical")
_WHOLE = frozenset({"country", "region"})

Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Held:
    """The holdings of a day by place, and which side each holder's name stands for."""

    at: str
    known_by: str
    items: list[Holding]
    by_place: dict[int, Holding]
    sides: dict[str, str]

    @classmethod
    def of(cls, at: str, known_by: str, items: list[Holding]) -> Held:
        """Put holdings in order."""
        sides = {h.holder.name: side_name(h) for h in items if h.holder.name}
        return cls(at, known_by, items, {h.place_id: h for h in items}, sides)

    def rival(self, holding: Holding) -> str:
        """The side of the likeliest rival that is of another side, or ""."""
        own = side_name(holding)
        for name, _ in holding.rivals:
            side = self.sides.get(name)
            if side is None:
                side = self.sides[name] = side_of(name, "") or name
            if side != own:
                return side
        return ""


def side_name(holding: Holding) -> str:
    """What the colours go by: the side in the registry, else the party itself."""
    return holding.side or holding.holder.id or holding.holder.name


def look(columns: Columns, mask: Mask, held: Held, box: Box | None = None, zoom: float | None = None) -> Json:
    """The features in a box at a zoom.

    Args:
        columns: The claims.
        mask: Which of them are shown.
        held: The holdings of the day.
        box: West, south, east, north of the view with some margin; None for the world.
        zoom: MapLibre's zoom, by which places are gathered; None to tell each by itself.

    Returns:
        A GeoJSON feature collection. ``whole`` tells that a move of the view needs no other answer.
    """
    spots = columns.spots
    at = columns.spot[mask]
    counts = tally(at[at >= 0], len(spots.ids))
    shown = (counts > 0) | np.isin(spots.ids, np.fromiter(held.by_place, np.int64, len(held.by_place)))
    shown &= ~np.isnan(spots.lat)
    everywhere = int(shown.sum())
    if box is not None:
        shown &= spots.within(*box)
    rows = np.flatnonzero(shown)
    whole = everywhere <= MOST_ALONE or zoom is None
    if whole or len(rows) <= MOST_ALONE:
        groups = [[int(n)] for n in (np.flatnonzero(_placed(columns, counts, held)) if whole else rows)]
    else:
        groups = _gathered(columns, rows, float(zoom or 0))
    kinds = _kinds(columns, mask, [g[0] for g in groups if len(g) == 1])
    features = [
        _place(columns, g[0], int(counts[g[0]]), kinds.get(g[0], []), held)
        if len(g) == 1
        else _cell(columns, g, counts, held)
        for g in groups
    ]
    features.sort(key=lambda f: -int(f["properties"]["n"]))
    return {
        "type": "FeatureCollection",
        "features": features,
        "arrows": _arrows(columns, mask, None if whole else box),
        "whole": whole,
        "places": everywhere,
        "at": held.at,
        "known_by": held.known_by,
    }


def _placed(columns: Columns, counts: Ints, held: Held) -> Mask:
    spots = columns.spots
    holds = np.isin(spots.ids, np.fromiter(held.by_place, np.int64, len(held.by_place)))
    return ((counts > 0) | holds) & ~np.isnan(spots.lat)


def _gathered(columns: Columns, rows: Ints, zoom: float) -> list[list[int]]:
    """Rows of places by cells of the screen; countries and regions stay alone."""
    spots = columns.spots
    scale = _TILE * 2.0**zoom
    lat = np.radians(np.clip(spots.lat[rows], -_LOWEST, _LOWEST))
    x = (spots.lon[rows] + 180) / 360 * scale
    y = (1 - np.log(np.tan(lat) + 1 / np.cos(lat)) / math.pi) / 2 * scale
    size = _CELL
    while True:
        cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        alone: list[list[int]] = []
        for row, i, j in zip(
            rows.tolist(), (x // size).astype(int).tolist(), (y // size).astype(int).tolist(), strict=True
        ):
            if spots.levels[row] in _WHOLE:
                alone.append([row])
            else:
                cells[i, j].append(row)
        if len(cells) <= MOST_CELLS:
            return alone + list(cells.values())
        size *= 1.5


def _kinds(columns: Columns, mask: Mask, rows: Sequence[int]) -> dict[int, list[list[object]]]:
    """For places that stand alone: kind, claims, denials among them, plans among them; most told first."""
    chosen = np.zeros(len(columns.spots.ids) + 1, bool)
    chosen[list(rows)] = True
    chosen[-1] = False
    here = np.flatnonzero(mask & chosen[columns.spot])
    denies = columns.stance[here] == columns.stances.numbers.get("denies", -1)
    ahead = np.isin(columns.status[here], columns.statuses.of(",".join(_AHEAD)))
    width = max(1, len(columns.kinds.numbers))
    keys, back = np.unique(columns.spot[here] * width + columns.kind[here], return_inverse=True)
    totals = (np.bincount(back, minlength=len(keys)), *(
        np.bincount(back, weights=w, minlength=len(keys)).astype(int) for w in (denies, ahead)
    ))  # fmt: skip
    words = columns.kinds.words
    found: dict[int, list[list[object]]] = defaultdict(list)
    for key, n, no, plan in zip(keys.tolist(), *(t.tolist() for t in totals), strict=True):
        found[key // width].append([words[key % width], n, no, plan])
    for told in found.values():
        told.sort(key=lambda k: (-int(str(k[1])), str(k[0])))
    return found


def _place(columns: Columns, row: int, n: int, kinds: list[list[object]], held: Held) -> Json:
    spots = columns.spots
    number = int(spots.ids[row])
    told: Json = {"name": spots.names[row], "level": spots.levels[row], "n": n, "kinds": kinds}
    holding = held.by_place.get(number)
    if holding is not None:
        told |= {
            "name": holding.place,
            "country": holding.country,
            "status": holding.status,
            "holder": holding.holder.name,
            "side": side_name(holding),
            "rival": held.rival(holding),
        }
    return _feature(number, float(spots.lon[row]), float(spots.lat[row]), told)


def _cell(columns: Columns, rows: list[int], counts: Ints, held: Held) -> Json:
    spots = columns.spots
    sides: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for row in rows:
        holding = held.by_place.get(int(spots.ids[row]))
        if holding is not None:
            states[holding.status] += 1
            sides[side_name(holding) if holding.status != "unknown" else ""] += 1
    lat, lon = spots.lat[rows], spots.lon[rows]
    told = {
        "places": len(rows),
        "n": int(counts[rows].sum()),
        "sides": sorted(sides.items(), key=lambda s: (-s[1], s[0])),
        "open": states["disputed"] + states["contested"],
        "box": [round(float(v), 4) for v in (lon.min(), lat.min(), lon.max(), lat.max())],
    }
    number = -1 - int(spots.ids[rows[0]])
    return _feature(number, float(lon.mean()), float(lat.mean()), told)


def _feature(number: int, lon: float, lat: float, told: Json) -> Json:
    point = {"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]}
    return {"type": "Feature", "id": number, "geometry": point, "properties": told}


def _arrows(columns: Columns, mask: Mask, box: Box | None) -> list[Json]:
    """Movements whose beginning and end are known, one line for each pair of places and kind."""
    rows, starts = columns.moves
    kept = mask[rows] & np.isin(columns.kind[rows], columns.kinds.of(",".join(MOVES)))
    kept &= columns.located[rows]
    spots = columns.spots
    if box is not None:
        kept &= np.append(spots.within(*box), False)[columns.spot[rows]]
    words = columns.kinds.words
    denies = columns.stances.numbers.get("denies", -1)
    ahead = set(columns.statuses.of(",".join(_AHEAD)))
    lines: dict[tuple[float, ...], Json] = {}
    for row, (lon, lat) in zip(rows[kept].tolist(), starts[kept].tolist(), strict=True):
        spot = int(columns.spot[row])
        end = (float(spots.lon[spot]), float(spots.lat[spot]))
        kind = int(columns.kind[row])
        if (lon, lat) == end:
            continue
        line = lines.setdefault(
            (lon, lat, *end, kind),
            {"n": 0, "kind": words[kind], "claims": [], "to": spots.names[spot], "denied": 0, "ahead": 0},
        )
        line["n"] += 1
        line["denied"] += int(columns.stance[row]) == denies
        line["ahead"] += int(columns.status[row]) in ahead
        if len(line["claims"]) < 8:
            line["claims"].append(int(columns.ids[row]))
    most = sorted(lines.items(), key=lambda kv: -int(kv[1]["n"]))[:MOST_ARROWS]
    return [
        {
            "type": "Feature",
            "id": told["claims"][0],
            "geometry": {"type": "LineString", "coordinates": [[key[0], key[1]], [key[2], key[3]]]},
            "properties": told,
        }
        for key, told in most
    ]


def sides_of(holdings: Iterable[Holding], country: str = "") -> list[Json]:
    """The sides that hold places, those that hold most of the country first.

    Each with how many places it holds, how many of them in the country, and the names under which it holds
    them, commonest first.
    """
    names: dict[str, Counter[str]] = defaultdict(Counter)
    here: Counter[str] = Counter()
    rivals: Counter[str] = Counter()
    for holding in holdings:
        side = side_name(holding)
        if holding.status != "unknown" and side:
            names[side][holding.holder.name] += 1
            here[side] += holding.country == country
        rivals.update(name for name, _ in holding.rivals)
    ordered = sorted(names, key=lambda s: (-here[s], -names[s].total(), s))
    return [
        {
            "side": side,
            "places": names[side].total(),
            "here": here[side],
            "names": [n for n, _ in names[side].most_common(20)],
        }
        for side in ordered
    ]
