"""A report's cast, asked by word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from warledger.actors import Cast, Registry
from warledger.model import Actor, Place

if TYPE_CHECKING:
    from warledger.language.document import Document


@dataclass
class Asked:
    """A cast and the text that it is of."""

    document: Document
    cast: Cast

    def who(self, word: str, nth: int = 0, speaker: Actor | None = None) -> Actor:
        """The party at the nth time that a word stands in the text."""
        found = [(s, t) for s in self.document.sentences for t in s.words if t.text == word]
        return self.cast.actor_at(*found[nth], speaker)

    def all(self, word: str, nth: int = 0) -> list[str]:
        """The names of the parties at a word."""
        found = [(s, t) for s in self.document.sentences for t in s.words if t.text == word]
        return [a.name for a in self.cast.actors_at(*found[nth])]


@pytest.fixture(scope="session")
def ask(parse: Callable[..., Document], registry: Registry) -> Callable[..., Asked]:
    """Read a text: ``ask(text, date).who("it")``."""

    def read(text: str, date: str = "2024-12-01", places: Sequence[Place] = ()) -> Asked:
        document = parse(text, date)
        return Asked(document, Cast(document, registry, places))

    return read
