"""The learned part: which words bear a cue, and which words around it are source and content."""

from __future__ import annotations

import gzip
import json
import logging
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from warledger.coding.attribution.features import candidates, cue_features, rule_at
from warledger.coding.attribution.found import Found
from warledger.coding.attribution.spans import span_features
from warledger.coding.attribution.table import Table
from warledger.coding.attribution.windows import window

LOG = logging.getLogger(__name__)
_WEIGHTS = "weights"


@dataclass(slots=True)
class Guess:
    """What the models see at a candidate."""

    head: int
    probability: float
    rule: Found | None
    source: list[int]
    content: list[list[int]]


@dataclass(slots=True)
class Model:
    """The two trained taggers and the cue words frequent enough to have features of their own.

    ``raw`` holds the weights: the taggers point into that memory and do not own it.
    """

    cues: Any
    spans: Any
    frequent: frozenset[str]
    raw: tuple[bytes, ...]

    def guess(self, table: Table) -> list[Guess]:
        """All candidates with how likely they bear a cue; their spans are left open (``read``)."""
        out: list[Guess] = []
        row: list[int] = []
        for word in [*candidates(table), -1]:
            if row and (word < 0 or table.sentence[word] != table.sentence[row[0]]):
                out.extend(self._sentence(table, row))
                row = []
            row.append(word)
        return out

    def _sentence(self, table: Table, row: list[int]) -> list[Guess]:
        rules = [rule_at(table, word) for word in row]
        self.cues.set([cue_features(table, word, rule) for word, rule in zip(row, rules, strict=True)])
        return [
            Guess(word, self.cues.marginal("C", index), rule, [], [])
            for index, (word, rule) in enumerate(zip(row, rules, strict=True))
        ]

    def read(self, table: Table, guess: Guess) -> None:
        """Fill in the spans of a guess: the dear part, for those that are taken alone."""
        view = window(table, guess.head)
        tags = self.spans.tag(span_features(table, view, guess.rule, self.frequent))
        source, content = guess.source, guess.content
        before = "O"
        for index, tag in enumerate(tags):
            if tag.endswith("-S"):
                source.extend(view.words(index))
            elif tag == "B-C" or (tag == "I-C" and not before.endswith("-C")):
                content.append(list(view.words(index)))
            elif tag == "I-C":
                content[-1].extend(view.words(index))
            before = tag


@cache
def load(folder: str = "") -> Model | None:
    """Load the trained models; None where they, or the library that runs them, are not there.

    Args:
        folder: Where they lie; "" takes the package's own.
    """
    try:
        import pycrfsuite  # noqa: PLC0415 - a compiled library that rules alone do without
    except ImportError:
        LOG.warning("python-crfsuite is not installed: attribution falls back on rules alone")
        return None
    base = Path(folder) if folder else Path(str(files(__package__).joinpath(_WEIGHTS)))
    taggers = []
    raw: list[bytes] = []
    for name in ("cues", "spans"):
        path = base / f"{name}.crfsuite.gz"
        if not path.is_file():
            LOG.warning("no weights in %s: attribution falls back on rules alone", base)
            return None
        tagger = pycrfsuite.Tagger()
        raw.append(gzip.decompress(path.read_bytes()))
        tagger.open_inmemory(raw[-1])
        taggers.append(tagger)
    frequent = frozenset(json.loads((base / "frequent.json").read_text(encoding="utf-8")))
    return Model(taggers[0], taggers[1], frequent, tuple(raw))
