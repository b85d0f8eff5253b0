from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.generated import many
from ledger.make import ARMY, HTS, MINISTRY, MONITOR, Stance, claim, coding, place
from warledger import control
from warledger.control.book import stories
from warledger.control.status import holding_on
from warledger.ledger import Ledger, disputes, incidents, joining, queries
from warledger.ledger.corrections import correct, retract
from warledger.ledger.holdings import FOREVER, node_of, nodes_of
from warledger.ledger.queries import Filter
from warledger.ledger.refresh import rebuild, refresh
from warledger.model import Level, Period, Precision, Source

DAYS = ("2024-11-20", "2024-12-01", "2024-12-05", "2024-12-08", "2024-12-12", "2024-12-30", "2026-12-01")
BY = {"author": "Sample Editor", "why": "checked", "now": datetime(2024, 12, 28, tzinfo=UTC)}


def stored(ledger):
    """What the listing gives."""
    return [list(control.holdings(ledger, at=day, argue=False)) for day in DAYS]


def computed(ledger):
    """The same from the claims, with nothing stored."""
    found = []
    for day in DAYS:
        at = date.fromisoformat(day).toordinal()
        told = [holding_on(s, at, argue=False) for s in stories(ledger) if s.begun(at)]
        told.sort(key=lambda h: (h.country, h.admin1, h.place, h.place_id))
        found.append(told)
    return found


def joined_at_once(ledger):
    """The incidents from the claims, with nothing stored."""
    with ledger.reading() as connection:
        made = incidents.group(incidents.read(connection))
    return [incidents.row_of(i) for i in sorted(made, key=lambda i: (i.first, i.id), reverse=True)]


def disputed_at_once(ledger):
    """The disputes from the claims, with nothing stored."""
    with ledger.reading() as connection:
        made = incidents.group(incidents.read(connection))
    return disputes.found_among(ledger, sorted(made, key=lambda i: (i.first, i.id), reverse=True))


@pytest.fixture
def ledger(new_ledger):
    with Ledger.open(new_ledger()) as opened:
        yield opened


def test_day_by_day_joins_as_all_at_once_does(monkeypatch):
    monkeypatch.setattr(joining, "_MANY", 10)
    monkeypatch.setattr(joining, "_SWEPT", 7)
    long = claim("besiege", "2024-12-04", date=Period(date(2024, 11, 1), date(2024, 12, 20), Precision.DAY))
    with Ledger.open(":memory:") as ledger:
        list(ledger.add_all([*many(5, 16), coding(900, long), coding(901, claim("besiege"))]))
        assert queries.incidents(ledger) == joined_at_once(ledger)


@pytest.mark.parametrize("seed", range(2))
def test_bit_by_bit_gives_the_same_as_from_nothing(ledger, seed):
    rng = random.Random(seed)
    codings = many(seed, 12)
    while codings:
        some, codings = codings[: (n := rng.randrange(2, 7))], codings[n:]
        list(ledger.add_all(some))
        if rng.random() < 0.5:
            refresh(ledger)
        if rng.random() < 0.3:
            ledger.add(
                replace(some[0], report=replace(some[0].report, text="A new text."), claims=some[-1].claims)
            )
        numbers = [c.id for c in queries.claims(ledger)]
        if rng.random() < 0.4:
            correct(ledger, rng.choice(numbers), {"actors": "Syrian army", "date": "2024-12-02"}, **BY)
        if rng.random() < 0.2:
            retract(ledger, rng.choice(numbers), **BY)
        assert stored(ledger) == computed(ledger)
        assert queries.incidents(ledger) == joined_at_once(ledger)
        assert queries.disputes(ledger) == disputed_at_once(ledger)
    refresh(ledger)
    bit_by_bit = stored(ledger), queries.incidents(ledger), queries.disputes(ledger)
    rebuild(ledger)
    assert bit_by_bit == (stored(ledger), queries.incidents(ledger), queries.disputes(ledger))
    assert (stored(ledger), queries.incidents(ledger)) == (computed(ledger), joined_at_once(ledger))
    assert queries.disputes(ledger) == disputed_at_once(ledger)


@pytest.mark.parametrize("limit", [1, 3])
def test_incidents_are_found_by_any_of_their_claims(ledger, limit):
    list(ledger.add_all(many(5)))
    for wanted in (Filter(place="Town1"), Filter(kind="capture", since="2024-12-04"), Filter(text="claim")):
        ids = {c.id for c in queries.claims(ledger, wanted)}
        expected = [i for i in joined_at_once(ledger) if ids & set(i.claims)]
        assert queries.incidents(ledger, wanted) == expected
        assert queries.incidents(ledger, replace(wanted, limit=limit)) == expected[:limit]


@pytest.mark.parametrize("seed", [11, 16])
def test_disputes_around_some_claims_are_those_among_all_that_have_one(ledger, monkeypatch, seed):
    list(ledger.add_all(many(seed, 40)))
    every = queries.disputes(ledger)
    monkeypatch.setattr(disputes, "all_disputes", lambda *_: pytest.fail("nothing but what lies around"))
    about = set()
    for wanted in (Filter(place="Town1"), Filter(place="Hama"), Filter(kind="hold"), Filter(report=3)):
        ids = set(queries.claim_numbers(ledger, wanted))
        expected = [d for d in every if any(ids & set(side.claims) for side in d.sides)]
        assert queries.disputes(ledger, wanted) == expected
        about |= {d.about for d in expected}
    assert {"happened", "holder", "actor"} <= about


def plain(rows):
    """Disputes without the ledger's numbers, which tell the order of arrival."""
    found = []
    for r in rows:
        sides = sorted((replace(s, claims=[]) for s in r.sides), key=lambda s: s.position)
        found.append(replace(r, place_id=None, settled_by=None, sides=sides, id=""))
    return sorted(found, key=repr)


@given(st.randoms(use_true_random=False), st.integers(0, 30))
@settings(max_examples=5, deadline=None)
def test_disputes_are_the_same_in_whatever_order_and_lots_reports_arrive(rng, seed):
    codings = many(seed, 8)
    with Ledger.open(":memory:") as ledger:
        list(ledger.add_all(codings))
        at_once = plain(queries.disputes(ledger))
    rng.shuffle(codings)
    with Ledger.open(":memory:") as ledger:
        while codings:
            some, codings = codings[: (n := rng.randrange(1, 6))], codings[n:]
            list(ledger.add_all(some))
            if rng.random() < 0.6:
                assert queries.disputes(ledger) == disputed_at_once(ledger)
        assert plain(queries.disputes(ledger)) == at_once


def test_a_later_claim_elsewhere_in_the_ledger_ends_a_dispute_and_a_correction_opens_it_again(ledger):
    told = claim("withdraw", "2024-11-30", actors=(ARMY,), source=MONITOR)
    ledger.add(coding(1, told, on="2024-11-30"))
    ledger.add(coding(2, replace(told, source=MINISTRY, stance=Stance.DENIES), on="2024-12-01"))
    late = claim("withdraw", "2024-12-05", actors=(ARMY,), source=Source("Syrian army", "syr-army"))

    def ends():
        found = queries.disputes(ledger)
        assert found == disputed_at_once(ledger)
        return [(r.outcome, r.settled_by) for r in found if r.about == "happened"]

    assert ends() == [("open", None)]
    ledger.add(coding(3, late))
    assert ends() == [("overtaken", 3)]
    correct(ledger, 3, {"status": "planned"}, **BY)
    assert ends() == [("open", None)]
    retract(ledger, 2, **BY)
    assert ends() == []


def test_a_dispute_about_a_holder_is_followed_to_the_last_report(ledger):
    ledger.add(coding(1, claim(source=MONITOR), on="2024-12-05"))
    ledger.add(coding(2, claim("hold", actors=(ARMY,), source=Source("residents")), on="2024-12-05"))

    def lasts():
        found = queries.disputes(ledger)
        assert found == disputed_at_once(ledger)
        return [(r.about, r.last) for r in found]

    assert lasts() == [("holder", "2024-12-05")]
    ledger.add(coding(3, on="2024-12-07"))  # tells nothing
    assert lasts() == [("holder", "2024-12-07")]
    ledger.add(coding(4, on="2025-01-07"))  # what was told is too old to dispute anything
    assert lasts() == [("holder", "2024-12-08")]


def test_disputes_are_cut_and_chosen_as_from_the_whole_list(ledger):
    list(ledger.add_all(many(16)))
    every = queries.disputes(ledger)
    assert queries.disputes(ledger, Filter(limit=3)) == every[:3]
    still = [r for r in every if r.outcome == "open"]
    assert 0 < len(still) < len(every)
    assert queries.disputes(ledger, open_only=True) == still


def test_a_read_only_ledger_tells_disputes_that_have_not_been_stored(ledger, monkeypatch):
    list(ledger.add_all(many(3)))
    monkeypatch.setattr(ledger, "read_only", True)
    assert queries.disputes(ledger) == disputed_at_once(ledger) != []


def test_two_incidents_of_one_name_live_side_by_side(ledger, monkeypatch):
    monkeypatch.setattr(incidents.Incident, "id", "samesename")
    list(ledger.add_all([coding(1, claim()), coding(2, claim("talks", "2024-11-02"))]))
    assert [i.kinds for i in queries.incidents(ledger)] == [["capture"], ["talks"]]


def test_the_first_holdings_of_a_listing_are_those_of_the_whole(ledger):
    list(ledger.add_all(many(7)))
    refresh(ledger)
    for wanted in (Filter(), Filter(actor=HTS.id or HTS.name), Filter(place="Hama")):
        every = list(control.holdings(ledger, "2024-12-09", wanted=wanted, argue=False))
        for limit in (1, 3, 100):
            some = control.holdings(ledger, "2024-12-09", wanted=replace(wanted, limit=limit), argue=False)
            assert list(some) == every[:limit]


@given(st.lists(st.integers(1, FOREVER), min_size=3, max_size=3).map(sorted))
def test_days_in_a_spell_know_its_node(days):
    first, day, last = days
    assert node_of(first, last) in nodes_of(day)


def test_a_place_that_is_named_later_takes_the_claims_of_its_town(ledger):
    ledger.add(coding(1, claim(place=place("Quarter", 35.131, 36.751, level=Level.POINT))))
    refresh(ledger)
    ledger.add(coding(2, claim("hold", "2024-12-07", actors=(ARMY,)), on="2024-12-07"))
    refresh(ledger)
    (quarter,) = control.holdings(ledger, at="2024-12-08", wanted=Filter(place="test:Quarter"))
    assert {e.claim for e in quarter.claims_for + quarter.claims_against} == {1, 2}
    before = stored(ledger)
    rebuild(ledger)
    assert stored(ledger) == before == computed(ledger)


def test_a_refresh_that_is_broken_off_goes_on(ledger, monkeypatch):
    list(ledger.add_all(many(1)))
    monkeypatch.setattr("warledger.ledger.refresh._PLACES", 1)

    def broken(done, _total):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refresh(ledger, broken)
    assert stored(ledger) == computed(ledger)
    told = []
    refresh(ledger, lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 0
    assert refresh(ledger) == 0
    assert stored(ledger) == computed(ledger)


def test_many_places_are_worked_out_by_several_processes_and_come_out_the_same(ledger, monkeypatch):
    list(ledger.add_all(many(2)))
    monkeypatch.setattr("warledger.ledger.refresh._MANY", 1)
    monkeypatch.setattr("warledger.ledger.refresh._PLACES", 3)
    assert refresh(ledger) == 8
    assert stored(ledger) == computed(ledger)


_PLAIN_SCRIPT = """
import sys
from ledger.generated import many
from warledger.ledger import Ledger, refresh
print("begun")
refresh._MANY, refresh._PLACES = 1, 3
with Ledger.open(sys.argv[1]) as ledger:
    list(ledger.add_all(many(2)))
    print(refresh.refresh(ledger))
"""


def test_a_script_that_guards_no_main_module_may_refresh(tmp_path):
    script = tmp_path / "plain.py"
    script.write_text(_PLAIN_SCRIPT, encoding="utf-8")
    told = subprocess.run(
        [sys.executable, script, tmp_path / "plain.db"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.split() == ["begun", "8"]


def test_a_read_only_ledger_shows_what_has_not_been_worked_out(ledger, monkeypatch):
    list(ledger.add_all(many(3)))
    monkeypatch.setattr(ledger, "read_only", True)
    monkeypatch.setattr("warledger.control.view._OVERLAID", 0)
    assert refresh(ledger) == 0
    assert stored(ledger) == computed(ledger)


def test_many_touched_places_are_stored_by_whoever_asks_first(ledger, monkeypatch):
    list(ledger.add_all(many(3)))
    monkeypatch.setattr("warledger.control.view._OVERLAID", 0)
    assert stored(ledger) == computed(ledger)
    assert refresh(ledger) == 0


def test_known_by_and_changes_need_nothing_stored(ledger):
    list(ledger.add_all(many(4)))
    plain = control.holdings(ledger, at="2024-12-10", known_by="2024-12-16", argue=False)
    moved = control.changes(ledger, "2024-12-01", "2024-12-10")
    refresh(ledger)
    assert control.holdings(ledger, at="2024-12-10", known_by="2024-12-16", argue=False) == plain
    assert control.changes(ledger, "2024-12-01", "2024-12-10") == moved
    argued = control.holdings(ledger, at="2024-12-10", known_by="2024-12-16")
    assert [(h.place, h.status, h.probability) for h in argued] == [
        (h.place, h.status, h.probability) for h in plain
    ]


def test_a_correction_shows_as_what_was_learned(ledger):
    ledger.add(coding(1, claim(source=MINISTRY)))
    refresh(ledger)
    correct(ledger, 1, {"actors": ARMY.name}, **BY)
    (row, *_) = control.learned(ledger, "2024-12-20")
    assert (row.before, row.after, row.why) == (HTS.name, "Syrian Arab Army", "corrected after 2024-12-20")
    retract(ledger, 1, **(BY | {"now": datetime(2025, 1, 5, tzinfo=UTC)}))
    (row, *_) = control.learned(ledger, "2025-01-01")
    assert (row.before, row.after, row.after_status) == ("Syrian Arab Army", "", "unknown")


@pytest.mark.parametrize("day", ["2024-12-15", "2024-12-17", "2024-12-18"])
def test_known_by_a_day_is_what_working_every_place_out_gives(ledger, monkeypatch, day):
    list(ledger.add_all(many(6)))
    list(ledger.add_all(many(7, 9)))  # these are told anew
    refresh(ledger)

    def told():
        ledger.kept.clear()
        listed = [control.holdings(ledger, f"2024-12-{n:02}", day, argue=False) for n in range(1, 20, 3)]
        return [list(held) for held in listed], control.changes(ledger, "2024-12-03", "2024-12-10", day)

    found = told()
    everywhere = {p.id for p in queries.places(ledger)}
    monkeypatch.setattr("warledger.ledger.pending.learned_after", lambda _connection, _day: everywhere)
    assert found == told()
    assert any(found[0])


def test_nothing_is_worked_out_anew_where_nothing_was_learned_since(ledger, monkeypatch):
    list(ledger.add_all(many(6)))
    refresh(ledger)
    now = list(control.holdings(ledger, at="2024-12-09", argue=False))
    monkeypatch.setattr("warledger.control.view.View.stories", None)
    assert list(control.holdings(ledger, at="2024-12-09", known_by="2024-12-31", argue=False)) == now
