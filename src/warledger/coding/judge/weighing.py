"""From predicates to what the gate sees: the candidates of a sentence and the numbers that speak for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from warledger.coding.judge.features import main_predicates, predicate, surroundings
from warledger.coding.judge.model import DENSE, FACT, NONE, SCALE, segment_sums
from warledger.coding.status import judge as read_status
from warledger.coding.syntax import is_verb
from warledger.model import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warledger.coding.codebook import Kind
    from warledger.coding.events import Event
    from warledger.coding.judge.features import Predicate, Surroundings
    from warledger.coding.judge.model import Model
    from warledger.language.document import Sentence
    from warledger.language.tokens import Token

_DEPS = (
    "ROOT",
    "ccomp",
    "xcomp",
    "advcl",
    "relcl",
    "acl",
    "conj",
    "pobj",
    "dobj",
    "nsubj",
    "nsubjpass",
    "pcomp",
)
_FAMILIES = ("territory", "violence", "forces", "people", "politics", "diplomacy")
_FLOOR = 1e-4


@dataclass(slots=True)
class Candidate:
    """A claim that may be made: a frame's event, or a main predicate with the type that the model gives it.

    Attributes:
        token: The predicate.
        type: Its PLOVER type, or FACT for kinds that have none.
        event: The frame's event; None for a proposal.
        numbers: What the gate sees, by name.
        probability: The gate's answer.
    """

    token: Token
    type: str
    event: Event | None = None
    numbers: dict[str, float] = field(default_factory=dict)
    probability: float = 0.0


@dataclass(slots=True)
class Weighing:
    """One sentence as the judge sees it.

    Attributes:
        around: What its predicates share.
        mains: Its main predicates in order.
        predicates: Every predicate weighed, by token index.
    """

    around: Surroundings
    mains: list[Token]
    predicates: dict[int, Predicate]

    @classmethod
    def of(cls, sentence: Sentence, events: Sequence[Event]) -> Weighing:
        """The sentence's main predicates and those of the frames' events."""
        mains = list(main_predicates(sentence))
        tokens = {t.i: t for t in [*mains, *(e.verb for e in events)]}
        return cls(surroundings(sentence), mains, {i: predicate(t) for i, t in tokens.items()})


@dataclass(slots=True)
class Chances:
    """P(class) of one predicate as log odds.

    Attributes:
        odds: Log odds by class.
        best: The PLOVER type with the highest.
        second: The next one.
    """

    odds: dict[str, float]
    best: str
    second: str

    @classmethod
    def of(cls, odds: list[float], model: Model) -> Chances:
        """From the log odds of the model's classes."""
        by_class = dict(zip(model.classes, odds, strict=True))
        types = model.types
        best = max(types, key=by_class.__getitem__)
        second = max((t for t in types if t != best), key=by_class.__getitem__)
        return cls(by_class, best, second)

    def other(self, type_: str) -> float:
        """The odds of the likeliest type but this one."""
        return self.odds[self.second if type_ == self.best else self.best]


def chances(weighings: Sequence[Weighing], model: Model) -> list[dict[int, Chances]]:
    """What the model gives every predicate of some sentences, by token index.

    All at once: a report's some hundred predicates cost hardly more than one.
    """
    owners = [n for n, w in enumerate(weighings) for _ in w.predicates]
    found = [p for w in weighings for p in w.predicates.values()]
    if not found:
        return [{} for _ in weighings]
    around = [model.rows(w.around.names) for w in weighings]
    whole = model.vectors.means([w.around.words for w in weighings])
    rows = [model.rows(p.names) + around[n] for p, n in zip(found, owners, strict=True)]
    sizes = np.array([max(1, len(r)) for r in rows], dtype=np.float32)
    scores = segment_sums(model.weights, rows) * (SCALE / np.sqrt(sizes))[:, None]
    dense = (
        model.vectors.means([p.own for p in found]),
        model.vectors.means([p.arguments for p in found]),
        whole[owners],
    )
    scores += (DENSE * np.concatenate(dense, axis=1)) @ model.dense
    scores += model.bias
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    scores /= scores.sum(axis=1, keepdims=True)
    odds = np.log((scores + _FLOOR) / (1.0 - scores + _FLOOR)).tolist()
    out: list[dict[int, Chances]] = [{} for _ in weighings]
    for predicate_, owner, values in zip(found, owners, odds, strict=True):
        out[owner][predicate_.head.i] = Chances.of(values, model)
    return out


def plover_type(event: Event, kind: Kind) -> str:
    """The PLOVER type that an event's claim will carry, or FACT; "" where no claim comes of it."""
    found = event.judgement = read_status(event, event.frame.status or kind.status)
    if found.drop:
        return ""
    codes = kind.codes(own=event.frame.codes, planned=found.status is Status.PLANNED)
    return codes.plover_type or FACT


def proposals(weighing: Weighing, known: dict[int, Chances], told: set[str]) -> list[Candidate]:
    """Each main predicate with its likeliest type, where no frame told that type already."""
    out = []
    for token in weighing.mains:
        best = known[token.i].best
        if best not in told:
            told.add(best)
            out.append(Candidate(token, best))
    return out


def measure(
    candidates: list[Candidate], weighing: Weighing, known: dict[int, Chances], kinds: dict[str, Kind]
) -> None:
    """Fill in the numbers of a sentence's candidates."""
    positions = {t.i: n for n, t in enumerate(weighing.mains)}
    main = known[weighing.mains[0].i]
    seen: set[str] = set()
    for candidate in candidates:
        own, type_ = known[candidate.token.i], candidate.type
        numbers = {
            "p": own.odds[type_],
            "none": own.odds[NONE],
            "fact": own.odds[FACT],
            "margin": own.odds[type_] - own.other(type_),
            "main p": main.odds[type_],
            "main other": main.other(type_),
            "main none": main.odds[NONE],
            "first": float(positions.get(candidate.token.i) == 0),
            "main": float(candidate.token.i in positions),
            "verb": float(is_verb(candidate.token)),
            "told": float(type_ in seen),
            "many": float(len(candidates) - 1),
            "t=" + type_: 1.0,
        }
        seen.add(type_)
        dep = candidate.token.dep_
        if dep in _DEPS:
            numbers["d=" + dep] = 1.0
        _add_event(candidate, numbers, kinds)
        candidate.numbers = numbers


def _add_event(candidate: Candidate, numbers: dict[str, float], kinds: dict[str, Kind]) -> None:
    event = candidate.event
    if event is None:
        numbers["proposed"] = 1.0
        for name in ("p", "none", "fact", "margin", "many"):
            numbers["proposed " + name] = numbers[name]
        return
    family = kinds[event.kind].family
    if family in _FAMILIES:
        numbers["f=" + family] = 1.0
        numbers["f p=" + family] = numbers["p"]
        numbers["f first=" + family] = numbers["first"]
        numbers["f other=" + family] = numbers["main other"]
    numbers["k=" + event.kind] = 1.0
    numbers["score"] = min(event.score, 6.0) / 2
    numbers["actor"] = float(bool(event.actors))
    numbers["target"] = float(bool(event.targets))
    numbers["noun alone"] = float(not event.frame.verbal and event.carrier is None)
