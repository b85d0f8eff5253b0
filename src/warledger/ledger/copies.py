"""Copies of one text in many papers: found by shared runs of words, counted as one origin.

Every report is reduced to the hashes of its runs of five words. The few smallest hashes lead to reports that
may be copies; the share of the shorter text's runs that stand in the longer one then decides. Both tests
compare two texts only, so what is found does not depend on the order in which reports arrive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from zlib import crc32

from sqlalchemy import Connection, bindparam, insert, select

from warledger.ledger import dialect
from warledger.ledger.schema import copies, reports, shingles

RUN = 5
SKETCH = 16
COPY_SHARE = 0.6
_SHORTEST = 12  # runs; below it two notes may share most words by chance
_MANY = 200  # a run in that many reports is boilerplate and leads nowhere
_SHARED = select(shingles.c.value, shingles.c.report).where(
    shingles.c.value.in_(bindparam("sketch", expanding=True))
)
_ADD = insert(shingles)
_WORD = re.compile(r"\w+")


def runs_of(text: str) -> set[int]:
    """Hashes of a text's runs of five words."""
    words = [w.encode("utf-8", "replace") for w in _WORD.findall(text.casefold())]
    return {crc32(b" ".join(words[i : i + RUN])) >> 1 for i in range(len(words) - RUN + 1)}


def share(a: set[int], b: set[int]) -> float:
    """How much of the shorter text's runs stand in the other."""
    smaller = min(len(a), len(b))
    return len(a & b) / smaller if smaller >= _SHORTEST else 0.0


def record(connection: Connection, report: int, text: str) -> None:
    """Keep a new report's sketch and the copies of it that are in the ledger already."""
    runs = runs_of(text)
    sketch = sorted(runs)[:SKETCH]
    if len(runs) < _SHORTEST:
        return
    shared = connection.execute(_SHARED, {"sketch": sketch}).all()
    per_value: dict[int, list[int]] = {}
    for value, other in shared:
        per_value.setdefault(value, []).append(other)
    candidates = sorted({o for others in per_value.values() if len(others) <= _MANY for o in others})
    connection.execute(_ADD, [{"value": v, "report": report} for v in sketch])
    found = []
    if candidates:
        texts = connection.execute(select(reports.c.id, reports.c.text).where(reports.c.id.in_(candidates)))
        for other, other_text in texts:
            likeness = share(runs, runs_of(other_text))
            if likeness >= COPY_SHARE:
                found.append({"a": other, "b": report, "share": round(likeness, 3)})
    if found:
        connection.execute(dialect.insert_new(connection, copies), found)


def groups(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """For each report that has copies, the smallest id of its group."""
    parent: dict[int, int] = {}

    def root(x: int) -> int:
        while parent.setdefault(x, x) != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for a, b in pairs:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    return {x: root(x) for x in parent}
