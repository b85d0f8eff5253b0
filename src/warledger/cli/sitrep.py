"""``warledger sitrep``: the situation report of a day or a period."""
# ruff: noqa: PLC0415 - ``--help`` must not pay for the drawing libraries
# ruff: noqa: PLR0913, PLR0917 - one argument an option

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from warledger.cli.asking import (
    BoxOption,
    KnownByOption,
    LedgerOption,
    PlaceOption,
    SinceOption,
    UntilOption,
    filter_of,
    opened,
)
from warledger.cli.errors import ExitCode, UserError

_SUFFIXES = {".html": "html", ".htm": "html", ".md": "md", ".pdf": "pdf"}


def sitrep(
    day: Annotated[str, typer.Option(metavar="DAY", help="One day; the last of the ledger if none.")] = "",
    since: SinceOption = "",
    until: UntilOption = "",
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="html, md or pdf; else by the file's suffix.")
    ] = "",
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="A file, - for stdout [sitrep-DAY.html].")
    ] = "",
    ledger: LedgerOption = "warledger.db",
    place: PlaceOption = "",
    bbox: BoxOption = "",
    known_by: KnownByOption = "",
) -> int:
    """Write the situation report of a day or a period.

    What changed hands, the main events, disputes old and new, tolls and displacement with ranges, diplomacy,
    corrections of earlier reports, what nobody tells; each statement with its sources. It knows only what was
    published by its last day, unless --known-by says otherwise.
    """
    from warledger.outputs.sitrep import FORMATS, gather, render

    if day and (since or until):
        raise UserError("give --day, or --since and --until, not both")
    form = form or _SUFFIXES.get(Path(output).suffix.lower(), "html")
    if form not in FORMATS:
        raise UserError(f"--format: {form!r} is none of {', '.join(FORMATS)}")
    wanted = filter_of(at=day, since=since, until=until, known_by=known_by, place=place, bbox=bbox)
    first, last = wanted.at or wanted.since, wanted.at or wanted.until
    if first and last and first > last:
        raise UserError(f"--since {first} lies after --until {last}")
    with opened(ledger) as book:
        narrowed = filter_of(place=place, bbox=bbox)
        situation = gather(book, first, last, wanted.known_by, narrowed)
    made = render(situation, form)
    if output == "-":
        sys.stdout.buffer.write(made)
        return ExitCode.FINE
    span = (
        situation.since if situation.since == situation.until else f"{situation.since}-to-{situation.until}"
    )
    path = Path(output or f"sitrep-{span}.{form}")
    path.write_bytes(made)
    print(f"{path}: {situation.period}, {situation.reports} reports, {situation.claims} claims")
    return ExitCode.FINE
