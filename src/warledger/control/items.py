"""What the model of control works on: a place with all that is told of it, claim by claim."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from warledger.control.reading import Spot
from warledger.model import Actor

FIGHTS = frozenset(("advance", "clash", "attack", "besiege"))

Effect = Literal["gain", "loss", "hold", "denial", "fight"]


@dataclass(slots=True)
class Item:
    """One thing that one claim says of one party at one place on one day.

    Attributes:
        day: Ordinal of the day.
        losing: The party that is said to have held the place until then; "" when none is told.
        weight: Decibans.
        reach: How the claim got here: ``direct``, ``area``, ``town`` or ``exception``.
        inside: Whether the party of a fight is told to come to the place, or to have a part of it.
        note: What else bears on its weight: ``context``, ``rest``, ``entered``, ``governs`` or ``unnamed``,
            else "".
    """

    claim: int
    day: int
    known: str
    effect: Effect
    party: str
    losing: str
    weight: float
    interest: str
    origin: str
    reach: str
    status: str
    source: str
    quote: str
    where: str
    kind: str
    inside: bool = False
    note: str = ""


@dataclass(slots=True)
class Case:
    """A place with all that is told of it."""

    spot: Spot
    items: list[Item] = field(default_factory=list)
    names: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)
    called: str = ""  # by most reports
    named: dict[str, Actor] = field(default_factory=dict)  # the best name of each party, once asked for
