"""Early, mid and late: a third of the month or the year."""

from datetime import date

import pytest

from warledger.coder import Coder
from warledger.model import Report


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("in late April", date(2024, 4, 21), date(2024, 4, 30)),
        ("in mid-March", date(2024, 3, 11), date(2024, 3, 20)),
        ("in early May", date(2024, 5, 1), date(2024, 5, 10)),
        ("since late April", date(2024, 4, 21), date(2024, 6, 10)),
    ],
)
def test_a_third_of_the_month(words: str, first: date, last: date) -> None:
    report = Report("r", f"Clashes raged in El Fasher {words}.", date(2024, 6, 10))
    period = Coder().code(report).claims[0].date
    assert period is not None
    assert (period.start, period.end) == (first, last)


def test_after_a_year_is_no_half_of_it() -> None:
    report = Report("r", "Clashes raged in El Fasher in post-2019 Sudan.", date(2024, 6, 10))
    assert [t.value for t in Coder().code(report).times] == ["2019"]
