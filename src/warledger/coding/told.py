"""An event with all that was read of it, before it becomes claims."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from warledger.model import Actor, Counts, Period, Source, Span, Stance

if TYPE_CHECKING:
    from warledger.coding.events import Event
    from warledger.coding.status import Judgement
    from warledger.coding.where import Where

INHERITING = frozenset({"capture", "withdraw", "hold", "handover", "besiege"})
SPOKEN = frozenset({"support", "condemn", "demand", "reject", "threaten", "talks", "politics"})
REACH = 2


@dataclass(slots=True)
class Told:
    """An event with all that was read of it."""

    kind: str
    event: Event
    source: Source
    judgement: Judgement
    where: Where
    period: Period | None
    actors: tuple[Actor, ...]
    targets: tuple[Actor, ...]
    span: Span
    counts: Counts = field(default_factory=Counts)
    deniers: list[Source] = field(default_factory=list)
    retellings: list[Event] = field(default_factory=list)


def places_of(where: Where) -> set[str]:
    """The gazetteer ids of an event's places, or their names."""
    return {p.gazetteer_id or p.name for p in where.places}


def opposite(stance: Stance) -> Stance:
    """What a denial makes of a stance."""
    return Stance.ASSERTS if stance is Stance.DENIES else Stance.DENIES
