#!/usr/bin/env python3
"""Who claims what, against hand-coded claims: the innermost saying around each claim's quote.

    attribution_sources.py [GOLD.jsonl] [--worst N] [--no-cast]

Without GOLD it takes ../shared/gold/warclaims/dev.jsonl where that is there. Prints one JSON object:
claims; share whose source is right (the report's own voice included); the same among claims of someone
else that stand in a saying; denials found among those that a cue denies; assertions taken for denials.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[2] / "shared"


def scorer() -> Any:
    """The scorer as a module."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "score" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def right(score: Any, claim: dict[str, Any], name: str) -> bool:
    """Whether a source is the claim's; for acts of speech the speaker and the report are both right."""
    own = claim["source"] == "publisher"
    if claim["kind"] in score.SPEECH and (
        name == "publisher" or any(score.same_name(a, name) for a in [claim["source"], *claim["actors"]])
    ):
        return True
    return (name == "publisher") == own and (own or bool(score.same_name(name, claim["source"])))


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path, nargs="?", default=SHARED / "gold/warclaims/dev.jsonl")
    parser.add_argument("--worst", type=int, default=0, help="list that many misses")
    parser.add_argument("--no-cast", action="store_true", help="do without the registry")
    options = parser.parse_args()
    if not options.gold.is_file():
        print(json.dumps({"skipped": f"{options.gold.name} is not here"}))
        return

    from warledger.actors import Cast, Registry  # noqa: PLC0415
    from warledger.coding.attribution import Attributor, Saying, innermost  # noqa: PLC0415
    from warledger.language.parse import Parser  # noqa: PLC0415
    from warledger.model import Report, Span  # noqa: PLC0415

    def around(sayings: list[Saying], span: Span) -> Saying | None:
        """The innermost saying, or the widest whose cue stands in the quote."""
        found = innermost(sayings, span)
        if found is not None:
            return found
        inside = [
            s
            for s in sayings
            if s.proposition and s.source.name and any(span.contains(c) for c in s.attribution.cue)
        ]
        return max(inside, key=lambda s: sum(c.end - c.start for c in s.attribution.content), default=None)

    score = scorer()
    rows = [
        json.loads(line) for line in options.gold.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    registry = Registry.load()
    attributor = Attributor()
    counts = dict.fromkeys(
        ("claims", "right", "held", "held_right", "denied", "denied_found", "false_denial"), 0
    )
    misses: list[str] = []
    reports = [Report(str(row["id"]), row["text"], publisher=row.get("publisher", "")) for row in rows]
    for row, document in zip(rows, Parser().parse(reports), strict=True):
        sayings = attributor.find(document, None if options.no_cast else Cast(document, registry, ()))
        for claim in row["claims"]:
            start = row["text"].find(claim["quote"])
            span = Span(start, start + len(claim["quote"]))
            saying = around(sayings, span)
            name = (saying.source.name or "publisher") if saying else "publisher"
            good = right(score, claim, name)
            counts["claims"] += 1
            counts["right"] += good
            if saying and claim["source"] != "publisher":
                counts["held"] += 1
                counts["held_right"] += good
            denials = [
                s for s in sayings if s.denies and any(c.overlaps(span) for c in s.attribution.content)
            ]
            if claim["stance"] == "denies":
                counts["denied"] += 1
                counts["denied_found"] += any(
                    score.same_name(s.source.name, claim["source"]) for s in denials
                )
            elif saying is not None and saying.denies:
                counts["false_denial"] += 1
            if not good:
                misses.append(f"{row['id']} | {claim['source']} | got {name} | {claim['quote'][:100]}")
    print("\n".join(misses[: options.worst]))
    out: dict[str, Any] = dict(counts)
    out["right_share"] = round(counts["right"] / counts["claims"], 3)
    out["held_share"] = round(counts["held_right"] / max(1, counts["held"]), 3)
    print(json.dumps(out))


if __name__ == "__main__":
    main()
