"""What stands around an event: words of place, counts, and which harm which kind of event can do."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING

from warledger.coding.antecedents import DEFINITE
from warledger.coding.codebook import Kind, word_classes
from warledger.coding.events import Event
from warledger.coding.place_phrases import words
from warledger.coding.syntax import after, governing_verb, is_verb, objects
from warledger.model import Level, Place
from warledger.places.measured import is_put

if TYPE_CHECKING:
    from warledger.coding.counts import CountMention
    from warledger.coding.parties import Sides
    from warledger.coding.reading import Reading

_BESIDE_KM = 8.0
_KNOWN = DEFINITE | {"all", "both"}  # "all seven villages" are those that were named
_AT = frozenset({"in", "at", "near", "around", "across", "throughout", "outside", "inside", "on", "over"})
_PRISONERS = frozenset({"prisoner", "captive", "pow"})  # whoever they are, they were fighting
_HARMING = frozenset({"die", "perish", "kill", "wound", "injure", "lose"})
_HARM = frozenset({"casualty", "loss", "injury", "fatality", "death"})
_FROM_WHEN = frozenset({"since", "before", "until"})
_YEAR = 4
_WITH_AIRCRAFT = frozenset({"state", "army", "government"})
_FROM_THE_AIR = frozenset(
    {"strike", "raid", "attack", "hit", "target", "kill", "pound", "eliminate", "neutralise"}
)
HARMED_BY = {
    "killed": (
        "airstrike",
        "shelling",
        "bombing",
        "chemical",
        "attack",
        "killing",
        "clash",
        "toll",
        "capture",
        "advance",
    ),
    "injured": (
        "airstrike",
        "shelling",
        "bombing",
        "chemical",
        "attack",
        "killing",
        "clash",
        "toll",
        "protest",
        "capture",
        "advance",
    ),
    "displaced": ("displacement",),
    "detained": ("arrest", "abduction", "surrender"),
}


def is_harmless(event: Event) -> bool:
    """As in "no casualties were reported", "without suffering losses": there is nothing to claim."""
    if event.carrier is not None and event.carrier.lemma_ == "claim":
        return True  # "did not claim the attack"
    told = {w.lemma_.lower() for w in event.words}
    return event.kind in {"toll", "clash"} and bool(told & _HARM) and event.kind != "killing"


def is_dated_by(event: Event, today: datetime.date | None) -> bool:
    """As in "since the 2023 *ceasefire*": an event that only tells from when on something else is so."""
    noun = event.trigger
    if event.frame.verbal or today is None or noun.dep_ != "pobj" or noun.head.lower_ not in _FROM_WHEN:
        return False
    years = [int(t.text) for t in noun.lefts if t.text.isdecimal() and len(t.text) == _YEAR]
    return any(year < today.year for year in years)


def is_flown(reading: Reading, event: Event, sides: Sides, places: list[Place]) -> bool:
    """Whether an attack is an air force's, by the registry: "the air force killed 30 in *strikes*".

    Strikes of a state in another land are flown too, where nothing else is said.
    """
    if event.kind not in {"attack", "killing"} or event.trigger.lemma_ not in _FROM_THE_AIR:
        return False
    entries = [e for e in (reading.registry.get(a.id) for a in sides.actors if a.id) if e is not None]
    if any(entry.kind == "airforce" for entry in entries):
        return True
    lands = {p.country for p in places if p.country}
    abroad = any(e.kind in _WITH_AIRCRAFT and e.country and lands and e.country not in lands for e in entries)
    return abroad and event.trigger.tag_ in {"NN", "NNS"} and event.trigger.lemma_ == "strike"


def somewhere(reading: Reading, event: Event) -> bool:
    """Whether words of place stand with an event, be they resolved or not ("throughout the city")."""
    verb = governing_verb(event.trigger)
    heads = [*event.places, *after(event.trigger, _AT), *(after(verb, _AT) if is_verb(verb) else ())]
    if event.trigger.dep_ == "nsubj" and is_verb(verb):
        heads += objects(verb)
    return any("territory" in reading.classes(event.sentence, h) for h in heads)


def has_count(reading: Reading, event: Event) -> bool:
    """Whether people harmed by an event are counted in its sentence."""
    span = event.sentence.span
    here = [c for c in reading.counts if span.start <= c.span.start < span.end]
    if event.kind in {"toll", "killing", "displacement"}:
        return bool(here)
    over = event.trigger.head
    if event.trigger.dep_ == "pobj" and over.lower_ in {"in", "during"} and over.head.lemma_ in _HARMING:
        return event.kind in HARMED_BY["killed"] and bool(here)  # "twelve people died in the airstrike"
    cause = event.trigger.dep_ in {"nsubj", "agent", "pobj"} and over.lemma_ in {
        "kill",
        "wound",
        "injure",
        "leave",
        "by",
    }
    return cause and event.kind in HARMED_BY["killed"] and bool(here)


def of_unnamed(event: Event) -> bool:
    """Whether an event is of settlements that nobody names: "took *several villages*"."""
    heads = [*event.places, *objects(event.trigger)]
    return any(
        t.tag_ == "NNS"
        and t.lemma_ in words().settlements
        and not any(c.lower_ in _KNOWN for c in t.subtree if c.i < t.i)
        for t in heads
    )


def beside_town(place: Place, kind: Kind) -> Place:
    """The edge, the surroundings of a town are another place than the town when it comes to who holds it."""
    if kind.family != "territory" or place.level is not Level.TOWN or is_put(place):
        return place
    if place.radius_km < _BESIDE_KM:
        return place
    # One name, whichever report comes first: "north of Hama" and "the entrances of Hama" are one place here.
    called = f"around {place.resolved or place.name}"
    return replace(place, gazetteer_id=f"{place.gazetteer_id}#beside", resolved=called, level=Level.POINT)


def is_motive(reading: Reading, counted: CountMention) -> bool:
    """Whether a death is only what something was done for: "in retaliation for the *killing* of …"."""
    sentence = reading.document.sentences[counted.sentence]
    word = next((t for t in sentence.words if sentence.at(t).overlaps(counted.trigger)), None)
    if word is None or is_verb(word) or word.dep_ != "pobj":
        return False
    over = word.head.head
    return word.head.lower_ in {"for", "over"} and over.lemma_.lower() in word_classes()["requitals"]


def are_fighters(reading: Reading, counted: CountMention) -> bool:
    """Whether those counted are fighters, or prisoners of whom nothing else is told ("took 20 prisoners")."""
    span = counted.people or counted.trigger
    sentence = reading.document.sentences[counted.sentence]
    names = {t.lemma_.lower() for t in sentence.words if span.start <= sentence.at(t).start < span.end}
    fighters = word_classes()["forces"] - word_classes()["people"]
    return bool(names & (fighters | _PRISONERS))
