"""Which saying stands in which, and what each must give up to the other."""

from __future__ import annotations

from warledger.coding.attribution.found import Found
from warledger.coding.attribution.syntax import trim
from warledger.coding.attribution.table import Table


def settle(table: Table, found: list[Found]) -> None:
    """Where two sayings of one sentence each hold the other's cue, make the trailing one the outer.

    "The ministry said its planes struck the town, the agency reported": both have much the same content;
    the agency's holds the ministry's saying, and the ministry's stops before the agency's name.
    """
    by_sentence: dict[int, list[Found]] = {}
    for f in found:
        by_sentence.setdefault(table.sentence[f.head], []).append(f)
    for row in by_sentence.values():
        if len(row) > 1:
            row.sort(key=lambda f: f.head)
            for i, inner in enumerate(row):
                for outer in row[i + 1 :]:
                    _pair(table, inner, outer)


def _pair(table: Table, inner: Found, outer: Found) -> None:
    if (
        inner.cites
        or outer.cites
        or not inner.content
        or not outer.content
        or not outer.source
        or not _trails(table, outer)
    ):
        return
    begin = min([outer.head, *outer.source])
    start = min([inner.head, *inner.source, *inner.content])
    if start >= begin or table.sentence[start] != table.sentence[begin]:
        return
    if inner.content[0] > outer.content[-1] or outer.content[0] > inner.content[-1]:
        return
    tail = [w for w in inner.content if w >= begin - 1]
    if tail:
        drop = set(tail)
        inner.content = trim(table, [w for w in inner.content if w not in drop])
        inner.pieces = []
    held = set(outer.content)
    if not held.issuperset(inner.source) or inner.head not in held:
        outer.content = trim(table, list(range(min(start, outer.content[0]), begin)))
        outer.pieces = []


def _trails(table: Table, outer: Found) -> bool:
    """Whether source and cue stand together at the end of their clause, set off by a comma or a quote."""
    own = sorted([outer.head, *outer.source])
    if own[-1] - own[0] > len(own) + 4 or outer.content[0] > own[0]:
        return False
    if table.pos[outer.head] != "VERB" and table.lower[outer.head] != "according":
        return False
    before = own[0] - 1
    return before >= 0 and table.text[before] in (",", '"', "''", "—", "-", "--", "–")


def parent_of(found: list[Found], sets: list[frozenset[int]], index: int) -> int | None:
    """The smallest saying whose content holds this one's cue and content."""
    mine = found[index]
    best: int | None = None
    for other, theirs in enumerate(found):
        if other == index:
            continue
        if sets[other] == sets[index]:
            # "SANA said, citing the ministry": who is cited stands inside who cites.
            denied = mine.denies and mine.source_head < 0 <= theirs.source_head
            if not (mine.via and not theirs.via) and not denied:
                continue
        elif (
            mine.head not in sets[other]
            or len(sets[index] - sets[other]) > 0.2 * len(sets[index])
            or (theirs.head in sets[index] and len(sets[other]) <= len(sets[index]))
        ):
            continue
        if best is None or (len(sets[other]), not theirs.cites) < (len(sets[best]), not found[best].cites):
            best = other
    return best
