"""What only refers back to something told before: a second telling of it, or its denial."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from warledger.coding.codebook import word_classes
from warledger.coding.settling import DYING
from warledger.coding.status import Judgement
from warledger.coding.syntax import owns_up
from warledger.coding.told import INHERITING, REACH, SPOKEN, Told, opposite, places_of
from warledger.model import Actor, Counts, Span, Stance, Status

if TYPE_CHECKING:
    from warledger.coding.attribution import Saying
    from warledger.coding.events import Event
    from warledger.coding.reading import Reading
    from warledger.language.document import Sentence

_BY_MEANS = frozenset({"attack", "airstrike", "shelling", "bombing", "chemical"})
_ANY_MEANS = frozenset({"attack", "strike", "raid", "bombing", "bombardment", "assault", "blast", "barrage"})
_FLOWN = frozenset({"strike", "raid", "bombing"})
_FAR = 6
_DAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|yesterday|today")
_PART = re.compile(r"\b(?:involvement|responsibility|role)\b", re.I)
_REPORTS = re.compile(
    r"\b(?:reports?|claims?|announcements?|assertions?|statements?|suggestions?|allegations?|rumou?rs?|news|information|accounts?|it|this|accusations?|involvement|responsibility|role)\b"
    r"|\bthat(?=$|\s+(?:is|was|are|were)\b)",
    re.I,
)


def retold(item: Told, before: list[Told]) -> bool:
    """Whether an event only refers back to one told shortly before; each then takes what the other adds."""
    if not _refers_back(item.event):
        return False
    recent = [o for o in before[-7:][::-1] if o.judgement.stance == item.judgement.stance]
    same = [o for o in recent if o.kind == item.kind]
    if item.event.trigger.lemma_.lower() in _ANY_MEANS or owns_up(item.event.words):
        means = [o for o in recent if o.kind in _BY_MEANS]
        flown = [o for o in means if o.kind == "airstrike" and item.event.trigger.lemma_.lower() in _FLOWN]
        same = flown or means or same
    if item.event.trigger.lemma_ in DYING:
        here = item.event.sentence.index
        same = [o for o in recent if o.kind in _BY_MEANS and here - o.event.sentence.index <= 1]
    if not same:
        return False
    other = same[0]
    if not item.where.inherited and places_of(item.where) - places_of(other.where):
        return False
    if other.source != item.source:
        item.kind = other.kind
        item.actors = item.actors or other.actors
        item.where = replace(other.where, inherited=True)
        item.period = item.period or other.period
        return False
    other.retellings.append(item.event)
    known = {a.name for a in other.actors}
    added = tuple(a for a in item.actors if a.name not in known)
    if not other.actors and added:
        other.span = item.span
        other.targets = item.targets or other.targets
    other.actors += added
    return True


def _refers_back(event: Event) -> bool:
    """As in "The assault", "Tuesday's attack": a noun that speaks of what was told before."""
    if event.frame.verbal:  # "Nine people died": in what was told right before
        return owns_up(event.words) or (event.kind == "killing" and event.trigger.lemma_ in DYING)
    return any(
        (c.dep_ == "det" and c.lower_ in {"the", "this", "that", "these", "those"})
        or _DAY.fullmatch(c.lower_)
        for c in event.trigger.lefts
    )


def denials_of_reports(reading: Reading, told: list[Told]) -> Iterable[Told]:
    """As in "The ministry said these reports were false": what was just told, denied by the speaker."""
    for saying in reading.sayings:
        content = saying.attribution.content
        if not saying.denies or not content or not saying.source.name:
            continue
        words = Span(min(c.start for c in content), max(c.end for c in content))
        if any(words.overlaps(item.event.sentence.at(item.event.trigger)) for item in told):
            continue
        sentence = reading.document.sentence_at(words.start)
        if sentence is not None and _tells_which(sentence, words):
            continue
        if sentence is None or not _REPORTS.search(reading.document.layout.text[words.start : words.end]):
            continue
        denied = _told_before(told, sentence, saying)
        if denied is not None:
            cue = saying.attribution.cue
            start = min([words.start, *(c.start for c in cue), *(c.start for c in saying.attribution.source)])
            end = max([words.end, *(c.end for c in cue)])
            yield replace(
                denied,
                actors=denied.actors or _who_is_meant(reading, words, saying),
                source=saying.source,
                span=Span(start, end),
                judgement=Judgement(
                    opposite(denied.judgement.stance), Status.HAPPENED, reason="denied report"
                ),
                counts=Counts(),
                deniers=[],
            )


def _who_is_meant(reading: Reading, words: Span, saying: Saying) -> tuple[Actor, ...]:
    """Who denies to have had a part in what nobody is named for: "The group denied any *involvement*"."""
    if not _PART.search(reading.document.layout.text[words.start : words.end]):
        return ()
    return (Actor(saying.source.name, saying.source.id),)


def _tells_which(sentence: Sentence, words: Span) -> bool:
    """As in "denied reports *that he had left*": which reports is said, so that none before is meant."""
    inside = [t for t in sentence.words if words.contains(sentence.at(t)) and t.pos_ == "NOUN"]
    return any(
        c.dep_ in {"acl", "relcl", "ccomp"}
        and any(m.lower_ == "that" and m.dep_ == "mark" for m in c.children)
        for t in inside
        for c in t.children
    )


def _told_before(told: list[Told], sentence: Sentence, saying: Saying) -> Told | None:
    """The last thing of the two sentences before that someone else told."""
    if word_classes()["mute"] & {w.lower() for w in saying.source.name.split()}:
        return None
    others = [
        i
        for i in reversed(told)
        if i.source.name != saying.source.name
        and i.kind not in SPOKEN
        and i.judgement.stance is Stance.ASSERTS
        and i.event.sentence.index <= sentence.index
    ]
    near = [i for i in others if sentence.index - i.event.sentence.index <= REACH]
    # A party's word for itself is what "the claim" or "the announcement" means before a bystander's.
    own = [i for i in near if {a.name for a in i.actors} & {i.source.name}]
    far = [i for i in others if i.kind in INHERITING and sentence.index - i.event.sentence.index <= _FAR]
    found = own or near or far
    last = [i for i in found if i.event.sentence.index == found[0].event.sentence.index]
    return min(last, key=_depth, default=None)


def _depth(item: Told) -> int:
    """How deep in its sentence a thing is told: the news is denied, not the "after a battle" in it."""
    return sum(1 for t in item.event.verb.ancestors if t.dep_ not in {"conj", "ROOT"})
