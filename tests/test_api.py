"""``import warledger as wl``: one dispatch coded, a ledger as tables."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import warledger as wl

TEXT = (
    "Rebel fighters captured the town of Saraqib on Saturday, the Syrian Observatory for Human Rights said. "
    "The army will soon launch a counterattack to retake Saraqib, the Defence Ministry said."
)


@pytest.fixture(scope="module")
def coding() -> wl.Coding:
    return wl.code(TEXT, date="2024-12-01", publisher="Sample Wire", id="r1")


@pytest.fixture(scope="module")
def war(tmp_path_factory: pytest.TempPathFactory, coding: wl.Coding) -> Iterator[wl.War]:
    with wl.open(tmp_path_factory.mktemp("api") / "war.db", create=True) as opened:
        assert opened.add(coding) == 1
        assert opened.add([coding]) == 0
        yield opened


def test_one_dispatch_is_coded_into_a_table(coding: wl.Coding) -> None:
    frame = coding.to_frame()
    taken = frame[frame.kind == "capture"].iloc[0]
    assert "Saraqib" in taken.place
    assert taken.source == "Syrian Observatory for Human Rights"
    assert taken.date_start.isoformat() == "2024-11-30"
    assert coding.to_dict()["id"] == "r1"


def test_jupyter_shows_a_coding_with_its_words_escaped() -> None:
    coding = wl.code("Troops shelled <script>alert(1)</script> the town of Saraqib.", date="2024-12-01")
    assert "<script>" not in coding._repr_html_()


def test_a_bad_date_is_told() -> None:
    with pytest.raises(ValueError, match="no ISO day"):
        wl.code("Nothing.", date="1 December")


def test_claims_are_a_geodataframe_with_all_that_was_said(war: wl.War) -> None:
    claims = war.claims()
    assert claims.crs.to_epsg() == 4326
    assert {"happened", "planned"} <= set(claims.status)
    assert "planned" not in set(war.claims(include="").status)
    assert len(war.claims(kind="capture", status="happened")) == 1


def test_who_holds_what_on_a_day(war: wl.War) -> None:
    held = war.control(at="2024-12-01")
    assert list(held[held.place.str.contains("Sar", na=False)].status) == ["claimed"]


def test_events_disputes_and_reports_are_tables(war: wl.War) -> None:
    assert "capture" in set(war.events().kind)
    assert len(war.disputes(open_only=True)) == 0
    assert list(war.reports().publisher) == ["Sample Wire"]
    assert "1 reports" in repr(war)


def test_export_writes_a_form(war: wl.War, tmp_path: Path) -> None:
    written = war.export("acled", tmp_path / "acled.csv")
    assert written.rows == 1
    assert "planned, not happened" in {item.reason for item in written.left}


def test_importing_the_house_is_cheap() -> None:
    heavy = "spacy pandas sqlalchemy fastapi trafilatura"
    told = f"import warledger, sys; print([m for m in '{heavy}'.split() if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )
