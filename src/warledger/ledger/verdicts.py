"""What people say about joins: that two claims tell of one happening, or that they do not.

A verdict is kept beside the claims and outweighs what the program makes of them; the latest on a pair counts,
from the day on which it was made. It follows a claim through its corrections.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, insert, or_, select

from warledger.ledger.errors import LedgerError
from warledger.ledger.schema import claims, corrections, verdicts
from warledger.ledger.store import Ledger
from warledger.ledger.writing import mark

Word = Literal["together", "apart", "open"]


@dataclass(slots=True, frozen=True)
class Verdict:
    """What somebody said of two claims; ``open`` leaves it to the program again."""

    claim: int
    other: int
    verdict: str
    author: str
    why: str
    made_at: str


@dataclass(slots=True)
class Verdicts:
    """The verdicts that count, by pairs of current claims."""

    apart: set[frozenset[int]] = field(default_factory=set)
    together: dict[frozenset[int], str] = field(default_factory=dict)  # with the reason in words


def decide(  # noqa: PLR0913 - each has its name
    ledger: Ledger,
    claim: int,
    other: int,
    word: Word,
    *,
    author: str,
    why: str,
    now: datetime | None = None,
) -> Verdict:
    """Say of two claims whether they tell of one happening.

    Raises:
        LedgerError: There is no such claim, both are the same, or nobody or no reason is named.
    """
    if not author.strip() or not why.strip():
        raise LedgerError("a verdict needs a name and a reason")
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    with ledger.changing() as connection:
        known = set(connection.scalars(select(claims.c.id).where(claims.c.id.in_((claim, other)))))
        for number in (claim, other):
            if number not in known:
                raise LedgerError(f"there is no claim {number}")
        roots = _roots(connection)
        a, b = sorted(roots.get(n, n) for n in (claim, other))
        if a == b:
            raise LedgerError("both are the same claim")
        made = Verdict(a, b, word, author.strip(), why.strip(), moment.isoformat(timespec="milliseconds"))
        row = {name: getattr(made, name) for name in Verdict.__dataclass_fields__}
        connection.execute(insert(verdicts), {**row, "made_day": moment.date().isoformat()})
        about = or_(claims.c.id.in_((a, b)), claims.c.corrects.in_((a, b)))
        mark(connection, "join", connection.scalars(select(claims.c.id).where(about, claims.c.current)))
    return made


def history(ledger: Ledger) -> list[Verdict]:
    """Every verdict, the latest first."""
    columns = [verdicts.c[name] for name in Verdict.__dataclass_fields__]
    with ledger.reading() as connection:
        return [Verdict(*row) for row in connection.execute(select(*columns).order_by(verdicts.c.id.desc()))]


def read(connection: Connection, known_by: str = "") -> Verdicts:
    """The verdicts that count on a day, for the claims that stand now."""
    query = select(verdicts).order_by(verdicts.c.id)
    if known_by:
        query = query.where(verdicts.c.made_day <= known_by)
    rows = connection.execute(query).all()
    found = Verdicts()
    if not rows:
        return found
    bearers: dict[int, set[int]] = {}
    for claim, root in _roots(connection).items():
        bearers.setdefault(root, {root}).add(claim)
    latest = {(r.claim, r.other): r for r in rows}
    for (a, b), row in latest.items():
        for x in bearers.get(a, {a}):
            for y in bearers.get(b, {b}):
                pair = frozenset((x, y))
                if row.verdict == "apart":
                    found.apart.add(pair)
                elif row.verdict == "together":
                    found.together[pair] = f"{row.author} says so: {row.why}"
    return found


def _roots(connection: Connection) -> dict[int, int]:
    """For each claim that came by correction the claim as coded."""
    query = select(corrections.c.result, corrections.c.root).where(corrections.c.result.is_not(None))
    return {row.result: row.root for row in connection.execute(query)}
