"""The judge at work: events that it does not believe are dropped, what the frames missed is proposed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from warledger.coding.codebook import Frame
from warledger.coding.events import Event, is_play
from warledger.coding.judge.model import Model
from warledger.coding.judge.weighing import (
    Candidate,
    Chances,
    Weighing,
    chances,
    measure,
    plover_type,
    proposals,
)
from warledger.coding.settling import commands
from warledger.coding.syntax import after, is_verb, objects, subjects
from warledger.knowledge import bundled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from warledger.coding.codebook import Codebook, Kind
    from warledger.language.document import Sentence
    from warledger.language.tokens import Token

_OTHER_PARTY = frozenset({"to", "with", "against", "on", "for", "from", "of", "at", "between"})
_GOVERNED = frozenset({"dobj", "xcomp", "acomp", "attr", "oprd"})
_COMPLEMENTS = frozenset({"dobj", "xcomp", "ccomp", "acomp", "attr", "oprd", "prt", "pobj", "dative"})


@dataclass(slots=True, frozen=True)
class Bars:
    """How sure the gate must be.

    Attributes:
        war: For frames of the families of war: below it they are vetoed.
        people: For frames of people's fate, which has few of the types that the judge learned.
        politics: For frames of politics and diplomacy.
        proposal: For what no frame told.
    """

    war: float
    people: float
    politics: float
    proposal: float

    def for_kind(self, name: str, kinds: Mapping[str, Kind]) -> float:
        """The bar for a frame's event of a kind."""
        family = kinds[name].family
        if family == "people":
            return self.people
        return self.war if family in _WAR else self.politics


WAR_REPORT = Bars(war=0.05, people=0.0, politics=0.05, proposal=0.75)
OTHER_REPORT = Bars(war=0.15, people=0.15, politics=0.35, proposal=0.3)
_WAR = frozenset({"territory", "violence", "forces", "people"})
_SENTENCES, _SHARE = 3, 0.25
_SUBJECT = 0.1
_DENYING = frozenset({"deny", "dispute", "refute", "rebut", "disavow"})
_REPORTS = frozenset("report claim allegation accusation rumor rumour suggestion charge assertion".split())


class Judge:
    """Has a say after the frames (`warledger.coding.events.Reviewer`).

    A multinomial logistic regression on words, dependencies and word vectors gives each predicate a PLOVER
    type, or none; a logistic gate weighs that against what the frames say. How it was trained, on what, and
    by how much it beats the frames alone: training/judge/README.md.
    """

    def __init__(self, codebook: Codebook, war: Bars = WAR_REPORT, other: Bars = OTHER_REPORT) -> None:
        """Take the codebook whose frames it reviews.

        Args:
            codebook: Its kinds say which type a kind has; kinds that the judge does not know it leaves alone.
            war: How sure it must be in a dispatch on a war, where what is proposed must be news of its own.
            other: How sure it must be in any other report, and in a sentence or two by themselves.
        """
        self._book = codebook
        self._war, self._other = war, other

    @cached_property
    def _model(self) -> Model:
        return Model.load()

    @cached_property
    def _proposed(self) -> Mapping[str, Sequence[_Choice]]:
        raw = bundled(__package__, "proposals.yaml")
        return {
            name: [
                _Choice(str(kind), frozenset(str(w) for w in words))
                for row in rows
                for kind, words in row.items()
            ]
            for name, rows in raw.items()
        }

    def review(self, found: list[tuple[Sentence, list[Event]]]) -> list[tuple[Sentence, list[Event]]]:
        """The events of a report that stand, and those that the judge adds, in order of their triggers.

        Args:
            found: What the frames found in each sentence of one report.
        """
        bars = self._war if self._on_war(found) else self._other
        weighings = [Weighing.of(sentence, events) for sentence, events in found]
        known = chances(weighings, self._model)
        return [
            (sentence, self._sentence(Weighed(sentence, weighing, here), events, bars))
            for (sentence, events), weighing, here in zip(found, weighings, known, strict=True)
        ]

    def _on_war(self, found: list[tuple[Sentence, list[Event]]]) -> bool:
        kinds = self._book.kinds
        telling = sum(any(kinds[e.kind].family in _WAR for e in events) for _, events in found)
        return len(found) >= _SENTENCES and telling >= _SHARE * len(found)

    def _sentence(self, weighed: Weighed, events: list[Event], bars: Bars) -> list[Event]:
        weighing, known = weighed.weighing, weighed.known
        if not weighing.mains:
            return events
        model, kinds = self._model, self._book.kinds
        types = [(event, plover_type(event, kinds[event.kind])) for event in events]
        kept = [e for e, t in types if t not in model.classes]
        candidates = [Candidate(e.verb, t, e) for e, t in types if t in model.classes]
        candidates += proposals(weighing, known, {c.type for c in candidates})
        measure(candidates, weighing, known, kinds)
        for candidate in candidates:
            candidate.probability = model.believes(candidate.numbers)
            if candidate.event is not None:
                candidate.event.probability = candidate.probability
                bar = bars.for_kind(candidate.event.kind, kinds)
                if candidate.probability >= (min(bar, _SUBJECT) if _is_subject(candidate.event) else bar):
                    kept.append(candidate.event)
        for candidate in candidates:
            if candidate.event is None and candidate.probability >= bars.proposal:
                if any(_is_subject(e) and e.trigger.head == candidate.token for e in kept):
                    continue
                rivals = [e for e in kept if e.verb == candidate.token]
                proposed = self._propose(candidate, weighed.sentence, events)
                if proposed and all(self._gives_way(e, candidate) for e in rivals):
                    kept = [e for e in kept if e not in rivals] + proposed
        return sorted(kept, key=lambda e: e.trigger.i)

    def _gives_way(self, event: Event, proposal: Candidate) -> bool:
        """One predicate tells one thing: frames of war keep it, others where the gate believes them more."""
        return self._book.kinds[event.kind].family not in _WAR and event.probability < proposal.probability

    def _propose(self, candidate: Candidate, sentence: Sentence, events: list[Event]) -> list[Event]:
        """A claim for a main predicate that no frame matched; its parties are its subject and its object."""
        verb = candidate.token
        if not is_verb(verb) or any(commands(verb, event) for event in events) or _denies(verb):
            return []
        words = _words(verb)
        kind = self._kind(candidate.type, words)
        if kind not in self._book.kinds or (
            self._book.kinds[kind].family == "politics" and is_play(sentence)
        ):
            return []
        codes = (
            {} if self._book.kinds[kind].plover == candidate.type else {"plover": candidate.type, "mode": ""}
        )
        frame = Frame(kind, len(self._book.frames), True, (), {}, frozenset(), {}, codes=codes)
        actors = subjects(verb)
        targets = [t for t in _targets(verb) if t not in actors]
        event = Event(
            frame=frame,
            kind=kind,
            sentence=sentence,
            trigger=verb,
            words=[verb, *_told(verb)],
            actors=actors,
            targets=targets,
            probability=candidate.probability,
            note=f"proposed by the learned judge ({candidate.type}, {candidate.probability:.2f})",
        )
        return [event]

    def _kind(self, type_: str, words: Sequence[Token]) -> str:
        lemmas = {w.lemma_.lower() for w in words}
        for choice in self._proposed.get(type_, ()):
            if not choice.words or choice.words & lemmas:
                return choice.kind
        return ""


@dataclass(slots=True, frozen=True)
class Weighed:
    """A sentence, its predicates, and what the model gives each."""

    sentence: Sentence
    weighing: Weighing
    known: dict[int, Chances]


@dataclass(slots=True, frozen=True)
class _Choice:
    kind: str
    words: frozenset[str]


def _is_subject(event: Event) -> bool:
    """As in "A truce took effect": the noun tells what happened, its verb only that it did."""
    return not event.frame.verbal and event.trigger.dep_ in {"nsubj", "nsubjpass"}


def _denies(verb: Token) -> bool:
    """As in "denied that it had agreed": what is denied is told or not; the denial is no act beside it."""
    if verb.lemma_ not in _DENYING:
        return False
    reports = [c for c in verb.children if c.dep_ == "dobj" and c.lemma_.lower() in _REPORTS]
    return bool(reports) or any(c.dep_ in {"ccomp", "xcomp"} for c in verb.children)


def _words(verb: Token) -> list[Token]:
    """The predicate's own words: the verb, what it governs, and what that governs."""
    out = [verb]
    for child in verb.children:
        if child.dep_ in _COMPLEMENTS | {"prep"}:
            out.append(child)
            out.extend(c for c in child.children if c.dep_ in _COMPLEMENTS)
    return out


def _told(verb: Token) -> list[Token]:
    """What the verb governs, and what that governs: the words that the evidence must hold."""
    out: list[Token] = []
    for child in verb.children:
        if child.dep_ in _GOVERNED:
            out.append(child)
            out.extend(c for c in child.children if c.dep_ in {"dobj", "attr"})
    return out


def _targets(verb: Token) -> list[Token]:
    """The object, or else the party after a preposition, of the verb or of what it governs."""
    found = objects(verb)
    for inner in verb.children:
        if found or inner.dep_ not in {"xcomp", "acomp", "ccomp"}:
            continue
        found = [c for c in inner.children if c.dep_ == "nsubj" and c.i > verb.i]  # "let the monitors in"
        found = found or objects(inner) or after(inner, _OTHER_PARTY)
    return found or after(verb, _OTHER_PARTY)
