#!/usr/bin/env python3
"""Attribution from raw text against marked reports, and its cost beside the parse.

    attribution_polnear.py [GOLD.jsonl] [--coded OUT.jsonl] [--rules]

Without GOLD it takes ../shared/gold/attribution/polnear_dev.jsonl where that is there. Prints one JSON
object: words, seconds of parse and of attribution, their ratio, and F1 where ../shared/score/score.py is
there.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import time
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[2] / "shared"


def scorer() -> Any:
    """The scorer as a module, or None where it is not there."""
    path = SHARED / "score" / "score.py"
    if not path.is_file():
        return None
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path, nargs="?", default=SHARED / "gold/attribution/polnear_dev.jsonl")
    parser.add_argument("--coded", type=Path, help="write the coded reports here")
    parser.add_argument("--rules", action="store_true", help="rules alone, without the trained models")
    options = parser.parse_args()
    if not options.gold.is_file():
        print(json.dumps({"skipped": f"{options.gold.name} is not here"}))
        return

    from warledger.coding.attribution import Attributor  # noqa: PLC0415
    from warledger.language.parse import Parser  # noqa: PLC0415
    from warledger.model import Report  # noqa: PLC0415

    gold = [
        json.loads(line) for line in options.gold.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    reports = [Report(str(row["id"]), row["text"], publisher=row.get("publisher", "")) for row in gold]
    attributor = Attributor(rules_only=options.rules)
    reader = Parser()
    for document in reader.parse([Report("warm", "The mayor said the bridge was open.")]):
        attributor.find(document)
    parse = time.process_time()
    documents = list(reader.parse(reports))
    parse = time.process_time() - parse
    find = time.process_time()
    coded = {
        d.report.id: {
            "id": d.report.id,
            "attributions": [s.attribution.to_dict() for s in attributor.find(d)],
        }
        for d in documents
    }
    find = time.process_time() - find
    words = sum(len(chunk) for d in documents for chunk in d.chunks)
    out: dict[str, Any] = {
        "words": words,
        "parse_s": round(parse, 2),
        "attribution_s": round(find, 2),
        "attribution_over_parse": round(find / parse, 3),
    }
    module = scorer()
    if module is not None:
        out |= module.score_attribution({str(row["id"]): row for row in gold}, coded, 0)
    if options.coded:
        lines = (json.dumps(row, ensure_ascii=False) for row in coded.values())
        options.coded.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(json.dumps(out))


if __name__ == "__main__":
    main()
