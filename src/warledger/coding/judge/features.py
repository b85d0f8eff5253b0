"""What the judge sees of a predicate: an event word, its arguments, what governs it, and the words around."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from warledger.coding.syntax import is_verb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warledger.language.document import Sentence
    from warledger.language.tokens import Token

_SAYING = frozenset(
    "say tell report state note add claim confirm announce declare reveal disclose write believe".split()
)
_OBJECTS = frozenset({"dobj", "attr", "oprd", "dative", "acomp", "obj"})
_CLAUSES = frozenset({"xcomp", "ccomp"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_NAMES = frozenset({"PERSON", "GPE", "NORP", "DATE", "TIME", "LOC", "FAC"})
_MODIFIERS = frozenset({"amod", "compound", "nmod"})
_PREPOSITIONS = frozenset({"prep", "agent"})
_INSIDE = frozenset({"pobj", "pcomp"})
_MARKERS = frozenset({"aux", "neg", "auxpass", "prt", "mark"})
_LOOSE = frozenset({"advcl", "acl", "relcl", "conj"})
_DEPTH = 2
_HOPS = 4


@dataclass(slots=True)
class Predicate:
    """One event word as the model takes it.

    Attributes:
        head: The verb, or the noun that tells an event by itself.
        names: Features by name, each present or not.
        own: Words of the head, for its vector.
        arguments: Words that hang on the head, for theirs.
    """

    head: Token
    names: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    arguments: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Surroundings:
    """What all predicates of a sentence share: its words, and its pairs of words."""

    names: list[str]
    words: list[str]


def surroundings(sentence: Sentence) -> Surroundings:
    """The sentence's words without names and function words, and its pairs of neighbouring words."""
    names: list[str] = []
    words: list[str] = []
    before = "^"
    for token in sentence.words:
        if token.is_punct or token.is_space:
            continue
        lemma = token.lemma_.lower()
        if token.ent_type_ in _NAMES:
            lemma = token.ent_type_
        elif token.is_alpha and not token.is_stop:
            names.append(f"s={lemma}")
            words.append(token.lower_)
        names.append(f"2={before}_{lemma}")
        before = lemma
    return Surroundings(names, words)


def main_predicates(sentence: Sentence) -> Iterator[Token]:
    """The verbs that carry the sentence's news: its root, what is said below a saying, joined ones.

    "The ministry said it had closed the border and recalled its envoy" gives "closed" and "recalled".
    """
    root = next((t for t in sentence.words if t.dep_ == "ROOT"), None)
    if root is None:
        return
    first = _said(root)
    yield first
    token = first
    for _ in range(_HOPS):
        joined = next((c for c in token.children if c.dep_ == "conj" and is_verb(c) and c.tag_ != "VB"), None)
        if joined is None:
            return
        yield joined
        token = joined


def _said(verb: Token) -> Token:
    for _ in range(_HOPS):
        if verb.lemma_.lower() not in _SAYING:
            return verb
        inner = next((c for c in verb.children if c.dep_ in {"ccomp", "parataxis"}), None)
        if inner is None:
            return verb
        verb = inner
    return verb


def predicate(head: Token) -> Predicate:
    """The features of an event word.

    Args:
        head: The verb that tells it (the light one for "launched an inquiry"), or a noun.
    """
    lemma = head.lemma_.lower()
    particles = [c.lower_ for c in head.children if c.dep_ == "prt"]
    found = Predicate(head, own=[head.lower_, lemma])
    verbal = is_verb(head)
    found.names.append(f"{'w' if verbal else 'n'}={'_'.join([lemma, *particles])}")
    found.names.append(f"up={head.head.lemma_.lower()}")
    found.names.append(f"dep={head.dep_}")
    if not verbal and head.dep_ == "pobj":
        found.names.append(f"up={head.head.head.lemma_.lower()}")
    _arguments(head, lemma, "" if verbal else "n.", found, 0)
    return found


def _arguments(head: Token, lemma: str, mark: str, found: Predicate, depth: int) -> None:
    names = found.names
    for child in head.children:
        dep = child.dep_
        if dep in _OBJECTS or dep in _CLAUSES:
            _complement(child, lemma, mark, found, depth)
        elif dep in _PREPOSITIONS:
            _preposition(child, lemma, mark, found)
        elif dep in _SUBJECTS:
            names.append(f"{mark}{dep}={child.ent_type_ or child.lemma_.lower()}")
            names += (
                f"{mark}sm={g.lemma_.lower()}"
                for g in child.children
                if g.dep_ in _MODIFIERS and not g.ent_type_
            )
        elif dep in _MARKERS:
            names.append(f"{mark}{dep}={child.lower_}")
        elif dep in _LOOSE and depth == 0:
            names.append(f"{dep}={child.lemma_.lower()}")
        elif dep in _MODIFIERS and mark:
            names.append(f"{mark}m={child.ent_type_ or child.lemma_.lower()}")


def _complement(child: Token, lemma: str, mark: str, found: Predicate, depth: int) -> None:
    word, clause = child.lemma_.lower(), child.dep_ in _CLAUSES
    role = "x" if clause else "o"
    found.names += (f"{mark}{role}={word}", f"{mark}{lemma}+{role}={word}")
    found.arguments.append(child.lower_)
    if not clause:
        if child.ent_type_:
            found.names.append(f"{mark}oe={child.ent_type_}")
        _noun(child, word, mark, found)
    if depth < _DEPTH and (clause or child.dep_ == "acomp"):
        _arguments(child, word, f"{role}.", found, depth + 1)


def _preposition(child: Token, lemma: str, mark: str, found: Predicate) -> None:
    word = child.lower_
    found.names.append(f"{mark}{lemma}+p={word}")
    for noun in child.children:
        if noun.dep_ in _INSIDE:
            found.names.append(f"{mark}{word}={noun.lemma_.lower()}")
            found.arguments.append(noun.lower_)
            if noun.ent_type_:
                found.names.append(f"{mark}{word}e={noun.ent_type_}")


def _noun(noun: Token, word: str, mark: str, found: Predicate) -> None:
    for child in noun.children:
        if child.dep_ in _MODIFIERS:
            found.names.append(f"{mark}om={child.lemma_.lower()}")
        elif child.dep_ == "prep":
            found.names.append(f"{mark}o.{word}+{child.lower_}")
            for inner in child.children:
                if inner.dep_ in _INSIDE:
                    found.names.append(f"{mark}op={inner.lemma_.lower()}")
                    found.arguments.append(inner.lower_)
        elif child.dep_ in {"acl", "relcl"}:
            found.names.append(f"{mark}ox={child.lemma_.lower()}")
