"""A coded report as a plain record and back: DESIGN.md's contract with the report beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from warledger.model import (
    HARMS,
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
    return coding_of(record, report_of(record["report"]))


def report_of(fields: Mapping[str, Any]) -> Report:
    """A report from its fields; all but ``id`` and ``text`` may be missing.

    Raises:
        KeyError: One of these two is missing.
        ValueError: Its date is no ISO day.
    """
    words = {k: str(fields.get(k) or "") for k in ("publisher", "title", "url")}
    return Report(str(fields["id"]), str(fields["text"]), _day(fields.get("date")), **words)


def coding_of(fields: Mapping[str, Any], report: Report) -> Coding:
    """A coding in the contract's form with its report.

    Raises:
        ValueError: A value is none of those that it can be, or a quote lies outside the text.
        KeyError: A field is missing.
    """
    found = [_claim(c) for c in fields["claims"]]
    for claim in found:
        if not 0 <= claim.start <= claim.end <= len(report.text):
            raise ValueError(f"claim {claim.id} stands outside the report's text: is it another report's?")
    return Coding(
        report=report,
        claims=found,
        attributions=[_attribution(a) for a in fields.get("attributions") or ()],
        places=_places(fields.get("places")),
        times=[
            TimeMention(t["start"], t["end"], t["text"], t["type"], t["value"])
            for t in fields.get("times") or ()
        ],
        links=[Link(link["text"], link["start"], link["end"]) for link in fields.get("links") or ()],
        warnings=[str(w) for w in fields.get("warnings") or ()],
        dropped=fields.get("dropped") or "",
    )


def _claim(c: Mapping[str, Any]) -> Claim:
    source, plover, acled = c["source"], c.get("plover") or {}, c.get("acled") or {}
    return Claim(
        id=str(c["id"]),
        start=int(c["start"]),
        end=int(c["end"]),
        quote=str(c["quote"]),
        kind=str(c["kind"]),
        source=Source(
            source["name"], source.get("id") or "", tuple(source.get("via") or ()), source.get("cue") or ""
        ),
        stance=Stance(c["stance"]),
        status=Status(c["status"]),
        actors=_actors(c.get("actors")),
        targets=_actors(c.get("targets")),
        place=_place(c.get("place")),
        origin=_place(c.get("origin")),
        date=_period(c.get("date")),
        counts=Counts(**{k: _count(c["counts"][k]) for k in HARMS if (c.get("counts") or {}).get(k)}),
        codes=Codes(
            plover.get("type") or "",
            plover.get("mode") or "",
            c.get("cameo") or "",
            acled.get("event_type") or "",
            acled.get("sub_event_type") or "",
            int((c.get("ucdp") or {}).get("type_of_violence") or 0),
        ),
        exceptions=tuple(_places(c.get("exceptions"))),
        confidence=float(c.get("confidence", 0.5)),
        reason=str(c.get("reason") or ""),
    )


def _actors(found: Iterable[Mapping[str, Any]] | None) -> tuple[Actor, ...]:
    return tuple(Actor(a["name"], a.get("id") or "") for a in found or ())


def _places(found: Iterable[Mapping[str, Any]] | None) -> list[Place]:
    return [place for place in map(_place, found or ()) if place is not None]


def _place(p: Mapping[str, Any] | None) -> Place | None:
    if not p:
        return None
    return Place(
        name=p["name"],
        start=int(p.get("start", 0)),
        end=int(p.get("end", 0)),
        literal=bool(p.get("literal", True)),
        resolved=p.get("resolved") or "",
        geonameid=p.get("geonameid"),
        gazetteer_id=p.get("gazetteer_id") or "",
        lat=p.get("lat"),
        lon=p.get("lon"),
        level=Level(p["level"]) if p.get("level") else None,
        admin1=p.get("admin1") or "",
        country=p.get("country") or "",
        radius_km=float(p.get("radius_km") or 0),
        probability=float(p.get("probability") or 0),
        reason=p.get("reason") or "",
    )


def _period(d: Mapping[str, Any] | None) -> Period | None:
    if not d:
        return None
    return Period(_day(d.get("start")), _day(d.get("end")), Precision(d.get("precision") or "day"))


def _count(n: Mapping[str, int | None]) -> Count:
    return Count(n.get("low"), n.get("best"), n.get("high"))


def _attribution(a: Mapping[str, Any]) -> Attribution:
    def spans(key: str) -> tuple[Span, ...]:
        return tuple(Span(s, e) for s, e in a[key])

    return Attribution(spans("source"), spans("cue"), spans("content"))


def _day(words: str | None) -> date | None:
    return date.fromisoformat(words) if words else None
