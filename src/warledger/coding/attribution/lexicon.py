"""The cue lexicon of ``cues.yaml``, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from warledger.knowledge import bundled


@dataclass(slots=True, frozen=True)
class Lexicon:
    """Words by which a report hands the word to someone else.

    Attributes:
        verbs: Class of a verb by its dictionary form.
        particles: For "point out", "call for": classes by verb and the word that must follow.
        nouns: Class of a noun.
        classes: The names of all classes.
        propositions: Classes whose content is something told.
        sets: The other word lists of the file, by name.
        phrases: Set phrases of someone who says neither yes nor no.
    """

    verbs: dict[str, str]
    particles: dict[tuple[str, str], str]
    nouns: dict[str, str]
    classes: frozenset[str]
    propositions: frozenset[str]
    sets: dict[str, frozenset[str]]
    phrases: tuple[str, ...]


_LISTS = (
    "citing", "carrying", "statements", "issuing", "occasions", "tellings", "untrue", "true", "truth",
    "performing", "performed", "hearsay", "persons", "institutions", "needs_clause", "figures", "plain",
    "deny_forms", "tellers", "platforms", "deny_tellings", "withheld",
)  # fmt: skip


@cache
def lexicon() -> Lexicon:
    """Read the lexicon; the first class that lists a word has it."""
    raw: dict[str, Any] = bundled("warledger.coding", "cues.yaml")
    verbs: dict[str, str] = {}
    particles: dict[tuple[str, str], str] = {}
    nouns: dict[str, str] = {}
    order = ["confirm", "plan", "accuse", *raw["classes"]]
    for name in dict.fromkeys(order):
        entry = raw["classes"][name]
        for verb in entry.get("verbs", []):
            head, _, particle = verb.partition(" ")
            if particle:
                particles.setdefault((head, particle), name)
            else:
                verbs.setdefault(head, name)
        for noun in entry.get("nouns", []):
            nouns.setdefault(noun, name)
    sets = {name: frozenset(raw[name]) for name in _LISTS}
    sets["negated"] = frozenset(raw["neutral"]["verbs_negated"])
    sets["declined"] = frozenset(raw["neutral"]["declined"])
    return Lexicon(
        verbs,
        particles,
        nouns,
        frozenset(raw["classes"]),
        frozenset(name for name, entry in raw["classes"].items() if entry.get("proposition") == "yes"),
        sets,
        tuple(raw["neutral"]["phrases"]),
    )
