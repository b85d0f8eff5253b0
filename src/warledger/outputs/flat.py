"""Flat rows of claims, events, disputes and holdings, for tables and maps."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from warledger.model import flat_counts
from warledger.outputs.cells import Cells
from warledger.outputs.selection import Flag, LeftOut, Selection
from warledger.outputs.wording import note

if TYPE_CHECKING:
    from warledger.control import Holding
    from warledger.ledger.rows import ClaimRow, DisputeRow, Voice
    from warledger.outputs.events import Event


def claims(rows: Iterable[ClaimRow], selection: Selection) -> tuple[list[Cells], list[LeftOut]]:
    """Claims with their report, one cell a field.

    A claim stands for itself here: only what it says of itself (denied, planned, hypothetical, background)
    can keep it out; whether others dispute it is told by events and disputes.
    """
    taken: list[Cells] = []
    left: list[LeftOut] = []
    for row in rows:
        flags = claim_flags(row)
        reason = selection.refuses(flags, selection.origins)
        if reason:
            left.append(LeftOut("", row.kind, row.id, reason, row.quote))
        else:
            taken.append(_claim(row))
    return taken, left


def claim_flags(row: ClaimRow) -> list[Flag]:
    """What a claim says of itself that speaks against taking it as it stands."""
    flags = [Flag.DENIED] if row.stance == "denies" else []
    return flags + [f for f in (Flag.PLANNED, Flag.HYPOTHETICAL, Flag.BACKGROUND) if row.status == f.value]


def _claim(row: ClaimRow) -> Cells:
    return {
        "id": row.id,
        "kind": row.kind,
        "date_start": row.start or "",
        "date_end": row.end or "",
        "date_precision": row.precision,
        "source": row.source,
        "source_id": row.source_id,
        "via": "; ".join(row.via),
        "stance": row.stance,
        "status": row.status,
        "actors": "; ".join(a.name for a in row.actors),
        "actor_ids": "; ".join(a.id for a in row.actors),
        "targets": "; ".join(a.name for a in row.targets),
        "target_ids": "; ".join(a.id for a in row.targets),
        "place": row.place,
        "place_resolved": row.resolved,
        "level": row.level,
        "admin1": row.admin1,
        "country": row.country,
        "latitude": row.lat,
        "longitude": row.lon,
        "geonameid": row.geonameid,
        **flat_counts(row.counts),
        "quote": row.quote,
        **{name: row.codes.get(name, "") for name in _CODES},
        "confidence": round(row.confidence, 3),
        "report": row.report_ref,
        "publisher": row.publisher,
        "title": row.title,
        "url": row.url,
        "report_date": row.report_date or "",
        "added_at": row.added_at,
    }


_CODES = ("plover_type", "plover_mode", "cameo", "acled_event_type", "acled_sub_event_type")


def events(rows: Iterable[Event]) -> list[Cells]:
    """Events, one cell a field."""
    return [_event(row) for row in rows]


def _event(event: Event) -> Cells:
    head = event.head
    return {
        "id": event.id,
        "kind": event.kind,
        "date_start": event.first,
        "date_end": event.last,
        "dated": event.dated,
        "actors": "; ".join(p.name for p in event.one.parties),
        "targets": "; ".join(p.name for p in event.other.parties),
        "place": head.resolved or head.place,
        "level": head.level,
        "admin1": head.admin1,
        "country": head.country,
        "latitude": head.lat,
        "longitude": head.lon,
        "geonameid": head.geonameid,
        **flat_counts(event.counts),
        "said_by": "; ".join(event.speakers),
        "published_by": "; ".join(event.outlets),
        "origins": event.origins,
        "claims": "; ".join(str(c.id) for c in event.claims),
        "denials": "; ".join(str(c.id) for c in event.denials),
        "flags": "; ".join(event.flags),
        "remark": event.said,
        "note": note(event),
        **{name: head.codes.get(name, "") for name in _CODES},
    }


def disputes(rows: Iterable[DisputeRow]) -> list[Cells]:
    """Disputes, one cell a field; the sides as JSON."""
    return [
        {
            "id": d.id,
            "about": d.about,
            "kind": d.kind,
            "place": d.place,
            "admin1": d.admin1,
            "country": d.country,
            "latitude": d.lat,
            "longitude": d.lon,
            "date_start": d.first,
            "date_end": d.last,
            "sides": json.dumps([_voice(v) for v in d.sides], ensure_ascii=False),
            "outcome": d.outcome,
            "settled_on": d.settled_day or "",
            "why": d.why,
        }
        for d in rows
    ]


def _voice(voice: Voice) -> dict[str, object]:
    return {
        "says": voice.position,
        "who": voice.sources,
        "since": voice.first_said,
        "until": voice.last_said,
        "quote": voice.quote,
    }


def holdings(rows: Iterable[Holding]) -> list[Cells]:
    """Who holds what on a day, one cell a field."""
    return [
        {
            "place": h.place,
            "level": h.level,
            "admin1": h.admin1,
            "country": h.country,
            "latitude": h.lat,
            "longitude": h.lon,
            "gazetteer_id": h.gazetteer_id,
            "date": h.date,
            "holder": h.holder.name,
            "holder_id": h.holder.id,
            "side": h.side,
            "status": h.status,
            "probability": round(h.probability, 3),
            "since": h.since or "",
            "last_confirmed": h.last_confirmed or "",
            "claims_for": "; ".join(str(e.claim) for e in h.claims_for),
            "claims_against": "; ".join(str(e.claim) for e in h.claims_against),
            "why": h.why,
        }
        for h in rows
    ]
