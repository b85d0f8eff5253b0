"""The ledger's commands: ``add`` puts coded reports in, the others list what follows from them."""
# ruff: noqa: PLC0415 - ``--help`` must not pay for the database
# ruff: noqa: PLR0913, PLR0917 - one argument an option

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warledger.cli.coded import AllowHost, Knowledge, coded, columns_of, given_by
from warledger.cli.errors import ExitCode, Problems, UserError
from warledger.cli.output import Listed, listing
from warledger.model import Report

if TYPE_CHECKING:
    from warledger.ledger import Ledger
    from warledger.ledger.queries import Filter

LedgerOption = Annotated[str, typer.Option("--ledger", metavar="FILE", help="The ledger: a file or a URL.")]
PlaceOption = Annotated[
    str, typer.Option(metavar="NAME", help="A place, its gazetteer id, or a province and all inside it.")
]
ActorOption = Annotated[
    str, typer.Option(metavar="NAME", help="An actor or target: part of a name, or an id.")
]
SourceOption = Annotated[str, typer.Option(metavar="NAME", help="Who says it: part of a name, or an id.")]
KindOption = Annotated[str, typer.Option(metavar="KINDS", help="Kinds, separated by commas.")]
StanceOption = Annotated[str, typer.Option(metavar="STANCE", help="asserts or denies.")]
StatusOption = Annotated[str, typer.Option(metavar="STATUSES", help="Statuses, separated by commas.")]
SinceOption = Annotated[str, typer.Option(metavar="DAY", help="From this day on.")]
UntilOption = Annotated[str, typer.Option(metavar="DAY", help="Up to this day.")]
AtOption = Annotated[str, typer.Option(metavar="DAY", help="As of this day.")]
KnownByOption = Annotated[str, typer.Option(metavar="DAY", help="Only what was published by this day.")]
BoxOption = Annotated[str, typer.Option(metavar="W,S,E,N", help="Inside this box of degrees.")]
TextOption = Annotated[str, typer.Option(metavar="WORDS", help='Words that it has; "a phrase"; begin*.')]
LimitOption = Annotated[int | None, typer.Option(min=1, metavar="N", help="At most so many.")]
_DEFAULT = "warledger.db"


@contextmanager
def opened(ledger: str, create: bool = False) -> Iterator[Ledger]:
    """The ledger that a command works on; what goes wrong with it is told to the user.

    Raises:
        UserError: It cannot be opened, read or written.
    """
    from warledger.ledger import Ledger, LedgerError

    try:
        with Ledger.open(ledger, create=create) as found:
            yield found
    except LedgerError as error:
        raise UserError(str(error)) from error


def filter_of(**fields: Any) -> Filter:
    """The options as the queries' filter.

    Raises:
        UserError: A day, box, stance or status is none.
    """
    from warledger.ledger.queries import Filter
    from warledger.model import Stance, Status

    chosen = {name: value for name, value in fields.items() if value not in ("", None)}
    for name in ("since", "until", "at", "known_by"):
        if name in chosen:
            chosen[name] = _day(chosen[name], "--" + name.replace("_", "-"))
    if "bbox" in chosen:
        chosen["bbox"] = _box(chosen["bbox"])
    for name, allowed in (("stance", list(Stance)), ("status", list(Status))):
        for word in str(chosen.get(name, "")).split(","):
            if word.strip() and word.strip() not in allowed:
                raise UserError(f"--{name}: {word.strip()!r} is none of {', '.join(allowed)}")
    return Filter(**chosen)


def _day(text: str, option: str) -> str:
    from warledger.reports.readers import day

    try:
        return day(text).isoformat()
    except ValueError as error:
        raise UserError(f"{option}: {error}") from None


def _box(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise UserError(f"--bbox: {text!r} is not west,south,east,north") from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise UserError(f"--bbox: {text!r} lies outside the world")
    return west, south, east, north


def add(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Files, folders or addresses: text, HTML, JSONL, CSV, feeds, WARC …; - is stdin.",
        ),
    ],
    ledger: LedgerOption = _DEFAULT,
    date: Annotated[
        str, typer.Option(metavar="DAY", help="Day of publication (YYYY-MM-DD) where a report tells none.")
    ] = "",
    publisher: Annotated[str, typer.Option(metavar="NAME", help="Outlet where a report tells none.")] = "",
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=COLUMN", help="For CSV: where a field of a report stands."),
    ] = None,
    allow_host: AllowHost = None,
    model: Annotated[
        str, typer.Option(metavar="NAME", help="An installed spaCy model in the pinned one's place.")
    ] = "",
    codebook: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Your own codebook, on top of the bundled one.")
    ] = None,
    actors: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Your own actors, on top of the bundled ones.")
    ] = None,
) -> int:
    """Code reports and put their claims into the ledger; safe to repeat.

    A report whose text is there already is passed over; of a changed one the old version is kept.
    """
    from warledger.reports.readers import count_reports, read_reports

    problems = Problems()
    reports = read_reports(
        files, given_by(date, publisher), problems, columns_of(columns or ()), allow_host or ()
    )
    tally = {"new": 0, "version": 0, "same": 0, "dropped": 0}
    claims = 0
    with opened(ledger, create=True) as book:
        missing = _missing(book, reports, tally)
        knowledge = Knowledge(model, codebook or (), actors or ())
        with coded(missing, knowledge, count_reports(files)) as codings:
            for coding in codings:
                added = book.add(coding)
                tally[added.state] += 1
                claims += added.claims
    if problems.errors and not sum(tally.values()):
        return ExitCode.FAILED
    parts = [f"{tally['new']} new"]
    parts += [f"{tally['version']} changed"] if tally["version"] else []
    parts += [f"{tally['same']} already there"] if tally["same"] else []
    parts += [f"{tally['dropped']} not coded (warledger reports --dropped)"] if tally["dropped"] else []
    print(f"{ledger}: {', '.join(parts)}; {claims} claims added")
    return problems.exit_code


def _missing(book: Ledger, reports: Iterable[Report], tally: dict[str, int]) -> Iterator[Report]:
    """Reports that the ledger does not hold, so that only these are coded."""
    for report in reports:
        if book.state_of(report) == "same":
            tally["same"] += 1
        else:
            yield report


@listing(
    "id",
    "day",
    "kind",
    "actors",
    "targets",
    "place",
    "resolved",
    "stance",
    "status",
    "source",
    "via",
    "publisher",
    "known",
    "lat",
    "lon",
    "admin1",
    "country",
    "confidence",
    "quote",
    table=("id", "day", "kind", "actors", "place", "stance", "status", "source", "quote"),
)
def claims(
    ledger: LedgerOption = _DEFAULT,
    place: PlaceOption = "",
    actor: ActorOption = "",
    source: SourceOption = "",
    kind: KindOption = "",
    stance: StanceOption = "",
    status: StatusOption = "",
    since: SinceOption = "",
    until: UntilOption = "",
    at: AtOption = "",
    known_by: KnownByOption = "",
    bbox: BoxOption = "",
    text: TextOption = "",
    limit: LimitOption = None,
    superseded: Annotated[
        bool, typer.Option("--superseded", help="Also claims of older versions of reports.")
    ] = False,
) -> Iterable[Any]:
    """List claims, newest happening first."""
    from warledger.ledger import queries

    wanted = filter_of(
        place=place,
        actor=actor,
        source=source,
        kind=kind,
        stance=stance,
        status=status,
        since=since,
        until=until,
        at=at,
        known_by=known_by,
        bbox=bbox,
        text=text,
        limit=limit,
        superseded=superseded,
    )
    with opened(ledger) as book:
        return queries.claims(book, wanted)


@listing(
    "place",
    "country",
    "admin1",
    "date",
    "holder",
    "side",
    "status",
    "probability",
    "since",
    "last_confirmed",
    "lat",
    "lon",
    "gazetteer_id",
    table=(
        "place",
        "admin1",
        "country",
        "date",
        "holder",
        "status",
        "probability",
        "since",
        "last_confirmed",
    ),
)
def control(
    where: Annotated[str, typer.Argument(metavar="[PLACE]", help="A place; all places when left out.")] = "",
    ledger: LedgerOption = _DEFAULT,
    place: PlaceOption = "",
    actor: Annotated[str, typer.Option(metavar="NAME", help="Only what this party holds.")] = "",
    at: AtOption = "",
    known_by: KnownByOption = "",
    bbox: BoxOption = "",
    why: Annotated[bool, typer.Option("--why", help="Print the argument in words.")] = False,
    spells: Annotated[bool, typer.Option("--spells", help="Every change over time, not one day.")] = False,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Who holds what at the start (YAML).")
    ] = None,
    limit: LimitOption = None,
) -> Iterable[Any]:
    """Show who holds what on a day, how surely, and why."""
    from warledger import control as model

    wanted = filter_of(place=where or place, actor=actor, at=at, known_by=known_by, bbox=bbox, limit=limit)
    with opened(ledger) as book:
        start = model.read_baseline(baseline) if baseline else None
        found = model.holdings(book, wanted=wanted, baseline=start)
        if spells:
            found = [s for h in found for s in model.spells(book, h.place_id, wanted.known_by, start)]
    if (where or place) and not found:
        raise UserError(f"nothing is told of who holds {where or place!r}")
    if why:
        for holding in found:
            print(holding.why + "\n")
        raise typer.Exit
    return [
        {f.name: getattr(h, f.name) for f in dataclasses.fields(h)}
        | {"holder": {"name": h.holder.name, "id": h.holder.id}}
        for h in found
    ]


@listing(
    "first",
    "about",
    "place",
    "kind",
    "positions",
    "sources",
    "outcome",
    "settled_day",
    "why",
    "claims",
    "id",
    table=("first", "about", "place", "kind", "positions", "sources", "outcome", "why"),
)
def disputes(
    ledger: LedgerOption = _DEFAULT,
    place: PlaceOption = "",
    actor: ActorOption = "",
    source: SourceOption = "",
    kind: KindOption = "",
    since: SinceOption = "",
    until: UntilOption = "",
    at: AtOption = "",
    known_by: KnownByOption = "",
    open_: Annotated[bool, typer.Option("--open", help="Only those that nothing has settled.")] = False,
    limit: LimitOption = None,
) -> Iterable[dict[str, Any]]:
    """List where sources cannot both be right, and how it ended."""
    from warledger.ledger import queries

    wanted = filter_of(
        place=place,
        actor=actor,
        source=source,
        kind=kind,
        since=since,
        until=until,
        at=at,
        known_by=known_by,
        limit=limit,
    )
    with opened(ledger) as book:
        found = queries.disputes(book, wanted, open_)
    return [
        {f.name: getattr(d, f.name) for f in dataclasses.fields(d)}
        | {
            "positions": " / ".join(s.position for s in d.sides),
            "sources": " / ".join(", ".join(s.sources) for s in d.sides),
            "claims": [n for s in d.sides for n in s.claims],
        }
        for d in found
    ]


@listing(
    "id",
    "date",
    "publisher",
    "title",
    "claims",
    "version",
    "ref",
    "url",
    "known",
    "added_at",
    "copies",
    table=("id", "date", "publisher", "title", "claims", "version", "copies"),
)
def reports(
    ledger: LedgerOption = _DEFAULT,
    place: PlaceOption = "",
    publisher: Annotated[str, typer.Option(metavar="NAME", help="Part of an outlet's name.")] = "",
    since: SinceOption = "",
    until: UntilOption = "",
    known_by: KnownByOption = "",
    text: TextOption = "",
    superseded: Annotated[bool, typer.Option("--superseded", help="Also older versions.")] = False,
    dropped: Annotated[
        bool, typer.Option("--dropped", help="What was not coded instead, with the reason.")
    ] = False,
    limit: LimitOption = None,
) -> Iterable[Any]:
    """List the reports that the ledger holds, newest first."""
    from warledger.ledger import queries
    from warledger.ledger.passed_over import passed_over

    wanted = filter_of(
        place=place,
        source=publisher,
        since=since,
        until=until,
        known_by=known_by,
        text=text,
        superseded=superseded,
        limit=limit,
    )
    if dropped and (place or superseded):
        raise UserError("--dropped: what was not coded has no places and no versions")
    with opened(ledger) as book:
        if not dropped:
            return queries.reports(book, wanted)
        columns = ("id", "date", "publisher", "title", "reason", "url", "ref", "known", "added_at", "letters")
        return Listed(
            passed_over(book, wanted), columns, ("id", "date", "publisher", "title", "reason", "url")
        )


@listing(
    "id",
    "first",
    "last",
    "family",
    "kinds",
    "place",
    "admin1",
    "country",
    "actors",
    "targets",
    "reports",
    "origins",
    "sources",
    "denied",
    "counts",
    "claims",
    table=("id", "first", "kinds", "place", "actors", "targets", "reports", "origins", "denied"),
)
def incidents(
    ledger: LedgerOption = _DEFAULT,
    place: PlaceOption = "",
    actor: ActorOption = "",
    source: SourceOption = "",
    kind: KindOption = "",
    since: SinceOption = "",
    until: UntilOption = "",
    at: AtOption = "",
    known_by: KnownByOption = "",
    origins: Annotated[int, typer.Option(min=0, metavar="N", help="Told by at least so many origins.")] = 0,
    limit: LimitOption = None,
) -> Iterable[Any]:
    """List happenings: claims of many reports joined, with how many independent origins tell of each."""
    from warledger.ledger import queries

    wanted = filter_of(
        place=place,
        actor=actor,
        source=source,
        kind=kind,
        since=since,
        until=until,
        at=at,
        known_by=known_by,
    )
    with opened(ledger) as book:
        found = [i for i in queries.incidents(book, wanted) if i.origins >= origins]
    return found[:limit]


@listing("place", "date", "before", "before_status", "after", "after_status", "why", "claims")
def changes(
    since: Annotated[str, typer.Option(metavar="DAY", help="The day to compare with.")],
    ledger: LedgerOption = _DEFAULT,
    until: UntilOption = "",
    known_by: KnownByOption = "",
    learned: Annotated[
        bool, typer.Option("--learned", help="What later reports changed about the days up to then.")
    ] = False,
) -> Iterable[Any]:
    """List what changed hands since a day, or (--learned) how that day's past looks different by now."""
    from warledger import control as model

    wanted = filter_of(since=since, until=until, known_by=known_by)
    with opened(ledger) as book:
        if learned:
            return model.learned(book, wanted.since, wanted.known_by)
        return model.changes(book, wanted.since, wanted.until, wanted.known_by)
