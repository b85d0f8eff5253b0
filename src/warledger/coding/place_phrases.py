"""The places that the phrases of a sentence name: lists, containers told apart, exceptions kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from warledger.coding.codebook import word_classes
from warledger.coding.syntax import after
from warledger.knowledge import bundled
from warledger.model import Level, Place, Span
from warledger.places import between as stretch_between
from warledger.places.compound import part_of

if TYPE_CHECKING:
    from warledger.coding.reading import Reading
    from warledger.language.document import Sentence
    from warledger.language.tokens import Token

_COMMA = re.compile(r"^\s*,\s*(?:in\s+)?(?:the\s+)?(?:\w+(?:ern)?\s+)?$")
_OWNED = re.compile(r"^['’]s?\s[\w\s-]{0,40},?\s*$")
_CALLED = re.compile(r"^,\s+(?:an?|the)\s[^,.;:]{0,60}?\b(?:of|in)\s+(?:the\s+)?(?:\w+ern\s+)?$")
_IN = re.compile(
    r"\s+(?:(?:village|town|area|camp|district)\s+)?in\s+(?:the\s+)?(?:[\w-]+ern\s+)?", re.IGNORECASE
)
_UNITS = frozenset({Level.ADMIN2, Level.ADMIN1, Level.COUNTRY})
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?(?:[\w-]+\s+of\s+)?$", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+(?:the\s+)?(?:[\w-]+\s+of\s+)?", re.IGNORECASE)
_NEAR = 60
NOT_LISTED = "no gazetteer has this name"
MAYBE_PERSON = "no gazetteer has this name, which may be a person's"
NO_PLACES = frozenset({"DATE", "TIME", "EVENT", "MONEY", "PRODUCT", "LAW", "WORK_OF_ART", "LANGUAGE", "NORP"})
CONTAINED_BY = frozenset(
    {"in", "of", "inside", "within", "near", "from", "around", "at", "outside", "on", "across"}
)
_INSIDE = frozenset(
    {"compound", "nmod", "poss", "appos", "amod", "pobj", "conj", "prep", "nummod", "pcomp", "dobj"}
)
_ORDER = (Level.POINT, Level.TOWN, Level.ADMIN2, Level.ADMIN1, Level.COUNTRY, Level.REGION)


@dataclass(slots=True, frozen=True)
class Words:
    """The words of where.yaml.

    Attributes:
        joined: What may stand between the places of a list.
        including: What opens a list of examples.
        excepting: What opens what is left out.
        sides: What makes the name of a town before it a party's.
        parts_named: Nouns that stand behind the name of a part or a site of a town ("Nahda *district*").
        town_parts: Nouns that a town has ("the *outskirts*"), which stand for it where no name is given.
        titles: Nouns before a name that make it a person's.
        unplaced: Kinds of claims that have no place of their own.
        wires: What people speak by who are in two places ("phone").
        done_to_persons: Verbs that take persons as well as places ("captured").
        undergoing: Verbs whose subject is the place where something happened ("Aleppo saw …").
        settlements: What a settlement or a part of one is called.
        grounds: Nouns before which the name of a land tells where, and not whose ("a Yemen *battlefield*").
        no_names: What looks like a name and is none ("A.M.").
        wilds: Ground without a town ("the desert").
        speakers: Who is asked and speaks ("*authorities* in Goma"): where they sit is not what is told of.
    """

    joined: re.Pattern[str]
    including: re.Pattern[str]
    excepting: re.Pattern[str]
    sides: re.Pattern[str]
    parts_named: frozenset[str]
    town_parts: frozenset[str]
    titles: frozenset[str]
    unplaced: frozenset[str]
    wires: frozenset[str]
    done_to_persons: frozenset[str]
    undergoing: frozenset[str]
    settlements: frozenset[str]
    grounds: frozenset[str]
    no_names: frozenset[str]
    wilds: frozenset[str]
    speakers: frozenset[str]


@cache
def words() -> Words:
    """Load where.yaml once."""
    raw = bundled(__package__, "where.yaml")
    either = {name: "|".join(listed) for name, listed in raw.items()}
    kinds = rf"(?:(?:{either['kinds']})\b\s*)*"
    joined = (
        rf"^\s*(?:['’]s\s+)?(?:\w+(?:ern|west|east|north|south)\b\s*)?{kinds}(?:\([^)]{{1,40}}\)\s*)?"
        rf"(?:,\s*(?:{either['joiners']}|including)?|{either['joiners']}|;)\s*(?:(?:{either['after_joiner']})\s+)?"
        rf"(?:(?:in|at|to|from|of)\s+)?(?:the\s+)?{kinds}(?:of\s+)?$"
    )
    plain = (
        "parts_named",
        "town_parts",
        "titles",
        "unplaced",
        "wires",
        "done_to_persons",
        "undergoing",
        "settlements",
        "grounds",
        "no_names",
        "wilds",
        "speakers",
    )
    return Words(
        re.compile(joined, re.IGNORECASE),
        re.compile(rf"\b(?:{either['including']})\b[^.;]{{0,60}}$", re.IGNORECASE),
        re.compile(rf"\b(?:{either['except']})\b[^.;]{{0,80}}$", re.IGNORECASE),
        re.compile(rf"(?:['’]s?)?(?:[ -][\w-]+)?[ -](?:{either['sides']})\b", re.IGNORECASE),
        *(frozenset(raw[name]) for name in plain),
    )


@dataclass(slots=True)
class Where:
    """The places of an event, one claim each; those that it leaves out; where a movement came from; and how.

    ``how`` tells how the places were come by, where not by the event's own words.
    """

    places: list[Place] = field(default_factory=list)
    exceptions: list[Place] = field(default_factory=list)
    origin: Place | None = None
    vague: bool = False
    how: str = ""
    inherited: bool = False


class PlacePhrases:
    """Finds the places that noun phrases of one report name."""

    def __init__(self, reading: Reading) -> None:
        """Take what is known of the report."""
        self._reading = reading

    def add(self, sentence: Sentence, head: Token, where: Where) -> None:
        """Add the places of one role, without units that only contain those of the roles before it."""
        found = Where()
        self.phrase(sentence, head, found)
        before = list(where.places)
        for place in found.places:
            if not any(contains(place, known) for known in before):
                _once(place, where.places)
        for place in found.exceptions:
            _once(place, where.exceptions)

    def phrase(self, sentence: Sentence, head: Token, where: Where) -> None:
        """The mentions of a noun phrase: its head's own, else those in its complements, with their lists."""
        if self._named_part(sentence, head, where):
            return
        for token in walk(head):
            mention = self.literal(sentence.at(token))
            if mention is None or _belongs_to_party(token, head, mention):
                continue
            if token is not head and self._unknown(sentence, head, where):
                return
            self.take_list(mention, where)
            for joined in token.subtree:
                if joined.dep_ in {"conj", "appos"} and joined.pos_ == "PROPN":
                    self._unknown(sentence, joined, where)
            return
        self._listed_after(sentence.at(head).end, where)
        if not where.places:
            self._unknown(sentence, head, where)

    def literal(self, span: Span) -> Place | None:
        """The mention at a span, where it is a place and no government."""
        place = self._reading.place_at(span)
        return place if place is not None and place.literal else None

    def _named_part(self, sentence: Sentence, head: Token, where: Where) -> bool:
        """A quarter or site that no gazetteer has: "the Nahda district of Homs", "Homs's Bustan jail".

        In a town that is known it stands at the town's point, as a part of it.
        """
        if head.pos_ not in {"NOUN", "PROPN"} or head.lemma_.lower() not in words().parts_named:
            return False
        names = [c for c in head.lefts if c.dep_ in {"compound", "nmod", "amod"} and c.pos_ == "PROPN"]
        if not names or any(self._reading.place_at(sentence.at(n)) is not None for n in names):
            return False
        if any(n.ent_type_ in {"NORP", "DATE", "PERSON", "ORDINAL"} for n in names[-1:]) or _is_person(
            names[-1]
        ):
            return False
        span = sentence.cover(names[0], head)
        name = self._reading.document.text[span.start : span.end]
        town = self._holder(sentence, head)
        named = Place(name, span.start, span.end, reason=NOT_LISTED)
        if town is not None and town.level is Level.TOWN:
            named = part_of(town, named, 8.0, 0.8, "of which it is a part")
        where.places.append(named)
        return True

    def _holder(self, sentence: Sentence, head: Token) -> Place | None:
        """The place that owns or holds what a noun names."""
        owners = [c for c in head.children if c.dep_ == "poss"]
        for token in (*owners, *after(head, CONTAINED_BY)):
            found = self.literal(sentence.at(token))
            if found is not None:
                return found
        return None

    def _unknown(self, sentence: Sentence, head: Token, where: Where) -> bool:
        """A name that is no known place stays in the claim as words, unresolved."""
        for token in (head, *after(head, CONTAINED_BY)):
            if self._reading.place_at(sentence.at(token)) is not None:
                return False
            if token.pos_ != "PROPN" or _is_person(token) or token.ent_type_ in NO_PLACES:
                continue
            if token.lower_ in words().no_names or self._reading.cast.actor_at(sentence, token).id:
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
            span = _whole(self._reading.document.text, sentence.cover(first, token))
            inside = self.literal(span)
            if inside is not None:  # "Walikale-Centre"
                self.take_list(inside, where)
                return True
            name = self._reading.document.text[span.start : span.end]
            reason = MAYBE_PERSON if token.ent_type_ == "PERSON" else NOT_LISTED
            where.places.append(Place(name, span.start, span.end, reason=reason))
            return True
        return False

    def _listed_after(self, offset: int, where: Where) -> None:
        """As in "six villages and Morek", "territory, including Aleppo": a list the parse did not join."""
        text = self._reading.document.layout.text
        for place in self._reading.places:
            if place.start < offset:
                continue
            between = text[offset : place.start]
            if place.literal and (
                words().joined.match(between) or (words().including.search(between) and len(between) < _NEAR)
            ):
                self.take_list(place, where)
            return

    def take_list(self, first: Place, where: Where) -> None:
        """A mention and those listed after it: "A, B and C, as well as the village of D"."""
        text = self._reading.document.layout.text
        places = self._reading.places
        at = places.index(first)
        inner = places[at + 1] if at + 1 < len(places) else None
        if inner is not None and _OWNED.match(text[first.end : inner.start]) and _within(inner, first):
            self.take_list(inner, where)
            return
        self._take(first, where)
        lead = _BETWEEN.search(text, max(0, first.start - 40), first.start)
        if inner is not None and lead and _AND.fullmatch(text[first.end : inner.start]):
            stretch = stretch_between(first, inner, text[lead.start() : inner.end])
            if stretch is not None:
                where.places[-1:] = [replace(stretch, start=lead.start())]
                return
        current = first
        for following in places[at + 1 : at + 40]:
            between = text[current.end : following.start]
            if len(between) > 90 or "." in between.strip(". "):
                break
            if not following.literal:
                break
            if words().excepting.search(between):
                _once(following, where.exceptions)
            elif contains(following, current) and (_COMMA.match(between) or _nested(between)):
                pass
            elif words().joined.match(between):
                target = where.exceptions if current in where.exceptions else where.places
                _once(following, target)
            elif words().including.search(between):
                _once(following, where.places)
            elif not _nested(between):
                break
            current = following

    def _take(self, place: Place, where: Where) -> None:
        before = self._reading.document.layout.text[max(0, place.start - 90) : place.start]
        _once(place, where.exceptions if words().excepting.search(before) else where.places)


_BEFORE_HYPHEN = re.compile(r"(?:[^\W\d_][\w'’]*-)+$")
_AFTER_HYPHEN = re.compile(r"(?:-[^\W\d_a-z][\w'’]*)+")


def _whole(text: str, span: Span) -> Span:
    """A name with what hyphens tie to it, which the parse takes for words of their own ("*Al-*Bardah")."""
    before = _BEFORE_HYPHEN.search(text, max(0, span.start - 20), span.start)
    after_it = _AFTER_HYPHEN.match(text, span.end)
    return Span(before.start() if before else span.start, after_it.end() if after_it else span.end)


def _once(place: Place, to: list[Place]) -> None:
    if place not in to:
        to.append(place)


def contains(outer: Place, inner: Place) -> bool:
    """Whether one place is larger than the other and, as far as is known, holds it."""
    if outer.level is None or inner.level is None:
        return False
    if _ORDER.index(outer.level) <= _ORDER.index(inner.level):
        return False
    if outer.level is Level.ADMIN1:
        return not inner.admin1 or inner.admin1 in {outer.resolved, outer.admin1}
    return outer.level is Level.REGION or not inner.country or outer.country == inner.country


def without_holders(text: str, places: list[Place]) -> list[Place]:
    """The places without those that are named only to tell where another of them lies.

    "Abdulhadi Street in *Kandahar*", "Chaghcharan, the capital of *Ghor*", "*Burkina Faso*'s Nouna". A name
    that no gazetteer has keeps the unit and the country that it is told to lie in.
    """
    told = {id(p): q for p in places for q in places if told_in(p, q, text)}
    outer = {id(q) for q in told.values()}
    named = [
        replace(p, country=q.country, admin1=q.resolved if q.level is Level.ADMIN1 else q.admin1)
        if (q := told.get(id(p))) is not None
        else p
        for p in places
        if id(p) not in outer
    ]
    return [p for p in named if not any(q is not p and _holds(p, q, text) for q in named)]


def told_in(inner: Place, outer: Place, text: str) -> bool:
    """Whether an unknown name is told to lie in a land or unit: "Qabr Rida in *Marib province*"."""
    if inner.lat is not None or outer.lat is None or outer.level not in _UNITS:
        return False
    return inner.reason != MAYBE_PERSON and bool(_IN.fullmatch(text[inner.end : outer.start]))


def _holds(outer: Place, inner: Place, text: str) -> bool:
    sure = contains(outer, inner) or inner.gazetteer_id.startswith(f"{outer.gazetteer_id}#")
    unit = outer.level is Level.ADMIN1 and inner.level is Level.TOWN and inner.country == outer.country
    if not (sure or unit) or not outer.gazetteer_id:
        return False
    if inner.end <= outer.start:
        between = text[inner.end : outer.start]
        return _nested(between) or bool(sure and (_COMMA.match(between) or _CALLED.match(between)))
    return inner.start >= outer.end and bool(_OWNED.match(text[outer.end : inner.start]))


def _within(inner: Place, owner: Place) -> bool:
    """Whether "OWNER's INNER" tells of a place in a place: "Hama's Hamidiyeh quarter", "Syria's Aleppo"."""
    return contains(owner, inner) or inner.level in {Level.POINT, None}


def _nested(between: str) -> bool:
    found = re.findall(r"[A-Za-z]+", between.lower())
    return bool(found) and len(found) <= 9 and found[0] in CONTAINED_BY and "," not in between


def _belongs_to_party(token: Token, head: Token, mention: Place) -> bool:
    """As in "a US patrol", "the British embassy": a country before a noun tells whose it is."""
    return (
        mention.level is Level.COUNTRY
        and token is not head
        and token.dep_ in {"compound", "nmod", "amod"}
        and token.head.pos_ in {"NOUN", "PROPN"}
        and token.head.lemma_.lower() not in word_classes()["vague_places"] | words().grounds
    )


def _is_person(token: Token) -> bool:
    """Whether a name that the model calls a person's stands behind a title or a person's noun."""
    if token.ent_type_ != "PERSON":
        return False
    first = token
    while first.i > token.sent.start and first.nbor(-1).ent_type_ == "PERSON":
        first = first.nbor(-1)
    before = first.nbor(-1).lower_.rstrip(".") if first.i > token.sent.start else ""
    return before in words().titles or any(t.lower_ in words().titles for t in token.lefts)


def walk(head: Token) -> list[Token]:
    """A noun phrase's tokens that may name its place: the head, its modifiers, then its complements."""
    out = [head]
    queue = [head]
    while queue and len(out) < 60:
        token = queue.pop(0)
        for child in token.children:
            if child.dep_ in _INSIDE:
                if child.dep_ == "conj" and token is head and child.pos_ not in {"NOUN", "PROPN"}:
                    continue
                out.append(child)
                queue.append(child)
    return out
