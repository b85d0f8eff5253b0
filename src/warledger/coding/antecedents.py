"""What "the city", "both towns", "there" or "its outskirts" refer to: places that a report named before."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from warledger.coding.place_phrases import walk, words
from warledger.model import Level, Place, Span
from warledger.places import antecedent
from warledger.places.phrases import but_capitals, is_capital

if TYPE_CHECKING:
    from collections.abc import Iterable

    from warledger.coding.events import Event
    from warledger.coding.reading import Reading
    from warledger.language.tokens import Token

DEFINITE = frozenset({"the", "this", "that", "its", "their", "these", "those"})
_MANY = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5}
_GROUND = frozenset({"area", "zone", "region", "territory"})
_BACK = 3  # sentences
_GOVERNING = frozenset(
    "fly send deploy rush airlift order declare impose announce mobilise mobilize recall".split()
)
_LEAVING = frozenset({"flee", "leave", "quit", "abandon", "depart", "head"})


class Antecedents:
    """Finds what the words of one report refer to."""

    def __init__(self, reading: Reading) -> None:
        """Take what is known of the report."""
        self._reading = reading

    def of(self, event: Event, tokens: Iterable[Token]) -> list[Place]:
        """What the first of some words that refers to places refers to; nothing where none does."""
        for token in tokens:
            found = self._several(event, token)
            if found:
                return found
            one = self._antecedent(event, token)
            if one is not None:
                return [one]
        return []

    def town_of(self, event: Event, place: Place) -> Place | None:
        """The town in which an unknown site is to be looked for: the one that the report speaks of there."""
        return antecedent(
            but_capitals(self.told_of[0]), event.sentence.start, place.start, "city", None, self._starts
        )

    @cached_property
    def told_of(self) -> tuple[list[Place], list[Place]]:
        """The places that the report is about, and all; datelines, and where speakers sit, are no such."""
        reading = self._reading
        lines = [p.dateline for p in reading.document.paragraphs if p.dateline is not None]
        aside = [*lines, *(s for said in reading.sayings for s in said.attribution.source)]
        aside += [
            s.at(t)
            for s in reading.document.sentences
            for t in s.words
            if _is_left_for(t) or _is_seat_of_speakers(t)
        ]
        minds = [Span(p.start, p.end) for p in reading.places if is_capital(p)]
        if minds:
            said = [s.at(t) for s in reading.document.sentences for t in s.words if _holds_a_view(t)]
            minds = [m for m in minds if any(m.overlaps(s) for s in said)]
            aside += minds
        told = [
            p
            for p in reading.places
            if p.literal
            and not any(Span(p.start, p.end).overlaps(s) for s in aside)
            and not self._names_a_side(p)
        ]
        # A dateline may name the city ("KHARKIV - Missiles hit the city"), but none of another land's.
        lands = {p.country for p in told} - {""}

        def is_far(p: Place) -> bool:
            elsewhere = bool(lands and p.country) and p.country not in lands
            return elsewhere and any(Span(p.start, p.end).overlaps(s) for s in lines)

        def governs(p: Place) -> bool:
            return not p.literal and any(Span(p.start, p.end).overlaps(m) for m in minds)

        return told, [p for p in reading.places if not is_far(p) and not governs(p)]

    def _several(self, event: Event, token: Token) -> list[Place]:
        """What "both places", "the three towns" refer to: the settlements just named, if they are so many."""
        many = next((_MANY[c.lower_] for c in token.children if c.lower_ in _MANY), 0)
        if not many or token.tag_ != "NNS" or token.lemma_ not in words().settlements | {"place"}:
            return []
        if many > 2 and not any(c.lower_ in DEFINITE for c in token.children):
            return []
        end, small = event.sentence.at(token).start, {Level.TOWN, Level.POINT, None}
        for first in [s for s in self._starts if s <= end][-1 : -_BACK - 1 : -1]:
            near = [p for p in self.told_of[0] if first <= p.start and p.end <= end and p.level in small]
            known = {p.gazetteer_id or p.name: p for p in near}
            if len(known) >= many:
                return list(known.values()) if len(known) == many else []
        return []

    def _antecedent(self, event: Event, token: Token) -> Place | None:
        start = event.sentence.at(token).start
        lemma = token.lemma_.lower()
        if token.lower_ in {"there", "here"} and token.dep_ in {"advmod", "pcomp", "pobj"}:
            return self._before(start)
        if token.pos_ != "NOUN":
            return None
        definite = any(c.lower_ in DEFINITE for c in token.children)
        if not definite and not (token.tag_ == "NNS" and lemma in words().town_parts):
            return None
        if any(self._reading.place_at(event.sentence.at(t)) is not None for t in walk(token)):
            return None  # "the outskirts of Aleppo" refer to nothing before
        compound = [c.lemma_.lower() for c in token.lefts if c.dep_ == "compound"]
        if compound and (lemma in _GROUND or not words().settlements.issuperset(compound)):
            return None  # nor do "the border area" and "its air defences"
        noun = "city" if lemma in words().town_parts else lemma
        if lemma == "capital":
            noun = " ".join([*(c.lower_ for c in token.children if c.dep_ == "amod"), noun])
        reading, first = self._reading, event.sentence.start
        speakers = self._of_speakers(event, first, start) if lemma in words().town_parts else []
        for rank, places in enumerate((speakers, *self.told_of)):
            if rank == len(self.told_of):
                unlisted = self._called(noun, start)
                if unlisted is not None:
                    return unlisted
            found = antecedent(places, first, start, noun, reading.gazetteer, self._starts)
            if found is not None and lemma == "capital" and found not in places:
                # A town that is named nowhere: these words are all it is called.
                at = event.sentence.at(token)
                return replace(found, name=token.text, start=at.start, end=at.end)
            if found is not None:
                return found
        return None

    def _called(self, noun: str, before: int) -> Place | None:
        """A place that no gazetteer has, of which the report itself says what it is: "the *town* of X"."""
        text, words_before = self._reading.document.layout.text, f"{noun} of "
        named = [p for p in self.told_of[0] if p.end <= before and p.literal and p.lat is None]
        called = (
            p
            for p in reversed(named)
            if text[max(0, p.start - len(words_before)) : p.end].lower().startswith(words_before)
        )
        return next(called, None)

    def _of_speakers(self, event: Event, first: int, start: int) -> list[Place]:
        """Where those sit who say it in this sentence: "a doctor *in Herat* said the outskirts were shelled".

        A capital is left out: it is where a government speaks of other towns.
        """
        span = event.sentence.span
        sources = [s for said in self._reading.sayings for s in said.attribution.source if span.contains(s)]
        if any(first <= p.start and p.end <= start for p in self.told_of[0]):
            return []  # the sentence speaks of another place
        near = [p for p in self._reading.places if any(s.contains(Span(p.start, p.end)) for s in sources)]
        return [p for p in near if p.end <= start and p.level is Level.TOWN and not is_capital(p)]

    @cached_property
    def _starts(self) -> list[int]:
        return [s.start for s in self._reading.document.sentences]

    def _names_a_side(self, place: Place) -> bool:
        """As in "the Tripoli government": a town that tells whose men they are."""
        after_it = self._reading.document.layout.text[place.end : place.end + 30]
        return place.level is Level.TOWN and bool(words().sides.match(after_it))

    def _before(self, offset: int) -> Place | None:
        """The last settlement, else unit, that was named before."""
        for places in self.told_of:
            for levels in ({Level.TOWN, Level.POINT}, {Level.ADMIN1, Level.ADMIN2}):
                for place in reversed(places):
                    if place.end <= offset and place.literal and place.level in levels:
                        return place
        return None


def _holds_a_view(token: Token) -> bool:
    """As in "*Kyiv* saw no signs that …": a capital that thinks or says is those who govern there."""
    if token.dep_ != "nsubj":
        return False
    aims = [c for c in token.head.children if c.dep_ in {"ccomp", "dobj"}]
    if token.head.lemma_ in _GOVERNING and aims:
        return True
    return any(
        c.dep_ == "ccomp" or any(d.dep_ in {"acl", "ccomp"} and _has_that(d) for d in c.children)
        for c in aims
    )


def _has_that(verb: Token) -> bool:
    return any(c.dep_ == "mark" and c.lower_ == "that" for c in verb.children)


def _is_seat_of_speakers(token: Token) -> bool:
    """As in "authorities in *Bukavu* had no comment": where those sit who are asked, not what is told of."""
    over = token.head.head
    inside = token.dep_ == "pobj" and token.head.lower_ in {"in", "at"} and token.pos_ == "PROPN"
    return inside and over.dep_ == "nsubj" and over.lemma_.lower() in words().speakers and over.i < token.i


def _is_left_for(token: Token) -> bool:
    """As in "fled Bara for *El Obeid*": another town is spoken of."""
    prep = token.head
    return token.dep_ == "pobj" and prep.lower_ == "for" and prep.head.lemma_ in _LEAVING
