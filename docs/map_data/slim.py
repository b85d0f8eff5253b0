"""Keep of Natural Earth's provinces only what the map needs: ``slim.py build.json provinces.json``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

KEPT = ("name", "name_en", "adm0_a3", "admin", "iso_3166_2", "latitude", "longitude")


def main(source: str, target: str) -> None:
    """Write the slim file."""
    features = json.loads(Path(source).read_text(encoding="utf-8"))["features"]
    slim = [
        {
            "type": "Feature",
            "geometry": f["geometry"],
            "properties": {k: f["properties"].get(k) for k in KEPT},
        }
        for f in features
    ]
    whole = {"type": "FeatureCollection", "features": slim}
    Path(target).write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
