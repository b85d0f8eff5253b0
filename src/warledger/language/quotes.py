"""Quotations in a report: where they open and close, however badly the marks are set.

Reports mix curly and straight marks, guillemets and TeX's, forget to close, close what was never opened,
and open every paragraph of a long quotation anew while closing only the last. Nothing here raises; a
mark that fits nowhere is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from warledger.model import Span

_MARK = re.compile(r"``|''|[\"“”„‟«»‘’‚‹›'`]")
_LINE = re.compile(r"[^\n]+")
_SENTENCE_END = re.compile(r"[.!?…][)\]]*(?=\s|$)")
_OPENERS = {"“": '”"', "„": "”“", "‟": "”", "«": "»", "‹": "›", "``": "''"}
_CLOSERS = {"”", "»", "›", "''"}
_SINGLE = {"‘", "’", "'", "`", "‚"}
_MAX_SINGLE = 400


@dataclass(slots=True, frozen=True)
class Quotation:
    """One quotation, or the part of one that stands in a single paragraph.

    Attributes:
        start: Offset of its opening mark.
        end: Offset after its closing mark, or of the end of what it is taken to hold when it never closes.
        depth: 0 for an outermost quotation, 1 for one inside it, and so on.
        closed: Whether a closing mark was found.
        continues: Whether it goes on from the paragraph before, which opened and did not close.
        mark: The opening mark as written.
    """

    start: int
    end: int
    depth: int = 0
    closed: bool = True
    continues: bool = False
    mark: str = '"'

    @property
    def span(self) -> Span:
        """The quotation with its marks."""
        return Span(self.start, self.end)

    @property
    def inner(self) -> Span:
        """The words without the marks."""
        width = len(self.mark)
        closing = width if self.closed else 0
        return Span(min(self.start + width, self.end), max(self.start + width, self.end - closing))


@dataclass(slots=True)
class _Open:
    start: int
    mark: str
    close: str
    at_start: bool


def find_quotations(text: str, paragraphs: Iterable[Span] | None = None) -> list[Quotation]:
    """Find the quotations of a text.

    Args:
        text: Any text.
        paragraphs: Where its paragraphs stand; by default its lines.

    Returns:
        The quotations sorted by start, outer before inner; none crosses the end of a paragraph.
    """
    spans = list(paragraphs) if paragraphs is not None else [Span(*m.span()) for m in _LINE.finditer(text)]
    found: list[Quotation] = []
    hanging = False
    for number, span in enumerate(spans):
        following = spans[number + 1] if number + 1 < len(spans) else None
        quotes, hanging = _paragraph(text, span, following, hanging)
        found.extend(quotes)
    return sorted(found, key=lambda q: (q.start, -q.end))


def outermost(quotations: Sequence[Quotation]) -> list[Quotation]:
    """Those that stand in no other."""
    return [q for q in quotations if q.depth == 0]


def _paragraph(text: str, span: Span, following: Span | None, hanging: bool) -> tuple[list[Quotation], bool]:
    """The quotations of one paragraph, and whether its last runs on into the next."""
    stack: list[_Open] = []
    done: list[Quotation] = []
    for match in _MARK.finditer(text, span.start, span.end):
        reader = _single if match.group() in _SINGLE else _double
        found = reader(text, span, match, stack)
        if found is not None:
            done.append(found)
    runs_on = False
    for depth, left in enumerate(o for o in stack if o.mark not in _SINGLE):
        if depth == 0 and following is not None and _opens(text, following.start):
            runs_on = True
            done.append(Quotation(left.start, span.end, 0, False, False, left.mark))
        else:
            done.append(_unclosed(text, left, span.end))
    if hanging and _opens(text, span.start):
        done = [replace(q, continues=q.start == span.start) for q in done]
    return _nested(done), runs_on


def _double(text: str, span: Span, match: re.Match[str], stack: list[_Open]) -> Quotation | None:
    """A double mark closes what it can, else opens; what it shows never to have been closed ends here."""
    mark, at = match.group(), match.start()
    opening, closing = _looks_opening(text, at, span), _looks_closing(text, at, span)
    top = next((o for o in reversed(stack) if mark in o.close), None)
    if top is not None and not (mark == '"' and opening and (len(stack) > 1 or not closing)):
        del stack[stack.index(top) :]
        return Quotation(top.start, match.end(), len(stack), True, False, top.mark)
    if mark == '"' and not opening and closing:
        return None
    if mark in _CLOSERS and not opening:
        return None
    # The same mark opens again: the one before was never closed.
    twin = next((o for o in stack if o.mark == mark), None)
    if twin is not None:
        stack.remove(twin)
    stack.append(_Open(at, mark, _OPENERS.get(mark, mark), at == span.start))
    return _unclosed(text, twin, at) if twin is not None else None


def _single(text: str, span: Span, match: re.Match[str], stack: list[_Open]) -> Quotation | None:
    """Single marks quote only where one that opens meets one that closes: most are apostrophes."""
    mark, at = match.group(), match.start()
    before = text[at - 1] if at > span.start else " "
    after = text[at + 1] if at + 1 < span.end else " "
    top = stack[-1] if stack and stack[-1].mark in _SINGLE else None
    if top is not None:
        closes = mark in top.close and not before.isspace() and not after.isalnum()
        plural = before in "sS" and after == " " and _closes_later(text, at, span)
        if closes and not plural and at - top.start <= _MAX_SINGLE:
            stack.pop()
            return Quotation(top.start, at + 1, len(stack), True, False, top.mark)
        return None
    opens = mark in "‘'`" and (before.isspace() or before in '(["“«—–-:`')
    if opens and after.isalpha() and _closes_later(text, at, span):
        stack.append(_Open(at, mark, "’'" if mark != "‘" else "’", False))
    return None


def _closes_later(text: str, at: int, span: Span) -> bool:
    tail = text[at + 1 : min(span.end, at + _MAX_SINGLE)]
    return re.search(r"\S['’](?![\w])", tail) is not None


def _looks_opening(text: str, at: int, span: Span) -> bool:
    before = text[at - 1] if at > span.start else " "
    after = text[at + 1] if at + 1 < span.end else " "
    return (before.isspace() or before in "([—–-:'‘`") and not after.isspace()


def _looks_closing(text: str, at: int, span: Span) -> bool:
    before = text[at - 1] if at > span.start else " "
    return not before.isspace()


def _opens(text: str, start: int) -> bool:
    return bool(re.match(r"\s*(?:\"|“|„|«|``)", text[start : start + 8]))


def _unclosed(text: str, left: _Open, limit: int) -> Quotation:
    """What a quotation that never closes holds: the paragraph if it begins it, else its own sentence."""
    stop = None if left.at_start else _SENTENCE_END.search(text, left.start, limit)
    end = stop.end() if stop else limit
    while end > left.start + 1 and text[end - 1].isspace():
        end -= 1
    return Quotation(left.start, end, 0, False, False, left.mark)


def _nested(quotes: list[Quotation]) -> list[Quotation]:
    """Depths from how the spans lie, whatever the order in which they closed."""
    out: list[Quotation] = []
    around: list[Quotation] = []
    for q in sorted(quotes, key=lambda q: (q.start, -q.end)):
        while around and around[-1].end <= q.start:
            around.pop()
        cut = bool(around) and q.end > around[-1].end
        end = around[-1].end if cut else q.end
        out.append(Quotation(q.start, end, len(around), q.closed and not cut, q.continues, q.mark))
        around.append(out[-1])
    return out
