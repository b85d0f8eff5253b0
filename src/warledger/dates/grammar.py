"""The rules: what a time expression looks like, and how each is read against an anchor."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from warledger.dates import calendar
from warledger.dates.calendar import Cover
from warledger.dates.words import Lexicon, Unit, dotted, either, lexicon
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


@dataclass(slots=True, frozen=True)
class Rule:
    """A pattern, the words that it may begin with, and its reader."""

    pattern: re.Pattern[str]
    read: Reader


def _of(cover: Cover, kind: str = "DATE", turns: bool = False) -> Reading:
    return Reading(kind, cover.value, cover.start, cover.end, cover.precision, turns)


def _full_year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < 50 else 1900)


# ---- days and months -------------------------------------------------------------------------------------------


def _dated(
    day_: int, month_: int, year: str | None, at: Setting, weekday: int | None = None
) -> Reading | None:
    """A day of a month, the year told or to be chosen; a weekday told beside it helps to choose."""
    if year:
        return _of(calendar.day(date(_full_year(year), month_, day_)))
    if at.anchor is None:
        date(2000, month_, day_)
        return Reading("DATE", f"XXXX-{month_:02d}-{day_:02d}")
    around = []
    for y in (at.anchor.year - 1, at.anchor.year, at.anchor.year + 1):
        try:
            around.append(date(y, month_, day_))
        except ValueError:
            continue
    for y in range(at.anchor.year - 4, at.anchor.year) if not around else ():
        if y % 4 == 0:
            around.append(date(y, month_, day_))
    fitting = [d for d in around if d.isoweekday() == weekday]
    if fitting:
        return _of(calendar.day(min(fitting, key=lambda d: abs((d - at.anchor).days) if at.anchor else 0)))
    back = [d for d in around if d <= at.anchor]
    ahead = [d for d in around if d > at.anchor]
    way = at.direction()
    if way == 0:
        near = ahead and (not back or (ahead[0] - at.anchor).days < min(60, (at.anchor - back[-1]).days))
        way = 1 if near else -1
    elif way < 0 and ahead and back and (ahead[0] - at.anchor).days <= 2:
        way = 1  # an evening edition is dated a day ahead of its news
    if way > 0 and back and back[-1] == at.anchor:
        ahead = back[-1:]
    chosen = ahead[0] if way > 0 and ahead else back[-1] if back else ahead[0]
    return _of(calendar.day(chosen), turns=True)


def _month_of_year(number: int, at: Setting, rel: str = "") -> Reading:
    if at.anchor is None:
        return Reading("DATE", f"XXXX-{number:02d}", precision=Precision.MONTH)
    year, way = at.anchor.year, at.direction()
    if rel in {"next", "coming"}:
        year += number <= at.anchor.month
    elif rel in {"last", "past", "previous"}:
        year -= number >= at.anchor.month
    elif rel != "this":
        if way > 0:
            year += number < at.anchor.month
        elif way == 0 and (number - at.anchor.month) % 12 in {1, 2}:
            year += number < at.anchor.month
        elif number > at.anchor.month:
            year -= 1
    return _of(calendar.month(year, number), turns=not rel)


def _is_name(after: str, lex: Lexicon) -> bool:
    following = re.match(r"\s+([A-Z][a-z]+)", after)
    return bool(following and following[1].lower() in lex.names_after)


def _weekday_number(word: str, lex: Lexicon) -> int | None:
    key = word.lower().rstrip(".")
    if key in lex.capital_only and not (word[0].isupper() and (word[1:2].islower() or len(word) > 4)):
        return None
    return lex.weekdays.get(key)


def _month_number(word: str, lex: Lexicon) -> int | None:
    key = word.lower().rstrip(".")
    if key in lex.capital_only and not word[0].isupper():
        return None
    return lex.months.get(key)


def _part(reading: Reading, part: str | None, lex: Lexicon) -> Reading:
    """Add a part of the day to a day."""
    if not part:
        return reading
    code = lex.parts[re.sub(r"\s+", " ", part.lower())]
    reading.type = "TIME"
    reading.value += "T" + code
    return reading


def _day_month(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    month_ = _month_number(m["month"], lex)
    if month_ is None:
        return None
    reading = _dated(int(m["day"]), month_, m["year"], at)
    return _part(reading, m.groupdict().get("part"), lex) if reading else None


def _day_range(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """ "3 to 5 May", "May 3-5", "April 24 and 25": two readings; a true range gives both the whole."""
    month_ = _month_number(m["month"], lex)
    if month_ is None:
        return None
    first = _dated(int(m["day"]), month_, m["year"], at)
    second = _dated(int(m["day2"]), month_, m["year"], at)
    if not first or not second:
        return None
    listed = m["link"].strip() in {"and", "or", "&"} and not re.search(
        r"\bbetween\s+(the\s+)?$", at.before, re.I
    )
    if first.start and second.start and first.start < second.start and not listed:
        first.end = second.end
        second.start = first.start
        first.precision = second.precision = spread(first.start, second.end)
    before_month = m.start("day") < m.start("month")
    first.span = (m.start("day"), m.end("day")) if before_month else (m.start("month"), m.end("day"))
    second.span = (m.start("day2"), m.end() if before_month or m["year"] else m.end("day2"))
    first.more.append(second)
    return first


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


def _numeric(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    if m["iso"]:
        return _of(calendar.day(date(int(m["y"]), int(m["m"]), int(m["d"]))))
    one, two, year = int(m["n1"]), int(m["n2"]), _full_year(m["n3"])
    if m["sep"] != "/" and len(m["n3"]) == 2:
        return None
    read = []
    for day_, month_ in ((one, two), (two, one)):
        try:
            read.append(date(year, month_, day_))
        except ValueError:
            continue
    if not read:
        return None
    if len(read) == 2 and at.anchor and read[0] > at.anchor >= read[1] and m["sep"] == "/":
        read.reverse()
    return _of(calendar.day(read[0]))


def _weekday(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    number = _weekday_number(m["wd"], lex)
    if number is None or (_is_name(at.after, lex) and not m["part"]):
        return None
    if re.search(r"\b(every|each)\s+$", at.before, re.I):
        return Reading("SET", f"XXXX-WXX-{number}")
    rel = (m["rel"] or "").lower().split()[:1]
    word = rel[0] if rel else ""
    if at.anchor is None:
        return _part(Reading("DATE", f"XXXX-WXX-{number}"), m["part"], lex)
    turns = False
    if m["wk"]:
        base = at.anchor + timedelta(
            days={"last": -7, "previous": -7, "next": 7, "following": 7}.get(m["wk"].lower(), 0)
        )
        when = calendar.week(base).start + timedelta(days=number - 1)
    elif word in {"last", "past", "previous"}:
        when = calendar.weekday(at.anchor - timedelta(days=1), number, -1)
    elif word in {"next", "coming"}:
        when = calendar.weekday(at.anchor + timedelta(days=1), number, 1)
    elif word == "following":
        when = calendar.weekday((at.told or at.anchor) + timedelta(days=1), number, 1)
    else:
        turns = True
        when = calendar.weekday(at.anchor, number, 1 if at.direction() > 0 else -1)
    return _part(_of(calendar.day(when), turns=turns), m["part"], lex)


def _weekday_set(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    number = _weekday_number(m["wd"], lex)
    return Reading("SET", f"XXXX-WXX-{number}", precision=Precision.VAGUE) if number else None


def _dated_weekday(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    month_ = _month_number(m["month"], lex)
    weekday = _weekday_number(m["wd"], lex)
    if month_ is None or weekday is None:
        return None
    reading = _dated(int(m["day"]), month_, m["year"], at, weekday)
    return _part(reading, m["part"], lex) if reading else None


def _month(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    number = _month_number(m["month"], lex)
    if number is None:
        return None
    year, rel = m["year"], (m["rel"] or "").lower()
    if m["which"] and at.anchor:
        year = str(at.anchor.year + {"this": 0, "last": -1, "next": 1}[m["which"].lower()])
    bare = not (year or rel or m["mod"] or m["half"])
    if bare and _is_name(at.after, lex):
        return None
    if bare and m["month"].lower().rstrip(".") in lex.shy_months:
        last = re.search(r"([A-Za-z']+-?)[\s(]*$", at.before)
        known = last and last[1].lower() in lex.before_month
        adjective = (
            last
            and last[1].lower() == "the"
            and re.match(r"\s+(?!(?:of|on|to|in|for|was|is|and|by|at)\b)[a-z]", at.after)
        )
        if not known and not adjective:
            return None
        if re.match(r"\s+[A-Z][a-z]+", at.after) and not m["month"].endswith("."):
            return None
    if year:
        return _half(_of(calendar.month(int(year), number)), m["half"])
    return _half(_month_of_year(number, at, rel), m["half"])


def _half(reading: Reading, words: str | None) -> Reading:
    """The first half, the end … of a month or a year."""
    if not words or not reading.start or not reading.end:
        return reading
    words = words.lower()
    length = (reading.end - reading.start).days + 1
    part = {
        "beginning": (0, 3),
        "start": (0, 3),
        "first": (0, 2),
        "second": (1, 2),
        "middle": (1, 3),
        "end": (2, 3),
    }
    nth, of = next((v for k, v in part.items() if k in words), (2, 3))
    if "quarter" in words:
        order = ("first", "second", "third", "fourth", "last")
        nth, of = min(3, next((i for i, w in enumerate(order) if w in words), 0)), 4
    start = reading.start + timedelta(days=length * nth // of)
    reading.end = reading.start + timedelta(days=length * (nth + 1) // of - 1)
    reading.start = start
    if reading.precision is Precision.YEAR and of > 2:
        reading.precision = Precision.YEAR
    elif reading.precision is Precision.MONTH:
        reading.precision = spread(reading.start, reading.end)
    return reading


def _season(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    code, first = lex.seasons[m["season"].lower()]
    told = m.groupdict()
    rel = (told.get("rel") or "").lower()
    if told.get("year"):
        year = int(m["year"])
    elif at.anchor is None:
        return Reading("DATE", f"XXXX-{code}", precision=Precision.YEAR)
    else:
        year, way = at.anchor.year, at.direction()
        begun = date(year, first, 1) <= at.anchor
        over = begun and calendar.span_of_months("", year, first, 3).end < at.anchor
        if rel in {"next", "coming"}:
            year += begun
        elif rel in {"last", "past", "previous"}:
            year -= not over
        elif rel == "this":
            year -= first == 12 and at.anchor.month < 3
        elif way > 0:
            year += over
        else:
            year -= not begun
    return _of(
        calendar.span_of_months(f"{year:04d}-{code}", year, first, 3), turns=not told.get("year") and not rel
    )


# ---- years -----------------------------------------------------------------------------------------------------


def _year(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Four digits that are a year and no number of things."""
    year = int(m["y"])
    if not 1000 <= year <= 2199 or (at.before and at.before[-1] in "-/.,$€£#:+=_" and not m["mod"]):
        return None
    if m["y2"]:
        second = int(m["y"][: 4 - len(m["y2"])] + m["y2"])
        if not year < second <= year + 60:
            return None
        whole = Cover("", date(year, 1, 1), date(second, 12, 31), Precision.VAGUE)
        one, two = _of(calendar.years(year)), _of(calendar.years(second))
        one.end, two.start, one.precision, two.precision = (
            whole.end,
            whole.start,
            Precision.VAGUE,
            Precision.VAGUE,
        )
        one.span, two.span = (m.start("y"), m.end("y")), (m.start("y2"), m.end("y2"))
        one.more.append(two)
        return one
    if re.match(r"[,.]\d|%|-\w|\s*(?:%|km\b|m\b)", at.after):
        return None
    noun = re.match(r"\s+([A-Za-z]+)", at.after)
    if noun and noun[1].lower() in lex.counted and noun[1].lower() not in {"and", "or"}:
        return None
    last = re.search(r"([A-Za-z]+|'s|\()[\s]*$|([12]\d{3})\s*,\s*$", at.before)
    told = bool(m["mod"] or m["half"]) or bool(
        last and (last[1] == "(" or last[2] or last[1].lower() in lex.before_year)
    )
    if not told and not re.search(r"'s?\s+$", at.before):
        return None
    if (
        not m["mod"]
        and last
        and (last[1] or "").lower() in {"of", "the", "and", "or", "than", "to"}
        and year < 1500
    ):
        return None
    return _half(_of(calendar.years(year)), m["half"])


def _decade(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    digits = m["decade"]
    if len(digits) == 2:
        if re.search(r"\b(his|her|their|my|mid|early|late|low|high|temperatures?)[\s-]+$", at.before, re.I):
            return None
        first = int(digits) + (1900 if int(digits) > 20 else 2000)
    else:
        first = int(digits)
    if first % 10 or not 1000 <= first < 2200:
        return None
    return _of(calendar.years(first, 10))


# ---- words that point from here --------------------------------------------------------------------------------


def _reference(way: int) -> Reading:
    return Reading(
        "DATE", {-1: "PAST_REF", 0: "PRESENT_REF", 1: "FUTURE_REF"}[way], precision=Precision.VAGUE
    )


def _deictic(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    word = re.sub(r"\s+", " ", m["word"].lower())
    sort = lex.deictic[word]
    if sort == "present":
        following = re.match(r"[\s-]+([a-z]+)", at.after)
        if following and following[1] in lex.not_after_present:
            return None
        reading = _reference(0)
        reading.start = reading.end = at.anchor
        reading.precision = Precision.DAY
        return reading
    if sort in {"past", "soon"}:
        return _reference(-1 if sort == "past" else 1)
    if at.anchor is None:
        unknown = {"today": "XXXX-XX-XX", "tonight": "XXXX-XX-XXTNI", "overnight": "XXXX-XX-XXTNI"}
        return Reading("TIME" if "night" in sort else "DATE", unknown.get(sort, "XXXX-XX-XX"))
    one = timedelta(days=1)
    if sort == "overnight":
        following = re.match(r"\s+(into|on|to|from)?\s*$", at.after)
        reading = _of(calendar.day(at.anchor - one), "TIME")
        reading.value += "TNI"
        reading.end = at.anchor
        return reading if not following else reading
    when = at.anchor + {"yesterday": -one, "tomorrow": one}.get(sort, timedelta())
    reading = _part(_of(calendar.day(when)), m["part"], lex)
    if sort == "tonight":
        reading.type, reading.value = "TIME", reading.value + "TNI"
    return reading


def _relative(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """ "last week", "this month", "earlier this year", "the previous day", "that evening", "the weekend"."""
    rel, word = (m["rel"] or "the").lower(), m["unit"].lower()
    earlier = (m["mod"] or "").lower()
    part = word if word in lex.parts else None
    unit = "day" if part else lex.units[word].name if word in lex.units else word
    if unit in {"hour", "minute", "second"} or (
        rel in {"the", "same", "very"} and unit != "weekend" and not m["same"]
    ):
        return None
    narrative = rel in {"that", "same", "following", "previous", "very", "preceding"} or bool(m["same"])
    if rel in {"next"} and m["the"]:
        narrative = True
    step = {
        "last": -1,
        "past": -1,
        "previous": -1,
        "preceding": -1,
        "next": 1,
        "following": 1,
        "coming": 1,
    }.get(rel, 0)
    base = (
        (at.told if unit in {"day", "week", "weekend"} else at.told_month or at.told) if narrative else None
    )
    base = base or at.anchor
    if base is None:
        return _part(_reference(step), None, lex)
    if unit == "weekend":
        way = step or (1 if at.direction() > 0 and rel in {"the", "this"} else -1 if rel in {"the"} else 0)
        if step == 0 and way < 0 and base.isoweekday() >= 6:
            way = 0
        if step < 0 and base.isoweekday() == 7:
            step = -1
        when = base + timedelta(days=7 * (way if way else 0))
        if way > 0 and step == 0:
            when = base
        return _of(calendar.weekend(when))
    if rel == "last" and part and unit == "day" and word not in {"night", "evening"}:
        return None
    if unit == "fortnight":
        unit, step = "week", step * 2
    if rel == "this" and unit == "day":
        return _part(_of(calendar.day(base)), part, lex) if part else None
    reading = _of(calendar.holding(unit, calendar.shift(unit, base, step)))
    if word == "night" and rel in {"last", "previous"} and reading.start:
        reading.type, reading.value = "TIME", reading.value + "TNI"
        return reading
    if unit == "day":
        return _part(reading, part, lex)
    if step == 0 and reading.start and reading.end and rel == "this" and at.anchor:
        if "later" in earlier or at.direction() > 0:
            reading.start = max(reading.start, at.anchor)
        else:
            reading.end = min(reading.end, at.anchor)
    return reading


def _edge(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """ "the day before", "the day after tomorrow", "a day earlier", "two weeks ago", "three days later"."""
    words, unit = (m["n"] or "").lower(), lex.units[m["unit"].lower()]
    side = re.sub(r"\s+", " ", m["side"].lower())
    back = side in {"ago", "earlier", "before", "previously", "prior", "back", "before yesterday"}
    way = -1 if back else 1
    if side in {"before", "after"} and not re.match(r"\s*(?:[.,;:)\"'!?]|$)", at.after):
        return None
    from_now = side in {"ago", "back", "from now", "hence", "before yesterday", "after tomorrow"}
    base = at.anchor if from_now else (at.told or at.anchor)
    count = 1 if words in {"the", ""} else lex.number(words)
    if side in {"before yesterday", "after tomorrow"}:
        count = 2
    if base is None:
        return _reference(way)
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
        return _of(calendar.years(when.year))
    return _of(calendar.holding(name, when))


def _reach(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """ "the past 24 hours", "recent days", "the coming weeks", "the last three years"."""
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


def _week_of(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    reading = _day_month(m, at, lex)
    return _of(calendar.week(reading.start)) if reading and reading.start else reading


# ---- durations, sets, feasts, clocks ---------------------------------------------------------------------------


def _duration(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
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


def _bare_duration(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    unit = lex.units[m["unit"].lower()]
    if m["long"] or re.search(r"\b(?:for|within|in|took|take|takes|after|of|over)\s+$", at.before, re.I):
        if re.search(r"\b(?:in|after|of|over)\s+$", at.before, re.I) and not m["long"]:
            before_noun = re.match(r"\s*(?:[.,;]|$|of\b)", at.after)
            if not before_noun:
                return None
        return Reading("DURATION", unit.duration("X"), precision=Precision.VAGUE)
    return None


def _set(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
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


def _holiday(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    name = re.sub(r"\s+", " ", m["name"].lower())
    if not m["name"][0].isupper() or re.search(r"\b[A-Z]\w+\s$", at.before[-12:]) and name == "easter":
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
    return _of(days[0], turns=not m["year"]) if days else None


def _clock(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    hour, minute = int(m["h"] or m["h2"] or m["h3"]), int(m["min"] or m["min3"] or m["min4"] or 0)
    half = (m["half"] or m["half2"] or "").lower().replace(".", "").replace(" ", "")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 24 or minute > 59:
        return None
    return _at_hour(f"{hour:02d}:{minute:02d}", at)


def _at_hour(hour: str, at: Setting) -> Reading:
    when = at.told or at.anchor
    reading = Reading("TIME", f"{when.isoformat() if when else 'XXXX-XX-XX'}T{hour}", when, when)
    reading.clock = True
    return reading


def _noon(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    if not re.search(
        r"\b(?:at|around|about|after|before|by|until|since|of|till|from|shortly|to|near|past)\s+$",
        at.before,
        re.I,
    ):
        return None
    code = lex.parts[m["noon"].lower()]
    return _at_hour(code, at)


# ---- the table -------------------------------------------------------------------------------------------------

_REL = r"last|next|this\s+past|this\s+coming|this|past|coming|previous|following"
_YEAR = r"[12]\d{3}"


@cache
def rules() -> dict[str, tuple[Rule, ...]]:
    """The rules by the first word (in small letters; "0" stands for any figures) that each may begin with."""
    lex = lexicon()
    names = {
        "month": rf"(?P<month>{dotted(lex.months)})",
        "wd": rf"(?P<wd>{dotted(lex.weekdays)})(?!-)",
        "day": r"(?P<day>\d{1,2})(?:st|nd|rd|th)?",
        "day2": r"(?P<day2>\d{1,2})(?:st|nd|rd|th)?",
        "year": rf"(?P<year>{_YEAR})(?!\d|,\d|\.\d)",
        "part": rf"(?P<part>{either(lex.parts)})\b",
        "unit": rf"(?P<unit>{either(lex.units)})\b",
        "n": rf"(?P<n>\d[\d,]*|(?:(?:{either(lex.numbers)})\b[\s-]?)+|(?:a\s+)?(?:{either(lex.vague_numbers)})|"
        r"a\s+couple(?:\s+of)?|a\s+(?:dozen))",
        "season": rf"(?P<season>{either(lex.seasons)})\b",
        "half": r"(?:(?:the\s+)?(?P<half>(?:first|second|latter|last|third|fourth)\s+(?:half|quarter|week|days)|"
        r"beginning|start|end|middle)\s+of\s+)",
        "rel": rf"(?P<rel>{_REL})",
    }
    number_words = [*lex.numbers, *lex.vague_numbers]
    rel_words = ["last", "next", "this", "past", "coming", "previous", "following"]
    half_words = [
        "first",
        "second",
        "latter",
        "last",
        "third",
        "fourth",
        "beginning",
        "start",
        "end",
        "middle",
        "the",
    ]
    mod_words = ["early", "late", "mid"]
    ampm = r"(?P<half>[ap]\.?\s?m\b\.?)"
    names["ampm"] = ampm
    names["ampm2"] = ampm.replace("<half>", "<half2>")
    names["zone"] = r"(?:\s*\(?(?:GMT|UTC|local\s+time|EST|EDT|CET|EET|MSK)\b\)?)?"
    names["yrs"] = r"(?:,?\s+(?:of\s+)?{year}|(?:\s+of)?\s+(?P<which>this|last|next)\s+year\b)?"
    names["yr"] = r"(?:,?\s+(?:of\s+)?{year})?"
    names["nthe"] = "(?P<n>the|" + names["n"].removeprefix("(?P<n>")
    names["mod"] = r"(?P<mod>early|late|mid)[-\s]+(?:in\s+|on\s+)?"
    single = [p for p in lex.parts if " " not in p]
    names["thing"] = rf"(?P<unit>{either([*lex.units, *single, 'weekend'])})\b(?!-)"
    names["again"] = rf"(?P<unit>{either([*lex.units, *single])})\b"
    names["deictic"] = rf"(?P<word>{either(lex.deictic)})\b(?!-)(?:'s\b)?"
    names["feast"] = rf"(?P<name>{either(lex.holidays)})\b"
    names["adverb"] = rf"(?P<adverb>{either(lex.sets)})\b"
    table: list[tuple[Iterable[str], str, Reader]] = [
        (
            ["0"],
            r"(?P<iso>(?P<y>[12]\d{3})-(?P<m>\d\d)-(?P<d>\d\d)(?!\d))|"
            r"(?P<n1>\d{1,2})(?P<sep>[/.-])(?P<n2>\d{1,2})(?P=sep)(?P<n3>\d{4}|\d\d)(?!\d|[./-]\d)",
            _numeric,
        ),
        (
            ["0"],
            r"{day}\s*(?P<link>-|–|—|to|and|until|till|through|or|&)\s*{day2}\s+(?:of\s+)?{month}{yr}",
            _day_range,
        ),
        (["0"], r"{day}\s+(?:of\s+)?{month}{yr}(?:\s+{part})?", _day_month),
        (["0"], r"{day}[-–]{month}[-–](?P<year>\d{4})(?!\d)", _day_month),
        (
            ["0"],
            r"(?P<h>\d{1,2})[:.](?P<min>\d\d)(?!\d)\s*{ampm}{zone}|(?P<h2>\d{1,2})\s*{ampm2}{zone}|"
            r"(?P<h3>[0-2]?\d)(?::(?P<min3>[0-5]\d)(?![\d:])|(?P<min4>[0-5]\d)(?=\s*(?:GMT|UTC)\b)){zone}",
            _clock,
        ),
        (["0", *mod_words], r"{mod}?(?P<decade>\d{3}0|\d0)'?s\b", _decade),
        (
            ["0", *mod_words, "post", "pre", *half_words],
            r"(?:(?P<mod>early|late|mid|post|pre)[-\s]+(?:in\s+)?|{half})?(?P<y>[12]\d{3})(?!\d)"
            r"(?:\s?[-–/]\s?(?P<y2>\d{4}|\d\d)(?![\d-]))?",
            _year,
        ),
        (lex.weekdays, r"{wd},?\s+(?:the\s+)?{day}\s+(?:of\s+)?{month}{yr}(?:\s+{part})?", _dated_weekday),
        (lex.weekdays, r"{wd},?\s+{month}\s+{day}(?!\d|:\d){yr}(?:\s+{part})?", _dated_weekday),
        (
            [*lex.weekdays, *mod_words, *rel_words],
            r"{mod}?(?:{rel}\s+)?{wd}(?:'s\b)?(?:\s+(?:early\s+|late\s+)?{part})?"
            r"(?:\s+(?:of\s+)?(?P<wk>last|this|next|previous|following)\s+week\b)?",
            _weekday,
        ),
        ([f"{d}s" for d in lex.weekdays], r"(?P<wd>[A-Za-z]{6,9})s\b", _weekday_set),
        (["week"], r"week\s+(?:of|beginning|ending|starting)\s+{day}\s+(?:of\s+)?{month}{yr}", _week_of),
        (["week"], r"week\s+(?:of|beginning|ending|starting)\s+{month}\s+{day}{yr}", _week_of),
        (
            lex.months,
            r"{month}\s+{day}\s*(?P<link>-|–|—|to|until|till|through|or|&|and"
            r"(?=\s+\d\d?(?:st|nd|rd|th)?\s*(?:[.,;)]|$|in\b|at\b|by\b|on\b)))\s*"
            r"{day2}(?!\d|:\d|\s+[a-z]+s\s){yr}",
            _day_range,
        ),
        (lex.months, r"{month}\s+{day}(?!\d|:\d|,\d{3}|\.\d){yr}(?:\s+{part})?", _day_month),
        (
            [*lex.months, *mod_words, *rel_words, *half_words],
            r"{half}?{mod}?(?:{rel}\s+)?{month}{yrs}(?!\s+\d)",
            _month,
        ),
        ([*rel_words, *mod_words], r"{mod}?{rel}\s+{season}{yr}", _season),
        ([*lex.seasons, *mod_words], r"{mod}?{season}\s+(?:of\s+)?{year}", _season),
        (
            ["in", "during", "since", "by", *mod_words],
            r"(?:in|during|since|by|{mod})\s*(?:the\s+)?{season}",
            _season,
        ),
        (
            ["the", "day", "night", "week", *number_words],
            r"(?:{nthe}(?P<more>\s+or\s+more)?[-\s]+)?{unit}\s+(?P<side>before\s+yesterday|after\s+tomorrow|ago|earlier|"
            r"later|previously|prior|before|after|from\s+now|hence|back(?=\s*[.,;]))\b",
            _edge,
        ),
        (
            ["0"],
            r"{n}(?P<more>\s+or\s+more)?\s+{unit}\s+(?P<side>ago|earlier|later|previously|from\s+now|hence|before|after)\b",
            _edge,
        ),
        (
            [*rel_words, "recent", "upcoming", "preceding"],
            r"(?P<rel>last|next|past|coming|previous|following|recent|upcoming|preceding)\s+(?:{n}\s+)?{unit}",
            _reach,
        ),
        (
            [
                *rel_words,
                "earlier",
                "later",
                "early",
                "late",
                "mid",
                "that",
                "same",
                "the",
                "preceding",
                "very",
            ],
            r"(?:(?P<mod>earlier|later|early|late|mid)\s+)?(?P<the>the\s+)?(?:(?P<same>(?:that\s+)?(?:very\s+)?same)\s+|"
            r"(?P<rel>last|next|this|past|coming|previous|following|that|preceding)\s+)?{thing}",
            _relative,
        ),
        ({w.split()[0] for w in lex.deictic}, r"{deictic}(?:\s+{part})?", _deictic),
        (
            {*(h.split()[0] for h in lex.holidays), "last"},
            r"(?:(?P<rel>last|this|next)\s+)?{feast}{yr}",
            _holiday,
        ),
        ({h.split("'")[0].split()[0] for h in lex.holidays}, r"(?P<rel>last\s+)?{feast}{yr}", _holiday),
        (["noon", "midday", "midnight"], r"(?P<noon>noon|midday|midnight)\b", _noon),
        ([*lex.sets], r"{adverb}", _set),
        (["every", "each"], r"(?:every|each)\s+(?:{n}\s+)?{again}", _set),
        (
            ["0", *number_words, "half"],
            r"{n}(?P<half>\s+and\s+a\s+half|\s+1/2)?(?:\s+more|\s+full|\s+straight|\s+consecutive)?[-\s]+{unit}"
            r"(?:-long\b)?(?!-\d)",
            _duration,
        ),
        (lex.units, r"{unit}(?P<long>-long\b)?", _bare_duration),
    ]

    def filled(pattern: str) -> str:
        while re.search(r"\{[a-z]+2?\}", pattern):
            pattern = re.sub(r"\{([a-z]+2?)\}", lambda m: f"(?:{names[m[1]]})", pattern)
        return pattern

    index: dict[str, list[Rule]] = {}
    for starts, pattern, read in table:
        rule = Rule(re.compile(filled(pattern), re.IGNORECASE), read)
        for start in dict.fromkeys(s.lower() for s in starts):
            index.setdefault(start, []).append(rule)
    return {k: tuple(v) for k, v in index.items()}
