from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("fake_coder")

Run = Callable[..., Any]


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("Jets struck Tall Brak. They came back.", encoding="utf-8")
    return path


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "a.jsonl"
    rows = [{"id": f"r{i}", "text": "Jets struck.", "date": "2024-12-01"} for i in (1, 2, 3)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_the_table_reads_like_notes(warledger: Run, text: Path) -> None:
    ran = warledger("code", text, "--date", "2024-12-01", "--publisher", "Sample Wire")
    assert ran.code == 0
    assert not ran.err
    assert "1 Dec 2024 · Sample Wire" in ran.out
    words = " ".join(ran.out.split())
    for told in ("airstrike", "the air force → the rebels", "Tall Brak", "30 Nov 2024", "happened"):
        assert told in words
    assert "the monitor (via Sample" in words
    assert "“Jets struck Tall Brak”" in words
    assert "link, not news of this report: READ MORE" in words
    assert "verb and target" not in words


def test_explain_tells_why(warledger: Run, text: Path) -> None:
    ran = warledger("code", text, "--date", "2024-12-01", "--explain")
    assert "why: verb and target" in ran.out
    assert "CAMEO 195" in ran.out


def test_jsonl_is_the_contract_one_report_a_line(warledger: Run, lines: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    ran = warledger("code", lines, "-o", out)
    assert ran.code == 0
    assert not ran.out
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["r1", "r2", "r3"]
    assert {"claims", "attributions", "places", "times", "links"} <= set(rows[0])
    claim = rows[0]["claims"][0]
    assert claim["source"] == {"name": "the monitor", "id": "monitor", "via": ["Sample Wire"], "cue": "said"}
    assert claim["plover"] == {"type": "ASSAULT", "mode": "aerial"}


def test_the_format_is_guessed_from_the_suffix_unless_it_is_given(
    warledger: Run, lines: Path, tmp_path: Path
) -> None:
    for name in ("out.json", "OUT.JSON"):
        warledger("code", lines, "-o", tmp_path / name)
        assert len(json.loads((tmp_path / name).read_text(encoding="utf-8"))) == 3
    warledger("code", lines, "-o", tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_text(encoding="utf-8").startswith("■ r1")
    assert json.loads(warledger("code", lines, "--format", "json").out)[2]["id"] == "r3"
    assert len(warledger("code", lines, "-f", "jsonl", "-o", "-").out.splitlines()) == 3


def test_csv_has_one_row_a_claim(warledger: Run, text: Path) -> None:
    ran = warledger("code", text, "--format", "csv", "--date", "2024-12-01")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert len(rows) == 2
    assert rows[0]["kind"] == "airstrike"
    assert rows[0]["actors"] == "the air force"
    assert rows[0]["latitude"] == "36.67000"
    assert rows[0]["date_start"] == "2024-11-30"
    assert rows[0]["killed_best"] == "12"
    assert rows[0]["killed_high"] == ""


def test_a_broken_line_is_named_the_rest_is_coded_and_the_exit_code_is_1(warledger: Run, lines: Path) -> None:
    whole = lines.read_text(encoding="utf-8").splitlines()
    lines.write_text("\n".join([whole[0], whole[1][:25], whole[2]]), encoding="utf-8")
    ran = warledger("code", lines, "--format", "jsonl")
    assert ran.code == 1
    assert [json.loads(line)["id"] for line in ran.out.splitlines()] == ["r1", "r3"]
    assert ran.err.startswith("error: ")
    assert "a.jsonl:2: broken JSON" in ran.err


def test_a_bad_file_among_good_ones_is_1_and_nothing_but_bad_ones_2(
    warledger: Run, text: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"caf\xe9")
    assert warledger("code", bad, text, "--date", "2024-12-01").code == 1
    ran = warledger("code", bad, tmp_path / "missing.txt")
    assert ran.code == 2
    assert "byte 0xe9 at offset 3" in ran.err
    assert "missing.txt: no such file" in ran.err


def test_when_nothing_is_coded_an_older_output_stays(warledger: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("old", encoding="utf-8")
    assert warledger("code", tmp_path / "missing.txt", "-o", out).code == 2
    assert out.read_text(encoding="utf-8") == "old"


def test_text_without_a_date_is_warned_of(warledger: Run, text: Path) -> None:
    ran = warledger("code", text)
    assert ran.code == 0
    assert "warning: " in ran.err
    assert "--date" in ran.err
    assert "undated" in ran.out


@pytest.mark.parametrize("day", ["yesterday", "2024-13-40", "0001-01-01"])
def test_a_date_that_is_none_is_an_error(warledger: Run, text: Path, day: str) -> None:
    ran = warledger("code", text, "--date", day)
    assert ran.code == 2
    assert ran.err.startswith("error: --date")


def test_a_model_that_is_not_installed_is_told_of(warledger: Run, text: Path) -> None:
    ran = warledger("code", text, "--date", "2024-12-01", "--model", "none")
    assert ran.code == 2
    assert "error: the spaCy model 'none' is not installed" in ran.err


def test_an_output_that_cannot_be_written_is_told_of(warledger: Run, text: Path, tmp_path: Path) -> None:
    ran = warledger("code", text, "--date", "2024-12-01", "-o", tmp_path / "no" / "out.json")
    assert ran.code == 2
    assert "error: cannot write" in ran.err


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")  # noqa: PTH110
def test_a_full_disk_is_told_of(warledger: Run, text: Path) -> None:
    ran = warledger("code", text, "--date", "2024-12-01", "-o", "/dev/full", "--format", "json")
    assert ran.code == 2
    assert "no space left" in ran.err


def test_a_crash_in_the_middle_leaves_the_older_output_and_no_part(
    warledger: Run, lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crashing:
        def __init__(self, **_: object) -> None: ...

        def ready(self) -> Crashing:
            return self

        def code_many(self, reports: Any) -> Iterator[Any]:
            from warledger.model import Coding  # noqa: PLC0415

            yield Coding(next(iter(reports)))
            raise KeyboardInterrupt

    monkeypatch.setattr("warledger.coder.Coder", Crashing)
    folder = tmp_path / "out"
    folder.mkdir()
    out = folder / "out.jsonl"
    out.write_text("old", encoding="utf-8")
    assert warledger("code", lines, "-o", out).code == 130
    assert out.read_text(encoding="utf-8") == "old"
    assert [p.name for p in folder.iterdir()] == ["out.jsonl"]
