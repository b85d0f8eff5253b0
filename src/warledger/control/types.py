"""What the model of control gives: a holding, with the argument for and against it."""

from __future__ import annotations

from dataclasses import dataclass, field

from warledger.model import Actor


@dataclass(slots=True)
class Evidence:
    """A claim in the argument about a place.

    Attributes:
        claim: The ledger's number of the claim.
        day: The day that it speaks of.
        known: The day on which it was said.
        weight: What it moves, in decibans (ten times the decimal logarithm of the odds); 0 moves nothing.
        says: In words, what it says of the place ("Hayat Tahrir al-Sham takes it").
        why: Why it weighs what it weighs ("a source speaks against its own side's interest").
        source: Who says it.
        quote: In which words.
    """

    claim: int
    day: str
    known: str
    weight: float
    says: str
    why: str
    source: str
    quote: str


@dataclass(slots=True)
class Holding:
    """Who holds a place on a day.

    Attributes:
        place: The place's name.
        place_id: The ledger's number of the place.
        date: The day asked about.
        holder: The party that most likely holds it; an empty name where nobody can be named.
        side: The side that the party belongs to in the registry, or "".
        status: ``confirmed``, ``claimed``, ``disputed``, ``contested`` or ``unknown``.
        probability: Of the holder, 0…1.
        since: The day since which this party has held it, as far as is known.
        last_confirmed: The last day on which a claim by other than its own side bore the holder out.
        rivals: Other parties and their probabilities.
        claims_for: What speaks for the holder, heaviest first.
        claims_against: What speaks against it, heaviest first.
        why: The argument in words.
    """

    place: str
    place_id: int
    gazetteer_id: str
    lat: float | None
    lon: float | None
    level: str
    admin1: str
    country: str
    date: str
    holder: Actor
    side: str
    status: str
    probability: float
    since: str | None = None
    last_confirmed: str | None = None
    rivals: list[tuple[str, float]] = field(default_factory=list)
    claims_for: list[Evidence] = field(default_factory=list)
    claims_against: list[Evidence] = field(default_factory=list)
    why: str = ""


@dataclass(slots=True)
class Period:
    """Days in a row in which all that is said of a place's holder stays the same.

    Attributes:
        place: The ledger's number of the place.
        first: The first day, as an ordinal (``date.fromordinal``).
        last: The last day; None in the period that lasts.
        party: The holder's key: a side of the registry, ``name:…`` or ``class:…``; "" where nobody is known.
        holder: The holder's best name; an empty name where nobody is known.
        side: The registry's side of the holder, or "".
        status: ``confirmed``, ``claimed``, ``disputed``, ``contested`` or ``unknown``.
        probability: Of the holder (of nobody known, where there is none) on the first day, to two digits.
        since: The ordinal of the first day of the holder's spell; 0 where it goes back before all told.
        confirmed: The ordinal of the last day up to now on which another than its own side bore it out, or 0.
    """

    place: int
    first: int
    last: int | None
    party: str
    holder: Actor
    side: str
    status: str
    probability: float
    since: int
    confirmed: int
