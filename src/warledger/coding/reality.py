"""How real the words around an event make it: the types, and the lists of ``status.yaml``.

A word that governs an event passes on, alters or turns round how real it is: "managed to enter" is an entry,
"failed to enter" is none, "vowed to enter" is one to come. The classes are those of ``status.yaml``; the idea
of such signatures is that of Nairn, Condoravdi and Karttunen (2006), that of reading them off one after the
other while climbing the parse that of Saurí and Pustejovsky (2012).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from warledger.knowledge import bundled
from warledger.model import Status

_OPEN = frozenset({Status.HAPPENED, Status.ONGOING})


@dataclass(slots=True)
class Reality:
    """What the words around an event make of it.

    Attributes:
        status: How real, and how recent; None where nothing marks it, so that it is told as done.
        negated: Whether it is said not to be so.
        drop: Whether nobody says that it is, was or will be: a purpose, a demand on others, an analysis.
        hedged: Whether it is told only as likely, as hearsay or as a belief.
        generic: Whether it is a habit or a standing trait rather than something that happened.
        present: Whether its verb stands in the present, so that it is told of now, whatever day stands by it.
        reason: Which words made it so.
    """

    status: Status | None = None
    negated: bool = False
    drop: bool = False
    hedged: bool = False
    generic: bool = False
    present: bool = False
    reason: str = ""

    @property
    def settled(self) -> bool:
        """Whether no word further up can change it."""
        return self.drop or (self.status is not None and self.status not in _OPEN)

    def mark(self, status: Status, reason: str, drop: bool = False) -> None:
        """Take a status; one that is unreal already stays."""
        if not self.settled:
            self.status, self.reason, self.drop = status, reason, drop


@dataclass(slots=True, frozen=True)
class Words:
    """The lists of ``status.yaml``.

    Attributes:
        verbs: What a verb makes of what hangs on it.
        nouns: The same for nouns.
        adjectives: The same for adjectives.
        sets: The other lists by name.
    """

    verbs: dict[str, str]
    nouns: dict[str, str]
    adjectives: dict[str, str]
    sets: dict[str, frozenset[str]]


@cache
def words() -> Words:
    """Read the lists; the first class that lists a word has it."""
    raw = bundled(__package__, "status.yaml")
    governs: dict[str, dict[str, str]] = {}
    for part, classes in raw.pop("governs").items():
        table = governs.setdefault(part, {})
        for name, members in classes.items():
            for member in members:
                table.setdefault(str(member), name)
    sets = {name: frozenset(str(w) for w in members) for name, members in raw.items()}
    return Words(governs["verbs"], governs["nouns"], governs["adjectives"], sets)
