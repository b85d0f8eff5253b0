#!/usr/bin/env python3
"""Train the attribution models on PolNeAR. See README.md beside this file.

train.py prepare TRAIN.jsonl CACHE.spacy     # parse once
train.py train TRAIN.jsonl CACHE.spacy OUT_DIR [--hold N] [--only cues|spans]
train.py crossval TRAIN.jsonl CACHE.spacy [--folds N]
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import random
import tempfile
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pycrfsuite

from warledger.coding.attribution import Attributor
from warledger.coding.attribution.features import candidates, cue_features, rule_at
from warledger.coding.attribution.spans import span_features
from warledger.coding.attribution.table import Table, tabulate
from warledger.coding.attribution.windows import window
from warledger.language.document import Document
from warledger.language.parse import load_model, split
from warledger.language.tokens import Reader
from warledger.model import Report, Span
from warledger.reports.layout import lay_out

LOG = logging.getLogger("train")
SEED = 4
FREQUENT = 8
CUES = {"c1": 0.3, "c2": 0.05, "max_iterations": 120}
SPANS = {"c1": 0.3, "c2": 0.05, "max_iterations": 140}
Json = dict[str, Any]
Marked = tuple[Table, list[int], dict[int, Json]]
Row = tuple[Any, list[str]]


def rows(path: Path) -> list[Json]:
    """The reports of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def prepare(data: Path, cache: Path) -> None:
    """Parse the reports and keep the parse."""
    from spacy.tokens import DocBin  # noqa: PLC0415

    kept = DocBin(
        attrs=[
            "ORTH",
            "LEMMA",
            "POS",
            "TAG",
            "DEP",
            "HEAD",
            "ENT_IOB",
            "ENT_TYPE",
            "SPACY",
            "SENT_START",
            "MORPH",
        ]
    )
    texts = [
        document.layout.text[span.start : span.end]
        for row in rows(data)
        for document in [_laid_out(row)]
        for _, span in _chunks(document)
    ]
    for parsed in load_model().pipe(texts):
        kept.add(parsed)
    kept.to_disk(cache)


def documents(data: Path, cache: Path) -> Iterator[tuple[Json, Document]]:
    """The reports with their cached parse."""
    from spacy.tokens import DocBin  # noqa: PLC0415

    vocab = load_model().vocab
    reader = Reader(vocab)
    parsed = iter(list(DocBin().from_disk(cache).get_docs(vocab)))
    for row in rows(data):
        document = _laid_out(row)
        for paragraph, span in _chunks(document):
            document.add(reader.read(next(parsed)), span.start, paragraph)
        yield row, document


def _laid_out(row: Json) -> Document:
    return Document(Report(str(row["id"]), row["text"]), lay_out(row["text"]))


def _chunks(document: Document) -> Iterator[tuple[int, Span]]:
    """What is parsed at a time, each with the index of its paragraph."""
    for index, paragraph in enumerate(document.paragraphs):
        for span in split(document.layout.text, paragraph.body):
            yield index, span


def words_in(table: Table, spans: list[list[int]]) -> list[int]:
    """The words that begin inside spans; a span that cuts a word takes the word."""
    out: list[int] = []
    for start, end in spans:
        word = bisect_left(table.start, start)
        if word > 0 and table.end[word - 1] > start:
            word -= 1
        while word < len(table) and table.start[word] < end:
            out.append(word)
            word += 1
    return out


def head_of(table: Table, cue: list[int], able: set[int]) -> int:
    """The candidate that bears a marked cue, or -1."""
    inside = set(cue)
    roots = [w for w in cue if table.head[w] not in inside or table.head[w] == w]
    verbs = [w for w in roots if table.pos[w] == "VERB" and w in able] or [
        w for w in cue if table.pos[w] == "VERB" and w in able
    ]
    chosen = verbs[-1:] or [w for w in roots if w in able][:1] or [w for w in cue if w in able][:1]
    return chosen[0] if chosen else -1


def gold(table: Table, row: Json, able: set[int]) -> dict[int, Json]:
    """The marked attributions by the candidate that bears their cue."""
    out: dict[int, Json] = {}
    for mark in row["attributions"]:
        head = head_of(table, words_in(table, mark["cue"]), able)
        if head >= 0 and mark["content"]:
            old = out.get(head)
            if old is None or (mark["source"] and not old["source"]):
                out[head] = mark
    return out


def labels(table: Table, view: Any, mark: Json | None) -> list[str]:
    """The label of every atom of a window: S source, C content, B- where a run begins."""
    if mark is None:
        return ["O"] * len(view.atoms)
    source = set(words_in(table, mark["source"]))
    begins = {words_in(table, [s])[0] for s in mark["content"] if words_in(table, [s])}
    content = set(words_in(table, mark["content"]))
    out: list[str] = []
    before = "O"
    for index in range(len(view.atoms)):
        inside = view.words(index)
        share_c = sum(w in content for w in inside)
        share_s = sum(w in source for w in inside)
        if share_c * 2 >= len(inside) and share_c:
            label = "B-C" if before not in ("B-C", "I-C") or any(w in begins for w in inside) else "I-C"
        elif share_s * 2 >= len(inside) and share_s:
            label = "B-S" if before not in ("B-S", "I-S") else "I-S"
        else:
            label = "O"
        out.append(label)
        before = label
    return out


def fit(sequences: Iterable[Row], params: Json, out: Path) -> None:
    """Train one CRF and keep it gzipped."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(params | {"feature.possible_transitions": True})
    count = 0
    for features, tags in sequences:
        trainer.append(features, tags)
        count += 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        raw = path.read_bytes()
    with gzip.GzipFile(out, "wb", mtime=0) as packed:
        packed.write(raw)
    LOG.info("%s: %d sequences, %.1f MB packed", out.name, count, out.stat().st_size / 1e6)


def train(data: Path, cache: Path, out: Path, hold: int, only: str) -> None:
    """Train the models, on all but the last ``hold`` reports."""
    reports = list(documents(data, cache))
    fit_models(reports[: len(reports) - hold], out, only)


def fit_models(reports: list[tuple[Json, Document]], out: Path, only: str = "") -> None:
    """Train both models on marked reports, or only "cues" or "spans"."""
    random.seed(SEED)  # L-BFGS draws nothing; kept for whatever shuffles later
    out.mkdir(parents=True, exist_ok=True)
    kept: list[Marked] = []
    counts: Counter[str] = Counter()
    for row, document in reports:
        table = tabulate(document)
        able = candidates(table)
        marks = gold(table, row, set(able))
        counts.update(table.lemma[h] for h in marks)
        kept.append((table, able, marks))
    if only != "spans":
        fit(cue_rows(kept), CUES, out / "cues.crfsuite.gz")
    if only != "cues":
        frequent = frozenset(lemma for lemma, n in counts.items() if n >= FREQUENT)
        (out / "frequent.json").write_text(json.dumps(sorted(frequent)) + "\n", encoding="utf-8")
        fit(span_rows(kept, frequent), SPANS, out / "spans.crfsuite.gz")


def cue_rows(kept: list[Marked]) -> Iterator[Row]:
    """A sequence for each sentence: its candidates, and which of them bear a cue."""
    for table, able, marks in kept:
        by_sentence: dict[int, list[int]] = {}
        for word in able:
            by_sentence.setdefault(table.sentence[word], []).append(word)
        for sentence in by_sentence.values():
            features = [cue_features(table, w, rule_at(table, w)) for w in sentence]
            yield pycrfsuite.ItemSequence(features), ["C" if w in marks else "O" for w in sentence]


def span_rows(kept: list[Marked], frequent: frozenset[str]) -> Iterator[Row]:
    """A sequence for each marked cue: the words around it, and what of them is source and content."""
    for table, _able, marks in kept:
        for head, mark in marks.items():
            view = window(table, head)
            features = span_features(table, view, rule_at(table, head), frequent)
            yield pycrfsuite.ItemSequence(features), labels(table, view, mark)


def crossval(data: Path, cache: Path, folds: int, few: int) -> None:
    """Train on all folds but one, find sayings in that one; prints the figures of each fold and their mean.

    The same overlaps count as in ../shared/score/score.py: content, source and content, both to the letter.
    """
    reports = list(documents(data, cache))
    random.Random(SEED).shuffle(reports)
    means: Counter[str] = Counter()
    done = few or folds
    for fold in range(done):
        with tempfile.TemporaryDirectory() as folder:
            fit_models([r for i, r in enumerate(reports) if i % folds != fold], Path(folder))
            figures = evaluate(reports[fold::folds], folder)
        print(json.dumps({"fold": fold} | figures), flush=True)
        means.update({name: value / done for name, value in figures.items()})
    print(json.dumps({"mean": {name: round(value, 3) for name, value in means.items()}}))


def evaluate(reports: list[tuple[Json, Document]], weights: str) -> dict[str, float]:
    """F1 of contents, of source and content, and of both exact, as the shared scorer counts them."""
    attributor = Attributor(weights)
    wanted = given = 0
    hits = Counter({"content": 0, "both": 0, "exact": 0})
    for row, document in reports:
        marks = [m for m in row["attributions"] if m["content"]]
        found = [s.attribution.to_dict() for s in attributor.find(document)]
        wanted, given = wanted + len(marks), given + len(found)
        pairs = [
            (shared(m["content"], f["content"]), bool(shared(m["source"], f["source"])), i, j)
            for i, m in enumerate(marks)
            for j, f in enumerate(found)
        ]
        hits["content"] += len(matched((c, i, j) for c, _s, i, j in pairs))
        both = matched((c if s else 0, i, j) for c, s, i, j in pairs)
        hits["both"] += len(both)
        hits["exact"] += sum(
            all(sorted(marks[i][part]) == sorted(found[j][part]) for part in ("source", "content"))
            for i, j in both
        )
    return {name: round(2 * hit / (wanted + given), 4) for name, hit in hits.items()}


def shared(a: list[list[int]], b: list[list[int]]) -> int:
    """Characters that two lists of spans share."""
    return sum(max(0, min(x[1], y[1]) - max(x[0], y[0])) for x in a for y in b)


def matched(pairs: Iterable[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """One to one, the greatest overlap first."""
    left, right, out = set(), set(), []
    for score, i, j in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
        if score and i not in left and j not in right:
            left.add(i)
            right.add(j)
            out.append((i, j))
    return out


def main() -> None:
    """Read the command line."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("step", choices=["prepare", "train", "crossval"])
    parser.add_argument("data", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("--hold", type=int, default=0, help="reports at the end kept apart for tuning")
    parser.add_argument("--only", default="", choices=["", "cues", "spans"], help="train one model alone")
    parser.add_argument("--folds", type=int, default=5, help="into how many parts crossval deals the reports")
    parser.add_argument("--few", type=int, default=0, help="do only that many of the folds")
    options = parser.parse_args()
    if options.step == "prepare":
        prepare(options.data, options.cache)
    elif options.step == "crossval":
        crossval(options.data, options.cache, options.folds, options.few)
    else:
        train(options.data, options.cache, options.out, options.hold, options.only)


if __name__ == "__main__":
    main()
