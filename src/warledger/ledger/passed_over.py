"""What was not coded, and why: kept beside the reports, and gone from there once it is coded after all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, or_, select

from warledger.ledger import dialect
from warledger.ledger.rows import DroppedRow
from warledger.ledger.schema import dropped
from warledger.ledger.words import name_key

if TYPE_CHECKING:
    from warledger.ledger.queries import Filter
    from warledger.ledger.store import Ledger

FIELDS = tuple(column.name for column in dropped.columns if column.name not in ("id", "reason"))
_PART = 500
_FORGOTTEN = delete(dropped).where(dropped.c.identity.in_(bindparam("identities", expanding=True)))


def record(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Keep what was dropped, one row an identity; what was known of it before is replaced.

    Args:
        connection: Inside a write transaction.
        rows: The fields of the table but for the number.

    Returns:
        Their numbers.
    """
    if not rows:
        return []
    forget(connection, [str(row["identity"]) for row in rows])
    numbers = dialect.new_numbers(connection, dropped, len(rows))
    connection.execute(insert(dropped), [{**row, "id": n} for n, row in zip(numbers, rows, strict=True)])
    return numbers


def forget(connection: Connection, identities: Sequence[str]) -> None:
    """Take out what has been coded after all."""
    for i in range(0, len(identities), _PART):
        connection.execute(_FORGOTTEN, {"identities": identities[i : i + _PART]})


def passed_over(ledger: Ledger, wanted: Filter) -> list[DroppedRow]:
    """What was not coded, newest first, with the reason; publisher, days, words and limit are asked for."""
    d = dropped.c
    conditions: list[ColumnElement[bool]] = []
    if wanted.source:
        conditions.append(d.publisher_key.contains(name_key(wanted.source), autoescape=True))
    if wanted.since:
        conditions.append(d.known_day >= wanted.since)
    if wanted.until:
        conditions.append(d.known_day <= wanted.until)
    if wanted.known_by:
        conditions.append(d.known_day <= wanted.known_by)
    for word in wanted.text.replace('"', " ").split():
        held = (column.icontains(word.rstrip("*"), autoescape=True) for column in (d.title, d.text, d.reason))
        conditions.append(or_(*held))
    query = select(dropped).where(*conditions).order_by(d.known_day.desc(), d.id.desc()).limit(wanted.limit)
    with ledger.reading() as connection:
        return [
            DroppedRow(
                id=row.id,
                ref=row.ref,
                date=row.date,
                publisher=row.publisher,
                title=row.title,
                url=row.url,
                reason=row.reason,
                known=row.known_day,
                added_at=row.added_at,
                letters=len(row.text),
            )
            for row in connection.execute(query)
        ]
