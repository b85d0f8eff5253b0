"""Everything the finders know about one report, in one hand: what the blocks of the coder share."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from warledger.coding.attribution import innermost
from warledger.coding.codebook import word_classes
from warledger.coding.syntax import content_head
from warledger.model import Level, Place, Span, TimeMention
from warledger.places.phrases import is_capital

if TYPE_CHECKING:
    from warledger.actors.cast import Cast
    from warledger.actors.registry import Registry
    from warledger.coding.attribution import Saying
    from warledger.coding.counts import CountMention
    from warledger.language.document import Document, Sentence
    from warledger.language.tokens import Token
    from warledger.places import Gazetteer

_OPEN_PRONOUNS = frozenset(
    "it they we them us which who that these those both others some its their our".split()
)
_PERSON_PRONOUNS = frozenset({"he", "she", "i", "him", "her", "his"})
_PARTY_KINDS = {
    "person": frozenset({"official", "person", "leader", "president", "minister"}),
    "people": frozenset({"civilians", "protesters"}),
    "none": frozenset({"media", "monitor", "ngo", "agency"}),
}


@dataclass(slots=True)
class Reading:
    """A document with its places, times, counts, parties and sayings.

    Attributes:
        document: The parsed report.
        places: Mentions in order of their start.
        times: Time expressions in order.
        counts: Counts of people harmed, in order.
        sayings: Who says what, by start of the content.
        cast: The report's parties.
        registry: The known actors.
        gazetteer: To widen "outskirts of …" and to find what "the province" stands for.
        beside: The nouns that stand with a verb, found once for all frames (matching.py).
        hanging: The nouns after a preposition on a word, likewise.
    """

    document: Document
    places: list[Place]
    times: list[TimeMention]
    counts: list[CountMention]
    sayings: list[Saying]
    cast: Cast
    registry: Registry
    gazetteer: Gazetteer
    beside: dict[tuple[int, int], list[tuple[Token, str, frozenset[str]]]] = field(default_factory=dict)
    hanging: dict[tuple[int, int, str], list[Token]] = field(default_factory=dict)
    _classes: dict[tuple[int, int], frozenset[str]] = field(default_factory=dict)
    _ends: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Index the places by where they end; the first that ends behind a point is found by halving."""
        self._ends = list(accumulate((p.end for p in self.places), max))

    def place_at(self, span: Span) -> Place | None:
        """The place mention that shares characters with a span."""
        at = bisect_right(self._ends, span.start)
        if at == len(self._ends) or self.places[at].start >= span.end:
            return None
        return self.places[at]

    def sayings_at(self, span: Span) -> list[Saying]:
        """The sayings that hold a span, the innermost first; empty in the report's own voice."""
        saying = innermost(self.sayings, span)
        chain: list[Saying] = []
        while saying is not None and saying not in chain:
            chain.append(saying)
            saying = self.sayings[saying.parent] if saying.parent is not None else None
        return chain

    def is_cue(self, span: Span) -> bool:
        """Whether somebody's saying is borne by the words of a span."""
        return any(s.cued_at(span) for s in self.sayings)

    def classes(self, sentence: Sentence, token: Token) -> frozenset[str]:
        """What sort of thing a noun names (classes.yaml); "any" for a pronoun that may be anything."""
        key = (sentence.offset, token.i)
        if key not in self._classes:
            self._classes[key] = self._classify(sentence, token)
        return self._classes[key]

    def _classify(self, sentence: Sentence, token: Token) -> frozenset[str]:
        inner = content_head(token)
        out = set() if inner == token else set(self.classes(sentence, inner))
        low = token.lower_
        meant = self._meant(sentence, token)
        if meant:
            return frozenset(out | meant) if meant == _NAMED_PLACE else meant
        if low in _OPEN_PRONOUNS:
            return frozenset(
                out | {"any"} | ({"no people"} if low == "it" and token.dep_ == "dobj" else set())
            )
        if low in _PERSON_PRONOUNS:
            return frozenset({"person", "people"})
        if token.pos_ == "NUM" and token.dep_ in _ARGUMENTS and token.ent_type_ not in _NO_PEOPLE:
            return frozenset(out | {"people", "forces", "number"})
        lemma = token.lemma_.lower()
        if lemma == "place" and any(c.lower_ in {"both", "two", "these", "those"} for c in token.lefts):
            return _NAMED_PLACE
        if token.pos_ != "PROPN" or token.lower_ == token.text or _only_begins(token):
            names = _names_of(token)
            out |= {
                name for name, words in word_classes().items() if names & words and name not in _NOT_THINGS
            }
        else:
            out |= {
                name
                for name, words in word_classes().items()
                if low in words
                and name in {"forces", "party", "territory", "person", "aircraft", "settlement"}
            }
        if not out or token.pos_ != "NOUN":  # a noun of classes.yaml needs no look at the registry
            out |= self._named(sentence, token)
        if lemma == "man" and token.tag_ == "NNS" and any(c.dep_ == "poss" for c in token.children):
            out = {"forces", "people"}
        if "aircraft" in out or "guns" in out:
            out.discard("people")
        return frozenset(out)

    def _meant(self, sentence: Sentence, token: Token) -> frozenset[str]:
        """What sort of thing a pronoun stands for, where the sentence tells."""
        low = token.lower_
        whole = self._whole(sentence, token) if _is_part(token) else frozenset()
        if whole or low not in {"it", "them"} or token.dep_ not in _DONE_TO:
            return whole
        meant = self._stands_for(sentence, token)
        if "territory" in meant:
            return _NAMED_PLACE
        if meant and not meant & _PEOPLED and (low == "it" or "weapons" in meant):
            return meant
        return frozenset()

    def _stands_for(self, sentence: Sentence, pronoun: Token) -> frozenset[str]:
        """What sort of thing "it" or "them" means: "They entered *the airport* and took it over"."""
        for token in reversed(pronoun.doc[sentence.words[0].i : pronoun.i]):
            if token.dep_ not in _ARGUMENTS or token.pos_ not in {"NOUN", "PROPN"}:
                continue
            if _is_aside(token) or token.is_ancestor(pronoun):
                continue
            if token.dep_ in _SUBJECTS and token.head.is_ancestor(pronoun):
                continue  # who does it to "them" is not they
            if token.ent_type_ in _NO_PEOPLE or (token.tag_ in {"NNS", "NNPS"}) != (pronoun.lower_ == "them"):
                continue
            classes = self.classes(sentence, token)
            if not classes & {"forces", "people", "person"}:
                return classes
            if pronoun.lower_ == "them":
                break
        return frozenset()

    def _whole(self, sentence: Sentence, pronoun: Token) -> frozenset[str]:
        """What they are a part of: "400,000 *people* fled, most of them …", "*families*, some of whom …"."""
        for token in reversed(pronoun.doc[sentence.words[0].i : pronoun.i - 1]):
            argument = token.dep_ in _SUBJECTS or token.dep_ == "dobj"
            if argument and token.tag_ in {"NNS", "NNPS"} and not token.is_ancestor(pronoun):
                classes = self.classes(sentence, token)
                if classes & _PEOPLED:
                    return classes & frozenset(
                        {"people", "forces", "party", "person", "displaced", "newcomers"}
                    )
        return frozenset()

    def _named(self, sentence: Sentence, token: Token) -> set[str]:
        span = sentence.at(token)
        place = self.place_at(span)
        out: set[str] = set()
        if place is not None:
            if place.literal and place.level is not Level.COUNTRY:
                out.add("place")
            out |= {"territory"} | (
                {"settlement"} if place.level in {Level.TOWN, Level.POINT, None} else set()
            )
            if not place.literal or place.level is Level.COUNTRY:
                out |= {"party"}
            if not place.literal:
                out.discard("territory")
            elif _speaks(token, place) or (is_capital(place) and _is_addressed(token)):
                out |= {"party"}
            return out
        out |= self._party(sentence, token)
        if out == {"body"}:
            return out
        label = token.ent_type_
        if label == "NORP" and token.tag_ in {"NNS", "NNPS"} and any(c.dep_ == "nummod" for c in token.lefts):
            return {"people"}
        if label == "PERSON" and _is_taken(token):
            out |= _NAMED_PLACE
        elif label == "PERSON":
            out |= {"person", "party"}
        elif label in {"ORG", "NORP"}:
            out |= {"party", "forces"}
            if label == "ORG" and not self._known(sentence, token):
                out |= _NAMED_PLACE
        elif label in {"GPE", "LOC", "FAC"} or (
            token.pos_ == "PROPN" and not out and label not in _NO_NAMES and not token.text.islower()
        ):
            out |= {"party"} | _NAMED_PLACE
        return out

    def _party(self, sentence: Sentence, token: Token) -> set[str]:
        """What the registry says that a name or noun is."""
        if token.pos_ not in {"PROPN", "NOUN", "ADJ"}:
            return set()
        actor = self.cast.actor_at(sentence, token)
        entry = self.registry.get(actor.id) if actor.id else None
        if entry is None:
            return set()
        kind = str(entry.kind)
        if kind in _PARTY_KINDS["people"]:
            return {"people"}
        if kind in _PARTY_KINDS["person"]:
            return {"person", "party"}
        if kind in _PARTY_KINDS["none"]:
            return {"body"}
        return {"party", "forces", "aircraft"} if kind == "airforce" else {"party", "forces"}

    def _known(self, sentence: Sentence, token: Token) -> bool:
        """Whether a name is a party of the registry, or calls itself an organisation."""
        if self.cast.actor_at(sentence, token).id:
            return True
        words = {t.lemma_.lower() for t in token.subtree if t.ent_type_ == "ORG"}
        parties = word_classes()["forces"] | word_classes()["party"]
        return bool(words & parties) or (token.text.isupper() and len(token.text) > 1)


def _is_part(pronoun: Token) -> bool:
    """As in "most of *them*", "some of *whom*"."""
    return pronoun.lower_ in {"them", "whom"} and pronoun.dep_ == "pobj" and pronoun.head.lower_ == "of"


def _is_aside(token: Token) -> bool:
    """As in "stopped a bus *near Kidal*": it tells where, beside the thing that is spoken of."""
    if token.dep_ != "pobj":
        return False
    over = token.head.head
    return over.pos_ in {"NOUN", "PROPN"} or any(c.dep_ == "dobj" for c in over.children)


def _names_of(token: Token) -> set[str]:
    """What a common noun may stand in classes.yaml as: alone, and with the word before it ("aid convoy")."""
    low, lemma = token.lower_, token.lemma_.lower()
    compound = [c.lemma_.lower() for c in token.lefts if c.dep_ in {"compound", "amod"}]
    whole = f"{compound[-1]} {lemma}" if compound else lemma
    if whole in word_classes()["bombers"]:
        return {whole, "attacker"}  # no aircraft
    return {lemma, low, whole} | ({low.removesuffix("s")} if token.tag_ == "NNPS" else set())


def _speaks(token: Token, place: Place) -> bool:
    """As in "*Washington* called on …"."""
    return token.dep_ == "nsubj" and place.level in _SEATS and token.head.lemma_ in _SPEAKING


def _is_addressed(capital: Token) -> bool:
    """As in "urged *Baku* to …", "solidarity with *Tbilisi*": a capital for those who govern there."""
    if capital.dep_ == "dobj":
        return capital.head.lemma_ in _ADDRESSING
    if capital.dep_ != "pobj":
        return False
    over = capital.head.head.lemma_.lower()
    return capital.head.lower_ == "with" or (over in _ADDRESSED and capital.head.lower_ in _TOWARDS)


def _is_taken(name: Token) -> bool:
    """As in "troops seized Goncharovka": one word that forces take is a place, whatever its label."""
    alone = not any(c.dep_ in {"compound", "appos", "amod", "nummod"} for c in name.children)
    if name.head.lemma_ == "take" and name.dep_ == "dobj":
        return alone and _takes_ground(name.head)
    if any(c.lower_ == "behind" for c in name.head.children):
        return False  # "left Ahmed behind"
    return alone and name.dep_ in {"dobj", "nsubjpass"} and name.head.lemma_ in _TAKING


def _takes_ground(verb: Token) -> bool:
    """As in "Fighters *took* Goncharovka on Monday"; nobody is taken away, hostage or to a cell."""
    doers = [c for c in verb.children if c.dep_ == "nsubj"]
    ways = {c.lower_ for c in verb.children if c.dep_ not in {"nsubj", "punct", "aux", "advcl", "cc", "conj"}}
    return (
        bool(doers)
        and all(d.lemma_.lower() in word_classes()["forces"] for d in doers)
        and not ways & _ONWARD
    )


def _only_begins(token: Token) -> bool:
    """A common noun that the tagger took for a name because its sentence begins with it ("Bread ran out")."""
    named = token.ent_type_ and token.lower_ not in word_classes()["diseases"]
    return token.is_sent_start and not named and token.dep_ != "compound"


_TAKING = frozenset(
    "seize retake recapture overrun liberate occupy storm enter reoccupy "
    "leave abandon flee quit vacate lose win".split()
)
_SEATS = frozenset({Level.TOWN, Level.ADMIN1})  # "Washington called on …"
_ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "conj", "pobj"})
_PEOPLED = frozenset({"forces", "party", "people", "person"})
_DONE_TO = frozenset({"dobj", "pobj"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_NO_PEOPLE = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "ORDINAL"})
_SPEAKING = frozenset(
    "urge condemn demand accuse warn call reject support welcome say threaten vow deny appeal blame ask "
    "denounce criticise criticize offer pledge announce want seek back praise voice express impose lash slam "
    "decry deplore hail dismiss brand recall summon expel approve place put mull weigh mediate retaliate "
    "respond consider launch begin start order".split()
)
_ADDRESSING = frozenset(
    "urge accuse blame condemn press warn ask tell criticise criticize denounce thank implore beg call "
    "praise back support sanction lobby threaten assure inform slam rebuke beseech pressure".split()
)
_ADDRESSED = frozenset(
    "sanction embargo pressure call appeal support loyalty ultimatum message sale accuse blame urge prevail "
    "press demand restriction penalty backing threat concession".split()
)
_ONWARD = frozenset("to into with away hostage prisoner captive aside alive back home".split())
_TOWARDS = frozenset({"on", "upon", "to", "for", "against"})
_NAMED_PLACE = frozenset({"territory", "settlement", "name"})
_NO_NAMES = frozenset(
    {
        "PERSON",
        "DATE",
        "TIME",
        "MONEY",
        "PERCENT",
        "CARDINAL",
        "ORDINAL",
        "QUANTITY",
        "EVENT",
        "LANGUAGE",
        "LAW",
    }
)
_NOT_THINGS = frozenset(
    "military_things happenings partitives light_verbs locatives control_words vague_places".split()
)
