"""Which reader reads what: by suffix, and where that does not tell, by the first bytes."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from warledger.reports.readers.base import Reader
from warledger.reports.readers.feed import FeedReader
from warledger.reports.readers.html import HtmlReader
from warledger.reports.readers.jsonl import JsonLinesReader
from warledger.reports.readers.newsml import NewsmlReader
from warledger.reports.readers.table import TableReader
from warledger.reports.readers.telegram import TelegramReader, is_export
from warledger.reports.readers.text import TextReader
from warledger.reports.readers.warc import WarcReader

PACKED = (".gz", ".zst")
_BOM = b"\xef\xbb\xbf"
_HEAD = 4096
_TABS = (".csv", ".tsv")
_BY_SUFFIX: dict[str, Reader] = {
    ".jsonl": JsonLinesReader(),
    ".ndjson": JsonLinesReader(),
    ".html": HtmlReader(),
    ".htm": HtmlReader(),
    ".xhtml": HtmlReader(),
    ".rss": FeedReader(),
    ".atom": FeedReader(),
    ".warc": WarcReader(),
    ".newsml": NewsmlReader(),
    ".nitf": NewsmlReader(),
}


def reader_of(path: Path, stream: BinaryIO, columns: Mapping[str, str] | None = None) -> Reader:
    """The reader of a file."""
    names = [s.lower() for s in path.suffixes if s.lower() not in PACKED]
    suffix = names[-1] if names else ""
    if suffix in _TABS:
        return TableReader(columns)
    if suffix == ".txt" and not _head(stream).startswith(b"<"):  # pages are saved under this name too
        return TextReader()
    return _BY_SUFFIX.get(suffix) or sniffed(stream, columns)


def sniffed(stream: BinaryIO, columns: Mapping[str, str] | None = None) -> Reader:
    """The reader of a stream that has no telling name; plain text where nothing else fits."""
    head = _head(stream)
    low = head[:_HEAD].lower()
    if head.startswith((b"WARC/",)):
        return WarcReader()
    if head.startswith(b"{"):
        return TelegramReader() if is_export(head) else JsonLinesReader()
    if low.startswith((b"<!doctype html", b"<html")):
        return HtmlReader()
    if head.startswith(b"<"):
        if b"<rss" in low or b"<feed" in low or b"<rdf:rdf" in low:
            return FeedReader()
        if b"<nitf" in low or b"newsmessage" in low or b"newsitem" in low:
            return NewsmlReader()
        if b"<html" in low or b"<body" in low:
            return HtmlReader()
    if columns:
        return TableReader(columns)
    return TextReader()


def _head(stream: BinaryIO) -> bytes:
    """The first bytes, which stay to be read."""
    peek = getattr(stream, "peek", None)
    first: bytes = (peek(_HEAD) if peek else b"")[:_HEAD]
    return first.removeprefix(_BOM).lstrip()


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file's bytes, unpacked where its suffix says that it is packed."""
    suffix = path.suffix.lower()
    if suffix == ".gz" and ".warc" not in [
        s.lower() for s in path.suffixes
    ]:  # warcio unpacks record by record
        with gzip.open(path, "rb") as unpacked:
            yield cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", unpacked)))
    elif suffix == ".zst":
        import zstandard  # noqa: PLC0415 - only packed files need it

        with path.open("rb") as packed, zstandard.ZstdDecompressor().stream_reader(packed) as unpacked:
            yield cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", unpacked)))
    else:
        with path.open("rb") as plain:
            yield cast("BinaryIO", plain)
