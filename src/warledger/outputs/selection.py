"""Which happenings qualify for a form, as an explicit choice with a safe default."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from warledger.ledger.queries import Filter


class Flag(StrEnum):
    """What speaks against taking a happening as it stands."""

    DENIED = "denied"
    DISPUTED = "disputed"
    PLANNED = "planned"
    HYPOTHETICAL = "hypothetical"
    BACKGROUND = "background"


_REASONS = {
    Flag.DENIED: "only denied",
    Flag.DISPUTED: "disputed, and nothing has settled it",
    Flag.PLANNED: "planned, not happened",
    Flag.HYPOTHETICAL: "only possible",
    Flag.BACKGROUND: "history told as background",
}


@dataclass(slots=True, frozen=True)
class LeftOut:
    """A happening that a form does not hold, and why.

    Attributes:
        event: The incident's name.
        kind: The codebook's kind.
        claim: The ledger's number of the claim that tells it best.
        reason: In words.
        quote: The words of the claim.
    """

    event: str
    kind: str
    claim: int
    reason: str
    quote: str


@dataclass(slots=True, frozen=True)
class Selection:
    """What may come into a form besides what is asserted, has happened and is undisputed.

    Attributes:
        include: Flags that may come in; each stays visible in the form's own way (tags, a column).
        origins: At least so many independent origins.
    """

    include: frozenset[Flag] = frozenset()
    origins: int = 1

    @classmethod
    def of(cls, include: Iterable[str], origins: int = 1) -> Selection:
        """From words; "all" takes every flag.

        Raises:
            ValueError: A word is no flag.
        """
        words = [w.strip() for w in include if w.strip()]
        known = ", ".join(Flag)
        for word in words:
            if word != "all" and word not in list(Flag):
                raise ValueError(f"{word!r} is none of {known} and all")
        return cls(frozenset(Flag) if "all" in words else frozenset(Flag(w) for w in words), origins)

    def refuses(self, flags: Sequence[Flag], origins: int) -> str:
        """Why a happening stays out, or ""."""
        for flag in flags:
            if flag not in self.include:
                return _REASONS[flag]
        if origins < self.origins:
            return f"told by {origins} independent origin{'s' * (origins != 1)}, fewer than {self.origins}"
        return ""


EVERYTHING = Filter()
PLAIN = Selection()


def summed_up(left: Sequence[LeftOut]) -> str:
    """What was left out, in one line: "7 left out: 4 planned, not happened; 3 disputed …"; "" for nothing."""
    if not left:
        return ""
    tally = Counter(item.reason for item in left)
    parts = [f"{n} {reason}" for reason, n in sorted(tally.items(), key=lambda kv: (-kv[1], kv[0]))]
    return f"{len(left)} left out: {'; '.join(parts)}"
