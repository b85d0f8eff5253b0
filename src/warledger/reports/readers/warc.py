"""WARC: the pages of a web archive, one report a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from warledger.model import Report
from warledger.reports.readers.base import Given, Problems
from warledger.reports.readers.html import MAX_PAGE_BYTES, page

_PAGES = ("text/html", "application/xhtml+xml")


class WarcReader:
    """Reads the HTML responses of a WARC file, packed or not; other records are passed over."""

    def read(self, stream: BinaryIO, name: str, given: Given, problems: Problems) -> Iterator[Report]:
        """Give the pages in the archive's order."""
        from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - only archives need it
        from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415

        number = 0
        try:
            for number, record in enumerate(ArchiveIterator(stream), 1):
                if record.rec_type != "response" or record.http_headers is None:
                    continue
                status = record.http_headers.get_statuscode()
                kind = (record.http_headers.get_header("Content-Type") or "").split(";")[0].strip().lower()
                if status != "200" or kind not in _PAGES:
                    continue
                url = record.rec_headers.get_header("WARC-Target-URI") or ""
                where = f"{name}#{number}"
                raw = record.content_stream().read(MAX_PAGE_BYTES + 1)
                if len(raw) > MAX_PAGE_BYTES:
                    problems.error(f"{where}: a page too long to read ({url})")
                    continue
                try:
                    yield page(raw, where, given, url)
                except ValueError as error:
                    problems.warning(f"{where}: {error} ({url})")
        except (ArchiveLoadFailed, OSError, EOFError, ValueError) as error:
            problems.error(f"{name}: broken after record {number} ({error})")
        if number == 0:
            problems.error(f"{name}: no record of an archive in it")
