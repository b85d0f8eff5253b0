"""``warledger export``: the ledger in the forms that analysts use."""
# ruff: noqa: PLC0415 - ``--help`` must not pay for pandas
# ruff: noqa: PLR0913, PLR0917 - one argument an option

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from warledger.cli.asking import (
    ActorOption,
    AtOption,
    BoxOption,
    KindOption,
    KnownByOption,
    LedgerOption,
    PlaceOption,
    SinceOption,
    SourceOption,
    TextOption,
    UntilOption,
    filter_of,
    opened,
)
from warledger.cli.errors import ExitCode, UserError, tell
from warledger.cli.output import as_row, write_csv

if TYPE_CHECKING:
    from warledger.outputs import Written

_LISTED = (
    "acled, ucdp, gdelt, plover, hxl, hxl-ucdp, hapi, timemap, "
    "csv, xlsx, parquet, geojson, kml, gpkg, rocrate"
)
_BINARY = frozenset({"xlsx", "parquet", "gpkg", "rocrate"})


def export(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help=f"One of {_LISTED}.")],
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="Where to; - is stdout [warledger-FORMAT.…]."),
    ] = "",
    ledger: LedgerOption = "warledger.db",
    what: Annotated[
        str,
        typer.Option(
            metavar="WHAT",
            help="claims, events, control or disputes: what csv, parquet, geojson and kml hold.",
        ),
    ] = "claims",
    include: Annotated[
        str,
        typer.Option(
            metavar="FLAGS",
            help="Let in, flagged: denied, disputed, planned, hypothetical, background, or all.",
        ),
    ] = "",
    origins: Annotated[
        int, typer.Option(min=1, metavar="N", help="At least so many independent origins.")
    ] = 1,
    place: PlaceOption = "",
    actor: ActorOption = "",
    source: SourceOption = "",
    kind: KindOption = "",
    since: SinceOption = "",
    until: UntilOption = "",
    at: AtOption = "",
    known_by: KnownByOption = "",
    bbox: BoxOption = "",
    text: TextOption = "",
    left_out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="List what was left out, and why, as CSV.")
    ] = None,
) -> int:
    """Write the ledger in a form that analysts use.

    What is denied, disputed, planned, only possible or history stays out unless --include lets it in, with a
    flag that tells it; a last line says how much was left out and why.
    """
    from warledger.outputs import FORMATS, WHAT, Selection
    from warledger.outputs.selection import summed_up

    if form not in FORMATS:
        raise UserError(f"{form!r} is no format; there are {', '.join(FORMATS)}")
    if what not in WHAT:
        raise UserError(f"--what: {what!r} is none of {', '.join(WHAT)}")
    if output == "-" and form in _BINARY:
        raise UserError(f"{form} is not text: give a file with --output")
    try:
        selection = Selection.of(include.split(","), origins)
    except ValueError as error:
        raise UserError(f"--include: {error}") from None
    wanted = filter_of(
        place=place,
        actor=actor,
        source=source,
        kind=kind,
        since=since,
        until=until,
        at=at,
        known_by=known_by,
        bbox=bbox,
        text=text,
    )
    from warledger.outputs import export as write

    with opened(ledger) as book:
        if output == "-":
            with tempfile.TemporaryDirectory() as folder:
                written = write(
                    book, form, Path(folder, f"out{FORMATS[form].suffix}"), wanted, selection, what
                )
                sys.stdout.write(written.path.read_text(encoding="utf-8"))
        else:
            path = Path(output or f"warledger-{form}{FORMATS[form].suffix}")
            written = write(book, form, path, wanted, selection, what)
            print(f"{path}: {written.rows} rows")
    if said := summed_up(written.left):
        tell("note", said)
    if left_out:
        _list(written, left_out)
    return ExitCode.FINE


def _list(written: Written, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        write_csv(map(as_row, written.left), ("event", "kind", "claim", "reason", "quote"), out)
