#!/usr/bin/env python3
"""How real the marked event words are, four ways, by the judge that claims get their status from.

    factuality_meantime.py [GOLD.jsonl] [--worst N]

Without GOLD it takes ../shared/gold/factuality/meantime_dev.jsonl where that is there. Prints one JSON
object: words judged, F1 of each class, their mean (macro-F1), and the same for always answering "told".

MEANTIME (Minard et al., LREC 2016) marks certainty, polarity, time and special cases (generic, conditional).
Its marks are read thus, the first that fits: polarity NEG is *negated*; a certainty other than CERTAIN, a
special case, or a time that is not told is *uncertain*; time FUTURE is *future*; all else is *told*. Words
without marks are left out.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from warledger.coding.status import Judgement

SHARED = Path(__file__).resolve().parents[2] / "shared"
CLASSES = ("told", "negated", "future", "uncertain")


def wanted(mark: Mapping[str, Any]) -> str:
    """The class that the reference gives a word; "" where it gives none."""
    if not (mark["certainty"] and mark["polarity"] and mark["time"]) or mark["start"] is None:
        return ""
    if mark["polarity"] == "NEG":
        return "negated"
    if mark["certainty"] != "CERTAIN" or mark["special_cases"] not in ("NONE", ""):
        return "uncertain"
    return {"FUTURE": "future", "NON_FUTURE": "told"}.get(mark["time"], "uncertain")


def given(judgement: Judgement | None) -> str:
    """The class that the judge gives a word."""
    from warledger.model import Stance, Status  # noqa: PLC0415

    if judgement is None:
        return "told"
    if judgement.stance is Stance.DENIES:
        return "negated"
    if judgement.status is Status.HYPOTHETICAL or judgement.generic:
        return "uncertain"
    return "future" if judgement.status is Status.PLANNED else "told"


def scores(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """F1 of each class and their mean; pairs are (wanted, given)."""
    out: dict[str, float] = {}
    for name in CLASSES:
        right = sum(w == g == name for w, g in pairs)
        total = sum(w == name for w, _ in pairs) + sum(g == name for _, g in pairs)
        out[name] = round(2 * right / total, 3) if total else 0.0
    out["macro_f1"] = round(sum(out[name] for name in CLASSES) / len(CLASSES), 3)
    return out


def measure(gold: Path, worst: int = 0) -> dict[str, Any]:
    """Judge every marked word of a file."""
    from warledger.coding.attribution import Attributor  # noqa: PLC0415
    from warledger.coding.status import judge_words  # noqa: PLC0415
    from warledger.language.parse import Parser  # noqa: PLC0415
    from warledger.model import Report, Span  # noqa: PLC0415

    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    reports = [Report(str(row["id"]), row["text"]) for row in rows]
    attributor = Attributor()
    pairs: list[tuple[str, str]] = []
    misses: list[str] = []
    for row, document in zip(rows, Parser().parse(reports), strict=True):
        sayings = attributor.find(document)
        for mark in row["events"]:
            want = wanted(mark)
            if not want:
                continue
            judgement = judge_words(document, Span(mark["start"], mark["end"]), sayings)
            got = given(judgement)
            pairs.append((want, got))
            if want != got:
                text = row["text"]
                around = (
                    f"{text[max(0, mark['start'] - 90) : mark['start']]}[{text[mark['start'] : mark['end']]}]"
                )
                reason = judgement.reason if judgement else ""
                misses.append(
                    f"{want} got {got} ({reason}) | {around}{text[mark['end'] : mark['end'] + 50]}".replace(
                        "\n", " "
                    )
                )
    if worst:
        print("\n".join(sorted(misses)[:worst]))
    out: dict[str, Any] = {"words": len(pairs), "wanted": dict(Counter(w for w, _ in pairs))}
    out |= scores(pairs)
    out["all_told_macro_f1"] = scores([(w, "told") for w, _ in pairs])["macro_f1"]
    return out


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path, nargs="?", default=SHARED / "gold/factuality/meantime_dev.jsonl")
    parser.add_argument("--worst", type=int, default=0, help="list that many misses")
    options = parser.parse_args()
    if not options.gold.is_file():
        print(json.dumps({"skipped": f"{options.gold.name} is not here"}))
        return
    print(json.dumps(measure(options.gold, options.worst)))


if __name__ == "__main__":
    main()
