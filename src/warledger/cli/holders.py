"""Who holds what: ``control`` and ``changes``."""
# ruff: noqa: PLC0415 - ``--help`` must not pay for the database
# ruff: noqa: PLR0913, PLR0917 - one argument an option

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warledger.cli.asking import asking, filter_of
from warledger.cli.errors import UserError
from warledger.cli.output import as_row, listing

if TYPE_CHECKING:
    from warledger.ledger import Ledger
    from warledger.ledger.queries import Filter


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
@asking("place", "actor", "at", "known_by", "bbox", "limit")
def control(
    book: Ledger,
    wanted: Filter,
    where: Annotated[str, typer.Argument(metavar="[PLACE]", help="A place; all places when left out.")] = "",
    why: Annotated[bool, typer.Option("--why", help="Print the argument in words.")] = False,
    spells: Annotated[bool, typer.Option("--spells", help="Every change over time, not one day.")] = False,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Who holds what at the start (CSV, JSON, YAML).")
    ] = None,
) -> Iterable[Any]:
    """Show who holds what on a day, how surely, and why.

    The claims for and against stand in --json of one place, and in --why.
    """
    from warledger import control as model

    wanted = replace(wanted, place=where or wanted.place)
    start = model.read_baseline(baseline) if baseline else None
    argue = why or (bool(wanted.place) and not spells)
    found = model.holdings(book, wanted=wanted, baseline=start, argue=argue)
    if spells:
        found = [s for h in found for s in model.spells(book, h.place_id, wanted.known_by, start)]
    if wanted.place and not found:
        raise UserError(f"nothing is told of who holds {wanted.place!r}")
    if why:
        for holding in found:
            print(holding.why + "\n")
        raise typer.Exit
    return [dict(as_row(h)) | {"holder": {"name": h.holder.name, "id": h.holder.id}} for h in found]


@listing("place", "date", "before", "before_status", "after", "after_status", "why", "claims")
@asking("until", "known_by")
def changes(
    book: Ledger,
    wanted: Filter,
    since: Annotated[str, typer.Option(metavar="DAY", help="The day to compare with.")],
    learned: Annotated[
        bool,
        typer.Option(
            "--learned", help="What later reports and corrections changed about the days up to then."
        ),
    ] = False,
) -> Iterable[Any]:
    """List what changed hands since a day, or (--learned) how that day's past looks different by now."""
    from warledger import control as model

    first = filter_of(since=since).since
    if learned:
        return model.learned(book, first, wanted.known_by)
    return model.changes(book, first, wanted.until, wanted.known_by)
