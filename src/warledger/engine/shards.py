"""A data set cut into shards: pieces of files that do not depend on how many workers there are."""

from __future__ import annotations

import hashlib
import io
import posixpath
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, BinaryIO, cast

SHARD_BYTES = 4_000_000
ROW_GROUPS = 4
_LINES = (".jsonl", ".ndjson")


@dataclass(slots=True, frozen=True)
class Shard:
    """A piece of a data set.

    Attributes:
        url: The file, as a path or a URL that fsspec knows.
        start: First byte (lines of JSON), or first row group (Parquet).
        end: The byte or row group behind the last; 0 for the rest of the file.
        size: The file's size when the plan was made.
    """

    url: str
    start: int = 0
    end: int = 0
    size: int = 0

    @property
    def key(self) -> str:
        """A name that is the same whenever the same piece of the same file is meant."""
        told = f"{self.url}\0{self.start}\0{self.end}\0{self.size}"
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def told(self) -> str:
        """For people: which piece of which file it is."""
        return f"{self.url} from {self.start} to {self.end or 'its end'}"


def plan(sources: Iterable[str], shard_bytes: int = SHARD_BYTES) -> list[Shard]:
    """Cut files into shards, in an order that depends on nothing but the files.

    Args:
        sources: Files, folders and patterns with ``*``, local or any URL that fsspec knows.
        shard_bytes: About how large a shard of plain JSON Lines is. A packed file, a web archive or a single
            report is one shard; Parquet is cut at its row groups.

    Raises:
        FileNotFoundError: A source names nothing.
    """
    found: list[Shard] = []
    for source in sources:
        for url, size in _files(source):
            found += _cut(url, size, shard_bytes)
    return found


def _files(source: str) -> list[tuple[str, int]]:
    import fsspec  # noqa: PLC0415 - only data sets need it

    system, path = fsspec.core.url_to_fs(source)
    if any(c in source for c in "*?["):
        names = sorted(system.glob(path))
    elif system.isdir(path):
        names = sorted(n for n in system.find(path) if not _hidden(n, path))
    else:
        names = [path] if system.exists(path) else []
    files = [n for n in names if not system.isdir(n)]
    if not files:
        raise FileNotFoundError(2, "no such file, or nothing in it", source)
    local = "file" in (system.protocol if isinstance(system.protocol, tuple) else (system.protocol,))
    return [(n if local else system.unstrip_protocol(n), int(system.size(n) or 0)) for n in files]


def _hidden(name: str, folder: str) -> bool:
    inside = posixpath.relpath(name, folder)
    return any(part.startswith(".") for part in inside.split("/"))


def _cut(url: str, size: int, shard_bytes: int) -> list[Shard]:
    suffix = posixpath.splitext(url)[1].lower()
    if suffix in _LINES and size > shard_bytes:
        pieces = -(-size // shard_bytes)
        bounds = [size * n // pieces for n in range(pieces + 1)]
        return [Shard(url, a, b, size) for a, b in pairwise(bounds)]
    if suffix == ".parquet":
        import pyarrow.parquet as pq  # noqa: PLC0415

        with unpacked(url) as stream:
            groups = pq.ParquetFile(stream).num_row_groups
        starts = range(0, groups, ROW_GROUPS)
        return [Shard(url, a, min(groups, a + ROW_GROUPS), size) for a in starts]
    return [Shard(url, 0, 0, size)]


@contextmanager
def unpacked(url: str) -> Iterator[BinaryIO]:
    """A file's bytes, local or remote, unpacked where its suffix says so (WARC unpacks itself)."""
    import fsspec  # noqa: PLC0415 - only data sets need it

    suffix = posixpath.splitext(url)[1].lower()
    packed = None if ".warc" in url.lower() else {".gz": "gzip", ".zst": "zstd"}.get(suffix)
    with fsspec.open(url, "rb", compression=packed) as stream:
        yield cast("BinaryIO", stream)


class Piece(io.RawIOBase):
    """The whole lines of a file that begin in [start, end): neighbours share no line and lose none."""

    def __init__(self, stream: Any, start: int, end: int) -> None:
        super().__init__()
        self._stream, self._end = stream, end
        self._rest = b""
        stream.seek(max(0, start - 1))
        if start and stream.read(1) != b"\n":
            stream.readline()  # its beginning lies in the shard before

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Give bytes up to the end of the last line."""
        if not self._rest:
            if self._stream.tell() >= self._end:
                return 0
            self._rest = self._stream.readline()
        part = self._rest[: len(buffer)]
        buffer[: len(part)] = part
        self._rest = self._rest[len(part) :]
        return len(part)
