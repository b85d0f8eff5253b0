"""Roles in a sentence: who does it, to whom, and what hangs on which word, read from spaCy's dependencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from warledger.coding.codebook import word_classes

if TYPE_CHECKING:
    from warledger.language.tokens import Token

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
_OBJECTS = frozenset({"dobj", "obj", "oprd"})
_RELATIVES = frozenset({"who", "which", "that", "whom"})
_CONTROL_OBJECT = frozenset(
    "force urge ask tell order call prompt allow lead cause compel push help warn persuade invite require "
    "press see watch".split()
)
_OF_OBJECT = frozenset(
    "accuse suspect convict blame charge stop prevent keep deter condemn criticise criticize".split()
)
_AUTHORSHIP = frozenset({"responsibility", "credit"})
_BY = frozenset({"by", "of"})
_AVERTING = frozenset({"foil", "thwart", "repel", "repulse", "block", "prevent", "stop", "avert", "defeat"})
_ADJECTIVAL = frozenset({"acomp"})
_AWAY = frozenset(
    {"away", "back", "off", "out", "home"}
)  # "ran away and left their dead": they did not run the dead
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "X"})
_DEPTH = 12


def conjuncts(token: Token) -> list[Token]:
    """A noun and those joined to it by "and", "or" or commas, in order."""
    out = [token]
    for child in token.children:
        if child.dep_ == "conj" and child.pos_ in _NOMINAL:
            out.extend(conjuncts(child))
        elif token.pos_ == "PROPN" and child.pos_ == "PROPN" and child.dep_ in {"appos", "dobj"}:
            # "President X and Minister Y": the parse joins Y to the name X and not to the title before it.
            out.extend(
                c for j in child.children if j.dep_ == "conj" and j.pos_ in _NOMINAL for c in conjuncts(j)
            )
    return out[:40]


def is_verb(token: Token) -> bool:
    """Whether it is used as a verb here."""
    return token.pos_ in {"VERB", "AUX"}


_PASSIVE = frozenset({"nsubjpass", "auxpass", "csubjpass"})


def is_passive(verb: Token) -> bool:
    """Whether the verb is passive: "was seized", and "the village seized by …"."""
    below = {c.dep_ for c in verb.children}
    if not below.isdisjoint(_PASSIVE):
        return True
    if verb.tag_ != "VBN":
        return False
    if "aux" in below or "nsubj" in below:
        return "agent" in below
    if verb.dep_ == "conj" and is_verb(verb.head) and not _own(verb, _OBJECTS):
        return is_passive(verb.head)
    return verb.dep_ in {"acl", "relcl", "advcl", "amod", "ROOT", "conj", "ccomp"} and not _own(
        verb, _OBJECTS
    )


def subjects(verb: Token, depth: int = 0) -> list[Token]:
    """The heads of the noun phrases that do it; for a passive verb, the agent after "by"."""
    if depth > _DEPTH:
        return []
    if is_passive(verb):
        return agents(verb)
    return _grammatical_subjects(verb, depth)


def objects(verb: Token, depth: int = 0) -> list[Token]:
    """The heads of the noun phrases it is done to; for a passive verb, its grammatical subject."""
    if depth > _DEPTH:
        return []
    if is_passive(verb):
        if verb.dep_ in {"acl", "amod"} and not is_verb(verb.head) and not _own(verb, _SUBJECTS):
            return [verb.head]
        return _grammatical_subjects(verb, depth)
    own = _own(verb, _OBJECTS)
    if own:
        return [t for o in own for t in conjuncts(_antecedent(o, verb))]
    if verb.dep_ == "relcl" and not is_verb(verb.head):
        subject = _own(verb, _SUBJECTS)
        if subject and subject[0].lower_ not in _RELATIVES:
            return [verb.head]
    shared = [c for c in verb.children if c.dep_ == "conj" and is_verb(c)]
    if shared and not any(
        c.dep_ in {"prep", "ccomp", "xcomp", "prt"} or c.lower_ in _AWAY for c in verb.children
    ):
        return objects(shared[0], depth + 1)
    return []


def agents(verb: Token) -> list[Token]:
    """The nouns after "by" of a passive verb."""
    out: list[Token] = []
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            out.extend(t for p in child.children if p.dep_ == "pobj" for t in conjuncts(p))
    return out


def _grammatical_subjects(verb: Token, depth: int) -> list[Token]:
    own = _own(verb, _SUBJECTS)
    if own:
        return [t for o in own for t in conjuncts(_antecedent(o, verb))]
    head, dep = verb.head, verb.dep_
    if depth > _DEPTH or head == verb:
        return []
    if dep in {"xcomp", "ccomp"} and is_verb(head):
        if head.lemma_ in _CONTROL_OBJECT and objects(head):
            return objects(head, depth + 1)
        return _either_subject(head, depth)
    if dep == "xcomp" and head.dep_ in _ADJECTIVAL and is_verb(head.head):
        return _either_subject(head.head, depth)  # "troops are due to leave"
    if dep in {"conj", "advcl", "dep"} and is_verb(head):
        return _either_subject(head, depth)
    if dep in {"acl", "relcl"} and not is_verb(head):
        return _beside_noun(verb, head, depth)
    if dep in {"pcomp", "prep"}:
        found = _under_preposition(head, depth)
        if found is not None:
            return found
    if dep in _OBJECTS | {"attr"} and is_verb(head):
        return _either_subject(head, depth)
    return []


def _beside_noun(verb: Token, noun: Token, depth: int) -> list[Token]:
    """Who does what a clause beside a noun tells: the noun itself, or whose attempt, plan or order it is."""
    if verb.tag_ != "VB" and not any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.lefts):
        return [noun]
    own = after(noun, _BY) or [c for c in noun.lefts if c.dep_ == "poss"]
    if own:
        return own  # "foiled an attempt by militants to seize the town"
    carrier = noun.head
    if not is_verb(carrier) or (carrier.lemma_ in _AVERTING and noun.dep_ in _OBJECTS):
        return []
    return _either_subject(carrier, depth)


def _under_preposition(carrier: Token, depth: int) -> list[Token] | None:
    """Who does what stands after a preposition: "after taking …", "accused them of taking …"."""
    while carrier.dep_ in {"prep", "pcomp", "pobj", "mark"} and carrier.head != carrier:
        carrier = carrier.head
    if is_verb(carrier) and carrier.lemma_ in _OF_OBJECT and objects(carrier):
        return objects(carrier, depth + 1)
    if is_verb(carrier):
        return _either_subject(carrier, depth)
    if is_verb(carrier.head) and carrier.dep_ in _OBJECTS and carrier.head.lemma_ in _OF_OBJECT:
        return conjuncts(carrier)
    if is_verb(carrier.head) and carrier.dep_ in _OBJECTS | _SUBJECTS:
        return _either_subject(carrier.head, depth)
    return None


def is_charged(verb: Token) -> bool:
    """As in "accused the rebels of *holding* people": what somebody is said to have done, maybe elsewhere."""
    over = verb.head
    if verb.dep_ != "pcomp" or over.lower_ != "of":
        return False
    return over.head.lemma_ in _OF_OBJECT or over.head.head.lemma_ in _OF_OBJECT


def _either_subject(verb: Token, depth: int) -> list[Token]:
    """The subject that a dependent verb without one of its own shares with its head."""
    own = _own(verb, _SUBJECTS)
    if own and own[0].lower_ == "it" and verb.lemma_ == "be" and _own(verb, _ADJECTIVAL):
        return []  # "it was not possible to reach the town"
    if own:
        return [t for o in own for t in conjuncts(_antecedent(o, verb))]
    if is_passive(verb) and verb.dep_ in {"acl"} and not is_verb(verb.head):
        return [verb.head]
    return _grammatical_subjects(verb, depth + 1)


def _own(verb: Token, deps: frozenset[str]) -> list[Token]:
    return [c for c in verb.children if c.dep_ in deps]


def _antecedent(token: Token, verb: Token) -> Token:
    """The noun that "who", "which" or "that" stands for."""
    if token.lower_ in _RELATIVES and verb.dep_ == "relcl":
        return verb.head
    if token.lower_ in _RELATIVES and verb.dep_ == "conj" and verb.head.dep_ == "relcl":
        return verb.head.head
    return token


def after(token: Token, prepositions: frozenset[str]) -> list[Token]:
    """The nouns that hang on a word by one of these prepositions ("out of" counts as "of" too)."""
    out: list[Token] = []
    for child in token.children:
        if child.dep_ not in {"prep", "agent", "dative", "prt", "advmod"}:
            continue
        out.extend(_prepositional(child, prepositions, ""))
    return out


def _prepositional(prep: Token, wanted: frozenset[str], before: str) -> Iterator[Token]:
    if prep.lower_ == "according":
        return
    name = f"{before} {prep.lower_}".strip()
    for child in prep.children:
        if child.dep_ == "pobj" and (prep.lower_ in wanted or name in wanted):
            yield from conjuncts(child)
        elif child.dep_ == "prep":
            yield from _prepositional(child, wanted, prep.lower_)
        elif child.dep_ == "conj" and child.pos_ == "ADP":
            yield from _prepositional(child, wanted, "")


def light_subjects(noun: Token) -> list[Token]:
    """Who carries out what a noun tells: the subject of its verb ("launched an offensive")."""
    verb = carrier(noun)
    if (
        verb is None
        and noun.dep_ == "pobj"
        and noun.head.lower_ == "behind"
        and noun.head.head.lemma_ == "be"
    ):
        verb = noun.head.head  # "said it was *behind* the blast"
    if verb is None:
        return []
    return subjects(verb)


def carrier(noun: Token) -> Token | None:
    """The light verb on which an event's noun hangs, if any."""
    top = noun
    for _ in range(_DEPTH):
        if top.dep_ == "conj" and not is_verb(top.head):
            top = top.head
        elif _is_so_called(top):
            verb = top.head.head
            return verb if verb.lemma_ in word_classes()["light_verbs"] else None
        elif owned_up(top) or (
            top.dep_ == "pobj" and top.head.lower_ == "of" and top.head.head.pos_ in {"NOUN", "NUM"}
        ):
            top = top.head.head
        else:
            break
    light = word_classes()["light_verbs"]
    head = top.head
    if top.dep_ in _OBJECTS | {"nsubjpass", "attr"} and is_verb(head):
        return head if head.lemma_ in light or phrasal(head) in word_classes()["defending"] else None
    if top.dep_ == "pobj" and head.dep_ == "prep" and is_verb(head.head):
        verb = head.head
        if verb.lemma_ in light and head.lower_ in {"out", "in", "with", "on", "for"}:
            return verb
    return None


def _is_so_called(noun: Token) -> bool:
    """As in "launched *what it called* a special *operation*"."""
    naming = noun.head
    named = noun.dep_ == "oprd" and naming.lemma_ in {"call", "describe", "term", "dub"}
    return named and naming.dep_ in {"ccomp", "pcomp"} and any(c.lower_ == "what" for c in naming.lefts)


def phrasal(verb: Token) -> str:
    """A verb's dictionary form with its particle: "beat back"."""
    particle = next((c.lower_ for c in verb.rights if c.i == verb.i + 1 and c.dep_ in {"prt", "advmod"}), "")
    return f"{verb.lemma_.lower()} {particle}".strip()


def owned_up(noun: Token) -> bool:
    """As in "claimed responsibility for the *attack*": who claims it carried it out."""
    return noun.dep_ == "pobj" and noun.head.lower_ == "for" and noun.head.head.lemma_ in _AUTHORSHIP


def owns_up(told: Iterable[Token]) -> bool:
    """As in "The group claimed responsibility": for what was told before."""
    return any(w.lemma_ in _AUTHORSHIP for w in told)


def is_owned(trigger: Token, told: Iterable[Token]) -> bool:
    """Whether somebody takes on himself what is told here ("responsibility for it") or was told before."""
    return owned_up(trigger) or owns_up(told)


def content_head(noun: Token) -> Token:
    """What is meant where a noun only measures it: "a number of towns" → towns, "most of Aleppo" → Aleppo."""
    partitives = word_classes()["partitives"]
    for _ in range(4):
        if noun.lemma_.lower() not in partitives and noun.pos_ not in {"NUM", "DET", "PRON", "ADJ"}:
            return noun
        inner = after(noun, frozenset({"of"}))
        if not inner:
            return noun
        noun = inner[0]
    return noun


def modifiers(noun: Token) -> list[Token]:
    """Words right before a noun that may name a party or a place: "*Russian* strikes", "*rebel* gains"."""
    return [
        c
        for c in noun.lefts
        if c.dep_ in {"amod", "compound", "nmod", "nummod"} and c.pos_ in {"ADJ", "PROPN", "NOUN"}
    ]


def clause(verb: Token) -> list[Token]:
    """The tokens of a verb's own clause: its subtree without clauses of other verbs beneath it."""
    out: list[Token] = []
    stack = [verb]
    while stack:
        token = stack.pop()
        out.append(token)
        for child in token.children:
            if is_verb(child) and child.dep_ in {"ccomp", "advcl", "conj", "relcl", "parataxis", "csubj"}:
                continue
            stack.append(child)
    return sorted(out, key=lambda t: t.i)


def governing_verb(token: Token) -> Token:
    """The verb whose clause a token stands in, or the sentence's root."""
    for _ in range(40):
        if is_verb(token) or token.head == token:
            return token
        token = token.head
    return token
