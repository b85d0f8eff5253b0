"""Readers of calendar dates: days of a month, weekdays, months, seasons, years."""

from __future__ import annotations

import re
from datetime import date, timedelta

from warledger.dates import calendar
from warledger.dates.calendar import Cover
from warledger.dates.reading import (
    Reading,
    Setting,
    full_year,
    is_name,
    month_number,
    of_cover,
    part_of,
    spread,
    weekday_number,
    with_part,
)
from warledger.dates.words import Lexicon
from warledger.model import Precision

# Before these and a plural noun, four digits are rather a number of things: "and 2015 rifles".
_WEAK = frozenset("and or than to of for as about around between from by a".split())


def _dated(
    day_: int, month_: int, year: str | None, at: Setting, weekday: int | None = None
) -> Reading | None:
    """A day of a month, the year told or to be chosen; a weekday told beside it helps to choose."""
    if year:
        return of_cover(calendar.day(date(full_year(year), month_, day_)))
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
        return of_cover(
            calendar.day(min(fitting, key=lambda d: abs((d - at.anchor).days) if at.anchor else 0))
        )
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
    return of_cover(calendar.day(chosen), turns=True)


def _month_of_year(number: int, at: Setting, rel: str = "") -> Reading:
    if at.anchor is None:
        return Reading("DATE", f"XXXX-{number:02d}", precision=Precision.MONTH)
    year, way = at.anchor.year, at.direction()
    if rel in {"next", "coming"}:
        year += number <= at.anchor.month
    elif rel in {"last", "past", "previous"}:
        year -= number >= at.anchor.month
    elif rel != "this":
        if way > 0 or (way == 0 and (number - at.anchor.month) % 12 in {1, 2}):
            year += number < at.anchor.month
        elif number > at.anchor.month:
            year -= 1
    return of_cover(calendar.month(year, number), turns=not rel)


def read_day_month(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Read "27 November", "Nov. 27, 2024"."""
    month_ = month_number(m["month"], lex)
    if month_ is None:
        return None
    reading = _dated(int(m["day"]), month_, m["year"], at)
    return with_part(reading, m.groupdict().get("part"), lex) if reading else None


def read_day_alone(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Read "on the 7th": the nearest such day behind, or ahead where the verb looks forward."""
    if not re.search(r"\b(?:on|since|until|by|from|of)\s+the\s+$", at.before, re.I) or re.match(
        r"\s+\w", at.after
    ):
        return None
    number = int(m["day"])
    if not 1 <= number <= 31:
        return None
    if at.anchor is None:
        return Reading("DATE", f"XXXX-XX-{number:02d}")
    step = 1 if at.direction() > 0 else -1
    for months in range(0, 3 * step, step):
        year, month_ = calendar.add_months(at.anchor.year, at.anchor.month, months)
        if number <= calendar.month(year, month_).end.day:
            when = date(year, month_, number)
            if (when >= at.anchor) if step > 0 else (when <= at.anchor):
                return of_cover(calendar.day(when), turns=True)
    return None


def read_day_range(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Read "3 to 5 May", "May 3-5", "April 24 and 25": two readings; a true range gives both the whole."""
    month_ = month_number(m["month"], lex)
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


def read_numeric(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Read "2024-11-27", "27/11/2024"; the day first, but where that would lie ahead the month."""
    if m["iso"]:
        return of_cover(calendar.day(date(int(m["y"]), int(m["m"]), int(m["d"]))))
    one, two, year = int(m["n1"]), int(m["n2"]), full_year(m["n3"])
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
    return of_cover(calendar.day(read[0]))


def read_weekday(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Read "Saturday evening", "last Friday", "Monday of next week"."""
    number = weekday_number(m["wd"], lex)
    if number is None or (is_name(at.after, lex) and not m["part"]):
        return None
    if re.search(r"\b(every|each)\s+$", at.before, re.I):
        return Reading("SET", f"XXXX-WXX-{number}")
    rel = (m["rel"] or "").lower().split()[:1]
    word = rel[0] if rel else ""
    if at.anchor is None:
        return with_part(Reading("DATE", f"XXXX-WXX-{number}"), m["part"], lex)
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
        way = at.direction()
        when = calendar.weekday(at.anchor, number, 1 if way > 0 or (way == 0 and word == "this") else -1)
    return with_part(of_cover(calendar.day(when), turns=turns), m["part"], lex)


def read_weekday_set(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Read "on Fridays"; where the apostrophe was lost, "Fridays attack" is one day."""
    number = weekday_number(m["wd"], lex)
    if (
        number
        and at.anchor
        and not re.search(r"\b(?:on|every)\s+$", at.before, re.I)
        and re.match(r"\s+[a-z]", at.after)
    ):
        when = calendar.weekday(at.anchor, number, 1 if at.direction() > 0 else -1)
        return of_cover(calendar.day(when), turns=True)
    return Reading("SET", f"XXXX-WXX-{number}", precision=Precision.VAGUE) if number else None


def read_dated_weekday(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Read "Friday, Oct. 23"."""
    month_ = month_number(m["month"], lex)
    weekday = weekday_number(m["wd"], lex)
    if month_ is None or weekday is None:
        return None
    reading = _dated(int(m["day"]), month_, m["year"], at, weekday)
    return with_part(reading, m["part"], lex) if reading else None


def read_month(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """A month, with its year, a part of it ("the end of March") or "last", "next"."""
    number = month_number(m["month"], lex)
    if number is None:
        return None
    year, rel = m["year"], (m["rel"] or "").lower()
    if m["which"] and at.anchor:
        year = str(at.anchor.year + {"this": 0, "last": -1, "next": 1}[m["which"].lower()])
    bare = not (year or rel or m["mod"] or m["half"])
    if bare and is_name(at.after, lex):
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
        return part_of(of_cover(calendar.month(int(year), number)), m["half"] or m["mod"])
    return part_of(_month_of_year(number, at, rel), m["half"] or m["mod"])


def read_season(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Read "last autumn", "the summer of 2015"."""
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
    return of_cover(
        calendar.span_of_months(f"{year:04d}-{code}", year, first, 3), turns=not told.get("year") and not rel
    )


def read_year(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Four digits that are a year and no number of things."""
    year = int(m["y"])
    if not 1000 <= year <= 2199 or (at.before and at.before[-1] in "-/.,$€£#:+=_" and not m["mod"]):
        return None
    if m["y2"]:
        second = int(m["y"][: 4 - len(m["y2"])] + m["y2"])
        if not year < second <= year + 60:
            return None
        whole = Cover("", date(year, 1, 1), date(second, 12, 31), Precision.VAGUE)
        one, two = of_cover(calendar.years(year)), of_cover(calendar.years(second))
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
    if noun and last and (last[1] or "").lower() in _WEAK and re.fullmatch(r"[a-z]{3,}s", noun[1]):
        return None
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
    return part_of(of_cover(calendar.years(year)), m["half"] or m["mod"])


def read_decade(m: re.Match[str], at: Setting, lex: Lexicon) -> Reading | None:
    """Read "1960s", "the 80s"."""
    digits = m["decade"]
    if len(digits) == 2:
        if re.search(r"\b(his|her|their|my|mid|early|late|low|high|temperatures?)[\s-]+$", at.before, re.I):
            return None
        first = int(digits) + (1900 if int(digits) > 20 else 2000)
    else:
        first = int(digits)
    if first % 10 or not 1000 <= first < 2200:
        return None
    return of_cover(calendar.years(first, 10))
