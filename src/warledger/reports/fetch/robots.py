"""robots.txt (RFC 9309): who may fetch what, and how fast."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

MOST_BYTES = 512_000  # RFC 9309, 2.5: at least 500 kibibytes are to be read
_MOST_RULES = 5_000


@dataclass(slots=True, frozen=True)
class Robots:
    """What one host allows one agent: rules as (path pattern, allowed), the longest that fits counts."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float | None = None

    def allows(self, path: str) -> bool:
        """Whether a path (with its query) may be fetched."""
        path = _normal(path or "/")
        if path == "/robots.txt":
            return True
        fitting = [(len(pattern), allowed) for pattern, allowed in self.rules if _fits(pattern, path)]
        return max(fitting, default=(0, True))[1]  # of two as long, the one that allows


EVERYTHING = Robots()
NOTHING = Robots((("/", False),))


def read_robots(text: str, agent: str) -> Robots:
    """Read a robots.txt as it concerns an agent.

    Args:
        text: The file; lines that say nothing known are passed over.
        agent: The product's name ("warledger"); groups that name it go before those for "*".
    """
    named: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    group: list[str] = []
    in_names = False
    found_name = False
    for line in text.lstrip("\ufeff").splitlines():
        key, colon, value = line.split("#", 1)[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            group = [*group, value.lower()] if in_names else [value.lower()]
            in_names = True
            found_name = found_name or _names(value, agent)
        elif key in ("allow", "disallow", "crawl-delay"):
            in_names = False
            if any(_names(name, agent) for name in group):
                named.append((key, value))
            elif "*" in group:
                others.append((key, value))
    chosen = (named if found_name else others)[:_MOST_RULES]
    rules = tuple((_normal(value), key == "allow") for key, value in chosen if value and key != "crawl-delay")
    delays = [float(v) for k, v in chosen if k == "crawl-delay" and re.fullmatch(r"\d{1,4}(\.\d{1,3})?", v)]
    return Robots(rules, max(delays, default=None))


def _names(word: str, agent: str) -> bool:
    return re.split(r"[^a-z_-]", word.lower(), maxsplit=1)[0] == agent.lower()


def _normal(path: str) -> str:
    """Paths and patterns are compared with the same characters written as %XX."""
    return quote(unquote(path, errors="surrogateescape"), safe="/*$?=&:@!+,;~", errors="surrogateescape")


def _fits(pattern: str, path: str) -> bool:
    """Whether a path begins as the pattern says; "*" is anything, "$" at the end is the path's end.

    Piece by piece and without regular expressions, whose backtracking a hostile file could abuse.
    """
    ends = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for n, piece in enumerate(rest):
        last = n == len(rest) - 1
        if last and ends:
            return len(path) - len(piece) >= at and path.endswith(piece)
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return at == len(path) if ends and not rest else True
