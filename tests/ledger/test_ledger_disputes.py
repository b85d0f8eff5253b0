from __future__ import annotations

from ledger.make import ARMY, HTS, MINISTRY, MONITOR, Stance, claim, coding, killed
from warledger.ledger import Ledger, queries
from warledger.ledger.disputes import in_words
from warledger.model import Actor, Source

RESIDENTS = Source("residents")


def disputed(*codings, **options):
    with Ledger.open(":memory:") as ledger:
        for c in codings:
            ledger.add(c)
        return queries.disputes(ledger, **options)


def test_days_that_cannot_both_be_true():
    first = coding(1, claim(on="2024-12-05"), on="2024-12-06")
    second = coding(2, claim(on="2024-12-06", source=MONITOR), on="2024-12-06")
    (row,) = disputed(first, second)
    assert (row.about, row.outcome) == ("date", "open")
    assert [s.position for s in row.sides] == ["on 2024-12-05", "on 2024-12-06"]


def test_one_voice_that_names_two_days_is_no_dispute():
    first = coding(1, claim(on="2024-12-05", source=MONITOR), on="2024-12-05")
    second = coding(2, claim(on="2024-12-06", source=MONITOR), on="2024-12-06")
    assert disputed(first, second) == []


def test_fighting_may_last_and_its_days_are_no_dispute():
    first = coding(1, claim("clash", on="2024-12-05"), on="2024-12-06")
    second = coding(2, claim("clash", on="2024-12-06", source=MONITOR), on="2024-12-06")
    assert disputed(first, second) == []


def test_a_capture_and_the_loss_of_the_next_day_tell_no_two_dates():
    gain = coding(1, claim(on="2024-12-05", source=MONITOR), on="2024-12-06")
    loss = coding(2, claim("withdraw", on="2024-12-06", actors=(ARMY,), source=MINISTRY), on="2024-12-06")
    assert [r for r in disputed(gain, loss) if r.about == "date"] == []


def test_a_dispute_in_words_names_sides_days_and_end():
    told = coding(1, claim("withdraw", "2024-11-30", actors=(ARMY,), source=MONITOR), on="2024-11-30")
    denied = coding(
        2,
        claim("withdraw", "2024-11-30", actors=(ARMY,), source=MINISTRY, stance=Stance.DENIES),
        on="2024-12-01",
    )
    (row,) = disputed(told, denied)
    text = in_words(row)
    assert "whether it happened (withdraw)" in text
    assert "Syrian Observatory for Human Rights (2024-11-30)" in text
    assert "Syrian Defence Ministry (2024-12-01)" in text
    assert "Open" in text
    late = claim("withdraw", "2024-12-05", actors=(ARMY,), source=Source("Syrian army", "syr-army"))
    text = in_words(next(r for r in disputed(told, denied, coding(3, late)) if r.first == "2024-11-30"))
    assert "Overtaken by events on 2024-12-05" in text


def test_a_count_that_is_put_right_ends_the_dispute_on_numbers():
    low = coding(1, claim("shelling", counts=killed(4), source=RESIDENTS), on="2024-12-05")
    high = coding(2, claim("shelling", counts=killed(40), source=MONITOR), on="2024-12-05")
    later = coding(3, claim("shelling", counts=killed(38), source=RESIDENTS), on="2024-12-07")
    (row,) = [r for r in disputed(low, high, later) if r.about == "count"]
    assert row.outcome == "admitted"
    assert row.settled_day == "2024-12-07"


def test_rival_doors_for_one_harm_name_both():
    hospital = (Actor("hospital"),)
    one = coding(1, claim("shelling", actors=(HTS,), targets=hospital, source=MINISTRY))
    other = coding(2, claim("shelling", actors=(ARMY,), targets=hospital, source=RESIDENTS))
    (row,) = disputed(one, other)
    assert "who did it" in in_words(row)
    assert {s.position for s in row.sides} == {"by Hayat Tahrir al-Sham", "by Syrian army"}
