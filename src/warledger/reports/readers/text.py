"""Plain text: one file, one report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from warledger.model import Report
from warledger.reports.readers.base import MAX_REPORT_BYTES, Given, Problems, decode, megabytes

_BOM = b"\xef\xbb\xbf"
_OTHER_KINDS = (
    (b"\xff\xfe", "UTF-16 text; save it as UTF-8"),
    (b"\xfe\xff", "UTF-16 text; save it as UTF-8"),
    (b"%PDF", "a PDF, not text; save its text"),
    (b"PK\x03\x04", "a ZIP archive or office document, not text; save its text"),
    (b"\x1f\x8b", "a gzip archive, not text; unpack it first"),
)


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
        if given.date is None:
            problems.warning(
                f"{name}: no date given, so days like 'on Monday' stay open; give --date YYYY-MM-DD"
            )
        yield Report(name, text, given.date, given.publisher)


def _fault(raw: bytes) -> str:
    if not raw.strip():
        return "empty"
    for magic, what in _OTHER_KINDS:
        if raw.startswith(magic):
            return what
    if b"\0" in raw:
        return f"binary, not text (a NUL byte at offset {raw.index(0)})"
    return ""
