from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from ledger.generated import many
from ledger.make import claim, coding
from warledger import control
from warledger.ledger import Ledger, LedgerError, migrations, queries
from warledger.ledger.queries import Filter
from warledger.ledger.refresh import refresh
from warledger.ledger.schema import VERSION
from warledger.ledger.store import counts_of

OLD = Path(__file__).with_name("version_1.sql").read_text(encoding="utf-8")


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as raw:
        raw.executescript(OLD)
    raw.close()
    return path


def _shape(path):
    """Tables with their columns (names, types, whether they may be empty), keys and indexes."""
    found = inspect(create_engine(f"sqlite:///{path}"))
    tables = {}
    for name in found.get_table_names():
        if "_fts" in name or "_rtree" in name:
            continue
        columns = {c["name"]: (str(c["type"]), c["nullable"]) for c in found.get_columns(name)}
        indexes = {(i["name"], tuple(i["column_names"])) for i in found.get_indexes(name)}
        tables[name] = columns, found.get_pk_constraint(name)["constrained_columns"], indexes
    return tables


def test_an_old_ledger_comes_out_like_a_new_one(old, tmp_path):
    Ledger.open(old).close()
    Ledger.open(tmp_path / "new.db").close()
    assert _shape(old) == _shape(tmp_path / "new.db")


def test_nothing_is_lost_on_the_way(old):
    with Ledger.open(old) as ledger:
        assert counts_of(ledger) == {"reports": 3, "versions": 4, "claims": 3, "places": 2}
        assert [c.kind for c in queries.claims(ledger)] == ["talks", "hold", "capture"]
        assert [c.kind for c in queries.claims(ledger, Filter(known_by="2024-12-07"))] == [
            "capture",
            "withdraw",
        ]
        assert [c.kind for c in queries.claims(ledger, Filter(text="capture"))] == ["capture"]
        groups = queries.copy_groups(ledger)
        assert groups == {1: 1, 2: 1}
        assert control.holdings(ledger, at="2024-12-09")[0].place == "Hama"
        assert ledger.add(coding(9, claim())).state == "new"
    with Ledger.open(old) as again:
        assert counts_of(again)["versions"] == 5


def test_a_step_that_fails_leaves_the_old_ledger_as_it_was(old, monkeypatch):
    def broken(connection, _progress):
        migrations.to_2(connection)
        raise LedgerError("no")

    monkeypatch.setitem(migrations.STEPS, 1, broken)
    with pytest.raises(LedgerError, match="no"):
        Ledger.open(old)
    with sqlite3.connect(old) as raw:
        assert raw.execute("SELECT value FROM meta WHERE key = 'version'").fetchone() == ("1",)
        assert raw.execute("SELECT count(*) FROM shingles").fetchone()[0] > 0
    raw.close()
    monkeypatch.undo()
    Ledger.open(old).close()


def test_every_version_has_its_step():
    assert sorted(migrations.STEPS) == list(range(1, VERSION))


BACK_TO_8 = """
DROP TABLE listed; DROP TABLE spells;
CREATE TABLE spells (place INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  node INTEGER NOT NULL, holder INTEGER NOT NULL, status VARCHAR(10) NOT NULL, probability FLOAT NOT NULL,
  since INTEGER NOT NULL, confirmed INTEGER NOT NULL, rivals TEXT NOT NULL, PRIMARY KEY (place, first));
CREATE INDEX spells_node ON spells (node, last, first);
CREATE TABLE listed (country VARCHAR(2) NOT NULL, admin1 TEXT NOT NULL, called TEXT NOT NULL,
  place INTEGER NOT NULL, gazetteer_id TEXT NOT NULL, lat FLOAT, lon FLOAT, level VARCHAR(8) NOT NULL,
  PRIMARY KEY (country, admin1, called, place));
CREATE UNIQUE INDEX listed_place ON listed (place)
"""


BACK_TO_9 = "DROP TABLE disputes; DROP TABLE dispute_claims; DROP TABLE dispute_places"


BACK_TO_7 = """
DROP INDEX claims_until; DROP INDEX claims_corrects; DROP TABLE place_names;
ALTER TABLE claims ADD COLUMN place_words_key TEXT NOT NULL DEFAULT '';
UPDATE claims SET place_words_key = lower(place_words);
CREATE INDEX claims_place_words ON claims (place_words_key, place);
CREATE INDEX claims_source_day ON claims (source_key, first_day); CREATE INDEX reports_hash ON reports (hash);
CREATE INDEX claims_from ON claims (from_day); CREATE INDEX claims_until ON claims (until_day);
CREATE INDEX claims_corrects ON claims (corrects)
"""


BACK_TO_5 = """
DROP TABLE listed; DROP TABLE spells; DROP TABLE holders; DROP INDEX stale_what;
CREATE TABLE spells (place INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  called TEXT NOT NULL, party TEXT NOT NULL, PRIMARY KEY (place, first));
CREATE INDEX spells_first ON spells (first, last); CREATE INDEX spells_last ON spells (last, first);
ALTER TABLE incidents RENAME TO newer; ALTER TABLE members RENAME TO newer_members;
CREATE TABLE incidents (id VARCHAR(10) NOT NULL PRIMARY KEY, first VARCHAR(10) NOT NULL,
  last VARCHAR(10) NOT NULL, origins INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE members (claim INTEGER NOT NULL PRIMARY KEY,
  incident VARCHAR(10) NOT NULL, cluster INTEGER NOT NULL);
INSERT INTO incidents SELECT id, first, last, origins, body FROM newer;
INSERT INTO members SELECT m.claim, i.id, m.cluster
  FROM newer_members m JOIN newer i ON i.number = m.incident;
DROP TABLE newer_members; DROP TABLE newer;
CREATE INDEX incidents_first ON incidents (first, id);
CREATE INDEX members_incident ON members (incident); CREATE INDEX members_cluster ON members (cluster)
"""


SEARCHED_IN_6 = (
    "CREATE VIRTUAL TABLE claims_fts USING fts5(quote, content='claims', content_rowid='id', "
    "tokenize='porter unicode61 remove_diacritics 2')",
    "CREATE TRIGGER claims_fts_add AFTER INSERT ON claims BEGIN "
    "INSERT INTO claims_fts(rowid, quote) VALUES (new.id, new.quote); END",
    "INSERT INTO claims_fts(rowid, quote) SELECT id, quote FROM claims",
)
UNUSED_IN_6 = [f"CREATE TABLE {n} (dispute TEXT)" for n in ("disputes", "dispute_claims", "dispute_places")]


def _back_to(ledger, version):
    """Make a ledger what it was before the steps from this version on."""
    scripts = [
        (10, BACK_TO_9),
        (9, BACK_TO_8),
        (8, BACK_TO_7),
        (7, ";".join(UNUSED_IN_6)),
        (6, BACK_TO_5),
        (5, "DROP INDEX claims_long"),
    ]
    statements = [s for newer, script in scripts if version < newer for s in script.split(";") if s.strip()]
    with ledger.writing() as connection:
        for statement in [*statements, f"UPDATE meta SET value = '{version}' WHERE key = 'version'"]:
            connection.exec_driver_sql(statement)


def test_version_4_gets_an_index_of_what_lasts(new_ledger):
    target = new_ledger()
    with Ledger.open(target) as ledger:
        ledger.add(coding(1, claim()))
        _back_to(ledger, 4)
    with Ledger.open(target) as ledger:
        assert [c.kind for c in queries.claims(ledger)] == ["capture"]
        with ledger.reading() as connection:
            assert "claims_long" in {i["name"] for i in inspect(connection).get_indexes("claims")}
            assert migrations.version_of(connection) == VERSION


@pytest.mark.parametrize("version", [5, 8])
def test_an_older_version_keeps_its_incidents_and_works_its_holdings_out_anew(new_ledger, version):
    target = new_ledger()
    with Ledger.open(target) as ledger:
        list(ledger.add_all(many(3)))
        refresh(ledger)
        before = queries.incidents(ledger), list(control.holdings(ledger, at="2024-12-09", argue=False))
        _back_to(ledger, version)
    with Ledger.open(target) as ledger:
        with ledger.reading() as connection:
            assert len(connection.exec_driver_sql("SELECT number FROM incidents").all()) == len(before[0]) > 1
        assert (
            queries.incidents(ledger),
            list(control.holdings(ledger, at="2024-12-09", argue=False)),
        ) == before


def test_version_6_is_searched_as_before_and_tells_how_far_it_has_come(new_ledger):
    target, told = new_ledger(), []
    asked = [
        Filter(text="claim", limit=50),
        Filter(text="claim", limit=50, since="2024-12-05"),
        Filter(text='"claim 5"'),
    ]
    with Ledger.open(target) as ledger:
        list(ledger.add_all(many(4)))
        before = [queries.claims(ledger, wanted) for wanted in asked]
        with ledger.writing() as connection:
            if connection.dialect.name == "sqlite":
                for statement in ("DROP TRIGGER claims_fts_add", "DROP TABLE claims_fts", *SEARCHED_IN_6):
                    connection.exec_driver_sql(statement)
        _back_to(ledger, 6)
    with Ledger.open(target, progress=lambda done, total: told.append((done, total))) as ledger:
        assert [queries.claims(ledger, wanted) for wanted in asked] == before
        assert all(before)
        if ledger.engine.dialect.name == "sqlite":
            assert told == sorted(told)
            assert told[-1] == (72, 72)
        ledger.add(coding(99, claim(quote="a word that came after")))
        came = queries.claims(ledger, Filter(text="came", limit=5))
        assert [c.quote for c in came] == ["a word that came after"]


def test_version_7_knows_places_by_what_reports_call_them(new_ledger):
    target = new_ledger()
    spoken = claim(place=replace(claim().place, name="Hamah"))
    with Ledger.open(target) as ledger:
        ledger.add(coding(1, spoken, on="2024-12-05"))
        ledger.add(coding(1, claim(kind="withdraw"), text="Another text.", on="2024-12-07"))
        asked = [Filter(place="Hamah"), Filter(place="Hama"), Filter(place="Hamah", known_by="2024-12-06")]
        before = [[c.kind for c in queries.claims(ledger, wanted)] for wanted in asked]
        _back_to(ledger, 7)
    with Ledger.open(target) as ledger:
        assert [[c.kind for c in queries.claims(ledger, wanted)] for wanted in asked] == before
        assert before == [["withdraw"], ["withdraw"], ["capture"]]
        (late,) = control.holdings(ledger, at="2024-12-06", known_by="2024-12-06", argue=False)
        assert late.place == "Hamah"


def test_version_9_gets_its_disputes_without_a_claim_having_come(new_ledger):
    target = new_ledger()
    with Ledger.open(target) as ledger:
        list(ledger.add_all(many(3)))
        before = queries.disputes(ledger), queries.disputes(ledger, Filter(place="Town1"))
        assert {d.about for d in before[0]} >= {"holder", "happened"}
        with ledger.writing() as connection:
            connection.exec_driver_sql("DELETE FROM meta WHERE key = 'disputed_until'")
        _back_to(ledger, 9)
    with Ledger.open(target) as ledger:
        assert (queries.disputes(ledger), queries.disputes(ledger, Filter(place="Town1"))) == before
