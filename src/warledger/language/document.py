"""A report laid out for reading: paragraphs, what is no news, parsed sentences with absolute offsets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from warledger.model import Link, Report, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Tokens


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
    """A sentence: spaCy's tokens, and where they stand in the report.

    Attributes:
        tokens: The spaCy span; its own offsets count from the start of the chunk that was parsed.
        offset: What to add to a token's ``idx`` to get the offset in the report's text.
        paragraph: Index into the document's paragraphs.
        index: Index into the document's sentences.
        words: The tokens as a list, quicker to walk than the span.
    """

    tokens: Tokens
    offset: int
    paragraph: int
    index: int
    words: list[Token] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Keep the tokens in a list: spaCy makes them anew each time that a span is walked."""
        self.words = list(self.tokens)

    @property
    def start(self) -> int:
        """Offset of the first character in the report's text."""
        return int(self.tokens.start_char) + self.offset

    @property
    def end(self) -> int:
        """End of the last token in the report's text."""
        return int(self.tokens.end_char) + self.offset

    @property
    def span(self) -> Span:
        """The sentence's characters in the report's text."""
        return Span(self.start, self.end)

    @property
    def text(self) -> str:
        """The words as parsed (plain quotation marks)."""
        return str(self.tokens.text)

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
    chunks: list[Doc] = field(default_factory=list)

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
