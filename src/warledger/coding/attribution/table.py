"""A document as one flat table of words: plain lists by index."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from warledger.language.quotes import Quotation, find_quotations
from warledger.model import Span

if TYPE_CHECKING:
    from warledger.language.document import Document
    from warledger.language.tokens import Token


@dataclass(slots=True)
class Table:
    """The words of a document, by index over the whole report.

    ``quote`` is the index into ``quotations`` of the outermost quotation that holds a word, or -1; ``inner``
    the same for the innermost. ``first`` and ``last`` bound the subtree of a word.
    """

    document: Document
    tokens: list[Token] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    lower: list[str] = field(default_factory=list)
    lemma: list[str] = field(default_factory=list)
    tag: list[str] = field(default_factory=list)
    pos: list[str] = field(default_factory=list)
    dep: list[str] = field(default_factory=list)
    ent: list[str] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    kids: list[list[int]] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    sentence: list[int] = field(default_factory=list)
    paragraph: list[int] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    quote: list[int] = field(default_factory=list)
    inner: list[int] = field(default_factory=list)
    quotations: list[Quotation] = field(default_factory=list)
    bounds: list[tuple[int, int]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.text)

    def subtree(self, index: int) -> list[int]:
        """A word and all that hangs on it, in order."""
        out, todo = [index], list(self.kids[index])
        while todo:
            word = todo.pop()
            out.append(word)
            todo.extend(self.kids[word])
        out.sort()
        return out

    def spans(self, words: list[int]) -> tuple[Span, ...]:
        """The characters of words, a span for each unbroken run."""
        out: list[Span] = []
        before = -2
        for word in sorted(words):
            if word == before + 1 and self.paragraph[word] == self.paragraph[before]:
                out[-1] = Span(out[-1].start, self.end[word])
            else:
                out.append(Span(self.start[word], self.end[word]))
            before = word
        return tuple(out)

    def words(self, words: list[int]) -> str:
        """The text of words, one blank between any two that do not touch."""
        out = ""
        before = -1
        for word in sorted(words):
            if before >= 0 and self.start[word] > self.end[before]:
                out += " "
            out += self.text[word]
            before = word
        return out


def tabulate(document: Document) -> Table:
    """Lay a document out as a table."""
    table = Table(document)
    for sentence in document.sentences:
        begin = len(table.tokens)
        words = [t for t in sentence.words if not t.form.is_space]
        table.tokens += words
        table.sentence += [sentence.index] * len(words)
        table.paragraph += [sentence.paragraph] * len(words)
        table.start += [t.idx + sentence.offset for t in words]
        table.bounds.append((begin, len(table.tokens)))
    tokens = table.tokens
    table.text = [t.text for t in tokens]
    table.lower = [t.lower_ for t in tokens]
    table.lemma = [t.lemma_.lower() for t in tokens]
    table.tag = [t.tag_ for t in tokens]
    table.pos = [t.pos_ for t in tokens]
    table.dep = [t.dep_ for t in tokens]
    table.ent = [t.ent_type_ for t in tokens]
    table.end = [at + len(text) for at, text in zip(table.start, table.text, strict=True)]
    _link(table)
    _quotations(table)
    return table


def _link(table: Table) -> None:
    size = len(table.text)
    number = {token: index for index, token in enumerate(table.tokens)}
    heads = table.head = [number.get(token.head, index) for index, token in enumerate(table.tokens)]
    table.kids = [[] for _ in range(size)]
    for index, head in enumerate(heads):
        if head != index and table.sentence[head] == table.sentence[index]:
            table.kids[head].append(index)
        else:
            heads[index] = index
    first = table.first = list(range(size))
    last = table.last = list(range(size))
    for begin, end in table.bounds:
        # Climbing from every word keeps this safe from odd trees; depth is small.
        for index in range(begin, end):
            word, steps = index, 0
            while heads[word] != word and steps < 60:
                word = heads[word]
                steps += 1
                if index < first[word]:
                    first[word] = index
                elif index > last[word]:
                    last[word] = index


def _quotations(table: Table) -> None:
    document = table.document
    table.quotations = find_quotations(document.report.text, [p.body for p in document.paragraphs])
    table.quote = [-1] * len(table)
    table.inner = [-1] * len(table)
    word = 0
    for number, quotation in enumerate(table.quotations):
        while word > 0 and table.start[word - 1] >= quotation.start:
            word -= 1
        while word < len(table) and table.end[word] <= quotation.start:
            word += 1
        while word < len(table) and table.start[word] < quotation.end:
            if quotation.depth == 0:
                table.quote[word] = number
            table.inner[word] = number
            word += 1
