"""``warledger gazetteer``: build it, ask it, add to it."""
# ruff: noqa: PLC0415 - ``--help`` must not pay for the gazetteer

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from warledger.cli.errors import ExitCode, Problems, UserError
from warledger.cli.output import Listed, listing
from warledger.cli.progress import progress

if TYPE_CHECKING:
    from warledger.places import Gazetteer

_FOUND = ("id", "name", "kind", "level", "lat", "lon", "admin1", "country", "population", "match")
_EXPLAINED = ("name", "level", "admin1", "country", "lat", "lon", "radius_km", "probability", "why")
app = typer.Typer(no_args_is_help=True, help="The gazetteer of places: build, look up, add your own.")


@app.command("build")
def build() -> None:
    """Build the gazetteer anew from the installed packages; what was imported stays."""
    from warledger.places import build as building
    from warledger.places.gazetteer import default_path

    path = default_path()
    try:
        with progress("building the gazetteer") as update:
            building.build(path, update)
    except (OSError, sqlite3.Error) as error:
        raise UserError(f"cannot build the gazetteer in {path.parent}: {error}") from error
    print(path)


@app.command("info")
def info(
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object of all of it.")] = False,
) -> None:
    """Tell where the gazetteer lies, what it holds, and whence, with dates and licences."""
    told = _open().info()
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
        return
    print(f"{told['path']} ({told['bytes'] / 1e6:.0f} MB, built {told['built']})")
    print(f"{told['places']:,} places, {told['names']:,} names")
    for source in told["sources"]:
        words = [f"{source['rows']:,} rows", source["dated"], source["licence"]]
        mark = " (imported)" if source["imported"] else ""
        print(f"  {source['name']}: {', '.join(filter(None, words))}{mark}")


@app.command("find")
@listing()
def find(  # noqa: PLR0913, PLR0917 - one parameter an option
    name: Annotated[str, typer.Argument(help="A name, in Latin or Arabic letters, however spelled.")],
    country: Annotated[str, typer.Option(metavar="CODE", help="Only in this country (SY).")] = "",
    kind: Annotated[
        str, typer.Option(metavar="KIND", help="Only of this kind (town, airport, admin1 …).")
    ] = "",
    home: Annotated[
        str,
        typer.Option("--spoken-of", metavar="CODE", help="With --explain: the country a report speaks of."),
    ] = "",
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell how likely each is meant, how far it reaches, and why.")
    ] = False,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="At most so many.")] = 20,
) -> Listed:
    """Look a name up: exact first, then by sound, then by its consonants."""
    from warledger.places.resolve import rank

    found = _open().find(name, country=country.upper(), kinds=(kind,) if kind else ())
    if not explain:
        return Listed((c.to_dict() for c in found[:limit]), _FOUND)
    rows = (
        {**c.to_dict(), "probability": round(p, 3), "radius_km": round(c.radius_km, 1), "why": why}
        for c, p, why in rank(name, found, home.upper())[:limit]
    )
    return Listed(rows, (*_FOUND, "probability", "radius_km", "why"), _EXPLAINED)


@app.command("import")
def import_tables(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…", exists=True, dir_okay=False, readable=True,
            help="GeoNames dumps (SY.txt, SY.zip), OCHA p-code tables, or CSV with name,lat,lon"
            "[,kind,country,admin1,aliases,id].",
        ),
    ],
    licence: Annotated[str, typer.Option(metavar="NAME", help="Under which licence the rows come.")] = "",
) -> int:  # fmt: skip
    """Add places of your own; rows with a known id are renewed. A malformed line is told and left out."""
    from warledger.places.importing import load

    gazetteer = _open()
    problems = Problems()
    try:
        with progress("importing") as update:
            done = load(
                gazetteer.path, files, licence=licence, progress=update, tell=lambda p: problems.error(str(p))
            )
    except (OSError, sqlite3.Error) as error:
        raise UserError(f"cannot import: {error}") from error
    print(
        f"{done.rows:,} places imported, {done.skipped:,} lines passed over, {len(done.problems):,} malformed"
    )
    return problems.exit_code if done.rows or not problems.errors else ExitCode.SOME_BAD


def _open() -> Gazetteer:
    from warledger.places import Gazetteer

    try:
        with progress("building the gazetteer") as update:
            return Gazetteer.open(progress=update)
    except (OSError, sqlite3.Error) as error:
        raise UserError(
            f"cannot open the gazetteer: {error}; name a folder with 100 MB free in WARLEDGER_CACHE"
        ) from error
