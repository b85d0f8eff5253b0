"""Who in the end says it: papers that quote one observatory, and copies of one text, are one origin."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, select

from warledger.ledger.copies import groups
from warledger.ledger.schema import copies, reports
from warledger.ledger.words import name_key


def copy_names(connection: Connection) -> dict[int, str]:
    """For reports that are copies of each other, one name for their common voice, whatever came first."""
    found = groups((a, b) for a, b in connection.execute(select(copies.c.a, copies.c.b)))
    if not found:
        return {}
    rows = connection.execute(select(reports.c.id, reports.c.identity))
    identity = {r.id: r.identity for r in rows if r.id in found}
    members: dict[int, list[str]] = defaultdict(list)
    for number, group in found.items():
        members[group].append(identity[number])
    return {number: "copies of " + min(members[group]) for number, group in found.items()}


def origin_of(source: str, source_id: str, voice: str) -> str:
    """The origin of a claim.

    Args:
        source: The source's name; "publisher" is the report's own voice.
        source_id: The registry's id of it, or "".
        voice: Whose voice the report's is: the publisher, or the common voice of copies.
    """
    from warledger.control.interest import entry_of  # noqa: PLC0415 - the registry loads late

    if source == "publisher":
        return f"voice:{name_key(voice)}"
    if source_id:
        return f"id:{source_id}"
    entry = entry_of(source)
    return f"id:{entry.id}" if entry else f"name:{name_key(source)}"
