"""Whom a word of harm is about, by the parse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warledger.coding.count_words import knowledge

if TYPE_CHECKING:
    from warledger.language.tokens import Token

_PATIENT_OF_VERB = {"dobj", "obj", "nsubjpass", "nsubj:pass"}
SUBJECTS = {"nsubj", "nsubjpass", "nsubj:pass"}


@dataclass(slots=True)
class Harm:
    """A word of harm in a sentence, not yet counted."""

    token: Token
    index: int
    harm: str
    frame: str


def counts_others(before: Harm, harm: Harm) -> bool:
    """As in "left 80 *dead* and *drove* 500 from their homes": each word has people of its own."""
    own = harm.frame == "object" and any(c.dep_ == "dobj" for c in harm.token.children)
    return own and before.frame == "state" and bool(patients(before))


def is_fatal(verb: Token) -> bool:
    """As in "hacked ten people *to death*"."""
    return any(g.lower_ == "death" for c in verb.children if c.lower_ == "to" for g in c.children)


def is_put(noun: Token) -> bool:
    """As in "put its own *dead* at 23", "put the rebels' *losses* at 40"."""
    return noun.dep_ in {"dobj", "nsubjpass"} and noun.head.lemma_ in {"put", "estimate"}


def patients(harm: Harm) -> list[Token]:
    """The heads of those harmed; nothing where the parse does not tell."""
    token = harm.token
    if harm.frame == "object":
        return _not_pronouns(_objects_of_harm(harm), token)
    if harm.frame in {"subject", "mover"}:
        return _not_pronouns(_subjects_of_harm(token), token)
    if harm.frame == "state":
        return _in_state(token)
    if harm.frame == "captive":
        if token.dep_ in {"dobj", "nsubjpass"} and any(c.dep_ == "nummod" for c in token.children):
            return [token]
        return patients(Harm(token.head, -1, harm.harm, "object"))
    if harm.frame == "life":
        verb = token.head
        if lemma_of(verb) == "lose" and token.dep_ == "dobj":
            return [c for c in verb.children if c.dep_ == "nsubj"]
        return (_of(token) or [token]) if lemma_of(verb) in {"claim", "take", "cost"} else []
    return _of(token) or [token]


def _objects_of_harm(harm: Harm) -> list[Token]:
    """Those killed in "killed TEN", "TEN were killed", "TEN killed in the raid", "the TEN wounded men"."""
    token = harm.token
    found = _objects(token)
    if lemma_of(token) in knowledge().sets["leavers"] and not any(_is_people(t) for t in found):
        found = [c for c in token.children if c.dep_ in SUBJECTS] or found
    passive = _has(token, "auxpass")
    if not found and passive:
        found = _raised(token)
    bare = token.tag_ == "VBN" and token.dep_ == "ccomp" and not _has(token, "aux")
    if not found and (passive or bare):
        found = [c for c in token.children if c.dep_ == "nsubj"]
    if lemma_of(token) == "lose":
        found = [t for t in found if t.pos_ != "PROPN"]  # "losing Kawlin": a town as a rule
    if found:
        return found
    if token.dep_ in {"acl", "relcl"} and (passive or (token.tag_ == "VBN" and not _has(token, "nsubj"))):
        return [token.head]
    return [token.head] if token.dep_ == "amod" and harm.harm != "detained" else []


def _subjects_of_harm(token: Token) -> list[Token]:
    """Those who fled in "TEN fled", "forced TEN to flee"."""
    found = [c for c in token.children if c.dep_ in SUBJECTS] or _raised(token)
    if not found and token.dep_ == "xcomp" and token.head.lemma_ in {"force", "compel", "cause", "prompt"}:
        found = _objects(token.head)
    if not found and token.dep_ == "ccomp":
        found = [c for c in token.head.children if c.dep_ in {"dobj", "nsubjpass"}]
    return found


def leaves_home(verb: Token) -> bool:
    """As in "drove TEN from their homes"."""
    ways = [c for c in verb.children if c.dep_ == "prep" and c.lower_ in {"from", "out"}]
    ways += [c for w in ways for c in w.children if c.dep_ == "prep"]
    homes = knowledge().sets["homes"]
    return any(lemma_of(c) in homes for w in ways for c in w.children if c.dep_ == "pobj")


def _raised(token: Token) -> list[Token]:
    """Those who died in "TEN are reported to have died"."""
    if token.dep_ not in {"xcomp", "ccomp"} or lemma_of(token.head) not in knowledge().sets["reporting"]:
        return []
    return [c for c in token.head.children if c.dep_ in {"nsubjpass", "nsubj:pass"}]


def _is_people(token: Token) -> bool:
    sets = knowledge().sets
    inner = _of(token)[0] if _of(token) else token
    return lemma_of(inner) in sets["people"] or lemma_of(inner) in sets["moving"]


def _in_state(token: Token) -> list[Token]:
    """Those dead in "TEN dead men", "left TEN dead", "TEN were dead"."""
    if token.dep_ in {"amod", "acl", "appos"}:
        return [token.head]
    if token.dep_ in {"oprd", "acomp", "advcl", "xcomp"}:
        beside = {"dobj", "nsubjpass", "nsubj"}
        return [c for c in token.head.children if c.dep_ in beside and c != token][-1:]
    if token.dep_ == "pobj" and token.head.lower_ == "of" and not _has(token, "det"):
        return [token.head.head]
    return [c for c in token.children if c.dep_ == "nsubj"] if token.dep_ == "ccomp" else []


def _has(token: Token, dep: str) -> bool:
    return any(c.dep_ == dep for c in token.children)


def _objects(verb: Token) -> list[Token]:
    return [c for c in verb.children if c.dep_ in _PATIENT_OF_VERB]


def _of(token: Token) -> list[Token]:
    return [o for c in token.children if c.lower_ == "of" for o in c.children if o.dep_ in {"pobj", "pcomp"}]


def _not_pronouns(found: list[Token], verb: Token) -> list[Token]:
    """Follow "who were killed" to its noun; other pronouns carry no number."""
    out = []
    for token in found:
        if token.lower_ in {"who", "that", "which", "whom"}:
            if verb.dep_ == "relcl":
                out.append(verb.head)
        elif token.tag_ != "PRP" or token.lower_ == "one":
            out.append(token)
    return out


def lemma_of(token: Token) -> str:
    """The lemma in small letters."""
    return str(token.lemma_).lower()
