from __future__ import annotations

import io
import json
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warledger.model import Report
from warledger.reports.readers import MAX_REPORT_BYTES, Given, count_reports, day, read_reports
from warledger.reports.readers.jsonl import JsonLinesReader
from warledger.reports.readers.text import TextReader

DAY = date(2024, 12, 1)


class Heard:
    def __init__(self) -> None:
        self.errors: list[str] = []
        self.warnings: list[str] = []

    def error(self, message: str) -> None:
        self.errors.append(message)

    def warning(self, message: str) -> None:
        self.warnings.append(message)


def read(*files: Path | str, on: date | None = DAY, publisher: str = "") -> tuple[list[Report], Heard]:
    heard = Heard()
    return list(read_reports(files, Given(on, publisher), heard)), heard


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


HEAD = "---\ndate: 2024-12-01\npublisher: Sample Wire\ntitle: 'The army: gone'\ntags: [a, b]\n---\n"


def test_a_text_file_may_tell_of_itself_first(tmp_path: Path) -> None:
    (report,), heard = read(write(tmp_path / "a.md", HEAD + "The army left Tall Brak.\n"), publisher="X")
    assert (report.date, report.publisher, report.title) == (
        date(2024, 12, 1),
        "Sample Wire",
        "The army: gone",
    )
    assert report.text == "The army left Tall Brak.\n"
    assert not heard.warnings and not heard.errors


@pytest.mark.parametrize(
    "words",
    [
        "---\nThe army left Tall Brak.\n---\nIt went north.\n",
        "---\nmood: grim\n---\nThe army left Tall Brak.\n",
        "---\ndate: 2024-12-01\nThe army left Tall Brak.\n",
        "The army left.\n---\ndate: 2024-12-01\n---\n",
    ],
)
def test_what_only_looks_like_fields_stays_in_the_text(tmp_path: Path, words: str) -> None:
    (report,), heard = read(write(tmp_path / "a.txt", words))
    assert (report.text, report.date) == (words, DAY)
    assert not heard.errors


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("date: 2024-13-41", "a.txt: the date '2024-13-41' is no date of the form YYYY-MM-DD; taken as"),
        ("date: 2024-12-01\ntitle: a: b", "a.txt:3: no field of the form 'name: value'"),
    ],
)
def test_a_bad_field_is_told_and_the_report_is_kept(tmp_path: Path, head: str, told: str) -> None:
    (report,), heard = read(write(tmp_path / "a.txt", f"---\n{head}\n---\nThe army left Tall Brak.\n"))
    assert told in heard.warnings[0]
    assert report.date == DAY
    assert "The army left Tall Brak." in report.text


def test_fields_without_a_text_are_no_report(tmp_path: Path) -> None:
    reports, heard = read(write(tmp_path / "a.txt", HEAD))
    assert not reports
    assert "no text below the fields" in heard.errors[0]


def test_a_text_file_is_one_report_with_its_words_unchanged(tmp_path: Path) -> None:
    words = "  The army left Tall Brak.\r\n\r\nIt said so – on “Monday”.\n"
    reports, heard = read(write(tmp_path / "a.txt", words), publisher="Sample Wire")
    assert [(r.text, r.date, r.publisher) for r in reports] == [(words, DAY, "Sample Wire")]
    assert not heard.errors
    assert not heard.warnings


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    reports, _ = read(write(tmp_path / "a.txt", b"\xef\xbb\xbfShelling resumed."))
    assert reports[0].text == "Shelling resumed."


def test_text_without_a_date_is_undated_with_a_warning(tmp_path: Path) -> None:
    reports, heard = read(write(tmp_path / "a.txt", "Shelling resumed."), on=None)
    assert reports[0].date is None
    assert "--date" in heard.warnings[0]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"caf\xe9 shelled", "not UTF-8: byte 0xe9 at offset 3"),
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"\x7fELF\x02\x01\0\0", "binary"),
        (b"\xff\xfeT\0h\0e\0", "UTF-16"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "ZIP"),
        (b"\x1f\x8b\x08....", "gzip"),
        (b"<!DOCTYPE html><p>x", "no text of a report"),
    ],
)
def test_what_is_no_text_is_named_and_the_rest_is_read(tmp_path: Path, content: bytes, told: str) -> None:
    bad = write(tmp_path / "bad.txt", content)
    good = write(tmp_path / "good.txt", "Talks resumed.")
    reports, heard = read(bad, good)
    assert [r.text for r in reports] == ["Talks resumed."]
    assert len(heard.errors) == 1
    assert told in heard.errors[0]
    assert "bad.txt" in heard.errors[0]


def test_a_text_of_20_megabytes_is_refused_with_the_limit(tmp_path: Path) -> None:
    reports, heard = read(write(tmp_path / "big.txt", b"The army left. " * 1_400_000))
    assert not reports
    assert "0.2 MB" in heard.errors[0]


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    good = write(tmp_path / "good.txt", "Talks resumed.")
    reports, heard = read(tmp_path / "none.txt", tmp_path, good)
    assert len(reports) == 2, "once as a file, once in its folder"
    assert "none.txt: no such file" in heard.errors[0]


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    _, heard = read(tmp_path)
    assert "without files" in heard.errors[0]


def line(**fields: object) -> str:
    return json.dumps({"id": "r1", "text": "Talks resumed.", "date": "2024-12-01"} | fields) + "\n"


def test_a_line_speaks_for_itself_before_the_command_line(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", line(publisher="Sample Wire", title="T", url="u", claims=[]))
    reports, heard = read(path, on=date(2020, 1, 1), publisher="Other")
    assert reports == [Report("r1", "Talks resumed.", DAY, "Sample Wire", "T", "u")]
    assert not heard.warnings


def test_a_broken_line_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", line(id="a") + '{"id": "b", "text": "The ar\n\n' + line(id="c"))
    reports, heard = read(path)
    assert [r.id for r in reports] == ["a", "c"]
    assert len(heard.errors) == 1
    assert "a.jsonl:2: broken JSON" in heard.errors[0]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b'{"id": "x"}', 'no "text"'),
        (b'{"id": "x", "text": "  "}', 'empty "text"'),
        (b'{"id": "x", "text": 5}', 'the "text" is no text'),
        (b'{"id": ["x"], "text": "T"}', 'the "id"'),
        (b'{"id": "x", "text": "T", "publisher": {}}', 'the "publisher"'),
        (b'"text"', "no JSON object"),
        (b'[{"id": "x", "text": "T"}]', "JSON array"),
        (b"[", "one object a line"),
        (b'{"id": "x", "text": "\xe9"}', "not UTF-8: byte 0xe9 at offset 21"),
        (b"[" * 100_000, "broken JSON"),
    ],
)
def test_bad_lines_say_what_is_wrong(tmp_path: Path, raw: bytes, told: str) -> None:
    reports, heard = read(write(tmp_path / "a.jsonl", raw + b"\n" + line().encode()))
    assert [r.id for r in reports] == ["r1"]
    assert heard.errors[0].partition("a.jsonl:1: ")[2]
    assert told in heard.errors[0] or "nested too deeply" in heard.errors[0]


@pytest.mark.parametrize("value", ["soon", "2024-13-01", "0024-12-01", "9999-01-01", 2024, True, ["x"]])
def test_an_absurd_date_is_warned_of_and_taken_as_undated(tmp_path: Path, value: object) -> None:
    reports, heard = read(write(tmp_path / "a.jsonl", line(date=value)), on=None)
    assert reports[0].date is None
    assert "a.jsonl:1" in heard.warnings[0]
    assert "undated" in heard.warnings[0]


def test_missing_dates_are_told_once_a_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", "".join(line(id=str(i), date=None) for i in range(50)))
    reports, heard = read(path, on=None)
    assert len(reports) == 50
    assert len(heard.warnings) == 1
    assert "50 of the reports" in heard.warnings[0]


def test_ids_are_made_where_there_are_none_and_doubles_are_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", line(id=None) + line(id=7) + line(id="7"))
    reports, heard = read(path)
    assert [r.id.rpartition("/")[2] for r in reports] == ["a.jsonl:1", "7", "7"]
    assert "'7' has been used above" in heard.warnings[0]


def test_half_a_surrogate_pair_does_not_pass(tmp_path: Path) -> None:
    reports, _ = read(write(tmp_path / "a.jsonl", '{"id": "x", "text": "a\\ud83db", "date": "2024-12-01"}'))
    assert reports[0].text == "a\ufffdb"


def test_a_report_in_jsonl_has_the_same_limit(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", line(id="big", text="x " * MAX_REPORT_BYTES) + line())
    reports, heard = read(path)
    assert [r.id for r in reports] == ["r1"]
    assert "a.jsonl:1" in heard.errors[0]


def test_a_line_without_end_is_passed_over_without_being_held() -> None:
    heard = Heard()
    stream = io.BytesIO(b'{"text": "' + b"x" * 40_000_000 + b'"}\n' + line().encode())
    reports = list(JsonLinesReader().read(stream, "s", Given(), heard))
    assert [r.id for r in reports] == ["r1"]
    assert "s:1: a line longer than" in heard.errors[0]


def test_an_empty_jsonl_is_an_error(tmp_path: Path) -> None:
    reports, heard = read(write(tmp_path / "a.jsonl", b""))
    assert not reports
    assert "empty" in heard.errors[0]


@pytest.mark.parametrize(("content", "ids"), [(line(), ["r1"]), ("Talks resumed.", ["stdin"])])
def test_stdin_is_lines_or_text(monkeypatch: pytest.MonkeyPatch, content: str, ids: list[str]) -> None:
    class Stdin:
        buffer = io.BufferedReader(io.BytesIO(content.encode()))  # type: ignore[arg-type]

    monkeypatch.setattr(sys, "stdin", Stdin())
    reports, _ = read("-")
    assert [r.id for r in reports] == ids


def test_counting_is_for_the_progress_bar(tmp_path: Path) -> None:
    lines = write(tmp_path / "a.jsonl", line() * 3)
    text = write(tmp_path / "a.txt", "Talks resumed.")
    assert count_reports([lines, text]) == 4
    assert count_reports([lines, "-"]) is None


def test_days() -> None:
    assert day("2024-12-01T23:30:00Z") == DAY
    assert day(" 2024-12-01 ") == DAY
    for words in ("", "1899-12-31", (date.today() + timedelta(days=400)).isoformat()):
        with pytest.raises(ValueError, match=r"day|date"):
            day(words)


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_no_bytes_raise_out_of_a_reader(raw: bytes) -> None:
    for reader in (TextReader(), JsonLinesReader()):
        for report in reader.read(io.BytesIO(raw), "x", Given(), Heard()):
            report.text.encode()


@settings(max_examples=100)
@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda s: st.lists(s, max_size=3)))
def test_no_value_raises_out_of_the_line_reader(value: object) -> None:
    for key in ("id", "text", "date", "publisher", "title", "url"):
        raw = (json.dumps({"id": "a", "text": "T", key: value}) + "\n").encode()
        for report in JsonLinesReader().read(io.BytesIO(raw), "x", Given(), Heard()):
            assert isinstance(report.id, str)
            report.text.encode()
