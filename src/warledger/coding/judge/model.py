"""The judge's model: a softmax over word features and word vectors, and a logistic gate; numpy only."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

NONE = "NONE"
FACT = "FACT"
SCALE = 3.0
DENSE = 2.0
_FILE = "judge.npz"


@dataclass(slots=True)
class Vectors:
    """Word vectors by word, some tens of thousands.

    Attributes:
        rows: The row of a word.
        table: One vector a row, and a last row of zeros.
    """

    rows: dict[str, int]
    table: Floats

    def means(self, texts: Sequence[Sequence[str]]) -> Floats:
        """One row a text: the mean vector of its known words, of length one; zeros where none is known."""
        rows = self.rows
        sums = segment_sums(self.table, [[r for w in t if (r := rows.get(w)) is not None] for t in texts])
        lengths = np.sqrt((sums * sums).sum(axis=1, keepdims=True))
        means: Floats = sums / (lengths + 1e-9)
        return means


def segment_sums(table: Floats, rows: Sequence[Sequence[int]]) -> Floats:
    """For each list of row numbers the sum of those rows; the table's last row is all zeros."""
    zero = len(table) - 1
    flat = [r for segment in rows for r in (*segment, zero)]
    starts = np.cumsum([0] + [len(segment) + 1 for segment in rows[:-1]])
    sums: Floats = np.add.reduceat(table.take(flat, axis=0), starts, axis=0)
    return sums


def with_zeros(table: Floats) -> Floats:
    """The table with a last row of zeros."""
    return np.vstack([table, np.zeros((1, table.shape[1]), dtype=np.float32)])


@dataclass(slots=True)
class Model:
    """What a predicate tells: P(class) for the PLOVER types, FACT (told, but no type of PLOVER) and NONE.

    Attributes:
        classes: Names of the classes.
        index: The row of a feature's name.
        weights: One row a feature, one column a class; a last row of zeros.
        dense: Weights of the three vectors (head, arguments, sentence) laid end to end.
        bias: One a class.
        vectors: The word vectors.
        gate_names: The columns of the gate.
        gate: Its weights, the last the bias.
    """

    classes: list[str]
    index: dict[str, int]
    weights: Floats
    dense: Floats
    bias: Floats
    vectors: Vectors
    gate_names: list[str] = field(default_factory=list)
    gate: Floats = field(default_factory=lambda: np.zeros(1, dtype=np.float32))
    types: list[str] = field(init=False)
    _gate_weights: dict[str, float] = field(init=False, repr=False)
    _bias: float = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Keep the gate by name."""
        self.types = [c for c in self.classes if c not in {NONE, FACT}]
        self.set_gate(self.gate_names, self.gate)

    def rows(self, names: Sequence[str]) -> list[int]:
        """The rows of those features that are known, each once."""
        index = self.index
        return list({row for name in names if (row := index.get(name)) is not None})

    def set_gate(self, names: list[str], gate: Floats) -> None:
        """Take a gate: the names of its columns and its weights, the bias last."""
        self.gate_names, self.gate = names, gate
        values = [float(v) for v in gate]
        self._gate_weights = dict(zip(names, values[:-1], strict=True))
        self._bias = values[-1]

    @classmethod
    def load(cls) -> Model:
        """The bundled weights."""
        path = files(__package__).joinpath("weights", _FILE)
        with path.open("rb") as stream, np.load(stream) as raw:
            names = str(raw["names"]).split("\n")
            words = str(raw["words"]).split("\n")
            return cls(
                classes=str(raw["classes"]).split("\n"),
                index={name: row for row, name in enumerate(names)},
                weights=with_zeros(raw["weights"].astype(np.float32) * raw["scale"].astype(np.float32)),
                dense=raw["dense"].astype(np.float32),
                bias=raw["bias"].astype(np.float32),
                vectors=Vectors(
                    {word: row for row, word in enumerate(words)},
                    with_zeros(raw["vectors"].astype(np.float32) / 127.0),
                ),
                gate_names=str(raw["gate_names"]).split("\n"),
                gate=raw["gate"].astype(np.float32),
            )

    def believes(self, numbers: dict[str, float]) -> float:
        """The gate's probability that a candidate is a claim."""
        total = self._bias
        weights = self._gate_weights
        for name, value in numbers.items():
            total += weights.get(name, 0.0) * value
        return 1.0 / (1.0 + math.exp(-total))
