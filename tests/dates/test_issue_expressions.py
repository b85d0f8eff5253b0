"""Each time expression that a war report is known for, by itself: the days it covers and its value."""

from collections.abc import Callable
from datetime import date

import pytest

from warledger.dates import TimeFinder
from warledger.language.document import Document

Parse = Callable[..., Document]
FRIDAY = date(2024, 12, 6)


@pytest.mark.parametrize(
    ("words", "value", "start", "end", "dates_the_event"),
    [
        ("on Saturday evening", "2024-11-30TEV", "2024-11-30", "2024-11-30", True),
        ("overnight", "2024-12-05TNI", "2024-12-05", "2024-12-06", True),
        ("a day earlier", "2024-12-05", "2024-12-05", "2024-12-05", True),
        ("the previous day", "2024-12-05", "2024-12-05", "2024-12-05", True),
        ("last week", "2024-W48", "2024-11-25", "2024-12-01", True),
        ("since Wednesday", "2024-12-04", "2024-12-04", "2024-12-06", True),
        ("early Sunday", "2024-12-01", "2024-12-01", "2024-12-01", True),
        ("in 2016", "2016", "2016-01-01", "2016-12-31", True),
        ("on 27 November", "2024-11-27", "2024-11-27", "2024-11-27", True),
        ("for the first time since 2016", "2016", "2016-01-01", "2024-12-06", False),
        ("in recent days", "PXD", "2024-11-29", "2024-12-06", True),
        ("two days ago", "2024-12-04", "2024-12-04", "2024-12-04", True),
        ("over the weekend", "2024-W48-WE", "2024-11-30", "2024-12-01", True),
        ("three weeks ago", "2024-W46", "2024-11-11", "2024-11-17", True),
    ],
)
def test_an_expression(  # noqa: PLR0913, PLR0917 - one column a fact
    parse: Parse, words: str, value: str, start: str, end: str, dates_the_event: bool
) -> None:
    document = parse(f"The army shelled the town {words}, officials said.", FRIDAY)
    found = TimeFinder(every_type=False).find(document)
    assert len(found) == 1, [m.text for m in found]
    assert (found[0].value, str(found[0].start_day), str(found[0].end_day)) == (value, start, end)
    assert found[0].event_date is dates_the_event


def test_a_range_covers_its_days(parse: Parse) -> None:
    document = parse("The army shelled the town between 3 and 5 December, officials said.", FRIDAY)
    found = TimeFinder(every_type=False).find(document)
    assert {(str(m.start_day), str(m.end_day)) for m in found} == {("2024-12-03", "2024-12-05")}
