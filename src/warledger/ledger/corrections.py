"""Corrections by people: claims of their own, beside the claim as coded, which is never overwritten.

A correction takes the place of the claim from the day on which it was made; before that day ("known by …")
the ledger shows the claim as it was. A retraction leaves nothing in its place, and can itself be taken back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select

from warledger.ledger import amending, dialect, queries, writing
from warledger.ledger.errors import LedgerError
from warledger.ledger.rows import ClaimRow
from warledger.ledger.schema import NEVER, claims, corrections, exceptions, parties, reports
from warledger.ledger.store import Ledger
from warledger.ledger.words import name_key

__all__ = ["Amendment", "correct", "history", "restore", "retract"]

Changes = dict[str, tuple[str, str]]


@dataclass(slots=True)
class Amendment:
    """What a person changed about a claim.

    Attributes:
        id: Its number.
        root: The claim as coded.
        claim: The claim that it was made to: the root, or an earlier correction.
        result: The claim that stands in its place; None for a retraction.
        author: Who made it.
        why: For what reason.
        changes: For each field that it sets what stood there before, and what stands there now.
        made_at: When (UTC).
        row: The claim that it gave, or for a retraction took away.
    """

    id: int
    root: int
    claim: int
    result: int | None
    author: str
    why: str
    changes: Changes
    made_at: str
    row: ClaimRow | None = None


def correct(  # noqa: PLR0913 - each has its name
    ledger: Ledger,
    number: int,
    changes: Mapping[str, str],
    *,
    author: str,
    why: str,
    now: datetime | None = None,
) -> Amendment:
    """Put a corrected claim in the place of one that is wrong.

    Args:
        ledger: The ledger.
        number: The claim, or any earlier correction of it.
        changes: Fields and their new values, as ``amending.FIELDS`` explains them.
        author: Who corrects.
        why: For what reason.
        now: The moment; the clock's when not given.

    Raises:
        LedgerError: There is no such claim, a field or value is none, or nothing would change.
    """
    if not changes:
        raise LedgerError(f"nothing is to be set; the fields are {', '.join(amending.FIELDS)}")
    return _amend(ledger, number, changes, author, why, now)


def retract(ledger: Ledger, number: int, *, author: str, why: str, now: datetime | None = None) -> Amendment:
    """Take a claim out of all answers: the report does not say it."""
    return _amend(ledger, number, None, author, why, now)


def restore(ledger: Ledger, number: int, *, author: str, why: str, now: datetime | None = None) -> Amendment:
    """Take a retraction back."""
    return _amend(ledger, number, {}, author, why, now)


def history(ledger: Ledger, number: int) -> tuple[ClaimRow, list[Amendment]]:
    """A claim as coded, and what people changed about it, in order.

    Raises:
        LedgerError: There is no such claim.
    """
    with ledger.reading() as connection:
        root = _root(connection, number, ledger.name)
        rows = connection.execute(
            select(corrections).where(corrections.c.root == root).order_by(corrections.c.id)
        ).all()
    found = [_amendment(r) for r in rows]
    wanted = {root, *(a.result or a.claim for a in found)}
    told = {c.id: c for c in queries.claims_by_number(ledger, wanted)}
    for amendment in found:
        amendment.row = told[amendment.result or amendment.claim]
    return told[root], found


def _amend(  # noqa: PLR0913, PLR0917
    ledger: Ledger,
    number: int,
    changes: Mapping[str, str] | None,
    author: str,
    why: str,
    now: datetime | None,
) -> Amendment:
    author, why = writing.clean(author.strip()), writing.clean(why.strip())
    if not author or not why:
        raise LedgerError("a correction needs a name and a reason")
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    # Names and places are looked up before the writers' lock is taken.
    wanted = amending.read(_about(ledger, number), changes or {})
    with ledger.changing() as connection:
        root = _root(connection, number, ledger.name)
        old, retracted = _last(connection, root)
        newer = connection.scalar(select(reports.c.current).where(reports.c.id == old.report))
        if not newer:
            raise LedgerError(
                f"claim {number} stands in an older version of its report; correct the newer one's"
            )
        if retracted and changes is None:
            raise LedgerError(f"claim {number} is retracted already")
        if changes is not None and not changes and not retracted:
            raise LedgerError(f"claim {number} is not retracted")
        day = max(moment.date().isoformat(), old.from_day)
        row = dict(old._mapping)
        changed = amending.apply(row, wanted)
        if changes and not changed and not retracted:
            raise LedgerError(f"claim {number} says that already: nothing would change")
        if not retracted:
            writing.end(connection, [old.id], day)
        result = None
        if changes is not None:
            result = _insert(connection, row, root, day, old.id)
        values = {
            "root": root,
            "claim": old.id,
            "result": result,
            "author": author,
            "why": why,
            "changes": writing.as_json({k: list(v) for k, v in changed.items()}),
            "made_at": moment.isoformat(timespec="milliseconds"),
            "made_day": moment.date().isoformat(),
        }
        made = connection.execute(insert(corrections).values(**values)).inserted_primary_key
        number = int(made[0]) if made else 0
    return Amendment(number, root, old.id, result, author, why, changed, str(values["made_at"]))


def _about(ledger: Ledger, number: int) -> amending.About:
    row = queries.claim(ledger, number)
    if row is None:
        raise LedgerError(f"{ledger.name} has no claim {number}: `warledger claims` lists them")
    return amending.About(ledger, date.fromisoformat(row.day), row.country)


def _root(connection: Connection, number: int, name: str) -> int:
    row = connection.execute(select(claims.c.id, claims.c.corrects).where(claims.c.id == number)).first()
    if row is None:
        raise LedgerError(f"{name} has no claim {number}: `warledger claims` lists them")
    return int(row.corrects or row.id)


def _last(connection: Connection, root: int) -> tuple[Row[Any], bool]:
    """The last claim of a chain, and whether it is retracted."""
    chain = select(claims).where(or_(claims.c.id == root, claims.c.corrects == root))
    row = connection.execute(chain.order_by(claims.c.id.desc()).limit(1)).one()
    last = connection.execute(
        select(corrections.c.result)
        .where(corrections.c.root == root)
        .order_by(corrections.c.id.desc())
        .limit(1)
    ).first()
    return row, last is not None and last.result is None


def _insert(connection: Connection, row: dict[str, Any], root: int, day: str, old: int) -> int:
    (number,) = dialect.new_numbers(connection, claims, 1)
    row |= {"id": number, "corrects": root, "current": True, "from_day": day, "until_day": NEVER}
    connection.execute(insert(claims), row)
    writing.name_places(connection, [row])
    named = [
        {"claim": number, "role": role, "position": n, "name": a["name"], "actor_id": a["id"]}
        | {"name_key": name_key(a["name"])}
        for role in ("actor", "target")
        for n, a in enumerate(json.loads(row[f"{role}s"]))
    ]
    if named:
        connection.execute(insert(parties), named)
    without: Sequence[int] = connection.scalars(
        select(exceptions.c.place).where(exceptions.c.claim == old)
    ).all()
    if without:
        connection.execute(insert(exceptions), [{"claim": number, "place": p} for p in without])
    writing.mark(connection, "claim", [number])
    return number


def _amendment(row: Row[Any]) -> Amendment:
    changes = {k: (v[0], v[1]) for k, v in json.loads(row.changes).items()}
    return Amendment(row.id, row.root, row.claim, row.result, row.author, row.why, changes, row.made_at)
