"""CSV: one report a row, with the columns that the user names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from warledger.model import Report
from warledger.reports.readers.base import FIELDS, MAX_REPORT_BYTES, Given, Problems, day, megabytes

csv.field_size_limit(10 * MAX_REPORT_BYTES)
# What a column may be called where the user names none.
_USUAL = {
    "id": ("id", "report_id", "article_id", "guid"),
    "text": ("text", "body", "content", "article", "full_text", "maintext", "story"),
    "date": ("date", "published", "publication_date", "date_publish", "pub_date", "published_at"),
    "publisher": ("publisher", "source", "outlet", "source_domain", "site"),
    "title": ("title", "headline"),
    "url": ("url", "link", "source_url"),
}


class TableReader:
    """Reads CSV or tab-separated text with a header; a bad row is told by file and line."""

    def __init__(self, columns: Mapping[str, str] | None = None) -> None:
        """Take the columns: field of a report → column of the table; usual names are found without."""
        self._columns = dict(columns or {})

    def read(self, stream: BinaryIO, name: str, given: Given, problems: Problems) -> Iterator[Report]:
        """Give the reports in order."""
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="strict", newline="")
        try:
            sample = text.read(8192)
            dialect = _dialect(sample)
            rows = csv.DictReader(_Again(sample, text), dialect=dialect)
            columns = self._matched(list(rows.fieldnames or ()))
            for row in rows:
                where = f"{name}:{rows.line_num}"
                try:
                    yield _report(row, columns, where, given)
                except ValueError as error:
                    problems.error(f"{where}: {error}")
        except UnicodeDecodeError as error:
            problems.error(
                f"{name}: not UTF-8 ({error.reason} at byte {error.start} of a block); save it as UTF-8"
            )
        except (csv.Error, KeyError) as error:
            problems.error(f"{name}: {error.args[0] if error.args else error}")
        finally:
            text.detach()

    def _matched(self, header: list[str]) -> dict[str, str]:
        plain = {column.strip().casefold(): column for column in header}
        found: dict[str, str] = {}
        for field in FIELDS:
            named = self._columns.get(field, "")
            if named and named.casefold() not in plain:
                raise KeyError(f"there is no column {named!r} for {field!r}; there are {', '.join(header)}")
            for column in (named,) if named else _USUAL[field]:
                if column.casefold() in plain:
                    found[field] = plain[column.casefold()]
                    break
        if "text" not in found:
            raise KeyError(f"no column of text; name one: --map text=COLUMN (there are {', '.join(header)})")
        return found


class _Again:
    """Lines of a stream whose beginning has been read."""

    def __init__(self, head: str, rest: io.TextIOWrapper) -> None:
        self._head, self._rest = io.StringIO(head, newline=""), rest

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._head.readline()
        if line and not line.endswith("\n"):
            line += self._rest.readline()
        line = line or self._rest.readline()
        if not line:
            raise StopIteration
        return line


def _dialect(sample: str) -> type[csv.Dialect]:
    header = sample.partition("\n")[0]
    best = max(",;\t", key=header.count)

    class Found(csv.excel):
        delimiter = best

    return Found


def _report(
    row: Mapping[str | None, str | None], columns: Mapping[str, str], where: str, given: Given
) -> Report:
    def cell(field: str) -> str:
        return (row.get(columns[field]) or "").strip() if field in columns else ""

    text = cell("text")
    if not text:
        raise ValueError("no text")
    if len(text.encode()) > MAX_REPORT_BYTES:
        raise ValueError(f"a text longer than {megabytes(MAX_REPORT_BYTES)}; split it")
    published = cell("date")
    return Report(
        id=cell("id") or where,
        text=text,
        date=day(published) if published else given.date,
        publisher=cell("publisher") or given.publisher,
        title=cell("title"),
        url=cell("url"),
    )
