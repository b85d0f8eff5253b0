"""Copies of one text in many papers: found by MinHash, proved by shared runs of words, counted as one origin.

Every report is reduced to a MinHash of its runs of five words, cut into bands (Broder 1997; banding after
Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", ch. 3). Texts that share a band are compared:
they are copies if enough of the shorter one's runs stand in the longer one. Copies of copies are one group.
Every test compares two texts only, and one proved pair is enough to join two groups, so the groups do not
depend on the order of arrival.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from struct import pack
from zlib import crc32

from rensa import RMinHash
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from warledger.ledger import dialect
from warledger.ledger.schema import bands, copy_groups, reports

RUN = 5
COPY_SHARE = 0.6
# 24 bands of two rows: texts of which a third is common meet with a chance of .94, of which half is, of .999.
_BANDS, _ROWS = 24, 2
_SEED = 20241205  # a stored sketch is worth nothing under another one
_SHORTEST = 12  # runs; below it two notes may share most words by chance
_PART = 400
_WORD = re.compile(r"\w+")
_MEETING = select(bands.c.value, bands.c.report).where(bands.c.value.in_(bindparam("values", expanding=True)))


@dataclass(slots=True)
class _Group:
    """Reports known to be copies of one another."""

    name: str
    reports: set[int]
    changed: bool = False


@dataclass(slots=True)
class _Known:
    """What has been read of the reports that are compared."""

    text: dict[int, str] = field(default_factory=dict)
    identity: dict[int, str] = field(default_factory=dict)
    runs: dict[int, set[int]] = field(default_factory=dict)
    group: dict[int, _Group] = field(default_factory=dict)

    def runs_of(self, report: int) -> set[int]:
        if report not in self.runs:
            self.runs[report] = runs_of(self.text[report])
        return self.runs[report]


def runs_of(text: str) -> set[int]:
    """Hashes of a text's runs of five words."""
    return {crc32(run.encode("utf-8", "replace")) for run in _runs(text)}


def share(a: set[int], b: set[int]) -> float:
    """How much of the shorter text's runs stand in the other."""
    smaller = min(len(a), len(b))
    return len(a & b) / smaller if smaller >= _SHORTEST else 0.0


def bands_of(text: str) -> list[int]:
    """The bands of a text's MinHash; none for a text too short to tell."""
    runs = _runs(text)
    if len(runs) < _SHORTEST:
        return []
    sketch = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    sketch.update(runs)
    digest = sketch.digest()
    cut = (digest[n * _ROWS : (n + 1) * _ROWS] for n in range(_BANDS))
    return [
        int.from_bytes(blake2b(pack(f"<{1 + _ROWS}Q", n, *rows), digest_size=8).digest(), "little") >> 1
        for n, rows in enumerate(cut)
    ]


def record(connection: Connection, new: Sequence[tuple[int, str, str]]) -> list[int]:
    """Keep the sketches of new reports and put copies into one group.

    Args:
        connection: Inside a write transaction.
        new: Number, identity and text of each.

    Returns:
        The reports, old ones too, that speak with another voice than before.
    """
    sketches = {number: bands_of(text) for number, _, text in new}
    met = _met(connection, sketches)
    pairs = sorted({(v, number) for number, values in sketches.items() for v in values})
    dialect.put(connection, bands, [{"value": v, "report": number} for v, number in pairs])
    if not any(met.values()):
        return []
    known = _read(connection, new, {other for others in met.values() for other in others})
    for number, others in met.items():
        for other in others:
            one, two = known.group.get(number), known.group.get(other)
            if (one is not None and one is two) or known.identity[number] == known.identity[other]:
                continue
            if share(known.runs_of(number), known.runs_of(other)) >= COPY_SHARE:
                _join(known, number, other)
    return _write(connection, known)


def groups_of(connection: Connection) -> dict[int, int]:
    """For each report that has copies, the smallest number among them."""
    rows = connection.execute(
        select(reports.c.id, reports.c.copy_group).where(reports.c.copy_group.is_not(None))
    )
    return {number: root for number, root in rows}  # noqa: C416 - rows are no pairs to mypy


def _runs(text: str) -> list[str]:
    words = _WORD.findall(text.casefold())
    return [" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1)]


def _met(connection: Connection, sketches: dict[int, list[int]]) -> dict[int, list[int]]:
    """For each new report those before it that share a band with it."""
    where: dict[int, list[int]] = defaultdict(list)
    values = sorted({v for found in sketches.values() for v in found})
    for part in _parts(values):
        for value, report in connection.execute(_MEETING, {"values": part}):
            where[value].append(report)
    met: dict[int, list[int]] = {}
    for number in sorted(sketches):
        met[number] = sorted({other for v in sketches[number] for other in where.get(v, ())} - {number})
        for v in set(sketches[number]):
            where[v].append(number)
    return met


def _read(connection: Connection, new: Sequence[tuple[int, str, str]], others: set[int]) -> _Known:
    known = _Known()
    for number, identity, text in new:
        known.text[number], known.identity[number] = text, identity
    columns = (reports.c.id, reports.c.identity, reports.c.text, reports.c.copy_group)
    in_groups: dict[int, list[int]] = defaultdict(list)
    for part in _parts(sorted(others - known.text.keys())):
        for report in connection.execute(select(*columns).where(reports.c.id.in_(part))):
            known.text[report.id], known.identity[report.id] = report.text, report.identity
            if report.copy_group is not None:
                in_groups[report.copy_group].append(report.id)
    for part in _parts(sorted(in_groups)):
        named = select(copy_groups.c.id, copy_groups.c.name).where(copy_groups.c.id.in_(part))
        for root, name in connection.execute(named):
            inside = select(reports.c.id, reports.c.identity).where(reports.c.copy_group == root)
            group = _Group(name, set())
            for r in connection.execute(inside):
                group.reports.add(r.id)
                known.identity[r.id] = r.identity
                known.group[r.id] = group
    return known


def _join(known: _Known, number: int, other: int) -> None:
    one = known.group.get(number) or _Group(known.identity[number], {number})
    two = known.group.get(other) or _Group(known.identity[other], {other})
    big, small = (one, two) if len(one.reports) >= len(two.reports) else (two, one)
    big.name = min(one.name, two.name)
    big.reports |= small.reports
    big.changed = True
    for report in big.reports:
        known.group[report] = big


def _write(connection: Connection, known: _Known) -> list[int]:
    """Store the groups that have changed; gives the reports whose voice has."""
    touched: set[int] = set()
    for group in {id(g): g for g in known.group.values() if g.changed}.values():
        ordered = sorted(group.reports)
        rows = connection.execute(
            select(reports.c.id, copy_groups.c.id, copy_groups.c.name)
            .join(copy_groups, copy_groups.c.id == reports.c.copy_group)
            .where(reports.c.id.in_(ordered))
        )
        had = {number: (root, name) for number, root, name in rows}
        root = ordered[0]
        moved = [n for n in ordered if had.get(n, (0, ""))[0] != root]
        touched |= {n for n in ordered if had.get(n, (0, ""))[1] != group.name}
        gone = sorted({old for old, _ in had.values()} - {root})
        connection.execute(delete(copy_groups).where(copy_groups.c.id.in_([*gone, root])))
        connection.execute(insert(copy_groups), {"id": root, "name": group.name})
        connection.execute(update(reports).where(reports.c.id.in_(moved)).values(copy_group=root))
    return sorted(touched)


def _parts(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    for i in range(0, len(numbers), _PART):
        yield numbers[i : i + _PART]
