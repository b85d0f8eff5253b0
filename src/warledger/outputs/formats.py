"""The forms by name, and the one door through which all of them are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warledger.ledger import queries
from warledger.ledger.queries import Filter
from warledger.outputs import acled, flat, gdelt, hapi, plover, timemap, ucdp, write
from warledger.outputs.cells import Cells
from warledger.outputs.data import shape
from warledger.outputs.events import Event, events
from warledger.outputs.selection import EVERYTHING, PLAIN, LeftOut, Selection

if TYPE_CHECKING:
    from warledger.ledger import Ledger

WHAT = ("claims", "events", "control", "disputes")
# Which columns name and describe a mark on a globe.
_TITLES = {
    "claims": ("kind", "quote"),
    "events": ("kind", "note"),
    "control": ("place", "why"),
    "disputes": ("place", "why"),
}


@dataclass(slots=True, frozen=True)
class Format:
    """A form that a ledger can be written in.

    Attributes:
        name: What the command line calls it.
        suffix: Of its files.
        what: In one line.
        choice: Whether it can hold claims, events, control or disputes; else it holds events.
    """

    name: str
    suffix: str
    what: str
    choice: bool = False


FORMATS = {
    f.name: f
    for f in (
        Format("acled", ".csv", "ACLED's export as of 2025, 31 columns"),
        Format("ucdp", ".csv", "UCDP GED, 49 columns; only events with deaths"),
        Format("gdelt", ".tsv", "GDELT 2 events, 61 tab-separated columns with CAMEO codes"),
        Format("plover", ".json", "PLOVER 0.8, one JSON object an event"),
        Format("hxl", ".csv", "ACLED's columns with HXL tags in the second row, as HDX publishes them"),
        Format("hxl-ucdp", ".csv", "UCDP's columns with HXL tags in the second row"),
        Format("hapi", ".csv", "HDX HAPI's conflict events: counts by month and province"),
        Format("timemap", ".json", "events for forensic-architecture's timemap"),
        Format("csv", ".csv", "a table", choice=True),
        Format("xlsx", ".xlsx", "an Excel workbook with claims, events, disputes and who holds what"),
        Format("parquet", ".parquet", "GeoParquet", choice=True),
        Format("geojson", ".geojson", "GeoJSON", choice=True),
        Format("kml", ".kml", "KML for globes", choice=True),
        Format("gpkg", ".gpkg", "a GeoPackage with claims, events, disputes and who holds what as layers"),
        Format("rocrate", "", "an RO-Crate: a citable folder with the tables and where they come from"),
    )
}


@dataclass(slots=True)
class Written:
    """What came of an export.

    Attributes:
        path: The file or folder.
        rows: How many rows it holds.
        left: What does not stand in it, and why.
    """

    path: Path
    rows: int
    left: list[LeftOut] = field(default_factory=list)


def export(  # noqa: PLR0913, PLR0917 - what to write, where, and which part of it
    ledger: Ledger,
    form: str,
    path: Path,
    wanted: Filter = EVERYTHING,
    selection: Selection = PLAIN,
    what: str = "claims",
) -> Written:
    """Write a form.

    Args:
        ledger: An open ledger.
        form: A name of ``FORMATS``.
        path: The file to write (a folder for ``rocrate``); it is written whole or not at all.
        wanted: Which claims are of interest; ``at`` is the day of who holds what.
        selection: What may come in besides what is asserted, has happened and is undisputed.
        what: Claims, events, control or disputes, for the forms that can hold each of them.

    Raises:
        KeyError: There is no such form.
        OSError: The file cannot be written.
    """
    kind = FORMATS[form]
    if kind.choice:
        rows, left = table(ledger, what, wanted, selection)
        _choice(form, path, what, rows)
        return Written(path, len(rows), left)
    if form in ("xlsx", "gpkg"):
        tables, left = every_table(ledger, wanted, selection)
        (write.workbook if form == "xlsx" else write.geopackage)(path, tables)
        return Written(path, sum(map(len, tables.values())), left)
    if form == "rocrate":
        from warledger.outputs.crate import write_crate  # noqa: PLC0415 - only this form needs the library

        return write_crate(ledger, path, wanted, selection)
    found, left = events(ledger, replace(wanted, limit=None, cursor=""), selection)
    rows, unfit = _sorted_out(_rows_of(form, found))
    if form == "hapi":
        rows = hapi.rows(rows)
    _shaped(form, path, rows)
    return Written(path, len(rows), left + unfit)


def table(
    ledger: Ledger, what: str, wanted: Filter = EVERYTHING, selection: Selection = PLAIN
) -> tuple[list[Cells], list[LeftOut]]:
    """The flat rows of claims, events, control or disputes, and what was left out of them."""
    if what == "claims":
        return flat.claims(queries.claims(ledger, wanted), selection)
    if what == "events":
        found, left = events(ledger, wanted, selection)
        return flat.events(found), left
    if what == "control":
        return flat.holdings(queries.holdings(ledger, wanted)), []
    if what == "disputes":
        return flat.disputes(queries.disputes(ledger, wanted)), []
    raise ValueError(f"{what!r} is none of {', '.join(WHAT)}")


def every_table(
    ledger: Ledger, wanted: Filter, selection: Selection
) -> tuple[dict[str, list[Cells]], list[LeftOut]]:
    """All four tables, and what was left out of them."""
    tables: dict[str, list[Cells]] = {}
    left: list[LeftOut] = []
    for what in WHAT:
        tables[what], out = table(ledger, what, wanted, selection)
        left += out
    return tables, left


def _rows_of(form: str, found: Sequence[Event]) -> Iterable[Any]:
    if form in ("ucdp", "hxl-ucdp"):
        return ucdp.rows(found, with_iso3=form == "hxl-ucdp")
    return {"gdelt": gdelt.rows, "plover": plover.rows, "timemap": timemap.rows}.get(form, acled.rows)(found)


def _sorted_out(mixed: Iterable[Any]) -> tuple[list[Any], list[LeftOut]]:
    rows: list[Any] = []
    left: list[LeftOut] = []
    for item in mixed:
        (left if isinstance(item, LeftOut) else rows).append(item)
    return rows, left


def _shaped(form: str, path: Path, rows: list[Any]) -> None:
    if form in ("plover", "timemap"):
        write.objects(path, rows)
        return
    columns = {"hxl": "acled", "hxl-ucdp": "ucdp"}.get(form, form)
    write.shaped(path, rows, shape(columns), hxl=form.startswith("hxl"), tabs=form == "gdelt")


def _choice(form: str, path: Path, what: str, rows: list[Cells]) -> None:
    if form == "csv":
        write.table_csv(path, rows, list(rows[0]) if rows else ["id"])
    elif form == "parquet":
        write.parquet(path, rows)
    elif form == "geojson":
        write.objects(path, write.features(rows))
    else:
        title, text = {
            "events": ("kind", "note"),
            "control": ("place", "why"),
            "disputes": ("place", "why"),
        }.get(what, ("kind", "quote"))
        write.kml(path, f"warledger: {what}", rows, title, text)
