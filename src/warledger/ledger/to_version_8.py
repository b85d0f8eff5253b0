"""From version 7 to 8: names of places in a table of their own; indexes go that cost more than they give.

Nothing of schema.py is used here: a step goes on meaning what it meant when it was released.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_STEPS = (
    "CREATE TABLE place_names (name_key TEXT NOT NULL, place INTEGER NOT NULL REFERENCES places (id), "
    "PRIMARY KEY (name_key, place)){plain}",
    "INSERT INTO place_names (name_key, place) "
    "SELECT DISTINCT place_words_key, place FROM claims WHERE place IS NOT NULL",
    "DROP INDEX claims_place_words",
    "ALTER TABLE claims DROP COLUMN place_words_key",
    "DROP INDEX claims_source_day",
    "DROP INDEX reports_hash",
    "DROP INDEX claims_from",
    "DROP INDEX claims_until",
    "CREATE INDEX claims_until ON claims (until_day) WHERE until_day < '9999-12-31'",
    "DROP INDEX claims_corrects",
    "CREATE INDEX claims_corrects ON claims (corrects) WHERE corrects IS NOT NULL",
)


def to_8(connection: Connection) -> None:
    """Bring a ledger of version 7 to version 8; all of it inside the caller's transaction."""
    plain = " WITHOUT ROWID" if connection.dialect.name == "sqlite" else ""
    for statement in _STEPS:
        connection.execute(text(statement.format(plain=plain)))
