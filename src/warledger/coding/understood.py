"""Who did it where the words do not say it: those told of before, or those who speak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warledger.coding.parties import Sides, as_forces, fighter
from warledger.coding.syntax import is_passive, is_verb
from warledger.coding.told import Told, places_of
from warledger.model import Actor, Stance, Status

if TYPE_CHECKING:
    from warledger.coding.codebook import Kind
    from warledger.coding.events import Event
    from warledger.coding.reading import Reading
    from warledger.coding.where import Where

_FOUGHT = frozenset({"attack", "clash", "airstrike", "shelling", "bombing", "advance"})


@dataclass(slots=True, frozen=True)
class Telling:
    """An event as it is told.

    Attributes:
        reading: The report.
        event: The event.
        kind: Its kind.
        speaker: Who tells it; None in the report's own voice.
    """

    reading: Reading
    event: Event
    kind: Kind
    speaker: Actor | None


def understood(t: Telling, sides: Sides, where: Where, before: list[Told]) -> None:
    """Who did it where the words do not say it: those told of before, or those who speak."""
    if sides.actors:
        return
    own = fighter(t.reading, t.speaker) if t.speaker is not None else ()
    forces = tuple(as_forces(t.reading, a) for a in own)
    if t.kind.name == "capture":
        told_of = () if t.event.trigger.lemma_ == "change" else _known_doer(where, before)
        sides.actors = _liberator(t.reading, t.event, t.speaker) or told_of
    elif t.kind.name == "hold":
        sides.actors = forces
    elif t.kind.name == "withdraw" and not sides:
        sides.actors = forces or _leavers(before)
    if not sides and not where.places and t.kind.name in _FOUGHT and not is_passive(t.event.trigger):
        sides.actors = own
    if not sides.actors and t.kind.name == "attack" and begins(t.event):
        sides.actors = _attackers(before)


def _known_doer(where: Where, before: list[Told]) -> tuple[Actor, ...]:
    """Who took a place, where that was told before and now is only spoken of; not who only means to."""
    here = places_of(where)
    there = [i for i in before if i.actors and here & places_of(i.where) and _is_told(i)]
    gone = {a for i in there if i.kind == "withdraw" for a in i.actors}
    for kinds in ({"capture"}, {"advance", "attack"}):
        for item in reversed(there):
            if item.kind in kinds and not gone.intersection(item.actors):
                return item.actors
    return ()


def _is_told(item: Told) -> bool:
    """Whether something is told to have happened, or to go on."""
    judged = item.judgement
    return judged.stance is Stance.ASSERTS and judged.status not in {Status.PLANNED, Status.HYPOTHETICAL}


def begins(event: Event) -> bool:
    """As in "the offensive began on Monday": a campaign that was told of, and now its first day."""
    noun = event.trigger
    over = noun.head
    campaign = not event.frame.verbal and noun.dep_ in {"nsubj", "nsubjpass"}
    return campaign and is_verb(over) and over.lemma_ in {"begin", "start"}


def _attackers(before: list[Told]) -> tuple[Actor, ...]:
    """Whose offensive a report tells of: those who first attack, advance or take a place in it."""
    doers = (i.actors for i in before if i.kind in {"attack", "advance", "capture"} and i.actors)
    return next(doers, ())


def _leavers(before: list[Told]) -> tuple[Actor, ...]:
    """Whose withdrawal "the withdrawal" is: theirs of whom a report tells that they leave."""
    doers = (i.actors for i in reversed(before) if i.kind == "withdraw" and i.actors)
    return next(doers, ())


def _liberator(reading: Reading, event: Event, speaker: Actor | None) -> tuple[Actor, ...]:
    """An army that tells of a liberation without saying whose tells of its own."""
    if speaker is None or event.trigger.lemma_ not in {"liberate", "free", "clear", "cleanse", "retake"}:
        return ()
    found = fighter(reading, speaker)
    return tuple(as_forces(reading, a, units=True) for a in found)
