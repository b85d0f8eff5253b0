"""Telegram's own JSON export (result.json): one report a post."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from warledger.model import Report
from warledger.reports.readers.base import Given, Problems, day, decode

MAX_EXPORT_BYTES = 500_000_000


class TelegramReader:
    """Reads the export of one channel, or of an account with many chats."""

    def read(self, stream: BinaryIO, name: str, given: Given, problems: Problems) -> Iterator[Report]:
        """Give the posts that have text, oldest first as the export has them."""
        raw = stream.read(MAX_EXPORT_BYTES + 1)
        if len(raw) > MAX_EXPORT_BYTES:
            problems.error(f"{name}: an export longer than 500 MB; export fewer months at a time")
            return
        try:
            found = json.loads(decode(raw))
        except ValueError as error:
            problems.error(f"{name}: {error}")
            return
        chats = (found.get("chats") or {}).get("list") if "chats" in found else [found]
        for chat in chats or ():
            yield from _posts(chat, name, given, problems)


def is_export(head: bytes) -> bool:
    """Whether a JSON file begins like an export of Telegram's."""
    return (b'"messages"' in head and b'"type"' in head) or (b'"chats"' in head and b'"list"' in head)


def _posts(chat: Any, name: str, given: Given, problems: Problems) -> Iterator[Report]:
    title = str(chat.get("name") or "")
    for post in chat.get("messages") or ():
        if not isinstance(post, dict) or post.get("type", "message") != "message":
            continue
        text = _plain(post.get("text")).strip()
        if not text:
            continue
        where = f"{name}#{post.get('id', '?')}"
        try:
            published = day(str(post["date"])) if post.get("date") else given.date
        except ValueError as error:
            problems.warning(f"{where}: the date {error}")
            published = given.date
        outlet = str(post.get("forwarded_from") or post.get("from") or title)
        yield Report(
            f"telegram:{chat.get('id', title)}:{post.get('id')}", text, published, outlet or given.publisher
        )


def _plain(text: Any) -> str:
    """A post's text: words, or a list of words and marked pieces."""
    if isinstance(text, str):
        return text
    parts = (part if isinstance(part, str) else str(part.get("text", "")) for part in text or ())
    return "".join(parts)
