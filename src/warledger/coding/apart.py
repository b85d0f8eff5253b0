"""Days told by how far they are from another happening: "a day after the army took the town"."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from warledger.coding.count_words import knowledge
from warledger.coding.syntax import governing_verb, is_verb

if TYPE_CHECKING:
    from warledger.coding.events import Event
    from warledger.language.tokens import Token

_UNITS = {"hour": 0, "day": 1, "week": 7}
_SIGNS = {"after": -1, "before": 1}
_CLIMB = 3


def days_apart(event: Event) -> tuple[timedelta, Token] | None:
    """How far an event is from the happening whose clause it dates, and the word that joins the two.

    Args:
        event: A matched frame.

    Returns:
        What to add to the other happening's day, and "after" or "before"; None where nothing is told.
    """
    joint = _joint(event)
    if joint is None or not joint.i:
        return None
    unit = joint.nbor(-1)
    if unit.dep_ == "pobj":
        return None  # "killed in four days after …"
    days = _UNITS.get(unit.lemma_.lower())
    number = _number(unit)
    if days is None or number is None:
        return None
    return timedelta(days=_SIGNS[joint.lower_] * days * number), joint


def _joint(event: Event) -> Token | None:
    """The "after" or "before" that opens the clause or the phrase of an event."""
    noun = event.trigger
    if not event.frame.verbal and noun.dep_ == "pobj" and noun.head.lower_ in _SIGNS:
        return noun.head
    verb = governing_verb(event.verb)
    for _ in range(_CLIMB):
        if not is_verb(verb):
            return None
        mark = next((c for c in verb.lefts if c.dep_ in {"mark", "prep"} and c.lower_ in _SIGNS), None)
        if mark is not None:
            return mark if verb.dep_ in {"advcl", "pcomp", "acl"} else None
        if verb.dep_ not in {"xcomp", "ccomp"} or verb.head == verb:
            return None
        verb = verb.head
    return None


def _number(unit: Token) -> int | None:
    """The number before a unit of time: "a day", "two weeks", "3 days"; None for "days"."""
    if unit.tag_ == "NN" and not any(c.dep_ == "nummod" for c in unit.lefts):
        return 1
    for child in unit.lefts:
        if child.text.isdecimal():
            return int(child.text[:3])
        if child.dep_ == "nummod" and child.lower_ in knowledge().numbers:
            return int(knowledge().numbers[child.lower_])
    return None
