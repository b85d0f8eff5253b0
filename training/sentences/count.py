"""Count the training sentences by kind, status, war and file: the figures of README.md.

Run ``python training/sentences/count.py`` and paste what it prints.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
STATUSES = ("happened", "ongoing", "planned", "hypothetical", "background")
WARS = yaml.safe_load((FOLDER / "wars.yaml").read_text(encoding="utf-8"))
PATTERNS = {
    war: re.compile(
        "|".join(rf"\b{re.escape(word.rstrip('*'))}" + r"\b" * (word[-1] != "*") for word in words)
    )
    for war, words in WARS["wars"].items()
}


def rows() -> list[tuple[str, dict[str, Any]]]:
    """Every sentence with the stem of its file."""
    return [
        (path.stem, json.loads(line))
        for path in sorted(FOLDER.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def war(stem: str, text: str) -> str:
    """The war that a sentence tells of, as far as its names or its file show."""
    named = next((name for name, words in PATTERNS.items() if words.search(text)), None)
    return named or str(WARS["files"].get(stem, "none named"))


def main() -> None:
    """Print the tables in Markdown."""
    every = rows()
    kinds: dict[str, Counter[str]] = {}
    for _, row in every:
        for claim in row["claims"]:
            count = kinds.setdefault(claim["kind"], Counter())
            count[claim["status"]] += 1
            count["denied"] += claim["stance"] == "denies"
    print("| kind | claims | " + " | ".join(STATUSES) + " | of these denied |\n" + "|---" * 8 + "|")
    for kind, count in sorted(kinds.items(), key=lambda item: -sum(item[1][s] for s in STATUSES)):
        cells = [count[status] for status in STATUSES]
        print(f"| {kind} | {sum(cells)} | " + " | ".join(map(str, cells)) + f" | {count['denied']} |")
    total = [sum(count[status] for count in kinds.values()) for status in STATUSES]
    denied = sum(count["denied"] for count in kinds.values())
    print(f"| **all** | {sum(total)} | " + " | ".join(map(str, total)) + f" | {denied} |\n")

    wars = Counter(war(stem, row["text"]) for stem, row in every if row["claims"])
    print("; ".join(f"{name} {count}" for name, count in wars.most_common()) + ".\n")

    files = Counter(stem for stem, _ in every)
    print("; ".join(f"`{stem}` {count}" for stem, count in files.items()) + f": {len(every)} sentences.")


if __name__ == "__main__":
    main()
