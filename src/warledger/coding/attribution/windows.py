"""The words around a cue in which its source and content are sought."""

from __future__ import annotations

from dataclasses import dataclass

from warledger.coding.attribution.table import Table


@dataclass(slots=True)
class Window:
    """The words around a cue in which its source and content are sought: single words, quotations as one."""

    cue: int
    atoms: list[tuple[int, int]]
    quoted: list[bool]

    def words(self, atom: int) -> range:
        """The words of an atom."""
        first, last = self.atoms[atom]
        return range(first, last + 1)


def window(table: Table, cue: int) -> Window:
    """Cut the window of a cue: its sentence, the quotations that reach into it or stand beside it."""
    number = table.inner[cue]
    if number >= 0 and table.quotations[number].end - table.quotations[number].start < 30:
        number = -1
    begin, end = table.bounds[table.sentence[cue]]
    if number >= 0:
        span = table.quotations[number].inner
        while begin < cue and table.start[begin] < span.start:
            begin += 1
        while end > cue + 1 and table.start[end - 1] >= span.end:
            end -= 1
        atoms, quoted = _atoms(table, begin, end, number, cue)
        return Window(cue, atoms, quoted)
    size = len(table)
    paragraph = table.paragraph[cue]
    quote = table.quote
    # A quotation that reaches over the sentence's bounds comes whole; one that stands beside it comes too.
    while (
        begin > 0
        and table.paragraph[begin - 1] == paragraph
        and quote[begin - 1] >= 0
        and (quote[begin] == quote[begin - 1] or quote[begin] < 0)
        and cue - begin < 400
    ):
        begin -= 1
        if quote[begin] != quote[begin - 1] and quote[begin] >= 0 and begin > 0:
            break
    for _ in range(3):
        while end < size and quote[end] >= 0 and quote[end] == quote[end - 1] and end - cue < 1200:
            end += 1
        if end >= size:
            break
        same = table.paragraph[end] == paragraph
        if quote[end] >= 0 and (
            same
            or table.text[end - 1] == ":"
            or table.quotations[quote[end]].continues
            or (
                quote[end - 1] < 0
                and table.paragraph[end] == paragraph + 1
                and not _has_quote(table, begin, end)
            )
        ):
            paragraph = table.paragraph[end]
            end += 1
            continue
        if same and table.text[end - 1] not in _STOPS and quote[end] < 0:
            end = table.bounds[table.sentence[end]][1]
            continue
        break
    while end < size and quote[end] >= 0 and quote[end] == quote[end - 1]:
        end += 1
    atoms, quoted = _atoms(table, begin, end, -1, cue)
    return Window(cue, atoms, quoted)


_STOPS = {".", "?", "!", '"', "''", "...", "…", ")"}


def _has_quote(table: Table, begin: int, end: int) -> bool:
    return any(table.quote[w] >= 0 for w in range(begin, end))


def _atoms(
    table: Table, begin: int, end: int, level: int, cue: int
) -> tuple[list[tuple[int, int]], list[bool]]:
    atoms: list[tuple[int, int]] = []
    quoted: list[bool] = []
    word = begin
    while word < end:
        own = table.quote[word] if level < 0 else table.inner[word]
        if own >= 0 and own != level:
            last = word
            holds = table.quote if level < 0 else table.inner
            while last + 1 < end and holds[last + 1] == own:
                last += 1
            if not word <= cue <= last:
                atoms.append((word, last))
                quoted.append(True)
                word = last + 1
                continue
        atoms.append((word, word))
        quoted.append(False)
        word += 1
    return atoms, quoted
