"""Rows into files: each writer takes whole tables and writes them whole or not at all."""
# ruff: noqa: PLC0415 - pandas and its kin take a second that other commands must not pay

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warledger.outputs.cells import Cells

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from warledger.outputs.data import Shape

Tables = Mapping[str, Sequence[Cells]]
_LARGEST_CELL = 32_767  # Excel's limit
_CRS = "EPSG:4326"


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path beside the wanted one that takes its place when all went well, and is removed when not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}.", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    draft = Path(name)
    draft.unlink()  # some drivers want to make the file themselves
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def shaped(path: Path, rows: Sequence[Cells], form: Shape, hxl: bool = False, tabs: bool = False) -> None:
    """A form's columns as CSV with a header and maybe an HXL row, or tab-separated without a header.

    Args:
        path: The file to write.
        rows: One mapping a row; other keys than the form's columns are passed over.
        form: The columns in order.
        hxl: Write HXL's tags as second line, and the extra columns that HDX puts in.
        tabs: Tab-separated, no header (GDELT).
    """
    names = list(form.names)
    tags = {c.name: c.hxl for c in form.columns}
    if hxl:
        for after, extra in form.more.get("hxl_after", {}).items():
            names.insert(names.index(after) + 1, extra["name"])
            tags[extra["name"]] = extra["hxl"]
    with whole(path) as draft, draft.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter="\t" if tabs else ",", lineterminator="\n")
        if not tabs:
            writer.writerow(names)
        if hxl:
            writer.writerow([tags[name] for name in names])
        for row in rows:
            writer.writerow([_text(row.get(name), tabs) for name in names])


def _text(value: object, tabs: bool) -> str:
    if value is None:
        return ""
    text = repr(value) if isinstance(value, float) else str(value)
    return " ".join(text.split()) if tabs else text


def table_csv(path: Path, rows: Sequence[Cells], columns: Sequence[str]) -> None:
    """CSV with a header, also where there is no row."""
    with whole(path) as draft, draft.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows({k: "" if v is None else v for k, v in row.items()} for row in rows)


def objects(path: Path, found: object) -> None:
    """JSON, indented by one."""
    with whole(path) as draft:
        draft.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def workbook(path: Path, tables: Tables) -> None:
    """An Excel workbook: one sheet a table, a frozen and filtered header; no cell is taken for a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for name, rows in tables.items():
        sheet = book.create_sheet(name[:31])
        columns = list(rows[0]) if rows else ["nothing found"]
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
        for i, column in enumerate(columns, 1):
            longest = max([len(column), *(len(str(row[column] or "")) for row in rows[:200])]) if rows else 20
            sheet.column_dimensions[get_column_letter(i)].width = min(60, longest + 2)
        header = [WriteOnlyCell(sheet, value=column) for column in columns]
        for cell in header:
            cell.font = Font(bold=True)
        sheet.append(header)
        for row in rows:
            sheet.append([_excel(sheet, row[column]) for column in columns])
    with whole(path) as draft:
        book.save(draft)


def _excel(sheet: Any, value: object) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value)[:_LARGEST_CELL])
    cell.data_type = "s"  # a report's words that begin with "=" are words
    return cell


def features(rows: Sequence[Cells]) -> dict[str, Any]:
    """GeoJSON (RFC 7946): a feature a row; what has no coordinates has no geometry and is not lost."""
    return {"type": "FeatureCollection", "features": [_feature(row) for row in rows]}


def _feature(row: Cells) -> dict[str, Any]:
    lat, lon = row.get("latitude"), row.get("longitude")
    point = {"type": "Point", "coordinates": [lon, lat]} if lat is not None and lon is not None else None
    rest = {k: v for k, v in row.items() if k not in ("latitude", "longitude")}
    return {
        "type": "Feature",
        "id": row.get("id", row.get("gazetteer_id")),
        "geometry": point,
        "properties": rest,
    }


def frame(rows: Sequence[Cells]) -> GeoDataFrame:
    """A GeoDataFrame with points in WGS 84; rows without coordinates have an empty geometry."""
    import geopandas as gpd
    from shapely import Point

    points = [
        Point(r["longitude"], r["latitude"])
        if r.get("latitude") is not None and r.get("longitude") is not None
        else None
        for r in rows
    ]
    found = gpd.GeoDataFrame([dict(r) for r in rows], geometry=points, crs=_CRS)
    for name in found.columns:
        cells = [r.get(name) for r in rows]
        told = [c for c in cells if c is not None]
        if told and len(told) < len(cells) and all(type(c) is int for c in told):
            found[name] = found[name].astype("Int64")  # whole numbers with gaps stay whole
    return found


def geopackage(path: Path, tables: Tables) -> None:
    """A GeoPackage: one layer a table."""
    with whole(path) as draft:
        for name, rows in tables.items():
            if rows:
                frame(rows).to_file(draft, layer=name, driver="GPKG", engine="pyogrio")
        if not draft.exists():
            _empty_layer(draft)


def _empty_layer(draft: Path) -> None:
    import geopandas as gpd

    gpd.GeoDataFrame({"id": []}, geometry=[], crs=_CRS).to_file(
        draft, layer="nothing", driver="GPKG", engine="pyogrio"
    )


def parquet(path: Path, rows: Sequence[Cells]) -> None:
    """GeoParquet: the rows with their points."""
    with whole(path) as draft:
        frame(rows).to_parquet(draft, index=False)


def kml(path: Path, name: str, rows: Sequence[Cells], title: str, text: str) -> None:
    """KML: a placemark a row that has coordinates, with its time span and all fields as extended data.

    Args:
        path: The file to write.
        name: The document's name.
        rows: The rows.
        title: The column that names a placemark.
        text: The column that describes it.
    """
    from fastkml import KML, Data, Document, ExtendedData, Placemark, TimeSpan
    from fastkml.times import KmlDateTime
    from pygeoif import Point

    marks = []
    for row in rows:
        lat, lon = row.get("latitude"), row.get("longitude")
        if lat is None or lon is None:
            continue
        days = [row.get("date_start") or row.get("date"), row.get("date_end") or row.get("date")]
        begin, end = (KmlDateTime.parse(str(day)) if day else None for day in days)
        fields = [Data(name=k, value=str(v)) for k, v in row.items() if v not in (None, "")]
        marks.append(
            Placemark(
                name=str(row.get(title) or ""),
                description=str(row.get(text) or ""),
                geometry=Point(float(lon), float(lat)),
                times=TimeSpan(begin=begin, end=end) if begin or end else None,
                extended_data=ExtendedData(elements=fields),
            )
        )
    document = KML(features=[Document(name=name, features=marks)])
    with whole(path) as draft:
        draft.write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n' + document.to_string(prettyprint=True),
            encoding="utf-8",
        )
