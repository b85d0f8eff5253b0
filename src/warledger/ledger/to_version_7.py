"""From version 6 to 7: in SQLite quotes are numbered by day, then by claim; the unused tables of disputes go.

Nothing of schema.py is used here: a step goes on meaning what it meant when it was released.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

_NUMBER = "CAST(replace({0}first_day, '-', '') AS INTEGER) * 10000000000 + {0}id"
_UNUSED = ("dispute_claims", "dispute_places", "disputes")
_TABLES = (
    "DROP TRIGGER claims_fts_add",
    "DROP TABLE claims_fts",
    "CREATE VIRTUAL TABLE claims_fts USING fts5(quote, content='', "
    "tokenize='porter unicode61 remove_diacritics 2')",
    "CREATE TRIGGER claims_fts_add AFTER INSERT ON claims BEGIN "
    f"INSERT INTO claims_fts(rowid, quote) VALUES ({_NUMBER.format('new.')}, new.quote); END",
)
_MONTHS = "SELECT substr(first_day, 1, 7) AS month, count(*) FROM claims GROUP BY month ORDER BY month"
# In the order of the numbers: each that is smaller than the one before would make a file of its own.
_FILLED = (
    f"INSERT INTO claims_fts(rowid, quote) SELECT {_NUMBER.format('')}, quote FROM claims "
    "WHERE current IN (0, 1) AND first_day >= ? AND first_day < ? ORDER BY first_day, id"
)


def to_7(connection: Connection, progress: Callable[[int, int], None]) -> None:
    """Bring a ledger of version 6 to version 7; all of it inside the caller's transaction.

    Args:
        connection: Inside a write transaction.
        progress: Called with (done, total) claims.
    """
    for table in _UNUSED:
        connection.exec_driver_sql(f"DROP TABLE {table}")
    if connection.dialect.name != "sqlite":
        return
    for statement in _TABLES:
        connection.exec_driver_sql(statement)
    months = connection.exec_driver_sql(_MONTHS).all()
    total, done = sum(many for _, many in months), 0
    for month, many in months:
        connection.exec_driver_sql(_FILLED, (month, f"{month}~"))
        done += many
        progress(done, total)
