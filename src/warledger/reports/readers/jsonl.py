"""JSON Lines: one report a line, ``{"id", "text", "date", "publisher"?, "title"?, "url"?}``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from warledger.model import Report
from warledger.reports.readers.base import MAX_REPORT_BYTES, Given, Problems, day, decode, megabytes

# Other fields (gold coding, metadata) may stand beside the text.
_MAX_LINE_BYTES = 80 * MAX_REPORT_BYTES
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class JsonLinesReader:
    """Reads one report a line; a bad line is told by file and number, and the rest goes on."""

    def read(self, stream: BinaryIO, name: str, given: Given, problems: Problems) -> Iterator[Report]:
        """Give the reports in order."""
        seen: set[str] = set()
        undated: list[int] = []
        number = 0
        for number, raw in _lines(stream):
            where = f"{name}:{number}"
            if raw is None:
                problems.error(f"{where}: a line longer than {megabytes(_MAX_LINE_BYTES)}")
                continue
            if not raw.strip():
                continue
            try:
                fields = _fields(raw)
                report, doubt = _report(fields, where, given)
            except ValueError as error:
                problems.error(f"{where}: {error}")
                continue
            if doubt:
                problems.warning(f"{where}: {doubt}")
            elif report.date is None:
                undated.append(number)
            if report.id in seen:
                problems.warning(f"{where}: the id {report.id!r} has been used above")
            seen.add(report.id)
            yield report
        if number == 0:
            problems.error(f"{name}: empty")
        if undated:
            problems.warning(
                f"{name}: {len(undated)} of the reports have no date (first: line {undated[0]}), taken as "
                'undated; give each a "date", or all of them --date YYYY-MM-DD'
            )


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None for one that is too long, which is passed over without being held."""
    number = 0
    while raw := stream.readline(_MAX_LINE_BYTES):
        number += 1
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if len(raw) == _MAX_LINE_BYTES and not raw.endswith(b"\n"):
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(_MAX_LINE_BYTES)
            yield number, None
        else:
            yield number, raw


def _fields(raw: bytes) -> dict[str, Any]:
    words = decode(raw.rstrip(b"\r\n"))
    try:
        fields = json.loads(words)
    except json.JSONDecodeError as error:
        hint = "; write one object a line (jq -c '.[]')" if words.strip() in ("[", "{") else ""
        raise ValueError(f"broken JSON at column {error.colno} ({error.msg}){hint}") from None
    except RecursionError:
        raise ValueError("JSON nested too deeply") from None
    if isinstance(fields, list):
        raise ValueError("a JSON array; write one object a line (jq -c '.[]')")
    if not isinstance(fields, dict):
        raise ValueError("no JSON object")
    return fields


def _report(fields: dict[str, Any], where: str, given: Given) -> tuple[Report, str]:
    """The report of one line, and what is doubtful about it."""
    text = _text(fields, "text")
    if not text.strip():
        raise ValueError('no "text"' if "text" not in fields else 'an empty "text"')
    if len(text.encode()) > MAX_REPORT_BYTES:
        raise ValueError(f'a "text" longer than {megabytes(MAX_REPORT_BYTES)}; split it')
    published, doubt = _date(fields.get("date"), given)
    name = fields.get("id")
    if isinstance(name, int) and not isinstance(name, bool):
        name = str(name)
    elif name is not None and not isinstance(name, str):
        raise ValueError('the "id" is neither text nor a number')
    report = Report(
        id=_SURROGATE.sub("\ufffd", name or where),
        text=text,
        date=published,
        publisher=_text(fields, "publisher") or given.publisher,
        title=_text(fields, "title"),
        url=_text(fields, "url"),
    )
    return report, doubt


def _date(value: object, given: Given) -> tuple[date | None, str]:
    if value is None or value == "":
        return given.date, ""
    try:
        return day(value if isinstance(value, str) else repr(value)), ""
    except ValueError as error:
        taken = f"as {given.date}" if given.date else "as undated"
        return given.date, f"the date {error}; taken {taken}"


def _text(fields: dict[str, Any], key: str) -> str:
    value = fields.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f'the "{key}" is no text')
    return _SURROGATE.sub("\ufffd", value)
