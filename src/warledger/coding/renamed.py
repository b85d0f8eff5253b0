"""Who gives a departure another name owns up to it: "Moscow described the move as a regrouping"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from warledger.coding.codebook import word_classes
from warledger.coding.status import Judgement
from warledger.coding.told import REACH, Told
from warledger.model import Actor, Counts, Span, Stance, Status

if TYPE_CHECKING:
    from warledger.coding.attribution import Saying
    from warledger.coding.reading import Reading
    from warledger.language.document import Sentence
    from warledger.language.tokens import Token

_IT = frozenset({"it", "this", "that"})


def renamings(reading: Reading, told: list[Told]) -> Iterator[Told]:
    """The withdrawals told just before, as those tell them who say that it was a regrouping.

    Args:
        reading: The report.
        told: What was told in it, in order.

    Yields:
        The same withdrawal by the word of him who renames it.
    """
    for saying in reading.sayings:
        if saying.denies or not saying.source.name or not saying.attribution.cue:
            continue
        sentence = reading.document.sentence_at(saying.attribution.cue[0].start)
        name = None if sentence is None else _another_name(sentence, saying)
        if sentence is None or name is None:
            continue
        left = _left_before(told, sentence, saying)
        if left is None or any(i.kind == "withdraw" and i.source == saying.source for i in told):
            continue
        start = min(s.start for s in (*saying.attribution.source, *saying.attribution.cue))
        yield replace(
            left,
            source=saying.source,
            span=Span(start, sentence.at(name).end),
            judgement=Judgement(Stance.ASSERTS, Status.HAPPENED, reason="a departure by another name"),
            where=replace(left.where, inherited=True),
            actors=left.actors or (Actor(saying.source.name, saying.source.id),),
            counts=Counts(),
            deniers=[],
            retellings=[],
        )


def without_renaming(told: list[Told], found: list[Told]) -> list[Told]:
    """What was told, less what the verb itself of a renaming was taken for ("described the move as …")."""
    spans = [item.span for item in found]
    return [
        item
        for item in told
        if not any(s.contains(item.event.sentence.at(item.event.trigger)) for s in spans)
        or item.kind == "withdraw"
    ]


def _another_name(sentence: Sentence, saying: Saying) -> Token | None:
    """The noun that a departure is called ("described the move as a *regrouping*"), or None."""
    classes = word_classes()
    for verb in sentence.words:
        at = sentence.at(verb)
        if verb.lemma_ not in classes["renaming"] or not any(c.overlaps(at) for c in saying.attribution.cue):
            continue
        below = [
            *verb.children,
            *(d for c in verb.children if c.dep_ in {"dobj", "prep"} for d in c.children),
        ]
        meant = any(
            t.lower_ in _IT or t.lemma_ in classes["departures"] for t in below if t.dep_ in {"dobj", "nsubj"}
        )
        named = [t for t in below if t.dep_ in {"oprd", "pobj", "attr", "appos", "ccomp", "dobj"}]
        found = next((t for t in named if t.lemma_ in classes["fair_names"]), None)
        if meant and found is not None:
            return found
    return None


def _left_before(told: list[Told], sentence: Sentence, saying: Saying) -> Told | None:
    """The last withdrawal that another told here, or up to two sentences before."""
    for item in reversed(told):
        back = sentence.index - item.event.sentence.index
        if item.kind != "withdraw" or not 0 <= back <= REACH or item.source == saying.source:
            continue
        if item.judgement.stance is Stance.ASSERTS and item.where.places:
            return item
    return None
