"""Readers of words that point from the report's day or from the day told last."""

from __future__ import annotations

import re
from datetime import date, timedelta

from warledger.dates import calendar
from warledger.dates.dated import read_day_month
from warledger.dates.reading import (
    Reading,
    Setting,
    of_cover,
    part_of,
    reference,
    spread,
    with_part,
)
from warledger.dates.words import Lexicon
from warledger.model import Precision

_STEPS = {"last": -1, "past": -1, "previous": -1, "preceding": -1, "next": 1, "following": 1, "coming": 1}


def read_deictic(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Read "today", "overnight", "now", "yesterday morning"."""
    word = re.sub(r"\s+", " ", m["word"].lower())
    sort = lex.deictic[word]
    if sort == "present":
        following = re.match(r"[\s-]+([a-z]+)", at.after)
        if following and following[1] in lex.not_after_present:
            return None
        reading = reference(0)
        reading.start = reading.end = at.anchor
        reading.precision = Precision.DAY
        return reading
    if sort in {"past", "soon"}:
        return reference(-1 if sort == "past" else 1)
    if at.anchor is None:
        unknown = {"today": "XXXX-XX-XX", "tonight": "XXXX-XX-XXTNI", "overnight": "XXXX-XX-XXTNI"}
        return Reading("TIME" if "night" in sort else "DATE", unknown.get(sort, "XXXX-XX-XX"))
    one = timedelta(days=1)
    if sort == "overnight":
        reading = of_cover(calendar.day(at.anchor - one), "TIME")
        reading.value += "TNI"
        reading.end = at.anchor
        return reading
    when = at.anchor + {"yesterday": -one, "tomorrow": one}.get(sort, timedelta())
    reading = with_part(of_cover(calendar.day(when)), m["part"], lex)
    if sort == "tonight":
        reading.type, reading.value = "TIME", reading.value + "TNI"
    return reading


def _weekend(rel: str, step: int, base: date, at: Setting) -> Reading:
    """The weekend before, at or after a day; "the weekend" is the one past, unless the verb looks ahead."""
    if step == 0 and rel == "the" and base.isoweekday() < 6 and at.direction() <= 0:
        step = -1
    return of_cover(calendar.weekend(base + timedelta(days=7 * step)))


def read_relative(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Read "last week", "this month", "earlier this year", "the previous day", "the weekend"."""
    rel, word = (m["rel"] or "the").lower(), m["unit"].lower()
    earlier = (m["mod"] or "").lower()
    part = word if word in lex.parts else None
    unit = "day" if part else lex.units[word].name if word in lex.units else word
    plural = word.endswith("s") and word in lex.units
    if (
        plural
        or unit in {"hour", "minute", "second"}
        or (rel in {"the", "same", "very"} and unit != "weekend" and not m["same"])
    ):
        return None
    narrative = rel in {"that", "same", "following", "previous", "very", "preceding"} or bool(m["same"])
    narrative = narrative or bool(rel == "next" and m["the"])
    step = _STEPS.get(rel, 0)
    base = (
        (at.told if unit in {"day", "week", "weekend"} else at.told_month or at.told) if narrative else None
    )
    if rel in {"past", "coming"} or (rel == "last" and m["the"] and not re.match(r"\s+of\b", at.after)):
        return _last_one(rel, unit, at, lex) if unit in {"week", "month", "year", "decade"} else None
    if base is None and (at.anchor is None or (narrative and step > 0 and at.direction() <= 0)):
        return reference(step)
    base = base or at.anchor
    if base is None:
        return reference(step)
    if unit == "weekend":
        return _weekend(rel, step, base, at)
    if rel == "last" and part and unit == "day" and word not in {"night", "evening"}:
        return None
    if rel == "this" and unit == "day":
        return with_part(of_cover(calendar.day(base)), part, lex) if part else None
    reading = of_cover(
        calendar.holding("week" if unit == "fortnight" else unit, calendar.shift(unit, base, step))
    )
    if word == "night" and rel in {"last", "previous"} and reading.start:
        reading.type, reading.value = "TIME", reading.value + "TNI"
        return reading
    if unit == "day":
        return with_part(reading, part, lex)
    if step == 0 and reading.start and reading.end and rel == "this" and at.anchor:
        if "later" in earlier or at.direction() > 0:
            reading.start = max(reading.start, at.anchor)
        else:
            reading.end = min(reading.end, at.anchor)
    return reading


def _last_one(rel: str, unit: str, at: Setting, lex: Lexicon) -> Reading:
    """Read "the past week", "the last month": the seven, thirty days up to the report."""
    reading = Reading("DURATION", lex.units[unit].duration(1), precision=Precision.VAGUE)
    if at.anchor:
        other = calendar.shift(unit, at.anchor, 1 if rel == "coming" else -1)
        reading.start, reading.end = sorted((at.anchor, other))
        reading.precision = spread(reading.start, reading.end)
    return reading


def read_part_of_unit(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Read "the start of the year", "the end of last month"."""
    unit, rel = m["unit"].lower(), (m["rel"] or "").lower()
    base = (at.told_month if rel == "that" else None) or at.anchor
    if base is None:
        return reference(0)
    return part_of(
        of_cover(calendar.holding(unit, calendar.shift(unit, base, _STEPS.get(rel, 0)))), m["half"]
    )


def read_edge(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Read "the day before", "the day after tomorrow", "a day earlier", "two weeks ago"."""
    words, unit = (m["n"] or "").lower(), lex.units[m["unit"].lower()]
    side = re.sub(r"\s+", " ", m["side"].lower())
    back = side in {"ago", "earlier", "before", "previously", "prior", "back", "before yesterday"}
    way = -1 if back else 1
    if side in {"before", "after"} and not re.match(r"\s*(?:[.,;:)\"'!?]|$)", at.after):
        return None
    from_now = side in {"ago", "back", "from now", "hence", "before yesterday", "after tomorrow"}
    told = at.told_month if unit.name in {"month", "year", "decade"} else at.told
    base = at.anchor if from_now else (told or at.anchor)
    if not from_now and not back and told is None and at.direction() <= 0:
        return reference(1)
    count = 1 if words in {"the", ""} else lex.number(words)
    if side in {"before yesterday", "after tomorrow"}:
        count = 2
    if base is None:
        return reference(way)
    if count is None or m["more"]:
        extent = timedelta(days=unit.recent if count is None else unit.recent * 0)
        if count is not None:
            extent = abs(base - calendar.shift(unit.name, base, way * count * 2))
        start, end = (base - extent, base) if back else (base, base + extent)
        return Reading("DATE", "PAST_REF" if back else "FUTURE_REF", start, end, Precision.VAGUE)
    if unit.name in {"hour", "minute", "second"}:
        days = count // 24 if unit.name == "hour" else 0
        start = base + timedelta(days=way * days)
        return Reading("TIME", start.isoformat(), start, start)
    name = {"fortnight": "week"}.get(unit.name, unit.name)
    steps = way * count * (2 if unit.name == "fortnight" else 1)
    when = calendar.shift(name, base, steps)
    if name == "decade":
        return of_cover(calendar.years(when.year))
    return of_cover(calendar.holding(name, when))


def read_reach(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Read "the past 24 hours", "recent days", "the coming weeks", "the last three years"."""
    rel, unit = m["rel"].lower(), lex.units[m["unit"].lower()]
    words = m["n"]
    count = lex.number(words) if words else None
    if words is None and not m["unit"].lower().endswith("s"):
        if unit.name in {"day", "hour"} or not (
            rel in {"past", "coming"} or re.search(r"\bthe\s+$", at.before, re.I)
        ):
            return None
        if rel not in {"past", "last", "coming"} or re.match(r"\s+of\b", at.after):
            return None
        words, count = "a", 1
    ahead = rel in {"next", "coming", "following", "upcoming"}
    value = unit.duration(count if count is not None else "X")
    anchor = at.told if rel in {"following"} and at.told else at.anchor
    if anchor is None:
        return Reading("DURATION", value, precision=Precision.VAGUE)
    if count is None:
        other = anchor + timedelta(days=unit.recent * (1 if ahead else -1))
    elif unit.name in {"hour", "minute", "second"}:
        days = -(-count // 24) if unit.name == "hour" else 0
        other = anchor + timedelta(days=days if ahead else -days)
    else:
        other = calendar.shift(unit.name, anchor, count if ahead else -count)
    start, end = (anchor, other) if ahead else (other, anchor)
    precision = Precision.VAGUE if count is None else spread(start, end)
    return Reading("DURATION", value, start, end, precision)


def read_week_of(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Read "the week of March 6"."""
    reading = read_day_month(m, at, lex)
    return of_cover(calendar.week(reading.start)) if reading and reading.start else reading
