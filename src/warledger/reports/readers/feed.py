"""RSS and Atom: one report an entry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from time import struct_time
from typing import Any, BinaryIO

from warledger.model import Report
from warledger.reports.readers.base import MAX_REPORT_BYTES, Given, Problems, day, megabytes
from warledger.reports.readers.html import fragment

MAX_FEED_BYTES = 20_000_000


class FeedReader:
    """Reads a saved feed; an entry's text is its content, else its summary."""

    def read(self, stream: BinaryIO, name: str, given: Given, problems: Problems) -> Iterator[Report]:
        """Give the entries in the feed's order."""
        raw = stream.read(MAX_FEED_BYTES + 1)
        if len(raw) > MAX_FEED_BYTES:
            problems.error(f"{name}: a feed longer than {megabytes(MAX_FEED_BYTES)}")
            return
        try:
            title, entries = parsed(raw)
        except ValueError as error:
            problems.error(f"{name}: {error}")
            return
        for number, entry in enumerate(entries, 1):
            report = _report(entry, f"{name}#{number}", given, title)
            if not report.text:
                problems.warning(
                    f"{name}#{number}: an entry without text ({report.title or report.url or 'no title'})"
                )
            elif len(report.text.encode()) > MAX_REPORT_BYTES:
                problems.error(f"{name}#{number}: longer than {megabytes(MAX_REPORT_BYTES)}")
            else:
                yield report


def parsed(raw: bytes) -> tuple[str, list[Any]]:
    """The feed's title and its entries: by fastfeedparser, and by feedparser what that refuses.

    Raises:
        ValueError: It is no feed.
    """
    import fastfeedparser  # noqa: PLC0415 - only feeds need it

    try:
        found = fastfeedparser.parse(raw)
        if found.entries:
            return str(found.feed.get("title", "")), list(found.entries)
    except Exception:  # whatever it refuses, the other is asked
        pass
    import feedparser  # noqa: PLC0415

    loose = feedparser.parse(raw)
    if not loose.entries and not loose.get("version"):
        raise ValueError("no RSS or Atom feed")
    return str(loose.feed.get("title", "")), list(loose.entries)


def _report(entry: Any, name: str, given: Given, outlet: str) -> Report:
    content = entry.get("content") or ()
    html = max((str(part.get("value") or "") for part in content), key=len, default="")
    text = fragment(html) or fragment(str(entry.get("summary") or entry.get("description") or ""))
    url = str(entry.get("link") or "")
    return Report(
        id=str(entry.get("id") or url or name),
        text=text,
        date=entry_day(entry) or given.date,
        publisher=given.publisher or outlet,
        title=" ".join(fragment(str(entry.get("title") or "")).split()),
        url=url,
    )


def entry_day(entry: Any) -> date | None:
    """The day on which an entry was published, or changed; None where it tells neither."""
    for key in ("published", "updated", "pubDate", "date"):
        told = entry.get(key)
        exact = entry.get(f"{key}_parsed")
        if isinstance(exact, struct_time):
            return date(exact.tm_year, exact.tm_mon, exact.tm_mday)
        if isinstance(told, str) and told.strip():
            try:
                return day(told.strip())
            except ValueError:
                continue
    return None
