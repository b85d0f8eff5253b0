from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from control.sets import coding, day, suite
from warledger import control
from warledger.control.book import stories
from warledger.control.interest import Relation, relation, stand_of_actor, stand_of_source
from warledger.control.status import holding_on
from warledger.ledger import Ledger, LedgerError


def _all_lines():
    return [line for case in suite()["cases"] for line in case["claims"]]


def _held(ledger, **options):
    return [
        (h.place, h.holder.name, h.status, h.probability, h.since, h.last_confirmed, h.why)
        for h in control.holdings(ledger, **options)
    ]


def test_what_new_reports_touch_is_worked_out_again_and_nothing_else_changes():
    lines = [line for line in _all_lines() if " wire" not in line][:60]
    with Ledger.open(":memory:") as growing, Ledger.open(":memory:") as whole:
        for n, line in enumerate(lines):
            growing.add(coding(line, n))
            whole.add(coding(line, n))
            if n % 7 == 0:
                growing_now = _held(growing, at="2024-12-06")
                whole.kept.clear()
                assert growing_now == _held(whole, at="2024-12-06")


def test_one_place_alone_is_worked_out_as_among_all():
    from warledger.ledger.queries import Filter  # noqa: PLC0415

    with Ledger.open(":memory:") as ledger:
        for n, line in enumerate(_all_lines()):
            ledger.add(coding(line, n))
        together = {h.place_id: h for h in control.holdings(ledger, at="2024-12-04")}
        ledger.kept.clear()
        for name in ("Hama", "Quarter", "Salamiyah", "Ford"):
            for alone in control.holdings(ledger, at="2024-12-04", wanted=Filter(place=name)):
                assert alone == together[alone.place_id]


def test_knowing_less_is_as_if_the_rest_were_not_there():
    lines = [
        "12-01 sohr: army hold Hama",
        "12-05 sohr: hts capture Hama",
        "12-05/12-08 army: army withdraw Hama",
    ]
    with Ledger.open(":memory:") as whole, Ledger.open(":memory:") as part:
        for n, line in enumerate(lines):
            whole.add(coding(line, n))
            if n < 2:
                part.add(coding(line, n))
        known = _held(whole, at="2024-12-07", known_by="2024-12-07")
        assert known == _held(part, at="2024-12-07")
        assert known != _held(whole, at="2024-12-07")


def test_spells_tell_the_whole_story_of_a_place():
    lines = [
        "12-01 sohr: hts capture Suran",
        "12-02 wire: army capture Suran from hts",
        "12-04 hts: army hold Suran",
    ]
    with Ledger.open(":memory:") as ledger:
        for n, line in enumerate(lines):
            ledger.add(coding(line, n))
        (now,) = control.holdings(ledger, at="2024-12-04")
        told = control.spells(ledger, now.place_id)
    assert [s.side for s in told][-1] == "syr:government"
    assert [s.date for s in told] == sorted(s.date for s in told)
    assert {"syr:opposition", "syr:government"} <= {s.side for s in told}


def test_changes_between_two_days():
    with Ledger.open(":memory:") as ledger:
        for n, line in enumerate(
            ["12-01 sohr: army hold Hama", "12-05 sohr: hts capture Hama", "12-05 army: army withdraw Hama"]
        ):
            ledger.add(coding(line, n))
        (row,) = control.changes(ledger, "2024-12-02", "2024-12-06")
    assert (row.after, row.after_status) == ("Hayat Tahrir al-Sham", "confirmed")
    assert row.claims


def test_an_empty_ledger_holds_nothing():
    with Ledger.open(":memory:") as ledger:
        assert control.holdings(ledger) == []
        assert control.changes(ledger, "2024-01-01") == []
        assert control.learned(ledger, "2024-01-01") == []


def test_probabilities_are_probabilities():
    with Ledger.open(":memory:") as ledger:
        for n, line in enumerate(_all_lines()):
            ledger.add(coding(line, n))
        for when in ("11-01", "12-01", "12-03", "12-20"):
            for h in control.holdings(ledger, at=day(when).isoformat()):
                assert 0 <= h.probability <= 1
                assert sum(p for _, p in h.rivals) <= 1.001
                assert h.status in ("confirmed", "claimed", "disputed", "contested", "unknown")
                assert (h.status == "unknown") <= (not h.holder.name)


BASELINES = {
    "start.csv": "place,holder,since\nHama,Syrian army,2024-11-01\nMorek,Redland army,\n",
    "start.json": '[{"place": "Hama", "holder": "Syrian army", "since": "2024-11-01"},'
    ' {"place": "test:Morek", "holder": "Redland army"}]',
    "start.jsonl": '{"place": "Hama", "id": "syr-army", "since": "2024-11-01"}\n'
    '{"place": "Morek", "holder": "Redland army"}\n',
    "start.yaml": "- {place: Hama, holder: Syrian army, since: 2024-11-01, country: SY}\n"
    "- {place: Morek, holder: Redland army}\n",
}


@pytest.mark.parametrize("name", BASELINES)
def test_a_start_state_holds_until_something_is_told(name, tmp_path):
    (tmp_path / name).write_text(BASELINES[name], encoding="utf-8")
    start = control.read_baseline(tmp_path / name)
    with Ledger.open(":memory:") as ledger:
        told = ("12-01 sohr: hts attack Hama", "12-02 sohr: hts capture Suran", "12-01 sohr: hts clash Morek")
        for n, line in enumerate(told):
            ledger.add(coding(line, n))
        held = {h.place: h for h in control.holdings(ledger, at="2024-11-20", baseline=start)}
        assert (held["Hama"].holder.id, held["Hama"].status) == ("syr-army", "confirmed")
        assert held["Hama"].since == "2024-11-01" or "start" in held["Hama"].why
        held = {h.place: h for h in control.holdings(ledger, at="2024-12-01", baseline=start)}
        assert (held["Morek"].holder.name, held["Morek"].status) == ("Redland army", "contested")
        without = {h.place: h for h in control.holdings(ledger, at="2024-12-02")}
        assert without["Morek"].holder.name == ""


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.csv", "place,holder\nHama,\n", "line 2"),
        ("a.csv", "place,holder,since\nHama,army,yesterday\n", "yesterday"),
        ("a.json", "{", "cannot be read"),
        ("a.json", "{}", "no list"),
        ("a.yaml", "- Hama\n", "entry 1"),
        ("a.jsonl", '{"place": "Hama", "holder": "a"}\n{"place": "Suran"}\n', "line 2"),
    ],
)
def test_a_faulty_start_state_is_told_with_its_line(name, text, told, tmp_path):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(LedgerError, match=told):
        control.read_baseline(tmp_path / name)


def _dated(period):
    return period.party, period.status, period.first, period.last


def test_periods_follow_each_other_and_say_what_the_holdings_say():
    with Ledger.open(":memory:") as ledger:
        for n, line in enumerate(_all_lines()):
            ledger.add(coding(line, n))
        for story in stories(ledger):
            told = control.periods(story.case)
            assert told == story.periods
            assert all(a.last is not None and a.last + 1 == b.first for a, b in pairwise(told))
            assert told[-1].last is None
            assert all(a != b for a, b in pairwise(map(_dated, told)))
            for period in told:
                for day_ in {period.first, period.last or period.first + 400}:
                    if period.last is None and day_ != period.first:
                        continue
                    held = holding_on(story, day_, argue=False)
                    assert (held.side or "") == period.side
                    assert (held.status, held.probability) == (period.status, period.probability)


def test_what_is_known_fades_step_by_step_until_nobody_is_known():
    with Ledger.open(":memory:") as ledger:
        ledger.add(coding("12-01 sohr: hts capture Hama", 1))
        (story,) = stories(ledger)
    told = story.periods
    chances = [p.probability for p in told if p.party]
    assert chances == sorted(chances, reverse=True)
    assert not told[-1].party
    assert told[-1].status == "unknown"
    assert 200 < told[-1].first - told[0].first < 2000


def test_silence_between_two_holders_is_parted_between_them():
    with Ledger.open(":memory:") as ledger:
        ledger.add(coding("01-01 sohr: army hold Hama", 1))
        ledger.add(coding("12-01 sohr: hts hold Hama", 2))
        sides = [
            h.side
            for month in (2, 4, 10, 12)
            for h in control.holdings(ledger, at=f"2024-{month:02}-15", argue=False)
        ]
    assert sides[0] == "syr:government"
    assert sides[-1] == "syr:opposition"


def test_whose_side_a_source_is_on():
    army, hts = stand_of_actor("Syrian army", "syr-army"), stand_of_actor("HTS", "hts")
    assert relation(stand_of_source("Syrian Defence Ministry", "syr-defence-ministry"), army) == Relation.OWN
    assert relation(stand_of_source("Syrian Defence Ministry", "syr-defence-ministry"), hts) == Relation.ENEMY
    assert relation(stand_of_source("Syrian Observatory for Human Rights"), hts) == Relation.NEUTRAL
    assert relation(stand_of_source("residents"), hts) == Relation.NEUTRAL
    assert relation(stand_of_source("a man in the street of Nowhere"), hts) == Relation.UNKNOWN
    government, rebels = stand_of_actor("government forces"), stand_of_actor("rebels")
    assert relation(stand_of_source("state news agency"), government) == Relation.OWN
    assert relation(stand_of_source("rebel command"), government) == Relation.ENEMY
    assert relation(stand_of_source("General X"), stand_of_actor("General X forces")) == Relation.OWN
    assert rebels.side != government.side


def test_a_word_of_a_name_finds_the_place_where_no_other_bears_it():
    from warledger.ledger.queries import Filter  # noqa: PLC0415

    base = coding("12-01 sohr: hts capture Base", 1)
    (claim,) = base.claims
    hill = replace(claim.place, name="Mount Sarybaba", resolved="Mount Sarybaba")
    with Ledger.open(":memory:") as ledger:
        ledger.add(replace(base, claims=[replace(claim, place=hill)]))
        ask = {
            name: control.holdings(ledger, wanted=Filter(place=name)) for name in ("Sarybaba", "Saryb", "")
        }
    assert [len(held) for held in ask.values()] == [1, 0, 1]
