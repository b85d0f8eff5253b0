"""How real and how recent: stance and status of an event from its verb, mood, negation and times."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from warledger.coding.syntax import is_verb
from warledger.knowledge import bundled
from warledger.model import Stance, Status

if TYPE_CHECKING:
    from spacy.tokens import Token

    from warledger.coding.events import Event

_STEPS = 8


@dataclass(slots=True, frozen=True)
class Judgement:
    """What the words around an event say of it; ``drop`` where they tell no event at all."""

    stance: Stance
    status: Status
    drop: bool = False
    reason: str = ""


@cache
def _words() -> dict[str, frozenset[str]]:
    raw = bundled(__package__, "status.yaml")
    return {name: frozenset(str(w) for w in words) for name, words in raw.items()}


def judge(event: Event, kind_status: str) -> Judgement:
    """Read stance and status off the event's words.

    Args:
        event: A matched frame.
        kind_status: The status that the kind or frame has where nothing else is said ("ongoing" for hold).
    """
    words = _words()
    status = Status(kind_status) if kind_status else Status.HAPPENED
    denied = False
    reason = ""
    token = event.verb
    if not event.frame.verbal and event.carrier is None:
        noun = _noun(event.trigger, words)
        if noun is not None:
            return noun
        token = _verb_over(event.trigger)
    if event.carrier is not None and event.carrier.lemma_ in words["prepares"]:
        return Judgement(Stance.ASSERTS, Status.PLANNED, reason="prepared")
    first = True
    for _ in range(_STEPS):
        seen = _verb(token, words, first, event.kind)
        denied ^= seen.denied
        if seen.drop:
            return Judgement(Stance.ASSERTS, Status.HYPOTHETICAL, drop=True, reason=seen.reason)
        if seen.status is not None and (status in {Status.HAPPENED, Status.ONGOING}):
            if seen.status is not Status.HAPPENED or first:
                status, reason = seen.status, seen.reason
            if seen.status in {Status.PLANNED, Status.HYPOTHETICAL}:
                break
        up = _up(token)
        if up is None:
            break
        token, first = up, False
    stance = Stance.DENIES if denied else Stance.ASSERTS
    return Judgement(stance, status, reason=reason)


@dataclass(slots=True)
class _Seen:
    status: Status | None = None
    denied: bool = False
    drop: bool = False
    reason: str = ""


def _verb(verb: Token, words: dict[str, frozenset[str]], first: bool, kind: str) -> _Seen:
    """What one verb's auxiliaries, negation, adverbs and its own meaning (for what it governs) say."""
    children = list(verb.children)
    low = {c.lower_ for c in children}
    aux = [c.lower_ for c in children if c.dep_ in {"aux", "auxpass"}]
    seen = _Seen()
    if first or verb.lemma_ in words["transparent"]:
        seen.denied = any(c.dep_ == "neg" for c in children) or any(
            c.dep_ in {"nsubj", "nsubjpass", "dobj", "attr"} and any(d.lower_ == "no" for d in c.children)
            for c in children
        )
    mood = _mood(verb, words, first, seen.denied)
    if mood is not None:
        return mood
    if first and "to" in aux and verb.tag_ == "VB":
        return _infinitive(verb, words, seen)
    if not first:
        return seen
    if "never" in low and {"had", "has", "have"} & set(aux):
        return _Seen(Status.BACKGROUND, seen.denied, reason="never before")
    if kind == "hold" and "had" in aux and not _reported(verb):
        return _Seen(Status.BACKGROUND, seen.denied, reason="had held")
    if kind == "clash" and {"has", "have", "'ve"} & set(aux) and "since" in low:
        return _Seen(Status.ONGOING, seen.denied, reason="since then")
    if low & words["former_adverbs"]:
        return _Seen(Status.BACKGROUND, seen.denied, reason="told as former")
    if verb.tag_ == "VBG" and {c.lemma_ for c in children if c.dep_ == "aux"} & {"be"}:
        past = any(c.lower_ in {"was", "were", "been"} for c in children if c.dep_ == "aux")
        seen.status = Status.HAPPENED if past and not _reported(verb) else Status.ONGOING
        seen.reason = "under way"
    if low & words["ongoing_adverbs"]:
        seen.status, seen.reason = Status.ONGOING, "under way"
    return seen


def _mood(verb: Token, words: dict[str, frozenset[str]], first: bool, denied: bool) -> _Seen | None:
    """What modals and "if" make of a verb; None where there are none."""
    children = list(verb.children)
    aux = {c.lower_ for c in children if c.dep_ in {"aux", "auxpass"}}
    if any(c.dep_ == "mark" and c.lower_ in words["conditional_marks"] for c in children):
        return _Seen(Status.HYPOTHETICAL, reason="conditional")
    if aux & words["future_modals"]:
        return _Seen(Status.PLANNED, denied, reason="future")
    if "would" in aux:
        if _is_analysis(verb):
            return _Seen(drop=True, reason="analysis")
        return _Seen(Status.PLANNED if _reported(verb) else Status.HYPOTHETICAL, denied, reason="would")
    if aux & words["possible_modals"]:
        return _Seen(Status.HYPOTHETICAL, reason="possible")
    if aux & words["duty_modals"]:
        return _Seen(Status.PLANNED, reason="duty", drop=first)
    going = verb.lower_ == "going" and any(c.dep_ == "xcomp" for c in children)
    if going and "be" in {c.lemma_ for c in children}:
        return _Seen(Status.PLANNED, denied, reason="going to")
    return None


def _is_analysis(verb: Token) -> bool:
    """As in "Taking the town would …": what an event, not a party, would bring about."""
    return any(
        c.dep_ == "csubj" or (c.dep_ == "nsubj" and c.lower_ in {"this", "that", "it", "which"})
        for c in verb.children
    )


def _infinitive(verb: Token, words: dict[str, frozenset[str]], seen: _Seen) -> _Seen:
    """As in "to seize …": what governs it decides."""
    head = verb.head
    lemma = head.lemma_.lower()
    passive = any(c.dep_ == "auxpass" for c in head.children)
    if any(c.lemma_ == "be" and c.dep_ == "aux" for c in verb.children) or lemma == "be":
        return _Seen(Status.PLANNED, seen.denied, reason="is to")
    if lemma in words["fails"]:
        return _Seen(None, True, reason=f"{lemma} to")
    if lemma in words["done"] or (passive and lemma in words["done_passive"]):
        return _Seen(None, seen.denied, reason=f"{lemma} to")
    if lemma in words["tries"]:
        return _Seen(Status.PLANNED, seen.denied, reason="attempted")
    if lemma in words["plans"] or (head.pos_ == "NOUN" and lemma in words["plan_nouns"]):
        return _Seen(Status.PLANNED, seen.denied, reason="planned")
    if lemma in words["wants"]:
        return _Seen(drop=True, reason="demanded of others")
    if verb.dep_ in {"advcl", "xcomp", "acl", "relcl"}:
        return _Seen(drop=True, reason="purpose")
    return _Seen(Status.PLANNED, seen.denied, reason="infinitive")


def _noun(noun: Token, words: dict[str, frozenset[str]]) -> Judgement | None:
    """An event told by a noun under a word of plan, fear or threat: "risk of attacks", "prepare for"."""
    head = noun.head
    over = head.head if head.dep_ == "prep" else head
    lemma = over.lemma_.lower()
    mods = {c.lower_ for c in noun.children}
    if mods & words["unreal_adjectives"]:
        return Judgement(Stance.ASSERTS, Status.HYPOTHETICAL, drop="any" in mods, reason="possible")
    if mods & words["planned_adjectives"]:
        return Judgement(Stance.ASSERTS, Status.PLANNED, reason="planned")
    if mods & words["ongoing_adjectives"]:
        return Judgement(Stance.ASSERTS, Status.ONGOING, reason="under way")
    if head.dep_ == "prep" or over.pos_ in {"NOUN", "VERB"}:
        if lemma in words["risk"] and noun.dep_ in {"pobj", "dobj"}:
            return Judgement(Stance.ASSERTS, Status.HYPOTHETICAL, reason="risk")
        if lemma in words["prepares"] and noun.dep_ in {"pobj", "dobj"}:
            return Judgement(Stance.ASSERTS, Status.PLANNED, reason="prepared")
        if lemma in words["averts"] and noun.dep_ in {"pobj", "dobj"}:
            return Judgement(Stance.DENIES, Status.HAPPENED, drop=True, reason="averted")
        if lemma in words["wants"] | words["wants_noun"] and noun.dep_ in {"pobj", "dobj"}:
            return Judgement(Stance.ASSERTS, Status.HYPOTHETICAL, drop=True, reason="asked for")
    if is_verb(over) and noun.dep_ in {"nsubj", "nsubjpass", "dobj"}:
        if lemma in words["continues"] and noun.dep_ != "dobj":
            return Judgement(Stance.ASSERTS, Status.ONGOING, reason="under way")
        if any(c.dep_ == "neg" for c in over.children):
            return Judgement(Stance.DENIES, Status.HAPPENED, reason="negated")
    if any(c.dep_ == "det" and c.lower_ == "no" for c in noun.children):
        return Judgement(Stance.DENIES, Status.HAPPENED, reason="no …")
    return None


def _verb_over(noun: Token) -> Token:
    token = noun
    for _ in range(_STEPS):
        if is_verb(token) or token.head == token:
            return token
        token = token.head
    return token


def _up(token: Token) -> Token | None:
    """The verb that governs this one's reality: over "to …", a joined or an adverbial one."""
    if token.dep_ in {"xcomp", "conj", "auxpass", "aux"} and is_verb(token.head):
        return token.head
    if token.dep_ in {"pcomp"} and is_verb(token.head.head):
        return token.head.head if token.head.lower_ in {"of", "in", "by"} else None
    if token.dep_ == "csubj" and is_verb(token.head):
        return token.head
    if (
        token.dep_ == "advcl"
        and token.tag_ == "VBG"
        and not any(c.dep_ in {"mark", "nsubj"} for c in token.children)
    ):
        return token.head
    return None


def _reported(verb: Token) -> bool:
    """Whether the verb stands in what somebody said (its tense is shifted)."""
    token = verb
    for _ in range(_STEPS):
        if token.dep_ == "ccomp":
            return True
        if token.head == token:
            return any(c.dep_ in {"parataxis"} for c in token.children)
        token = token.head
    return False
