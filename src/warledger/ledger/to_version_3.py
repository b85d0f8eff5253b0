"""From version 2 to 3: a table of what was not coded, and why.

Nothing of schema.py is used here: a step goes on meaning what it meant when it was released.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_TABLE = (
    "CREATE TABLE dropped (id {id}, identity TEXT NOT NULL UNIQUE, hash VARCHAR(64) NOT NULL, "
    "ref TEXT NOT NULL, publisher TEXT NOT NULL, publisher_key TEXT NOT NULL, title TEXT NOT NULL, "
    "url TEXT NOT NULL, date VARCHAR(10), known_day VARCHAR(10) NOT NULL, reason TEXT NOT NULL, "
    "added_at VARCHAR(32) NOT NULL, text TEXT NOT NULL)"
)


def to_3(connection: Connection) -> None:
    """Bring a ledger of version 2 to version 3; all of it inside the caller's transaction."""
    sqlite = connection.dialect.name == "sqlite"
    number = "INTEGER NOT NULL PRIMARY KEY" if sqlite else "SERIAL PRIMARY KEY"
    connection.execute(text(_TABLE.format(id=number)))
    connection.execute(text("CREATE INDEX dropped_day ON dropped (known_day, id)"))
