#!/usr/bin/env python3
"""Train the judge. See README.md beside this file.

train.py VECTORS.npz OUT.npz [--plv PLV.jsonl] [--threads N]
"""

from __future__ import annotations

import argparse
import json
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from warledger.coder import Coder
from warledger.coding.codebook import Codebook
from warledger.coding.events import Event, EventFinder
from warledger.coding.judge.features import predicate
from warledger.coding.judge.model import DENSE, FACT, NONE, SCALE, Model, Vectors, with_zeros
from warledger.coding.judge.review import OTHER_REPORT, WAR_REPORT, Bars
from warledger.coding.judge.weighing import Candidate, Weighing, chances, measure, plover_type, proposals
from warledger.coding.syntax import carrier, is_verb
from warledger.language.document import Document
from warledger.language.parse import Parser
from warledger.model import Report, Span

LOG = logging.getLogger("train")
HERE = Path(__file__).resolve().parent
WAR = HERE.parent / "sentences"
SEED = 7
FOLDS = 5
LEAST = 2  # a feature must stand in so many sentences
HELD = 5  # every fifth row of PLV is kept apart, here and in the committed weights
WEIGHT = {"plv": 1.0, "own": 1.0, "war": 0.5}
C_MODEL, C_GATE = 3.0, 0.3
BOOK = Codebook.load()
Json = dict[str, Any]


@dataclass(slots=True)
class Example:
    """A sentence as the judge sees it, with what is known of it.

    Attributes:
        source: Where it is from: "plv", "own", "war".
        held: Kept apart from training.
        labels: PLOVER types of the whole sentence; empty for war sentences, which are labelled word by word.
        weighing: Its predicates.
        offset: What to add to a token's offset in its chunk.
        truth: Classes of predicates by token index, where they are known.
        events: The frames' events with their types, and whether a label has them.
    """

    source: str
    held: bool
    labels: frozenset[str]
    weighing: Weighing
    offset: int
    truth: dict[int, tuple[str, ...]] = field(default_factory=dict)
    events: list[tuple[Event, str, bool]] = field(default_factory=list)


def read_rows(path: Path) -> list[Json]:
    """The objects of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def gather(plv: Path | None) -> Iterator[tuple[str, bool, Json]]:
    """All training sentences: (source, held apart, row)."""
    for path in sorted(HERE.glob("sentences/*.jsonl")):
        for row in read_rows(path):
            yield "own", False, {"text": row["text"], "labels": [row["type"]], "date": "2020-06-15"}
    for path in sorted(WAR.glob("*.jsonl")):
        for row in read_rows(path):
            yield "war", False, row
    if plv is not None:
        for number, row in enumerate(read_rows(plv)):
            yield "plv", number % HELD == HELD - 1, row


def examples(plv: Path | None) -> list[Example]:
    """Code every training sentence down to its frames' events."""
    rows = list(gather(plv))
    coder, book = Coder(), BOOK
    finder = EventFinder(book)
    reports = [
        Report(str(n), row["text"], date.fromisoformat(row["date"])) for n, (_, _, row) in enumerate(rows)
    ]
    found: list[Example] = []
    for (source, held, row), document in zip(rows, Parser().parse(reports), strict=True):
        reading = coder.read(document)
        for sentence in document.sentences:
            events = finder.find(reading, sentence)
            weighing = Weighing.of(sentence, events)
            if not weighing.mains:
                continue
            item = Example(source, held, frozenset(row.get("labels", ())), weighing, sentence.offset)
            typed = [(e, plover_type(e, book.kinds[e.kind])) for e in events]
            if source == "war":
                _label_war(item, row["claims"], document, typed, book)
            else:
                item.truth[weighing.mains[0].i] = tuple(sorted(item.labels))
                item.events = [(e, t, t in item.labels) for e, t in typed if t]
            found.append(item)
    return found


def _label_war(
    item: Example,
    rows: Sequence[Json],
    document: Document,
    typed: list[tuple[Event, str]],
    book: Codebook,
) -> None:
    """Labels word by word: the claims name their triggers."""
    text = document.layout.text
    sentence = document.sentence_at(item.weighing.mains[0].idx + item.offset)
    assert sentence is not None
    claims = []
    for claim in rows:
        at = text.find(claim["trigger"])
        if sentence.start <= at < sentence.end:
            claims.append((claim, Span(at, at + len(claim["trigger"]))))
    for event, kind_type in typed:
        if not kind_type:
            continue
        words = [sentence.at(w) for w in [*event.words, event.verb]]
        right = any(c["kind"] == event.kind or any(w.overlaps(where) for w in words) for c, where in claims)
        item.events.append((event, kind_type, right))
        if not claims:
            item.truth[event.verb.i] = (NONE,)
    for claim, where in claims:
        tokens = [t for t in sentence.words if sentence.at(t).overlaps(where)]
        if not tokens:
            continue
        head = next((t for t in tokens if t.head not in tokens or t.head is t), tokens[0])
        head = head if is_verb(head) else carrier(head) or head
        codes = book.kinds[claim["kind"]].codes(planned=claim["status"] == "planned")
        item.truth[head.i] = (codes.plover_type or FACT,)
        if head.i not in item.weighing.predicates:
            item.weighing.predicates[head.i] = predicate(head)
    if not claims:
        for main in item.weighing.mains:
            item.truth[main.i] = (NONE,)


def fit(items: Sequence[Example], vectors: Vectors, seed: int) -> Model:
    """The softmax over classes."""
    rows: list[tuple[list[str], np.ndarray, tuple[str, ...], float]] = []
    for item in items:
        for i, labels in item.truth.items():
            found = item.weighing.predicates[i]
            names = list({*found.names, *item.weighing.around.names})
            dense = vectors.means([found.own, found.arguments, item.weighing.around.words])
            rows.append((names, dense, labels, WEIGHT[item.source]))
    counts = Counter(n for names, *_ in rows for n in set(names))
    index = {n: k for k, n in enumerate(sorted(n for n, c in counts.items() if c >= LEAST))}
    data, columns, starts, dense, labels, weights = [], [], [0], [], [], []
    for names, vector, wanted, weight in rows:
        known = [index[n] for n in names if n in index]
        for label in wanted:
            data += [SCALE / np.sqrt(max(1, len(known)))] * len(known)
            columns += known
            starts.append(len(columns))
            dense.append(np.concatenate(list(vector)) * DENSE)
            labels.append(label)
            weights.append(weight / len(wanted))
    sparse = csr_matrix((data, columns, starts), shape=(len(labels), len(index)))
    matrix = hstack([sparse, csr_matrix(np.array(dense))]).tocsr()
    fitted = LogisticRegression(C=C_MODEL, max_iter=120, random_state=seed).fit(
        matrix, labels, sample_weight=weights
    )
    coef = fitted.coef_.astype(np.float32)
    return Model(
        classes=list(fitted.classes_),
        index=index,
        weights=with_zeros(coef[:, : len(index)].T),
        dense=coef[:, len(index) :].T.copy(),
        bias=fitted.intercept_.astype(np.float32),
        vectors=vectors,
    )


Weighed = tuple[Example, list[tuple[Candidate, bool]]]


def candidates(item: Example, model: Model, book: Codebook) -> list[tuple[Candidate, bool]]:
    """What the judge would weigh in a sentence, and whether it is right."""
    known = chances([item.weighing], model)[0]
    found = [(Candidate(e.verb, t, e), right) for e, t, right in item.events]
    told = {c.type for c, _ in found}
    for proposal in proposals(item.weighing, known, told):
        truth = item.truth.get(proposal.token.i, ())
        found.append((proposal, proposal.type in truth or proposal.type in item.labels))
    measure([c for c, _ in found], item.weighing, known, book.kinds)
    return found


def gate_matrix(numbers: Sequence[dict[str, float]], names: Sequence[str]) -> np.ndarray:
    """The gate's numbers, one candidate a row."""
    place = {n: k for k, n in enumerate(names)}
    matrix = np.zeros((len(numbers), len(names)), dtype=np.float32)
    for row, held in enumerate(numbers):
        for name, value in held.items():
            if name in place:
                matrix[row, place[name]] = value
    return matrix


def weight_of(item: Example) -> float:
    """What a sentence counts for the gate: those without any claim as much as those of PLOVER."""
    empty = bool(item.truth) and set(item.truth.values()) == {(NONE,)}
    return 1.0 if empty else WEIGHT[item.source]


def fit_gate(weighed: Sequence[tuple[float, Candidate, bool]]) -> tuple[list[str], np.ndarray]:
    """The logistic gate on numbers that come from models which did not see the sentence."""
    names = sorted({n for _, c, _ in weighed for n in c.numbers})
    matrix = gate_matrix([c.numbers for _, c, _ in weighed], names)
    fitted = LogisticRegression(C=C_GATE, max_iter=2000).fit(
        matrix, [r for *_, r in weighed], sample_weight=[w for w, *_ in weighed]
    )
    return names, np.append(fitted.coef_[0], fitted.intercept_[0]).astype(np.float32)


def load_vectors(path: Path) -> Vectors:
    """The word vectors that lie in committed weights, or in what vectors.py wrote."""
    with np.load(path) as raw:
        words = str(raw["words"]).split("\n")
        return Vectors(
            {w: n for n, w in enumerate(words)}, with_zeros(raw["vectors"].astype(np.float32) / 127.0)
        )


def save(path: Path, model: Model) -> None:
    """Weights as int8 with one scale a class, vectors as int8, the rest as float16."""
    weights, vectors = model.weights[:-1], model.vectors.table[:-1]  # the last rows are zeros
    scale = np.abs(weights).max(0) / 127.0
    words = [w for w, _ in sorted(model.vectors.rows.items(), key=lambda pair: pair[1])]
    names = [n for n, _ in sorted(model.index.items(), key=lambda pair: pair[1])]
    np.savez_compressed(
        path,
        classes=np.array("\n".join(model.classes)),
        names=np.array("\n".join(names)),
        weights=np.round(weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        dense=model.dense.astype(np.float16),
        bias=model.bias.astype(np.float32),
        words=np.array("\n".join(words)),
        vectors=np.round(vectors * 127.0).astype(np.int8),
        gate_names=np.array("\n".join(model.gate_names)),
        gate=model.gate.astype(np.float32),
    )


def folds(items: Sequence[Example]) -> np.ndarray:
    """A fold for every sentence; copies of one text stay together."""
    rng = np.random.default_rng(SEED)
    by_text: dict[str, int] = {}
    return np.array(
        [by_text.setdefault(" ".join(i.weighing.around.names), int(rng.integers(FOLDS))) for i in items]
    )


def main() -> None:
    """Train, save, and report on what was kept apart."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("vectors", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--plv", type=Path)
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    book, vectors = BOOK, load_vectors(chosen.vectors)
    items = examples(chosen.plv)
    train = [i for i in items if not i.held]
    LOG.info("%d sentences, %d to train on: %s", len(items), len(train), Counter(i.source for i in train))
    fold = folds(train)
    weighed: list[tuple[float, Candidate, bool]] = []
    sentences: list[Weighed] = []
    for number in range(FOLDS):
        model = fit([i for i, f in zip(train, fold, strict=True) if f != number], vectors, SEED)
        for item in (i for i, f in zip(train, fold, strict=True) if f == number):
            found = candidates(item, model, book)
            sentences.append((item, found))
            weighed += [(weight_of(item), c, right) for c, right in found]
        LOG.info("fold %d", number)
    model = fit(train, vectors, SEED)
    model.set_gate(*fit_gate(weighed))
    save(chosen.out, model)
    LOG.info("%d features, %d candidates", len(model.index), len(weighed))
    report(sentences, model)
    held = [(i, candidates(i, model, book)) for i in items if i.held]
    if held:
        LOG.info("held apart:")
        report(held, model)


def report(sentences: Sequence[Weighed], model: Model) -> None:
    """Found and precision, frames alone and with the judge. The gate has seen what is not kept apart."""
    for source in ("plv", "own", "war"):
        here = [(i, f) for i, f in sentences if i.source == source]
        if not here:
            continue
        LOG.info("%s, %d sentences:", source, len(here))
        for name, bars in (("frames alone", None), ("judge", OTHER_REPORT), ("in a dispatch", WAR_REPORT)):
            LOG.info("  %-14s %s", name, _figures(here, model, bars))
    empty = [(i, f) for i, f in sentences if i.source == "war" and set(i.truth.values()) == {(NONE,)}]
    if empty:
        LOG.info("%d sentences without a claim:", len(empty))
        for name, bars in (("frames alone", None), ("judge", OTHER_REPORT), ("in a dispatch", WAR_REPORT)):
            made = sum(len(_kept(f, model, bars)) for _, f in empty)
            LOG.info("  %-14s %d claims", name, made)


def _figures(here: Sequence[Weighed], model: Model, bars: Bars | None) -> str:
    kept = [_kept(found, model, bars) for _, found in here]
    made, right = sum(map(len, kept)), sum(map(sum, kept))
    hit = sum(any(k) for k in kept) / len(here)
    return f"found {hit:.3f}, precision {right / max(1, made):.3f}, {made / len(here):.2f} a sentence"


def _kept(found: Sequence[tuple[Candidate, bool]], model: Model, bars: Bars | None) -> list[bool]:
    """Whether each candidate that stands is right."""
    kept = []
    for candidate, right in found:
        if candidate.event is None:
            bar = bars.proposal if bars else 2.0
        else:
            bar = bars.for_kind(candidate.event.kind, BOOK.kinds) if bars else 0.0
        if model.believes(candidate.numbers) >= bar:
            kept.append(right)
    return kept


if __name__ == "__main__":
    main()
