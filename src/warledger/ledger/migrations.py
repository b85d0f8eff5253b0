"""A ledger's version: what this program can read, and the steps from each older version to the next."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, inspect, select, update

from warledger.ledger import dialect, schema
from warledger.ledger.errors import LedgerError
from warledger.ledger.to_version_2 import to_2
from warledger.ledger.to_version_3 import to_3
from warledger.ledger.to_version_4 import to_4
from warledger.ledger.to_version_5 import to_5
from warledger.ledger.to_version_6 import to_6
from warledger.ledger.to_version_7 import to_7
from warledger.ledger.to_version_8 import to_8
from warledger.ledger.to_version_9 import to_9
from warledger.ledger.to_version_10 import to_10

Progress = Callable[[int, int], None]
Step = Callable[[Connection, Progress], None]


def _silent(step: Callable[[Connection], None]) -> Step:
    """A step that does not tell how far it has come."""
    return lambda connection, _progress: step(connection)


# From version N to N + 1. Steps are never changed once released; tests run each on a ledger of its version.
STEPS: dict[int, Step] = {
    1: _silent(to_2),
    2: _silent(to_3),
    3: _silent(to_4),
    4: _silent(to_5),
    5: _silent(to_6),
    6: to_7,
    7: _silent(to_8),
    8: _silent(to_9),
    9: _silent(to_10),
}


def version_of(connection: Connection) -> int | None:
    """The ledger's version; None where there are no tables at all.

    Raises:
        LedgerError: The database holds something that is no ledger.
    """
    names = set(inspect(connection).get_table_names())
    if "meta" not in names:
        if names:
            raise LedgerError("this database is no warledger ledger (it has tables but no version)")
        return None
    found = connection.execute(select(schema.meta.c.value).where(schema.meta.c.key == "version")).scalar()
    if found is None or not found.isdigit():
        raise LedgerError("this ledger's version cannot be read; restore it from a copy")
    return int(found)


def create(connection: Connection) -> None:
    """Make the tables of the newest version."""
    schema.metadata.create_all(connection)
    dialect.create_extras(connection)
    first = {"version": str(schema.VERSION), "revision": "1"}
    connection.execute(schema.meta.insert(), [{"key": k, "value": v} for k, v in first.items()])


def upgrade(connection: Connection, version: int, progress: Progress) -> None:
    """Bring an older ledger to this program's version, inside the caller's transaction.

    Args:
        connection: Inside a write transaction.
        version: The ledger's.
        progress: Called with how much is done and how much there is to do.

    Raises:
        LedgerError: The ledger is newer than this program, or no step is known.
    """
    if version > schema.VERSION:
        raise LedgerError(
            f"this ledger has version {version}, this warledger reads up to version {schema.VERSION}: "
            "use a newer warledger"
        )
    while version < schema.VERSION:
        step = STEPS.get(version)
        if step is None:
            raise LedgerError(f"no way is known from ledger version {version} to {version + 1}")
        step(connection, progress)
        version += 1
        connection.execute(
            update(schema.meta).where(schema.meta.c.key == "version").values(value=str(version))
        )
