"""The JSON that forensic-architecture's timemap reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from warledger.outputs.selection import LeftOut
from warledger.outputs.wording import note

if TYPE_CHECKING:
    from warledger.outputs.events import Event


def rows(events: Iterable[Event]) -> Iterator[dict[str, Any] | LeftOut]:
    """An object for each event with coordinates, and what does not fit with its reason."""
    for event in events:
        head = event.head
        if head.lat is None or head.lon is None:
            yield LeftOut(event.id, event.kind, head.id, "its place is not told or not known", head.quote)
            continue
        yield {
            "id": event.id,
            "description": note(event),
            "date": event.first,
            "time": "",
            "location": head.resolved or head.place,
            "latitude": str(head.lat),
            "longitude": str(head.lon),
            "sources": list(dict.fromkeys(c.url or c.report_ref for c in event.claims)),
            "category": event.kind,
            "filters": [
                *event.speakers,
                *(p.name for p in (*event.one.parties, *event.other.parties)),
                *event.flags,
            ],
        }
