"""Readers of durations, of what recurs, of feasts and of clock times."""

from __future__ import annotations

import re
from datetime import date, timedelta

from warledger.dates import calendar
from warledger.dates.calendar import Cover
from warledger.dates.reading import (
    Reading,
    Setting,
    of_cover,
)
from warledger.dates.words import Lexicon, Unit
from warledger.model import Precision

_HALVES = {"year": "P6M", "hour": "PT30M", "day": "PT12H", "decade": "P5Y", "century": "P50Y"}


def read_duration(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Read "three days", "16-hour", "two years and a half"."""
    if re.match(r"[\s-]+(?:old|of age|from the|away)\b", at.after):
        return None
    unit: Unit = lex.units[m["unit"].lower()]
    words = (m["n"] or "").lower()
    if words in {"a", "an"} and not re.search(
        r"\b(?:for|in|within|after|over|about|almost|nearly|than|least|once|twice|half)\s+$", at.before, re.I
    ):
        return None
    if m["unit"][0].isupper() and not words[:1].isalpha():
        return None
    if unit.name == "second" and words in {"a", "one"}:
        return None
    if re.search(r"\b(?:once|twice|times|\d)\s+$", at.before, re.I) and words in {"a", "an"}:
        return Reading("SET", unit.duration(1), precision=Precision.VAGUE)
    if words in {"a", "an"} and unit.name in _HALVES and re.search(r"\bhalf\s+$", at.before, re.I):
        return Reading("DURATION", _HALVES[unit.name], precision=Precision.VAGUE)
    count = lex.number(words)
    value = unit.duration(count if count is not None else "X")
    half = m["half"]
    if half and count is not None:
        halves = {"year": ("month", 6, "M"), "hour": ("minute", 30, "M"), "day": ("hour", 12, "H")}.get(
            unit.name
        )
        if halves:
            time = "T" if unit.name == "day" else ""
            value += f"{time}{halves[1]}{halves[2]}"
        else:
            value = value.replace(str(count), f"{count}.5")
    return Reading("DURATION", value, precision=Precision.VAGUE)


def read_bare_duration(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Read "for weeks", "decades-long"."""
    unit = lex.units[m["unit"].lower()]
    if m["long"] or re.search(r"\b(?:for|within|in|took|take|takes|after|of|over)\s+$", at.before, re.I):
        if re.search(r"\b(?:in|after|of|over)\s+$", at.before, re.I) and not m["long"]:
            before_noun = re.match(r"\s*(?:[.,;]|$|of\b)", at.after)
            if not before_noun:
                return None
        return Reading("DURATION", unit.duration("X"), precision=Precision.VAGUE)
    return None


def read_set(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Read "daily", "every night"."""
    if m.groupdict().get("adverb"):
        following = re.match(r"\s+([A-Z]\w+)", at.after)
        if following or (
            m["adverb"][0].isupper() and at.before.strip() and at.before.rstrip()[-1] not in ".!?\"'"
        ):
            return None
        return Reading("SET", lex.sets[m["adverb"].lower()], precision=Precision.VAGUE)
    word = m["unit"].lower()
    if word in lex.parts:
        return Reading("SET", f"XXXX-XX-XXT{lex.parts[word]}", precision=Precision.VAGUE)
    count = lex.number(m["n"]) if m["n"] else 1
    return Reading("SET", lex.units[word].duration(count or "X"), precision=Precision.VAGUE)


def _feast_days(name: str, year: int, lex: Lexicon) -> list[Cover]:
    sort, rule = lex.holidays[name]
    if sort == "fixed":
        return [calendar.day(date(year, rule[0], rule[1]))]
    if sort == "easter":
        return [calendar.day(calendar.easter(year) + timedelta(days=rule[0]))]
    if sort == "nth":
        when = calendar.nth_weekday(year, *rule)
        return [calendar.day(when + timedelta(days=name == "election day"))]
    found = []
    for islamic_year in calendar.islamic_years(year):
        start = calendar.islamic(islamic_year, rule[0], rule[1] if len(rule) > 1 else 1)
        if start.year == year:
            long = 29 if sort == "islamic_month" else 0
            found.append(Cover(start.isoformat(), start, start + timedelta(days=long), Precision.WEEK))
    return found


def read_holiday(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """A feast of the calendars that `lexicon.yaml` knows."""
    name = re.sub(r"\s+", " ", m["name"].lower())
    if not m["name"][0].isupper() or (name == "easter" and re.search(r"\b[A-Z]\w+\s$", at.before[-12:])):
        return None
    if name == "new year" and re.match(r"\s+Eve", at.after):
        return None
    sort, rule = lex.holidays[name]
    if m["year"]:
        days = _feast_days(name, int(m["year"]), lex)
    elif at.anchor is None:
        value = f"XXXX-{rule[0]:02d}-{rule[1]:02d}" if sort == "fixed" else "XXXX-XX-XX"
        return Reading("DATE", value)
    else:
        year = at.anchor.year
        around = [c for y in (year - 1, year, year + 1) for c in _feast_days(name, y, lex)]
        back, ahead = [c for c in around if c.start <= at.anchor], [c for c in around if c.start > at.anchor]
        days = ahead[:1] if at.direction() > 0 and ahead else back[-1:]
        if (m["rel"] or "").lower() == "last" and len(back) > 1 and back[-1].start == at.anchor:
            days = back[-2:-1]
    return of_cover(days[0], turns=not m["year"]) if days else None


def read_clock(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Read "10:35 a.m.", "14:30", "0735 GMT"."""
    hour, minute = int(m["h"] or m["h2"] or m["h3"]), int(m["min"] or m["min3"] or m["min4"] or 0)
    half = (m["half"] or m["half2"] or "").lower().replace(".", "").replace(" ", "")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 24 or minute > 59:
        return None
    told = re.search(
        r"\b(?:at|around|about|by|until|till|before|after|since|from|to|and)\s+$", at.before, re.I
    )
    if m["h3"] and len(m["h3"]) == 1 and not told:
        return None
    return _at_hour(f"{hour:02d}:{minute:02d}", at)


def _at_hour(hour: str, at: Setting) -> Reading:
    when = at.told or at.anchor
    reading = Reading("TIME", f"{when.isoformat() if when else 'XXXX-XX-XX'}T{hour}", when, when)
    reading.clock = True
    return reading


def read_noon(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Read "at noon"."""
    if not re.search(
        r"\b(?:at|around|about|after|before|by|until|since|of|till|from|shortly|to|near|past)\s+$",
        at.before,
        re.I,
    ):
        return None
    code = lex.parts[m["noon"].lower()]
    return _at_hour(code, at)
