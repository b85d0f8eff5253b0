"""Learn how much each piece of evidence says that a name is a place (logistic regression).

python benchmarks/places_train.py GOLD.jsonl …

Writes src/warledger/places/data/mention_weights.yaml anew. Weights marked "# by hand" there are kept as they
are, and the others are learnt beside them; which were kept is told. Every second report is learnt from, the
others are held out.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from warledger.language.document import Document
from warledger.language.parse import Parser
from warledger.model import Report
from warledger.places import Gazetteer
from warledger.places.mention import scan

WEIGHTS = Path(__file__).parents[1] / "src/warledger/places/data/mention_weights.yaml"
_BY_HAND = re.compile(r"^(\w+): *(-?[\d.]+) *# by hand", re.MULTILINE)

Sample = tuple[dict[str, float], bool, bool]


def documents(paths: Iterable[str]) -> Iterator[tuple[Document, list[tuple[int, int]]]]:
    for path in paths:
        rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").split("\n") if line]
        parsed = Parser().parse(Report(str(r["id"]), r["text"]) for r in rows)
        for row, document in zip(rows, parsed, strict=True):
            yield document, [(t["start"], t["end"]) for t in row["toponyms"]]


def samples(
    parsed: Iterable[tuple[Document, list[tuple[int, int]]]], gazetteer: Gazetteer
) -> Iterator[Sample]:
    for index, (document, gold) in enumerate(parsed):
        for m in scan(document, gazetteer):
            if m.part_of != "media":
                hit = any(s < m.end and m.start < e for s, e in gold)
                yield dict(m.features), hit, index % 2 == 0


def by_hand(text: str) -> dict[str, float]:
    """The weights of a file that a person has set."""
    return {name: float(weight) for name, weight in _BY_HAND.findall(text)}


def learn(rows: list[Sample], fixed: dict[str, float]) -> dict[str, float]:
    """All weights: those that are fixed as they are, the others as the rows have them beside these."""
    names = sorted({name for features, _, _ in rows for name in features} | fixed.keys())
    at = {name: k for k, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for n, (features, _, _) in enumerate(rows):
        for name, value in features.items():
            x[n, at[name]] = value
    y = np.array([hit for _, hit, _ in rows], dtype=float)
    train = np.array([learnt for _, _, learnt in rows])
    w = np.array([fixed.get(name, 0.0) for name in names])
    free = np.array([name not in fixed for name in names])
    for _ in range(30):  # Newton's steps with a small ridge
        p = 1 / (1 + np.exp(-x[train] @ w))
        seen = x[train][:, free]
        gradient = seen.T @ (y[train] - p) - 1.0 * w[free]
        curve = (seen * (p * (1 - p))[:, None]).T @ seen + 1.0 * np.eye(int(free.sum()))
        w[free] += np.linalg.solve(curve, gradient)
    for label, part in (("learnt", train), ("held out", ~train)):
        said = x[part] @ w > 0
        tp = float((said & (y[part] > 0)).sum())
        p, r = tp / max(1.0, said.sum()), tp / max(1.0, y[part].sum())
        sys.stderr.write(f"{label}: of the names scanned p {p:.3f} r {r:.3f} f1 {2 * p * r / (p + r):.3f}\n")
    return dict(zip(names, map(float, w), strict=True))


def lines(learnt: dict[str, float], fixed: dict[str, float], head: list[str]) -> str:
    """The file of weights, its opening comments kept."""
    marked = (f"{name}: {weight:.2f}" + "  # by hand" * (name in fixed) for name, weight in learnt.items())
    return "\n".join([*head, *marked]) + "\n"


def main() -> None:
    text = WEIGHTS.read_text(encoding="utf-8")
    fixed = by_hand(text)
    sys.stderr.write(f"kept, being set by hand: {', '.join(fixed) or 'none'}\n")
    learnt = learn(list(samples(documents(sys.argv[1:]), Gazetteer.open())), fixed)
    head = [line for line in text.splitlines() if line.startswith("#")]
    WEIGHTS.write_text(lines(learnt, fixed, head), encoding="utf-8")


if __name__ == "__main__":
    main()
