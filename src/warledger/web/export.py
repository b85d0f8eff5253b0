"""Lists to take away: CSV and GeoJSON of claims, holdings, disputes, places and changes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from warledger.control import Holding
from warledger.ledger.rows import ClaimRow, DisputeRow
from warledger.model import HARMS
from warledger.web.models import Change, Feature, FeatureCollection, PlaceEntry

_BLOCK = 1000


def csv_lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Rows as the lines of a CSV file, in blocks; the columns are the first row's."""
    buffer = io.StringIO()
    writer: csv.DictWriter[str] | None = None
    for n, row in enumerate(rows, 1):
        if writer is None:
            writer = csv.DictWriter(buffer, list(row), extrasaction="ignore")
            writer.writeheader()
        writer.writerow({name: _harmless(value) for name, value in row.items()})
        if n % _BLOCK == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def cells(row: Any) -> dict[str, Any]:
    """A row of a list in plain columns; what has parts is told as JSON."""
    if isinstance(row, ClaimRow):
        return dict.fromkeys(HARMS) | flat(row)
    if isinstance(row, PlaceEntry):
        return cells(row.place) | (_held(row.holding) if row.holding else dict.fromkeys(_HELD))
    if isinstance(row, Change):
        before, after = row.before, row.after
        return {
            "place": after.place,
            "admin1": after.admin1,
            "country": after.country,
            "lat": after.lat,
            "lon": after.lon,
            "since": before.date,
            "until": after.date,
            "before": before.holder.name,
            "before_status": before.status,
            "after": after.holder.name,
            "after_status": after.status,
            "moved": row.moved,
        }
    if isinstance(row, DisputeRow):
        sides = {f"side_{n}": f"{v.position}: {'; '.join(v.sources)}" for n, v in enumerate(row.sides[:2], 1)}
        return {"side_1": "", "side_2": ""} | sides | _plain(row, {"sides"})
    return _plain(row, {"text"})


def _plain(row: Any, without: set[str]) -> dict[str, Any]:
    told = {f.name: getattr(row, f.name) for f in fields(row) if f.name not in without}
    return {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
        for name, value in told.items()
    }


_HELD = ("holder", "holder_id", "side", "status", "probability", "since", "last_confirmed")


def _held(holding: Holding) -> dict[str, Any]:
    return {
        "holder": holding.holder.name,
        "holder_id": holding.holder.id,
        "side": holding.side,
        "status": holding.status,
        "probability": holding.probability,
        "since": holding.since,
        "last_confirmed": holding.last_confirmed,
    }


def _point(lat: float | None, lon: float | None) -> dict[str, Any] | None:
    return None if lat is None or lon is None else {"type": "Point", "coordinates": [lon, lat]}


def features(rows: Iterable[Any]) -> FeatureCollection:
    """Rows as GeoJSON features; one without coordinates has no geometry, and is there all the same."""
    return FeatureCollection(features=[_feature(row) for row in rows])


def _feature(row: Any) -> Feature:
    where = row.after if isinstance(row, Change) else row.place if isinstance(row, PlaceEntry) else row
    number = row.id if isinstance(row, ClaimRow) else getattr(where, "place_id", getattr(where, "id", None))
    told = _holding_properties(row) if isinstance(row, Holding) else cells(row)
    return Feature(id=number, geometry=_point(where.lat, where.lon), properties=told)


def _holding_properties(h: Holding) -> dict[str, Any]:
    return {
        "place": h.place,
        "date": h.date,
        **_held(h),
        "rivals": [list(r) for r in h.rivals],
        "level": h.level,
        "admin1": h.admin1,
        "country": h.country,
        "why": h.why,
    }


def flat(row: ClaimRow) -> dict[str, Any]:
    """A claim in plain columns, for tables and properties."""
    return {
        "id": row.id,
        "day": row.day,
        "start": row.start,
        "end": row.end,
        "known": row.known,
        "kind": row.kind,
        "stance": row.stance,
        "status": row.status,
        "source": row.publisher if row.source == "publisher" else row.source,
        "via": "; ".join(row.via),
        "actors": "; ".join(a.name for a in row.actors),
        "targets": "; ".join(t.name for t in row.targets),
        "place": row.place,
        "resolved": row.resolved,
        "admin1": row.admin1,
        "country": row.country,
        "lat": row.lat,
        "lon": row.lon,
        "geonameid": row.geonameid,
        **{harm: (count.get("best") or count.get("low")) for harm, count in row.counts.items()},
        "quote": row.quote,
        "publisher": row.publisher,
        "title": row.title,
        "url": row.url,
        "confidence": row.confidence,
    }
