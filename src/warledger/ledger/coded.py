"""Claims that were coded before, read back from the JSON Lines that ``warledger code`` writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Protocol

from warledger.model import (
    HARMS,
    Actor,
    Claim,
    Codes,
    Coding,
    Count,
    Counts,
    Level,
    Link,
    Period,
    Place,
    Precision,
    Report,
    Source,
    Stance,
    Status,
)


class Problems(Protocol):
    """Told of what is lost."""

    def error(self, message: str) -> None:
        """One line is lost."""


def read_coded(
    lines: Iterable[bytes], name: str, reports: Iterator[Report], problems: Problems
) -> Iterator[Coding]:
    """Read coded reports, one a line.

    A line that has a ``text`` holds its report too; else the report of its ``id`` is looked for among
    ``reports``, which are read on as far as needed.

    Args:
        lines: The file's lines.
        name: Its name, for messages.
        reports: The reports that were coded, best in the same order.
        problems: Told of each bad line by file and number; the rest goes on.
    """
    waiting: dict[str, Report] = {}
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        where = f"{name}:{number}"
        try:
            fields = json.loads(raw)
            if not isinstance(fields, dict) or not isinstance(fields.get("claims"), list):
                raise ValueError('no JSON object with an "id" and "claims"')
            report = _report(fields) if "text" in fields else _waited_for(str(fields["id"]), waiting, reports)
            yield coding_of(fields, report)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            told = f"no {error}" if isinstance(error, KeyError) else str(error)
            problems.error(f"{where}: this is no coded report: {told}")


def coding_of(fields: Mapping[str, Any], report: Report) -> Coding:
    """A coding in DESIGN.md's form with its report; places and times beside the claims are left out.

    Raises:
        ValueError: A value is none of those that it can be, or a quote lies outside the text.
        KeyError: A field is missing.
    """
    found = [_claim(c) for c in fields["claims"]]
    for claim in found:
        if not 0 <= claim.start <= claim.end <= len(report.text):
            raise ValueError(f"claim {claim.id} stands outside the report's text: is it another report's?")
    links = [Link(link["text"], link["start"], link["end"]) for link in fields.get("links", ())]
    return Coding(report, found, links=links, warnings=[str(w) for w in fields.get("warnings", ())])


def _waited_for(name: str, waiting: dict[str, Report], reports: Iterator[Report]) -> Report:
    if name in waiting:
        return waiting.pop(name)
    for report in reports:
        if report.id == name:
            return report
        waiting[report.id] = report
    raise ValueError(f"no report has the id {name!r}; give the file that was coded")


def _report(fields: Mapping[str, Any]) -> Report:
    day = fields.get("date")
    words = {k: str(fields.get(k) or "") for k in ("publisher", "title", "url")}
    return Report(str(fields["id"]), str(fields["text"]), date.fromisoformat(day) if day else None, **words)


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
        actors=_actors(c.get("actors") or ()),
        targets=_actors(c.get("targets") or ()),
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
        ),
        exceptions=tuple(p for p in map(_place, c.get("exceptions") or ()) if p),
        confidence=float(c.get("confidence", 0.5)),
        reason=str(c.get("reason") or ""),
    )


def _actors(found: Iterable[Mapping[str, Any]]) -> tuple[Actor, ...]:
    return tuple(Actor(a["name"], a.get("id") or "") for a in found)


def _place(p: Mapping[str, Any] | None) -> Place | None:
    if p is None:
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
    if d is None:
        return None
    first, last = d.get("start"), d.get("end")
    return Period(
        date.fromisoformat(first) if first else None,
        date.fromisoformat(last) if last else None,
        Precision(d.get("precision") or "day"),
    )


def _count(n: Mapping[str, int | None]) -> Count:
    return Count(n.get("low"), n.get("best"), n.get("high"))
