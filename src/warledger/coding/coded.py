"""The codes of a claim in the forms that analysts use, by who did it, to whom, where and how."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from warledger.coding.codebook import Kind
from warledger.coding.parties import is_civilian, is_state
from warledger.model import Actor, Codes, Place

if TYPE_CHECKING:
    from warledger.coding.events import Event
    from warledger.coding.reading import Reading

STATE_BASED, NON_STATE, ONE_SIDED = 1, 2, 3
_PEACEFUL = re.compile(
    r"\bwithout (?:a |any )?(?:fight|fighting|resistance|battle|bloodshed|firing a shot)\b"
    r"|\b(?:under|as part of|after) (?:a|an|the) (?:\S+ ){0,3}(?:deal|agreement|settlement)\b"
    r"|\b(?:after|as|since|when|once) (?:\S+ ){1,8}?"
    r"(?:withdrew|withdrawn|pulled (?:out|back)|fled|left|retreated|abandoned|pullout|withdrawal)\b"
    r"|\b(?:abandoned|vacated|deserted) by\b|\bpeaceful(?:ly)?\b|\bunopposed\b",
    re.IGNORECASE,
)
_TAKEN = frozenset({"capture"})
_HARMING = frozenset(
    {"clash", "attack", "airstrike", "shelling", "bombing", "killing", "chemical", "sexual_violence"}
)
_OF_CIVILIANS = frozenset({"killing", "sexual_violence"})


@dataclass(slots=True, frozen=True)
class Deed:
    """What is to be coded: the kind, what was matched, who did it to whom and where, and if it is to come."""

    kind: Kind
    event: Event
    actors: tuple[Actor, ...]
    targets: tuple[Actor, ...]
    place: Place | None
    planned: bool


def codes_of(reading: Reading, deed: Deed) -> Codes:
    """The codes of one claim.

    ACLED's sub-event says who takes a place: the forces of the state that it lies in regain it, all others
    overtake it, and where it was given up or negotiated it changes hands without violence (ACLED Codebook,
    "Battles" and "Strategic developments"). UCDP's type of violence is 1 where a state is a side, 2 between
    others, 3 against civilians (UCDP GED Codebook), 0 where it is no violence or the sides are not told.
    """
    kind, event, actors, targets, place = deed.kind, deed.event, deed.actors, deed.targets, deed.place
    civilians = bool(targets) and any(is_civilian(reading, t) for t in targets)
    by_state = any(is_state(reading, a) and _at_home(reading, a, place) for a in actors)
    codes = kind.codes(by_state, civilians, event.codes or event.frame.codes, deed.planned)
    if kind.name in _TAKEN and _PEACEFUL.search(event.sentence.text):
        codes = replace(
            codes,
            acled_event_type="Strategic developments",
            acled_sub_event_type="Non-violent transfer of territory",
        )
    return replace(codes, ucdp_type_of_violence=_violence(reading, kind, actors, targets))


def _violence(reading: Reading, kind: Kind, actors: Iterable[Actor], targets: Iterable[Actor]) -> int:
    if kind.name not in _HARMING:
        return 0
    one, other = list(actors), list(targets)
    if any(is_civilian(reading, t) for t in other) or (not other and kind.name in _OF_CIVILIANS):
        return ONE_SIDED
    if any(is_state(reading, a) for a in (*one, *other)):
        return STATE_BASED
    known = len(one) + len(other) > 1 and all(reading.registry.get(a.id) for a in (*one, *other) if a.id)
    return NON_STATE if known and all(a.id for a in (*one, *other)) else 0


def _at_home(reading: Reading, actor: Actor, place: Place | None) -> bool:
    """Whether a state's forces act in their own country; so it is taken where the country is not known."""
    entry = reading.registry.get(actor.id) if actor.id else None
    if entry is None or not entry.country or place is None or not place.country:
        return True
    return bool(entry.country == place.country)
