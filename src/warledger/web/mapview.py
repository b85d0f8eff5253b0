"""What the map draws: a bounded answer however large the ledger is.

Where few places lie in view each is told by itself, with its holding and its claims by kind. Where many do,
they are gathered in cells of the screen, each with how many places each side holds in it, how many of them
are disputed or contested, and how many claims are told of them: some hundreds of features at most.
"""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np

from warledger.model import Json
from warledger.web.columns import Columns, Ints, Mask, tally
from warledger.web.standing import STATUSES, Held

MOST_ALONE = 320  # so many places are drawn one by one
MOST_CELLS = 600
MOST_ARROWS = 200
MOVES = ("advance", "withdraw", "displacement", "deploy")
_CELL = 64.0  # pixels
_TILE = 512.0  # pixels of the world at zoom 0
_LOWEST = 85.0
_AHEAD = ("planned", "hypothetical")
_UNKNOWN = STATUSES.index("unknown")
_WHOLE = frozenset({"country", "region"})

Box = tuple[float, float, float, float]


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
    period = _periods(columns, held)
    placed = ((counts > 0) | (period >= 0)) & ~np.isnan(spots.lat)
    everywhere = int(placed.sum())
    whole = everywhere <= MOST_ALONE or zoom is None
    shown = placed if whole or box is None else placed & spots.within(*box)
    rows = np.flatnonzero(shown)
    cells: list[Json] = []
    if not whole and len(rows) > MOST_ALONE:
        rows, cells = _gathered(columns, rows, float(zoom or 0), counts, period, held)
    kinds = _kinds(columns, mask, rows)
    features = cells + [
        _place(columns, row, int(counts[row]), kinds.get(row, []), held) for row in rows.tolist()
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


def _periods(columns: Columns, held: Held) -> Ints:
    """For each place the number of its period on the day, -1 where nothing can be said of it."""
    spots = columns.spots
    found = np.full(len(spots.ids), -1, np.int64)
    numbers = held.standing.places_of(held.periods)
    rows = np.minimum(np.searchsorted(spots.ids, numbers), max(0, len(spots.ids) - 1))
    known = spots.ids[rows] == numbers if len(spots.ids) else np.zeros(len(numbers), bool)
    found[rows[known]] = held.periods[known]
    return found


def _gathered(  # noqa: PLR0913, PLR0917 - all that is counted in a cell
    columns: Columns, rows: Ints, zoom: float, counts: Ints, period: Ints, held: Held
) -> tuple[Ints, list[Json]]:
    """Places by cells of the screen: those that stand alone, and the cells of the others."""
    spots, standing = columns.spots, held.standing
    large = np.isin(np.array(spots.levels)[rows], list(_WHOLE))
    alone, rows = rows[large], rows[~large]
    lat, lon = spots.lat[rows], spots.lon[rows]
    turned = np.radians(np.clip(lat, -_LOWEST, _LOWEST))
    scale = _TILE * 2.0**zoom
    x = (lon + 180) / 360 * scale
    y = (1 - np.log(np.tan(turned) + 1 / np.cos(turned)) / math.pi) / 2 * scale
    size = _CELL
    while True:
        grid = (x // size).astype(np.int64) * (1 << 32) + (y // size).astype(np.int64)
        _, first, cell, places = np.unique(grid, return_index=True, return_inverse=True, return_counts=True)
        if len(places) <= MOST_CELLS:
            break
        size *= 1.5
    n = len(places)
    claims = np.bincount(cell, weights=counts[rows], minlength=n)
    held_there = period[rows]
    known = held_there >= 0
    state = np.where(known, standing.status[held_there], -1) if len(standing.status) else held_there
    open_ = np.bincount(cell, weights=(state == 0) | (state == 1), minlength=n)
    nobody = standing.sides.number("")
    side = np.where(known & (state != _UNKNOWN), standing.side[held_there], nobody) if known.any() else state
    width = len(standing.sides.numbers) + 1
    keys, many = np.unique(cell[known] * width + side[known], return_counts=True)
    words = standing.sides.words
    shares: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for key, number in zip(keys.tolist(), many.tolist(), strict=True):
        shares[key // width].append((words[key % width], number))
    bounds = [np.full(n, np.inf), np.full(n, np.inf), np.full(n, -np.inf), np.full(n, -np.inf)]
    for bound, values, least in zip(bounds, (lon, lat, lon, lat), (True, True, False, False), strict=True):
        (np.minimum if least else np.maximum).at(bound, cell, values)
    middle = [np.bincount(cell, weights=v, minlength=n) / places for v in (lon, lat)]
    made = [
        _feature(
            -1 - int(spots.ids[rows[first[c]]]),
            float(middle[0][c]),
            float(middle[1][c]),
            {
                "places": int(places[c]),
                "n": int(claims[c]),
                "sides": sorted(shares[c], key=lambda s: (-s[1], s[0])),
                "open": int(open_[c]),
                "box": [round(float(bound[c]), 4) for bound in bounds],
            },
        )
        for c in np.flatnonzero(places > 1).tolist()
    ]
    return np.concatenate([alone, rows[first[places == 1]]]), made


def _kinds(columns: Columns, mask: Mask, rows: Ints) -> dict[int, list[list[object]]]:
    """For places that stand alone: kind, claims, denials among them, plans among them; most told first."""
    chosen = np.zeros(len(columns.spots.ids) + 1, bool)
    chosen[rows] = True
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
    holding = held.of(number)
    if holding is not None:
        told |= {
            "name": holding.place,
            "country": holding.country,
            "status": holding.status,
            "holder": holding.holder.name,
            "side": holding.side or holding.holder.id or holding.holder.name,
            "rival": held.standing.rival_of(holding),
        }
    return _feature(number, float(spots.lon[row]), float(spots.lat[row]), told)


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


def sides_of(columns: Columns, held: Held, country: str = "") -> list[Json]:
    """The sides that hold places, those that hold most of the country first.

    Each with how many places it holds, how many of them in the country, and the names under which it holds
    them, commonest first.
    """
    standing = held.standing
    nobody = standing.sides.number("")
    known = held.periods[standing.status[held.periods] != _UNKNOWN]
    known = known[standing.side[known] != nobody]
    rows = [columns.spots.row_of.get(n, -1) for n in standing.places_of(known).tolist()]
    here = np.array([n >= 0 and columns.spots.countries[n] == country for n in rows], bool)
    size = len(standing.sides.numbers)
    places = np.bincount(standing.side[known], minlength=size)
    in_country = np.bincount(standing.side[known][here], minlength=size)
    width = len(standing.names.numbers) or 1
    keys, many = np.unique(standing.side[known] * width + standing.name[known], return_counts=True)
    names: dict[int, list[tuple[int, str]]] = defaultdict(list)
    words = standing.names.words
    for key, n in zip(keys.tolist(), many.tolist(), strict=True):
        names[key // width].append((-n, words[key % width]))
    sides = standing.sides.words
    ordered = sorted(names, key=lambda s: (-int(in_country[s]), -int(places[s]), sides[s]))
    return [
        {
            "side": sides[s],
            "places": int(places[s]),
            "here": int(in_country[s]),
            "names": [name for _, name in sorted(names[s])[:20]],
        }
        for s in ordered
    ]
