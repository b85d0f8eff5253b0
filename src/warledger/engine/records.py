"""A coded report as a plain record and back, for shards and bulk loads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from warledger.model import (
    Actor,
    Attribution,
    Claim,
    Codes,
    Coding,
    Count,
    Counts,
    Json,
    Level,
    Link,
    Period,
    Place,
    Precision,
    Report,
    Source,
    Span,
    Stance,
    Status,
    TimeMention,
)


def to_record(coding: Coding) -> Json:
    """The contract's form with the report beside it."""
    r = coding.report
    told = {
        "id": r.id,
        "text": r.text,
        "date": r.date.isoformat() if r.date else None,
        "publisher": r.publisher,
        "title": r.title,
        "url": r.url,
    }
    return {"report": told, **coding.to_dict()}


def from_record(record: Mapping[str, Any]) -> Coding:
    """The coding that ``to_record`` made a record of.

    Raises:
        KeyError: Something is missing.
        ValueError: A word is none of those that may stand there.
    """
    r = record["report"]
    report = Report(
        r["id"],
        r["text"],
        _day(r.get("date")),
        r.get("publisher") or "",
        r.get("title") or "",
        r.get("url") or "",
    )
    return Coding(
        report=report,
        claims=[_claim(c) for c in record["claims"]],
        attributions=[_attribution(a) for a in record.get("attributions", ())],
        places=[_place(p) for p in record.get("places", ())],
        times=[
            TimeMention(t["start"], t["end"], t["text"], t["type"], t["value"])
            for t in record.get("times", ())
        ],
        links=[Link(x["text"], x["start"], x["end"]) for x in record.get("links", ())],
        warnings=list(record.get("warnings", ())),
        dropped=record.get("dropped", ""),
    )


def _claim(c: Mapping[str, Any]) -> Claim:
    source, period, acled = c["source"], c.get("date"), c.get("acled") or {}
    plover = c.get("plover") or {}
    return Claim(
        id=c["id"],
        start=c["start"],
        end=c["end"],
        quote=c["quote"],
        kind=c["kind"],
        source=Source(
            source["name"], source.get("id", ""), tuple(source.get("via", ())), source.get("cue", "")
        ),
        stance=Stance(c["stance"]),
        status=Status(c["status"]),
        actors=tuple(Actor(a["name"], a.get("id", "")) for a in c["actors"]),
        targets=tuple(Actor(a["name"], a.get("id", "")) for a in c["targets"]),
        place=_place(c["place"]) if c.get("place") else None,
        origin=_place(c["origin"]) if c.get("origin") else None,
        date=Period(_day(period["start"]), _day(period["end"]), Precision(period["precision"]))
        if period
        else None,
        counts=Counts(
            **{k: Count(v["low"], v["best"], v["high"]) for k, v in (c.get("counts") or {}).items()}
        ),
        codes=Codes(
            plover.get("type", ""),
            plover.get("mode", ""),
            c.get("cameo", ""),
            acled.get("event_type", ""),
            acled.get("sub_event_type", ""),
            (c.get("ucdp") or {}).get("type_of_violence", 0),
        ),
        exceptions=tuple(_place(p) for p in c.get("exceptions", ())),
        confidence=c.get("confidence", 0.5),
        reason=c.get("reason", ""),
    )


def _place(p: Mapping[str, Any]) -> Place:
    level = Level(p["level"]) if p.get("level") else None
    return Place(
        name=p["name"],
        start=p["start"],
        end=p["end"],
        literal=p.get("literal", True),
        resolved=p.get("resolved", ""),
        geonameid=p.get("geonameid"),
        gazetteer_id=p.get("gazetteer_id", ""),
        lat=p.get("lat"),
        lon=p.get("lon"),
        level=level,
        admin1=p.get("admin1", ""),
        country=p.get("country", ""),
        radius_km=p.get("radius_km", 0.0),
        probability=p.get("probability", 0.0),
        reason=p.get("reason", ""),
    )


def _attribution(a: Mapping[str, Any]) -> Attribution:
    def spans(key: str) -> tuple[Span, ...]:
        return tuple(Span(s, e) for s, e in a[key])

    return Attribution(spans("source"), spans("cue"), spans("content"))


def _day(words: str | None) -> date | None:
    return date.fromisoformat(words) if words else None
