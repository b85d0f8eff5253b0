"""Code the 425 Syrian reports of ../shared, none may fail; print the share of sentences with a claim.

python benchmarks/syria_reports.py [--limit N]
"""

from __future__ import annotations

import argparse
import json
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from warledger.coder import Coder
from warledger.model import Report

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "gold" / "reports" / "syria_reports_2011_2018.jsonl"


def shares(rows: Iterable[dict[str, str]]) -> dict[str, tuple[int, int, int, int]]:
    """Outlet → reports, sentences, sentences with a claim, claims."""
    coder = Coder()
    reports, sentences, told, claims = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        report = Report(row["id"], row["text"], date.fromisoformat(row["date"]), row["publisher"])
        document = next(iter(coder._parser.parse([report])))
        coding = coder.code_document(document)
        starts = [s.start for s in document.sentences]
        outlet = report.publisher
        reports[outlet] += 1
        sentences[outlet] += len(starts)
        told[outlet] += len({bisect_right(starts, c.start) for c in coding.claims})
        claims[outlet] += len(coding.claims)
    return {o: (reports[o], sentences[o], told[o], claims[o]) for o in reports}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=0, help="only so many reports")
    limit = parser.parse_args().limit
    if not DATA.exists():
        raise SystemExit(f"{DATA.name} is not in ../shared: nothing to code")
    rows = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    found = shares(rows[:limit] if limit else rows)
    print(
        "| outlet | reports | sentences | with a claim | share | claims a report |\n|---|---|---|---|---|---|"
    )
    for outlet, (n, all_, told, claims) in sorted(found.items(), key=lambda item: -item[1][0]):
        print(f"| {outlet} | {n} | {all_} | {told} | {told / max(1, all_):.2f} | {claims / n:.1f} |")
    total = [sum(values) for values in zip(*found.values(), strict=True)]
    share = total[2] / max(1, total[1])
    print(f"| all | {total[0]} | {total[1]} | {total[2]} | {share:.2f} | {total[3] / total[0]:.1f} |")
    print(f"{total[0]} reports coded, none failed", file=sys.stderr)


if __name__ == "__main__":
    main()
