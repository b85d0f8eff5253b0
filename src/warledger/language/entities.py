"""spaCy's entity recogniser, its steps taken together.

The recogniser walks over a text word by word: outside a name it begins one, names the single word or goes on;
inside one it goes on or ends it (Lample et al. 2016 call this a transition system; the scheme is BILUO).
spaCy takes each step by itself and locks the interpreter many times in it, which costs twice what its network
does, a fifth of the whole parse. But outside a name a step depends on the word alone, so those are scored
together here, and the few inside names one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span
from thinc.api import NumpyOps

from warledger.language.pipes import put_instead

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.pipeline import EntityRecognizer

__all__ = ["Entities", "use_entities"]

_RECOGNISER, _NAME = "ner", "entities"
_OUT = "O"
_BLOCKED = ("U", "")
_SEEN = 3  # words that a step sees: this one, the first of the name that it is in, and the one before


def use_entities(model: Language) -> None:
    """Put this in the place of a model's entity recogniser, where that is of the usual kind."""
    put_instead(model, _RECOGNISER, _NAME, Entities.fits)


def _moves(recogniser: EntityRecognizer) -> list[tuple[str, str]]:
    """What a step may be, in the order of the network's scores: a letter of BILUO, and a label.

    "U" without a label stands there for what a user has said to be no name.
    """
    moves: Any = recogniser.moves
    told = [str(moves.get_class_name(number)).partition("-") for number in range(moves.n_moves)]
    return [(kind, label) for kind, _, label in told]


class Entities:
    """Finds the names that an entity recogniser finds (a component of a spaCy pipeline)."""

    def __init__(self, recogniser: EntityRecognizer) -> None:
        """Take over the network of a recogniser that fits.

        Raises:
            ValueError: It is of another kind.
        """
        if not self.fits(recogniser):
            raise ValueError("the entity recogniser is not of the usual kind")
        self._whole = recogniser
        network: Any = recogniser.model
        self._vectors, self._lower = network.get_ref("tok2vec"), network.get_ref("lower")
        upper = network.get_ref("upper")
        self._gemm = network.ops.gemm
        self._weights: NDArray[np.float32] = upper.get_param("W")
        self._bias: NDArray[np.float32] = upper.get_param("b")
        self._moves = moves = _moves(recogniser)
        self._out = moves.index((_OUT, ""))
        # For each label, the network's rows and constants for going on with a name and for ending it.
        pairs = {x: [moves.index(("I", x)), moves.index(("L", x))] for kind, x in moves if kind == "B"}
        self._inside = {label: (self._weights[pair], self._bias[pair]) for label, pair in pairs.items()}
        self._begins = np.array([kind == "B" for kind, _ in moves])
        self._singles = np.array([kind == "U" and label != "" for kind, label in moves])
        self._never = ~(self._begins | self._singles)  # outside a name
        self._never[self._out] = False

    @staticmethod
    def fits(recogniser: EntityRecognizer) -> bool:
        """Whether it is a greedy one over BILUO with spaCy's usual network, on the processor."""
        network: Any = recogniser.model
        moves = _moves(recogniser)
        labels = {label for _, label in moves if label}
        usual = [(kind, label) for kind in "BILU" for label in labels]
        return bool(
            recogniser.cfg.get("beam_width", 1) == 1
            and network.name == "parser_model"
            and network.attrs.get("has_upper")
            and not network.attrs.get("unseen_classes")
            and isinstance(network.ops, NumpyOps)
            and network.get_ref("lower").get_dim("nF") == _SEEN
            and sorted(m for m in moves if m != _BLOCKED) == sorted([*usual, (_OUT, "")])
        )

    def __call__(self, doc: Doc) -> Doc:
        """Find the names of one text."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Find the names of many."""
        rest = iter(docs)
        while batch := list(islice(rest, batch_size)):
            fresh = []
            for doc in batch:
                if doc.has_annotation("ENT_IOB"):
                    self._whole(doc)  # it knows how to keep names that stand there already
                elif len(doc):
                    fresh.append(doc)
            if fresh:
                self._find(fresh)
            yield from batch

    def _find(self, docs: Sequence[Doc]) -> None:
        """Set the names of texts that have none, all texts' words in a row."""
        table = np.concatenate([doc.to_array(["SENT_START", "IS_SPACE"]) for doc in docs]).view(np.int64)
        lengths = np.array([len(doc) for doc in docs])
        # No name goes on over the end of a sentence or of a text.
        ends = np.append(table[1:, 0] == 1, True)
        ends[np.cumsum(lengths) - 1] = True
        seen = self._lower.predict(self._vectors.predict(docs))
        padding, seen = seen[0], seen[1:]
        bias = self._lower.get_param("b")
        outside = (seen[:, 0] + padding[1] + padding[2] + bias).max(axis=-1)
        scores = self._gemm(outside, self._weights, trans2=True) + self._bias
        scores[:, self._never] = -np.inf
        scores[np.ix_(table[:, 1] == 1, self._begins | self._singles)] = -np.inf
        scores[np.ix_(ends, self._begins)] = -np.inf
        best = scores.argmax(axis=1)

        found: list[tuple[int, int, str]] = []
        free = 0  # the first word behind the last name
        for start in np.flatnonzero(best != self._out).tolist():
            if start < free:
                continue
            kind, label = self._moves[best[start]]
            free = start + 1
            if kind == "B":
                weights, constant = self._inside[label]
                while not ends[free]:
                    inside = (seen[free, 0] + seen[start, 1] + seen[free - 1, 2] + bias).max(axis=-1)
                    on, end = weights @ inside + constant
                    if end > on:
                        break
                    free += 1
                free += 1
            found.append((start, free, label))
        self._write(docs, found)

    @staticmethod
    def _write(docs: Sequence[Doc], found: Sequence[tuple[int, int, str]]) -> None:
        names = iter(found)
        name = next(names, None)
        offset = 0
        for doc in docs:
            spans = []
            while name and name[0] < offset + len(doc):
                spans.append(Span(doc, name[0] - offset, name[1] - offset, label=name[2]))
                name = next(names, None)
            doc.set_ents(spans, default="outside")
            offset += len(doc)


@Language.factory(_NAME)
def _make(nlp: Language, name: str) -> Entities:
    recogniser: Any = nlp.get_pipe(_RECOGNISER)
    return Entities(recogniser)
