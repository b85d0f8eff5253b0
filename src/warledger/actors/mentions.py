"""The noun phrases of a report that may be parties, in order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from warledger.actors import phrase
from warledger.actors.ground import Ground
from warledger.actors.names import Hit
from warledger.actors.registry import ActorEntry, name_rules
from warledger.language.document import Sentence
from warledger.model import Span

if TYPE_CHECKING:
    from warledger.language.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_INNER = frozenset({"compound", "amod", "nmod", "det", "case", "punct", "nummod", "quantmod", "npadvmod"})
_NUMBERS = frozenset({"DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY"})
_LOCATIVE = frozenset({"in", "near", "at", "around", "from", "to", "into", "across", "of", "on"})
_NAME_WORDS = 8
ARMED = frozenset({"rebel", "jihadist", "militia", "ethnic", "army", "gang", "pmc", "unit", "coalition"})
_ALWAYS = 1_000_000


@dataclass(slots=True)
class Mention:
    """A noun phrase that may be a party.

    Attributes:
        span: Its characters.
        head: Offset of its head word.
        token: The head word.
        sentence: Index of its sentence.
        type: ``person``, ``group``, ``people`` (many), ``state``, ``place``, or "" where nothing tells.
        noun: The head in small letters, singular for common nouns.
        entry: The registry's, where a known name stands in it.
        named: It is a name and not a description.
        speaks: It is the subject of a verb of saying.
        local: It stands behind a preposition of place.
        joined: The other members of a coordination that it leads.
    """

    span: Span
    head: int
    token: Token
    sentence: int
    type: str
    noun: str
    entry: ActorEntry | None = None
    named: bool = False
    speaks: bool = False
    local: bool = False
    joined: list[Mention] = field(default_factory=list)

    @property
    def dep(self) -> str:
        """What the phrase is in its clause."""
        return str(self.token.dep_)


class Mentions:
    """All of a report, found once."""

    def __init__(self, ground: Ground) -> None:
        """Read the report's noun phrases."""
        self._ground = ground
        self._lexicon = phrase.words()
        self.all: list[Mention] = []
        self.by_head: dict[int, Mention] = {}
        for sentence in ground.document.sentences:
            for token in sentence.words:
                mention = self._read(sentence, token)
                if mention and not self._same_person(mention):
                    self.all.append(mention)
                    self.by_head[mention.head] = mention
        self._heads = [m.head for m in self.all]
        for mention in self.all:
            self._join(mention)

    def at(self, sentence: Sentence, token: Token) -> Mention | None:
        """The mention that a word heads."""
        return self.by_head.get(token.idx + sentence.offset)

    def before(self, sentence: Sentence, offset: int, back: int = _ALWAYS) -> Iterator[Mention]:
        """The mentions that end before a place in the text, the nearest first, some sentences back."""
        for at in range(bisect_left(self._heads, offset) - 1, -1, -1):
            mention = self.all[at]
            if sentence.index - mention.sentence > back:
                return
            if mention.span.end <= offset:
                yield mention

    def _same_person(self, mention: Mention) -> bool:
        """Whether it is another word of the name before it, which the parse took apart."""
        before = self.all[-1] if self.all else None
        if before is None or before.sentence != mention.sentence or before.type != "person":
            return False
        if mention.type != "person" or not (before.named and mention.named):
            return False
        if mention.token.i - before.token.i > _NAME_WORDS or mention.token not in phrase.run(before.token):
            return False
        self.by_head[mention.head] = before
        before.span = Span(before.span.start, max(before.span.end, mention.span.end))
        before.entry = before.entry if before.entry and before.entry.is_person else mention.entry
        if before.dep not in SUBJECTS:
            before.token = mention.token
        return True

    def _read(self, sentence: Sentence, token: Token) -> Mention | None:
        if token.pos_ not in ("NOUN", "PROPN", "ADJ", "NUM"):
            return None
        lexicon = self._lexicon
        at = token.idx + sentence.offset
        hit = self._ground.hit_at(at)
        inner = token.dep_ in _INNER and not (token.dep_ == "nmod" and token.pos_ == "PROPN")
        if inner and not (hit and self._party_inside(sentence, token, hit)):
            return None
        noun, lemma = token.lower_, token.lemma_.lower()
        proper = token.pos_ == "PROPN" or hit is not None or (token.is_upper and len(token) > 1)
        if not proper and not (noun in lexicon.people or lemma in lexicon.group or lemma in lexicon.person):
            return None
        if proper and hit is None and token.ent_type_ in _NUMBERS:
            return None
        first, last = phrase.bounds(token)
        span = sentence.cover(token.doc[first], token.doc[last])
        if hit is not None and hit.end > span.end:
            span = Span(span.start, hit.end)
        entry = self._ground.entry_of(hit.key) if hit else self._whose_people(sentence, token)
        proper = proper or entry is not None
        return Mention(
            span=span,
            head=at,
            token=token,
            sentence=sentence.index,
            type=self._type(token, at, noun, lemma, entry),
            noun=noun if proper else lemma,
            entry=entry,
            named=proper,
            speaks=self._speaks(token),
            local=token.dep_ == "pobj" and token.head.lower_ in _LOCATIVE,
        )

    def _party_inside(self, sentence: Sentence, token: Token, hit: Hit) -> bool:
        """Whether an armed party is named within another phrase: "Hezbollah targets"."""
        if sentence.at(token).end != hit.end or hit.start <= sentence.at(token.head).start < hit.end:
            return False
        head, lexicon = token.head, self._lexicon
        if head.lower_ in name_rules().followers and (
            head.lower_ in lexicon.people or head.lemma_.lower() in lexicon.group
        ):
            return False  # the head is the mention: "M23 rebels"
        entry = self._ground.entry_of(hit.key)
        return entry is not None and not entry.organ and entry.kind in ARMED

    def _whose_people(self, sentence: Sentence, token: Token) -> ActorEntry | None:
        """The party of "M23 rebels", "the Wagner fighters"."""
        if token.lower_ not in name_rules().followers:
            return None
        for left in token.lefts:
            hit = self._ground.hit_at(sentence.at(left).start) if left.dep_ in _INNER else None
            entry = self._ground.entry_of(hit.key) if hit else None
            if entry is not None and not entry.organ and entry.kind in ARMED:
                return entry
        return None

    def _type(self, token: Token, at: int, noun: str, lemma: str, entry: ActorEntry | None) -> str:
        lexicon = self._lexicon
        place = self._ground.place_at(at)
        if entry is not None and entry.kind != "state":
            titled = lemma in lexicon.person and any(t.ent_type_ == "PERSON" for t in phrase.run(token))
            return "person" if entry.is_person or titled else "group"
        if entry is not None and not (token.ent_type_ == "PERSON" and len(phrase.run(token)) > 1):
            return "state"
        if noun in lexicon.people:
            return "people"
        if token.pos_ != "PROPN" and lemma in lexicon.person:
            return "person"
        if lemma in lexicon.group or noun in lexicon.group:
            return "group"
        if place is not None and place.resolved:
            return "place" if place.literal else "state"
        if token.text in self._ground.place_names and token.dep_ not in SUBJECTS:
            return "place"
        if token.ent_type_ == "PERSON" or (token.pos_ == "PROPN" and self._in_name(token, noun)):
            return "person"
        if token.ent_type_ in ("GPE", "LOC", "FAC"):
            return "place"
        if token.ent_type_ in ("ORG", "NORP") or token.tag_ == "NNPS" or token.is_upper:
            return "group"
        return ""

    def _in_name(self, token: Token, noun: str) -> bool:
        return noun in self._lexicon.person or (
            not token.ent_type_ and any(t.ent_type_ == "PERSON" for t in phrase.run(token))
        )

    def _speaks(self, token: Token) -> bool:
        speech = self._lexicon.speech
        if token.dep_ == "nsubj":
            return token.head.lemma_.lower() in speech
        if token.dep_ == "pobj" and token.head.lower_ in ("to", "by"):
            above = token.head.head
            return above.lower_ == "according" or (
                token.head.lower_ == "by" and above.lemma_.lower() in speech
            )
        return False

    def _join(self, mention: Mention) -> None:
        sentence = self._ground.document.sentences[mention.sentence]
        token = mention.token
        tokens = phrase.run(token) if mention.type == "person" and mention.named else [token]
        for _ in range(8):
            following = next((t for word in tokens for t in word.rights if t.dep_ == "conj"), None)
            other = self.at(sentence, following) if following is not None else None
            if following is None or other is None:
                return
            mention.joined.append(other)
            tokens = [following]
