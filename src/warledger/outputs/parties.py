"""The two sides of an event, and how the forms of others class a party."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from warledger.control.interest import class_of, entry_of, stand_of_actor
from warledger.outputs.data import cameo

if TYPE_CHECKING:
    from warledger.ledger.rows import ClaimRow, Party

# Kinds whose parties all stand among the actors.
_TWO_SIDED = frozenset({"clash", "talks", "agreement"})
_GAIN, _LOSS = frozenset({"capture"}), frozenset({"withdraw", "surrender", "handover"})
_CLASSES = {
    "government": "State forces",
    "rebels": "Rebel group",
    "jihadists": "Rebel group",
    "separatists": "Rebel group",
    "kurdish": "Rebel group",
    "militia": "Political militia",
}
_STATE = frozenset(
    {"state", "government", "army", "airforce", "navy", "unit", "police", "intelligence", "ministry"}
)
_CIVIL = frozenset(
    """civilian civilians people residents villagers refugees children women men families worshippers patients
    passengers journalist journalists workers students hospital school market mosque church camp
    pilgrims farmers protesters demonstrators""".split()
)
UNKNOWN = "Unidentified Armed Group"


@dataclass(slots=True, frozen=True)
class Named:
    """A party with how it is classed.

    Attributes:
        name: As reports name it.
        id: The registry's, or "".
        inter: ACLED's category; "" where nothing tells.
        country: ISO 3166-1 alpha-2 code of its home, or "".
        role: CAMEO's code of its role, or "".
        kind: The registry's kind, or "".
        side: The key of its side.
    """

    name: str
    id: str = ""
    inter: str = ""
    country: str = ""
    role: str = ""
    kind: str = ""
    side: str = ""

    @property
    def is_state(self) -> bool:
        """Whether it is a state or one of its organs."""
        return self.kind in _STATE or (not self.kind and self.inter == "State forces")


@dataclass(slots=True, frozen=True)
class Side:
    """One side of an event: its parties, the chief one first; empty where nobody is named."""

    parties: tuple[Named, ...] = ()

    @property
    def first(self) -> Named | None:
        """The chief party."""
        return self.parties[0] if self.parties else None

    @property
    def others(self) -> str:
        """The rest of it, as one cell."""
        return "; ".join(p.name for p in self.parties[1:])

    @property
    def civilians(self) -> bool:
        """Whether it is civilians."""
        return bool(self.parties) and self.parties[0].inter == "Civilians"


@cache
def named(name: str, actor_id: str = "") -> Named:
    """Class a party by the registry, else by the words of its name."""
    entry = entry_of(name, actor_id)
    stand = stand_of_actor(name, actor_id)
    if entry is not None:
        role = cameo().roles.get(entry.kind, "")
        return Named(name, actor_id or entry.id, entry.inter, entry.country, role, entry.kind, stand.side)
    plain = class_of(stand)
    words = set(name.casefold().replace("-", " ").split())
    inter = _CLASSES.get(plain, "")
    if not inter and words & _CIVIL:
        inter = "Protesters" if words & {"protesters", "demonstrators"} else "Civilians"
        plain = "protesters" if inter == "Protesters" else "civilians"
    return Named(name, actor_id, inter, "", cameo().classes.get(plain, ""), "", stand.side)


def sides_of(kind: str, claims: Sequence[ClaimRow], head: ClaimRow) -> tuple[Side, Side]:
    """Who does it and to whom it is done, over all the claims of one happening; the head's names first.

    Who leaves a place is whom it is taken from: roles are turned round between its loss and its gain.
    """
    same = [c for c in claims if c.kind == kind]
    turned = [c for c in claims if {kind, c.kind} & _GAIN and {kind, c.kind} & _LOSS]
    actors = _distinct([head.actors, *(c.actors for c in same), *(c.targets for c in turned)])
    targets = _distinct([head.targets, *(c.targets for c in same), *(c.actors for c in turned)])
    if kind in _TWO_SIDED and not targets and len(actors) > 1:
        ours = [p for p in actors if p.side == actors[0].side]
        theirs = [p for p in actors if p.side != actors[0].side]
        if not theirs:
            ours, theirs = actors[:1], actors[1:]
        return Side(tuple(ours)), Side(tuple(theirs))
    taken = {p.id or p.name for p in actors}
    return Side(tuple(actors)), Side(tuple(p for p in targets if (p.id or p.name) not in taken))


def _distinct(lists: Iterable[Iterable[Party]]) -> list[Named]:
    found: dict[str, Named] = {}
    for parties in lists:
        for party in parties:
            one = named(party.name, party.id)
            found.setdefault(one.id or one.name.casefold(), one)
    return list(found.values())
