"""Which of a sentence's events stand for themselves, and which only say how, or what was known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warledger.coding.codebook import word_classes
from warledger.coding.matching import Event
from warledger.coding.syntax import is_passive, is_verb

if TYPE_CHECKING:
    from warledger.language.tokens import Token

_VIOLENCE = frozenset({"airstrike", "shelling", "bombing", "attack", "clash", "chemical", "killing", "toll"})
_FIGHTS = frozenset({"clash", "attack"})
_CAUSES = frozenset({"capture", "advance", "attack"})
_MEANS = frozenset({"airstrike", "shelling", "bombing", "chemical"})
_SPEECH = frozenset({"condemn", "reject", "support", "demand"})
_HANDLED = _SPEECH | {"destruction", "shootdown", "politics", "sanction"}
DYING = frozenset({"die", "perish"})
_HARMING = frozenset({"kill", "wound", "injure", "maim"})
_ENTERING = frozenset({"burst", "break", "barge", "storm", "enter", "walk", "drive", "ride", "rush"})
_MOVING = frozenset({"head", "move", "march", "drive", "roll"})
COMMANDS = frozenset({"order", "command", "instruct", "direct"})
_DEPTH = 8
_APART = 40


def settle(events: list[Event]) -> list[Event]:
    """Keep the events of a sentence that tell something of their own, in order.

    Each word is used once: the stricter frame keeps it. A killing gives way to the act of violence in which
    it happened, the violence in which people were counted to the toll, the means ("with car bombs") to the
    attack. What is asked of others, and what is only condemned or spoken of, is no event.

    Args:
        events: The best event of each trigger.
    """
    kept = _strictest(events)
    kept = [e for e in kept if not any(_asked(e, o) or _spoken_of(e, o) for o in kept if o is not e)]
    kept = [e for e in kept if e.kind != "demand" or not any(commands(e.trigger, o) for o in kept)]
    kept = [e for e in kept if not any(_only_moves_on(e, o) for o in kept)]
    for event in [e for e in kept if e.kind == "toll" and e.frame.verbal]:
        for other in [o for o in kept if _counted_in(o, event)]:
            _join(event, other)
            kept.remove(other)
    for event in [e for e in kept if e.kind == "advance"]:
        attack = next((o for o in kept if _breaks_in(event, o)), None)
        if attack is not None:
            attack.places = [*event.places, *attack.places]
            kept.remove(event)
    for event in list(kept):
        over = next((o for o in kept if o is not event and _is_part_of(event, o)), None)
        if over is not None:
            harmed = [t for t in event.targets if t not in over.targets and t.pos_ != "NUM"]
            over.targets = [*over.targets, *harmed]
            if event.trigger.lemma_ not in _HARMING:
                over.places = over.places or event.places
            over.actors = over.actors or [a for a in event.actors if a not in over.words]
            kept.remove(event)
    for event in [e for e in kept if e.kind in _FIGHTS and e.frame.verbal]:
        for other in [o for o in kept if o.kind in _MEANS and _by_means(o.trigger, event.trigger)]:
            event.kind = other.kind
            kept.remove(other)
    return sorted(_without_weak(kept), key=lambda e: e.trigger.i)


def _strictest(events: list[Event]) -> list[Event]:
    carried = {w.i for e in events if e.frame.verbal for w in e.words[1:] if e.frame.get("with")}
    used: set[int] = set()
    kept: list[Event] = []
    for event in sorted(events, key=lambda e: (-e.score, e.trigger.i)):
        if event.trigger.i in used or (not event.frame.verbal and event.trigger.i in carried):
            continue
        kept.append(event)
        used |= {w.i for w in event.words}
    return kept


def _without_weak(events: list[Event]) -> list[Event]:
    strong = [e for e in events if "weak" not in e.frame.flags]
    out = list(strong)
    for event in events:
        if "weak" not in event.frame.flags:
            continue
        dying = event.trigger.lemma_ in DYING
        if dying and (_names_act(event) or any(s.kind in _VIOLENCE for s in strong) or _may(event.trigger)):
            continue  # counted with the act of violence that the sentence tells of
        over = [
            s
            for s in strong
            if _told_together(event, s)
            and (s.kind in _VIOLENCE or (s.kind in _CAUSES and _follows(event, s)))
        ]
        if not over:
            out.append(event)
            continue
        _lend(event, min(over, key=lambda s, at=event.trigger.i: abs(s.trigger.i - at)))  # type: ignore[misc]
    return out


def _names_act(event: Event) -> bool:
    """Whether the sentence tells by what people died: "died after a drone strike"."""
    words = word_classes()
    acts = words["offensive_words"] | words["aircraft"] | words["guns"] | words["explosives"]
    return any(t.lemma_.lower() in acts for t in event.sentence.words)


def _may(verb: Token) -> bool:
    return any(
        c.dep_ == "aux" and c.lower_ in {"could", "may", "might", "would", "will"} for c in verb.children
    )


def _told_together(event: Event, other: Event) -> bool:
    """Whether no clause of what somebody says stands between: "the blast came after he said they killed"."""
    mine, theirs = ([e.trigger, *e.trigger.ancestors] for e in (event, other))
    shared = {t.i for t in mine} & {t.i for t in theirs}
    between = [t for way in (mine, theirs) for t in way if t.i not in shared]
    return not any(t.dep_ == "ccomp" and t.i < t.head.i + _APART and t.i > t.head.i for t in between)


def _lend(weak: Event, strong: Event) -> None:
    """The act of violence in which people are killed has their killers and them for its parties."""
    doers = [a for a in weak.actors if a != strong.trigger and a not in strong.words]
    if doers != weak.actors:
        return
    strong.actors = strong.actors or doers
    if doers and strong.kind in _FIGHTS:
        strong.targets = strong.targets or list(weak.targets)


def _join(toll: Event, other: Event) -> None:
    toll.actors = toll.actors or [a for a in other.actors if a is not other.trigger]
    toll.places = [*toll.places, *(p for p in other.places if p not in toll.places)]


def _follows(event: Event, over: Event) -> bool:
    """As in "stormed the village, killing ten people"."""
    return event.trigger.dep_ == "advcl" and event.trigger.head in over.words and event.trigger.tag_ == "VBG"


def _breaks_in(event: Event, attack: Event) -> bool:
    """As in "*burst* into the bar and opened fire": how those came who attack there."""
    if attack.kind not in {"attack", "killing"} or event.trigger.lemma_ not in _ENTERING or attack.places:
        return False
    joined = attack.trigger.dep_ in {"conj", "advcl"} and attack.trigger.head == event.trigger
    return joined and attack.frame.verbal and bool(attack.actors) and attack.actors == event.actors


def _is_part_of(event: Event, over: Event) -> bool:
    """Whether an event only tells how another was made, what it did, or by what."""
    return _goes_on(event, over) or _wrecks(event, over) or _goes_off(event, over)


def _goes_off(event: Event, over: Event) -> bool:
    """As in "a *car bomb* went off": the verb tells of it."""
    of_verb = event.trigger.dep_ == "nsubj" and event.trigger.head == over.trigger and over.frame.verbal
    return of_verb and event.kind == over.kind and event.kind in _MEANS and not event.frame.verbal


def _goes_on(event: Event, over: Event) -> bool:
    """As in "attacked the village, *opening fire* on residents": how one assault was made."""
    if over.kind != event.kind or over is event or over.kind not in _MEANS | {"attack"}:
        return False
    return (event.trigger.lemma_ in _HARMING or not event.places) and _tails(event, over)


def _tails(event: Event, over: Event) -> bool:
    """As in "blew himself up, *killing* nine and *wounding* ten"."""
    verb = event.trigger
    while verb.dep_ == "conj" and verb.tag_ == "VBG" and verb.head.tag_ == "VBG":
        verb = verb.head
    return verb.dep_ == "advcl" and verb.tag_ == "VBG" and verb.head in over.words


def _wrecks(event: Event, over: Event) -> bool:
    """As in "a car bomb *levelled* the station": the means is told, and what it did."""
    if event.kind != "destruction" or over.kind not in _MEANS or over.frame.verbal or not event.frame.verbal:
        return False
    return over.trigger.dep_ == "nsubj" and over.trigger.head == event.trigger


def _counted_in(event: Event, toll: Event) -> bool:
    """Whether violence only says in what people were counted: "killed in a week of clashes"."""
    two_sided = event.kind == "clash" and bool(event.actors)
    if event.kind not in _VIOLENCE or is_verb(event.trigger) or two_sided:
        return False
    token, verb = event.trigger, toll.trigger
    for _ in range(_DEPTH):
        if token.dep_ not in {"pobj", "prep", "agent", "conj", "dobj", "nsubj"}:
            return False
        token = token.head
        if token == verb:
            return True
    return False


def _by_means(noun: Token, verb: Token) -> bool:
    """As in "attacked the town *with* car bombs", "the town was hit *by* a chemical attack"."""
    means = {"with", "by"} if is_passive(verb) else {"with"}
    return noun.dep_ == "pobj" and noun.head.lower_ in means and noun.head.head == verb


def _asked(event: Event, other: Event) -> bool:
    """As in "ordered residents to *evacuate*", "asked parliament to *declare*"."""
    verb = event.verb
    if other.trigger.lemma_ in COMMANDS and any(
        t.lemma_.lower() in word_classes()["forces"] for t in other.targets
    ):
        return False
    governed = verb.dep_ in {"xcomp", "ccomp"} and verb.tag_ == "VB" and verb.head in other.words
    return other.kind == "demand" and governed and event.kind != "demand"


def _only_moves_on(event: Event, leaving: Event) -> bool:
    """As in "seen leaving the town *and heading north*": where they go is not said."""
    joined = event.trigger.dep_ == "conj" and event.trigger.head == leaving.trigger
    same = joined and event.actors == leaving.actors
    nowhere = event.trigger.lemma_ in _MOVING and not any(p.pos_ == "PROPN" for p in event.places)
    return same and nowhere and event.kind == "advance" and leaving.kind == "withdraw"


def commands(verb: Token, deed: Event) -> bool:
    """As in "*ordered* the troops to withdraw": who commands forces announces what they will do."""
    under = deed.trigger.dep_ in {"xcomp", "ccomp"} and deed.trigger.head == verb
    return under and verb.lemma_ in COMMANDS and bool(deed.actors)


def _spoken_of(event: Event, other: Event) -> bool:
    """As in "condemned the *assault*", "blamed them for the *killing*": what was known before."""
    noun = event.trigger
    if event.frame.verbal or other.kind not in _HANDLED or not other.frame.verbal or event.places:
        return False
    over = noun.head.head if noun.dep_ == "pobj" else noun.head
    if over not in other.words or noun.dep_ not in {"dobj", "nsubjpass", "pobj"}:
        return False
    return other.kind not in _SPEECH or any(
        c.dep_ == "poss" or c.lower_ in {"the", "this", "that", "these", "such"} for c in noun.lefts
    )
