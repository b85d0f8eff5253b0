"""What a verb's own clause says of it: negation, auxiliaries, conjunction, adverbs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from warledger.coding.reality import Reality, words
from warledger.model import Status

if TYPE_CHECKING:
    from warledger.language.tokens import Token

_STEPS = 8
_UNDER_WAY = {("under", "way"), ("in", "progress"), ("in", "full")}
_NOBODY = frozenset({"nobody", "nothing", "none", "neither"})


def own(verb: Token, real: Reality, first: bool) -> None:
    """Take in a verb's negation, auxiliaries, conjunction and adverbs."""
    lists = words().sets
    children = list(verb.children)
    low = {c.lower_ for c in children}
    aux = {c.lower_ for c in children if c.dep_ in {"aux", "auxpass"}}
    real.negated ^= is_negated(verb, children)
    if low & lists["hedging_adverbs"]:
        real.hedged = True
    if any(c.dep_ == "mark" and c.lower_ in lists["conditional_marks"] for c in children):
        real.mark(Status.HYPOTHETICAL, "conditional")
        return
    _modal(verb, real, aux, children, first)
    if real.settled or not first:
        return
    if low & lists["possible_adverbs"]:
        real.mark(Status.HYPOTHETICAL, "possible")
    elif low & lists["former_adverbs"] or ("never" in low and aux & {"had", "has", "have"}):
        real.mark(Status.BACKGROUND, "told as former")
        real.negated &= "never" not in low
    elif "had" in aux and _has_until(children):
        real.mark(Status.BACKGROUND, "had … until")
    elif low & lists["ongoing_adverbs"] or _is_under_way(verb, children):
        real.mark(Status.ONGOING, "under way")
    elif verb.tag_ == "VBG" and any(c.dep_ == "aux" and c.lemma_ == "be" for c in children):
        past = bool(aux & {"was", "were"}) or {"had", "been"} <= aux
        real.mark(Status.HAPPENED if past and not is_reported(verb) else Status.ONGOING, "under way")
    elif "being" in aux and (not aux & {"was", "were"} or is_reported(verb)):
        real.mark(Status.ONGOING, "under way")  # "said that Sake was being shelled"
    perfect = aux & {"has", "have", "'ve", "is", "are"} and "to" not in aux  # not "are said to have shot"
    real.present = verb.tag_ in {"VBZ", "VBP"} or bool(perfect)
    real.generic = verb.tag_ in {"VBZ", "VBP"} and _is_standing(verb, children, low)


def _is_under_way(verb: Token, children: list[Token]) -> bool:
    """As in "talks were under way", "the fighting is ongoing"."""
    if verb.lemma_ != "be":
        return False
    for child in children:
        if child.dep_ in {"acomp", "advmod", "prep", "attr"}:
            after = child.nbor(1).lower_ if child.i + 1 < len(child.doc) else ""
            if child.lower_ in {"underway", "ongoing"} or (child.lower_, after) in _UNDER_WAY:
                return True
    return False


def _is_standing(verb: Token, children: list[Token], low: set[str]) -> bool:
    """Whether a verb in the present tells a habit, or a trait of a thing ("the missile has a range of …")."""
    lists = words().sets
    if low & lists["habitual_adverbs"]:
        return True
    if verb.lemma_.lower() not in lists["traits"] or low & lists["ongoing_adverbs"]:
        return False
    subject = next((c for c in children if c.dep_ in {"nsubj", "nsubjpass"}), None)
    if subject is None or any(c.dep_ in {"aux", "auxpass", "npadvmod"} for c in children):
        return False
    if subject.lower_ in {"which", "that"} and verb.dep_ == "relcl":
        subject = verb.head
    return subject.pos_ != "PRON" or subject.lower_ in {"it", "which", "that"}


def is_negated(verb: Token, children: list[Token] | None = None) -> bool:
    """Whether a verb's own clause is negated: "not", "no troops …", "nobody", "has yet to"."""
    for child in verb.children if children is None else children:
        dep = child.dep_
        if dep == "neg" or (dep == "advmod" and child.lower_ in {"hardly", "nowhere", "scarcely"}):
            # "not only entered …" entered all the same.
            if child.i + 1 < len(child.doc) and child.nbor(1).lower_ in {"only", "just", "merely"}:
                continue
            return True
        if child.lower_ == "longer" and child.i and child.nbor(-1).lower_ == "no":
            return True
        if dep in {"nsubj", "nsubjpass", "dobj", "attr"} and (
            child.lower_ in _NOBODY
            or any(d.lower_ in {"no", "neither"} and d.dep_ == "det" for d in child.children)
        ):
            return True
        if dep in {"cc", "preconj"} and child.lower_ == "neither":
            return True
    return verb.i > 0 and verb.nbor(-1).lower_ in {"nor", "neither"}


def _modal(verb: Token, real: Reality, aux: set[str], children: list[Token], first: bool) -> None:
    lists = words().sets
    if aux & lists["future_modals"]:
        if has_condition(children):
            real.mark(Status.HYPOTHETICAL, "on a condition")
        else:
            real.mark(Status.PLANNED, "future")
    elif aux & {"would", "'d"} and (verb.tag_ == "VB" or "be" in aux):
        if verb.lemma_ == "be" and any(c.dep_ == "attr" for c in children):
            # "which would be the first town to fall": what it would amount to
            real.mark(Status.HYPOTHETICAL, "would", drop=not first)
        elif is_reported(verb) and not has_condition(children):
            real.mark(Status.PLANNED, "would")
        else:
            real.mark(Status.HYPOTHETICAL, "would", drop=_is_analysis(children))
    elif aux & lists["possible_modals"]:
        past = "could" in aux and real.negated
        real.mark(Status.HAPPENED if past else Status.HYPOTHETICAL, "possible")
    elif aux & lists["duty_modals"]:
        real.mark(Status.PLANNED, "duty", drop=first)
    elif verb.lower_ in {"going", "gon"} and {"xcomp", "aux"} <= {c.dep_ for c in children}:
        real.mark(Status.PLANNED, "going to")


def has_condition(children: Iterable[Token]) -> bool:
    """Whether an "if" or "unless" clause hangs on the verb."""
    return any(
        c.dep_ == "advcl"
        and any(d.dep_ == "mark" and d.lower_ in {"if", "unless", "should"} for d in c.children)
        for c in children
    )


def _has_until(children: list[Token]) -> bool:
    return any(
        c.lower_ in {"until", "till"}
        or any(d.dep_ == "mark" and d.lower_ in {"until", "till"} for d in c.children)
        for c in children
        if c.dep_ in {"prep", "advcl"}
    )


def _is_analysis(children: list[Token]) -> bool:
    """As in "Taking the town would …": what an event, not a party, would bring about."""
    return any(
        c.dep_ == "csubj" or (c.dep_ == "nsubj" and c.lower_ in {"this", "that", "it", "which"})
        for c in children
    )


def is_reported(verb: Token) -> bool:
    """Whether the verb stands in what somebody said (its tense is shifted)."""
    token = verb
    for _ in range(_STEPS):
        if token.dep_ == "ccomp":
            return True
        if token.head == token:
            return any(c.dep_ == "parataxis" for c in token.children)
        token = token.head
    return False
