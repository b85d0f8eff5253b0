"""A report laid out for reading: paragraphs, what is no news, parsed sentences with absolute offsets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from warledger.language.tokens import spelled
from warledger.model import Link, Report, Span

if TYPE_CHECKING:
    from warledger.language.tokens import Token


@dataclass(slots=True, frozen=True)
class Paragraph:
    """One paragraph of news.

    Attributes:
        start: Offset of its first character, a dateline included.
        end: Its end.
        dateline: The "DAMASCUS (Agency) —" before its first sentence, if any; it is not parsed.
    """

    start: int
    end: int
    dateline: Span | None = None

    @property
    def body(self) -> Span:
        """The paragraph without its dateline."""
        return Span(self.dateline.end if self.dateline else self.start, self.end)


@dataclass(slots=True, frozen=True)
class Layout:
    """What the cleaning found: paragraphs of news, teasers taken out as links, and the text to parse.

    ``text`` has the length of the report's text, with odd quotation marks and line breaks made plain, so that
    offsets hold in both.
    """

    text: str
    paragraphs: tuple[Paragraph, ...]
    links: tuple[Link, ...]


@dataclass(slots=True)
class Sentence:
    """A sentence: its words, and where they stand in the report.

    Attributes:
        words: The tokens; their own offsets count from the start of the chunk that was parsed.
        text: The words as parsed (plain quotation marks).
        offset: What to add to a token's ``idx`` to get the offset in the report's text.
        paragraph: Index into the document's paragraphs.
        index: Index into the document's sentences.
        start: Offset of the first character in the report's text.
        end: End of the last token in the report's text.
        span: The sentence's characters in the report's text.
    """

    words: list[Token]
    text: str
    offset: int
    paragraph: int
    index: int
    start: int = field(init=False)
    end: int = field(init=False)
    span: Span = field(init=False)

    def __post_init__(self) -> None:
        """Work out once where it stands."""
        first, last = self.words[0], self.words[-1]
        self.start = first.idx + self.offset
        self.end = last.idx + len(last.text) + self.offset
        self.span = Span(self.start, self.end)

    def at(self, token: Token) -> Span:
        """Where a token of this sentence stands in the report's text."""
        start = token.idx + self.offset
        return Span(start, start + len(token.text))

    def cover(self, first: Token, last: Token) -> Span:
        """The characters from one token to another, both included."""
        return Span(first.idx + self.offset, last.idx + len(last.text) + self.offset)


@dataclass(slots=True)
class Document:
    """A parsed report: what every finder and the coder's blocks read."""

    report: Report
    layout: Layout
    sentences: list[Sentence] = field(default_factory=list)
    chunks: list[list[Token]] = field(default_factory=list)

    def add(self, tokens: list[Token], offset: int, paragraph: int) -> None:
        """Add a parsed chunk with its sentences.

        Args:
            tokens: All its tokens.
            offset: Where it begins in the report's text.
            paragraph: Index of its paragraph.
        """
        self.chunks.append(tokens)
        start = 0
        while start < len(tokens):
            words = tokens[start : tokens[start].sent.end]
            text = spelled(words)
            if text.strip():
                self.sentences.append(Sentence(words, text, offset, paragraph, len(self.sentences)))
            start += len(words)

    @property
    def text(self) -> str:
        """The report's text as given."""
        return self.report.text

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs of news, teasers left out."""
        return self.layout.paragraphs

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds a character, or None (a dateline, a teaser, white space)."""
        lo, hi = 0, len(self.sentences)
        while lo < hi:
            mid = (lo + hi) // 2
            if self.sentences[mid].end <= offset:
                lo = mid + 1
            else:
                hi = mid
        found = self.sentences[lo] if lo < len(self.sentences) else None
        return found if found and found.start <= offset else None
