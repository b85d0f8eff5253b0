"""Where an event happened: the places in its roles, lists and containers told apart, exceptions kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from warledger.coding.codebook import word_classes
from warledger.coding.syntax import after, clause, content_head, governing_verb, is_verb, objects
from warledger.knowledge import bundled
from warledger.model import Level, Place, Span
from warledger.places import antecedent, widen

if TYPE_CHECKING:
    from spacy.tokens import Token

    from warledger.coding.events import Event
    from warledger.coding.reading import Reading
    from warledger.language.document import Sentence

_COMMA = re.compile(r"^\s*,\s*(?:in\s+)?(?:the\s+)?(?:\w+(?:ern)?\s+)?$")
_OWNED = re.compile(r"^'s\s[\w\s-]{0,40},?\s*$")
_OF_PARTIES = frozenset({"by", "with", "against", "of", "for", "about", "from"})
_PLACELESS = frozenset(
    {"support", "condemn", "demand", "reject", "threaten", "talks", "sanction", "politics"}
)
_NEAR = 60
_CONTAINED_BY = frozenset(
    {"in", "of", "inside", "within", "near", "from", "around", "at", "outside", "on", "across"}
)


@dataclass(slots=True, frozen=True)
class _Lists:
    """What may stand between the places of a list."""

    joined: re.Pattern[str]
    including: re.Pattern[str]
    excepting: re.Pattern[str]


@cache
def _lists() -> _Lists:
    """The words of where.yaml as patterns."""
    raw = bundled(__package__, "where.yaml")
    either = {name: "|".join(words) for name, words in raw.items()}
    kinds = rf"(?:(?:{either['kinds']})\b\s*)*"
    joined = (
        rf"^\s*(?:'s\s+)?(?:\w+(?:ern|west|east|north|south)\b\s*)?{kinds}(?:\([^)]{{1,40}}\)\s*)?"
        rf"(?:,\s*(?:{either['joiners']}|including)?|{either['joiners']}|;)\s*(?:(?:{either['after_joiner']})\s+)?"
        rf"(?:(?:in|at|to|from|of)\s+)?(?:the\s+)?{kinds}(?:of\s+)?$"
    )
    return _Lists(
        re.compile(joined, re.IGNORECASE),
        re.compile(rf"\b(?:{either['including']})\b[^.;]{{0,60}}$", re.IGNORECASE),
        re.compile(rf"\b(?:{either['except']})\b[^.;]{{0,80}}$", re.IGNORECASE),
    )


@dataclass(slots=True)
class Where:
    """The places of an event: one claim each; those that it leaves out; and where a movement came from."""

    places: list[Place] = field(default_factory=list)
    exceptions: list[Place] = field(default_factory=list)
    origin: Place | None = None
    vague: bool = False
    inherited: bool = False


class PlaceOfEvent:
    """Finds the places of the events of one report."""

    def __init__(self, reading: Reading) -> None:
        """Take what is known of the report."""
        self._reading = reading

    def find(self, event: Event) -> Where:
        """Places in the event's own roles first, then in its clause, then what "the city" refers to."""
        where = Where()
        excluded = {t.i for t in event.destinations}
        self._relative(event, where)
        for head in event.places if not where.places else ():
            if head.i not in excluded:
                self._add_phrase(event.sentence, head, where)
        if not where.places and event.kind not in _PLACELESS:
            self._around(event, where, excluded)
            if not where.places:
                self._anaphor(event, where)
        if not where.places and any(_is_vague(t) for t in event.places):
            where.vague = True
        document, gazetteer = self._reading.document, self._reading.gazetteer
        where.places = [widen(document, p, gazetteer) for p in where.places if p not in where.exceptions]
        return where

    def _add_phrase(self, sentence: Sentence, head: Token, where: Where) -> None:
        """The places of one role, without units that only contain those of the roles before it."""
        found = Where()
        self._phrase(sentence, head, found)
        before = list(where.places)
        for place in found.places:
            if not any(self._contains(place, known) for known in before):
                self._add(place, where.places)
        for place in found.exceptions:
            self._add(place, where.exceptions)

    def _relative(self, event: Event, where: Where) -> None:
        """As in "the quarters of A and B, which … control": the places right before the pronoun, if any."""
        verb = event.verb
        pronouns = [c for c in verb.children if c.lower_ in {"which", "that", "where"}]
        if verb.dep_ != "relcl" or not pronouns or not any(h == verb.head for h in event.places):
            return
        text, places = self._reading.document.layout.text, self._reading.places
        end = event.sentence.at(pronouns[0]).start
        chain = [p for p in places if p.literal and event.sentence.start <= p.start and p.end <= end][::-1]
        plural = verb.tag_ == "VBP" or any(c.lower_ in {"are", "were", "have"} for c in verb.children)
        for place in chain:
            between = text[place.end : end]
            near = not between.strip(" ,") if end == event.sentence.at(pronouns[0]).start else None
            if near is False or (near is None and not _lists().joined.match(between)):
                return
            where.places.insert(0, place)
            end = place.start - len(_before_name(text, place.start))
            if not plural:
                return

    def _phrase(self, sentence: Sentence, head: Token, where: Where) -> None:
        """The mentions of a noun phrase: its head's own, else those in its complements, with their lists."""
        for token in _walk(head):
            mention = self._literal(sentence.at(token))
            if mention is not None:
                self._take_list(mention, where)
                for joined in token.subtree:
                    if joined.dep_ in {"conj", "appos"} and joined.pos_ == "PROPN":
                        self._unknown(sentence, joined, where)
                return
        self._listed_after(sentence.at(head).end, where)
        if not where.places:
            self._unknown(sentence, head, where)

    def _unknown(self, sentence: Sentence, head: Token, where: Where) -> None:
        """A name that is no known place stays in the claim as words, unresolved."""
        for token in (head, *after(head, _CONTAINED_BY)):
            if self._reading.place_at(sentence.at(token)) is not None:
                return
            if token.pos_ != "PROPN":
                continue
            if token.ent_type_ != "PERSON" and "name" not in self._reading.classes(sentence, token):
                continue
            first = token
            while (
                first.i > token.sent.start
                and first.nbor(-1).dep_ == "compound"
                and first.nbor(-1).pos_ == "PROPN"
            ):
                first = first.nbor(-1)
            span = sentence.cover(first, token)
            name = self._reading.document.text[span.start : span.end]
            where.places.append(Place(name, span.start, span.end, reason="no gazetteer has this name"))
            return

    def _listed_after(self, offset: int, where: Where) -> None:
        """As in "six villages and Morek", "territory, including Aleppo": a list the parse did not join."""
        text = self._reading.document.layout.text
        for place in self._reading.places:
            if place.start < offset:
                continue
            between = text[offset : place.start]
            if place.literal and (
                _lists().joined.match(between)
                or (_lists().including.search(between) and len(between) < _NEAR)
            ):
                self._take_list(place, where)
            return

    def _take_list(self, first: Place, where: Where) -> None:
        """A mention and those listed after it: "A, B and C, as well as the village of D"."""
        text = self._reading.document.layout.text
        places = self._reading.places
        at = places.index(first)
        inner = places[at + 1] if at + 1 < len(places) else None
        if inner is not None and self._contains(first, inner) and _OWNED.match(text[first.end : inner.start]):
            self._take_list(inner, where)
            return
        self._take(first, where)
        current = first
        for following in places[at + 1 : at + 40]:
            between = text[current.end : following.start]
            if len(between) > 90 or "." in between.strip(". "):
                break
            if not following.literal:
                break
            if _lists().excepting.search(between):
                self._add(following, where.exceptions)
            elif self._contains(following, current) and (_COMMA.match(between) or _nested(between)):
                pass
            elif _lists().joined.match(between):
                target = where.exceptions if current in where.exceptions else where.places
                self._add(following, target)
            elif _lists().including.search(between):
                self._add(following, where.places)
            elif not _nested(between):
                break
            current = following

    def _take(self, place: Place, where: Where) -> None:
        before = self._reading.document.layout.text[max(0, place.start - 90) : place.start]
        self._add(place, where.exceptions if _lists().excepting.search(before) else where.places)

    @staticmethod
    def _add(place: Place, to: list[Place]) -> None:
        if place not in to:
            to.append(place)

    def _around(self, event: Event, where: Where, excluded: set[int]) -> None:
        """Locative phrases of the trigger's clause, nearest first."""
        names = word_classes()["locatives"] - {"from", "against", "between"}
        trigger = event.trigger
        heads = [*after(trigger, names)]
        verb = governing_verb(trigger)
        heads += [t for v in dict.fromkeys((event.verb, verb)) if is_verb(v) for t in after(v, names)]
        if not event.frame.verbal and trigger.dep_ in {"nsubj", "nsubjpass"} and is_verb(trigger.head):
            heads += [t for t in objects(trigger.head) if t != trigger]
        heads += [t for obj in _arguments(event) for t in after(obj, names)]
        if is_verb(verb) and verb.dep_ in {"xcomp", "conj", "advcl"} and is_verb(verb.head):
            heads += after(verb.head, names) if verb.dep_ == "xcomp" else []
        for head in sorted(set(heads), key=lambda t: abs(t.i - trigger.i)):
            if head.i in excluded:
                continue
            self._phrase(event.sentence, head, where)
            if where.places:
                return
        for token in sorted(clause(verb), key=lambda t: abs(t.i - trigger.i)):
            mention = self._literal(event.sentence.at(token))
            if mention is None or token.i in excluded:
                continue
            of_party = _is_party_name(token) or token.head.lower_ in _OF_PARTIES
            if mention.level is Level.COUNTRY and of_party:
                continue
            if token.dep_ in {
                "pobj",
                "dobj",
                "appos",
                "conj",
                "compound",
                "poss",
                "nmod",
            } and not _in_name_of_actor(event, token):
                self._take(mention, where)
                return

    def _anaphor(self, event: Event, where: Where) -> None:
        """As in "the city", "there": the last place of that size told before."""
        tokens = [t for h in event.places for t in _walk(h)] or clause(event.verb)
        for token in tokens:
            span = event.sentence.at(token)
            if token.lower_ in {"there", "here"} and token.dep_ == "advmod":
                found = self._settlement_before(span.start)
            elif (
                token.pos_ == "NOUN"
                and token.dep_ != "poss"
                and any(c.lower_ in {"the", "this", "that"} for c in token.children)
            ):
                found = antecedent(
                    self._reading.places,
                    event.sentence.start,
                    span.start,
                    token.lemma_.lower(),
                    self._reading.gazetteer,
                )
            else:
                continue
            if found is not None:
                where.places.append(found)
                return

    def _settlement_before(self, offset: int) -> Place | None:
        for place in reversed(self._reading.places):
            if (
                place.end <= offset
                and place.literal
                and place.level in {Level.TOWN, Level.POINT, Level.ADMIN1}
            ):
                return place
        return None

    def _contains(self, outer: Place, inner: Place) -> bool:
        order = [Level.POINT, Level.TOWN, Level.ADMIN2, Level.ADMIN1, Level.COUNTRY, Level.REGION]
        if outer.level is None or inner.level is None:
            return False
        if order.index(outer.level) <= order.index(inner.level):
            return False
        if outer.level is Level.ADMIN1:
            return not inner.admin1 or inner.admin1 in {outer.resolved, outer.admin1}
        return outer.level is Level.REGION or not inner.country or outer.country == inner.country

    def _literal(self, span: Span) -> Place | None:
        place = self._reading.place_at(span)
        return place if place is not None and place.literal else None


def _before_name(text: str, start: int) -> str:
    """An article or "the town of" right before a name, which belongs to it in a list."""
    found = re.search(r"(?:\bthe\s+)?(?:\w+\s+of\s+)?$", text[max(0, start - 40) : start])
    return found.group() if found else ""


def _nested(between: str) -> bool:
    words = re.findall(r"[A-Za-z]+", between.lower())
    return bool(words) and len(words) <= 9 and words[0] in _CONTAINED_BY and "," not in between


def _walk(head: Token) -> list[Token]:
    """A noun phrase's tokens that may name its place: the head, its modifiers, then its complements."""
    out = [head]
    queue = [head]
    while queue and len(out) < 60:
        token = queue.pop(0)
        for child in token.children:
            if child.dep_ in {
                "compound",
                "nmod",
                "poss",
                "appos",
                "amod",
                "pobj",
                "conj",
                "prep",
                "nummod",
                "pcomp",
                "dobj",
            }:
                if child.dep_ == "conj" and token is head and child.pos_ not in {"NOUN", "PROPN"}:
                    continue
                out.append(child)
                queue.append(child)
    return out


def _arguments(event: Event) -> list[Token]:
    return [*event.targets, *event.actors]


def _is_vague(token: Token) -> bool:
    return content_head(token).lemma_.lower() in word_classes()["vague_places"]


def _is_party_name(token: Token) -> bool:
    return token.dep_ in {"nsubj", "nsubjpass", "poss", "compound", "nmod"}


def _in_name_of_actor(event: Event, token: Token) -> bool:
    """Whether the token belongs to the name of a party ("Syria's military", "the Aleppo governor")."""
    heads = {t.i for t in (*event.actors, *event.targets)}
    while token.dep_ in {"compound", "poss", "nmod", "amod"} and token.head != token:
        token = token.head
        if token.i in heads:
            return True
    return token.i in heads
