"""Code only the places of a reference corpus, for ``score.py places``.

python benchmarks/places_corpora.py GOLD.jsonl OUT.jsonl [--limit N]
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from warledger.language.parse import Parser
from warledger.model import Report
from warledger.places import Gazetteer, PlaceFinder


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("gold", type=Path)
    options.add_argument("out", type=Path)
    options.add_argument("--limit", type=int, default=0)
    chosen = options.parse_args()
    rows = [json.loads(line) for line in chosen.gold.read_text(encoding="utf-8").split("\n") if line.strip()]
    rows = rows[: chosen.limit or None]
    finder = PlaceFinder(Gazetteer.open())
    reports = [Report(str(r["id"]), r["text"], title=r.get("title", "")) for r in rows]
    parsing = finding = 0.0
    with chosen.out.open("w", encoding="utf-8") as out:
        mark = time.process_time()
        for document in Parser().parse(reports):
            parsing += time.process_time() - mark
            mark = time.process_time()
            places = finder.find(document)
            places += finder.belongings(document, places)
            finding += time.process_time() - mark
            row = {"id": document.report.id, "places": [p.to_dict() for p in places]}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            mark = time.process_time()
    share = finding / parsing if parsing else 0.0
    sys.stderr.write(f"parse {parsing:.1f} s, places {finding:.1f} s: {share:.1%}\n")


if __name__ == "__main__":
    main()
