"""Questions to the ledger: one filter, one set of rows for command line, web page and exports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from warledger.ledger import copies, dialect
from warledger.ledger.errors import LedgerError
from warledger.ledger.made import claim_row, report_row
from warledger.ledger.rows import (
    ActorRow,
    ClaimRow,
    DisputeRow,
    IncidentRow,
    Party,
    PlaceRow,
    ReportRow,
    SourceRow,
)
from warledger.ledger.schema import LONG, parties, place_names, standing
from warledger.ledger.schema import claims as c
from warledger.ledger.schema import places as p
from warledger.ledger.schema import reports as r
from warledger.ledger.store import Ledger
from warledger.ledger.words import name_key, place_key

if TYPE_CHECKING:
    from warledger.control.types import Holding

__all__ = [
    "ActorRow",
    "ClaimRow",
    "DisputeRow",
    "Filter",
    "IncidentRow",
    "Party",
    "PlaceRow",
    "ReportRow",
    "SourceRow",
    "actors",
    "claim",
    "claim_numbers",
    "claims",
    "claims_by_day",
    "count_claims",
    "cursor_of",
    "disputes",
    "holdings",
    "incidents",
    "places",
    "report",
    "reports",
    "sources",
]

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_FEW = 500
_SMALL = 2.0  # degrees: a box no wider holds few of a ledger's places


@dataclass(slots=True, frozen=True)
class Filter:
    """What to list. Every field that is empty asks for nothing.

    Attributes:
        place: A place's name or gazetteer id; a province's name also finds the places inside it.
        actor: An actor's or target's name, part of it, or its registry id.
        source: A source's or publisher's name, part of it, or its registry id.
        kind: One kind, or several separated by commas.
        stance: ``asserts`` or ``denies``.
        status: One status, or several separated by commas.
        since: First day (ISO) of interest.
        until: Last day of interest.
        at: One day: claims whose days hold it; holdings on it.
        known_by: Only what was published by the end of this day.
        bbox: West, south, east, north in degrees.
        text: Words that the quote (or report) has; "a phrase" in double quotes; a trailing * for beginnings.
        limit: At most so many rows; None for all.
        cursor: Where the page before ended (``cursor_of`` its last row).
        report: Only this report's number.
        unlocated: True for claims without coordinates only, False for those with.
        undated: True for claims that tell no day only, False for those that do.
        superseded: Whether claims of older versions of reports are listed too.
    """

    place: str = ""
    actor: str = ""
    source: str = ""
    kind: str = ""
    stance: str = ""
    status: str = ""
    since: str = ""
    until: str = ""
    at: str = ""
    known_by: str = ""
    bbox: tuple[float, float, float, float] | None = None
    text: str = ""
    limit: int | None = None
    cursor: str = ""
    report: int | None = None
    unlocated: bool | None = None
    undated: bool | None = None
    superseded: bool = False


def claims(ledger: Ledger, wanted: Filter = Filter()) -> list[ClaimRow]:
    """Claims, newest happening first."""
    query = _claims_query()
    with ledger.reading() as connection:
        if wanted.limit is None:
            every = query.where(*_conditions(ledger, wanted)).order_by(c.c.first_day.desc(), c.c.id.desc())
            return [claim_row(row) for row in dialect.plain_rows(connection, every)]
        # The numbers first: sorting whole rows would cost more than finding them.
        numbers: list[int] = []
        for part in _newest(ledger, wanted):
            numbers += connection.scalars(part.limit(wanted.limit - len(numbers)))
            if len(numbers) == wanted.limit:
                break
        chosen = query.where(dialect.one_of(connection.dialect.name, c.c.id, numbers))
        rows = {row[0]: row for row in dialect.plain_rows(connection, chosen)}
    return [claim_row(rows[number]) for number in numbers]


def _newest(ledger: Ledger, wanted: Filter) -> Iterator[Select[Any]]:
    """The numbers of the claims that the filter finds, newest first, in one selection or two in a row.

    What touches the days from ``since`` on may have begun at any time before. Most has begun in the month of
    ``since`` or later; the rest lasts past the end of a month, which is rare. Each has an index of its own.
    """
    with_all = _joined if wanted.source or wanted.unlocated is not None else lambda told: told
    chosen = select(c.c.id).select_from(with_all(c)).order_by(c.c.first_day.desc(), c.c.id.desc())
    month = f"{wanted.since[:7]}-01" if len(wanted.since) == len("2024-12-01") else ""
    begun = [c.c.first_day >= month] if month else []
    worded = bool(wanted.text) and ledger.engine.dialect.name == "sqlite"
    few = worded and _are_few(ledger, wanted)
    if worded and not few:
        rest = _conditions(ledger, replace(wanted, text=""), aside=True)
        quoted = select(c.c.id).select_from(with_all(dialect.with_quotes())).where(*rest, *begun)
        yield dialect.newest_matching(quoted, wanted.text, *_numbered(wanted, month))
    else:
        yield chosen.where(*_conditions(ledger, wanted, singly=few), *begun)
    if month:
        lasting = _conditions(ledger, wanted, aside=True, singly=True)
        yield chosen.where(*lasting, c.c.first_day < month, LONG)


def _are_few(ledger: Ledger, wanted: Filter) -> bool:
    """Whether the report, place or box holds so few claims that the words are quicker looked up for each."""
    if not wanted.place and wanted.bbox is None and wanted.report is None:
        return False
    there = _about_claims(ledger, Filter(place=wanted.place, bbox=wanted.bbox))
    there += [c.c.report == wanted.report] if wanted.report is not None else []
    with ledger.reading() as connection:
        return len(connection.execute(select(c.c.id).where(*there).limit(_FEW + 1)).all()) <= _FEW


def _numbered(wanted: Filter, month: str) -> tuple[int | None, int | None]:
    """Between which numbers the quotes lie of what begins in a month or later, and on the filter's days."""
    last, _, number = wanted.cursor.partition("~")
    ends = [(day, dialect.MOST) for day in (wanted.until, wanted.at)]
    if number.isdigit():
        ends.append((last, min(int(number) - 1, dialect.MOST)))
    most = [dialect.quote_number(day, claim) for day, claim in ends if _DAY.fullmatch(day)]
    least = dialect.quote_number(month, 0) if _DAY.fullmatch(month) else None
    return least, min(most, default=None)


def numbers_of(ledger: Ledger, wanted: Filter) -> Select[Any]:
    """A selection of the numbers of the claims that the filter finds, whatever its limit and cursor."""
    unbounded = replace(wanted, limit=None, cursor="")
    return select(c.c.id).select_from(_joined()).where(*_conditions(ledger, unbounded))


def cursor_of(row: ClaimRow) -> str:
    """Where the page that ends with this row ends."""
    return f"{row.day}~{row.id}"


def claim(ledger: Ledger, number: int) -> ClaimRow | None:
    """One claim by its number."""
    with ledger.reading() as connection:
        row = connection.execute(_claims_query().where(c.c.id == number)).first()
    return claim_row(row) if row else None


def claims_by_number(ledger: Ledger, numbers: Iterable[int]) -> list[ClaimRow]:
    """Claims by their numbers, in ascending order."""
    wanted = sorted(set(numbers))
    found: list[ClaimRow] = []
    with ledger.reading() as connection:
        for i in range(0, len(wanted), 500):
            query = _claims_query().where(c.c.id.in_(wanted[i : i + 500])).order_by(c.c.id)
            found.extend(claim_row(row) for row in connection.execute(query))
    return found


def count_claims(ledger: Ledger, wanted: Filter = Filter()) -> int:
    """How many claims the filter finds, whatever its limit and cursor."""
    unbounded = replace(wanted, limit=None, cursor="")
    query = select(func.count()).select_from(_joined()).where(*_conditions(ledger, unbounded))
    with ledger.reading() as connection:
        return int(connection.scalar(query) or 0)


def claim_numbers(ledger: Ledger, wanted: Filter = Filter()) -> list[int]:
    """The numbers of all claims that the filter finds, whatever its limit and cursor, in no order."""
    unbounded = replace(wanted, limit=None, cursor="")
    query = select(c.c.id).select_from(_joined()).where(*_conditions(ledger, unbounded))
    with ledger.reading() as connection:
        return [n for (n,) in connection.execute(query)]


def claims_by_day(ledger: Ledger, wanted: Filter = Filter()) -> list[tuple[str, int]]:
    """How many claims begin on each day, for the bar of time."""
    unbounded = replace(wanted, limit=None, cursor="")
    query = (
        select(c.c.first_day, func.count())
        .select_from(_joined())
        .where(*_conditions(ledger, unbounded))
        .group_by(c.c.first_day)
        .order_by(c.c.first_day)
    )
    with ledger.reading() as connection:
        return [(day, int(n)) for day, n in connection.execute(query)]


def reports(ledger: Ledger, wanted: Filter = Filter()) -> list[ReportRow]:
    """Reports, newest first; fields about claims ask for reports that have such a claim."""
    tellers = _about_claims(ledger, wanted)
    conditions: list[ColumnElement[bool]] = [] if wanted.superseded else [standing(r, wanted.known_by)]
    if tellers:
        conditions.append(r.c.id.in_(select(c.c.report).select_from(_joined()).where(*tellers)))
    if wanted.text:
        conditions.append(dialect.reports_matching(ledger.engine.dialect.name, wanted.text))
    if wanted.source:
        conditions.append(r.c.publisher_key.contains(name_key(wanted.source), autoescape=True))
    for days, side in (
        (wanted.since, r.c.known_day >= wanted.since),
        (wanted.until, r.c.known_day <= wanted.until),
    ):
        if days:
            conditions.append(side)
    if wanted.known_by and wanted.superseded:
        conditions.append(r.c.known_day <= wanted.known_by)
    if wanted.cursor:
        conditions.append(_after(wanted.cursor, r.c.known_day, r.c.id))
    newest = (r.c.known_day.desc(), r.c.id.desc())
    many = select(func.count()).where(c.c.report == r.c.id).scalar_subquery().label("claims")
    query = select(*[col for col in r.c if col.name != "text"], many).order_by(*newest)
    groups = copy_groups(ledger)
    with ledger.reading() as connection:
        if wanted.limit is None:
            query = query.where(*conditions)
        else:  # the numbers first, as of claims
            first = select(r.c.id).where(*conditions).order_by(*newest).limit(wanted.limit)
            numbers = connection.scalars(first).all()
            query = query.where(dialect.one_of(connection.dialect.name, r.c.id, numbers))
        return [report_row(row, groups) for row in connection.execute(query)]


def report(ledger: Ledger, number: int) -> ReportRow | None:
    """One report with its text."""
    query = select(r, select(func.count()).where(c.c.report == r.c.id).scalar_subquery().label("claims"))
    with ledger.reading() as connection:
        row = connection.execute(query.where(r.c.id == number)).first()
    if row is None:
        return None
    found = report_row(row, copy_groups(ledger))
    found.text = row.text
    return found


def copy_groups(ledger: Ledger) -> dict[int, int]:
    """For each report that has copies, the smallest number among them."""
    with ledger.reading() as connection:
        return copies.groups_of(connection)


def places(ledger: Ledger, wanted: Filter = Filter()) -> list[PlaceRow]:
    """Places that the claims name, most often named first."""
    query = (
        select(
            p, func.count().label("n"), func.min(c.c.first_day).label("a"), func.max(c.c.last_day).label("b")
        )
        .select_from(_joined())
        .where(p.c.id.is_not(None), *_conditions(ledger, replace(wanted, limit=None, cursor="")))
        .group_by(p.c.id)
        .order_by(func.count().desc(), p.c.id)
    )
    if wanted.limit is not None:
        query = query.limit(wanted.limit)
    with ledger.reading() as connection:
        return [
            PlaceRow(
                row.id,
                row.name,
                row.level,
                row.admin1,
                row.country,
                row.lat,
                row.lon,
                row.gazetteer_id,
                row.geonameid,
                row.n,
                row.a,
                row.b,
            )
            for row in connection.execute(query)
        ]


def actors(ledger: Ledger, wanted: Filter = Filter()) -> list[ActorRow]:
    """Parties, most often named first."""
    from warledger.control.interest import side_of  # noqa: PLC0415 - the registry loads late

    key = case((parties.c.actor_id != "", parties.c.actor_id), else_=parties.c.name_key)
    query = (
        select(
            key.label("key"),
            func.max(parties.c.actor_id).label("actor_id"),
            parties.c.name,
            parties.c.role,
            c.c.kind,
            func.count().label("n"),
            func.min(c.c.first_day).label("a"),
            func.max(c.c.last_day).label("b"),
        )
        .select_from(_joined().join(parties, parties.c.claim == c.c.id))
        .where(*_conditions(ledger, replace(wanted, limit=None, cursor="")))
        .group_by(key, parties.c.name, parties.c.role, c.c.kind)
    )
    found: dict[str, ActorRow] = {}
    names: dict[str, dict[str, int]] = {}
    with ledger.reading() as connection:
        for row in connection.execute(query):
            entry = found.setdefault(row.key, ActorRow(row.name, row.actor_id, "", 0, 0, {}, row.a, row.b))
            tally = names.setdefault(row.key, {})
            tally[row.name] = tally.get(row.name, 0) + row.n
            entry.first, entry.last = min(entry.first, row.a), max(entry.last, row.b)
            if row.role == "actor":
                entry.acts += row.n
                entry.kinds[row.kind] = entry.kinds.get(row.kind, 0) + row.n
            else:
                entry.suffers += row.n
    for key_, entry in found.items():
        entry.name = min(names[key_], key=lambda n: (-names[key_][n], -len(n), n))
        entry.side = side_of(entry.name, entry.id)
    ordered = sorted(found.values(), key=lambda e: (-(e.acts + e.suffers), e.name))
    return ordered[: wanted.limit] if wanted.limit is not None else ordered


def incidents(ledger: Ledger, wanted: Filter = Filter()) -> list[IncidentRow]:
    """Happenings that claims of one or many reports tell of, newest first."""
    from warledger.ledger.incidents import list_incidents  # noqa: PLC0415

    return list_incidents(ledger, wanted)


def disputes(ledger: Ledger, wanted: Filter = Filter(), open_only: bool = False) -> list[DisputeRow]:
    """Where sources cannot both be right, newest first."""
    from warledger.ledger.disputes import list_disputes  # noqa: PLC0415

    return list_disputes(ledger, wanted, open_only)


def sources(ledger: Ledger, wanted: Filter = Filter()) -> list[SourceRow]:
    """Who says things, and how often it is borne out, alone or contradicted."""
    from warledger.ledger.sources import list_sources  # noqa: PLC0415

    return list_sources(ledger, wanted)


def holdings(ledger: Ledger, wanted: Filter = Filter()) -> list[Holding]:
    """Who holds each place on ``wanted.at`` (the last day told of when empty), as known by ``known_by``."""
    from warledger.control import holdings as worked_out  # noqa: PLC0415

    return list(worked_out(ledger, at=wanted.at, known_by=wanted.known_by, wanted=wanted))


def _joined(told: FromClause = c) -> Any:
    return told.join(r, r.c.id == c.c.report).outerjoin(p, p.c.id == c.c.place)


def _claims_query() -> Select[Any]:
    return select(
        c,
        p.c.key.label("place_key"),
        p.c.name.label("resolved"),
        p.c.lat,
        p.c.lon,
        p.c.level,
        p.c.admin1,
        p.c.country,
        p.c.gazetteer_id,
        p.c.geonameid,
        r.c.ref.label("report_ref"),
        r.c.publisher,
        r.c.title,
        r.c.url,
        r.c.date.label("report_date"),
        r.c.added_at,
    ).select_from(_joined())


def _conditions(
    ledger: Ledger, wanted: Filter, aside: bool = False, singly: bool = False
) -> list[ColumnElement[bool]]:
    """The filter on claims joined with reports and places.

    Args:
        ledger: The ledger.
        wanted: The filter.
        aside: Whether to leave the index to the days.
        singly: Whether to look the words up claim by claim.
    """
    found = _about_claims(ledger, wanted, aside)
    if not wanted.superseded:
        # Where a few places are asked for, they and not what stands must choose the index.
        few = bool(wanted.place) or (wanted.bbox is not None and _is_small(wanted.bbox))
        aside = (aside or few) and ledger.engine.dialect.name == "sqlite"
        found.append(dialect.standing_aside(wanted.known_by) if aside else standing(c, wanted.known_by))
    if wanted.source:
        key = name_key(wanted.source)
        found.append(
            or_(
                c.c.source_id == wanted.source,
                c.c.source_key == key,
                func.lower(c.c.source).contains(wanted.source.casefold(), autoescape=True),
                and_(c.c.source == "publisher", r.c.publisher_key.contains(key, autoescape=True)),
            )
        )
    if wanted.since:
        found.append(c.c.last_day >= wanted.since)
    if wanted.until:
        found.append(c.c.first_day <= wanted.until)
    if wanted.known_by and wanted.superseded:
        found.append(c.c.from_day <= wanted.known_by)
    if wanted.text:
        found.append(dialect.claims_matching(ledger.engine.dialect.name, wanted.text, singly))
    if wanted.report is not None:
        found.append(c.c.report == wanted.report)
    if wanted.cursor:
        found.append(_after(wanted.cursor, c.c.first_day, c.c.id))
    return found


def _about_claims(ledger: Ledger, wanted: Filter, aside: bool = False) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.place:
        found.append(c.c.place.in_(_place_numbers(wanted.place)))
    if wanted.actor:
        key = name_key(wanted.actor)
        named = or_(parties.c.actor_id == wanted.actor, parties.c.name_key.contains(key, autoescape=True))
        found.append(c.c.id.in_(select(parties.c.claim).where(named)))
    for column, text in ((c.c.kind, wanted.kind), (c.c.stance, wanted.stance), (c.c.status, wanted.status)):
        chosen = [part.strip() for part in text.split(",") if part.strip()]
        if chosen:
            found.append(column.in_(chosen))
    if wanted.at:
        found += [c.c.first_day <= wanted.at, c.c.last_day >= wanted.at]
    if wanted.bbox:
        inside: Any = dialect.places_within(ledger.engine.dialect.name, *wanted.bbox)
        place = c.c.place + literal_column("0") if aside and not _is_small(wanted.bbox) else c.c.place
        found.append(place.in_(inside))
    if wanted.unlocated is not None:
        found.append(p.c.lat.is_(None) if wanted.unlocated else p.c.lat.is_not(None))
    if wanted.undated is not None:
        found.append(c.c.start_day.is_(None) if wanted.undated else c.c.start_day.is_not(None))
    return found


def _is_small(box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    return (east - west) % 360 <= _SMALL and north - south <= _SMALL


def _place_numbers(name: str) -> Select[Any]:
    """Places of this name or gazetteer id; a province also brings the places inside it."""
    key = place_key(name)
    inside = and_(p.c.admin1_key == key, literal(bool(key)))
    return select(p.c.id).where(or_(named_place(name), inside))


def named_place(name: str) -> ColumnElement[bool]:
    """The condition that a place bears this name, in the gazetteer or in a report's words, or this id."""
    key = place_key(name)
    worded = select(place_names.c.place).where(place_names.c.name_key == key)
    plain = name.strip()
    return or_(p.c.key == plain, p.c.gazetteer_id == plain, p.c.name_key == key, p.c.id.in_(worded))


def place_with(words: str) -> ColumnElement[bool]:
    """The condition that these are whole words of a place's name: "Hermon" of "Mount Hermon"."""
    key = place_key(words)
    padded = literal(" ").concat(p.c.name_key).concat(" ")
    return and_(literal(bool(key)), padded.contains(f" {key} ", autoescape=True))


def _after(cursor: str, day: ColumnElement[str], number: ColumnElement[int]) -> ColumnElement[bool]:
    last_day, _, last = cursor.partition("~")
    if not last.isdigit():
        raise LedgerError(f"this is no cursor of a page: {cursor!r}")
    return or_(day < last_day, and_(day == last_day, number < int(last)))
