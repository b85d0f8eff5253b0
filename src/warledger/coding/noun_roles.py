"""Roles of a noun that tells an event: whose it is, who carries it out, what it says something of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from warledger.coding.syntax import (
    conjuncts,
    governing_verb,
    is_passive,
    is_verb,
    light_subjects,
    objects,
    subjects,
)

if TYPE_CHECKING:
    from warledger.language.tokens import Token

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_SUFFERING = frozenset({"lose", "suffer", "die", "flee", "perish", "fall", "leave"})
_HELD = frozenset({"held", "controlled", "run", "occupied"})


def verb_over(noun: Token) -> Token | None:
    """The verb whose complements may belong to a noun: its own as a subject, the one that it stands under."""
    if noun.dep_ in _SUBJECTS and is_verb(noun.head):
        return noun.head
    if noun.dep_ == "pobj" and noun.head.lower_ == "under" and is_verb(noun.head.head):
        return noun.head.head
    return None


def _owners(noun: Token) -> list[Token]:
    return [t for c in noun.children if c.dep_ == "poss" for t in conjuncts(c)]


def _clause_subjects(noun: Token) -> list[Token]:
    """Who the sentence is about that a noun stands in ("In their call, the ministers agreed …")."""
    verb = governing_verb(noun)
    if not is_verb(verb) or noun.dep_ in _SUBJECTS:
        return []
    return [t for t in subjects(verb) if t != noun]


def _subjects_around(noun: Token) -> list[Token]:
    inside = noun.dep_ == "pobj" and noun.head.lower_ in {"in", "during"}
    verb = governing_verb(noun)
    suffered = (
        verb.lemma_ in _SUFFERING
    )  # "lost the town in an offensive", "were among the dead in an attack"
    suffered |= verb.lemma_ == "be" and any(c.lower_ == "among" for c in verb.rights)
    return _clause_subjects(noun) if inside and not suffered else []


def _under_subjects(noun: Token) -> list[Token]:
    """What is "under siege": the subject, or the noun that a participle describes."""
    if noun.dep_ != "pobj" or noun.head.lower_ != "under":
        return []
    over = noun.head.head
    if not is_verb(over):
        return [over] if over.pos_ in {"NOUN", "PROPN"} else []
    return objects(over) if is_passive(over) else subjects(over)


def _described(noun: Token) -> list[Token]:
    """What a noun says something of: "Homs is a rebel *stronghold*", "Homs, a rebel *stronghold*"."""
    if noun.dep_ == "appos":
        return [noun.head]
    if noun.dep_ == "attr" and is_verb(noun.head):
        return subjects(noun.head)
    return []


def _holders(noun: Token) -> list[Token]:
    """The party in "rebel-held"."""
    return [t.nbor(-2) for t in noun.lefts if t.lower_ in _HELD and t.i > 1 and t.nbor(-1).text in {"-", "–"}]


def _targeted(noun: Token) -> list[Token]:
    return [o for c in noun.children if c.dep_ == "acl" and c.lemma_ == "target" for o in objects(c)]


NOUN_ROLES: dict[str, Callable[[Token], list[Token]]] = {
    "poss": _owners,
    "light": light_subjects,
    "clause": _clause_subjects,
    "in_clause": _subjects_around,
    "under_subject": _under_subjects,
    "described": _described,
    "holder": _holders,
    "targeting": _targeted,
}
