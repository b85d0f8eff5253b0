"""The API under /api/v1: the ledger's questions over HTTP, read-only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from fastapi.responses import JSONResponse, StreamingResponse

from warledger.ledger import queries
from warledger.ledger.queries import Filter
from warledger.ledger.rows import ActorRow, ClaimRow, DisputeRow, IncidentRow, ReportRow, SourceRow
from warledger.web import export
from warledger.web.models import (
    Change,
    ClaimDetail,
    Day,
    FeatureCollection,
    HoldingList,
    MapView,
    Network,
    Page,
    PlaceDetail,
    PlaceEntry,
    Problem,
    ReportDetail,
    Settings,
    Side,
    Summary,
)
from warledger.web.reader import Reader
from warledger.web.standing import short

T = TypeVar("T")

LARGEST_PAGE = 500
MOST_EXPORTED = 100_000
_BLOCK = 500

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


Part = Annotated[str, Query(max_length=200)]
Sorted = Annotated[str, Query(max_length=20, pattern=r"^[a-z_]*$")]


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


Order = Callable[[Any], Any]
_DISPUTES: dict[str, Order] = {
    "oldest": lambda d: (d.first, d.id),
    "open": lambda d: (d.outcome != "open", d.first, d.id),
    "place": lambda d: (not d.place, d.place.casefold(), d.id),
}
_SOURCES: dict[str, Order] = {
    "name": lambda s: (s.name.casefold(), s.key),
    "borne": lambda s: (-s.borne_out, s.name),
    "alone": lambda s: (-s.alone, s.name),
    "contradicted": lambda s: (-s.contradicted, s.name),
}
_ACTORS: dict[str, Order] = {
    "name": lambda a: (a.name.casefold(), a.id),
    "acts": lambda a: (-a.acts, a.name),
    "suffers": lambda a: (-a.suffers, a.name),
}
_REPORTS: dict[str, Order] = {
    "oldest": lambda r: (r.known, r.id),
    "claims": lambda r: (-r.claims, r.id),
    "publisher": lambda r: (r.publisher.casefold(), r.known, r.id),
}


def _ordered(rows: list[T], orders: dict[str, Order], sort: str) -> list[T]:
    return sorted(rows, key=orders[sort]) if sort in orders else rows


@router.get("/settings", tags=["ledger"])
def settings(request: Request) -> Settings:
    """How the server was started, as far as the page must know."""
    found: Settings = request.app.state.settings
    return found


@router.get("/summary", tags=["ledger"])
def summary(reader: Asked) -> Summary:
    """What the ledger holds, and the episodes that stand out in it."""
    return reader.summary()


@router.get("/timeline", tags=["claims"])
def timeline(reader: Asked, wanted: Wanted) -> list[Day]:
    """How many claims begin on each day."""
    return [Day(day=day, claims=n) for day, n in reader.timeline(wanted)]


@router.get("/claims", tags=["claims"])
def claims(
    reader: Asked, wanted: Wanted, limit: Limit = 100, cursor: Cursor = "", sort: Sorted = ""
) -> Page[ClaimRow]:
    """Claims, newest happening first; ``sort=oldest`` turns them round."""
    rows, after, total = reader.claims(wanted, limit, _row_cursor(cursor), sort == "oldest")
    return Page(items=rows, next=after or None, total=total)


@router.get("/claims.csv", tags=["to take away"], response_class=StreamingResponse)
def claims_csv(reader: Asked, wanted: Wanted) -> StreamingResponse:
    """The claims that the filters find as CSV, at most 100,000."""
    return _csv("claims", _all_claims(reader, wanted, MOST_EXPORTED))


def _all_claims(reader: Reader, wanted: Filter, most: int) -> Iterator[ClaimRow]:
    cursor, told = "", 0
    while told < most:
        rows, cursor, _ = reader.claims(wanted, min(_BLOCK, most - told), cursor)
        yield from rows
        told += len(rows)
        if not cursor:
            return


def _csv(name: str, rows: Any) -> StreamingResponse:
    head = {"content-disposition": f'attachment; filename="{name}.csv"'}
    lines = export.csv_lines(export.cells(row) for row in rows)
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=head)


@router.get("/claims/{number}", tags=["claims"])
def claim(reader: Asked, number: Number, others: bool = True) -> ClaimDetail:
    """One claim with its words and what others say of the same happening; quicker with ``others=false``."""
    return _found(reader.claim(number, others), "claim")


@router.get("/map", tags=["map"], response_model=MapView)
def map_(
    reader: Asked,
    wanted: Wanted,
    day: Annotated[
        date | None, Query(description="The day of the holdings; else ?until= or the last.")
    ] = None,
    zoom: Annotated[
        float | None, Query(ge=0, le=24, description="MapLibre's zoom, by which places are gathered.")
    ] = None,
) -> JSONResponse:
    """What the map draws in ?bbox= at ?zoom=: places one by one, or gathered where they are many."""
    return JSONResponse(reader.map(wanted, _day(day), zoom))


@router.get("/geojson", tags=["to take away"])
def geojson(
    reader: Asked,
    wanted: Wanted,
    layer: Literal["claims", "holdings", "places", "disputes", "changes"] = "claims",
    limit: Annotated[int, Query(ge=1, le=10_000)] = 10_000,
) -> FeatureCollection:
    """A list as GeoJSON; changes are those between ?since= and ?until=."""
    rows: dict[str, Callable[[], Any]] = {
        "claims": lambda: _all_claims(reader, wanted, limit),
        "holdings": lambda: reader.holdings(wanted)[1][:limit],
        "places": lambda: reader.places(wanted, wanted.at, "")[:limit],
        "disputes": lambda: reader.disputes(wanted)[:limit],
        "changes": lambda: _changes(reader, wanted)[:limit],
    }
    return export.features(rows[layer]())


@router.get("/holdings", tags=["control"])
def holdings(
    reader: Asked,
    wanted: Wanted,
    argument: bool = True,
    limit: Annotated[int, Query(ge=1, le=100_000)] = 100_000,
    cursor: Cursor = "",
) -> HoldingList:
    """Who holds what on ?at=, as known by ?known_by=; ``argument=false`` leaves the evidence out."""
    if argument or wanted.place or wanted.bbox:
        at, found = reader.holdings(wanted)
    else:
        held = reader.held(wanted.at, wanted.known_by)
        at, found = held.at, held.items
    page = _paged(found, limit, cursor)
    items = page.items if argument else short(page.items, at)
    return HoldingList(at=at, known_by=wanted.known_by, items=items, next=page.next, total=page.total)


@router.get("/holdings/{number}", tags=["control"])
def holding(reader: Asked, number: Number, wanted: Wanted) -> PlaceDetail:
    """One place on a day: the holding with its argument, its disputes and its claims."""
    return _found(reader.place(number, wanted), "place")


@router.get("/sides", tags=["control"])
def sides(
    reader: Asked,
    at: date | None = None,
    known_by: date | None = None,
    country: Annotated[str, Query(max_length=2)] = "",
) -> list[Side]:
    """The sides that hold places on ?at=, those that hold most of ?country= first."""
    return reader.sides(_day(at), _day(known_by), country)


def _changes(reader: Reader, wanted: Filter, country: str = "") -> list[Change]:
    last = reader.summary().last or ""
    until = wanted.until or wanted.at or last
    return reader.changes(wanted.since or until, until, wanted.known_by, country) if until else []


@router.get("/changes", tags=["control"])
def changes(  # noqa: PLR0913, PLR0917 - one argument a parameter
    reader: Asked,
    wanted: Wanted,
    status: bool = Query(default=True, alias="states", description="Also where only the status changed."),
    country: Annotated[str, Query(max_length=2, description="Places of this country first.")] = "",
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Page[Change]:
    """What changed hands between the ends of ?since= and ?until=."""
    found = _changes(reader, wanted, country)
    return _paged([c for c in found if status or c.moved], limit, cursor)


@router.get("/changes.csv", tags=["to take away"], response_class=StreamingResponse)
def changes_csv(reader: Asked, wanted: Wanted) -> StreamingResponse:
    """The same as CSV."""
    return _csv("changes", _changes(reader, wanted))


@router.get("/disputes", tags=["control"])
def disputes(  # noqa: PLR0913, PLR0917 - one argument a parameter
    reader: Asked,
    wanted: Wanted,
    open_only: bool = False,
    limit: Limit = 100,
    cursor: Cursor = "",
    sort: Sorted = "",
) -> Page[DisputeRow]:
    """Where sources cannot both be right."""
    return _paged(_ordered(reader.disputes(wanted, open_only), _DISPUTES, sort), limit, cursor)


@router.get("/disputes.csv", tags=["to take away"], response_class=StreamingResponse)
def disputes_csv(reader: Asked, wanted: Wanted) -> StreamingResponse:
    """The same as CSV."""
    return _csv("disputes", reader.disputes(wanted))


@router.get("/disputes/{name}", tags=["control"])
def dispute(reader: Asked, name: Annotated[str, Path(max_length=40)]) -> DisputeRow:
    """One dispute."""
    return _found(reader.dispute(name), "dispute")


@router.get("/incidents", tags=["claims"])
def incidents(reader: Asked, wanted: Wanted, limit: Limit = 100, cursor: Cursor = "") -> Page[IncidentRow]:
    """Happenings that one or many claims tell of."""
    return _paged(reader.incidents(wanted), limit, cursor)


@router.get("/sources", tags=["voices"])
def sources(
    reader: Asked, wanted: Wanted, limit: Limit = 100, cursor: Cursor = "", sort: Sorted = ""
) -> Page[SourceRow]:
    """Who says things, and how often it is borne out, alone or contradicted."""
    return _paged(_ordered(reader.sources(wanted), _SOURCES, sort), limit, cursor)


@router.get("/sources.csv", tags=["to take away"], response_class=StreamingResponse)
def sources_csv(reader: Asked, wanted: Wanted) -> StreamingResponse:
    """The same as CSV."""
    return _csv("sources", reader.sources(wanted))


@router.get("/actors", tags=["voices"])
def actors(
    reader: Asked, wanted: Wanted, limit: Limit = 100, cursor: Cursor = "", sort: Sorted = ""
) -> Page[ActorRow]:
    """Who acts and who suffers."""
    return _paged(_ordered(reader.actors(wanted), _ACTORS, sort), limit, cursor)


@router.get("/actors.csv", tags=["to take away"], response_class=StreamingResponse)
def actors_csv(reader: Asked, wanted: Wanted) -> StreamingResponse:
    """The same as CSV."""
    return _csv("actors", reader.actors(wanted))


@router.get("/network", tags=["voices"])
def network(
    reader: Asked,
    wanted: Wanted,
    by: Literal["party", "side"] = "party",
    limit: Annotated[int, Query(ge=2, le=200, description="At most so many parties.")] = 30,
) -> Network:
    """Who supports, meets, condemns, fights whom in the claims that the filters find."""
    return reader.network(wanted, limit, by == "side")


@router.get("/network/claims", tags=["voices"])
def network_claims(  # noqa: PLR0913, PLR0917 - one argument a parameter
    reader: Asked,
    wanted: Wanted,
    one: Part,
    other: Part,
    relation: Annotated[str, Query(max_length=20)],
    by: Literal["party", "side"] = "party",
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Page[ClaimRow]:
    """The claims behind one line of the network, newest happening first."""
    rows, after, total = reader.line(
        wanted, one, other, relation, by == "side", limit, _row_cursor(cursor)
    )  # fmt: skip
    return Page(items=rows, next=after or None, total=total)


@router.get("/places", tags=["map"])
def places(  # noqa: PLR0913, PLR0917 - one argument a parameter
    reader: Asked,
    wanted: Wanted,
    day: Annotated[
        date | None, Query(description="The day of the holdings; else ?until= or the last.")
    ] = None,
    holding_status: Annotated[str, Query(max_length=80, description="Only places held like this.")] = "",
    country: Annotated[str, Query(max_length=2, description="Places of this country first.")] = "",
    limit: Limit = 100,
    cursor: Cursor = "",
    sort: Sorted = "",
) -> Page[PlaceEntry]:
    """Places that claims name or somebody holds, with who holds them."""
    return _paged(reader.places(wanted, _day(day), sort, holding_status, country), limit, cursor)


@router.get("/places.csv", tags=["to take away"], response_class=StreamingResponse)
def places_csv(reader: Asked, wanted: Wanted, day: date | None = None) -> StreamingResponse:
    """The same as CSV."""
    return _csv("places", reader.places(wanted, _day(day), "name"))


@router.get("/reports", tags=["reports"])
def reports(
    reader: Asked, wanted: Wanted, limit: Limit = 100, cursor: Cursor = "", sort: Sorted = ""
) -> Page[ReportRow]:
    """Reports, newest first."""
    if sort in _REPORTS or cursor.startswith("o"):
        return _paged(_ordered(reader.reports(wanted), _REPORTS, sort), limit, cursor)
    ask: Callable[..., list[ReportRow]] = queries.reports
    rows = ask(reader.ledger, replace(wanted, limit=limit + 1, cursor=cursor))
    after = f"{rows[limit - 1].known}~{rows[limit - 1].id}" if len(rows) > limit else None
    total = len(reader.reports(wanted)) if cursor or after else len(rows)
    return Page(items=rows[:limit], next=after, total=total)


@router.get("/reports.csv", tags=["to take away"], response_class=StreamingResponse)
def reports_csv(reader: Asked, wanted: Wanted) -> StreamingResponse:
    """The same as CSV, without the texts."""
    return _csv("reports", reader.reports(wanted))


@router.get("/reports/{number}", tags=["reports"])
def report(reader: Asked, number: Number) -> ReportDetail:
    """One report with its text and its claims."""
    row, rows = _found(reader.report_of(number), "report")
    return ReportDetail(report=row, claims=rows)
