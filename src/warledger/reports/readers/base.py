"""What every reader of reports is given, gives and tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import BinaryIO, Protocol

from warledger.model import Report

MAX_REPORT_BYTES = 200_000
FIELDS = ("id", "text", "date", "publisher", "title", "url")
_FIRST_YEAR = 1900
_AHEAD = timedelta(days=366)


class Problems(Protocol):
    """Where a reader tells what was bad; it goes on with the rest."""

    def error(self, message: str) -> None:
        """A report, or a whole file, is lost."""

    def warning(self, message: str) -> None:
        """Something was taken in a way that the user may not expect."""


@dataclass(slots=True, frozen=True)
class Given:
    """What the user says about all reports of a run; what a report says of itself goes before it."""

    date: date | None = None
    publisher: str = ""


class Reader(Protocol):
    """Reads one kind of file, lazily: a report at a time, so that a large file needs little memory."""

    def read(self, stream: BinaryIO, name: str, given: Given, problems: Problems) -> Iterator[Report]:
        """Give the reports in order.

        Args:
            stream: The bytes.
            name: What to call the stream in messages and, where a report has no id of its own, in its id.
            given: Date and publisher for reports that do not tell theirs.
            problems: Told of what cannot be read; nothing about the content is raised.
        """


def day(words: str) -> date:
    """Read a day of publication: an ISO day, or an ISO time whose day is taken.

    Raises:
        ValueError: It is none, or it lies before 1900 or more than a year ahead; the message says so.
    """
    words = words.strip()
    try:
        found = datetime.fromisoformat(words).date() if len(words) > 10 else date.fromisoformat(words)
    except ValueError:
        raise ValueError(f"{words[:40]!r} is no date of the form YYYY-MM-DD") from None
    if found.year < _FIRST_YEAR or found > date.today() + _AHEAD:
        raise ValueError(f"{words[:40]!r} is no likely day of publication")
    return found


def decode(raw: bytes) -> str:
    """Decode UTF-8.

    Raises:
        ValueError: It is not UTF-8; the message names the byte.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = raw[error.start]
        raise ValueError(f"not UTF-8: byte 0x{byte:02x} at offset {error.start}; save it as UTF-8") from None


def megabytes(size: int) -> str:
    """A size for messages."""
    return f"{size / 1e6:.1f} MB"
