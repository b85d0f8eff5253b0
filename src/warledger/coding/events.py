"""What happened: the codebook's frames matched against the parse of a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from warledger.coding.codebook import Codebook, Frame, Trigger, word_classes
from warledger.coding.matching import Event, Match, has_beside
from warledger.coding.settling import settle
from warledger.coding.syntax import is_verb, phrasal
from warledger.knowledge import bundled

if TYPE_CHECKING:
    from warledger.coding.reading import Reading
    from warledger.language.document import Sentence
    from warledger.language.tokens import Token

__all__ = ["Event", "EventFinder", "Reviewer"]

_VERBAL_TAGS = frozenset({"VBN", "VBD", "VBG"})
_OF_WAR = frozenset({"territory", "violence", "forces", "people"})
_NOMINAL = frozenset({"pobj", "dobj", "nsubj", "nsubjpass"})
_COMPLEMENTS = frozenset({"dobj", "acomp", "xcomp", "oprd"})
_PARTICLES = frozenset({"prt", "advmod", "prep", "aux", "compound", "npadvmod"})


class Reviewer(Protocol):
    """What has a say after the frames: it may drop events of a report and add some of its own."""

    def review(self, found: list[tuple[Sentence, list[Event]]]) -> list[tuple[Sentence, list[Event]]]:
        """The events that stand, sentence by sentence, in order of their triggers."""


class EventFinder:
    """Finds the events of a sentence; the codebook decides what counts."""

    def __init__(self, codebook: Codebook) -> None:
        """Take a loaded codebook."""
        self._book = codebook
        self._lemmas = codebook.verbs.keys() | codebook.nouns.keys()

    def find(self, reading: Reading, sentence: Sentence) -> list[Event]:
        """The events of one sentence, in order of their triggers, each trigger word used once."""
        candidates: list[Event] = []
        for token in sentence.words:
            if token.lemma_.lower() not in self._lemmas and token.lower_ not in self._lemmas:
                continue
            best: Event | None = None
            for trigger, frame in self._frames(token):
                asked = frame.words.get("with")
                if asked and not has_beside(reading, sentence, token, asked):
                    continue  # most frames of "take", "make", "be" end here
                words = _trigger_words(token, trigger, frame) if trigger.rest else [token]
                if words is None:
                    continue
                event = Match(reading, sentence, token, words, frame).event()
                if event and (best is None or event.score > best.score):
                    best = event
            if best:
                candidates.append(best)
        if candidates and _elsewhere(reading, sentence):
            untold = _OF_WAR | {"politics"} if is_play(sentence) else _OF_WAR
            candidates = [e for e in candidates if self._book.kinds[e.kind].family not in untold]
        return settle(candidates)

    def _frames(self, token: Token) -> Iterable[tuple[Trigger, Frame]]:
        lemma = token.lemma_.lower()
        verbs, nouns = self._book.verbs.get(lemma), self._book.nouns.get(lemma)
        if nouns is None and token.dep_ in _NOMINAL and token.tag_ == "VBG":
            nouns = self._book.nouns.get(token.lower_)
        if verbs and (is_verb(token) or token.tag_ in _VERBAL_TAGS) and not _is_modifier(token):
            other = phrasal(token) in word_classes()["other_verbs"]
            yield from (v for v in verbs if v[0].rest or not other)
        if (
            nouns
            and (token.pos_ in {"NOUN", "PROPN"} or token.dep_ in _NOMINAL)
            and not _is_name_or_modifier(token)
        ):
            yield from nouns
        elif not nouns and token.lower_ in self._book.verbs and token.tag_ in {"NN", "NNS"}:
            yield from self._mistagged(token)

    def _mistagged(self, token: Token) -> Iterator[tuple[Trigger, Frame]]:
        """Verbs that the tagger took for nouns: a noun in form that heads a clause with a subject."""
        if token.dep_ in {"ROOT", "ccomp", "conj", "relcl"} and any(
            c.dep_ == "nsubj" for c in token.children
        ):
            yield from self._book.verbs.get(token.lower_, ())


@cache
def _fields() -> dict[str, frozenset[str]]:
    """The words of fields.yaml: of something else than war, and of war."""
    raw = bundled(__package__, "fields.yaml")
    return {name: frozenset(str(w) for row in rows for w in row) for name, rows in raw.items()}


def _elsewhere(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence tells of sport, trade, art, nature or crime, and has no word of war in it."""
    fields, words = _fields(), _words_of(sentence)
    if not words & (fields["elsewhere"] | fields["play"]) or words & fields["war"]:
        return False
    return not any("forces" in reading.classes(sentence, t) for t in sentence.words if t.pos_ == "PROPN")


def is_play(sentence: Sentence) -> bool:
    """Whether a sentence tells of sport or art: nobody there praises, rejects or signs as in a war."""
    fields, words = _fields(), _words_of(sentence)
    return bool(words & fields["play"]) and not words & (fields["war"] | fields["state"])


def _words_of(sentence: Sentence) -> set[str]:
    lemmas = [t.lemma_.lower() if t.pos_ != "PROPN" else t.lower_.rstrip("s") for t in sentence.words]
    return {*lemmas, *(f"{a} {b}" for a, b in pairwise(lemmas))}


def _is_modifier(verb: Token) -> bool:
    """A participle before a noun or in a hyphenated word: "Iran-backed", "besieged town"."""
    before = verb.nbor(-1).text if verb.i else ""
    return verb.dep_ in {"amod", "compound"} or before in {"-", "–"}


def _is_name_or_modifier(noun: Token) -> bool:
    """A noun inside a name ("Deterrence of *Aggression*") or before another noun ("*attack* helicopters")."""
    if noun.dep_ in {"compound", "nmod"} and noun.head.i > noun.i:
        return True
    in_name = noun.pos_ == "PROPN" and noun.text[:1].isupper() and not noun.is_sent_start
    return in_name and noun.lower_ != "operation"


def _dates(word: Token) -> bool:
    """As in "called it so *on* Tuesday": the preposition belongs to the day."""
    inner = [c for c in word.children if c.dep_ == "pobj"]
    return bool(inner) and all(c.ent_type_ in {"DATE", "TIME"} for c in inner)


def _trigger_words(token: Token, trigger: Trigger, frame: Frame) -> list[Token] | None:
    """The tokens of a trigger of several words, or None where they do not all stand there."""
    words = [token]
    if not trigger.rest:
        return words
    if frame.verbal:
        near = {c.lower_: c for c in token.children if c.dep_ in _PARTICLES | _COMPLEMENTS}
        for follower in token.doc[token.i + 1 : token.i + 3]:
            near.setdefault(follower.lower_, follower)
        near = {word: t for word, t in near.items() if not _dates(t)}
        for word in trigger.rest:
            if word not in near:
                return None
            words.append(near[word])
        return words
    at = token.i
    for word in reversed(trigger.rest):
        at -= 1
        if at < 0:
            return None
        before = token.doc[at]
        if before.text == "-" and at:
            at -= 1
            before = token.doc[at]
        if word not in {before.lower_, before.lemma_.lower()}:
            return None
        words.append(before)
    return words
