"""From version 9 to 10: disputes in tables, found for whoever asks first.

Nothing of schema.py is used here: a step goes on meaning what it meant when it was released.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

# {id} is a number that the database gives, {plain} SQLite's word for no row numbers.
_STEPS = (
    "CREATE TABLE disputes (id {id}, name VARCHAR(10) NOT NULL, about VARCHAR(8) NOT NULL, "
    "first VARCHAR(10) NOT NULL, rank VARCHAR(20) NOT NULL, outcome VARCHAR(9) NOT NULL, incident INTEGER, "
    "other INTEGER, place INTEGER, body TEXT NOT NULL)",
    "CREATE INDEX disputes_first ON disputes (first, name, rank)",
    "CREATE INDEX disputes_incident ON disputes (incident)",
    "CREATE INDEX disputes_other ON disputes (other)",
    "CREATE INDEX disputes_place ON disputes (place)",
    "CREATE TABLE dispute_claims (claim INTEGER NOT NULL REFERENCES claims (id), dispute INTEGER NOT NULL, "
    "PRIMARY KEY (claim, dispute)){plain}",
    "CREATE INDEX dispute_claims_dispute ON dispute_claims (dispute)",
    "CREATE TABLE dispute_places (place INTEGER NOT NULL REFERENCES places (id), dispute INTEGER NOT NULL, "
    "PRIMARY KEY (place, dispute)){plain}",
    "CREATE INDEX dispute_places_dispute ON dispute_places (dispute)",
)


def to_10(connection: Connection) -> None:
    """Bring a ledger of version 9 to version 10; all of it inside the caller's transaction."""
    sqlite = connection.dialect.name == "sqlite"
    words = {
        "id": "INTEGER NOT NULL PRIMARY KEY" if sqlite else "SERIAL PRIMARY KEY",
        "plain": " WITHOUT ROWID" if sqlite else "",
    }
    for statement in _STEPS:
        connection.execute(text(statement.format(**words)))
