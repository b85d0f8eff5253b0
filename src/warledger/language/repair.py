"""Mending of the parse where words of war mislead the small model: verbs taken for names, and the like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warledger.language.document import Document
    from warledger.language.tokens import Token

__all__ = ["Mender"]

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_NOMINAL_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ"})
_DIRECTIONS = frozenset(
    "north south east west northeast northwest southeast southwest north-east north-west south-east "
    "south-west".split()
)
_ASPECT = frozenset({"begin", "start", "continue", "keep", "resume", "stop", "cease", "finish"})
_ALSO_NOUNS = frozenset({"left", "shot", "fell", "won", "rose", "stood", "met", "dug", "set"})
_DAYPARTS = frozenset(
    "night morning evening afternoon monday tuesday wednesday thursday friday saturday sunday".split()
)
_AS_NOUNS = frozenset({"offensive", "counteroffensive", "counter-offensive"})
_OUTCOMES = frozenset({"ablaze", "alight", "aflame", "dead"})  # of what was set, shot, left so
_OUTCOME_VERBS = frozenset({"set", "shoot", "leave", "find", "gun"})
_SUFFERERS = frozenset({"wounded", "injured", "displaced"})
_VOWELS = "aeiou"


class Mender:
    """Mends parsed reports in place."""

    def __init__(self, verbs: Iterable[str], irregular: Mapping[str, str]) -> None:
        """Take the verbs that matter.

        Args:
            verbs: Dictionary forms of the verbs that tell events.
            irregular: Past forms that do not end in -ed, to their dictionary forms.
        """
        self._forms: dict[str, str] = {}
        verbs = list(verbs)
        self._verbs = frozenset(verbs)
        for verb in verbs:
            for form in (*_past(verb), _third(verb)):
                self._forms.setdefault(form, verb)
        self._irregular = dict(irregular)
        self._ing = {form: verb for verb in verbs for form in _participles(verb)}
        self._forms.update(self._irregular)

    def mend(self, document: Document) -> None:
        """Mend a report's sentences."""
        for sentence in document.sentences:
            for token in sentence.words:
                low = token.lower_
                if token.dep_ == "compound" and low in _DAYPARTS:
                    _daypart(token)
                elif low in self._forms and token.pos_ not in {"VERB", "AUX"}:
                    self._verb(token, low)
                elif token.lemma_ not in self._verbs and low in self._forms and low not in self._irregular:
                    token.lemma_ = self._forms[low]  # "raped" is no form of "to rap"
                elif token.tag_ in {"VB", "VBP"} and low in self._irregular:
                    self._past_for_base(token, low)
                elif token.dep_ == "amod" and token.tag_ in {"VBD", "VBN"} and low in self._forms:
                    self._third_deed(token)
                elif low in _DAYPARTS and token.dep_ in {"nmod", "pobj"}:
                    _day_and_subject(token)
                elif low.endswith("ing") and token.dep_ in {"compound", "pcomp"}:
                    self._begun(token, low)
                elif low in _OUTCOMES:
                    _outcome(token)
                elif low in _DIRECTIONS and token.i + 1 < len(token.doc):
                    _direction(token)
                    _aside(token)
                else:
                    _by_role(token)

    def _verb(self, token: Token, low: str) -> None:
        """A verb with a subject that the tagger took for a noun or a name: "Militants overran the town"."""
        if token.tag_ not in _NOMINAL_TAGS:
            return
        joined = token.dep_ == "conj" and _is_verb(token.head) and any(c.dep_ == "dobj" for c in token.rights)
        if (
            not joined
            and not any(c.dep_ in _SUBJECTS for c in token.children)
            and not self._clause(token, low)
        ):
            return
        token.pos_ = "VERB"
        token.tag_ = "VBD" if not low.endswith("s") or low in self._irregular else "VBZ"
        token.lemma_ = self._forms[low]

    def _clause(self, token: Token, low: str) -> bool:
        """As in "The army retook the town", where all was taken for one noun phrase."""
        if low not in self._irregular or low in _ALSO_NOUNS or token.dep_ not in {"ROOT", "ccomp", "conj"}:
            return False
        before = [c for c in token.lefts if c.dep_ in {"compound", "amod", "nmod", "poss"}]
        if not before or before[-1].pos_ not in {"NOUN", "PROPN"}:
            return False
        subject = before[-1]
        for child in [c for c in token.lefts if c != subject and c.dep_ != "punct" and c.pos_ != "ADP"]:
            child.attach(subject)
        subject.dep_ = "nsubj"
        for child in token.rights:
            if child.dep_ in {"appos", "npadvmod", "nmod"} and child.i <= token.i + 3:
                child.dep_ = "dobj"
                break
        return True

    def _begun(self, token: Token, low: str) -> None:
        """As in "they began bombing rebels": a verb that the parse took for a noun before a noun."""
        if token.dep_ == "pcomp":
            if token.tag_ == "NN" and low in self._ing and any(c.dep_ == "dobj" for c in token.rights):
                token.pos_, token.tag_, token.lemma_ = "VERB", "VBG", self._ing[low]  # "of *bombing* Masisi"
            return
        verb, noun = token.nbor(-1) if token.i else token, token.head
        if verb.lemma_ not in _ASPECT or noun.head != verb or noun.dep_ != "dobj" or low not in self._ing:
            return
        token.pos_, token.tag_, token.lemma_ = "VERB", "VBG", self._ing[low]
        token.attach(verb)
        token.dep_ = "xcomp"
        noun.attach(token)

    def _third_deed(self, token: Token) -> None:
        """As in "burned houses, blew up wells and *beheaded* civilians": no adjective, a verb."""
        noun = token.head
        verb = noun.head
        if (
            noun.dep_ != "conj"
            or verb.pos_ != "VERB"
            or noun.i != token.i + 1
            or token.left_edge is not token
        ):
            return
        token.pos_ = "VERB"
        token.attach(verb)
        token.dep_ = "conj"
        noun.attach(token)
        noun.dep_ = "dobj"

    def _past_for_base(self, token: Token, low: str) -> None:
        """As in "The army retook the hill": a past form that the tagger took for an infinitive."""
        if self._irregular[low] == low or any(c.dep_ == "aux" for c in token.children):
            return
        token.tag_, token.lemma_ = "VBD", self._irregular[low]


def _month(word: Token) -> None:
    """As in "On 30 *May* our forces struck": a day, and no maybe."""
    before = word.nbor(-1) if word.i else word
    after = word.nbor(1) if word.i + 1 < len(word.doc) else word
    if word.is_sent_start or not (before.pos_ == "NUM" or after.pos_ == "NUM"):
        return
    word.dep_, word.pos_, word.tag_, word.lemma_ = "npadvmod", "PROPN", "NNP", "May"


def _outcome(word: Token) -> None:
    """As in "set 11 of the trucks *alight*", "shot an elder *dead*": what the verb did, and no noun."""
    noun = word.head
    if word.dep_ in {"amod", "oprd", "acomp"} and (noun.i > word.i or _is_verb(noun)):
        return
    verb = next(
        (t for t in reversed(word.doc[max(word.sent.start, word.i - 12) : word.i]) if _is_verb(t)), None
    )
    if verb is None or verb.lemma_ not in _OUTCOME_VERBS:
        return
    things = [c for c in word.lefts if c.dep_ in {"compound", "amod", "nmod", "det"}]
    if things and things[-1].dep_ in {"compound", "nmod"}:
        thing = things[-1]
        for child in things[:-1]:
            child.attach(thing)
        thing.attach(noun)
        thing.dep_ = word.dep_
    for child in word.rights:
        child.attach(verb)
    word.attach(verb)
    word.dep_, word.pos_, word.tag_ = "acomp", "ADJ", "JJ"


def _is_verb(token: Token) -> bool:
    return token.pos_ in {"VERB", "AUX"}


def _by_role(token: Token) -> None:
    if token.dep_ in _SUBJECTS:
        _second_subject(token)
    elif token.text == "May" and token.dep_ == "aux":
        _month(token)
    elif token.pos_ in {"NOUN", "PROPN"} and token.dep_ == "conj" and token.head.pos_ == "VERB":
        _joined_object(token)
    elif token.pos_ == "NOUN" and token.dep_ == "ROOT":
        _named_root(token)
    elif token.dep_ == "pcomp" and token.lower_ in _SUFFERERS and token.tag_ == "VBN":
        token.dep_, token.pos_, token.tag_ = "pobj", "NOUN", "NNS"  # "filled with wounded"
    elif token.lower_ == "back" and token.head.lower_ in _DIRECTIONS and _is_verb(token.head.head):
        token.attach(token.head.head)  # "pulled its men *back* north of the river"
        token.dep_ = "advmod"


def _daypart(token: Token) -> None:
    """As in "On Saturday night gunmen …": the night is no part of the gunmen's name."""
    head = token.head
    if head.ent_type_ in {"DATE", "TIME"} or head.lower_ in _DAYPARTS or head.dep_ not in _SUBJECTS:
        return
    before = [c for c in head.lefts if c.i < token.i]
    token.attach(head.head)
    token.dep_ = "npadvmod"
    for child in before:
        if child.ent_type_ in {"DATE", "TIME"}:
            child.attach(token)


def _day_and_subject(day: Token) -> None:
    """As in "left on Saturday and local factions entered": the factions are no second day."""
    prep = day.nbor(-1) if day.i else day
    joined = day.nbor(1) if day.i + 1 < len(day.doc) else day
    if prep.lower_ != "on" or joined.lower_ != "and":
        return
    noun = day.head if day.dep_ == "nmod" else next((c for c in day.rights if c.dep_ == "conj"), day)
    if noun.i <= joined.i or noun.pos_ not in {"NOUN", "PROPN"} or noun.lower_ in _DAYPARTS:
        return
    verb = next(
        (
            t
            for t in day.doc[noun.i + 1 : min(noun.i + 16, day.sent.end)]
            if t.tag_ == "VBD" and t.dep_ == "conj"
        ),
        None,
    )
    if verb is None or any(c.dep_ in _SUBJECTS for c in verb.children):
        return
    for child in (*day.children, *noun.children):
        if child.i > joined.i and child.i < noun.i:
            child.attach(noun)
            child.dep_ = "amod" if child.dep_ == "conj" else child.dep_
    day.attach(prep)
    day.dep_ = "pobj"
    noun.attach(verb)
    noun.dep_ = "nsubj"
    for word in day.doc[noun.i + 1 : verb.i]:
        if word.dep_ == "prep" and word.head.i < day.i:
            word.attach(noun)


def _second_subject(token: Token) -> None:
    """A verb has one subject: "the *paramilitary* Guard said", "In the capital, *Lomé*, crowds marched"."""
    subjects = [c for c in token.head.lefts if c.dep_ in _SUBJECTS]
    if len(subjects) != 2 or subjects[0] is not token:
        return
    second = subjects[1]
    before = second.left_edge.i - 1
    if before == token.i and (token.tag_ == "JJ" or token.pos_ == "ADJ"):
        token.attach(second)
        token.dep_ = "amod"
        return
    doc = token.doc
    commas = token.left_edge.i > 0 and doc[token.left_edge.i - 1].text == "," and doc[before].text == ","
    if not commas or token.pos_ != "PROPN":
        return
    anchor = doc[token.left_edge.i - 2]
    if anchor.dep_ == "pobj" and anchor.pos_ == "NOUN":
        token.attach(anchor)
        token.dep_ = "appos"


def _named_root(noun: Token) -> None:
    """As in "The regional bloc ECOWAS called for restraint": the noun only says what the name is."""
    for verb in [c for c in noun.rights if c.dep_ == "relcl"]:
        subject = next((c for c in verb.lefts if c.dep_ in _SUBJECTS), None)
        if subject is None or subject.pos_ != "PROPN" or subject.left_edge.i != noun.i + 1:
            continue
        others = [c for c in noun.children if c is not verb]
        verb.attach(verb)
        verb.dep_ = "ROOT"
        for child in others:
            child.attach(subject if child.i < noun.i else verb)
        noun.attach(subject)
        noun.dep_ = "compound"
        return


def _direction(token: Token) -> None:
    """As in "the airbase southwest of the city": the place is the head, not the direction."""
    if token.nbor(1).lower_ != "of" or token.nbor(1).head != token:
        return
    inner = [
        c
        for c in token.lefts
        if (c.dep_ == "compound" and c.pos_ in {"NOUN", "PROPN"})
        or (c.dep_ == "amod" and c.lower_ in _AS_NOUNS)
    ]
    if not inner or inner[-1].i != token.i - 1:
        return
    noun = inner[-1]
    noun.pos_, noun.tag_ = ("NOUN", "NN") if noun.tag_ == "JJ" else (noun.pos_, noun.tag_)
    dep, head = token.dep_, token.head
    others = [c for c in token.children if c != noun and c.nbor(0).lower_ != "of"]
    noun.attach(noun if head is token else head)
    noun.dep_ = dep
    for child in others:
        child.attach(noun)
    token.attach(noun)
    token.dep_ = "advmod"


def _aside(token: Token) -> None:
    """As in "took Morek, *north of Hama*, and the base": what follows is joined to the place."""
    if token.dep_ != "appos":
        return
    for child in [c for c in token.rights if c.dep_ in {"cc", "conj"}]:
        if "," in {w.text for w in child.doc[token.i : child.i]}:
            child.attach(token.head)


def _joined_object(noun: Token) -> None:
    """As in "took the village, north of Hama, and the base": a second object and no second verb."""
    verb = noun.head
    if any(c.dep_ in _SUBJECTS for c in noun.children):
        return
    things = [c for c in verb.rights if c.dep_ == "dobj" and c.i < noun.i]
    if things and any(c.dep_ == "cc" and things[-1].i < c.i < noun.i for c in verb.children):
        noun.attach(things[-1])


def _past(verb: str) -> list[str]:
    """The regular past forms of a verb."""
    if verb.endswith("e"):
        return [f"{verb}d"]
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return [f"{verb[:-1]}ied"]
    doubled = len(verb) > 2 and verb[-1] not in f"{_VOWELS}wxy" and verb[-2] in _VOWELS
    doubled = doubled and verb[-3] not in _VOWELS
    return [f"{verb}ed", f"{verb}{verb[-1]}ed"] if doubled else [f"{verb}ed"]


def _participles(verb: str) -> list[str]:
    """The -ing forms of a verb."""
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    return [f"{stem}ing", f"{stem}{stem[-1]}ing"]


def _third(verb: str) -> str:
    if verb.endswith(("s", "x", "z", "ch", "sh")):
        return f"{verb}es"
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return f"{verb[:-1]}ies"
    return f"{verb}s"
