"""What an expression is read against, what it then means, and what several rules share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from warledger.dates.calendar import Cover, span_of_months
from warledger.dates.words import Lexicon
from warledger.model import Precision


def _past() -> int:
    return -1


@dataclass(slots=True)
class Setting:
    """What an expression is read against.

    Attributes:
        anchor: The report's day; None when it is not known.
        told: The day told last in the text, for "a day earlier".
        told_month: A day of the month or year told last, for "later that year".
        direction: Tells whether the words look back (−1), forward (+1) or do not say (0).
        before: A few words before the expression.
        after: A few words after it.
    """

    anchor: date | None
    told: date | None = None
    told_month: date | None = None
    direction: Callable[[], int] = _past
    before: str = ""
    after: str = ""


@dataclass(slots=True)
class Reading:
    """What an expression means; ``turns`` where it would mean another day if it looked the other way."""

    type: str
    value: str
    start: date | None = None
    end: date | None = None
    precision: Precision = Precision.DAY
    turns: bool = False
    clock: bool = False
    span: tuple[int, int] | None = None
    more: list[Reading] = field(default_factory=list)


Reader = Callable[[re.Match[str], Setting, Lexicon], Reading | None]


def of_cover(cover: Cover, kind: str = "DATE", turns: bool = False) -> Reading:
    """A reading that covers a stretch of the calendar."""
    return Reading(kind, cover.value, cover.start, cover.end, cover.precision, turns)


def full_year(digits: str) -> int:
    """A year told in two or four figures."""
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < 50 else 1900)


def reference(way: int) -> Reading:
    """A reference to the past (−1), the present (0) or the future (1) without days."""
    return Reading(
        "DATE", {-1: "PAST_REF", 0: "PRESENT_REF", 1: "FUTURE_REF"}[way], precision=Precision.VAGUE
    )


def is_name(after: str, lex: Lexicon) -> bool:
    """Whether the next word makes a name of it ("Sunday Times")."""
    following = re.match(r"\s+([A-Z][a-z]+)", after)
    return bool(following and following[1].lower() in lex.names_after)


def weekday_number(word: str, lex: Lexicon) -> int | None:
    """The number of a weekday, unless it is written like another word."""
    key = word.lower().rstrip(".")
    if key in lex.capital_only and not (word[0].isupper() and (word[1:2].islower() or len(word) > 4)):
        return None
    return lex.weekdays.get(key)


def month_number(word: str, lex: Lexicon) -> int | None:
    """The number of a month, unless it is written like another word."""
    key = word.lower().rstrip(".")
    if key in lex.capital_only and not word[0].isupper():
        return None
    return lex.months.get(key)


def with_part(reading: Reading, part: str | None, lex: Lexicon) -> Reading:
    """Add a part of the day to a day."""
    if not part:
        return reading
    code = lex.parts[re.sub(r"\s+", " ", part.lower())]
    reading.type = "TIME"
    reading.value += "T" + code
    return reading


def spread(start: date | None, end: date | None) -> Precision:
    """How precise a stretch of days is."""
    if start is None or end is None:
        return Precision.VAGUE
    days = (end - start).days
    for most, precision in (
        (1, Precision.DAY),
        (9, Precision.WEEK),
        (45, Precision.MONTH),
        (366, Precision.YEAR),
    ):
        if days <= most:
            return precision
    return Precision.VAGUE


_ORDER = ("first", "second", "third", "fourth")
_PARTS = {  # the first that the words hold: "the first weekend" is no end
    **{"beginning": (0, 3), "start": (0, 3), "early": (0, 3), "first": (0, 2)},
    **{"middle": (1, 3), "mid": (1, 3), "end": (2, 3), "late": (2, 3)},
}


def part_of(reading: Reading, words: str | None) -> Reading:
    """The first half, the end … of a month or a year."""
    if not words or not reading.start or not reading.end:
        return reading
    words = words.lower()
    if words in {"post", "pre"}:
        return reading
    length = (reading.end - reading.start).days + 1
    whole_year = length in {365, 366}
    nth, of = next((v for k, v in _PARTS.items() if k in words), (1, 2))
    for unit, share in (("quarter", 4), ("week", 52 if whole_year else 4), ("days", 60 if whole_year else 6)):
        if unit in words:
            of = share
            nth = next((i for i, w in enumerate(_ORDER) if w in words), of - 1)
    if whole_year and 12 % of == 0:
        year, months = reading.start.year, 12 // of
        part = span_of_months(reading.value, year, 1 + nth * months, months)
        reading.start, reading.end = part.start, part.end
        if of in {2, 4} and len(reading.value) == 4:
            reading.value += f"-{'Q' if of == 4 else 'H'}{nth + 1}"
        return reading
    first = reading.start
    reading.start = first + timedelta(days=length * nth // of)
    reading.end = first + timedelta(days=max(length * nth // of, length * (nth + 1) // of - 1))
    if reading.precision is Precision.MONTH:
        reading.precision = spread(reading.start, reading.end)
    return reading
