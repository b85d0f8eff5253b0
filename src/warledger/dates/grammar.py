"""The rules: what a time expression looks like, and who reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from warledger.dates.dated import (
    read_dated_weekday,
    read_day_alone,
    read_day_month,
    read_day_range,
    read_decade,
    read_month,
    read_numeric,
    read_season,
    read_weekday,
    read_weekday_set,
    read_year,
)
from warledger.dates.lasting import (
    read_bare_duration,
    read_clock,
    read_duration,
    read_holiday,
    read_noon,
    read_set,
)
from warledger.dates.pointing import (
    read_deictic,
    read_edge,
    read_part_of_unit,
    read_reach,
    read_relative,
    read_week_of,
)
from warledger.dates.reading import Reader
from warledger.dates.words import dotted, either, lexicon


@dataclass(slots=True, frozen=True)
class Rule:
    """A pattern, the words that it may begin with, and its reader."""

    pattern: re.Pattern[str]
    read: Reader


_REL = r"last|next|this\s+past|this\s+coming|this|past|coming|previous|following"
_YEAR = r"[12]\d{3}"


@cache
def rules() -> dict[str, tuple[Rule, ...]]:
    """The rules by the first word (in small letters; "0" stands for any figures) that each may begin with."""
    lex = lexicon()
    spelled = [w for w in lex.numbers if w not in {"a", "an"}]
    names = {
        "month": rf"(?P<month>{dotted(lex.months)})",
        "wd": rf"(?P<wd>{dotted(lex.weekdays)})(?!-)",
        "day": r"(?P<day>\d{1,2})(?:st|nd|rd|th)?",
        "day2": r"(?P<day2>\d{1,2})(?:st|nd|rd|th)?",
        "year": rf"(?P<year>{_YEAR})(?!\d|,\d|\.\d)",
        "part": rf"(?P<part>{either(lex.parts)})\b",
        "unit": rf"(?P<unit>{either(lex.units)})\b",
        "n": rf"(?P<n>\d[\d,]*|(?:(?:{either(spelled)})\b[\s-]?){{1,4}}|an?\b|"
        rf"(?:a\s+)?(?:{either(lex.vague_numbers)})|a\s+couple(?:\s+of)?|a\s+dozen)",
        "season": rf"(?P<season>{either(lex.seasons)})\b",
        "half": r"(?:(?:the\s+)?(?P<half>(?:first|second|latter|last|third|fourth)\s+"
        r"(?:half|quarter|week|days)|"
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
    names["mod2"] = r"(?:early|late|mid)[-\s]+"
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
            read_numeric,
        ),
        (
            ["0"],
            r"{day}\s*(?P<link>-|–|—|to|and|until|till|through|or|&)\s*{day2}\s+(?:of\s+)?{month}{yr}",
            read_day_range,
        ),
        (["0"], r"{day}\s+(?:of\s+)?{month}{yr}(?:\s+{part})?", read_day_month),
        (["0"], r"(?P<day>\d{1,2})(?:st|nd|rd|th)\b", read_day_alone),
        (["0"], r"{day}[-–]{month}[-–](?P<year>\d{4})(?!\d)", read_day_month),
        (
            ["0"],
            r"(?P<h>\d{1,2})[:.](?P<min>\d\d)(?!\d)\s*{ampm}{zone}|(?P<h2>\d{1,2})\s*{ampm2}{zone}|"
            r"(?P<h3>[0-2]?\d)(?::(?P<min3>[0-5]\d)(?![\d:])|(?P<min4>[0-5]\d)(?=\s*(?:GMT|UTC)\b)){zone}",
            read_clock,
        ),
        (["0", *mod_words], r"{mod}?(?P<decade>\d{3}0|\d0)'?s\b", read_decade),
        (
            ["0", *mod_words, "post", "pre", *half_words],
            r"(?:(?P<mod>early|late|mid|post|pre)[-\s]+(?:in\s+)?|{half})?(?P<y>[12]\d{3})(?!\d)"
            r"(?:\s?[-–/]\s?(?P<y2>\d{4}|\d\d)(?![\d-]))?",
            read_year,
        ),
        (
            lex.weekdays,
            r"{wd},?\s+(?:the\s+)?{day}\s+(?:of\s+)?{month}{yr}(?:\s+{part})?",
            read_dated_weekday,
        ),
        (lex.weekdays, r"{wd},?\s+{month}\s+{day}(?!\d|:\d){yr}(?:\s+{part})?", read_dated_weekday),
        (
            [*lex.weekdays, *mod_words, *rel_words],
            r"{mod}?(?:{rel}\s+)?{wd}(?:'s\b)?(?:\s+(?:early\s+|late\s+)?{part})?"
            r"(?:\s+(?:of\s+)?(?P<wk>last|this|next|previous|following)\s+week\b)?",
            read_weekday,
        ),
        ([f"{d}s" for d in lex.weekdays], r"(?P<wd>[A-Za-z]{6,9})s\b", read_weekday_set),
        (["week"], r"week\s+(?:of|beginning|ending|starting)\s+{day}\s+(?:of\s+)?{month}{yr}", read_week_of),
        (["week"], r"week\s+(?:of|beginning|ending|starting)\s+{month}\s+{day}{yr}", read_week_of),
        (
            lex.months,
            r"{month}\s+{day}\s*(?P<link>-|–|—|to|until|till|through|or|&|and"
            r"(?=\s+\d\d?(?:st|nd|rd|th)?\s*(?:[.,;)]|$|in\b|at\b|by\b|on\b)))\s*"
            r"{day2}(?!\d|:\d|\s+[a-z]+s\s){yr}",
            read_day_range,
        ),
        (lex.months, r"{month}\s+{day}(?!\d|:\d|,\d{3}|\.\d){yr}(?:\s+{part})?", read_day_month),
        (
            [*lex.months, *mod_words, *rel_words, *half_words],
            r"{half}?{mod}?(?:{rel}\s+)?{month}{yrs}(?!\s+\d)",
            read_month,
        ),
        ([*rel_words, *mod_words], r"{mod}?{rel}\s+{season}{yr}", read_season),
        ([*lex.seasons, *mod_words], r"{mod}?{season}\s+(?:of\s+)?{year}", read_season),
        (
            ["in", "during", "since", "by", *mod_words],
            r"(?:in|during|since|by|{mod})\s*(?:the\s+|{mod2})?{season}(?:\s+(?:of\s+)?{year})?",
            read_season,
        ),
        (
            ["the", "day", "night", "week", *number_words],
            r"(?:{nthe}(?P<more>\s+or\s+more)?[-\s]+)?{unit}\s+(?P<side>before\s+yesterday|after\s+tomorrow|ago|earlier|"
            r"later|previously|prior|before|after|from\s+now|hence|back(?=\s*[.,;]))\b",
            read_edge,
        ),
        (
            ["0"],
            r"{n}(?P<more>\s+or\s+more)?\s+{unit}\s+(?P<side>ago|earlier|later|previously|from\s+now|hence|before|after)\b",
            read_edge,
        ),
        (
            [*rel_words, "recent", "upcoming", "preceding"],
            r"(?P<rel>last|next|past|coming|previous|following|recent|upcoming|preceding)\s+(?:{n}\s+)?{unit}",
            read_reach,
        ),
        (
            half_words,
            r"{half}(?:the\s+)?(?:(?P<rel>this|last|next|that)\s+)?(?P<unit>month|year|week|decade|century)\b",
            read_part_of_unit,
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
            read_relative,
        ),
        ({w.split()[0] for w in lex.deictic}, r"{deictic}(?:\s+{part})?", read_deictic),
        (
            {*(h.split()[0] for h in lex.holidays), "last"},
            r"(?:(?P<rel>last|this|next)\s+)?{feast}{yr}",
            read_holiday,
        ),
        ({h.split("'")[0].split()[0] for h in lex.holidays}, r"(?P<rel>last\s+)?{feast}{yr}", read_holiday),
        (["noon", "midday", "midnight"], r"(?P<noon>noon|midday|midnight)\b", read_noon),
        ([*lex.sets], r"{adverb}", read_set),
        (["every", "each"], r"(?:every|each)\s+(?:{n}\s+)?{again}", read_set),
        (
            ["0", *number_words, "half"],
            r"{n}(?P<half>\s+and\s+a\s+half|\s+1/2)?(?:\s+more|\s+full|\s+straight|\s+consecutive)?[-\s]+{unit}"
            r"(?:-long\b)?(?!-\d)",
            read_duration,
        ),
        (lex.units, r"{unit}(?P<long>-long\b)?", read_bare_duration),
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
