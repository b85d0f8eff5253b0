"""The agencies' own XML: NewsML-G2 and NITF."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

from warledger.model import Report
from warledger.reports.readers.base import Given, Problems, day, megabytes

MAX_XML_BYTES = 50_000_000
_BLOCKS = ("p", "hl2", "li", "h2", "h3")


class NewsmlReader:
    """Reads news items of NewsML-G2 (NITF or XHTML inside) and NITF documents, in any namespace."""

    def read(self, stream: BinaryIO, name: str, given: Given, problems: Problems) -> Iterator[Report]:
        """Give the items in order."""
        from lxml import etree  # noqa: PLC0415 - only XML needs it

        raw = stream.read(MAX_XML_BYTES + 1)
        if len(raw) > MAX_XML_BYTES:
            problems.error(f"{name}: longer than {megabytes(MAX_XML_BYTES)}")
            return
        # No entity is resolved and nothing is fetched, whatever the file asks for.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(raw, parser)
        except etree.XMLSyntaxError as error:
            problems.error(f"{name}: broken XML, {error.msg}")
            return
        items = _all(root, "newsItem") or ([root] if _is(root, "nitf") else _all(root, "nitf"))
        if not items:
            problems.error(f"{name}: neither NewsML-G2 nor NITF nor a feed")
        for number, item in enumerate(items, 1):
            report = _report(item, f"{name}#{number}", given)
            if report.text:
                yield report
            else:
                problems.warning(f"{name}#{number}: an item without text")


def _report(item: Any, name: str, given: Given) -> Report:
    body = next(iter(_all(item, "body.content") or _all(item, "inlineXML") or _all(item, "body")), None)
    blocks = [b for b in body.iter() if _local(b) in _BLOCKS] if body is not None else []
    lines = [" ".join("".join(b.itertext()).split()) for b in blocks]
    doc_id = next((e.get("id-string") for e in _all(item, "doc-id") if e.get("id-string")), "")
    return Report(
        id=item.get("guid") or doc_id or name,
        text="\n".join(line for line in lines if line),
        date=_published(item) or given.date,
        publisher=_first(item, "provider", "dateline.source", "distributor")
        or _credit(item)
        or given.publisher,
        title=_first(item, "hl1", "headline", "title"),
    )


def _published(item: Any) -> date | None:
    told = [_text(e) for tag in ("contentCreated", "firstCreated", "versionCreated") for e in _all(item, tag)]
    told += [
        e.get("norm") or "" for tag in ("date.issue", "date.release", "story.date") for e in _all(item, tag)
    ]
    for words in filter(None, told):
        try:
            return day(words)
        except ValueError:
            pass
        try:
            return datetime.strptime(words[:8], "%Y%m%d").date()
        except ValueError:
            continue
    return None


def _credit(item: Any) -> str:
    for provider in _all(item, "provider"):
        return provider.get("literal") or (provider.get("qcode") or "").rpartition(":")[2]
    return next((_text(e) for e in _all(item, "copyright.holder")), "")


def _first(item: Any, *tags: str) -> str:
    for tag in tags:
        for element in _all(item, tag):
            names = [_text(n) for n in _all(element, "name")]
            words = next(filter(None, names), "") or _text(element)
            if words:
                return words
    return ""


def _all(root: Any, tag: str) -> list[Any]:
    return [e for e in root.iter() if _is(e, tag)]


def _is(element: Any, tag: str) -> bool:
    return _local(element) == tag


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
