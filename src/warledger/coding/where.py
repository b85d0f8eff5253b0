"""Where an event happened: its own roles first, then its clause, then what was named shortly before."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from warledger.coding.antecedents import DEFINITE, Antecedents
from warledger.coding.around import MOTION, at_the_same_time, close_to, told_elsewhere
from warledger.coding.codebook import word_classes
from warledger.coding.narrowing import at_its_town, narrow, town_beside
from warledger.coding.place_phrases import (
    MAYBE_PERSON,
    NOT_LISTED,
    PlacePhrases,
    Where,
    told_in,
    walk,
    without_holders,
    words,
)
from warledger.coding.syntax import after, clause, content_head, governing_verb, is_verb, objects, subjects
from warledger.model import Level, Place, Span
from warledger.places import widen
from warledger.places.phrases import is_capital

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from warledger.coding.events import Event
    from warledger.coding.reading import Reading
    from warledger.language.tokens import Token

__all__ = ["PlaceOfEvent", "Where", "told_by"]

_OF_PARTIES = frozenset({"by", "with", "against", "of", "for", "about", "from"})
_IN_NAMES = frozenset({"conj", "compound", "appos", "nmod", "amod"})
_NAMING = frozenset({"pobj", "dobj", "appos", "conj", "compound", "poss", "nmod"})
_NOT_HERE = frozenset({"from", "against", "between"})
_HOME = frozenset({"in", "of", "at", "inside", "around"})
_SIDES = frozenset(
    f"{way} of" for way in "north south east west northeast northwest southeast southwest".split()
)
_IN = frozenset({"in", "at"})
_DURING = frozenset({"during", "amid"})
_OF_DEED = frozenset({"of", "in", "on", "over", "near", "around", "for", "at"})
_CLIMB = 5
_SMALL = frozenset({Level.TOWN, Level.POINT, None})
_OPENS = re.compile(r"(?:\w+ ){0,2}[Ii]n (?:the )?(?:[\w'’-]+ ){0,2}$")
_OPENED = re.compile(r"(?: (?:state|province|region|district|county|governorate|territory|oblast))?,")


class PlaceOfEvent:
    """Finds the places of the events of one report."""

    def __init__(self, reading: Reading) -> None:
        """Take what is known of the report."""
        self._reading = reading
        self._phrases = PlacePhrases(reading)
        self._antecedents = Antecedents(reading)
        self._locatives = (word_classes()["locatives"] | _SIDES) - _NOT_HERE

    def find(self, event: Event) -> Where:
        """The event's places, from the surest ground to the least.

        Its own roles ("seized *Morek*"); its clause ("clashes erupted *in Morek*"); what it is meant to reach
        ("launched an attack *to retake Morek*"); the clause above it ("stormed *Morek*, killing 39"); what
        "the city" or "its outskirts" refers to; and the nearest place of the sentence.
        """
        where = Where()
        excluded = {t.i for t in event.destinations}
        self._relative(event, where)
        for head in event.places if not where.places else ():
            if head.i not in excluded:
                self._phrases.add(event.sentence, head, where)
        where.places = self._within_frame(event, where.places)
        if event.trigger.lemma_.lower() in words().done_to_persons and event.kind != "capture":
            where.places = [p for p in where.places if p.reason != MAYBE_PERSON]
        doubtful = where.places if all(p.lat is None and _bare(p) for p in where.places) else []
        if (not where.places or doubtful) and event.kind not in words().unplaced:
            where.places = []
            self._elsewhere(event, where, excluded, bool(doubtful))
            text = self._reading.document.layout.text
            if any(told_in(p, q, text) for p in doubtful for q in where.places):
                where.places = [*doubtful, *where.places]  # who took a hamlet did not take its province
            where.places = where.places or doubtful
        if not where.places and event.kind in words().unplaced:
            self._met_at(event, where)
            if not where.places:
                self._of_targets(event, where)
        self._left_out(event, where)
        if not where.places and any(_is_vague(t) or _is_wild(t) for t in event.places):
            where.vague = True
        document, gazetteer = self._reading.document, self._reading.gazetteer
        text, places = document.layout.text, self._reading.places
        kept = dict.fromkeys(narrow(text, places, p) for p in where.places if p not in where.exceptions)
        put = without_holders(text, [self._put(event, p) for p in kept])
        where.places = [told_by(widen(document, p, gazetteer), where.how) for p in put]
        return where

    def _left_out(self, event: Event, where: Where) -> None:
        """As in "all of the city fell *except X and Y*", where the place itself is named elsewhere."""
        sentence, text = event.sentence, self._reading.document.layout.text
        if where.exceptions or any(sentence.span.contains(Span(p.start, p.end)) for p in where.places):
            return
        told = sentence.at(event.trigger).end
        after_it = (p for p in self._reading.places if told <= p.start < sentence.end)
        place = next(after_it, None)
        if place is not None and place.literal and words().excepting.search(text[told : place.start]):
            self._phrases.take_list(place, where)

    def _within_frame(self, event: Event, places: list[Place]) -> list[Place]:
        """Without the land that a sentence opens with: "*In Ituri*, militiamen burned houses in Djugu"."""
        text = self._reading.document.layout.text
        start, trigger = event.sentence.start, event.sentence.at(event.trigger).start
        inner = [p for p in places if p.start > trigger and p.level in _SMALL]
        if not inner:
            return places

        def opens(place: Place) -> bool:
            wide = place.level is not None and place.level not in _SMALL
            before = text[start : place.start]
            return (
                wide
                and place.end < trigger
                and bool(_OPENED.match(text, place.end))
                and bool(_OPENS.match(before))
            )

        return [p for p in places if not opens(p)]

    def _put(self, event: Event, place: Place) -> Place:
        """An unknown site at the town that the report speaks of there."""
        if place.lat is not None or place.reason == MAYBE_PERSON:
            return place
        told, text = self._antecedents.told_of[0], self._reading.document.layout.text
        beside = town_beside(text, told, place, self._reading.gazetteer)
        return at_its_town(place, beside or self._antecedents.town_of(event, place), beside is not None)

    def _elsewhere(self, event: Event, where: Where, excluded: set[int], named: bool) -> None:
        """Places outside the event's roles; where a role holds an unknown name, only the clause's own."""
        if not named:
            where.places = self._antecedents.of(event, [t for h in event.places for t in walk(h)])
            where.how = "what its words refer to" if where.places else ""
        if not where.places:
            self._heads(event, self._near(event), where, excluded)
            where.how = "named in its clause" if where.places else ""
        if where.places or named or _nowhere(event):
            return
        for find, how in (
            (self._where, "named right before"),
            (self._referred, "what its clause refers to"),
            (self._purpose, "what it is meant to reach"),
            (self._above, "named in the clause that it hangs on"),
            (self._during, "where that was during which it happened"),
            (self._in_clause, "named in its clause"),
            (self._meanwhile, "named in a clause of the same time"),
            (self._in_sentence, "the nearest place of its sentence"),
        ):
            find(event, where, excluded)
            if where.places:
                where.how = how
                return

    def _met_at(self, event: Event, where: Where) -> None:
        """Where talks were held ("met the envoy *in Doha*"); of other speech, what opens its clause."""
        heads = [t for v in dict.fromkeys((event.trigger, event.verb)) for t in after(v, _IN)]
        if event.kind == "talks":
            heads += [t for party in (*event.actors, *event.targets) for t in after(party, _IN)]
            by_wire = any(t.lemma_.lower() in words().wires for t in clause(event.verb))
            heads = [] if by_wire else heads
        else:
            heads = [t for t in heads if t.i < min((s.i for s in subjects(event.verb)), default=0)]
        for head in heads:
            found = self._phrases.literal(event.sentence.at(head))
            if found is not None and found.level in {Level.TOWN, Level.POINT}:
                where.places.append(found)
                return

    def _of_targets(self, event: Event, where: Where) -> None:
        """Acts of speech are where those stand to whom they are said: "urged residents of Goma"."""
        for target in event.targets:
            for head in after(target, _HOME):
                found = self._phrases.literal(event.sentence.at(head))
                if found is not None and found.level in {Level.TOWN, Level.POINT, Level.ADMIN1}:
                    where.places.append(found)
                    return

    def _relative(self, event: Event, where: Where) -> None:
        """The places right before "which" that stand in the event's roles: "the quarters that … control"."""
        verb = event.verb
        pronouns = [c for c in verb.children if c.lower_ in {"which", "that"}]
        head = verb.head
        if verb.dep_ != "relcl" or not pronouns or not any(h == head for h in event.places):
            return
        named = [head.head] if head.dep_ == "appos" else []
        if head.dep_ == "attr" and is_verb(head.head):
            named = subjects(head.head)  # "*Nyala* is the last city of the region that the army holds"
        for noun in named:
            self._phrases.phrase(event.sentence, noun, where)
            if where.places:
                return
        plural = verb.tag_ == "VBP" or any(c.lower_ in {"are", "were", "have"} for c in verb.children)
        self._right_before(event, pronouns[0], where, plural)

    def _where(self, event: Event, where: Where, _: set[int]) -> None:
        """The place right before "where": "Hama, where the army stood"."""
        pronoun = _where_of(event.verb)
        if pronoun is None:
            return
        self._right_before(event, pronoun, where, plural=False)
        if not where.places:
            where.places = self._antecedents.of(event, [_noun_of(pronoun)])

    def _right_before(self, event: Event, pronoun: Token, where: Where, plural: bool) -> None:
        text, places = self._reading.document.layout.text, self._reading.places
        limit = end = event.sentence.at(pronoun).start
        for place in reversed(places):
            if not place.literal or place.start < event.sentence.start or place.end > limit:
                continue
            between = text[place.end : end]
            if between.strip(" ,") if end == limit else not words().joined.match(between):
                return
            where.places.insert(0, place)
            end = place.start - len(_before_name(text, place.start))
            if not plural:
                return

    def _near(self, event: Event) -> list[Token]:
        """Heads of the locative phrases of the event's words, its verb and its parties."""
        trigger, names = event.trigger, self._locatives
        heads = [*after(trigger, names)]
        verb = governing_verb(trigger)
        heads += [t for v in dict.fromkeys((event.verb, verb)) if is_verb(v) for t in after(v, names)]
        if not event.frame.verbal and trigger.dep_ in {"nsubj", "nsubjpass"} and is_verb(trigger.head):
            heads += [t for t in objects(trigger.head) if t != trigger]
        if is_verb(verb) and verb.lemma_ in words().undergoing:
            heads += [t for t in subjects(verb) if self._phrases.literal(event.sentence.at(t)) is not None]
        heads += [t for v in dict.fromkeys((event.verb, verb)) if is_verb(v) for t in close_to(v)]
        for obj in event.targets:
            heads += (
                [obj] if obj.lemma_.lower() in words().grounds | words().town_parts else after(obj, names)
            )
        if is_verb(verb) and verb.dep_ in {"xcomp", "conj", "advcl"} and is_verb(verb.head):
            heads += after(verb.head, names) if verb.dep_ == "xcomp" else []
        theirs = [t for obj in event.actors for t in after(obj, names) if t not in heads]
        own = [t for t in dict.fromkeys([*heads, *theirs]) if not self._told_elsewhere(event, t)]
        return sorted(own, key=lambda t: (t in theirs, abs(t.i - trigger.i)))

    def _heads(self, event: Event, heads: Iterable[Token], where: Where, excluded: set[int]) -> None:
        """The first phrase that names a place, or refers to one."""
        for head in heads:
            if head.i in excluded or self._is_party(event, head):
                continue
            self._phrases.phrase(event.sentence, head, where)
            if not where.places:
                where.places = self._antecedents.of(event, [head])
            if where.places:
                return

    def _purpose(self, event: Event, where: Where, excluded: set[int]) -> None:
        """What it is meant to reach: "an offensive to retake X", "began the assault by storming X"."""
        for verb in _aims(event):
            heads = [*objects(verb), *after(verb, self._locatives)]
            self._heads(event, heads, where, excluded)
            if where.places:
                return

    def _during(self, event: Event, where: Where, excluded: set[int]) -> None:
        """Where that was during which it happened: "was captured *during* the invasion of X"."""
        for verb in dict.fromkeys((event.verb, governing_verb(event.trigger))):
            if is_verb(verb):
                deeds = [d for d in after(verb, _DURING) if d != event.trigger and d.pos_ == "NOUN"]
                self._heads(event, [t for d in deeds for t in after(d, _OF_DEED)], where, excluded)
            if where.places:
                return

    def _above(self, event: Event, where: Where, excluded: set[int]) -> None:
        """The place of the clause that this one hangs on: "stormed X, killing 39", "left X after …"."""
        verb = governing_verb(event.verb)
        for _ in range(_CLIMB):
            if verb.dep_ not in {"advcl", "acl", "relcl", "xcomp", "conj", "pcomp"} or verb.head == verb:
                return
            if verb.dep_ in {"acl", "relcl"} and not is_verb(verb.head):
                self._heads(event, after(verb.head, self._locatives), where, excluded)
                if where.places:
                    return
            verb = governing_verb(verb.head)
            if not is_verb(verb) or self._says(event, verb):
                return
            heads = [*after(verb, self._locatives), *objects(verb)]
            self._heads(event, [h for h in heads if h != event.trigger], where, excluded)
            if where.places:
                return

    def _meanwhile(self, event: Event, where: Where, excluded: set[int]) -> None:
        """The place of a clause that tells what went on just then: "shot while driving in X"."""
        for verb in at_the_same_time(event):
            heads = [h for h in after(verb, self._locatives - MOTION) if not self._is_speakers(event, h)]
            self._heads(event, [*heads, *self._sites(event, verb)], where, excluded)
            if where.places:
                return

    def _told_elsewhere(self, event: Event, token: Token) -> bool:
        place = self._phrases.literal(event.sentence.at(token))
        wide = place is None or place.level in {Level.COUNTRY, Level.REGION}
        return told_elsewhere(event, token, wide)

    def _sites(self, event: Event, verb: Token) -> list[Token]:
        """The objects of a verb that are places smaller than a land: "as he left *a Tokyo house*"."""
        named = [(t, self._phrases.literal(event.sentence.at(w))) for t in objects(verb) for w in walk(t)]
        return [t for t, place in named if place is not None and place.level is not Level.COUNTRY]

    def _is_speakers(self, event: Event, token: Token) -> bool:
        """Whether a name tells where those sit who say it: "a source *in X* said"."""
        at = event.sentence.at(token)
        own = [event.sentence.at(t) for t in (event.trigger, *event.actors)]
        return any(
            source.overlaps(at) and not any(source.overlaps(d) for d in own)
            for s in self._reading.sayings
            for source in s.attribution.source
        )

    def _saying_over(self, event: Event) -> Token | None:
        """The verb of saying in a clause of its own under which an event is told ("as X *warned* that …")."""
        token = event.trigger
        while token.head != token:
            token = token.head
            own_clause = token.dep_ == "advcl" and any(c.dep_ == "nsubj" for c in token.children)
            if own_clause and is_verb(token) and self._says(event, token):
                return token
        return None

    def _says(self, event: Event, verb: Token) -> bool:
        """Whether a verb is a speaker's: where something was said is not where it happened."""
        return self._reading.is_cue(event.sentence.at(verb))

    def _in_clause(self, event: Event, where: Where, excluded: set[int]) -> None:
        """Any place that the clause names, nearest first; those under the verb itself before others."""
        verb = governing_verb(event.trigger)
        own = clause(verb)
        ranked = sorted(own, key=lambda t: (governing_verb(t.head) != verb, abs(t.i - event.trigger.i)))
        for token in ranked:
            mention = self._phrases.literal(event.sentence.at(token))
            if mention is None or token.i in excluded or token.dep_ not in _NAMING:
                continue
            if self._is_speakers(event, token) or self._told_elsewhere(event, token):
                continue
            if mention.level is Level.COUNTRY and _of_party(token):
                continue
            if not _in_name_of_actor(event, token):
                self._phrases.take_list(mention, where)
                return

    def _in_sentence(self, event: Event, where: Where, excluded: set[int]) -> None:
        """The nearest place of the sentence behind a preposition; a land only where there is no other."""
        trigger, best = event.trigger, None
        own = (event.verb, governing_verb(trigger))
        saying = self._saying_over(event)
        for token in event.sentence.words:
            prep = _preposition(token)
            if prep is None or prep.lower_ not in self._locatives or token.i in excluded:
                continue
            mention = self._phrases.literal(event.sentence.at(token))
            left = token.i in excluded and event.kind == "withdraw"
            if mention is None or left or self._told_elsewhere(event, token):
                continue
            if prep.lower_ in MOTION and governing_verb(prep) not in own:
                continue
            if saying is not None and not saying.is_ancestor(token):
                continue
            wide = mention.level in {Level.COUNTRY, Level.REGION}
            if wide and prep.lower_ not in {"in", "across", "throughout", "inside"}:
                continue
            speakers = self._is_speakers(event, token) or self._says(event, governing_verb(prep))
            if speakers and is_capital(mention):
                continue  # where ministries sit
            rank = (wide, speakers, abs(token.i - trigger.i))
            if best is None or rank < best[0]:
                best = (rank, mention)
        if best is not None:
            self._phrases.take_list(best[1], where)

    def _referred(self, event: Event, where: Where, _: set[int]) -> None:
        """What "the city", "there" or "its outskirts" in its clause refers to."""
        where.places = self._antecedents.of(event, clause(event.verb))

    def _is_party(self, event: Event, head: Token) -> bool:
        mention = self._phrases.literal(event.sentence.at(head))
        return mention is not None and mention.level is Level.COUNTRY and _of_party(head)


def told_by(place: Place, how: str) -> Place:
    """The place with how it was come by added to its reason."""
    if not how or place.reason.endswith(how):
        return place
    return replace(place, reason=f"{place.reason}; {how}" if place.reason else how)


def _bare(place: Place) -> bool:
    """Whether nothing but its place in the sentence says that a name is a place's."""
    return place.lat is None and place.reason in {NOT_LISTED, MAYBE_PERSON}


def _where_of(verb: Token) -> Token | None:
    """The "where" that opens the clause a verb stands in, or the clause above it."""
    for _ in range(_CLIMB):
        for child in verb.children:
            if child.i < verb.i and child.lower_ == "where":
                return child
        if verb.dep_ not in {"xcomp", "ccomp", "conj"} or not is_verb(verb.head):
            return None
        verb = verb.head
    return None


def _noun_of(pronoun: Token) -> Token:
    """The noun that the clause of a "where" hangs on."""
    verb = pronoun.head
    for _ in range(_CLIMB):
        if verb.dep_ in {"relcl", "acl"} or verb.head == verb:
            break
        verb = verb.head
    return verb.head


def _aims(event: Event) -> Iterator[Token]:
    """Verbs that tell what an event is for or by what it is done."""
    seen = {event.trigger}
    around = [event.trigger, event.verb, governing_verb(event.trigger)]
    for word in dict.fromkeys(around):
        for child in word.children:
            if child in seen:
                continue
            infinitive = child.tag_ == "VB" and any(c.lower_ == "to" for c in child.children)
            if infinitive and child.dep_ in {"xcomp", "advcl", "acl", "relcl", "ccomp"}:
                seen.add(child)
                yield child
            elif child.dep_ == "prep" and child.lower_ in {"by", "for", "of", "at"}:
                yield from (c for c in child.children if c.dep_ == "pcomp" and is_verb(c))


def _preposition(token: Token) -> Token | None:
    """The preposition whose noun phrase a name stands in, through lists, names and appositions."""
    for _ in range(_CLIMB):
        if token.dep_ == "pobj":
            of = token.head
            if of.lower_ != "of" or of.head.lemma_.lower() not in words().settlements:
                return of
            token = of.head  # "in the *city of* X"
        elif token.dep_ in _IN_NAMES and token.head != token:
            token = token.head
        else:
            return None
    return None


def _of_party(token: Token) -> bool:
    """Whether a name stands in a phrase of parties: "by Russia and Iran", "war with Israel"."""
    if _is_party_name(token):
        return True
    prep = _preposition(token)
    return prep is not None and prep.lower_ in _OF_PARTIES


def _before_name(text: str, start: int) -> str:
    """An article or "the town of" right before a name, which belongs to it in a list."""
    found = re.search(r"(?:\bthe\s+)?(?:\w+\s+of\s+)?$", text[max(0, start - 40) : start])
    return found.group() if found else ""


def _is_vague(token: Token) -> bool:
    if token.lemma_ == "place" and not any(True for _ in token.children):
        return False  # "in place", "took place"
    return content_head(token).lemma_.lower() in word_classes()["vague_places"]


def _is_wild(token: Token) -> bool:
    """As in "positions *in the desert*": somewhere, and not at the town that was named before."""
    grounds = [t for t in after(token, _HOME) if t.lemma_.lower() in words().wilds]
    return any(not any(c.pos_ == "PROPN" for c in walk(t)) for t in grounds)


def _is_party_name(token: Token) -> bool:
    return token.dep_ in {"nsubj", "nsubjpass", "poss", "compound", "nmod"}


def _nowhere(event: Event) -> bool:
    """Whether the event's own words tell that it was somewhere without telling where ("some areas")."""
    return bool(event.places) and all(
        _is_vague(t) and not after(t, _HOME) and not any(c.lower_ in DEFINITE for c in t.children)
        for t in event.places
    )


def _in_name_of_actor(event: Event, token: Token) -> bool:
    """Whether the token belongs to the name of a party ("Syria's military", "the Aleppo governor")."""
    heads = {t.i for t in (*event.actors, *event.targets)}
    while token.dep_ in {"compound", "poss", "nmod", "amod"} and token.head != token:
        token = token.head
        if token.i in heads:
            return True
    return token.i in heads
