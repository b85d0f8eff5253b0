"""A news page: its text without menus and boxes, its title, day, outlet and address."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any, BinaryIO

from warledger.model import Report
from warledger.reports.readers.base import MAX_REPORT_BYTES, Given, Problems, day, megabytes

MAX_PAGE_BYTES = 20_000_000
_LEAST_WORDS = 5


class HtmlReader:
    """Reads one HTML page as one report; what it says of itself (outlet, day) goes before what is given."""

    def read(self, stream: BinaryIO, name: str, given: Given, problems: Problems) -> Iterator[Report]:
        """Give the one report."""
        raw = stream.read(MAX_PAGE_BYTES + 1)
        if len(raw) > MAX_PAGE_BYTES:
            problems.error(f"{name}: longer than {megabytes(MAX_PAGE_BYTES)}, the most that a page may have")
            return
        try:
            report = page(raw, name, given)
        except ValueError as error:
            problems.error(f"{name}: {error}")
            return
        if report.date is None:
            problems.warning(
                f"{name}: the page tells no day, so days like 'on Monday' stay open; give --date YYYY-MM-DD"
            )
        yield report


def page(raw: bytes | str, name: str, given: Given, url: str = "") -> Report:
    """The report that an HTML page holds.

    Args:
        raw: The page's bytes, whose encoding is found out, or its text.
        name: Its id where the page tells no address.
        given: Date and publisher where the page tells none.
        url: Where it was fetched from, if it was.

    Raises:
        ValueError: There is no text of a report in it; the message says so.
    """
    import trafilatura  # noqa: PLC0415 - a second that only pages need

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # we tell what matters
    tree = trafilatura.load_html(raw)
    if tree is None:
        raise ValueError("no text of a report was found in the page")
    _open_tables(tree)
    # Headings, lists and tables are kept; comments, menus and boxes of links are not.
    found: Any = trafilatura.bare_extraction(
        tree, url=url or None, with_metadata=True, include_comments=False, include_tables=True
    )
    if found is None or len((found.text or "").split()) < _LEAST_WORDS:
        raise ValueError("no text of a report was found in the page")
    title = " ".join((found.title or "").split())
    text = _without_title(found.text, title)
    if len(text.encode()) > MAX_REPORT_BYTES:
        raise ValueError(f"its text is longer than {megabytes(MAX_REPORT_BYTES)}; split it")
    try:
        published = day(found.date) if found.date else given.date
    except ValueError:
        published = given.date
    address = url or found.url or ""
    return Report(
        id=address or name,
        text=text,
        date=published,
        publisher=found.sitename or given.publisher or found.hostname or "",
        title=title,
        url=address,
    )


def _open_tables(tree: Any) -> None:
    """Make plain blocks of tables that only set the page: old portals put the whole story into a cell."""
    for table in tree.xpath("//table"):
        blocks = table.xpath(
            ".//td//p|.//td//h1|.//td//h2|.//td//div|.//td//ul|.//td//table|.//td[count(.//br) > 2]"
        )
        if blocks:
            for part in [table, *table.xpath(".//tbody|.//tr|.//td|.//th")]:
                part.tag = "div"


def fragment(html: str) -> str:
    """The text of a piece of HTML (a feed's entry): its paragraphs, one a line."""
    from lxml import html as parser  # noqa: PLC0415 - only feeds need it
    from lxml.etree import ParserError  # noqa: PLC0415

    if "<" not in html:
        return "\n".join(line.strip() for line in html.splitlines() if line.strip())
    try:
        root = parser.fragment_fromstring(html, create_parent="div")
    except ParserError:
        return ""
    for gone in root.xpath(".//script|.//style|.//figure|.//iframe|.//form"):
        gone.drop_tree()
    for block in root.iter("p", "br", "div", "li", "h1", "h2", "h3", "h4", "blockquote", "tr"):
        block.tail = "\n" + (block.tail or "")
    lines = (" ".join(line.split()) for line in root.text_content().splitlines())
    return "\n".join(line for line in lines if line)


def _without_title(text: str, title: str) -> str:
    first, _, rest = text.partition("\n")
    return rest.lstrip("\n") if title and " ".join(first.split()) == title and rest.strip() else text
