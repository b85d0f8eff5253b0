"""Every form opens in its usual reader, with the columns, types and codes that it promises."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from fastkml import KML, Placemark
from fastkml.utils import find_all
from rocrate.rocrate import ROCrate

from warledger.ledger.queries import Filter
from warledger.outputs import FORMATS, Selection, export
from warledger.outputs.cells import deaths
from warledger.outputs.data import Shape, cameo, shape, world
from warledger.outputs.selection import summed_up
from warledger.outputs.ucdp import priogrid

if TYPE_CHECKING:
    from warledger.ledger import Ledger

EVERYTHING = Selection.of(["all"])


def written(ledger: Ledger, form: str, folder: Path, **options: Any) -> Path:
    return export(ledger, form, folder / f"out{FORMATS[form].suffix}", **options).path


def checked(frame: pd.DataFrame, form: Shape) -> None:
    """Each column of a form has its type and holds nothing but its codes."""
    for column in form.columns:
        cells = frame[column.name]
        if not column.empty:
            assert (cells != "").all(), column.name
        cells = cells[cells != ""]
        if column.type == "int":
            assert cells.map(lambda text: str(int(text)) == str(text)).all(), column.name
        elif column.type == "float":
            assert cells.astype(float).notna().all(), column.name
        elif column.type == "date":
            assert pd.to_datetime(cells, format="%Y-%m-%d").notna().all(), column.name
        if column.codes:
            assert set(cells) <= {str(code) for code in column.codes}, column.name


@pytest.mark.parametrize(("form", "wide"), [("acled", 31), ("ucdp", 49), ("hapi", 19)])
@pytest.mark.parametrize("selection", [Selection(), EVERYTHING])
def test_csv_forms_have_their_columns_types_and_codes(
    ledger: Ledger, tmp_path: Path, form: str, wide: int, selection: Selection
) -> None:
    frame = pd.read_csv(
        written(ledger, form, tmp_path, selection=selection), dtype=str, keep_default_na=False
    )
    assert list(frame.columns) == shape(form).names
    assert len(frame.columns) == wide
    assert len(frame) > 0
    checked(frame, shape(form))


def test_gdelt_is_61_tab_separated_columns_without_a_header(ledger: Ledger, tmp_path: Path) -> None:
    frame = pd.read_csv(
        written(ledger, "gdelt", tmp_path),
        sep="\t",
        header=None,
        dtype=str,
        keep_default_na=False,
        quoting=csv.QUOTE_NONE,
    )
    assert frame.shape[1] == 61
    frame.columns = shape("gdelt").names
    checked(frame, shape("gdelt"))
    strike = frame[frame.EventCode == "195"].iloc[0]
    assert (strike.QuadClass, float(strike.GoldsteinScale), strike.Actor1CountryCode) == ("4", -10.0, "RUS")


def test_acled_tells_who_takes_from_whom_and_by_whose_word(ledger: Ledger, tmp_path: Path) -> None:
    frame = pd.read_csv(written(ledger, "acled", tmp_path), keep_default_na=False)
    taken = frame[frame.sub_event_type == "Non-state actor overtakes territory"].iloc[0]
    assert (taken.actor1, taken.inter1, taken.actor2, taken.inter2) == (
        "Hayat Tahrir al-Sham",
        "Rebel group",
        "Syrian army",
        "State forces",
    )
    assert taken.interaction == "Rebel group-State forces"
    assert "took Hama" in taken.notes
    assert "Syrian Observatory for Human Rights" in taken.notes
    assert (taken.iso, taken.region, taken.country) == (760, "Middle East", "Syria")


def test_acled_counts_the_most_conservative_death_toll_and_marks_harm_to_civilians(
    ledger: Ledger, tmp_path: Path
) -> None:
    frame = pd.read_csv(written(ledger, "acled", tmp_path), keep_default_na=False).set_index("location")
    assert frame.loc["Omdurman"].fatalities == 20
    assert frame.loc["Khan Sheikhoun"].fatalities == 4
    assert frame.loc["Khan Sheikhoun"].civilian_targeting == "Civilian targeting"
    # A state's forces abroad are no State forces of the country they strike in.
    assert frame.loc["Khan Sheikhoun"].inter1 == "External/Other forces"


def test_denied_and_planned_stay_out_unless_asked_for_and_then_carry_a_flag(
    ledger: Ledger, tmp_path: Path
) -> None:
    plain = export(ledger, "acled", tmp_path / "plain.csv")
    every = export(ledger, "acled", tmp_path / "every.csv", selection=EVERYTHING)
    frame = pd.read_csv(every.path, keep_default_na=False)
    assert every.rows > plain.rows
    assert "Homs" not in set(pd.read_csv(plain.path).location)
    assert "denied" in frame[frame.location == "Homs"].iloc[0].tags
    assert {"only denied", "planned, not happened"} <= {item.reason for item in plain.left}
    assert "only denied" in summed_up(plain.left)


def test_ucdp_holds_only_events_with_deaths_and_sums_them(ledger: Ledger, tmp_path: Path) -> None:
    frame = pd.read_csv(written(ledger, "ucdp", tmp_path), keep_default_na=False)
    assert sorted(frame.where_coordinates) == ["Khan Sheikhoun", "Omdurman"]
    sums = frame.deaths_a + frame.deaths_b + frame.deaths_civilians + frame.deaths_unknown
    assert (sums == frame.best).all()
    assert (frame.low <= frame.best).all()
    assert (frame.best <= frame.high).all()
    killing = frame.set_index("where_coordinates").loc["Omdurman"]
    assert (killing.type_of_violence, killing.deaths_civilians, killing.country_id) == (3, 25, 625)
    assert killing.source_original == "Gazette"
    strike = frame.set_index("where_coordinates").loc["Khan Sheikhoun"]
    assert strike.source_original == "Syrian Observatory for Human Rights"
    assert strike.source_office == "Other Wire"


def test_priogrid_counts_cells_from_the_south_west() -> None:
    assert priogrid(-90, -180) == 1
    assert priogrid(-89.75, -179.25) == 2
    assert priogrid(-89.5, -180) == 721
    assert priogrid(90, 180) == 360 * 720


@pytest.mark.parametrize(("form", "columns"), [("hxl", 31), ("hxl-ucdp", 50)])
def test_hxl_has_its_tags_in_the_second_row(ledger: Ledger, tmp_path: Path, form: str, columns: int) -> None:
    lines = list(csv.reader(written(ledger, form, tmp_path).read_text(encoding="utf-8").splitlines()))
    assert len(lines[0]) == len(lines[1]) == columns
    tags = dict(zip(lines[0], lines[1], strict=True))
    assert tags["country"] == "#country+name"
    assert tags["latitude"] == "#geo+lat"
    assert all(tag == "" or tag.startswith("#") for tag in lines[1])


def test_libhxl_reads_the_hxl_form(ledger: Ledger, tmp_path: Path) -> None:
    hxl = pytest.importorskip("hxl", reason="libhxl has no wheel; pip install libhxl to run this test")
    path = written(ledger, "hxl", tmp_path)
    source = hxl.data(str(path), hxl.InputOptions(allow_local=True))
    assert "#affected+killed" in source.display_tags
    assert len(list(source)) > 0


def test_plover_has_its_types_parties_and_marks(ledger: Ledger, tmp_path: Path) -> None:
    found = json.loads(written(ledger, "plover", tmp_path, selection=EVERYTHING).read_text(encoding="utf-8"))
    types = {item["event"] for item in found}
    assert {"ASSAULT", "CONSULT", "RETREAT"} <= types
    marks = {mark for item in found for mark in item["marks"]}
    assert marks == {"future", "negation"}


@pytest.mark.parametrize("what", ["claims", "events", "control", "disputes"])
def test_geojson_keeps_what_has_no_place(ledger: Ledger, tmp_path: Path, what: str) -> None:
    path = written(ledger, "geojson", tmp_path, what=what, selection=EVERYTHING)
    raw = json.loads(path.read_text(encoding="utf-8"))
    assert raw["type"] == "FeatureCollection"
    if what == "claims":
        assert any(f["geometry"] is None for f in raw["features"])
        assert len(gpd.read_file(path)) == len(raw["features"])


def test_geopackage_and_parquet_open_in_geopandas(ledger: Ledger, tmp_path: Path) -> None:
    layers = gpd.list_layers(written(ledger, "gpkg", tmp_path))
    assert {"claims", "events", "control"} <= set(layers.name)
    frame = gpd.read_parquet(written(ledger, "parquet", tmp_path, what="events"))
    assert frame.crs.to_epsg() == 4326
    hama = frame[frame.place == "Hama"].iloc[0]
    assert (round(hama.geometry.y, 2), round(hama.geometry.x, 2)) == (35.13, 36.75)


def test_kml_has_a_placemark_with_its_days(ledger: Ledger, tmp_path: Path) -> None:
    marks = list(find_all(KML.parse(written(ledger, "kml", tmp_path, what="events")), of_type=Placemark))
    assert marks
    assert any(mark.begin is not None and mark.begin.dt.isoformat() == "2024-12-05" for mark in marks)


def test_a_workbook_has_a_sheet_for_each_table_and_no_formula(ledger: Ledger, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(ledger, "xlsx", tmp_path, selection=EVERYTHING))
    assert book.sheetnames == ["claims", "events", "control", "disputes"]
    cells = [cell for row in book["claims"].iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=SUM(A1)") for cell in cells)
    assert not any(cell.data_type == "f" for cell in cells)


def test_timemap_objects_have_the_fields_that_it_reads(ledger: Ledger, tmp_path: Path) -> None:
    found = json.loads(written(ledger, "timemap", tmp_path).read_text(encoding="utf-8"))
    wanted = {
        "id",
        "description",
        "date",
        "time",
        "location",
        "latitude",
        "longitude",
        "sources",
        "category",
        "filters",
    }
    assert all(set(item) == wanted for item in found)


def test_a_crate_tells_what_it_holds_and_the_hash_of_each_file(ledger: Ledger, tmp_path: Path) -> None:
    folder = written(ledger, "rocrate", tmp_path)
    files = {e.id: e for e in ROCrate(folder).data_entities}
    assert {"claims.csv", "acled.csv", "reports.csv"} <= set(files)
    content = (folder / "claims.csv").read_bytes()
    assert files["claims.csv"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert "text" not in pd.read_csv(folder / "reports.csv").columns


def test_a_crate_takes_no_folder_that_holds_something(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(FileExistsError, match="holds something"):
        export(ledger, "rocrate", tmp_path)


@pytest.mark.parametrize("form", [f for f in FORMATS if f != "rocrate"])
def test_every_form_can_be_empty(ledger: Ledger, tmp_path: Path, form: str) -> None:
    written_ = export(
        ledger, form, tmp_path / f"empty{FORMATS[form].suffix}", Filter(place="Nowhere", since="2030-01-01")
    )
    assert written_.path.stat().st_size >= 0
    assert not [p for p in tmp_path.iterdir() if p != written_.path], "no draft stays behind"


def test_the_tables_are_whole() -> None:
    assert len(world().gw) == len(set(world().gw.values()))
    assert set(world().ucdp) <= set(world().acled)
    for code in ("190", "0841", "1831", "20"):
        assert -10 <= cameo().scale(code) <= 10
        assert cameo().quad[code[:2]] in (1, 2, 3, 4)


def test_a_death_toll_known_only_from_below_counts_as_its_lowest_figure() -> None:
    def event(**count: int | None) -> Any:
        return SimpleNamespace(counts={"killed": {"low": None, "best": None, "high": None, **count}})

    assert deaths(event(low=20)) == (20, 20, 20)
    assert deaths(event(low=5, high=10)) == (5, 5, 10)
    assert deaths(event(best=7)) == (7, 7, 7)
    assert deaths(event()) is None
