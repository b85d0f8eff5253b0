"""A gate before the parser: reports that have too few words of war are not parsed at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

_WORD = re.compile(r"[a-z][a-z0-9'’-]*")


@dataclass(slots=True, frozen=True)
class Gate:
    """What lets a report pass.

    Attributes:
        weights: Weight of each word.
        least: Weight for each word of the report that lets it pass.
        enough: Weight in all that lets it pass, however long it is.
    """

    weights: dict[str, float]
    least: float
    enough: float

    def passes(self, text: str) -> bool:
        """Whether a report may hold a claim of the codebook; False only where hardly a word speaks of war."""
        words = _WORD.findall(text.casefold())
        total = sum(self.weights.get(word, 0.0) for word in words)
        return total > 0 and (total >= self.enough or total >= self.least * len(words))


@cache
def gate() -> Gate:
    """The gate of gate.yaml."""
    raw = yaml.load(
        files(__package__).joinpath("gate.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    weights = {str(word): float(weight) for weight, words in raw["weights"].items() for word in words}
    return Gate(weights, float(raw["least"]), float(raw["enough"]))
