"""From version 5 to 6: holders, nodes and the order of listings beside the spells; incidents by number.

Nothing of schema.py is used here: a step goes on meaning what it meant when it was released.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_GONE = (
    "DROP TABLE spells",
    "ALTER TABLE members RENAME TO members_5",
    "ALTER TABLE incidents RENAME TO incidents_5",
)
# {id} is a number that the database gives, {plain} SQLite's word for no row numbers.
_TABLES = (
    "CREATE TABLE holders (id {id}, party TEXT NOT NULL, name TEXT NOT NULL, actor_id TEXT NOT NULL, "
    "side TEXT NOT NULL, UNIQUE (party, name, actor_id, side))",
    "CREATE TABLE spells (place INTEGER NOT NULL REFERENCES places (id), first INTEGER NOT NULL, "
    "last INTEGER NOT NULL, node INTEGER NOT NULL, holder INTEGER NOT NULL REFERENCES holders (id), "
    "status VARCHAR(10) NOT NULL, probability FLOAT NOT NULL, since INTEGER NOT NULL, "
    "confirmed INTEGER NOT NULL, rivals TEXT NOT NULL, PRIMARY KEY (place, first)){plain}",
    "CREATE TABLE listed (country VARCHAR(2) NOT NULL, admin1 TEXT NOT NULL, called TEXT NOT NULL, "
    "place INTEGER NOT NULL REFERENCES places (id), gazetteer_id TEXT NOT NULL, lat FLOAT, lon FLOAT, "
    "level VARCHAR(8) NOT NULL, PRIMARY KEY (country, admin1, called, place)){plain}",
    "CREATE UNIQUE INDEX listed_place ON listed (place)",
    "CREATE TABLE incidents (number INTEGER NOT NULL PRIMARY KEY, id VARCHAR(10) NOT NULL, "
    "first VARCHAR(10) NOT NULL, last VARCHAR(10) NOT NULL, origins INTEGER NOT NULL, body TEXT NOT NULL)",
    "CREATE TABLE members (claim INTEGER NOT NULL PRIMARY KEY REFERENCES claims (id), "
    "incident INTEGER NOT NULL, cluster INTEGER NOT NULL)",
)
_SQLITE = (
    "CREATE INDEX spells_node ON spells (node, last, first, place, holder, status, probability, since, "
    "confirmed, rivals)"
)
_POSTGRES = "CREATE INDEX spells_node ON spells (node, last, first)"
# An incident's number is the smallest of its claims.
_MOVED = (
    "INSERT INTO incidents SELECT min(m.claim), i.id, i.first, i.last, i.origins, i.body FROM incidents_5 i "
    "JOIN members_5 m ON m.incident = i.id GROUP BY i.id, i.first, i.last, i.origins, i.body",
    "INSERT INTO members SELECT m.claim, i.number, m.cluster FROM members_5 m "
    "JOIN (SELECT incident, min(claim) AS number FROM members_5 GROUP BY incident) i "
    "ON i.incident = m.incident",
    "DROP TABLE members_5",
    "DROP TABLE incidents_5",
    "CREATE INDEX incidents_first ON incidents (first, id)",
    "CREATE INDEX members_incident ON members (incident)",
    "CREATE INDEX members_cluster ON members (cluster)",
    "CREATE INDEX stale_what ON stale (what, id)",
    # The spells are worked out anew for whoever asks first.
    "INSERT INTO stale (what, number, sign) SELECT 'spell', id, 1 FROM places",
)


def to_6(connection: Connection) -> None:
    """Bring a ledger of version 5 to version 6; all of it inside the caller's transaction."""
    sqlite = connection.dialect.name == "sqlite"
    words = {
        "id": "INTEGER NOT NULL PRIMARY KEY" if sqlite else "SERIAL PRIMARY KEY",
        "plain": " WITHOUT ROWID" if sqlite else "",
    }
    for statement in _GONE:
        connection.execute(text(statement))
    for statement in (*_TABLES, _SQLITE if sqlite else _POSTGRES, *_MOVED):
        connection.execute(text(statement.format(**words)))
