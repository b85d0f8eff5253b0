#!/usr/bin/env python3
"""Train the attribution models on PolNeAR. See README.md beside this file.

train.py prepare TRAIN.jsonl CACHE.spacy     # parse once
train.py train TRAIN.jsonl CACHE.spacy OUT_DIR [--hold N]
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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pycrfsuite

from warledger.coding.attribution.features import candidates, cue_features, rule_at
from warledger.coding.attribution.spans import span_features
from warledger.coding.attribution.table import Table, tabulate
from warledger.coding.attribution.windows import window
from warledger.language.document import Document, Sentence
from warledger.language.parse import Parser, load_model, split
from warledger.model import Report
from warledger.reports.layout import lay_out

LOG = logging.getLogger("train")
SEED = 4
FREQUENT = 8
CUES = {"c1": 0.3, "c2": 0.05, "max_iterations": 120}
SPANS = {"c1": 0.3, "c2": 0.05, "max_iterations": 140}
Json = dict[str, Any]


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
    reports = [Report(str(r["id"]), r["text"]) for r in rows(data)]
    for document in Parser().parse(reports):
        for chunk in document.chunks:
            kept.add(chunk)
    kept.to_disk(cache)


def documents(data: Path, cache: Path) -> Iterator[tuple[Json, Document]]:
    """The reports with their cached parse."""
    from spacy.tokens import DocBin  # noqa: PLC0415

    chunks = iter(list(DocBin().from_disk(cache).get_docs(load_model().vocab)))
    for row in rows(data):
        document = Document(Report(str(row["id"]), row["text"]), lay_out(row["text"]))
        for index, paragraph in enumerate(document.paragraphs):
            for span in split(document.layout.text, paragraph.body):
                chunk = next(chunks)
                document.chunks.append(chunk)
                for tokens in chunk.sents:
                    if tokens.text.strip():
                        document.sentences.append(
                            Sentence(tokens, span.start, index, len(document.sentences))
                        )
        yield row, document


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


def fit(sequences: list[tuple[Any, list[str]]], params: Json, out: Path) -> None:
    """Train one CRF and keep it gzipped."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(params | {"feature.possible_transitions": True})
    for features, tags in sequences:
        trainer.append(features, tags)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        raw = path.read_bytes()
    with gzip.GzipFile(out, "wb", mtime=0) as packed:
        packed.write(raw)
    LOG.info("%s: %d sequences, %.1f MB packed", out.name, len(sequences), out.stat().st_size / 1e6)


def train(data: Path, cache: Path, out: Path, hold: int) -> None:
    """Train both models, on all but the last ``hold`` reports."""
    random.seed(SEED)  # L-BFGS draws nothing; kept for whatever shuffles later
    out.mkdir(parents=True, exist_ok=True)
    kept = []
    counts: Counter[str] = Counter()
    reports = list(documents(data, cache))
    for row, document in reports[: len(reports) - hold]:
        table = tabulate(document)
        able = candidates(table)
        marks = gold(table, row, set(able))
        counts.update(table.lemma[h] for h in marks)
        kept.append((table, able, marks))
    frequent = frozenset(lemma for lemma, n in counts.items() if n >= FREQUENT)
    cue_rows: list[tuple[Any, list[str]]] = []
    span_rows: list[tuple[Any, list[str]]] = []
    for table, able, marks in kept:
        by_sentence: dict[int, list[int]] = {}
        for word in able:
            by_sentence.setdefault(table.sentence[word], []).append(word)
        for sentence in by_sentence.values():
            cue_rows.append(
                (
                    pycrfsuite.ItemSequence([cue_features(table, w, rule_at(table, w)) for w in sentence]),
                    ["C" if w in marks else "O" for w in sentence],
                )
            )
        for head, mark in marks.items():
            view = window(table, head)
            features = span_features(table, view, rule_at(table, head), frequent)
            span_rows.append((pycrfsuite.ItemSequence(features), labels(table, view, mark)))
    (out / "frequent.json").write_text(json.dumps(sorted(frequent)) + "\n", encoding="utf-8")
    fit(cue_rows, CUES, out / "cues.crfsuite.gz")
    fit(span_rows, SPANS, out / "spans.crfsuite.gz")


def main() -> None:
    """Read the command line."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("step", choices=["prepare", "train"])
    parser.add_argument("data", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("--hold", type=int, default=0, help="reports at the end kept apart for tuning")
    options = parser.parse_args()
    if options.step == "prepare":
        prepare(options.data, options.cache)
    else:
        train(options.data, options.cache, options.out, options.hold)


if __name__ == "__main__":
    main()
