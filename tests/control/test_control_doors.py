from __future__ import annotations

from control.sets import coding, day, suite
from warledger import control
from warledger.control.filter import run
from warledger.control.interest import Relation, relation, stand_of_actor, stand_of_source
from warledger.ledger import Ledger


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


def test_without_evidence_belief_stays_with_the_baseline():
    beliefs = run(["a", "b"], frozenset(), [], baseline="b")
    assert beliefs.at(738_000)[1] > 0.9


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
