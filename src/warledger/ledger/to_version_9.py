"""From version 8 to 9: what a listing shows of a place, and of its holder, is packed in one value each.

Nothing of schema.py is used here: a step goes on meaning what it meant when it was released.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

# {plain} is SQLite's word for no row numbers.
_STEPS = (
    "DROP TABLE spells",
    "DROP TABLE listed",
    "CREATE TABLE spells (place INTEGER NOT NULL REFERENCES places (id), first INTEGER NOT NULL, "
    "last INTEGER NOT NULL, node INTEGER NOT NULL, holder INTEGER NOT NULL REFERENCES holders (id), "
    "status VARCHAR(10) NOT NULL, state TEXT NOT NULL, PRIMARY KEY (place, first)){plain}",
    "CREATE TABLE listed (country VARCHAR(2) NOT NULL, admin1 TEXT NOT NULL, called TEXT NOT NULL, "
    "place INTEGER NOT NULL REFERENCES places (id), shown TEXT NOT NULL, "
    "PRIMARY KEY (country, admin1, called, place)){plain}",
    "CREATE UNIQUE INDEX listed_place ON listed (place)",
    # The spells are worked out anew for whoever asks first.
    "DELETE FROM stale WHERE what = 'spell'",
    "INSERT INTO stale (what, number, sign) SELECT 'spell', id, 1 FROM places",
)
_SQLITE = "CREATE INDEX spells_node ON spells (node, last, first, place, holder, status, state)"
_POSTGRES = "CREATE INDEX spells_node ON spells (node, last, first)"


def to_9(connection: Connection) -> None:
    """Bring a ledger of version 8 to version 9; all of it inside the caller's transaction."""
    sqlite = connection.dialect.name == "sqlite"
    for statement in (*_STEPS, _SQLITE if sqlite else _POSTGRES):
        connection.execute(text(statement.format(plain=" WITHOUT ROWID" if sqlite else "")))
