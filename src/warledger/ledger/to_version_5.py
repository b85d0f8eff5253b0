"""From version 4 to 5: an index of the claims that last past the end of a month.

Nothing of schema.py is used here: a step goes on meaning what it meant when it was released.
"""

from __future__ import annotations

from sqlalchemy import Connection, text


def to_5(connection: Connection) -> None:
    """Bring a ledger of version 4 to version 5; all of it inside the caller's transaction."""
    connection.execute(
        text(
            "CREATE INDEX claims_long ON claims (last_day, first_day, current) "
            "WHERE substr(last_day, 1, 7) > substr(first_day, 1, 7)"
        )
    )
