from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest

from ledger.make import ARMY, HTS, MINISTRY, MONITOR, Stance, claim, coding, killed, place, report
from warledger.ledger import Ledger, queries
from warledger.ledger.queries import Filter
from warledger.model import Coding


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "war.db"
    with Ledger.open(path) as ledger:
        ledger.add(coding(1, claim("hold", "2024-11-20", actors=(ARMY,)), on="2024-11-20"))
        ledger.add(
            coding(2, claim("withdraw", "2024-11-30", actors=(ARMY,), source=MONITOR), on="2024-11-30")
        )
        denial = claim("withdraw", "2024-11-30", actors=(ARMY,), source=MINISTRY, stance=Stance.DENIES)
        ledger.add(coding(3, denial, on="2024-11-30"))
        ledger.add(
            coding(4, claim(), claim("withdraw", id="c2", actors=(ARMY,), source=MINISTRY), on="2024-12-05")
        )
        shelled = claim("shelling", place=place("Morek", 35.4, 36.7), counts=killed(3), source=MONITOR)
        ledger.add(coding(5, shelled, on="2024-12-06"))
    return path


def test_claims_in_three_forms(warledger, book):
    table = warledger("claims", "--ledger", book, "--place", "Morek")
    assert (table.code, "shelling" in table.out, "withdraw" in table.out) == (0, True, False)
    rows = json.loads(warledger("claims", "--ledger", book, "--json").out)
    assert [r["kind"] for r in rows] == ["shelling", "withdraw", "capture", "withdraw", "withdraw", "hold"]
    assert rows[0]["counts"]["killed"]["best"] == 3
    lines = list(csv.DictReader(io.StringIO(warledger("claims", "--ledger", book, "--csv").out)))
    assert lines[0]["place"] == "Morek"
    assert "nothing found" in warledger("claims", "--ledger", book, "--kind", "aid").err


def test_control_on_two_days_and_with_two_clocks(warledger, book):
    def held(*options):
        (row,) = json.loads(warledger("control", "Hama", "--ledger", book, "--json", *options).out)
        return row["side"], row["status"]

    assert held("--at", "2024-12-01") == ("syr:government", "disputed")
    assert held("--at", "2024-12-05") == ("syr:opposition", "confirmed")
    assert held("--at", "2024-12-05", "--known-by", "2024-12-04")[0] == "syr:government"


def test_the_argument_is_told_in_words(warledger, book):
    told = warledger("control", "Hama", "--ledger", book, "--at", "2024-12-01", "--why").out
    assert "disputed" in told
    assert "Syrian Observatory for Human Rights" in told
    assert "its own side gains by it" in told
    assert "has no side in it" in told


def test_all_spells_of_a_place(warledger, book):
    rows = json.loads(warledger("control", "Hama", "--ledger", book, "--spells", "--json").out)
    assert [r["status"] for r in rows][-1] == "confirmed"
    assert [r["date"] for r in rows] == sorted(r["date"] for r in rows)


def test_a_baseline_tells_who_held_it_at_first(warledger, book, tmp_path):
    start = tmp_path / "start.yaml"
    start.write_text(
        "- {place: Morek, holder: Syrian army, id: syr-army}\n- {place: Hama, holder: Syrian army}\n"
    )
    found = warledger(
        "control", "Hama", "--ledger", book, "--baseline", start, "--at", "2024-11-25", "--json"
    )
    assert json.loads(found.out)[0]["side"] in ("syr:government", "syr:authorities")
    start.write_text("- {town: Hama}\n")
    bad = warledger("control", "Hama", "--ledger", book, "--baseline", start)
    assert bad.code == 2
    assert "entry 1" in bad.err


def test_disputes_and_how_they_ended(warledger, book):
    rows = json.loads(warledger("disputes", "--ledger", book, "--json").out)
    assert rows[-1]["about"] == "happened"
    assert rows[-1]["outcome"] == "overtaken"
    assert json.loads(warledger("disputes", "--ledger", book, "--open", "--json").out) == []


def test_incidents_reports_and_changes(warledger, book):
    rows = json.loads(warledger("incidents", "--ledger", book, "--origins", "2", "--json").out)
    assert [r["kinds"] for r in rows] == [["capture", "withdraw"]]
    assert len(json.loads(warledger("reports", "--ledger", book, "--json").out)) == 5
    moved = json.loads(warledger("changes", "--since", "2024-11-25", "--ledger", book, "--json").out)
    assert [(m["place"], m["after_status"]) for m in moved] == [("Hama", "confirmed")]


def test_a_late_report_changes_the_past_visibly(warledger, tmp_path):
    path = tmp_path / "late.db"
    with Ledger.open(path) as ledger:
        ledger.add(coding(1, claim("hold", "2024-11-30", actors=(ARMY,)), on="2024-12-01"))
        late = claim("withdraw", "2024-12-02", actors=(ARMY,), source=MINISTRY)
        ledger.add(coding(2, late, claim("capture", "2024-12-02", id="c2"), on="2024-12-09"))
    rows = json.loads(
        warledger("changes", "--since", "2024-12-05", "--learned", "--ledger", path, "--json").out
    )
    assert {r["date"] for r in rows} == {"2024-12-02", "2024-12-05"}
    assert all("learned after 2024-12-05" in r["why"] for r in rows)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--since", "yesterday"), "--since"),
        (("--bbox", "1,2,3"), "west,south,east,north"),
        (("--bbox", "1,2,3,400"), "outside the world"),
        (("--stance", "maybe"), "asserts, denies"),
        (("--status", "soon"), "planned"),
    ],
)
def test_wrong_options_are_told_in_words(warledger, book, options, words):
    ran = warledger("claims", "--ledger", book, *options)
    assert ran.code == 2
    assert words in ran.err


def test_no_ledger_and_no_place(warledger, book, tmp_path):
    ran = warledger("claims", "--ledger", tmp_path / "none.db")
    assert (ran.code, "warledger add" in ran.err) == (2, True)
    ran = warledger("control", "Atlantis", "--ledger", book)
    assert (ran.code, "Atlantis" in ran.err) == (2, True)


class _Coder:
    """Stands in for the coder: one claim a report, and a note of what it was given."""

    given: list[str] = []  # noqa: RUF012 - shared on purpose

    def __init__(self, **_options):
        pass

    def ready(self):
        return self

    def code_many(self, reports):
        for one in reports:
            self.given.append(one.id)
            yield Coding(one, [claim()])


def test_add_codes_only_what_is_not_there(warledger, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "warledger.coder", SimpleNamespace(Coder=_Coder))
    monkeypatch.setattr("warledger.cli.coded.build_gazetteer", lambda: None)
    monkeypatch.setattr(_Coder, "given", [])
    source = tmp_path / "reports.jsonl"
    rows = [{"id": f"a{n}", "text": f"Text {n}", "date": "2024-12-05"} for n in range(3)]
    source.write_text("\n".join(json.dumps(r) for r in rows))
    path = tmp_path / "new.db"
    ran = warledger("add", source, "--ledger", path)
    assert (ran.code, "3 new" in ran.out, "3 claims" in ran.out) == (0, True, True)
    ran = warledger("add", source, "--ledger", path)
    assert "0 new, 3 already there; 0 claims" in ran.out
    rows[1]["text"] = "Text 1, corrected"
    source.write_text("\n".join(json.dumps(r) for r in rows))
    ran = warledger("add", source, "--ledger", path)
    assert "0 new, 1 changed, 2 already there; 1 claims" in ran.out
    assert _Coder.given == ["a0", "a1", "a2", "a1"]


def test_add_goes_on_after_a_broken_line(warledger, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "warledger.coder", SimpleNamespace(Coder=_Coder))
    monkeypatch.setattr("warledger.cli.coded.build_gazetteer", lambda: None)
    source = tmp_path / "reports.jsonl"
    source.write_text('{"id": "a", "text": "One"}\n{"id": \n{"id": "b", "text": "Two"}\n')
    ran = warledger("add", source, "--ledger", tmp_path / "new.db", "--date", "2024-12-05")
    assert (ran.code, "2 new" in ran.out) == (1, True)
    assert "2" in ran.err


def _coded(report, *claims, whole=False):
    made = Coding(report, list(claims)).to_dict()
    return made | ({"text": report.text, "date": "2024-12-05", "publisher": "Sample Wire"} if whole else {})


def test_coded_claims_are_added_without_coding(warledger, tmp_path):
    full = claim(
        "withdraw",
        targets=(HTS,),
        origin=place("Idlib", 35.9, 36.6),
        exceptions=(place("Morek", 35.4, 36.7),),
        counts=killed(5, 3, 9),
        source=MONITOR,
        reason="a verb",
    )
    reports = [report(n) for n in range(3)]
    source, coded = tmp_path / "reports.jsonl", tmp_path / "coded.jsonl"
    source.write_text(
        "\n".join(json.dumps({"id": r.id, "text": r.text, "date": "2024-12-05"}) for r in reports)
    )
    lines = [_coded(reports[1], full), _coded(reports[0]), _coded(report(7), claim(), whole=True)]
    lines += [_coded(report(8), claim()), {"id": "r2", "claims": [{"kind": "capture"}]}, {"no": "claims"}]
    coded.write_text("\n".join(map(json.dumps, lines)))
    path = tmp_path / "new.db"
    ran = warledger("add", source, "--coded", coded, "--ledger", path)
    assert (ran.code, "3 new; 2 claims added" in ran.out) == (1, True)
    assert [f"coded.jsonl:{n}: " in ran.err for n in range(1, 7)] == [False] * 3 + [True] * 3
    with Ledger.open(path) as ledger, Ledger.open(":memory:") as other:
        other.add(Coding(replace(reports[1], publisher="", title=""), [full]))
        kept, direct = (queries.claims(book, Filter(kind="withdraw")) for book in (ledger, other))
        assert [replace(c, id=1, report=1, place_id=1, added_at="") for c in kept] == [
            replace(c, id=1, report=1, place_id=1, added_at="") for c in direct
        ]
    assert "0 new, 3 already there" in warledger("add", source, "--coded", coded, "--ledger", path).out
    assert warledger("add", "--ledger", path).code == 2


def test_a_claim_is_corrected_and_its_history_told(warledger, book):
    number = json.loads(warledger("claims", "--kind", "shelling", "--ledger", book, "--json").out)[0]["id"]
    by = ("--by", "Sample Editor", "--why", "the report says so", "--ledger", book)
    ran = warledger("correct", number, "--set", "kind=airstrike", "--set", "killed=7", *by)
    assert (ran.code, "kind: shelling → airstrike, killed: 3 → 7" in ran.out) == (0, True)
    rows = json.loads(warledger("history", number, "--ledger", book, "--json").out)
    assert [(r["kind"], r["by"], r["current"]) for r in rows] == [
        ("shelling", "the coder", False),
        ("airstrike", "Sample Editor", True),
    ]
    assert "retracted" in warledger("correct", number, "--retract", *by).out
    assert json.loads(warledger("claims", "--kind", "airstrike", "--ledger", book, "--json").out) == []
    assert "stands again" in warledger("correct", number, "--restore", *by).out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "--set FIELD=VALUE"),
        (("--set", "kind"), "FIELD=VALUE"),
        (("--set", "kind=hold", "--set", "kind=clash"), "set twice"),
        (("--set", "kind=hold", "--retract"), "--retract"),
        (("--set", "shape=round"), "kind, stance"),
    ],
)
def test_wrong_corrections_are_told_in_words(warledger, book, options, words):
    ran = warledger("correct", 1, "--by", "A", "--why", "b", "--ledger", book, *options)
    assert ran.code == 2
    assert words in ran.err


def test_people_split_and_join_incidents(warledger, tmp_path):
    path = tmp_path / "war.db"
    with Ledger.open(path) as ledger:
        ledger.add(coding(1, claim()))
        ledger.add(coding(2, claim(source=MONITOR)))
    by = ("--by", "Ana", "--why", "two attacks", "--ledger", path)
    rows = lambda: json.loads(warledger("incidents", "--json", "--ledger", path).out)  # noqa: E731
    assert len(rows()) == 1
    assert warledger("split", 1, 2, *by).code == 0
    assert len(rows()) == 2
    assert warledger("split", 1, 2, "--undo", *by).code == 0
    assert len(rows()) == 1
    assert warledger("join", 1, 7, *by).code != 0
    assert "no claim 7" in warledger("join", 1, 7, *by).err
