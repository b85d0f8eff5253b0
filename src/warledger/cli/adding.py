"""``warledger add``: reports in, claims into the ledger."""
# ruff: noqa: PLC0415 - ``--help`` must not pay for the database
# ruff: noqa: PLR0913, PLR0917 - one argument an option

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from warledger.cli.asking import DEFAULT, LedgerOption, opened
from warledger.cli.coded import AllowHost, Knowledge, coded, columns_of, given_by
from warledger.cli.errors import ExitCode, Problems
from warledger.cli.progress import progress
from warledger.model import Coding, Report

if TYPE_CHECKING:
    from warledger.ledger import Ledger


def add(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE...]",
            help="Files, folders or addresses: text, HTML, JSONL, CSV, feeds, WARC …; - is stdin.",
        ),
    ] = None,
    ledger: LedgerOption = DEFAULT,
    date: Annotated[
        str, typer.Option(metavar="DAY", help="Day of publication (YYYY-MM-DD) where a report tells none.")
    ] = "",
    publisher: Annotated[str, typer.Option(metavar="NAME", help="Outlet where a report tells none.")] = "",
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=COLUMN", help="For CSV: where a field of a report stands."),
    ] = None,
    allow_host: AllowHost = None,
    codings: Annotated[
        list[Path] | None,
        typer.Option(
            "--coded",
            metavar="FILE",
            help="Claims already coded (`warledger code -o FILE.jsonl`), for the reports of FILE… by their "
            "ids, or with the reports in it.",
        ),
    ] = None,
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

    A report whose text is there already is passed over; of a changed one the old version is kept. Each report
    is kept whole or not at all, whatever happens; what breaks off can be run again.
    """
    from warledger.ledger.store import TOGETHER
    from warledger.reports.readers import count_reports, read_reports

    if not files and not codings:
        raise typer.BadParameter("give files of reports, or --coded FILE")
    problems = Problems()
    given = given_by(date, publisher)
    reports = read_reports(files or (), given, problems, columns_of(columns or ()), allow_host or ())
    tally: Counter[str] = Counter()
    with opened(ledger, create=True) as book, ExitStack() as stack:
        if codings:
            found = _read_coded(codings, reports, problems)
        else:
            knowledge = Knowledge(model, codebook or (), actors or ())
            missing = _missing(book, reports, tally)
            found = stack.enter_context(coded(missing, knowledge, count_reports(files or ())))
        # What is being coded is kept at once; what is only read goes in by the thousand.
        for added in book.add_all(found, together=TOGETHER if codings else 1):
            tally[added.state] += 1
            tally["claims"] += added.claims
        bring_up_to_date(book)
    claims = tally.pop("claims", 0)
    if problems.errors and not sum(tally.values()):
        return ExitCode.FAILED
    parts = [f"{tally['new']} new"]
    parts += [f"{tally['version']} changed"] if tally["version"] else []
    parts += [f"{tally['same']} already there"] if tally["same"] else []
    parts += [f"{tally['dropped']} not coded (warledger reports --dropped)"] if tally["dropped"] else []
    print(f"{ledger}: {', '.join(parts)}; {claims} claims added")
    return problems.exit_code


def bring_up_to_date(book: Ledger) -> None:
    """Work out what new claims change, with a bar."""
    from warledger.ledger.refresh import refresh

    with progress("working out what changes") as update:
        refresh(book, update)


def _missing(book: Ledger, reports: Iterable[Report], tally: Counter[str]) -> Iterator[Report]:
    """Reports that the ledger does not hold, so that only these are coded."""
    for report in reports:
        if book.state_of(report) == "same":
            tally["same"] += 1
        else:
            yield report


def _read_coded(files: Iterable[Path], reports: Iterable[Report], problems: Problems) -> Iterator[Coding]:
    from warledger.ledger.coded import read_coded

    waiting = iter(reports)
    for path in files:
        try:
            with path.open("rb") as lines:
                yield from read_coded(lines, path.as_posix(), waiting, problems)
        except OSError as error:
            problems.error(f"{path}: {(error.strerror or str(error)).lower()}")
