"""GeoWebNews without its common nouns: what a finder of place names can be asked for.

    python benchmarks/geowebnews_names.py [GOLD.jsonl] [--coded FILE] [--worst N]

Half the marks of GeoWebNews are common nouns ("police", "gun", "country": its types ``…_Expression``), which
are in no gazetteer and name no place. The scorer counts them all: ``ceiling_f1`` is what a faultless finder
of every *name* in the corpus, and of nothing else, would be given for recognition. ``recognised`` counts only
marks that are names of places (neither expressions nor what the corpus itself calls demonyms, languages,
homonyms and no toponyms); ``by_type`` tells for each type how many are found and how many are near.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from warledger.places.geo import km_between

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold" / "places" / "geowebnews_dev.jsonl"
NO_PLACES = frozenset({"Demonym", "Language", "Homonym", "Non_Toponym"})
NEAR_KM = 161
Row = dict[str, Any]


def score(gold: list[Row], coded: dict[str, list[Row]], worst: int = 0) -> dict[str, Any]:
    """The figures; ``worst`` misses go to stderr.

    Args:
        gold: Reports with ``toponyms``: start, end, name, type, and lat, lon where the corpus has them.
        coded: Report id → places: start, end, lat, lon.
        worst: How many misses to list.
    """
    types: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    marks = names = found = given = near = 0
    for row in gold:
        places = list(coded.get(str(row["id"]), ()))
        given += len(places)
        marks += len(row["toponyms"])
        for mark in row["toponyms"]:
            kind = str(mark.get("type", ""))
            is_name = "Expression" not in kind
            hit = next((p for p in places if p["start"] < mark["end"] and mark["start"] < p["end"]), None)
            close = _is_near(mark, hit)
            tally = types[kind]
            tally[0] += 1
            tally[1] += hit is not None
            tally[2] += mark.get("lat") is not None
            tally[3] += close
            names += is_name
            near += close
            if is_name and kind not in NO_PLACES:
                found += hit is not None
                if not close and mark.get("lat") is not None and worst > 0:
                    worst -= 1
                    got = f"{hit['name']} {hit['lat']},{hit['lon']}" if hit else "not found"
                    sys.stderr.write(f"{kind} | {mark['name']} | {mark['lat']},{mark['lon']} | {got}\n")
    places_named = sum(
        t[0] for kind, t in types.items() if "Expression" not in kind and kind not in NO_PLACES
    )
    placed = sum(t[2] for t in types.values())
    p, r = found / given if given else 0.0, found / places_named if places_named else 0.0
    share = names / marks if marks else 0.0
    return {
        "marks": marks,
        "names": names,
        "names_of_places": places_named,
        "ceiling_f1": round(2 * share / (1 + share), 3) if share else 0.0,
        "recognised": {
            "p": round(p, 3),
            "r": round(r, 3),
            "f1": round(2 * p * r / (p + r), 3) if p + r else 0.0,
        },
        "within_161km": round(near / placed, 3) if placed else 0.0,
        "by_type": {
            k: {"marks": a, "found": b, "with_coordinates": c, "within_161km": d}
            for k, (a, b, c, d) in sorted(types.items(), key=lambda t: -t[1][0])
        },
    }


def _is_near(mark: Row, place: Row | None) -> bool:
    if place is None or mark.get("lat") is None or place["lat"] is None:
        return False
    return km_between(mark["lat"], mark["lon"], place["lat"], place["lon"]) <= NEAR_KM


def code(gold: list[Row]) -> dict[str, list[Row]]:
    """Report id → the places that warledger finds."""
    from warledger.language.parse import Parser  # noqa: PLC0415 - seconds, and not every run needs it
    from warledger.model import Report  # noqa: PLC0415
    from warledger.places import Gazetteer, PlaceFinder  # noqa: PLC0415

    finder = PlaceFinder(Gazetteer.open())
    reports = (Report(str(r["id"]), r["text"]) for r in gold)
    found = {d.report.id: (d, finder.find(d)) for d in Parser().parse(reports)}
    return {
        name: [p.to_dict() for p in (*places, *finder.belongings(d, places))]
        for name, (d, places) in found.items()
    }


def rows(path: Path) -> list[Row]:
    """The objects of a JSON Lines file; only line feeds end a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def measure(path: Path) -> dict[str, Any]:
    """Find the places of a file and score them."""
    gold = rows(path)
    return score(gold, code(gold))


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("gold", type=Path, nargs="?", default=GOLD)
    options.add_argument(
        "--coded", type=Path, help="what warledger code gave; left out, the places are found now"
    )
    options.add_argument("--worst", type=int, default=0, metavar="N", help="list N misses on stderr")
    chosen = options.parse_args()
    gold = rows(chosen.gold)
    coded = {str(r["id"]): r["places"] for r in rows(chosen.coded)} if chosen.coded else code(gold)
    print(json.dumps(score(gold, coded, chosen.worst)))


if __name__ == "__main__":
    main()
