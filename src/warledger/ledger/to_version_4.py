"""From version 3 to 4: a table of what people say about joins.

Nothing of schema.py is used here: a step goes on meaning what it meant when it was released.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_TABLE = (
    "CREATE TABLE verdicts (id {id}, claim INTEGER NOT NULL REFERENCES claims (id), "
    "other INTEGER NOT NULL REFERENCES claims (id), verdict VARCHAR(8) NOT NULL, author TEXT NOT NULL, "
    "why TEXT NOT NULL, made_at VARCHAR(32) NOT NULL, made_day VARCHAR(10) NOT NULL)"
)


def to_4(connection: Connection) -> None:
    """Bring a ledger of version 3 to version 4; all of it inside the caller's transaction."""
    sqlite = connection.dialect.name == "sqlite"
    number = "INTEGER NOT NULL PRIMARY KEY" if sqlite else "SERIAL PRIMARY KEY"
    connection.execute(text(_TABLE.format(id=number)))
    connection.execute(text("CREATE INDEX verdicts_day ON verdicts (made_day)"))
