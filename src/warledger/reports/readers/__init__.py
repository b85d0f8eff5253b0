"""Readers of reports: files, folders, addresses and stdin in, ``Report`` after ``Report`` out.

A new kind of file is a class with ``read`` (see ``base.Reader``) and a suffix or first bytes in ``kinds.py``.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from warledger.model import Report
from warledger.reports.readers.base import FIELDS, MAX_REPORT_BYTES, Given, Problems, Reader, day
from warledger.reports.readers.kinds import PACKED, opened, reader_of, sniffed
from warledger.reports.readers.web import is_address, read_address

__all__ = [
    "FIELDS",
    "MAX_REPORT_BYTES",
    "STDIN",
    "Given",
    "Problems",
    "Reader",
    "count_reports",
    "day",
    "read_reports",
]

STDIN = "-"


def read_reports(
    files: Iterable[str | Path],
    given: Given,
    problems: Problems,
    columns: Mapping[str, str] | None = None,
    allowed: Collection[str] = (),
) -> Iterator[Report]:
    """Read reports lazily, in order.

    Args:
        files: Paths of files or folders (every file in a folder by name, hidden ones left out), and
            addresses (http, https); "-" is stdin, whose kind its first bytes tell.
        given: Date and publisher for reports that do not tell theirs.
        problems: Told of every file or line that is lost; the rest goes on.
        columns: For CSV, field of a report → column; usual names are found without.
        allowed: Hosts that may be fetched from although their addresses are private.
    """
    for file in files:
        if str(file) == STDIN:
            stream = sys.stdin.buffer
            yield from sniffed(stream, columns).read(stream, "stdin", given, problems)
            continue
        if is_address(str(file)):
            yield from read_address(str(file), given, problems, columns, allowed)
            continue
        path = Path(file)
        if path.is_dir():
            inside = list(_inside(path))
            if not inside:
                problems.error(f"{path}: a folder without files")
            for one in inside:
                yield from _read(one, given, problems, columns)
        else:
            yield from _read(path, given, problems, columns)


def _read(
    path: Path, given: Given, problems: Problems, columns: Mapping[str, str] | None
) -> Iterator[Report]:
    try:
        with opened(path) as stream:
            yield from reader_of(path, stream, columns).read(stream, path.as_posix(), given, problems)
    except OSError as error:
        problems.error(f"{path}: {(error.strerror or str(error)).lower()}")


def _inside(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


def count_reports(files: Iterable[str | Path]) -> int | None:
    """How many reports there are, at most, for a progress bar; None where only reading can tell."""
    total = 0
    for file in files:
        path = Path(file)
        if str(file) == STDIN or not (path.is_file() or path.is_dir()):
            return None
        for one in _inside(path) if path.is_dir() else (path,):
            count = _count(one)
            if count is None:
                return None
            total += count
    return total


def _count(path: Path) -> int | None:
    suffix = path.suffix.lower()
    if suffix in PACKED or suffix in (".warc", ".csv", ".tsv", ".xml", ".rss", ".atom", ".json"):
        return None
    if suffix not in (".jsonl", ".ndjson"):
        return 1
    with path.open("rb") as stream:
        return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))
