"""PLOVER's form: one JSON object an event, of the 16 types of its version 0.8."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from warledger.outputs.data import state
from warledger.outputs.selection import Flag, LeftOut

if TYPE_CHECKING:
    from warledger.outputs.events import Event
    from warledger.outputs.parties import Side

VERSION = "0.8"
# What PLOVER calls the marks that we keep as status and stance.
_MARKS = {
    Flag.BACKGROUND: "historical",
    Flag.PLANNED: "future",
    Flag.HYPOTHETICAL: "hypothetical",
    Flag.DENIED: "negation",
}


def unfit(event: Event) -> str:
    """Why an event has no object in this form, or ""."""
    return "" if event.head.codes.get("plover_type") else "PLOVER has no type for it"


def rows(events: Iterable[Event]) -> Iterator[dict[str, Any] | LeftOut]:
    """An object for each event with a PLOVER type, and what does not fit with its reason."""
    for event in events:
        reason = unfit(event)
        if reason:
            yield LeftOut(event.id, event.kind, event.head.id, reason, event.head.quote)
        else:
            yield _object(event)


def _object(event: Event) -> dict[str, Any]:
    head = event.head
    return {
        "id": event.id,
        "date": event.first,
        "date_end": event.last,
        "event": head.codes["plover_type"],
        "mode": head.codes.get("plover_mode", ""),
        "cameo": head.codes.get("cameo", ""),
        "source": _parties(event.one),
        "target": _parties(event.other),
        "location": {
            "name": head.resolved or head.place,
            "latitude": head.lat,
            "longitude": head.lon,
            "country": state(head.country).iso3 if head.country else "",
            "admin1": head.admin1,
            "geonameid": head.geonameid,
        },
        "marks": [_MARKS[flag] for flag in event.flags if flag in _MARKS],
        "disputed": Flag.DISPUTED in event.flags,
        "magnitude": event.counts,
        "said_by": event.speakers,
        "published_by": event.outlets,
        "origins": event.origins,
        "text": head.quote,
        "url": next((c.url for c in event.claims if c.url), ""),
        "coder": "warledger",
        "version": VERSION,
    }


def _parties(side: Side) -> list[dict[str, str]]:
    return [
        {
            "actorText": p.name,
            "id": p.id,
            "code": state(p.country).iso3 if p.country else "",
            "sector": p.role,
        }
        for p in side.parties
    ]
