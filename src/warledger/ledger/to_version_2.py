"""From version 1 to 2: days until which rows stand, corrections, groups of copies, stored answers.

Nothing of schema.py is used here: a step goes on meaning what it meant when it was released.
"""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, text

from warledger.ledger import copies

_NEVER = "9999-12-31"
_PART = 1000
_MORE = ("start", "end", "literal", "radius_km", "probability", "reason")

# {id} is a number that the database gives, {big} one of 64 bits, {plain} SQLite's word for no row numbers.
_TABLES = (
    "CREATE TABLE copy_groups (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL)",
    "CREATE TABLE bands (value {big} NOT NULL, report INTEGER NOT NULL REFERENCES reports (id), "
    "PRIMARY KEY (value, report)){plain}",
    "CREATE TABLE corrections (id {id}, root INTEGER NOT NULL REFERENCES claims (id), "
    "claim INTEGER NOT NULL REFERENCES claims (id), result INTEGER REFERENCES claims (id), "
    "author TEXT NOT NULL, why TEXT NOT NULL, changes TEXT NOT NULL, "
    "made_at VARCHAR(32) NOT NULL, made_day VARCHAR(10) NOT NULL)",
    "CREATE TABLE stale (id {id}, what VARCHAR(6) NOT NULL, number INTEGER NOT NULL, sign INTEGER NOT NULL)",
    "CREATE TABLE tallies (country VARCHAR(2) NOT NULL, name TEXT NOT NULL, actor_id TEXT NOT NULL, "
    "day VARCHAR(10) NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (country, name, actor_id, day))",
    "CREATE TABLE reaches (place INTEGER NOT NULL REFERENCES places (id), "
    "above INTEGER NOT NULL REFERENCES places (id), how VARCHAR(8) NOT NULL, PRIMARY KEY (place, above))",
    "CREATE TABLE spells (place INTEGER NOT NULL REFERENCES places (id), first INTEGER NOT NULL, "
    "last INTEGER NOT NULL, called TEXT NOT NULL, party TEXT NOT NULL, holder TEXT NOT NULL, "
    "holder_id TEXT NOT NULL, side TEXT NOT NULL, status VARCHAR(10) NOT NULL, probability FLOAT NOT NULL, "
    "since INTEGER NOT NULL, confirmed INTEGER NOT NULL, "
    "rivals TEXT NOT NULL, PRIMARY KEY (place, first)){plain}",
    "CREATE TABLE countries (country VARCHAR(2) NOT NULL PRIMARY KEY, known TEXT NOT NULL)",
    "CREATE TABLE incidents (id VARCHAR(10) NOT NULL PRIMARY KEY, first VARCHAR(10) NOT NULL, "
    "last VARCHAR(10) NOT NULL, origins INTEGER NOT NULL, body TEXT NOT NULL)",
    "CREATE TABLE members (claim INTEGER NOT NULL PRIMARY KEY REFERENCES claims (id), "
    "incident VARCHAR(10) NOT NULL, cluster INTEGER NOT NULL)",
    "CREATE TABLE disputes (id VARCHAR(10) NOT NULL PRIMARY KEY, about VARCHAR(8) NOT NULL, "
    "outcome VARCHAR(10) NOT NULL, first VARCHAR(10) NOT NULL, body TEXT NOT NULL)",
    "CREATE TABLE dispute_claims (dispute VARCHAR(10) NOT NULL, "
    "claim INTEGER NOT NULL REFERENCES claims (id), PRIMARY KEY (dispute, claim))",
    "CREATE TABLE dispute_places (dispute VARCHAR(10) NOT NULL, "
    "place INTEGER NOT NULL REFERENCES places (id), PRIMARY KEY (dispute, place))",
)
_COLUMNS = (
    f"ALTER TABLE reports ADD COLUMN until_day VARCHAR(10) NOT NULL DEFAULT '{_NEVER}'",
    "ALTER TABLE reports ADD COLUMN copy_group INTEGER",
    "ALTER TABLE claims ADD COLUMN from_day VARCHAR(10) NOT NULL DEFAULT ''",
    f"ALTER TABLE claims ADD COLUMN until_day VARCHAR(10) NOT NULL DEFAULT '{_NEVER}'",
    "ALTER TABLE claims ADD COLUMN corrects INTEGER REFERENCES claims (id)",
    "ALTER TABLE claims RENAME COLUMN place_full TO place_more",
)
_INDEXES = (
    "DROP INDEX claims_known",
    "DROP INDEX claims_place_day",
    "CREATE INDEX claims_place_day ON claims (place, first_day, last_day)",
    "CREATE INDEX claims_corrects ON claims (corrects)",
    "CREATE INDEX claims_from ON claims (from_day)",
    "CREATE INDEX claims_until ON claims (until_day)",
    "CREATE INDEX reports_copies ON reports (copy_group)",
    "CREATE INDEX corrections_root ON corrections (root)",
    "CREATE INDEX corrections_day ON corrections (made_day)",
    "CREATE INDEX reaches_above ON reaches (above)",
    "CREATE INDEX spells_first ON spells (first, last)",
    "CREATE INDEX spells_last ON spells (last, first)",
    "CREATE INDEX incidents_first ON incidents (first, id)",
    "CREATE INDEX members_incident ON members (incident)",
    "CREATE INDEX members_cluster ON members (cluster)",
    "CREATE INDEX disputes_first ON disputes (first, id)",
    "CREATE INDEX dispute_claims_claim ON dispute_claims (claim)",
    "CREATE INDEX dispute_places_place ON dispute_places (place)",
)


def to_2(connection: Connection) -> None:
    """Bring a ledger of version 1 to version 2; all of it inside the caller's transaction."""
    sqlite = connection.dialect.name == "sqlite"
    words = {
        "id": "INTEGER NOT NULL PRIMARY KEY" if sqlite else "SERIAL PRIMARY KEY",
        "big": "BIGINT",
        "plain": " WITHOUT ROWID" if sqlite else "",
    }
    for statement in _TABLES:
        _run(connection, statement.format(**words))
    for statement in _COLUMNS:
        _run(connection, statement)
    _run(connection, "UPDATE claims SET from_day = known_day")
    _shorten(connection)
    _end_older_versions(connection)
    _run(connection, "DROP TABLE copies")
    _run(connection, "DROP TABLE shingles")
    for statement in _INDEXES:
        _run(connection, statement)
    if not sqlite:
        _run(connection, "CREATE INDEX places_box ON places USING gist (point(lon, lat))")
    _find_copies(connection)
    _run(connection, "INSERT INTO stale (what, number, sign) SELECT 'claim', id, 1 FROM claims WHERE current")
    _run(connection, "INSERT INTO stale (what, number, sign) SELECT 'place', id, 1 FROM places")
    _run(connection, "INSERT INTO meta (key, value) VALUES ('revision', '1')")


def _run(connection: Connection, statement: str, values: Any = None) -> Any:
    return connection.execute(text(statement), values)


def _shorten(connection: Connection) -> None:
    """Of a claim's place keep only what the table of places does not have."""
    last = 0
    part = "SELECT id, place_more FROM claims WHERE id > :last ORDER BY id LIMIT :many"
    while rows := _run(connection, part, {"last": last, "many": _PART}).all():
        last = rows[-1].id
        changed = []
        for r in rows:
            if r.place_more:
                whole = json.loads(r.place_more)
                short = json.dumps({k: whole[k] for k in _MORE}, ensure_ascii=False, separators=(",", ":"))
                changed.append({"id": r.id, "more": short})
        if changed:
            _run(connection, "UPDATE claims SET place_more = :more WHERE id = :id", changed)


def _end_older_versions(connection: Connection) -> None:
    rows = _run(connection, "SELECT id, identity, version, known_day FROM reports ORDER BY identity, version")
    versions: dict[str, list[Any]] = defaultdict(list)
    for r in rows:
        versions[r.identity].append(r)
    ended = [
        {"id": old.id, "day": max(old.known_day, new.known_day)}
        for chain in versions.values()
        for old, new in pairwise(chain)
    ]
    if ended:
        _run(connection, "UPDATE reports SET until_day = :day WHERE id = :id", ended)
        _run(connection, "UPDATE claims SET until_day = :day WHERE report = :id", ended)


def _find_copies(connection: Connection) -> None:
    last = 0
    part = "SELECT id, identity, text FROM reports WHERE id > :last ORDER BY id LIMIT :many"
    while rows := _run(connection, part, {"last": last, "many": _PART}).all():
        last = rows[-1].id
        copies.record(connection, [(r.id, r.identity, r.text) for r in rows])
