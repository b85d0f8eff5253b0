"""The rows that are shown, made of those that the database gives."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from warledger.ledger.rows import ClaimRow, Party, ReportRow


@lru_cache(maxsize=65536)
def _named(raw: str) -> tuple[Party, ...]:
    return tuple(Party(a["name"], a["id"]) for a in json.loads(raw))


def _parties(raw: str) -> list[Party]:
    return list(_named(raw))


@lru_cache(maxsize=4096)
def _codes(raw: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(raw)
    return found


def _loaded(raw: str) -> Any:
    """What stands in a column of JSON; most are empty."""
    return [] if raw == "[]" else {} if raw == "{}" else json.loads(raw)


def claim_row(row: Sequence[Any]) -> ClaimRow:
    """A row of the query for claims, by position: to look each column up by name takes longer."""
    (id_, report_, current, known, _from, _until, corrects, ref, begin, end, quote, kind, *row_) = row
    (source, source_id, source_key, via, cue, stance, status, actors_, targets, place, *row_) = row_
    (
        words,
        _more,
        origin,
        without,
        start,
        last,
        precision,
        first_day,
        last_day,
        counts,
        codes,
        *row_,
    ) = row_
    (confidence, reason, place_key_, name, lat, lon, level, admin1, country, gazetteer_id, *row_) = row_
    geonameid, report_ref, publisher, title, url, report_date, added_at = row_
    return ClaimRow(
        id=id_,
        day=first_day,
        last_day=last_day,
        start=start,
        end=last,
        precision=precision,
        known=known,
        kind=kind,
        source=source,
        source_id=source_id,
        source_key=source_key,
        via=_loaded(via),
        cue=cue,
        stance=stance,
        status=status,
        actors=_parties(actors_),
        targets=_parties(targets),
        place=words,
        resolved=(name or "") if lat is not None or gazetteer_id else "",
        place_id=place,
        place_key=place_key_ or "",
        gazetteer_id=gazetteer_id or "",
        geonameid=geonameid,
        lat=lat,
        lon=lon,
        level=level or "",
        admin1=admin1 or "",
        country=country or "",
        counts=_loaded(counts),
        quote=quote,
        quote_start=begin,
        quote_end=end,
        confidence=confidence,
        reason=reason,
        codes=dict(_codes(codes)),
        origin=json.loads(origin) if origin else None,
        exceptions=_loaded(without),
        ref=ref,
        current=bool(current),
        corrects=corrects,
        report=report_,
        report_ref=report_ref,
        publisher=publisher,
        title=title,
        url=url,
        report_date=report_date,
        added_at=added_at,
    )


def report_row(row: Any, groups: dict[int, int]) -> ReportRow:
    """A report's row, with its copies by ``copies.groups_of``."""
    origin = groups.get(row.id, row.id)
    return ReportRow(
        id=row.id,
        ref=row.ref,
        date=row.date,
        publisher=row.publisher,
        title=row.title,
        url=row.url,
        claims=row.claims,
        version=row.version,
        current=bool(row.current),
        known=row.known_day,
        added_at=row.added_at,
        origin=origin,
        copies=sorted(n for n, first in groups.items() if first == origin and n != row.id),
        warnings=json.loads(row.warnings),
    )
