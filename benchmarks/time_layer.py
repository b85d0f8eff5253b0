"""Measure the dates room and the counts reader by themselves, beneath the coder.

    python benchmarks/time_layer.py            AQUAINT by the scorer, with and without bare durations
    python benchmarks/time_layer.py --cost 60  CPU share of both over spaCy's parse of so many Syrian reports

The scorer counts every coded expression against the dates and times of the reference alone; a right duration
("for three days") lowers its precision: both figures are printed. Data that is not there is left out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from warledger.coding.counts import CountFinder
from warledger.dates import TimeFinder
from warledger.language.document import Document
from warledger.language.parse import Parser
from warledger.model import Report

SHARED = Path(__file__).resolve().parents[2] / "shared"
SCORER = SHARED / "score" / "score.py"
GOLD = SHARED / "gold" / "time" / "aquaint.jsonl"
REPORTS = SHARED / "gold" / "reports" / "syria_reports_2011_2018.jsonl"


def read(path: Path, most: int | None = None) -> list[Report]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[:most]]
    return [
        Report(str(r.get("id", i)), r["text"], date.fromisoformat(r["date"][:10])) for i, r in enumerate(rows)
    ]


def score(documents: list[Document], every_type: bool) -> dict[str, Any]:
    finder = TimeFinder(every_type=every_type)
    with tempfile.TemporaryDirectory() as folder:
        coded = Path(folder) / "coded.jsonl"
        rows = ({"id": d.report.id, "times": [m.to_dict() for m in finder.find(d)]} for d in documents)
        coded.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        command = [sys.executable, str(SCORER), "time", str(GOLD), str(coded)]
        answer: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return answer


def cost(most: int) -> dict[str, float]:
    parser, times, counts = Parser(), TimeFinder(), CountFinder()
    reports = read(REPORTS, most)
    warm = list(parser.parse(reports[:2]))
    for document in warm:
        times.find(document), counts.find(document)
    before = time.process_time()
    documents = list(parser.parse(reports))
    parsed = time.process_time()
    for document in documents:
        times.find(document)
    dated = time.process_time()
    for document in documents:
        counts.find(document)
    counted = time.process_time()
    whole = parsed - before
    return {
        "dates_to_spacy": round((dated - parsed) / whole, 4),
        "counts_to_spacy": round((counted - dated) / whole, 4),
    }


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--cost", type=int, default=0, metavar="REPORTS")
    chosen = options.parse_args()
    if chosen.cost and REPORTS.exists():
        print(json.dumps(cost(chosen.cost)))
    elif not chosen.cost and GOLD.exists():
        documents = list(Parser().parse(read(GOLD)))
        for every_type in (True, False):
            print(json.dumps({"every_type": every_type, **score(documents, every_type)}))


if __name__ == "__main__":
    main()
