"""feeds.toml: which feeds are watched, and how."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from warledger.reports.fetch.limits import Limits

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])")


class ConfigError(Exception):
    """A feeds.toml that cannot be used; the message names file and line and says what to do."""


@dataclass(slots=True, frozen=True)
class Feed:
    """One feed.

    Attributes:
        url: Its address.
        name: What the outlet is called in the ledger; "" takes what page or feed say.
        every: Seconds between two looks.
        pages: Whether entries' pages are fetched; else the feed's own text is the report.
    """

    url: str
    name: str = ""
    every: float = 900.0
    pages: bool = True

    @property
    def label(self) -> str:
        """What to call it in messages."""
        return self.name or urlsplit(self.url).hostname or self.url


@dataclass(slots=True, frozen=True)
class Settings:
    """All that a feeds.toml says; paths are relative to its folder.

    Attributes:
        feeds: The feeds.
        ledger: The ledger: a file or a URL.
        state: SQLite file of what was seen and fetched.
        archive: Folder for the fetched bytes (WARC, a file a day and run); None keeps hashes only.
        allow: Hosts that may have private addresses.
        contact: Where hosts can reach the user.
        delay: Least seconds between two requests to one host.
        side_by_side: Most requests at a time.
        robots: Whether robots.txt is obeyed.
        limits: Bounds of one fetch.
    """

    feeds: tuple[Feed, ...]
    ledger: str = "warledger.db"
    state: Path = Path("feeds.state.db")
    archive: Path | None = None
    allow: tuple[str, ...] = ()
    contact: str = ""
    delay: float = 2.0
    side_by_side: int = 16
    robots: bool = True
    limits: Limits = field(default_factory=Limits)


def read_settings(path: Path) -> Settings:
    """Read a feeds.toml.

    Raises:
        ConfigError: It is not there, is no TOML, or says what cannot be; the message names the line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}") from None
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}") from None
    return _File(path, text).settings(raw)


@dataclass(slots=True, frozen=True)
class _File:
    path: Path
    text: str

    def settings(self, raw: Mapping[str, Any]) -> Settings:
        top = _Table(self, raw, "", 0, _TOP)
        limits = _Table(self, top.table("limits"), "limits", 0, _LIMITS)
        given = raw.get("feed")
        if not isinstance(given, list) or not given:
            raise ConfigError(f"{self.path}: no feed; each is a table [[feed]] with a url")
        every = top.duration("every", 900.0, least=10.0)
        feeds = tuple(self._feed(entry, n, every) for n, entry in enumerate(given))
        seen: dict[str, int] = {}
        for n, feed in enumerate(feeds):
            if feed.url in seen:
                raise self.error("feed", n, "url", f"the same address as feed {seen[feed.url] + 1}")
            seen[feed.url] = n
        folder = self.path.parent
        archive = top.words("archive")
        ledger = top.words("ledger", "warledger.db")
        megabytes = limits.number("megabytes", 10.0, least=0.001)
        return Settings(
            feeds,
            ledger if "://" in ledger else str(folder / ledger),
            folder / top.words("state", f"{self.path.stem}.state.db"),
            folder / archive if archive else None,
            tuple(top.list("allow")),
            top.words("contact"),
            top.duration("delay", 2.0, least=0.0),
            int(top.number("side_by_side", 16, least=1)),
            top.truth("robots", True),
            Limits(
                bytes=int(megabytes * 1e6),
                seconds=limits.duration("whole", 60.0, least=0.01),
                connect_seconds=limits.duration("connect", 10.0, least=0.01),
                silent_seconds=limits.duration("silent", 20.0, least=0.01),
                redirects=int(limits.number("redirects", 8, least=0)),
            ),
        )

    def _feed(self, raw: Any, number: int, every: float) -> Feed:
        if not isinstance(raw, dict):
            raise self.error("feed", number, "", "is no table; write [[feed]]")
        table = _Table(self, raw, "feed", number, _FEED)
        url = table.words("url")
        if not url:
            raise self.error("feed", number, "", "has no url")
        try:
            parts = urlsplit(url)
            good = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            good = False
        if not good:
            raise self.error("feed", number, "url", f"{url!r} is no http or https address")
        return Feed(
            url,
            table.words("name"),
            table.duration("every", every, least=10.0),
            table.truth("pages", True),
        )

    def error(self, table: str, number: int, key: str, words: str) -> ConfigError:
        """An error that names the line of a key, or of its table's heading."""
        line = self._line(table, number, key)
        where = f"{table}.{key}" if table and key else key or table
        return ConfigError(f"{self.path}:{line}: {where}: {words}")

    def _line(self, table: str, number: int, key: str) -> int:
        """Where a key stands; TOML's own parser keeps no lines."""
        at, met = "", -1
        heading = 1
        for n, line in enumerate(self.text.splitlines(), 1):
            if found := re.match(r"\s*\[+\s*([\w.]+)\s*\]+", line):
                at = found[1]
                met += at == table == "feed"
                if at == table and (table != "feed" or met == number):
                    heading = n
            here = at == table and (table != "feed" or met == number)
            if here and key and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return n
        return heading


@dataclass(slots=True, frozen=True)
class _Table:
    """One table, its values checked for their types and its keys for their names."""

    file: _File
    raw: Mapping[str, Any]
    name: str
    nth: int
    known: tuple[str, ...]

    def __post_init__(self) -> None:
        for key in self.raw:
            if key not in self.known:
                near = get_close_matches(key, self.known, 1)
                hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(self.known)}"
                raise self.error(key, f"there is no such key; {hint}")

    def error(self, key: str, words: str) -> ConfigError:
        return self.file.error(self.name, self.nth, key, words)

    def words(self, key: str, default: str = "") -> str:
        value = self.raw.get(key, default)
        if not isinstance(value, str):
            raise self.error(key, 'must be words in quotes ("…")')
        return value.strip()

    def truth(self, key: str, default: bool) -> bool:
        value = self.raw.get(key, default)
        if not isinstance(value, bool):
            raise self.error(key, "must be true or false")
        return value

    def number_of(self, value: Any) -> float | None:
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def number(self, key: str, default: float, least: float) -> float:
        value = self.number_of(self.raw.get(key, default))
        if value is None or value < least:
            raise self.error(key, f"must be a number of at least {least:g}")
        return value

    def duration(self, key: str, default: float, least: float) -> float:
        given = self.raw.get(key, default)
        value = self.number_of(given)
        if value is None and isinstance(given, str) and (found := _DURATION.fullmatch(given.strip())):
            value = float(found[1]) * _UNITS[found[2]]
        if value is None:
            raise self.error(key, 'must be a time such as "90s", "15m" or "6h"')
        if value < least:
            raise self.error(key, f"must be at least {least:g} seconds")
        return value

    def list(self, key: str) -> list[str]:
        value = self.raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(key, 'must be a list of words (["a", "b"])')
        return [item.strip() for item in value]

    def table(self, key: str) -> Mapping[str, Any]:
        value = self.raw.get(key, {})
        if not isinstance(value, dict):
            raise self.error(key, f"must be a table [{key}]")
        return value


_TOP = (
    "feed",
    "ledger",
    "state",
    "archive",
    "every",
    "allow",
    "contact",
    "delay",
    "side_by_side",
    "robots",
    "limits",
)
_LIMITS = ("megabytes", "whole", "connect", "silent", "redirects")
_FEED = ("url", "name", "every", "pages")
