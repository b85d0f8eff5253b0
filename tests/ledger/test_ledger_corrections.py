from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ledger.make import ARMY, HTS, claim, coding, killed, place
from warledger import control
from warledger.ledger import Ledger, LedgerError, queries
from warledger.ledger.corrections import correct, history, restore, retract
from warledger.ledger.queries import Filter
from warledger.ledger.store import counts_of

BY = {"author": "Sample Editor", "why": "the report says so"}
LATER = datetime(2024, 12, 20, 9, tzinfo=UTC)


@pytest.fixture
def ledger(new_ledger):
    with Ledger.open(new_ledger()) as opened:
        opened.add(coding(1, claim(counts=killed(4), exceptions=(place("Morek", 35.4, 36.7),))))
        yield opened


def only(ledger, **wanted):
    (row,) = queries.claims(ledger, Filter(**wanted))
    return row


def test_a_correction_takes_the_place_and_the_claim_as_coded_stays(ledger):
    made = correct(ledger, 1, {"kind": "withdraw", "actors": "Syrian army"}, now=LATER, **BY)
    row = only(ledger)
    assert (row.id, row.kind, row.actors[0].name, row.corrects) == (made.result, "withdraw", "Syrian army", 1)
    assert row.actors[0].id
    assert row.exceptions
    assert made.changes["kind"] == ("capture", "withdraw")
    assert [c.id for c in queries.claims(ledger, Filter(actor="tahrir"))] == []
    first, chain = history(ledger, row.id)
    assert (first.kind, first.current, first.actors[0].name) == ("capture", False, HTS.name)
    assert [(a.author, a.why, a.row.kind) for a in chain] == [
        ("Sample Editor", "the report says so", "withdraw")
    ]
    assert len(queries.claims(ledger, Filter(superseded=True))) == 2


def test_what_was_known_before_the_correction_is_the_claim_as_coded(ledger):
    correct(ledger, 1, {"kind": "withdraw"}, now=LATER, **BY)
    assert only(ledger, known_by="2024-12-19").kind == "capture"
    assert only(ledger, known_by="2024-12-20").kind == "withdraw"
    assert queries.claims(ledger, Filter(known_by="2024-12-04")) == []


def test_holdings_follow_the_correction(ledger):
    correct(ledger, 1, {"actors": ARMY.name}, now=LATER, **BY)
    assert control.holdings(ledger, at="2024-12-07")[0].holder.id == ARMY.id
    before = control.holdings(ledger, at="2024-12-07", known_by="2024-12-07")
    assert before[0].holder.id == HTS.id


def test_corrections_of_corrections_keep_the_whole_chain(ledger):
    second = correct(ledger, 1, {"kind": "hold"}, now=LATER, **BY)
    third = correct(ledger, 1, {"killed": "5..9", "date": "2024-12-03..2024-12-04"}, now=LATER, **BY)
    assert third.claim == second.result
    row = only(ledger)
    assert (row.kind, row.counts["killed"], row.day, row.last_day) == (
        "hold",
        {"low": 5, "best": None, "high": 9},
        "2024-12-03",
        "2024-12-04",
    )
    assert [a.changes for a in history(ledger, 1)[1]] == [
        {"kind": ("capture", "hold")},
        {"killed": ("4", "5..9"), "date": ("2024-12-05", "2024-12-03..2024-12-04")},
    ]


def test_a_retraction_and_its_end(ledger):
    gone = retract(ledger, 1, now=LATER, **BY)
    assert gone.result is None
    assert queries.claims(ledger) == []
    assert control.holdings(ledger, at="2024-12-07") == []
    assert only(ledger, known_by="2024-12-10").id == 1
    with pytest.raises(LedgerError, match="already"):
        retract(ledger, 1, now=LATER, **BY)
    restore(ledger, 1, now=LATER, **BY)
    assert only(ledger).kind == "capture"
    assert [a.row.kind for a in history(ledger, 1)[1]] == ["capture", "capture"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("kind", "tea party", "no such kind"),
        ("colour", "red", "kind, stance"),
        ("stance", "maybe", "asserts, denies"),
        ("status", "soon", "planned"),
        ("date", "yesterday", "2024-12-01"),
        ("date", "2024-12-05..2024-12-01", "before the first"),
        ("killed", "many", "5+"),
        ("killed", "9..5", "smaller"),
        ("place", "Nowhere-upon-Nothing", "gazetteer find"),
        ("actors", " ; ", "semicolons"),
        ("source", "  ", "needs a value"),
        ("kind", "capture", "nothing would change"),
    ],
)
def test_what_cannot_be_set_is_told_in_words(ledger, field, value, words):
    with pytest.raises(LedgerError, match=words.replace("+", r"\+")):
        correct(ledger, 1, {field: value}, now=LATER, **BY)
    assert counts_of(ledger)["claims"] == 1
    assert only(ledger).corrects is None


def test_a_correction_needs_a_name_a_reason_and_a_claim(ledger):
    with pytest.raises(LedgerError, match="a name and a reason"):
        correct(ledger, 1, {"kind": "hold"}, author=" ", why="x")
    with pytest.raises(LedgerError, match="no claim 77"):
        correct(ledger, 77, {"kind": "hold"}, **BY)
    with pytest.raises(LedgerError, match="nothing is to be set"):
        correct(ledger, 1, {}, **BY)
    with pytest.raises(LedgerError, match="not retracted"):
        restore(ledger, 1, **BY)


def test_a_place_can_be_one_of_the_ledger_or_of_the_gazetteer(ledger, gazetteer):
    correct(ledger, 1, {"place": "Morek"}, now=LATER, **BY)
    assert only(ledger).place_key == "test:Morek"
    correct(ledger, 1, {"place": "none"}, now=LATER, **BY)
    assert only(ledger).place_id is None
    entry = next(c for c in gazetteer.exact("Kherson") if c.country == "UA")
    correct(ledger, 1, {"place": f"Kherson@{entry.gid}"}, now=LATER, **BY)
    row = only(ledger)
    assert (row.place, row.country, row.gazetteer_id) == ("Kherson", "UA", entry.gid)
    assert row.lat == pytest.approx(entry.lat)


def test_a_newer_version_of_the_report_ends_the_correction(ledger):
    made = correct(ledger, 1, {"kind": "hold"}, now=LATER, **BY)
    ledger.add(coding(1, claim("clash"), text="A new text.", on="2024-12-22"))
    assert only(ledger).kind == "clash"
    assert only(ledger, known_by="2024-12-21").id == made.result
    with pytest.raises(LedgerError, match="older version"):
        correct(ledger, 1, {"kind": "attack"}, now=LATER, **BY)
