"""The API under /api/v1: the ledger's questions over HTTP, read-only."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from fastapi.responses import JSONResponse, StreamingResponse

from warledger.ledger import queries
from warledger.ledger.queries import Filter
from warledger.ledger.rows import ActorRow, ClaimRow, DisputeRow, IncidentRow, PlaceRow, ReportRow, SourceRow
from warledger.web import geo
from warledger.web.models import (
    ClaimDetail,
    Day,
    FeatureCollection,
    HoldingList,
    Page,
    PlaceDetail,
    Problem,
    ReportDetail,
    Summary,
)
from warledger.web.reader import Reader

T = TypeVar("T")

LARGEST_PAGE = 500
MOST_EXPORTED = 100_000
_CSV_BLOCK = 1000

router = APIRouter(prefix="/api/v1", responses={404: {"model": Problem}, 503: {"model": Problem}})

Words = Annotated[str, Query(max_length=200)]
Cursor = Annotated[str, Query(max_length=40, pattern=r"^([0-9-]{10}~\d{1,15}|o\d{1,9})?$")]
Number = Annotated[int, Path(ge=1, le=2**53)]


def reader_of(request: Request) -> Reader:
    """The reader that the app was made with."""
    reader: Reader = request.app.state.reader
    return reader


Asked = Annotated[Reader, Depends(reader_of)]


def filter_of(  # noqa: PLR0913, PLR0917 - the same filters as the command line's
    place: Words = "",
    actor: Words = "",
    source: Words = "",
    kind: Annotated[str, Query(max_length=600, description="One or several, separated by commas.")] = "",
    stance: Annotated[str, Query(max_length=40)] = "",
    status: Annotated[str, Query(max_length=100)] = "",
    since: date | None = None,
    until: date | None = None,
    at: Annotated[date | None, Query(description="Only what holds this day; the day of holdings.")] = None,
    known_by: Annotated[date | None, Query(description="Only what was known by the end of this day.")] = None,
    bbox: Annotated[str, Query(max_length=100, description="West,south,east,north in degrees.")] = "",
    q: Annotated[str, Query(max_length=200, description='Words of the quote; "a phrase"; a begin*.')] = "",
    report: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    unlocated: bool | None = None,
    undated: bool | None = None,
) -> Filter:
    """The filters that all lists share."""
    return Filter(
        place=_words(place),
        actor=_words(actor),
        source=_words(source),
        kind=_words(kind),
        stance=_words(stance),
        status=_words(status),
        since=_day(since),
        until=_day(until),
        at=_day(at),
        known_by=_day(known_by),
        bbox=_box(bbox),
        text=_words(q),
        report=report,
        unlocated=unlocated,
        undated=undated,
    )


def _words(raw: str) -> str:
    return raw.replace("\0", " ").strip()


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


Wanted = Annotated[Filter, Depends(filter_of)]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]


def _box(raw: str) -> tuple[float, float, float, float] | None:
    if not raw.strip():
        return None
    try:
        west, south, east, north = (float(part) for part in raw.split(","))
    except ValueError:
        raise HTTPException(422, "bbox takes four numbers: west,south,east,north") from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise HTTPException(422, "bbox is not on the map: west,south,east,north in degrees")
    return west, south, east, north


def _paged(rows: Sequence[T], limit: int, cursor: str) -> Page[T]:
    """A page of a list that is worked out as a whole."""
    begin = int(cursor[1:]) if cursor.startswith("o") else 0
    end = begin + limit
    return Page(
        items=list(rows[begin:end]), next=f"o{end}" if end < len(rows) else None, total=len(rows)
    )  # fmt: skip


def _found(item: T | None, what: str) -> T:
    if item is None:
        raise HTTPException(404, f"There is no such {what} in this ledger.")
    return item


def _row_cursor(cursor: str) -> str:
    return "" if cursor.startswith("o") else cursor


@router.get("/summary", tags=["ledger"])
def summary(reader: Asked) -> Summary:
    """What the ledger holds, and the episodes that stand out in it."""
    return reader.summary()


@router.get("/timeline", tags=["claims"])
def timeline(reader: Asked, wanted: Wanted) -> list[Day]:
    """How many claims begin on each day."""
    return [Day(day=day, claims=n) for day, n in queries.claims_by_day(reader.ledger, wanted)]


@router.get("/claims", tags=["claims"])
def claims(reader: Asked, wanted: Wanted, limit: Limit = 100, cursor: Cursor = "") -> Page[ClaimRow]:
    """Claims, newest happening first."""
    total = queries.count_claims(reader.ledger, wanted)
    asked = replace(wanted, limit=limit + 1, cursor=_row_cursor(cursor))
    rows = queries.claims(reader.ledger, asked)
    after = queries.cursor_of(rows[limit - 1]) if len(rows) > limit else None
    return Page(items=rows[:limit], next=after, total=total)


@router.get("/claims.csv", tags=["claims"], response_class=StreamingResponse)
def claims_csv(reader: Asked, wanted: Wanted) -> StreamingResponse:
    """The claims that the filters find as CSV, at most 100,000."""
    head = {"content-disposition": 'attachment; filename="claims.csv"'}
    return StreamingResponse(_csv_lines(reader, wanted), media_type="text/csv; charset=utf-8", headers=head)


def _csv_lines(reader: Reader, wanted: Filter) -> Iterator[str]:
    buffer = io.StringIO()
    writer: csv.DictWriter[str] | None = None
    cursor, told = "", 0
    while told < MOST_EXPORTED:
        rows = queries.claims(reader.ledger, replace(wanted, limit=_CSV_BLOCK, cursor=cursor))
        for row in rows:
            cells = {"killed": None, "injured": None, "displaced": None, "detained": None, **geo.flat(row)}
            if writer is None:
                writer = csv.DictWriter(buffer, list(cells), extrasaction="ignore")
                writer.writeheader()
            writer.writerow({name: _harmless(value) for name, value in cells.items()})
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        told += len(rows)
        if len(rows) < _CSV_BLOCK:
            return
        cursor = queries.cursor_of(rows[-1])


def _harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


@router.get("/claims/{number}", tags=["claims"])
def claim(reader: Asked, number: Number) -> ClaimDetail:
    """One claim with its words and what others say of the same happening."""
    return _found(reader.claim(number), "claim")


@router.get("/map", tags=["map"], response_model=FeatureCollection)
def map_(reader: Asked, wanted: Wanted) -> JSONResponse:
    """Claims gathered by place and kind: what the map draws."""
    return JSONResponse(geo.by_place(reader.ledger, wanted))


@router.get("/arrows", tags=["map"])
def arrows(reader: Asked, wanted: Wanted) -> FeatureCollection:
    """Movements whose beginning and end are known."""
    return geo.arrows(reader.ledger, wanted)


@router.get("/geojson", tags=["map"])
def geojson(
    reader: Asked,
    wanted: Wanted,
    layer: Literal["claims", "holdings"] = "claims",
    limit: Annotated[int, Query(ge=1, le=10_000)] = 10_000,
) -> FeatureCollection:
    """Claims or holdings as GeoJSON to take away."""
    if layer == "holdings":
        return geo.holdings_geojson(reader.holdings(wanted))
    return geo.claims_geojson(queries.claims(reader.ledger, replace(wanted, limit=limit)))


@router.get("/holdings", tags=["control"])
def holdings(reader: Asked, wanted: Wanted, argument: bool = True) -> HoldingList:
    """Who holds what on ?at=, as known by ?known_by=; ``argument=false`` leaves the evidence out."""
    held = reader.holdings(wanted)
    if argument:
        return held
    short = [replace(h, claims_for=[], claims_against=[]) for h in held.items]
    return HoldingList(at=held.at, known_by=held.known_by, items=short)


@router.get("/holdings/{number}", tags=["control"])
def holding(reader: Asked, number: Number, wanted: Wanted) -> PlaceDetail:
    """One place on a day: the holding with its argument, its disputes and its claims."""
    return _found(reader.place(number, wanted), "place")


@router.get("/disputes", tags=["control"])
def disputes(
    reader: Asked, wanted: Wanted, open_only: bool = False, limit: Limit = 100, cursor: Cursor = ""
) -> Page[DisputeRow]:
    """Where sources cannot both be right."""
    return _paged(reader.disputes(wanted, open_only), limit, cursor)


@router.get("/incidents", tags=["claims"])
def incidents(reader: Asked, wanted: Wanted, limit: Limit = 100, cursor: Cursor = "") -> Page[IncidentRow]:
    """Happenings that one or many claims tell of."""
    return _paged(reader.incidents(wanted), limit, cursor)


@router.get("/sources", tags=["voices"])
def sources(reader: Asked, wanted: Wanted, limit: Limit = 100, cursor: Cursor = "") -> Page[SourceRow]:
    """Who says things, and how often it is borne out, alone or contradicted."""
    return _paged(reader.sources(wanted), limit, cursor)


@router.get("/actors", tags=["voices"])
def actors(reader: Asked, wanted: Wanted, limit: Limit = 100, cursor: Cursor = "") -> Page[ActorRow]:
    """Who acts and who suffers."""
    return _paged(reader.actors(wanted), limit, cursor)


@router.get("/places", tags=["map"])
def places(reader: Asked, wanted: Wanted, limit: Limit = 100, cursor: Cursor = "") -> Page[PlaceRow]:
    """Places that claims name, most often named first."""
    return _paged(reader.places(wanted), limit, cursor)


@router.get("/reports", tags=["reports"])
def reports(reader: Asked, wanted: Wanted, limit: Limit = 100, cursor: Cursor = "") -> Page[ReportRow]:
    """Reports, newest first."""
    ask: Callable[..., list[ReportRow]] = queries.reports
    rows = ask(reader.ledger, replace(wanted, limit=limit + 1, cursor=_row_cursor(cursor)))
    after = f"{rows[limit - 1].known}~{rows[limit - 1].id}" if len(rows) > limit else None
    total = len(ask(reader.ledger, wanted)) if cursor or after else len(rows)
    return Page(items=rows[:limit], next=after, total=total)


@router.get("/reports/{number}", tags=["reports"])
def report(reader: Asked, number: Number) -> ReportDetail:
    """One report with its text and its claims."""
    row, rows = _found(reader.report_of(number), "report")
    return ReportDetail(report=row, claims=rows)
