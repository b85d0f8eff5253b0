"""How each source fares: how much it tells, how often alone, borne out or contradicted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from warledger.control.interest import stand_of_source
from warledger.ledger import queries
from warledger.ledger.disputes import all_disputes
from warledger.ledger.incidents import all_incidents
from warledger.ledger.queries import Filter
from warledger.ledger.rows import SourceRow
from warledger.ledger.store import Ledger


def list_sources(ledger: Ledger, wanted: Filter) -> list[SourceRow]:
    """Sources of the claims that the filter finds, those that tell most first."""
    claims = queries.claims(ledger, replace(wanted, limit=None, cursor=""))
    origins: dict[int, set[str]] = {}
    origin_of: dict[int, str] = {}
    contested: set[int] = set()
    for incident in all_incidents(ledger, wanted.known_by):
        voices = {m.origin for m in incident.members if not m.denies}
        denied = any(m.denies for m in incident.members)
        for m in incident.members:
            origin_of[m.id] = m.origin
            origins[m.id] = voices
            if denied and (m.denies or voices):
                contested.add(m.id)
    beaten: Counter[int] = Counter()
    for dispute in all_disputes(ledger, wanted.known_by):
        if dispute.about == "happened" and dispute.outcome == "admitted":
            loser = dispute.sides[0 if "take it back" in dispute.why else 1]
            beaten.update(loser.claims)
    rows: dict[str, SourceRow] = {}
    reports: dict[str, set[int]] = {}
    for c in claims:
        name = c.publisher if c.source == "publisher" else c.source
        key = origin_of.get(c.id, c.source_key) if c.source != "publisher" else f"voice:{name.casefold()}"
        row = rows.get(key)
        if row is None:
            stand = stand_of_source(name, "" if c.source == "publisher" else c.source_id)
            side = "" if stand.side.startswith(("name:", "class:")) else stand.side
            row = SourceRow(name, c.source_id, key, stand.kind, side, 0, 0, 0, 0, 0, 0, 0, c.known, c.known)
            rows[key] = row
        reports.setdefault(key, set()).add(c.report)
        row.claims += 1
        row.denials += c.stance == "denies"
        others = origins.get(c.id, set()) - {origin_of.get(c.id, "")}
        row.alone += not others and c.stance != "denies"
        row.borne_out += bool(others) and c.stance != "denies"
        row.contradicted += c.id in contested
        row.admitted_against += beaten[c.id] > 0
        row.first, row.last = min(row.first, c.known), max(row.last, c.known)
    for key, row in rows.items():
        row.reports = len(reports[key])
    ordered = sorted(rows.values(), key=lambda s: (-s.claims, s.name))
    return ordered[: wanted.limit] if wanted.limit is not None else ordered
