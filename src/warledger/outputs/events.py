"""Events: what the forms of others call a row, worked out from incidents, with what was left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from warledger.ledger import queries
from warledger.ledger.queries import Filter
from warledger.outputs.parties import Side, sides_of
from warledger.outputs.selection import EVERYTHING, PLAIN, Flag, LeftOut, Selection

if TYPE_CHECKING:
    from warledger.ledger import Ledger
    from warledger.ledger.rows import ClaimRow, DisputeRow, IncidentRow

_NEAREST = {"point": 0, "town": 1, "admin2": 2, "admin1": 3, "country": 4, "region": 5, "": 6}


@dataclass(slots=True)
class Event:
    """One happening as a form of others takes it: an incident with its surest claim at the head.

    Attributes:
        id: The incident's stable name (ten hexadecimal digits).
        head: The claim that tells it best: of the kind that most tell, asserted, with the nearest place.
        claims: Every claim of it that asserts, first told first.
        denials: Every claim of it that denies.
        kind: The codebook's kind.
        one: The side that acts.
        other: The side that it is done to, or that fights back.
        first: First day (ISO).
        last: Last day.
        dated: Whether a claim tells the day; else it is the day of the report.
        counts: Latest low/best/high of each harm over the claims.
        origins: Independent origins.
        flags: What speaks against taking it as it stands; empty for a plain event.
        said: The flags in words, for a cell of remarks.
    """

    id: str
    head: ClaimRow
    claims: list[ClaimRow]
    denials: list[ClaimRow]
    kind: str
    one: Side
    other: Side
    first: str
    last: str
    dated: bool
    counts: dict[str, dict[str, int | None]]
    origins: int
    flags: tuple[Flag, ...] = ()
    said: str = ""
    disputes: list[DisputeRow] = field(default_factory=list)

    @property
    def number(self) -> int:
        """The id as a number below 2^52, for forms that want one."""
        return int(self.id, 36)

    @property
    def outlets(self) -> list[str]:
        """Who published it, in the order in which they told it."""
        return list(dict.fromkeys(c.publisher for c in self.claims if c.publisher))

    @property
    def speakers(self) -> list[str]:
        """Who says it; the outlet for what it tells in its own voice."""
        return list(dict.fromkeys(speaker(c) for c in self.claims))


def speaker(claim: ClaimRow) -> str:
    """Who says a claim: its source, or the outlet that tells it in its own voice."""
    return claim.source if claim.source != "publisher" else claim.publisher or "the report"


def events(
    ledger: Ledger, wanted: Filter = EVERYTHING, selection: Selection = PLAIN
) -> tuple[list[Event], list[LeftOut]]:
    """The events that qualify, oldest first, and what did not with its reason.

    Args:
        ledger: An open ledger.
        wanted: Which claims are of interest; an incident with one of them is an event.
        selection: What else may come in, with a flag.
    """
    incidents = queries.incidents(ledger, wanted)
    claims = {c.id: c for c in _claims(ledger, incidents)}
    about: dict[str, list[DisputeRow]] = {}
    for dispute in queries.disputes(ledger, Filter(known_by=wanted.known_by)):
        about.setdefault(dispute.incident, []).append(dispute)
    taken, left = [], []
    for incident in incidents:
        members = [claims[n] for n in incident.claims if n in claims]
        if not members:
            continue
        event = _event(incident, members, about.get(incident.id, []))
        reason = selection.refuses(event.flags, event.origins)
        if reason:
            left.append(LeftOut(event.id, event.kind, event.head.id, reason, event.head.quote))
        else:
            taken.append(event)
    taken.sort(key=lambda e: (e.first, e.last, e.id))
    return taken, left


def _claims(ledger: Ledger, incidents: Iterable[IncidentRow]) -> list[ClaimRow]:
    return queries.claims_by_number(ledger, (n for i in incidents for n in i.claims))


def _event(incident: IncidentRow, members: Sequence[ClaimRow], disputes: list[DisputeRow]) -> Event:
    told = sorted((c for c in members if c.stance == "asserts"), key=lambda c: (c.known, c.id))
    denials = sorted((c for c in members if c.stance == "denies"), key=lambda c: (c.known, c.id))
    voiced = told or denials
    tally = Counter(c.kind for c in voiced)
    kind = min(tally, key=lambda k: (-tally[k], k))
    head = min(
        (c for c in voiced if c.kind == kind),
        key=lambda c: (
            c.lat is None,
            _NEAREST.get(c.level, 6),
            -len(c.actors) > 0,
            -c.confidence,
            c.known,
            c.id,
        ),
    )
    dated = [c for c in voiced if c.start]
    one, other = sides_of(kind, voiced, head)
    flags, said = _flags(head, told, denials, disputes)
    return Event(
        id=incident.id,
        head=head,
        claims=list(voiced),
        denials=denials if told else [],
        kind=kind,
        one=one,
        other=other,
        first=min(c.day for c in dated) if dated else head.day,
        last=max(c.last_day for c in dated) if dated else head.day,
        dated=bool(dated),
        counts=incident.counts,
        origins=incident.origins if told else len({speaker(c) for c in denials}),
        flags=flags,
        said=said,
        disputes=disputes,
    )


def _flags(
    head: ClaimRow, told: Sequence[ClaimRow], denials: Sequence[ClaimRow], disputes: Sequence[DisputeRow]
) -> tuple[tuple[Flag, ...], str]:
    found: list[Flag] = []
    words: list[str] = []
    if not told:
        found.append(Flag.DENIED)
        words.append(f"told only as denied, by {_who(denials)}")
    for flag in (Flag.PLANNED, Flag.HYPOTHETICAL, Flag.BACKGROUND):
        if head.status == flag.value:
            found.append(flag)
            words.append(f"told as {flag.value}")
    unsettled = [d for d in disputes if d.outcome == "open"]
    if told and (unsettled or (denials and not disputes)):
        found.append(Flag.DISPUTED)
        words.append(f"denied by {_who(denials)}" if denials else "; ".join(d.why for d in unsettled))
    return tuple(found), "; ".join(words)


def _who(claims: Sequence[ClaimRow]) -> str:
    return ", ".join(dict.fromkeys(speaker(c) for c in claims))
