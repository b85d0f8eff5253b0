"""Kinds of places: their level, and how far they reach."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from warledger.knowledge import bundled
from warledger.model import Level


@dataclass(slots=True, frozen=True)
class Kind:
    """What the gazetteer calls a kind of place.

    Attributes:
        level: How large such a place is.
        radius_km: How far it reaches when nothing better is known.
        words: The common nouns by which reports call it ("airbase", "crossing").
    """

    level: Level
    radius_km: float
    words: tuple[str, ...]


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by name (data/kinds.yaml)."""
    raw = bundled(__package__, "data/kinds.yaml")
    return {
        name: Kind(Level(k["level"]), float(k["radius_km"]), tuple(k.get("words", ())))
        for name, k in raw.items()
    }


@cache
def kind_of_word() -> dict[str, str]:
    """Common nouns and the kind that they ask for."""
    return {word: name for name, kind in kinds().items() for word in kind.words}


def level_of(kind: str) -> Level:
    """The level of a kind; a town's for unknown kinds."""
    found = kinds().get(kind)
    return found.level if found else Level.TOWN


def radius_of(kind: str) -> float:
    """The usual reach of a kind in kilometres."""
    found = kinds().get(kind)
    return found.radius_km if found else 5.0
