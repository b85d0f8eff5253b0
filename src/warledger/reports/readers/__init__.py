"""Readers of reports: files and stdin in, ``Report`` after ``Report`` out.

A new kind of file (HTML, CSV, WARC, a feed) is a class with ``read`` (see ``base.Reader``) and a suffix here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from warledger.model import Report
from warledger.reports.readers.base import MAX_REPORT_BYTES, Given, Problems, Reader, day
from warledger.reports.readers.jsonl import JsonLinesReader
from warledger.reports.readers.text import TextReader

__all__ = ["MAX_REPORT_BYTES", "STDIN", "Given", "Problems", "Reader", "count_reports", "day", "read_reports"]

STDIN = "-"
_TEXT: Reader = TextReader()
_LINES: Reader = JsonLinesReader()
_BY_SUFFIX: dict[str, Reader] = {".jsonl": _LINES, ".ndjson": _LINES, ".json": _LINES}


def read_reports(files: Iterable[str | Path], given: Given, problems: Problems) -> Iterator[Report]:
    """Read reports lazily, in order.

    Args:
        files: Paths; "-" is stdin, taken as JSON Lines if it starts with "{" and as plain text otherwise.
        given: Date and publisher for reports that do not tell theirs.
        problems: Told of every file or line that is lost; the rest goes on.
    """
    for file in files:
        if str(file) == STDIN:
            stream = sys.stdin.buffer
            yield from _sniffed(stream).read(stream, "stdin", given, problems)
            continue
        path = Path(file)
        try:
            if path.is_dir():
                problems.error(f"{path}: a folder; give the files in it")
                continue
            with path.open("rb") as opened:
                yield from _reader(path).read(opened, path.as_posix(), given, problems)
        except OSError as error:
            problems.error(f"{path}: {(error.strerror or str(error)).lower()}")


def count_reports(files: Iterable[str | Path]) -> int | None:
    """How many reports there are, at most, for a progress bar; None where it cannot be told (stdin)."""
    total = 0
    for file in files:
        path = Path(file)
        if str(file) == STDIN or not (path.is_file() or path.is_dir()):
            return None
        if _reader(path) is _TEXT:
            total += 1
        elif path.is_file():
            with path.open("rb") as opened:
                total += sum(block.count(b"\n") for block in iter(lambda: opened.read(1 << 20), b""))
    return total


def _reader(path: Path) -> Reader:
    return _BY_SUFFIX.get(path.suffix.lower(), _TEXT)


def _sniffed(stream: BinaryIO) -> Reader:
    peek = getattr(stream, "peek", None)
    head: bytes = peek(64) if peek else b""
    return _LINES if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") else _TEXT
