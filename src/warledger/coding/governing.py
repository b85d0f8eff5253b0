"""What the words above a verb make of it: what governs it, what it is joined to, where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warledger.coding.mood import has_condition, is_negated, own
from warledger.coding.reality import Reality, words
from warledger.coding.syntax import is_verb
from warledger.model import Status

if TYPE_CHECKING:
    from warledger.language.tokens import Token

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})


def above(verb: Token, real: Reality) -> Token | None:
    """Take in what the governing word makes of a verb; gives the next verb to read, None at the top."""
    head, dep = verb.head, verb.dep_
    infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)
    if head == verb:
        if infinitive:
            real.mark(Status.PLANNED, "to …")  # a headline's "Army to leave …"
        return None
    if infinitive:
        if head.pos_ == "NOUN" and any(c.dep_ == "aux" and c.lemma_ == "have" for c in verb.lefts):
            return None  # "the rebels' claim to have taken the town"
        if has_condition(verb.children):
            real.mark(Status.HYPOTHETICAL, "on a condition")
            return None
        return _infinitive(verb, head, real)
    if dep == "pcomp":
        return _gerund(verb, head, real)
    if dep == "xcomp":
        return _governed(head, real, bare=verb.tag_)
    if dep == "ccomp":
        return _complement(verb, head, real)
    if dep == "conj":
        return _joined(verb, head, real)
    if dep == "csubj":
        return head if is_verb(head) else None
    if dep in {"acl", "relcl"} and not is_verb(head):
        _beside_noun(verb, head, real)
    if dep == "advcl" and is_verb(head):
        return _adverbial(verb, head, real)
    return None


def _says_what(verb: Token) -> bool:
    """Whether a clause tells what a noun before it is about: "demands *that it disarm*"."""
    first = next(iter(verb.lefts), None)
    subject = any(c.dep_ in _SUBJECTS and c.lower_ != "that" for c in verb.lefts)
    return first is not None and first.lower_ == "that" and first.i == verb.left_edge.i and subject


def _beside_noun(verb: Token, noun: Token, real: Reality) -> None:
    """What a noun makes of a clause beside it; nothing is told where there was no such word or sign."""
    if not _says_what(verb):
        host = _finite(noun) if verb.dep_ == "acl" and verb.tag_ == "VBG" and not real.status else None
        if host is not None and host.tag_ in {"VBZ", "VBP"}:
            real.mark(Status.ONGOING, "under way")
        return
    kind = effect(noun)
    if kind == "asked" and verb.tag_ in {"VB", "VBP"}:
        real.mark(Status.PLANNED, "demanded", drop=True)
    elif has_no(noun) or (noun.dep_ == "pobj" and noun.head.lower_ == "without"):
        if noun.lemma_.lower() in words().sets["signs"]:
            real.mark(Status.HYPOTHETICAL, f"no {noun.lemma_.lower()}", drop=True)
    elif kind in {"feared", "possible"} and next(iter(verb.lefts)).dep_ == "mark":
        real.mark(Status.HYPOTHETICAL, noun.lemma_.lower())


def _joined(verb: Token, head: Token, real: Reality) -> Token | None:
    """What two verbs share that "and" or "or" joins: "will enter and hold", "did not enter or hold"."""
    own_clause = any(c.dep_ in _SUBJECTS | {"aux", "auxpass"} for c in verb.children)
    if own_clause or verb.tag_ != head.tag_ or not is_verb(head):
        return None
    if is_negated(head):
        # One "not" for both; in "and", only where one auxiliary serves both.
        both = any(c.dep_ == "cc" and c.lower_ == "or" for c in head.children)
        real.negated ^= not (both or head.tag_ == "VB")
    return head


def _finite(noun: Token) -> Token | None:
    """The verb in whose clause a noun stands."""
    for token in noun.ancestors:
        if is_verb(token):
            return token
    return None


def _adverbial(verb: Token, head: Token, real: Reality) -> Token | None:
    """A clause of manner or time has its main clause's future, not its negation."""
    marks = {c.lower_ for c in verb.children if c.dep_ in {"mark", "advmod"}}
    participle = verb.tag_ == "VBG" and not any(c.dep_ in _SUBJECTS | {"mark"} for c in verb.children)
    timed = bool(marks & words().sets["time_marks"])
    if not participle and not timed:
        return None
    if marks & words().sets["open_marks"] and verb.tag_ in {"VBZ", "VBP"} and not real.status:
        real.mark(Status.HYPOTHETICAL, "not before")
        return None
    main = Reality()
    own(head, main, first=False)
    shifted = verb.tag_ == "VBD" and main.reason != "would"
    if main.settled and not main.drop and not shifted:
        real.mark(main.status or Status.PLANNED, main.reason)
    return None


def _infinitive(verb: Token, head: Token, real: Reality) -> Token | None:
    """As in "to seize …": what governs it decides."""
    if (
        any(c.dep_ in {"nsubj", "mark"} and c.lower_ in {"for", "in"} for c in verb.children)
        and verb.dep_ == "advcl"
    ):
        real.mark(Status.PLANNED, "purpose", drop=True)
        return None
    lemma = head.lemma_.lower()
    if lemma == "order" and head.dep_ == "pobj" and head.head.lower_ == "in":
        real.mark(Status.PLANNED, "in order to", drop=True)
        return None
    if lemma in {"be", "have"} and is_verb(head):
        if lemma == "have" and any(c.lower_ == "yet" for c in head.children):
            real.negated ^= True
            return None
        real.mark(Status.PLANNED, "is to" if lemma == "be" else "has to")
        return None
    if verb.dep_ == "conj" and is_verb(head):
        return above(head, real) if head.tag_ == "VB" else None
    if lemma == "use" and head.tag_ == "VBD":
        real.mark(Status.BACKGROUND, "used to")
        return None
    passive = any(c.dep_ == "auxpass" for c in head.children)
    if passive and lemma in words().sets["told_passive"]:
        real.hedged = True
        return head
    if head.pos_ in {"NOUN", "PROPN"} and any(
        c.lower_ in words().sets["undone_adjectives"] for c in head.children
    ):
        real.negated ^= True
        return None
    if not is_verb(head) and head.pos_ in {"NOUN", "PROPN"} and effect(head) == "":
        if verb.dep_ in {"relcl", "acl"} and any(
            c.lower_ in {"first", "last", "second", "only", "latest"} for c in head.children
        ):
            return _copula(head)
        real.mark(Status.PLANNED, "infinitive", drop=verb.dep_ in {"acl", "relcl", "advcl"})
        return None
    if lemma == "go" and any(c.lower_ == "on" and not any(c.children) for c in head.children):
        return head  # "went on to seize the airport"
    if verb.dep_ == "advcl" and effect(head) in {"", "done"}:
        real.mark(Status.PLANNED, "purpose", drop=True)
        return None
    return _governed(head, real, bare="VB")


def effect(governor: Token) -> str:
    """What a governing word makes of what hangs on it (status.yaml); "" where nothing is known."""
    lists = words()
    lemma = governor.lemma_.lower()
    if is_verb(governor):
        return lists.verbs.get(lemma, "")
    if governor.pos_ == "ADJ":
        return lists.adjectives.get(governor.lower_, "") or lists.verbs.get(lemma, "")
    if governor.pos_ == "ADV":
        return lists.adjectives.get(governor.lower_, "")
    return lists.nouns.get(lemma, "")


def _governed(head: Token, real: Reality, bare: str) -> Token | None:
    """Take in what a governing word makes of a verb in the infinitive or the "-ing" form."""
    kind, lemma = effect(head), head.lemma_.lower()
    if kind == "undone":
        real.negated ^= True
        if head.tag_ == "VBD" and real.status is None:
            real.mark(Status.HAPPENED, f"{lemma} to")
    elif kind == "planned":
        real.negated ^= is_negated(head) if is_verb(head) else has_no(head)
        over = head if is_verb(head) else _copula(head)
        if over is not None and has_condition(over.children):
            real.mark(Status.HYPOTHETICAL, "on a condition")
        real.mark(Status.PLANNED, f"{lemma} to")
        return None
    elif kind == "tried":
        _tried(head, real)
        return None
    elif kind == "asked":
        real.mark(Status.PLANNED, "demanded of others", drop=True)
        return None
    elif kind in {"possible", "feared"}:
        real.mark(Status.HYPOTHETICAL, f"{lemma} to")
        return None
    elif kind == "enabled":
        return _enabled(head, real)
    elif kind == "hedged":
        real.hedged = True
    elif kind == "" and bare == "VB":
        real.mark(Status.PLANNED, "purpose", drop=True)
        return None
    if is_verb(head):
        return head
    return _copula(head)


def _enabled(head: Token, real: Reality) -> Token | None:
    """What was made possible was mostly done ("was able to enter"); what is made possible may be."""
    verb = head if is_verb(head) else _copula(head)
    if verb is None or verb.tag_ in {"VBZ", "VBP"}:
        real.mark(Status.HYPOTHETICAL, f"{head.lemma_.lower()} to")
        return None
    return verb


def _copula(word: Token) -> Token | None:
    """The verb that an adjective or noun is told by ("were unable to")."""
    up = word.head
    return up if up != word and is_verb(up) and word.dep_ in {"acomp", "attr", "dobj", "oprd"} else None


def has_no(noun: Token) -> bool:
    """As in "no plans to leave"."""
    return any(c.dep_ in {"det", "neg"} and c.lower_ in {"no", "not", "neither"} for c in noun.children)


def _tried(head: Token, real: Reality) -> None:
    """An attempt: foiled, it did not come to it; under way, it is meant; past, its end is open."""
    lists = words().sets
    if not is_verb(head):
        over = head.head
        foiled = over.lemma_.lower() in lists["averts"] | {
            "repel",
            "repulse",
            "fail",
            "block",
        } and head.dep_ in {"dobj", "nsubj", "nsubjpass"}
        if foiled or any(
            c.lower_ in {"failed", "unsuccessful", "foiled", "botched", "abortive"} for c in head.children
        ):
            real.negated ^= True
            return
    under_way = head.tag_ in {"VBG", "VBZ", "VBP"} or head.tag_ == "VB"
    real.mark(Status.PLANNED if under_way else Status.HYPOTHETICAL, "attempted")


def _gerund(verb: Token, prep: Token, real: Reality) -> Token | None:
    """A verb after a preposition: "without entering", "prevented from entering", "accused of entering"."""
    word, over = prep.lower_, prep.head
    if word == "without":
        real.negated ^= True
        return None
    before = {over.lower_, *(c.lower_ for c in prep.children if c.dep_ == "advmod")}
    if word in {"of", "than"} and before & {"instead", "rather"}:
        real.negated ^= True
        real.drop = True
        return None
    kind = effect(over)
    if word == "from":
        return _governed(over, real, "VBG") if kind == "undone" else None
    if word == "against":
        real.mark(Status.HYPOTHETICAL, "warned against", drop=True)
        return None
    if word == "at" and over.lemma_.lower() in {"aim", "direct", "target"}:
        real.mark(Status.PLANNED, "purpose", drop=True)
        return None
    if word in {"to", "on", "for", "of", "about", "in"} and kind in {
        "planned",
        "possible",
        "feared",
        "tried",
        "asked",
        "undone",
    }:
        return _governed(over, real, "VBG")
    if word in {"of", "in", "by"} and is_verb(over):
        return over
    return None


def _complement(verb: Token, head: Token, real: Reality) -> Token | None:
    """A clause with "that": told as believed, hoped or feared, or said not to be so."""
    kind = effect(head)
    if kind == "feared" or (kind == "possible" and not is_verb(head)) or head.lemma_ == "doubt":
        if real.status is not Status.BACKGROUND:
            real.status, real.reason = Status.HYPOTHETICAL, f"{head.lemma_.lower()} that"
    elif kind == "hedged":
        real.hedged = True
        if is_negated(head):
            real.negated ^= True
    elif (
        kind in {"planned", "asked"}
        and verb.tag_ in {"VB", "VBP", "VBZ"}
        and head.lemma_ not in {"announce", "warn", "suggest", "tell"}
    ):
        real.mark(Status.PLANNED, f"{head.lemma_.lower()} that", drop=kind == "asked")
    elif not is_verb(head) and kind == "undone":
        real.negated ^= True
    elif head.lemma_ in {"be"}:
        told = {c.lower_ for c in head.children if c.dep_ in {"acomp", "attr"}}
        lists = words().adjectives
        kinds = {lists.get(w, "") for w in told}
        if "undone" in kinds or ("true" in told and is_negated(head)):
            real.negated ^= True
        elif "possible" in kinds:
            real.status, real.reason = Status.HYPOTHETICAL, "possible that"
    return None


def fear(verb: Token, real: Reality) -> None:
    """For "fear that they will …": what is to come in a fear or a doubt may come."""
    head = verb.head
    if verb.dep_ not in {"ccomp", "acl"} or real.status is not Status.PLANNED or head == verb:
        return
    doubted = head.lemma_ == "doubt" or (effect(head) == "possible" and not is_verb(head))
    if doubted or effect(head) == "feared":
        real.status, real.reason = Status.HYPOTHETICAL, f"{head.lemma_.lower()} that"
