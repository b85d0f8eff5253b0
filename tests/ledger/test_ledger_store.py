from __future__ import annotations

import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

import patience
from ledger.make import HTS, claim, coding, place
from warledger import control
from warledger.ledger import Ledger, LedgerError, queries
from warledger.ledger.queries import Filter
from warledger.ledger.refresh import rebuild, refresh
from warledger.ledger.schema import places
from warledger.ledger.store import counts_of
from warledger.model import Level


@pytest.fixture
def ledger(new_ledger):
    with Ledger.open(new_ledger()) as opened:
        yield opened


def test_a_report_is_added_once(ledger):
    first = ledger.add(coding(1, claim(), claim("hold", id="c2")))
    again = ledger.add(coding(1, claim(), claim("hold", id="c2")))
    assert (first.state, first.claims) == ("new", 2)
    assert (again.state, again.claims, again.report_id) == ("same", 0, first.report_id)
    assert counts_of(ledger) == {"reports": 1, "versions": 1, "claims": 2, "places": 1}


def test_a_changed_text_is_a_new_version_and_the_old_one_is_kept(ledger):
    old = ledger.add(coding(1, claim()))
    new = ledger.add(coding(1, claim("withdraw"), text="Another text."))
    assert new.state == "version"
    assert [c.kind for c in queries.claims(ledger)] == ["withdraw"]
    everything = queries.claims(ledger, Filter(superseded=True))
    assert {(c.kind, c.current) for c in everything} == {("capture", False), ("withdraw", True)}
    assert queries.report(ledger, old.report_id).text == "The text of report number 1."
    assert [r.version for r in queries.reports(ledger, Filter(superseded=True))] == [2, 1]


def test_going_back_to_an_older_text_is_a_version_too(ledger):
    ledger.add(coding(1, claim()))
    ledger.add(coding(1, claim(), text="Another text."))
    assert ledger.add(coding(1, claim())).state == "version"
    assert counts_of(ledger)["reports"] == 1


def test_a_url_is_the_identity_before_the_id(ledger):
    ledger.add(coding(1, claim(), url="https://example.org/a"))
    assert ledger.add(coding(2, claim(), url="https://example.org/a")).state == "version"
    assert ledger.add(coding(1, claim(), url="https://example.org/b")).state == "new"


def test_one_id_of_two_publishers_is_two_reports(ledger):
    ledger.add(coding(1, claim(), publisher="One"))
    assert ledger.add(coding(1, claim(), publisher="Two")).state == "new"


def test_what_adding_would_do_is_known_before_coding(ledger):
    made = coding(1, claim())
    assert ledger.state_of(made.report) == "new"
    ledger.add(made)
    assert ledger.state_of(made.report) == "same"
    assert ledger.state_of(replace(made.report, text="x")) == "version"


def test_an_undated_report_is_kept_and_known_from_the_day_of_adding(ledger):
    ledger.add(coding(1, claim(on=None), on=None), now=datetime(2025, 1, 2, tzinfo=UTC))
    (row,) = queries.claims(ledger)
    assert (row.start, row.known, row.day, row.report_date) == (None, "2025-01-02", "2025-01-02", None)


def test_all_fields_come_back(ledger):
    from warledger.model import Codes, Count, Counts, Precision, Source, Stance, Status  # noqa: PLC0415

    full = claim(
        "withdraw",
        source=Source("The ministry", "m", ("SANA", "Wire"), "said"),
        stance=Stance.DENIES,
        status=Status.ONGOING,
        targets=(HTS,),
        origin=place("Idlib", 35.9, 36.6),
        exceptions=(place("Salamiyah", 35.0, 37.0),),
        counts=Counts(killed=Count(3, 5, 9)),
        codes=Codes("RETREAT", "withdraw", "087", "Strategic developments", "Other"),
        reason="a verb",
    )
    ledger.add(coding(1, full))
    (row,) = queries.claims(ledger)
    assert (row.source, row.source_id, row.via, row.cue) == ("The ministry", "m", ["SANA", "Wire"], "said")
    assert (row.stance, row.status, row.precision) == ("denies", "ongoing", Precision.DAY)
    assert row.targets[0].id == "hts"
    assert row.origin["name"] == "Idlib"
    assert [e["name"] for e in row.exceptions] == ["Salamiyah"]
    assert row.counts == {"killed": {"low": 3, "best": 5, "high": 9}}
    assert row.codes["cameo"] == "087"
    assert (row.quote_start, row.quote_end, row.reason, row.confidence) == (0, 20, "a verb", 0.8)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_country_is_the_same_place_whichever_part_of_it_is_told_first(ledger, order):
    whole = place("Syria", 35.0, 38.0, gazetteer_id="cc:SY", level=Level.COUNTRY, admin1="")
    north = {"resolved": "Syria", "gazetteer_id": "cc:SY", "level": Level.REGION, "admin1": ""}
    part = place("northern Syria", 36.15, 38.0, **north)
    told = [coding(1, claim("clash", place=whole)), coding(2, claim("clash", place=part))]
    for n in order:
        ledger.add(told[n])
    with ledger.engine.connect() as connection:
        kept = connection.execute(select(places.c.level, places.c.lat, places.c.lon)).all()
    assert [tuple(row) for row in kept] == [("country", 35.0, 38.0)]


def test_odd_characters_do_no_harm(ledger):
    odd = "\ud800 half a pair, \0 nothing, \u202e turned, 'quote\"; DROP TABLE claims;--"
    ledger.add(coding(1, claim(quote=odd, place=place(odd)), text=odd, title=odd, publisher=odd))
    (row,) = queries.claims(ledger)
    assert len(row.quote) == len(odd)
    assert queries.claims(ledger, Filter(text='half "a pair')) == [row]


def test_copies_are_found_whatever_comes_first(tmp_path):
    words = [f"word{n}" for n in range(120)]
    whole, shorter, other = " ".join(words), " ".join(words[:90]), " ".join(reversed(words))
    for order in ([1, 2, 3], [3, 2, 1], [2, 3, 1]):
        with Ledger.open(":memory:") as ledger:
            texts = {1: whole, 2: "Intro of our own. " + shorter, 3: other}
            numbers = {n: ledger.add(coding(n, claim(), text=texts[n])).report_id for n in order}
            groups = queries.copy_groups(ledger)
            assert groups[numbers[1]] == groups[numbers[2]]
            assert numbers[3] not in groups


def test_an_unknown_newer_version_is_refused_in_words(tmp_path):
    path = tmp_path / "new.db"
    Ledger.open(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE meta SET value = '99' WHERE key = 'version'")
    raw.close()
    with pytest.raises(LedgerError, match="version 99"):
        Ledger.open(path)


@pytest.mark.parametrize("content", [b"no database at all, only words" * 50, b"\0" * 4096])
def test_what_is_no_ledger_is_refused(tmp_path, content):
    path = tmp_path / "odd.db"
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"no ledger|no warledger"):
        Ledger.open(path)
    assert path.read_bytes() == content


def test_a_foreign_database_is_refused(tmp_path):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE songs (title)")
    raw.close()
    with pytest.raises(LedgerError, match="no warledger ledger"):
        Ledger.open(path)


def test_a_missing_ledger_is_made_only_when_asked(tmp_path):
    with pytest.raises(LedgerError, match="warledger add"):
        Ledger.open(tmp_path / "none.db", create=False)
    with pytest.raises(LedgerError, match="folder does not exist"):
        Ledger.open(tmp_path / "no" / "such" / "folder.db")
    with pytest.raises(LedgerError, match="is a folder"):
        Ledger.open(tmp_path)


def test_a_full_disk_leaves_the_ledger_as_it_was(tmp_path):
    from sqlalchemy import event  # noqa: PLC0415

    path = tmp_path / "full.db"
    with Ledger.open(path) as ledger:
        ledger.add(coding(1, claim()))
        before = counts_of(ledger)
    with Ledger.open(path) as ledger:

        def small(connection, _record):
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count={pages + 2}")

        event.listen(ledger.engine, "connect", small)
        ledger.engine.dispose()
        with pytest.raises(LedgerError, match="disk is full"):
            ledger.add(
                coding(2, *[claim(quote="q" * 5000, id=str(n)) for n in range(50)], text="t" * 100_000)
            )
        assert counts_of(ledger) == before
    with Ledger.open(path) as ledger:
        assert counts_of(ledger) == before
        assert ledger.add(coding(2, claim())).state == "new"


_AS_NOBODY = """
import os, sys
sys.path[:0] = {path!r}
from warledger import control
from warledger.ledger import Ledger, LedgerError, queries
os.setgid(65534); os.setuid(65534)
try:
    Ledger.open({new!r})
except LedgerError as error:
    print("new:", error)
with Ledger.open({old!r}) as ledger:
    print("claims:", len(queries.claims(ledger)))
    from ledger.make import claim, coding
    try:
        ledger.add(coding(2, claim()))
    except LedgerError as error:
        print("add:", error)
"""


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="needs POSIX users")
def test_a_read_only_folder_can_be_read_and_says_so_when_written(tmp_path):
    folder = tmp_path / "ro"
    folder.mkdir()
    with Ledger.open(folder / "old.db") as ledger:
        ledger.add(coding(1, claim()))
    (folder / "old.db").chmod(0o444)
    folder.chmod(0o555)
    try:
        if os.geteuid() != 0:
            pytest.skip("an ordinary user's folder is covered where the tests run as root")
        for parent in tmp_path.parents:
            if not parent.stat().st_mode & stat.S_IXOTH:
                parent.chmod(parent.stat().st_mode | stat.S_IXOTH | stat.S_IROTH)
        tmp_path.chmod(0o755)
        script = _AS_NOBODY.format(path=sys.path, new=str(folder / "new.db"), old=str(folder / "old.db"))
        run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        if "Permission" in run.stderr or "ModuleNotFound" in run.stderr:
            pytest.skip("another user cannot read this Python")
        assert "claims: 1" in run.stdout, run.stderr
        assert "add:" in run.stdout
        assert "read-only" in run.stdout.split("add:")[1]
        assert "new:" in run.stdout
    finally:
        folder.chmod(0o755)


_WRITER = textwrap.dedent("""
    import sys
    sys.path[:0] = {path!r}
    from ledger.make import claim, coding
    from warledger.ledger import Ledger, dialect
    dialect.BUSY_SECONDS = {patient!r}  # four writers on a busy machine wait long for their turn
    with Ledger.open({db!r}) as ledger:
        both = claim(), claim("hold", id="c2")
        made = (coding(n, *both, text=f"text {{n}} " * 30) for n in range({first}, {last}))
        list(ledger.add_all(made, together=3))
""")


def _start(db: Path, first: int, last: int) -> subprocess.Popen[bytes]:
    script = _WRITER.format(path=sys.path, db=str(db), first=first, last=last, patient=patience.SECONDS)
    return subprocess.Popen([sys.executable, "-c", script])


def _whole(db: Path) -> int:
    """How many reports there are, having checked that each is whole and there once."""
    with sqlite3.connect(db, isolation_level=None, timeout=patience.SECONDS) as raw:
        raw.execute("BEGIN")  # one state of the ledger, whatever is written beside it
        reports, claims = (
            raw.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("reports", "claims")
        )
        assert claims == 2 * reports
        assert raw.execute("SELECT count(*) FROM claims_fts").fetchone() == (claims,)
        assert raw.execute("SELECT count(DISTINCT identity) FROM reports").fetchone() == (reports,)
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    raw.close()
    return int(reports)


def test_writers_that_are_killed_lose_double_and_halve_nothing(tmp_path):
    db = tmp_path / "killed.db"
    Ledger.open(db).close()
    rng = random.Random(7)
    for _ in range(2):
        before, more = _whole(db), rng.randrange(5, 30)
        writers = [_start(db, n * 40, n * 40 + 60) for n in range(4)]  # their reports overlap
        while any(w.poll() is None for w in writers) and _whole(db) < min(before + more, 160):
            pass
        for writer in rng.sample(writers, 4):
            writer.send_signal(signal.SIGKILL)
            writer.wait()
            assert _whole(db) >= before
    assert [w.wait(patience.SECONDS) for w in [_start(db, n * 40, n * 40 + 60) for n in range(4)]] == [0] * 4
    assert _whole(db) == 3 * 40 + 60
    with Ledger.open(db) as ledger:
        refresh(ledger)
        kept = control.holdings(ledger, at="2024-12-06", argue=False)
        rebuild(ledger)
        assert control.holdings(ledger, at="2024-12-06", argue=False) == kept
