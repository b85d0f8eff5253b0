"""The words of a parse as plain objects.

spaCy makes a new object, and looks its strings up anew, each time that a token, its head or its children
are asked for, and the rules ask millions of times. So the parse is read once into these, with spaCy's names.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.strings import StringStore
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

__all__ = ["Bounds", "Form", "Reader", "Token", "spelled"]

_COLUMNS = ("ORTH", "LEMMA", "POS", "TAG", "DEP", "ENT_TYPE", "ENT_IOB", "IDX", "SPACY")
_IOB = ("", "I", "O", "B")
_MOST_KEPT = 32_768


@dataclass(slots=True, frozen=True)
class Form:
    """What does not hang on where a word stands: its spelling, and what sort of characters that has."""

    text: str
    lower_: str
    is_punct: bool
    is_space: bool
    is_alpha: bool
    is_stop: bool
    is_title: bool
    is_upper: bool


@dataclass(slots=True, frozen=True)
class Bounds:
    """A sentence of a chunk: index of its first token, and of the one behind its last."""

    start: int
    end: int


@dataclass(slots=True, eq=False)
class Token:
    """A word of a parsed chunk; the names are spaCy's.

    Attributes:
        i: Its index in the chunk.
        idx: Its first character in the chunk.
        text: As written.
        lower_: As written, in small letters.
        lemma_: The dictionary form.
        pos_: The universal part of speech.
        tag_: The Penn Treebank tag.
        dep_: How it hangs on its head.
        ent_type_: The label of the name that it belongs to; "" for none.
        ent_iob_: "B" at the begin of a name, "I" inside, "O" outside.
        whitespace_: The blank behind it, if any.
        form: What its spelling alone tells.
        doc: All tokens of the chunk.
        sent: Where its sentence begins and ends.
        head: What it hangs on; a root hangs on itself.
        children: What hangs on it, in order; ``lefts`` those before it, ``rights`` those behind.
    """

    i: int
    idx: int
    text: str
    lower_: str
    lemma_: str
    pos_: str
    tag_: str
    dep_: str
    ent_type_: str
    ent_iob_: str
    whitespace_: str
    form: Form = field(repr=False)
    doc: list[Token] = field(repr=False)
    sent: Bounds
    head: Token = field(init=False, repr=False)
    children: list[Token] = field(init=False, repr=False)
    lefts: list[Token] = field(init=False, repr=False)
    rights: list[Token] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Begin as a root without children."""
        self.head = self
        self.children, self.lefts, self.rights = [], [], []

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return True

    @property
    def is_punct(self) -> bool:
        """Whether it is a mark of punctuation."""
        return self.form.is_punct

    @property
    def is_space(self) -> bool:
        """Whether it is nothing but white space."""
        return self.form.is_space

    @property
    def is_alpha(self) -> bool:
        """Whether it is all letters."""
        return self.form.is_alpha

    @property
    def is_stop(self) -> bool:
        """Whether it is one of spaCy's stop words."""
        return self.form.is_stop

    @property
    def is_title(self) -> bool:
        """Whether it begins with a capital and goes on in small letters."""
        return self.form.is_title

    @property
    def is_upper(self) -> bool:
        """Whether it is all capitals."""
        return self.form.is_upper

    @property
    def is_sent_start(self) -> bool:
        """Whether it is the first of its sentence."""
        return self.i == self.sent.start

    def nbor(self, by: int = 1) -> Token:
        """The token so many places on.

        Raises:
            IndexError: The chunk does not reach so far.
        """
        at = self.i + by
        if at < 0:
            raise IndexError(at)
        return self.doc[at]

    @property
    def subtree(self) -> Iterator[Token]:
        """It and all that hangs on it, in the order of the tree from left to right."""
        for word in self.lefts:
            yield from word.subtree
        yield self
        for word in self.rights:
            yield from word.subtree

    @property
    def left_edge(self) -> Token:
        """The first of its subtree."""
        return self.doc[min(t.i for t in self.subtree)]

    @property
    def right_edge(self) -> Token:
        """The last of its subtree."""
        return self.doc[max(t.i for t in self.subtree)]

    @property
    def ancestors(self) -> Iterator[Token]:
        """What it hangs on, what that hangs on, up to the root."""
        token = self
        for _ in self.doc:
            if token.head is token:
                return
            token = token.head
            yield token

    def is_ancestor(self, other: Token) -> bool:
        """Whether another token hangs on it, directly or not."""
        return any(t is self for t in other.ancestors)

    @property
    def conjuncts(self) -> tuple[Token, ...]:
        """The others that "and", "or" or commas join to it."""
        start = self
        while start.dep_ == "conj" and start.head is not start:
            start = start.head
        out = [start]
        for word in out:
            out += (c for c in word.rights if c.dep_ == "conj")
        return tuple(t for t in out if t is not self)

    def attach(self, head: Token) -> None:
        """Hang it on another token; on itself to make it a root.

        Where the other one hangs below it, that branch takes its place first: heads never go in a circle.
        """
        old = self.head
        if head is not self and self.is_ancestor(head):
            top = head
            while top.head is not self:
                top = top.head
            top.attach(top if old is self else old)
            if old is self:
                top.dep_ = self.dep_
        if old is not self:
            old.children.remove(self)
            (old.lefts if self.i < old.i else old.rights).remove(self)
        self.head = head
        if head is not self:
            insort(head.children, self, key=_place)
            insort(head.lefts if self.i < head.i else head.rights, self, key=_place)


def _place(token: Token) -> int:
    return token.i


def spelled(words: Sequence[Token]) -> str:
    """Neighbouring words as they are written, without the blank behind the last."""
    return "".join([t.text + t.whitespace_ for t in words[:-1]]) + words[-1].text if words else ""


class Reader:
    """Reads the parses of one vocabulary; strings and forms are looked up once and kept."""

    def __init__(self, vocab: Vocab) -> None:
        """Take the vocabulary of the model."""
        self._vocab = vocab
        self._texts = _Strings(vocab.strings)
        self._forms: dict[int, Form] = {}

    def read(self, doc: Doc) -> list[Token]:
        """The tokens of a parsed text, each with its sentence, head and children."""
        if not len(doc):
            return []
        columns = doc.to_array(list(_COLUMNS)).T.tolist()
        orths, lemmas, parts, tags, deps, labels, iobs, starts, spaced = columns
        up = doc.to_array("HEAD").view("int64").tolist()
        forms = self._forms_of(orths)
        texts = self._texts
        tokens: list[Token] = []
        for sent in doc.sents:
            bounds = Bounds(sent.start, sent.end)
            tokens += [
                Token(
                    i,
                    starts[i],
                    forms[i].text,
                    forms[i].lower_,
                    texts[lemmas[i]],
                    texts[parts[i]],
                    texts[tags[i]],
                    texts[deps[i]],
                    texts[labels[i]],
                    _IOB[iobs[i]],
                    " " if spaced[i] else "",
                    forms[i],
                    tokens,
                    bounds,
                )
                for i in range(sent.start, sent.end)
            ]
        for token, by in zip(tokens, up, strict=True):
            if by:
                head = token.head = tokens[token.i + by]
                head.children.append(token)
                (head.lefts if by > 0 else head.rights).append(token)
        return tokens

    def _forms_of(self, orths: Sequence[int]) -> list[Form]:
        known = self._forms
        if len(known) > _MOST_KEPT:
            known.clear()
        for new in set(orths).difference(known):
            word = self._vocab[new]
            known[new] = Form(
                word.text,
                word.lower_,
                word.is_punct,
                word.is_space,
                word.is_alpha,
                word.is_stop,
                word.is_title,
                word.is_upper,
            )
        return [known[i] for i in orths]


class _Strings(dict[int, str]):
    """The strings behind spaCy's numbers."""

    def __init__(self, store: StringStore) -> None:
        super().__init__()
        self._store = store

    def __missing__(self, number: int) -> str:
        """Look a string up once."""
        if len(self) > _MOST_KEPT:
            self.clear()
        text = self[number] = str(self._store[number]) if number else ""
        return text
