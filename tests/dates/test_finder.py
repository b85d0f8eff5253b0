"""Every kind of time expression, in sentences of our own, against a report of Sunday 1 December 2024."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from warledger.dates import TimeFinder, resolve
from warledger.language.document import Document
from warledger.model import Precision, TimeMention

SUNDAY = "2024-12-01"
Parse = Callable[..., Document]


def find(parse: Parse, text: str, anchor: str | None = SUNDAY) -> list[TimeMention]:
    return TimeFinder().find(parse(text, date=anchor))


def the(parse: Parse, text: str, words: str, anchor: str | None = SUNDAY) -> TimeMention:
    mentions = find(parse, text, anchor)
    for mention in mentions:
        if mention.text == words:
            return mention
    raise AssertionError(f"{words!r} is not among {[m.text for m in mentions]}")


VALUES = [
    # weekdays, parts of the day
    ("The brigade entered the town on Saturday.", "Saturday", "DATE", "2024-11-30"),
    ("Shells fell on the port on Sunday.", "Sunday", "DATE", "2024-12-01"),
    ("The ministry spoke on Saturday evening.", "Saturday evening", "TIME", "2024-11-30TEV"),
    ("The base was hit early Sunday.", "early Sunday", "DATE", "2024-12-01"),
    ("They entered the city last Sunday.", "last Sunday", "DATE", "2024-11-24"),
    ("Talks begin next Wednesday.", "next Wednesday", "DATE", "2024-12-04"),
    ("He left on Monday of last week.", "Monday of last week", "DATE", "2024-11-18"),
    ("The column left on Thursday's orders.", "Thursday", "DATE", "2024-11-28"),
    ("Thursdays attack on the bridge was the third.", "Thursdays", "DATE", "2024-11-28"),
    # days and months
    ("The offensive began on 27 November.", "27 November", "DATE", "2024-11-27"),
    ("The offensive began on Nov. 27.", "Nov. 27", "DATE", "2024-11-27"),
    ("The offensive began on November 27th, 2024.", "November 27th, 2024", "DATE", "2024-11-27"),
    ("The offensive began on the 27th of November.", "27th of November", "DATE", "2024-11-27"),
    ("It was signed on 27/11/2024.", "27/11/2024", "DATE", "2024-11-27"),
    ("It was signed on 27.11.2024.", "27.11.2024", "DATE", "2024-11-27"),
    ("It was signed on 2024-11-27.", "2024-11-27", "DATE", "2024-11-27"),
    ("It was signed on 11/27/2024.", "11/27/2024", "DATE", "2024-11-27"),
    ("They met on Wednesday, 27 November.", "Wednesday, 27 November", "DATE", "2024-11-27"),
    ("Snow fell in December.", "December", "DATE", "2024-12"),
    ("The village was lost in May.", "May", "DATE", "2024-05"),
    ("The village was lost in late October.", "late October", "DATE", "2024-10"),
    ("The village was lost last March.", "last March", "DATE", "2024-03"),
    ("The village was lost in October last year.", "October last year", "DATE", "2023-10"),
    ("The village was lost in August 2016.", "August 2016", "DATE", "2016-08"),
    ("The shelling of the bridge began on the 7th.", "7th", "DATE", "2024-11-07"),
    # years, decades
    ("It began in spring 2022.", "spring 2022", "DATE", "2022-SP"),
    ("It fell in the first quarter of 2024.", "the first quarter of 2024", "DATE", "2024-Q1"),
    ("It lasted from 2014 to 2016.", "2014", "DATE", "2014"),
    ("The rebels were driven out in 2016.", "2016", "DATE", "2016"),
    ("The dam was built in the 1970s.", "1970s", "DATE", "197X"),
    ("The summer of 2014 was the worst.", "summer of 2014", "DATE", "2014-SU"),
    ("They lost it last autumn.", "last autumn", "DATE", "2024-FA"),
    # from here
    ("The town fell yesterday.", "yesterday", "DATE", "2024-11-30"),
    ("The town fell the day before yesterday.", "the day before yesterday", "DATE", "2024-11-29"),
    ("The town fell last week.", "last week", "DATE", "2024-W47"),
    ("The town fell two weeks ago.", "two weeks ago", "DATE", "2024-W46"),
    ("The town fell five days ago.", "five days ago", "DATE", "2024-11-26"),
    ("The town fell earlier this month.", "earlier this month", "DATE", "2024-12"),
    ("The town fell ten years ago.", "ten years ago", "DATE", "2014"),
    ("The road is now closed.", "now", "DATE", "PRESENT_REF"),
    ("The crossing is currently shut.", "currently", "DATE", "PRESENT_REF"),
    ("It was shelled overnight.", "overnight", "TIME", "2024-11-30TNI"),
    ("It was shelled last night.", "last night", "TIME", "2024-11-30TNI"),
    ("Drones came this morning.", "this morning", "TIME", "2024-12-01TMO"),
    ("They met on Christmas Day in 2023.", "Christmas Day", "DATE", "2023-12-25"),
    # clock
    ("The siren sounded at 10:35 a.m. on Friday.", "10:35 a.m.", "TIME", "2024-11-29T10:35"),
    ("The siren sounded at 7.30pm on Friday.", "7.30pm", "TIME", "2024-11-29T19:30"),
    ("The truce began at 4:00 am (02:00 GMT) on Wednesday.", "4:00 am", "TIME", "2024-11-27T04:00"),
    ("The siren sounded at 0735 GMT.", "0735 GMT", "TIME", "2024-12-01T07:35"),
    # durations and sets
    ("They held the hill for three days.", "three days", "DURATION", "P3D"),
    ("It followed a four-day truce.", "four-day", "DURATION", "P4D"),
    ("Guns were silent for a month.", "a month", "DURATION", "P1M"),
    ("They protest every Friday.", "Friday", "SET", "XXXX-WXX-5"),
    ("The quarter is shelled daily.", "daily", "SET", "P1D"),
    ("Forty villages fell in the past 24 hours.", "past 24 hours", "DURATION", "PT24H"),
]


@pytest.mark.parametrize(("text", "words", "kind", "value"), VALUES)
def test_type_and_value(parse: Parse, text: str, words: str, kind: str, value: str) -> None:
    mention = next((m for m in find(parse, text) if words in m.text), None)
    assert mention is not None, [m.text for m in find(parse, text)]
    assert (mention.type, mention.value) == (kind, value)
    assert text[mention.start : mention.end] == mention.text


DAYS = [
    ("The town fell overnight.", "overnight", "2024-11-30", "2024-12-01"),
    ("Twenty villages have fallen since Wednesday.", "Wednesday", "2024-11-27", "2024-12-01"),
    ("The town fell in recent days.", "recent days", "2024-11-24", "2024-12-01"),
    ("The town fell in the past 24 hours.", "past 24 hours", "2024-11-30", "2024-12-01"),
    ("It fell in the first half of March.", "the first half of March", "2024-03-01", "2024-03-15"),
    ("It fell in the first half of 2024.", "the first half of 2024", "2024-01-01", "2024-06-30"),
    ("It fell at the end of February 2024.", "the end of February 2024", "2024-02-20", "2024-02-29"),
    ("It fell in the last week of March.", "the last week of March", "2024-03-24", "2024-03-31"),
    ("They fought between 3 and 5 May.", "5 May", "2024-05-03", "2024-05-05"),
    ("They fought between 3 and 5 May.", "3", "2024-05-03", "2024-05-05"),
    ("They fought from Monday to Wednesday.", "Monday", "2024-11-25", "2024-11-27"),
    ("They fought from Monday to Wednesday.", "Wednesday", "2024-11-25", "2024-11-27"),
    ("Raids hit on April 24 and 25.", "25", "2024-04-25", "2024-04-25"),
    ("They held it between 2014 and 2016.", "2014", "2014-01-01", "2016-12-31"),
    ("The town fell last week.", "last week", "2024-11-18", "2024-11-24"),
    ("It has grown over the past week.", "the past week", "2024-11-24", "2024-12-01"),
    ("Since the start of the year 200 have died.", "the start of the year", "2024-01-01", "2024-12-01"),
    ("Drones came overnight into Saturday.", "overnight", "2024-11-29", "2024-11-30"),
    ("The truce held until 20 November.", "20 November", "2024-11-20", "2024-11-20"),
]


@pytest.mark.parametrize(("text", "words", "start", "end"), DAYS)
def test_days_covered(parse: Parse, text: str, words: str, start: str, end: str) -> None:
    mention = the(parse, text, words)
    assert (str(mention.start_day), str(mention.end_day)) == (start, end)


def test_a_told_day_anchors_what_is_told_from_it(parse: Parse) -> None:
    text = "The town fell on Thursday. A day earlier the army had left. The next day it returned."
    assert [m.value for m in find(parse, text)] == ["2024-11-28", "2024-11-27", "2024-11-28"]
    text = "The town fell on Thursday. The same day a drone hit the base."
    assert [m.value for m in find(parse, text)] == ["2024-11-28", "2024-11-28"]


def test_planned_days_lie_ahead_and_told_ones_behind(parse: Parse) -> None:
    assert the(parse, "The army will attack on Friday.", "Friday").value == "2024-12-06"
    assert the(parse, "The envoys are expected to meet on Friday.", "Friday").value == "2024-12-06"
    assert the(parse, "The army attacked on Friday.", "Friday").value == "2024-11-29"
    assert the(parse, "The court will rule in April.", "April").value == "2025-04"
    assert the(parse, "The truce starts by Jan. 14.", "Jan. 14").value == "2025-01-14"


def test_a_comparison_dates_no_event(parse: Parse) -> None:
    assert not the(parse, "It was the first such attack since 2016.", "2016").event_date
    assert not the(parse, "It was the deadliest day since March.", "March").event_date
    assert the(parse, "They have held the town since 2016.", "2016").event_date
    assert the(parse, "They were driven out in 2016.", "2016").event_date


NOT_TIMES = [
    "May God help the people of the town.",
    "The commander may attack.",
    "They march on the capital.",
    "The army seized 2016 rifles.",
    "A 13-year-old boy was hurt.",
    "He read the Sunday Times.",
    "About 1950 people left the camp.",
    "The sun rose over the second line.",
    "Brigade 2016/17B took 30 tanks.",
    "They took 40 guns and 2015 rifles.",
    "The ratio stood at 3:150.",
    "He spoke of the October War.",
]


@pytest.mark.parametrize("text", NOT_TIMES)
def test_what_is_no_time(parse: Parse, text: str) -> None:
    assert find(parse, text) == []


def test_without_an_anchor_no_days_are_given(parse: Parse) -> None:
    text = "The town fell on Saturday evening, a week after 27 November; last week it was calm."
    mentions = find(parse, text, None)
    assert [m.value for m in mentions if m.value.startswith("XXXX")] == ["XXXX-WXX-6TEV", "XXXX-11-27"]
    assert all(m.start_day is None for m in mentions)
    dated = the(parse, "It fell on 27 November 2016.", "27 November 2016", None)
    assert dated.start_day == date(2016, 11, 27)


def test_resolve_turns_a_bare_day_round(parse: Parse) -> None:
    anchor = date(2024, 12, 1)
    friday = the(parse, "The fall of the town on Friday.", "Friday")
    assert resolve(friday, anchor, future=True).start == date(2024, 12, 6)
    assert resolve(friday, anchor, future=False).start == date(2024, 11, 29)
    planned = the(parse, "The envoys will meet on Friday.", "Friday")
    assert resolve(planned, anchor, future=False).start == date(2024, 12, 6)
    fixed = the(parse, "It fell on 27 November 2016.", "27 November 2016")
    assert resolve(fixed, anchor, future=True).start == date(2016, 11, 27)
    lasting = the(parse, "They waited for three days.", "three days")
    assert resolve(lasting, anchor, future=True).start is None


def test_only_what_names_days_can_be_asked_for(parse: Parse) -> None:
    document = parse("They held it for three days until Friday.", date=SUNDAY)
    assert [m.text for m in TimeFinder(every_type=False).find(document)] == ["Friday"]


def test_precision_follows_the_words(parse: Parse) -> None:
    assert the(parse, "It fell on Friday.", "Friday").precision is Precision.DAY
    assert the(parse, "It fell last week.", "last week").precision is Precision.WEEK
    assert the(parse, "It fell in March.", "March").precision is Precision.MONTH
    assert the(parse, "It fell in 2016.", "2016").precision is Precision.YEAR
    assert the(parse, "It fell in recent days.", "recent days").precision is Precision.VAGUE


def test_teasers_are_not_read(parse: Parse) -> None:
    text = "The town fell on Friday.\nALSO READ: What happened on Monday\nThe army left."
    assert [m.text for m in find(parse, text)] == ["Friday"]
