"""Who in the end says it: papers that quote one observatory, and copies of one text, are one origin."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, literal

from warledger.ledger.schema import copy_groups, reports
from warledger.ledger.words import name_key


def voiced(rows: FromClause) -> Any:
    """``rows``, which have a report, with the group of its copies if there is one."""
    return rows.outerjoin(copy_groups, copy_groups.c.id == reports.c.copy_group)


def voice() -> ColumnElement[str]:
    """Whose voice a report's is: the publisher, or the common voice of copies; for rows of ``voiced``."""
    named = case((reports.c.publisher != "", reports.c.publisher), else_=reports.c.identity)
    return case((copy_groups.c.name.is_not(None), literal("copies of ") + copy_groups.c.name), else_=named)


def origin_of(source: str, source_id: str, spoken_by: str) -> str:
    """The origin of a claim.

    Args:
        source: The source's name; "publisher" is the report's own voice.
        source_id: The registry's id of it, or "".
        spoken_by: Whose voice the report's is, from ``voice``.
    """
    from warledger.control.interest import entry_of  # noqa: PLC0415 - the registry loads late

    if source == "publisher":
        return f"voice:{name_key(spoken_by)}"
    if source_id:
        return f"id:{source_id}"
    entry = entry_of(source)
    return f"id:{entry.id}" if entry else f"name:{name_key(source)}"
