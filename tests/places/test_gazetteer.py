import json
import sqlite3
import time
import zipfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from warledger.places import Gazetteer
from warledger.places.build import overlay, overlay_files
from warledger.places.country import country_name, country_of_capital, country_of_demonym, country_of_name
from warledger.places.importing import load
from warledger.places.kinds import kinds
from warledger.places.normal import fold, loose, skeleton

DUMP = "\t".join(
    ["999900001", "Tall Ghubar", "Tall Ghubar", "Tell Ghobar", "35.5", "36.5", "P", "PPL", "SY", "", "12",
     "", "", "", "700", "", "300", "Asia/Damascus", "2020-01-01"]
)  # fmt: skip


@pytest.fixture
def own(gazetteer: Gazetteer, tmp_path: Path) -> Path:
    return Path(copyfile(gazetteer.path, tmp_path / "gazetteer.sqlite"))


@pytest.mark.parametrize(
    "name", ["Maarat al-Numan", "Ma'arrat an-Nu'man", "Maaret al-Numan", "Meret Numan", "معرة النعمان"]
)
def test_spellings_lead_to_one_town(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.find(name, country="SY")[0].geonameid == 167611


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Kuweires", "airbase"),
        ("M5", "road"),
        ("Bab al-Hawa", "crossing"),
        ("Sheikh Maqsoud", "quarter"),
        ("Kakhovka Dam", "dam"),
        ("Donbas", "region"),
    ],
)
def test_listed_places(gazetteer: Gazetteer, name: str, kind: str) -> None:
    assert kind in {c.kind for c in gazetteer.find(name)}


def test_lookup_is_quick(gazetteer: Gazetteer) -> None:
    names = [c.name for k in "abcdefgh" for c in gazetteer.find(f"{k}leppo") or gazetteer.find("Hama")]
    names += [f"Tal {chr(97 + n % 26)}{n}" for n in range(300)]
    mark = time.process_time()
    for name in names:
        gazetteer.find(name)
    assert (time.process_time() - mark) / len(names) < 0.002


def test_borders_tell_the_province(gazetteer: Gazetteer) -> None:
    assert gazetteer.admin1_at(35.13, 36.75) == "Hama"
    assert gazetteer.admin1_at(0.0, -30.0) == ""


def test_info_records_sources_and_licences(gazetteer: Gazetteer) -> None:
    told = gazetteer.info()
    assert told["places"] > 200_000
    assert any("CC BY" in s["licence"] for s in told["sources"])


def test_listed_places_are_sound() -> None:
    rows = []
    for name in overlay_files():
        text = files("warledger.places").joinpath(f"data/{name}").read_text(encoding="utf-8")
        rows += list(overlay(yaml.load(text, Loader=yaml.CSafeLoader)))
    assert len(rows) >= 600
    assert {r.kind for r in rows} <= set(kinds())
    assert all(-90 <= r.lat <= 90 and -180 <= r.lon <= 180 for r in rows)


def test_geonames_dumps_are_imported_once(own: Path, tmp_path: Path) -> None:
    dump = tmp_path / "SY.zip"
    with zipfile.ZipFile(dump, "w") as archive:
        archive.writestr("readme.txt", "about")
        archive.writestr("SY.txt", DUMP + "\n")
    for _ in range(2):
        assert load(own, [dump]).rows == 1
    found = Gazetteer(own).find("Tell Ghobar")
    assert [(c.gid, c.admin1) for c in found] == [("gn:999900001", "Idlib")]
    sources = [s for s in Gazetteer(own).info()["sources"] if s["imported"]]
    assert sources[0]["licence"] == "CC BY 4.0" and sources[0]["dated"]
    assert sources[0]["rows"] == 1


def test_malformed_lines_are_told_and_the_rest_goes_on(own: Path, tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text(
        "name,lat,lon,kind,country,admin1,aliases\nGrey Ridge,35.1,36.2,hill,SY,Hama,Jabal Ramadi;The Grey\n"
        "Nowhere,north,36,village,SY,,\nOdd,35,36,castle,SY,,\nShort,1\nFar,95,36,village,SY,,\n"
        "Last Post,35.2,36.3,base,SY,Hama,\n",
        encoding="utf-8",
    )
    done = load(own, [table])
    assert done.rows == 2
    assert [(p.file, p.line) for p in done.problems] == [("mine.csv", n) for n in (3, 4, 5, 6)]
    assert Gazetteer(own).find("The Grey")[0].admin1 == "Hama"


def test_an_overlay_imported_again_replaces_what_it_gave(own: Path, tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    head = "id,name,lat,lon,kind,country,aliases\n"
    morek = Gazetteer(own).find("Morek", country="SY")[0]
    table.write_text(
        head + "a1,Qubbat Tijriba,35.1,36.1,village,SY,Kubba Test;Gobba Test\n"
        "a2,Ghabat Tijriba,35.2,36.2,village,SY,\n"
        f"{morek.gid},Morek,{morek.lat},{morek.lon},town,SY,Mawrika Test\n",
        encoding="utf-8",
    )
    load(own, [table])
    first = Gazetteer(own)
    assert first.exact("Gobba Test") and first.exact("Ghabat Tijriba") and first.exact("Mawrika Test")
    table.write_text(head + "a1,Qubbat Tijriba,35.1,36.1,village,SY,Kubba Test\n", encoding="utf-8")
    load(own, [table])
    again = Gazetteer(own)
    assert [c.gid for c in again.exact("Kubba Test")] == ["a1"]
    assert not again.exact("Gobba Test")
    assert not again.exact("Ghabat Tijriba")
    assert not again.exact("Mawrika Test")
    assert morek.gid in {c.gid for c in again.exact("Morek")}  # the gazetteer had it before


def test_what_two_overlays_give_stays_while_one_has_it(own: Path, tmp_path: Path) -> None:
    head, line = "id,name,lat,lon,aliases\n", "a1,Qubbat Tijriba,35.1,36.1,Kubba Test\n"
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text(head + line, encoding="utf-8")
    two.write_text(head + line, encoding="utf-8")
    load(own, [one, two])
    one.write_text(head + "b1,Ghabat Tijriba,35.2,36.2,\n", encoding="utf-8")
    load(own, [one])
    assert Gazetteer(own).exact("Kubba Test")


def test_an_import_that_was_broken_off_goes_on(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows that were committed before it broke off are not read into the file a second time."""
    monkeypatch.setattr("warledger.places.importing._BATCH", 2000)
    table = tmp_path / "many.txt"
    lines = [
        DUMP.replace("999900001", str(990000000 + i)).replace("Ghubar", f"Ghubar {i}") for i in range(5000)
    ]
    table.write_text("\n".join(lines), encoding="utf-8")

    def break_off(done: int, total: int) -> None:
        if done > 0.75 * total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(own, [table], progress=break_off)
    assert load(own, [table]).rows == 1000
    found = Gazetteer(own)
    assert all(found.exact(f"Tall Ghubar {i}") for i in (0, 1999, 3999, 4000, 4999))
    assert load(own, [table]).rows == 5000  # whole, it is read anew


def test_pcode_tables(own: Path, tmp_path: Path) -> None:
    table = tmp_path / "admin2.csv"
    table.write_text(
        "ADM2_EN,ADM2_AR,ADM2_PCODE,ADM1_EN,ADM1_PCODE,lat,lon\nQwerta,قورتا,SY9901,Hama,SY05,35.0,36.9\n",
        encoding="utf-8",
    )
    assert load(own, [table]).rows == 1
    found = Gazetteer(own).find("Qwerta")[0]
    assert (found.gid, found.kind, found.admin1) == ("pc:SY9901", "admin2", "Hama")


def test_a_pcode_table_without_coordinates_says_which_columns_it_needs(own: Path, tmp_path: Path) -> None:
    table = tmp_path / "names.csv"
    table.write_text("ADM1_EN,ADM1_PCODE\nQwerta,SY99\n", encoding="utf-8")
    done = load(own, [table])
    assert done.rows == 0
    assert ["lat and lon" in p.message for p in done.problems] == [True]


def test_a_broken_file_is_no_gazetteer(tmp_path: Path) -> None:
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"no zip")
    with pytest.raises((OSError, sqlite3.Error)):
        load(tmp_path / "none.sqlite", [bad])


def test_command_line(warledger: Callable[..., Any]) -> None:
    ran = warledger("gazetteer", "find", "Meret Numan", "--json")
    assert ran.code == 0
    assert json.loads(ran.out)[0]["country"] == "SY"
    assert "CC BY 4.0" in warledger("gazetteer", "info").out


def test_countries() -> None:
    assert country_of_demonym("Syrians") == "SY"
    assert country_of_demonym("Aleppo") == ""
    assert country_of_name("UAE") == "AE"
    assert country_of_capital("Damascus") == "SY"
    assert country_name("SY") == "Syria"


@given(st.text(max_size=200))
def test_keys_of_any_text(text: str) -> None:
    assert fold(fold(text)) == fold(text) or not text.isascii()
    assert isinstance(loose(text), str)
    assert isinstance(skeleton(text), str)
