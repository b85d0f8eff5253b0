"""Quotations that run over paragraphs keep their source, and one saying is told once."""

from __future__ import annotations

from itertools import pairwise

from warledger.coding.attribution.found import Found
from warledger.coding.attribution.syntax import words_of_quote
from warledger.coding.attribution.table import Table


def continue_quotes(table: Table, found: list[Found]) -> None:
    """Give quotations without a cue of their own to the saying whose quotation they go on with.

    A quotation left open at the end of its paragraph goes with the one that resumes it; a paragraph that is
    nothing but a quotation goes with the quotation that closes the paragraph before.
    """
    outer = [i for i, q in enumerate(table.quotations) if q.depth == 0]
    if len(outer) < 2:
        return
    owner: dict[int, Found] = {}
    for f in found:
        for number in {table.quote[w] for w in f.content} - {-1, table.quote[f.head]}:
            held = owner.get(number)
            if held is None or len(f.content) > len(held.content):
                owner[number] = f
    words = {i: words_of_quote(table, i) for i in outer}
    pairs = list(pairwise(outer))
    for left, right in reversed(pairs):
        # Backwards: what was left open belongs to who is named where it is taken up again.
        if left not in owner and right in owner and table.quotations[right].continues:
            _give(table, owner, left, right, words)
    for left, right in pairs:
        if right in owner or left not in owner or not words[left] or not words[right]:
            continue
        if table.quotations[right].continues or _fills_next(table, words[left], words[right]):
            _give(table, owner, right, left, words)


def _give(table: Table, owner: dict[int, Found], piece: int, giver: int, words: dict[int, list[int]]) -> None:
    taker = owner[giver]
    if not words[piece]:
        return
    owner[piece] = taker
    if taker.pieces:
        taker.pieces.append(words[piece])
        taker.pieces.sort()
    taker.content = sorted({*taker.content, *words[piece]})


def _fills_next(table: Table, left: list[int], right: list[int]) -> bool:
    """Whether the second quotation is the whole of the paragraph after the one that the first stands in."""
    paragraph = table.paragraph[right[0]]
    if table.paragraph[left[0]] + 1 != paragraph:
        return False
    first = right[0] == 0 or table.paragraph[right[0] - 1] != paragraph
    after = right[-1] + 1
    return first and (after >= len(table) or table.paragraph[after] != paragraph)


def drop_twins(table: Table, found: list[Found]) -> list[Found]:
    """Where two cues of a sentence bear the same words ("quoted as saying", "posted:"), keep one."""
    kept: dict[tuple[int, tuple[int, ...]], Found] = {}
    out: list[Found] = []
    for f in found:
        key = (table.sentence[f.head], tuple(f.content))
        twin = kept.get(key)
        if twin is None:
            kept[key] = f
            out.append(f)
        elif _is_twin(table, twin, f):
            if _weight(table, f) > _weight(table, twin):
                out[out.index(twin)] = f
                kept[key] = f
        else:
            out.append(f)
    return out


def _is_twin(table: Table, a: Found, b: Found) -> bool:
    if a.source == b.source or ":" in (table.text[a.head], table.text[b.head]):
        return True
    return (
        (a.cites or b.cites or bool(a.via) or bool(b.via))
        and (_above(table, a.head, b.head) or _above(table, b.head, a.head))
        and "as" in {table.lower[w] for w in range(min(a.head, b.head), max(a.head, b.head))}
    )


def _above(table: Table, upper: int, lower: int) -> bool:
    return table.first[upper] <= lower <= table.last[upper]


def _weight(table: Table, f: Found) -> tuple[bool, bool, bool]:
    return (f.denies or f.cites or bool(f.via), table.pos[f.head] == "VERB", bool(f.source))
