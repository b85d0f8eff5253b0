"""Days, weeks, months and years: their TIMEX3 values, the days they cover, and feasts that move."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta

from warledger.model import Precision

UNITS = ("day", "week", "month", "year")


@dataclass(slots=True, frozen=True)
class Cover:
    """A stretch of the calendar: its TIMEX3 value and its first and last day."""

    value: str
    start: date
    end: date
    precision: Precision


def day(when: date) -> Cover:
    """One day."""
    return Cover(when.isoformat(), when, when, Precision.DAY)


def week(when: date) -> Cover:
    """The week, Monday to Sunday, that holds a day."""
    iso = when.isocalendar()
    first = when - timedelta(days=iso.weekday - 1)
    return Cover(f"{iso.year}-W{iso.week:02d}", first, first + timedelta(days=6), Precision.WEEK)


def weekend(when: date) -> Cover:
    """Saturday and Sunday of the week that holds a day."""
    whole = week(when)
    return Cover(f"{whole.value}-WE", whole.start + timedelta(days=5), whole.end, Precision.WEEK)


def month(year: int, number: int) -> Cover:
    """A month."""
    last = months.monthrange(year, number)[1]
    return Cover(f"{year:04d}-{number:02d}", date(year, number, 1), date(year, number, last), Precision.MONTH)


def span_of_months(value: str, year: int, first: int, count: int) -> Cover:
    """A season, a quarter, a half: ``count`` months from month ``first`` of a year."""
    end_year, end_month = add_months(year, first, count - 1)
    precision = Precision.MONTH if count == 1 else Precision.YEAR
    return Cover(value, date(year, first, 1), month(end_year, end_month).end, precision)


def years(first: int, count: int = 1) -> Cover:
    """A year, a decade (10) or a century (100)."""
    value = {1: f"{first:04d}", 10: f"{first // 10:03d}X", 100: f"{first // 100:02d}XX"}[count]
    precision = Precision.YEAR if count == 1 else Precision.VAGUE
    return Cover(value, date(first, 1, 1), date(first + count - 1, 12, 31), precision)


def holding(unit: str, when: date) -> Cover:
    """The day, week, weekend, month, year, decade or century that holds a day."""
    if unit == "week":
        return week(when)
    if unit == "weekend":
        return weekend(when)
    if unit == "month":
        return month(when.year, when.month)
    if unit == "year":
        return years(when.year)
    if unit == "decade":
        return years(when.year // 10 * 10, 10)
    if unit == "century":
        return years(when.year // 100 * 100, 100)
    return day(when)


def add_months(year: int, number: int, count: int) -> tuple[int, int]:
    """Month ``count`` months after a month."""
    total = year * 12 + number - 1 + count
    return total // 12, total % 12 + 1


def shift(unit: str, when: date, count: int) -> date:
    """A day ``count`` units later; the day of the month is kept where the month has it.

    Raises:
        ValueError: The calendar does not reach so far.
        OverflowError: Likewise.
    """
    if unit in {"month", "year", "decade", "century"}:
        count *= {"month": 1, "year": 12, "decade": 120, "century": 1200}[unit]
        year, number = add_months(when.year, when.month, count)
        if not 1 <= year <= 9999:
            raise ValueError("beyond the calendar")
        return date(year, number, min(when.day, months.monthrange(year, number)[1]))
    days = {"week": 7, "weekend": 7, "fortnight": 14}.get(unit, 1)
    return when + timedelta(days=days * count)


def weekday(when: date, number: int, direction: int) -> date:
    """The nearest such weekday on the day or before it (−1), or on the day or after it (+1)."""
    if direction > 0:
        return when + timedelta(days=(number - when.isoweekday()) % 7)
    return when - timedelta(days=(when.isoweekday() - number) % 7)


def easter(year: int) -> date:
    """Western Easter Sunday (the anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    number, rest = divmod(h + k - 7 * m + 114, 31)
    return date(year, number, rest + 1)


def nth_weekday(year: int, number: int, isoweekday: int, which: int) -> date:
    """The ``which``-th such weekday of a month; −1 is the last."""
    if which < 0:
        return weekday(month(year, number).end, isoweekday, -1)
    return weekday(date(year, number, 1), isoweekday, 1) + timedelta(days=7 * (which - 1))


def islamic(year: int, number: int, day_of_month: int) -> date:
    """A day of the tabular Islamic calendar in our own."""
    ordinal = day_of_month + (59 * (number - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30 + 227014
    return date.fromordinal(ordinal)


def islamic_years(year: int) -> range:
    """The Islamic years that a year of ours touches."""
    first = (year - 622) * 33 // 32
    return range(max(1, first - 1), first + 3)
