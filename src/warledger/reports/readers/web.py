"""An address on the web: fetched, and read as what it turns out to be."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, BinaryIO, cast
from urllib.parse import urlsplit

from warledger.model import Report
from warledger.reports.readers.base import Given, Problems
from warledger.reports.readers.html import HtmlReader, page
from warledger.reports.readers.kinds import sniffed

if TYPE_CHECKING:
    from warledger.reports.fetch import Fetched

_PAGES = ("text/html", "application/xhtml+xml")
_NO_WORDS = ("image/", "audio/", "video/", "font/", "application/pdf", "application/octet-stream")


def is_address(name: str) -> bool:
    """Whether a name is an address on the web, not a file's."""
    return name[:8].lower().startswith(("http://", "https://"))


def read_address(
    url: str,
    given: Given,
    problems: Problems,
    columns: Mapping[str, str] | None = None,
    allowed: Collection[str] = (),
) -> Iterator[Report]:
    """Fetch an address and give its reports: those of a page, a feed, or a file.

    Args:
        url: The address.
        given: Date and publisher for reports that do not tell theirs.
        problems: Told of what cannot be fetched or read.
        columns: For CSV, as in ``read_reports``.
        allowed: Hosts that may have private addresses.
    """
    from warledger.reports.fetch import FetchError, fetch_once  # noqa: PLC0415 - files need no network

    try:
        fetched = fetch_once(url, allowed)
    except FetchError as error:
        host = urlsplit(url).hostname or ""
        how = f" (--allow-host {host})" if "no public one" in str(error) else ""
        problems.error(f"{url}: {error}{how}")
        return
    yield from reports_of(fetched, given, problems, columns)


def reports_of(
    fetched: Fetched, given: Given, problems: Problems, columns: Mapping[str, str] | None = None
) -> Iterator[Report]:
    """The reports that a fetched answer holds."""
    if not fetched.body.strip():
        problems.error(f"{fetched.final_url}: an empty answer")
        return
    if fetched.kind.startswith(_NO_WORDS):
        problems.error(f"{fetched.final_url}: {fetched.kind} holds no text that can be read")
        return
    stream = cast("BinaryIO", io.BufferedReader(io.BytesIO(fetched.body)))
    reader = sniffed(stream, columns)
    if fetched.kind in _PAGES or isinstance(reader, HtmlReader):
        try:
            yield page_of(fetched, given)
        except ValueError as error:
            problems.error(f"{fetched.final_url}: {error}")
    else:
        yield from reader.read(stream, fetched.final_url, given, problems)


def page_of(fetched: Fetched, given: Given) -> Report:
    """The report that a fetched page holds; its address is the one that answered.

    Raises:
        ValueError: There is no text of a report in it.
    """
    return page(decoded(fetched), fetched.final_url, given, fetched.final_url)


def decoded(fetched: Fetched) -> bytes | str:
    """A page in the encoding that its header tells, if that fits; else its bytes, to find out from.

    Servers tell a wrong encoding as often as pages do: what does not decode without loss is not believed.
    """
    _, _, told = fetched.header("content-type").lower().partition("charset=")
    charset = told.split(";")[0].strip(" \"'")
    if charset and not fetched.body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return fetched.body.decode(charset)
        except (UnicodeDecodeError, LookupError, ValueError):
            pass
    return fetched.body
