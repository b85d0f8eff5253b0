"""The words of ``lexicon.yaml``, read once, and the patterns that are built from them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from warledger.knowledge import bundled


@dataclass(slots=True, frozen=True)
class Unit:
    """A unit of time: its name, the letter of its duration, how many days "recent …" reaches back."""

    name: str
    letter: str
    recent: int

    def duration(self, count: int | str) -> str:
        """The TIMEX3 value of so many of it."""
        if isinstance(count, int):
            if self.name == "fortnight":
                count *= 2
            elif self.name in {"decade", "century"}:
                return f"P{count * (10 if self.name == 'decade' else 100)}Y"
        elif self.name == "century":
            return "PXC"
        return f"P{'T' if self.name in {'hour', 'minute', 'second'} else ''}{count}{self.letter}"


@dataclass(slots=True, frozen=True)
class Lexicon:
    """What the rules know; every key is in small letters."""

    months: dict[str, int]
    weekdays: dict[str, int]
    capital_only: frozenset[str]
    shy_months: frozenset[str]
    before_month: frozenset[str]
    names_after: frozenset[str]
    seasons: dict[str, tuple[str, int]]
    parts: dict[str, str]
    units: dict[str, Unit]
    numbers: dict[str, int]
    vague_numbers: frozenset[str]
    ordinals: dict[str, int]
    deictic: dict[str, str]
    not_after_present: frozenset[str]
    sets: dict[str, str]
    holidays: dict[str, tuple[str, tuple[int, ...]]]
    before_year: frozenset[str]
    counted: frozenset[str]
    forward: frozenset[str]
    deadlines: frozenset[str]
    planning: frozenset[str]
    comparing: frozenset[str]

    def number(self, words: str) -> int | None:
        """The number that a word or figures tell; None for "several" and the like."""
        words = words.lower().strip().replace(",", "")
        if words.isdecimal():
            return int(words[:6])
        parts = [self.numbers.get(w) for w in re.split(r"[\s-]+", words)]
        known = [p for p in parts if p is not None]
        return sum(known) if known and len(known) == len(parts) else None


def either(words: object) -> str:
    """A pattern that takes any of the words, longest first, white space of any length."""
    ordered = sorted({str(w) for w in words}, key=lambda w: (-len(w), w))  # type: ignore[attr-defined]
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in ordered)


def dotted(table: dict[str, int]) -> str:
    """A pattern that takes any name, and a full stop after those of them that are abbreviations."""
    short = [w for w in table if len(w) < 5 and w not in {"may", "june", "july"}]
    return rf"(?:{either(short)})\b\.?|(?:{either(set(table) - set(short))})\b"


@cache
def lexicon() -> Lexicon:
    """The lexicon, read at first use."""
    raw = bundled(__package__, "lexicon.yaml")

    def spellings(table: dict[str, list[object]]) -> dict[str, int]:
        return {str(w): int(str(v[0])) for name, v in table.items() for w in (name, *v[1:])}

    units = {}
    for word, (name, letter, recent) in raw["units"].items():
        unit = Unit(name, letter, recent)
        units[word] = units["centuries" if word == "century" else word + "s"] = unit
    feasts = raw["holidays"]
    holidays: dict[str, tuple[str, tuple[int, ...]]] = {}
    for sort in ("fixed", "easter", "nth", "islamic", "islamic_month"):
        for name, rule in feasts[sort].items():
            holidays[name] = (sort, tuple(rule) if isinstance(rule, list) else (rule,))
    deictic = {
        word: sort for sort in ("today", "tonight", "present", "past", "soon") for word in raw[sort]
    } | {"yesterday": "yesterday", "tomorrow": "tomorrow", "overnight": "overnight"}
    return Lexicon(
        months=spellings(raw["months"]),
        weekdays=spellings(raw["weekdays"]),
        seasons={k: (v[0], v[1]) for k, v in raw["seasons"].items()},
        parts={k: str(v) for k, v in raw["parts"].items()},
        units=units,
        numbers=raw["numbers"],
        ordinals=raw["ordinals"],
        deictic=deictic,
        sets=raw["sets"],
        holidays=holidays,
        **{
            name: frozenset(str(w) for w in raw[name])
            for name in (
                "capital_only",
                "shy_months",
                "before_month",
                "names_after",
                "vague_numbers",
                "not_after_present",
                "before_year",
                "counted",
                "forward",
                "deadlines",
                "planning",
                "comparing",
            )
        },
    )
