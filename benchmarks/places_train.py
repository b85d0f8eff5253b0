"""Learn how much each piece of evidence says that a name is a place (logistic regression).

python benchmarks/places_train.py GOLD.jsonl … > src/warledger/places/data/mention_weights.yaml

Every second report is learnt from, the others are held out; the figures go to stderr.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from warledger.language.document import Document
from warledger.language.parse import Parser
from warledger.model import Report
from warledger.places import Gazetteer
from warledger.places.mention import scan

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


def learn(rows: list[Sample]) -> dict[str, float]:
    names = sorted({name for features, _, _ in rows for name in features})
    at = {name: k for k, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for n, (features, _, _) in enumerate(rows):
        for name, value in features.items():
            x[n, at[name]] = value
    y = np.array([hit for _, hit, _ in rows], dtype=float)
    train = np.array([learnt for _, _, learnt in rows])
    w = np.zeros(len(names))
    for _ in range(30):  # Newton's steps with a small ridge
        p = 1 / (1 + np.exp(-x[train] @ w))
        gradient = x[train].T @ (y[train] - p) - 1.0 * w
        curve = (x[train] * (p * (1 - p))[:, None]).T @ x[train] + 1.0 * np.eye(len(names))
        w += np.linalg.solve(curve, gradient)
    for label, part in (("learnt", train), ("held out", ~train)):
        said = x[part] @ w > 0
        tp = float((said & (y[part] > 0)).sum())
        p, r = tp / max(1.0, said.sum()), tp / max(1.0, y[part].sum())
        sys.stderr.write(f"{label}: of the names scanned p {p:.3f} r {r:.3f} f1 {2 * p * r / (p + r):.3f}\n")
    return dict(zip(names, map(float, w), strict=True))


def main() -> None:
    rows = list(samples(documents(sys.argv[1:]), Gazetteer.open()))
    print("# How much each piece of evidence says that a name is a place (log odds).")
    print("# Learnt by benchmarks/places_train.py; evidence.py says what each name means.")
    for name, weight in learn(rows).items():
        print(f"{name}: {weight:.2f}")


if __name__ == "__main__":
    main()
