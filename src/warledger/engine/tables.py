"""The Parquet tables of a coded data set: reports, claims, the layers beneath, and what was rejected."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warledger.model import flat_counts
from warledger.records import to_record

if TYPE_CHECKING:
    import pyarrow as pa

    from warledger.model import Coding

SCHEMA_VERSION = 2
TABLES = ("reports", "claims", "attributions", "places", "times", "rejected")
# What the columns of each table hold, in order. ``record`` holds the whole coding as JSON, from which
# ``warledger load`` makes it again.
_COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {
    "reports": (
        ("text", "report text date publisher title url copy_of"),
        ("offset", "claims"),
        ("text", "record"),
    ),
    "claims": (
        ("text", "report claim"),
        ("offset", "start end"),
        ("text", "quote kind source source_id cue stance status"),
        ("texts", "via"),
        ("parties", "actors targets"),
        ("text", "place resolved level admin1 country date_start date_end date_precision"),
        ("count", "geonameid"),
        ("real", "lat lon"),
        ("count", " ".join(flat_counts({}))),
        ("text", "plover_type plover_mode cameo acled_event_type acled_sub_event_type"),
        ("real", "confidence"),
        ("text", "reason"),
    ),
    "attributions": (("text", "report"), ("spans", "source cue content")),
    "places": (
        ("text", "report name resolved gazetteer_id level admin1 country"),
        ("offset", "start end"),
        ("truth", "literal"),
        ("count", "geonameid"),
        ("real", "lat lon radius_km probability"),
    ),
    "times": (("text", "report text type value"), ("offset", "start end")),
    "rejected": (("text", "where reason"),),
}
Rows = dict[str, list[dict[str, Any]]]


@cache
def schemas() -> dict[str, pa.Schema]:
    """The tables' columns; the version stands in each file's metadata."""
    import pyarrow as pa  # noqa: PLC0415 - only data sets need it

    types: dict[str, Any] = {
        "text": pa.string(),
        "offset": pa.int32(),
        "count": pa.int64(),
        "real": pa.float64(),
        "truth": pa.bool_(),
        "texts": pa.list_(pa.string()),
        "parties": pa.list_(pa.struct([("name", pa.string()), ("id", pa.string())])),
        "spans": pa.list_(pa.list_(pa.int32())),
    }
    fields = {
        name: [(column, types[kind]) for kind, columns in told for column in columns.split()]
        for name, told in _COLUMNS.items()
    }
    version = {"warledger_schema": str(SCHEMA_VERSION)}
    return {name: pa.schema(columns, metadata=version) for name, columns in fields.items()}


def rows_of(coding: Coding, copy_of: str = "") -> Rows:
    """The rows of one coded report."""
    record = to_record(coding)
    name = coding.report.id
    return {
        "reports": [
            {
                **{k: record["report"][k] for k in ("text", "date", "publisher", "title", "url")},
                "report": name,
                "claims": len(coding.claims),
                "copy_of": copy_of,
                "record": json.dumps(record, ensure_ascii=False),
            }
        ],
        "claims": [_claim(name, c) for c in record["claims"]],
        "attributions": [{"report": name, **a} for a in record["attributions"]],
        "places": [
            {"report": name, **{k: v for k, v in p.items() if k != "reason"}} for p in record["places"]
        ],
        "times": [{"report": name, **t} for t in record["times"]],
    }


def _claim(report: str, c: dict[str, Any]) -> dict[str, Any]:
    place, period = c["place"] or {}, c["date"] or {}
    row = {
        k: c[k] for k in ("start", "end", "quote", "kind", "stance", "status", "actors", "targets", "cameo")
    }
    row |= {k: c["source"][k] for k in ("via", "cue")}
    row |= {k: place.get(k) for k in ("resolved", "geonameid", "lat", "lon", "level", "admin1", "country")}
    row |= flat_counts(c["counts"])
    return row | {
        "report": report,
        "claim": c["id"],
        "source": c["source"]["name"],
        "source_id": c["source"]["id"],
        "place": place.get("name"),
        "date_start": period.get("start"),
        "date_end": period.get("end"),
        "date_precision": period.get("precision"),
        "plover_type": c["plover"]["type"],
        "plover_mode": c["plover"]["mode"],
        "acled_event_type": c["acled"]["event_type"],
        "acled_sub_event_type": c["acled"]["sub_event_type"],
        "confidence": c["confidence"],
        "reason": c["reason"],
    }


def gathered(parts: Iterable[Rows]) -> Rows:
    """The rows of many reports."""
    found: Rows = {name: [] for name in TABLES}
    for part in parts:
        for name, rows in part.items():
            found[name] += rows
    return found


def write(folder: Path, shard: str, rows: Rows) -> None:
    """Write a shard's tables; each file appears whole."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    for name, schema in schemas().items():
        path = folder / name / f"{shard}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{shard}.part")
        table = pa.Table.from_pylist(rows.get(name, []), schema=schema)
        pq.write_table(table, draft, compression="zstd")
        draft.replace(path)


def read(
    folder: Path, name: str, columns: Sequence[str] | None = None, shards: Sequence[str] = ()
) -> pa.Table:
    """A table over all shards, or some."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    wanted = (
        [folder / name / f"{s}.parquet" for s in shards]
        if shards
        else sorted((folder / name).glob("*.parquet"))
    )
    parts = [pq.read_table(path, columns=columns) for path in wanted]
    if not parts:
        schema = schemas()[name]
        return (pa.schema([schema.field(c) for c in columns]) if columns else schema).empty_table()
    return pa.concat_tables(parts)
