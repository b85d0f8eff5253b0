"""What holds for any text and any day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from warledger.dates import TimeFinder, calendar, resolve
from warledger.language.document import Document
from warledger.model import Report, TimeMention
from warledger.reports.layout import lay_out

DAYS = st.dates(date(1960, 1, 1), date(2049, 12, 31))
MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
FULL = [
    lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    lambda d: f"{MONTHS[d.month - 1]} {d.day}, {d.year}",
    lambda d: f"{MONTHS[d.month - 1][:3]}. {d.day}, {d.year}" if d.month != 5 else f"May {d.day}, {d.year}",
    lambda d: f"{d.day}th of {MONTHS[d.month - 1]}, {d.year}",
    lambda d: f"{WEEKDAYS[d.weekday()]}, {d.day} {MONTHS[d.month - 1]} {d.year}",
    lambda d: f"{WEEKDAYS[d.weekday()]}, {MONTHS[d.month - 1]} {d.day}, {d.year}",
    lambda d: d.isoformat(),
    lambda d: f"{d.day:02d}.{d.month:02d}.{d.year}",
    lambda d: f"{d.day}-{MONTHS[d.month - 1][:3]}-{d.year}",
]
PIECES = st.sampled_from(
    "on in since by until the last next this a two 24 2016 May March Friday evening days week ago earlier "
    "and to - , . : ( ) \" ' 5 3 first half of between from 1990s overnight now daily every Christmas "
    "year-old % GMT a.m. 10:35 27/11/2024 31 30 February hours later before \n "
    "99999999999999999999 ٣ é December 00 0 month".split(" ")
)


def find(text: str, anchor: date | None) -> list[TimeMention]:
    return TimeFinder().find(Document(Report("x", text, anchor), lay_out(text)))


def check(text: str, mentions: list[TimeMention]) -> None:
    last = 0
    for mention in mentions:
        assert last <= mention.start < mention.end <= len(text)
        assert mention.text == text[mention.start : mention.end]
        assert mention.type in {"DATE", "TIME", "DURATION", "SET"}
        assert mention.value
        if mention.start_day and mention.end_day:
            assert mention.start_day <= mention.end_day
        last = mention.end


@given(st.text(max_size=200), st.none() | st.dates())
@settings(max_examples=150)
def test_any_text_gives_valid_mentions(text: str, anchor: date | None) -> None:
    check(text, find(text, anchor))


@given(st.lists(PIECES, max_size=25).map(" ".join), st.none() | st.dates(), st.booleans())
@settings(max_examples=400)
def test_any_heap_of_time_words_gives_valid_mentions(text: str, anchor: date | None, future: bool) -> None:
    mentions = find(text, anchor)
    check(text, mentions)
    for mention in mentions:
        period = resolve(mention, anchor, future)
        assert (period.start is None) == (mention.start_day is None)


@given(DAYS, DAYS, st.sampled_from(FULL))
@settings(max_examples=300)
def test_a_full_date_reads_back_in_every_form(day: date, anchor: date, form: object) -> None:
    text = f"The town fell on {form(day)}."  # type: ignore[operator]
    assert [m.value for m in find(text, anchor)] == [day.isoformat()]


@given(DAYS, st.integers(0, 300))
@settings(max_examples=200)
def test_a_date_without_its_year_is_the_one_just_past(anchor: date, back: int) -> None:
    day = anchor - timedelta(days=back)
    for words in (f"{day.day} {MONTHS[day.month - 1]}", f"{MONTHS[day.month - 1]} {day.day}"):
        assert [m.value for m in find(f"The town fell on {words}.", anchor)] == [day.isoformat()]


@given(DAYS, st.integers(0, 6))
def test_a_weekday_is_within_the_last_seven_days(anchor: date, number: int) -> None:
    (mention,) = find(f"The town fell on {WEEKDAYS[number]}.", anchor)
    assert mention.start_day is not None
    assert mention.start_day.weekday() == number
    assert 0 <= (anchor - mention.start_day).days <= 6
    ahead = resolve(mention, anchor, future=True).start
    assert ahead is not None
    assert 0 <= (ahead - anchor).days <= 6


@given(DAYS, st.integers(2, 60))
def test_days_ago_count_back(anchor: date, count: int) -> None:
    (mention,) = find(f"The town fell {count} days ago.", anchor)
    assert mention.start_day == anchor - timedelta(days=count)


@given(DAYS)
def test_units_hold_their_day(day: date) -> None:
    for unit in ("day", "week", "month", "year", "decade", "century"):
        cover = calendar.holding(unit, day)
        assert cover.start <= day <= cover.end


def test_known_feasts() -> None:
    assert calendar.easter(2024) == date(2024, 3, 31)
    assert calendar.easter(2016) == date(2016, 3, 27)
    assert calendar.nth_weekday(2024, 11, 4, 4) == date(2024, 11, 28)
    assert abs((calendar.islamic(1445, 10, 1) - date(2024, 4, 10)).days) <= 1
    assert abs((calendar.islamic(1437, 12, 10) - date(2016, 9, 12)).days) <= 1


def test_odd_texts_are_borne() -> None:
    for text in (
        "",
        " ",
        "a" * 10_000,
        "Friday" * 2_000,
        "2016 " * 2_000,
        "“ Friday ‘ 27 ’",
        "\u202eFriday\u0000 May",
    ):
        check(text, find(text, date(2024, 12, 1)))
