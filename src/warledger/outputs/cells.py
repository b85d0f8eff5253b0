"""Cells of the forms: precisions, ids and places that several forms ask for."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from warledger.outputs.data import Cell

if TYPE_CHECKING:
    from warledger.ledger.rows import ClaimRow
    from warledger.outputs.events import Event

Cells = dict[str, Cell]

_WEEK, _MONTH = 7, 30
_BESIDE = re.compile(
    r"\b(?:near|(?:north|south|east|west|northeast|northwest|southeast|southwest) of|outside|outskirts|"
    r"around|between|countryside|vicinity)\b"
)


def span_days(event: Event) -> int:
    """How many days an event's period has."""
    return (date.fromisoformat(event.last) - date.fromisoformat(event.first)).days + 1


def time_precision(event: Event) -> int:
    """ACLED's: 1 the day is known, 2 within a week (also where only the report has a day), 3 vaguer."""
    if not event.dated:
        return 2
    length = span_days(event)
    return 1 if length == 1 else 2 if length <= _WEEK else 3


def date_precision(event: Event) -> int:
    """UCDP's: 1 the day, 2 two to six days, 3 a week, 4 eight to thirty days, 5 longer."""
    length = span_days(event) if event.dated else 2
    bounds = ((1, 1), (6, 2), (_WEEK, 3), (_MONTH, 4))
    return next((code for most, code in bounds if length <= most), 5)


def place_precision(claim: ClaimRow) -> int:
    """ACLED's: 1 a town or a place in it, 2 near one or a small area, 3 a larger region."""
    if claim.level in ("point", "town"):
        return 2 if _beside(claim) else 1
    return 2 if claim.level == "admin2" else 3


def where_precision(claim: ClaimRow) -> int:
    """UCDP's: 1 exact, 2 near a known point, 3 second-order unit, 4 first-order, 5 fuzzy area, 6 country."""
    if claim.level in ("point", "town"):
        return 2 if _beside(claim) else 1
    return {"admin2": 3, "admin1": 4, "country": 6}.get(claim.level, 5)


def _beside(claim: ClaimRow) -> bool:
    """Whether the words set the event beside the place rather than in it ("north of", "near")."""
    return bool(_BESIDE.search(claim.place.casefold()))


def steady_number(*parts: str) -> int:
    """A number for an id column, the same for the same words in any ledger; 10,000,000 and up."""
    digest = hashlib.sha1("|".join(parts).encode(), usedforsecurity=False).hexdigest()
    return 10_000_000 + int(digest[:7], 16)


def moment(text: str) -> datetime:
    """The moment of an ISO text; UTC where it tells no zone."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def added(event: Event) -> datetime:
    """When the latest claim of an event came into the ledger."""
    return max(moment(c.added_at) for c in event.claims)


def deaths(event: Event) -> tuple[int, int, int] | None:
    """Low, best and high number of people killed; None where nobody tells of any.

    Where only bounds are told ("at least 20"), the lowest figure that is told is the best.
    """
    count = event.counts.get("killed")
    if not count:
        return None
    told = [n for n in (count.get("low"), count.get("best"), count.get("high")) if n is not None]
    if not told:
        return None
    low = count["low"] if count.get("low") is not None else min(told)
    best = count["best"] if count.get("best") is not None else min(told)
    high = count["high"] if count.get("high") is not None else max(told)
    return int(low or 0), int(best or 0), int(high or 0)
