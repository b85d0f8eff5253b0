"""Plain text or Markdown: one file, one report, which may tell of itself between two lines of "---".

---
date: 2024-12-01
publisher: Sample Wire
title: Rebels take Saraqib
---
Rebels took Saraqib on Saturday, a monitor said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from warledger.model import Report
from warledger.reports.readers.base import FIELDS, MAX_REPORT_BYTES, Given, Problems, day, decode, megabytes

_BOM = b"\xef\xbb\xbf"
_OTHER_KINDS = (
    (b"\xff\xfe", "UTF-16 text; save it as UTF-8"),
    (b"\xfe\xff", "UTF-16 text; save it as UTF-8"),
    (b"%PDF", "a PDF, not text; save its text"),
    (b"PK\x03\x04", "a ZIP archive or office document, not text; save its text"),
    (b"\x1f\x8b", "a gzip archive, not text; unpack it first"),
)
_TOLD = frozenset(FIELDS) - {"text"}
_FIELD = re.compile(rf"(?:{'|'.join(sorted(_TOLD))}):")
_HEAD = re.compile(r"---[ \t]*\r?\n(?P<fields>.{1,4000}?)\r?\n---[ \t]*(?:\r?\n|$)", re.DOTALL)


class TextReader:
    """Reads a file of plain UTF-8 text as one report, its id the file's name."""

    def read(self, stream: BinaryIO, name: str, given: Given, problems: Problems) -> Iterator[Report]:
        """Give the one report."""
        raw = stream.read(MAX_REPORT_BYTES + 1)
        if len(raw) > MAX_REPORT_BYTES:
            limit = megabytes(MAX_REPORT_BYTES)
            problems.error(f"{name}: longer than {limit}, the most that one report may have; split it")
            return
        raw = raw.removeprefix(_BOM)
        if fault := _fault(raw):
            problems.error(f"{name}: {fault}")
            return
        try:
            text = decode(raw)
        except ValueError as error:
            problems.error(f"{name}: {error}")
            return
        fields, text = _split(text, name, problems)
        if not text.strip():
            problems.error(f"{name}: no text below the fields")
            return
        published = given.date
        try:
            published = day(fields["date"]) if "date" in fields else given.date
        except ValueError as error:
            taken = f"as {given.date}" if given.date else "as undated"
            problems.warning(f"{name}: the date {error}; taken {taken}")
        if published is None and "date" not in fields:
            problems.warning(
                f"{name}: no date given, so days like 'on Monday' stay open; give --date YYYY-MM-DD"
            )
        yield Report(
            fields.get("id", name),
            text,
            published,
            fields.get("publisher", given.publisher),
            fields.get("title", ""),
            fields.get("url", ""),
        )


def _split(text: str, name: str, problems: Problems) -> tuple[dict[str, str], str]:
    """What a report tells of itself, and its text; between two lines of dashes there may be text too."""
    import yaml  # noqa: PLC0415 - few reports begin so

    head = _HEAD.match(text)
    if head is None:
        return {}, text
    try:
        told = yaml.load(head["fields"], Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        line = (
            error.problem_mark.line + 2
            if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark
            else 1
        )
        if _FIELD.match(head["fields"]):
            problems.warning(f"{name}:{line}: no field of the form 'name: value'; the whole is taken as text")
        return {}, text
    if not isinstance(told, dict) or not told.keys() & _TOLD:
        return {}, text
    fields = {f: v.strip() for f, v in told.items() if f in _TOLD and isinstance(v, str) and v.strip()}
    return fields, text[head.end() :]


def _fault(raw: bytes) -> str:
    if not raw.strip():
        return "empty"
    for magic, what in _OTHER_KINDS:
        if raw.startswith(magic):
            return what
    if b"\0" in raw:
        return f"binary, not text (a NUL byte at offset {raw.index(0)})"
    return ""
