"""Stance and status of an event: what its words make of it, and what its kind and its report add."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from warledger.coding.governing import above, effect, fear, has_no
from warledger.coding.mood import is_negated, is_reported, own
from warledger.coding.reality import Reality, words
from warledger.coding.syntax import governing_verb, is_owned, is_verb
from warledger.model import Span, Stance, Status

if TYPE_CHECKING:
    from warledger.coding.attribution import Saying
    from warledger.coding.events import Event
    from warledger.language.document import Document
    from warledger.language.tokens import Token

_STEPS = 8
# Kinds of event that last: what "has been" so "for weeks", or "is" so, is so still.
_LASTING = frozenset({"clash", "besiege", "displacement", "hardship", "aid"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})


@dataclass(slots=True, frozen=True)
class Judgement:
    """What the words around an event say of it.

    Attributes:
        stance: Whether it is said to be so.
        status: How real, and how recent.
        drop: Whether nobody claims it: a purpose, a demand on others, an analysis.
        reason: Which words made it so.
        hedged: Whether it is told only as likely, as hearsay or as a belief.
        generic: Whether it is a habit or a standing trait rather than a happening.
        present: Whether its verb stands in the present, so that it is told of now.
    """

    stance: Stance
    status: Status
    drop: bool = False
    reason: str = ""
    hedged: bool = False
    generic: bool = False
    present: bool = False


def judge(event: Event, kind_status: str) -> Judgement:
    """Read stance and status off the words of an event that a frame has matched.

    Args:
        event: A matched frame.
        kind_status: The status that the kind or frame has where nothing else is said ("ongoing" for hold).
    """
    real = read(event.trigger, None if event.frame.verbal else event.carrier)
    told = Status(kind_status) if kind_status else Status.HAPPENED
    if event.carrier is not None and event.carrier.lemma_ in words().sets["prepares"]:
        real = Reality(Status.PLANNED, reason="prepared")
    elif not real.settled:
        _by_kind(event, real)
    if event.kind == "hold" and any(_outside(w) for w in event.words[1:]):
        real.negated ^= True  # "is outside government control"
        real.reason = "outside control"
    if real.negated and is_owned(event.trigger, event.words):
        real.drop = True  # "nobody claimed responsibility for the attack": it was made all the same
    return _judgement(real, told)


def _outside(noun: Token) -> bool:
    """As in "*outside* government control", "beyond the reach of the state", "out of rebel hands"."""
    before = [*(c for c in noun.lefts if c.pos_ == "ADP"), *([noun.head] if noun.dep_ == "pobj" else [])]
    return any(
        p.lower_ in {"outside", "beyond"}
        or (p.lower_ == "of" and p.i and p.nbor(-1).lower_ in {"out", "outside"})
        for p in before
    )


def judge_words(document: Document, span: Span, sayings: Sequence[Saying] = ()) -> Judgement | None:
    """Read stance and status off any words of a report, by the rules that claims are judged by.

    Args:
        document: The parsed report.
        span: Where the words stand; the last verb among them counts, else the word the others hang on.
        sayings: Who says what; a denial among them turns the stance of what it holds.

    Returns:
        The judgement; None where no word of the parse stands there (a dateline, a teaser).
    """
    word = _head(document, span)
    if word is None:
        return None
    judgement = _judgement(read(word), Status.HAPPENED)
    denials = sum(s.denies and s.proposition and s.holds(span) for s in sayings)
    if denials % 2 == 0:
        return judgement
    stance = Stance.ASSERTS if judgement.stance is Stance.DENIES else Stance.DENIES
    return replace(judgement, stance=stance, reason="denied")


def read(word: Token, light: Token | None = None) -> Reality:
    """Read how real an event is off its word and the words that it hangs on.

    Args:
        word: The verb or noun that tells the event.
        light: The light verb of a noun ("launched an attack"), where it has one.
    """
    real = Reality()
    if light is not None and light.lemma_.lower() in words().sets["ending"]:
        light = None
    verb: Token | None = light if light is not None else word
    if light is not None or not _verbal(word):
        _of_noun(word, real, light)
        if light is None:
            verb = None if real.settled or _goes_on(word, real) else _verb_of_noun(word)
    first = True
    for _ in range(_STEPS):
        if verb is None or real.settled:
            break
        own(verb, real, first)
        if real.settled:
            fear(verb, real)
            break
        verb, first = above(verb, real), False
    return real


def _verbal(word: Token) -> bool:
    """Whether a word is used as a verb, a participle before a noun apart."""
    return is_verb(word) or (word.tag_ in {"VBD", "VBN", "VBG"} and word.dep_ not in {"amod", "compound"})


def _judgement(real: Reality, told: Status) -> Judgement:
    return Judgement(
        Stance.DENIES if real.negated else Stance.ASSERTS,
        real.status or told,
        real.drop,
        real.reason,
        real.hedged,
        real.generic,
        real.present,
    )


def _by_kind(event: Event, real: Reality) -> None:
    """What only some kinds of event show: a hold that had been, fighting that has gone on since."""
    verb = event.verb if event.frame.verbal or event.carrier is not None else governing_verb(event.trigger)
    children = list(verb.children)
    aux = {c.lower_ for c in children if c.dep_ in {"aux", "auxpass"}}
    if event.kind == "hold" and "had" in aux and not is_reported(verb):
        real.mark(Status.BACKGROUND, "had held")
    elif event.kind in _LASTING and real.status is None:
        lasts = {c.lower_ for c in children if c.dep_ in {"prep", "advmod", "mark", "advcl"}} & {
            "since",
            "for",
        }
        if {"has", "have", "'ve"} & aux and lasts and event.kind != "displacement":
            real.mark(Status.ONGOING, "since then")
        elif verb.tag_ == "VBN" and {"is", "are"} & aux:
            real.mark(Status.ONGOING, "is so now")
    if real.status is None and verb.tag_ in {"VBZ", "VBP"} and verb.lemma_.lower() in words().sets["states"]:
        real.mark(Status.ONGOING, "is so now")


def _head(document: Document, span: Span) -> Token | None:
    """The word that a run of words hangs on."""
    sentence = document.sentence_at(span.start)
    if sentence is None:
        return None
    inside = [t for t in sentence.words if sentence.at(t).overlaps(span) and not t.is_space]
    verbs = [t for t in inside if t.pos_ == "VERB"]
    if verbs:
        return verbs[-1]
    own = {t.i for t in inside}
    return next((t for t in inside if t.head.i not in own or t.head == t), None)


# Events told by nouns.


def _of_noun(noun: Token, real: Reality, light: Token | None) -> None:
    """Take in a noun's own modifiers, and the word of plan, fear or threat that it stands under."""
    lists = words().sets
    low = {c.lower_ for c in noun.children}
    counted = noun.dep_ in {"nsubj", "nsubjpass", "dobj", "attr"} and is_verb(noun.head)
    if noun.dep_ in {"appos", "conj"} and has_no(noun.head) and low & {"only", "but", "merely", "just"}:
        real.negated ^= True  # "there had been no retreat, *only* a redeployment"
    if light is None and has_no(noun) and not counted:  # else the verb's own negation has it
        real.negated ^= True
        real.reason = "no …"
    if low & lists["undone_adjectives"]:
        real.negated ^= True
        real.reason = "called off"
    elif low & lists["unreal_adjectives"]:
        real.mark(Status.HYPOTHETICAL, "possible", drop="any" in low)
    elif low & lists["planned_adjectives"]:
        real.mark(Status.PLANNED, "planned")
    elif low & lists["ongoing_adjectives"]:
        real.mark(Status.ONGOING, "under way")
    if light is None and not real.settled:
        _noun_under(noun, real)


def _noun_under(noun: Token, real: Reality) -> None:
    lists = words().sets
    while noun.dep_ == "conj" and noun.head.pos_ == "NOUN":
        noun = noun.head
    head = noun.head
    over = head.head if head.dep_ == "prep" else head
    lemma = over.lemma_.lower()
    kind = effect(over)
    below = noun.dep_ in {"pobj", "dobj"}
    if below and over.pos_ in {"NOUN", "VERB"}:
        if head.lower_ == "for" and lemma in lists["contests"]:
            real.mark(Status.HYPOTHETICAL, f"{lemma} for", drop=True)
        elif kind == "feared" or (kind == "possible" and over.pos_ == "NOUN"):
            real.mark(Status.HYPOTHETICAL, "risk")
        elif lemma in lists["prepares"]:
            real.mark(Status.PLANNED, "prepared")
        elif lemma in lists["averts"]:
            real.negated ^= True
            real.mark(Status.HAPPENED, "averted", drop=True)
        elif kind == "asked":
            real.mark(Status.PLANNED, "asked for", drop=True)
        elif (
            kind == "planned" and over.pos_ == "NOUN" and head.dep_ == "prep" and head.lower_ in {"for", "of"}
        ):
            real.mark(Status.PLANNED, "planned")
        elif kind == "undone" and over.pos_ == "NOUN":
            real.negated ^= True
            real.reason = f"{lemma} of"
    if is_verb(over) and lemma in lists["continues"] and noun.dep_ in {"nsubj", "nsubjpass"}:
        real.mark(Status.ONGOING, "under way")


def _goes_on(noun: Token, real: Reality) -> bool:
    """As in "The battle for the town is *not over*": what is said not to have ended goes on."""
    verb, ends = noun.head, words().sets["ends"]
    if noun.dep_ not in {"nsubj", "nsubjpass"} or not is_verb(verb) or not is_negated(verb):
        return False
    told = {verb.lemma_.lower()} if verb.lemma_ != "be" else {c.lower_ for c in verb.children}
    if not told & ends:
        return False
    real.mark(Status.ONGOING, "not over")
    return True


def _weighs(verb: Token) -> bool:
    """As in "The fall of the city *would give* them the province": what a loss or a gain would mean."""
    aux = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    unreal = bool(aux & {"would", "'d", "could", "might"}) and (verb.tag_ == "VB" or "be" in aux)
    return unreal and verb.lemma_.lower() in words().sets["bearing"]


def _verb_of_noun(noun: Token) -> Token | None:
    """The verb that a noun is as real as; None for one that is told as known ("will recall the attack")."""
    known = any(c.dep_ == "det" and c.lower_ in _DEFINITE for c in noun.children)
    token = noun
    for _ in range(_STEPS):
        up = token.head
        if token.dep_ == "prep" and token.lower_ not in words().sets["leading"]:
            return None
        if up == token or (up.dep_ == "ROOT" and not is_verb(up)):
            return None
        if is_verb(up):
            lemma = up.lemma_.lower()
            known |= lemma in words().sets["ending"] and token.dep_ == "dobj"
            if known and token.dep_ == "nsubj" and _weighs(up):
                return up
            return None if known and lemma not in words().sets["occurring"] - words().sets["ending"] else up
        token = up
    return None
