"""One trigger against one frame of the codebook: who stands in its roles, and whether it fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from warledger.coding.aggregate import spans_long
from warledger.coding.codebook import Frame, word_classes
from warledger.coding.noun_roles import NOUN_ROLES, verb_over
from warledger.coding.syntax import (
    after,
    agents,
    carrier,
    clause,
    conjuncts,
    content_head,
    governing_verb,
    is_passive,
    is_verb,
    modifiers,
    objects,
    subjects,
)

if TYPE_CHECKING:
    from warledger.coding.reading import Reading
    from warledger.coding.status import Judgement
    from warledger.language.document import Sentence
    from warledger.language.tokens import Token

_VERB_ROLES = frozenset({"subject", "object", "by", "dative", "xcomp", "ccomp"})
_LASTING = frozenset({"occupy", "reoccupy"})  # verbs that tell of taking and of holding
_FEW = frozenset({"no", "little", "few", "hardly", "scarcely"})
_OF = frozenset({"of"})
_LOCAL = frozenset({"in", "at", "near", "on", "outside", "around"})
_TIMES = frozenset({"DATE", "TIME"})
_PARTS = frozenset("northern southern eastern western central old ancient historic".split())  # of a town
_PARTIES = frozenset({"forces", "party", "people", "person"})
_THINGS_TOO = frozenset({"forces", "party"})  # what "it" may stand for


@dataclass(slots=True)
class Event:
    """A trigger that a frame accepts, with the heads of the noun phrases in its roles.

    Attributes:
        frame: What was matched.
        kind: The codebook's kind: the frame's, or a more specific one by the means told.
        sentence: Where.
        trigger: The word that tells it.
        words: All words that belong to the telling (the trigger, "control", particles).
        carrier: The light verb of a noun trigger, if any.
        actors: Heads of the phrases that name who did it.
        targets: Heads of the phrases that name to whom.
        places: Heads of the phrases that hold the place.
        origin: Heads of the phrases that say where a movement came from.
        score: How strictly it was matched.
        probability: The learned judge's, where it weighed the event; 0 where it did not.
        note: What the judge has to say of it, for the claim's reason.
        judgement: Its stance and status, where they were read already.
        codes: PLOVER and CAMEO codes of the threat or refusal that holds it, in place of the kind's.
    """

    frame: Frame
    kind: str
    sentence: Sentence
    trigger: Token
    words: list[Token]
    carrier: Token | None = None
    actors: list[Token] = field(default_factory=list)
    targets: list[Token] = field(default_factory=list)
    places: list[Token] = field(default_factory=list)
    destinations: list[Token] = field(default_factory=list)
    score: float = 0.0
    probability: float = 0.0
    note: str = ""
    codes: Mapping[str, str] | None = None
    judgement: Judgement | None = None

    @property
    def verb(self) -> Token:
        """The verb whose tense and mood tell how real it is."""
        return self.carrier if self.carrier is not None else self.trigger


class Match:
    """One trigger against one frame."""

    def __init__(
        self, reading: Reading, sentence: Sentence, token: Token, words: list[Token], frame: Frame
    ) -> None:
        self.reading = reading
        self.sentence = sentence
        self.token = token
        self.words = words
        self.frame = frame
        self.with_: list[Token] = []
        self._filled_roles: dict[str, list[Token]] = {}
        self.carrier = None if frame.verbal else carrier(token)

    def event(self) -> Event | None:
        """The event where the frame accepts the trigger, else None."""
        if not (self._with_fits() and self._flags_fit() and self._classes_fit() and self._needs_fit()):
            return None
        frame = self.frame
        actors = self._first(frame.get("actor"))
        if frame.get("parties"):
            actors = self._all(frame.get("parties"))
        if "actor_class" in frame.words:
            actors = [a for a in actors if self._is(a, frame.get("actor_class"))]
            if not actors:
                return None
        return Event(
            frame=frame,
            kind=self._kind(actors),
            sentence=self.sentence,
            trigger=self.token,
            words=[*self.words, *self.with_],
            carrier=self.carrier,
            actors=actors,
            targets=[
                self._made(t)
                for t in self._first(frame.get("target"))
                if t not in actors and not self._is_state(t)
            ],
            places=self._all(frame.get("place")),
            destinations=self._all(frame.get("destination")),
            score=frame.strictness + 0.5 * len(self.words) + (0.01 * len(actors)) - frame.order / 1e4,
        )

    def _is_state(self, token: Token) -> bool:
        """As in "held the soldiers *captive*": what they are made, beside them."""
        return token in self.with_ and token.dep_ == "oprd"

    def _made(self, token: Token) -> Token:
        """Who is made a prisoner where the parse takes both for one: "took 80 *soldiers* prisoner"."""
        if token not in self.with_:
            return token
        return next((c for c in token.lefts if c.dep_ == "compound" and c.tag_ == "NNS"), token)

    def _kind(self, actors: list[Token]) -> str:
        """The frame's kind, or the means' own: aircraft fly air strikes, guns shell."""
        if self.frame.kind == "capture" and self.token.lemma_ in _LASTING and _lasts(self.token):
            return "hold"
        if self.frame.kind not in {"attack", "bombing", "shelling"}:
            return self.frame.kind
        by_means = self._means()
        if self.frame.kind == "attack" and by_means:
            return by_means
        classes = {c for a in actors for c in self.reading.classes(self.sentence, a)}
        if "aircraft" in classes or self._strike_of_a_state(actors):
            return "airstrike"
        return "shelling" if "guns" in classes and "forces" not in classes else self.frame.kind

    def _means(self) -> str:
        """The kind of an attack by what it was made with: "attacked with rockets", "using drones"."""
        verb = self.carrier if self.carrier is not None else self.token
        tools = [t for w in dict.fromkeys((verb, self.token)) for t in after(w, frozenset({"with"}))]
        tools += [t for c in verb.children if c.lower_ == "using" for t in objects(c)]
        tools += _with_beyond(verb)
        for tool in tools:
            classes = self.reading.classes(self.sentence, content_head(tool))
            for name, kind in (("explosives", "bombing"), ("aircraft", "airstrike"), ("guns", "shelling")):
                if name in classes:
                    return kind
        return ""

    def _strike_of_a_state(self, actors: list[Token]) -> bool:
        """As in "Israeli strikes", "US strikes": a state's strikes are flown, where nothing else is said."""
        if self.frame.verbal or self.token.lemma_ != "strike":
            return False
        return any(a.ent_type_ in {"GPE", "NORP"} or a.lower_ in {"coalition"} for a in actors)

    def fill(self, role: str, of: Token | None = None) -> list[Token]:
        """The heads of the phrases in a role of the trigger (or of another word)."""
        if of is None:
            known = self._filled_roles.get(role)
            if known is None or role.startswith("with"):
                known = self._filled_roles[role] = self._fill(role, None)
            return known
        return self._fill(role, of)

    def _fill(self, role: str, of: Token | None) -> list[Token]:
        return [t for t in self._phrases(role, of) if not self._is_time(t)]

    def _is_time(self, token: Token) -> bool:
        if token.ent_type_ not in _TIMES or token.pos_ == "VERB":
            return False
        if token.lemma_ == "quarter" and any(c.dep_ in {"amod", "compound"} for c in token.lefts):
            return not any(c.lower_ in _PARTS for c in token.lefts)
        return token.pos_ != "PROPN" or self.reading.place_at(self.sentence.at(token)) is None

    def _phrases(self, role: str, of: Token | None) -> list[Token]:
        first, _, rest = role.partition(".")
        if (
            first == "facing"
        ):  # the preposition, where the frame asks for a word beside ("traded fire *with* them")
            return self._after(of or self.token, "with")
        token = of or self.token
        if first == "with" and (rest or self.with_) and of is None:
            found = list(self.with_)
        else:
            found = self._role(first, token)
        if rest == "plural":
            return found if len(found) > 1 or any(t.tag_ in {"NNS", "NNPS"} for t in found) else []
        if rest in word_classes() or rest == "any":
            return [t for t in found if self._is(t, (rest,))]
        if rest:
            inner = [n for t in found for n in self._noun_role(rest, t)]
            return inner or (self._after(token, "with") if role == "with.with" and self.with_ else [])
        return found

    def _role(self, role: str, token: Token) -> list[Token]:
        if token is self.token and not self.frame.verbal:
            return self._noun_role(role, token)
        if role == "attr":
            return [
                t
                for c in token.children
                if c.dep_ in {"attr", "nsubj"} and c.lower_ != "there"
                for t in conjuncts(c)
            ]
        if role == "subject":
            if self._intransitive_participle(token):
                return conjuncts(token.head)
            return [] if self._headline(token) else subjects(token)
        if role == "object":
            found = subjects(token) if self._headline(token) else objects(token)
            found = [t for t in found if t not in self.words]
            if not found and len(self.words) > 1:
                found = [
                    t for w in self.words[1:] for c in w.children if c.dep_ == "pobj" for t in conjuncts(c)
                ] or after(token, frozenset({"to", "on"}))
            if not found and not is_passive(token):
                found = _next_phrase(self.words)
            return [t for t in found if t not in self.words]
        if role == "by":
            return agents(token)
        if role in {"xcomp", "ccomp"}:
            return [c for c in token.children if c.dep_ == role]
        if role == "dative":
            return [
                t
                for c in token.children
                if c.dep_ == "dative"
                for t in ([c] if c.pos_ != "ADP" else list(c.children))
            ]
        return self._after(token, role)

    def _after(self, token: Token, preposition: str) -> list[Token]:
        """The nouns after a preposition that hangs on a word, found once for all frames."""
        key = (self.sentence.offset, token.i, preposition)
        known = self.reading.hanging.get(key)
        if known is None:
            known = self.reading.hanging[key] = after(token, frozenset({preposition}))
        return known

    def _intransitive_participle(self, verb: Token) -> bool:
        """As in "Factions pushed into the town": a verb of movement that the parse took for a passive."""
        if verb.tag_ != "VBN" or verb.dep_ != "acl" or is_verb(verb.head) or self.frame.get("object"):
            return False
        if any(c.dep_ in {"nsubj", "aux"} for c in verb.children):
            return False  # "reports that it had left": a clause of its own
        return "subject" in self.frame.get("requires") and not agents(verb)

    def _headline(self, verb: Token) -> bool:
        """As in "Hama captured": a bare participle after a place is passive."""
        if (
            verb.tag_ not in {"VBN", "VBD"}
            or is_passive(verb)
            or objects(verb)
            or "territory" not in self.frame.get("object")
        ):
            return False
        if any(c.dep_ in {"aux", "prep", "prt", "ccomp", "xcomp"} for c in verb.children):
            return False
        found = subjects(verb)
        return bool(found) and all("territory" in self.reading.classes(self.sentence, t) for t in found)

    def _noun_role(self, role: str, noun: Token) -> list[Token]:
        if role == "mod":
            wanted = ("party", "forces", "territory", "aircraft")
            return [
                m
                for m in modifiers(noun)
                if m.lower_ != "terrorist" and (self._is(m, wanted) or m.ent_type_ in {"NORP", "GPE", "ORG"})
            ]
        own = NOUN_ROLES.get(role)
        if own is not None:
            return own(noun)
        if role in _VERB_ROLES and role != "by":
            return []
        found = self._after(noun, role)
        if found or noun != self.token:
            return found
        if self.carrier is not None:
            found = self._after(self.carrier, role)
        if not found and role in {"against", "by"}:
            found = [t for c in noun.rights if c.dep_ == "acl" for t in self._after(c, role)]
        over = verb_over(noun) if role != "of" else None
        return found or (self._after(over, role) if over is not None else [])

    def _first(self, roles: Iterable[str]) -> list[Token]:
        for role in roles:
            found = [t for t in self.fill(role) if t not in self.words]
            if role in {"mod", "of", "light", "poss"}:
                found = [t for t in found if self._party_like(t)]
            if found:
                return found
        return []

    def _all(self, roles: Iterable[str]) -> list[Token]:
        roles = tuple(roles)
        out: list[Token] = []
        for role in roles:
            out.extend(t for t in self.fill(role) if t not in out)
        return out or (self._between() if "between" in roles else [])

    def _between(self) -> list[Token]:
        """The two sides after "between", wherever in the clause: "a truce began in the city between …"."""
        verb = governing_verb(self.token)
        words = clause(verb) if is_verb(verb) else []
        return [
            t
            for prep in words
            if prep.lower_ == "between"
            for c in prep.children
            if c.dep_ == "pobj" and c.ent_type_ not in _TIMES
            for t in conjuncts(c)
        ]

    def _party_like(self, token: Token) -> bool:
        classes = self.reading.classes(self.sentence, token)
        if classes & {"forces", "party", "person", "people", "aircraft", "guns", "any"}:
            return True
        return token.pos_ == "PROPN" and "territory" not in classes

    def _is(self, token: Token, wanted: Iterable[str]) -> bool:
        classes = self.reading.classes(self.sentence, token)
        wanted = set(wanted)
        parties = _THINGS_TOO if "no people" in classes else _PARTIES
        return bool(classes & wanted) or ("any" in classes and bool(wanted & parties))

    def _with_fits(self) -> bool:
        asked = self.frame.get("with")
        if not asked:
            return True
        excluded = self.frame.get("not_with_mod")
        self.with_ = [
            noun
            for noun, before, names in beside(self.reading, self.sentence, self.token)
            if not names.isdisjoint(asked) and before not in excluded
        ]
        return bool(self.with_)

    def _flags_fit(self) -> bool:
        frame = self.frame
        if "passive" in frame.flags and not is_passive(self.token):
            return False
        if "finite" in frame.flags and self._describes():
            return False
        if "aggregate" in frame.flags and not spans_long(
            self.reading, self.sentence, self.token, self._party_like
        ):
            return False
        if "there" in frame.flags and not any(c.dep_ == "expl" for c in self.token.children):
            return False
        if "lacking" in frame.flags and not _lacking(self.token):
            return False
        adverbs = frame.get("adverbs")
        if adverbs and not any(c.lower_ in adverbs for c in self.token.children):
            return False
        if not frame.verbal and not self._noun_fits():
            return False
        if frame.get("then") and not self._leads_to(frame.get("then")):
            return False
        if "number" in frame.flags:
            return self._counted()
        return True

    def _describes(self) -> bool:
        """A participle that only says which: "a group *backed* by Russia", "troops *guarding* a port"."""
        verb = self.token
        if verb.dep_ in {"acl", "amod", "advcl"} and is_passive(verb):
            return True
        return verb.dep_ in {"acl", "amod"} and verb.tag_ == "VBG" and verb.head.pos_ in {"NOUN", "PROPN"}

    def _leads_to(self, verbs: tuple[str, ...]) -> bool:
        """Whether one of these verbs hangs on the trigger or on what it governs ("ready to *respond*")."""
        return any(
            c.lemma_ in verbs and c.dep_ in {"xcomp", "advcl", "ccomp", "acl", "relcl"}
            for word in (self.token, *self.with_, *([self.carrier] if self.carrier is not None else []))
            for c in word.children
        )

    def _noun_fits(self) -> bool:
        frame = self.frame
        mods = {c.lower_ for c in self.token.lefts} | {c.lemma_.lower() for c in self.token.lefts}
        mods |= {g.lower_ for c in self.token.lefts for g in c.children}
        if frame.get("needs_mod") and not mods & set(frame.get("needs_mod")):
            return False
        if mods & set(frame.get("not_mod")):
            return False
        if self.token.dep_ == "pobj" and self.token.head.lower_ in frame.get("not_after"):
            return False
        return not frame.get("under") or self._under(frame.get("under"))

    def _under(self, verbs: tuple[str, ...]) -> bool:
        head = self.token.head
        there = self.token.dep_ == "attr" and any(c.dep_ == "expl" for c in head.children)
        under = self.token.dep_ in {"nsubj", "nsubjpass"} or there
        return under and is_verb(head) and head.lemma_ in verbs

    def _counted(self) -> bool:
        span = self.sentence.span
        here = [
            c
            for c in self.reading.counts
            if span.start <= c.span.start < span.end and c.harm in {"killed", "injured"}
        ]
        return bool(here)

    def _classes_fit(self) -> bool:
        frame = self.frame
        for key, role in (("object", "object"), ("subject", "subject"), ("attr", "attr")):
            wanted = frame.get(key)
            if wanted:
                found = self.fill(role) or self.with_ * (key == "object")
                if found and not any(self._is(t, wanted) for t in found):
                    return False
                if not found and key in {"object", "attr"}:
                    return False
        optional = frame.get("object_if_any")
        if optional and not all(self._is(t, optional) for t in self.fill("object")):
            return False
        for key, role in (("not_object", "object"), ("not_subject", "subject"), ("not_of", "of")):
            unwanted = set(frame.get(key))
            allowed = (set(frame.get("object")) | {"number"}) - unwanted
            if unwanted and any(self._refused(t, unwanted, allowed) for t in self.fill(role)):
                return False
        light = frame.get("light_class")
        return not light or any(self._is(t, light) for t in self.fill("light"))

    def _refused(self, token: Token, unwanted: set[str], wanted: set[str]) -> bool:
        """Whether a noun is of an unwanted class, or one of the unwanted words, and of no wanted class."""
        head = content_head(token)
        classes = self.reading.classes(self.sentence, head)
        if {head.lemma_.lower(), token.lemma_.lower(), head.lower_} & unwanted:
            return True
        return bool(classes & unwanted) and not classes & wanted

    def _needs_fit(self) -> bool:
        frame = self.frame
        if not all(self.fill(role) for role in frame.get("requires")):
            return False
        needs = frame.get("needs")
        if needs and not any(self._filled(role) for role in needs):
            return False
        for wanted, roles in frame.needs_class.items():
            if not any(self._is(t, (wanted,)) for role in roles for t in self.fill(role)):
                return False
        return True

    def _filled(self, role: str) -> bool:
        found = self.fill(role)
        if not self.frame.verbal and role in {"poss", "mod", "of", "light"}:
            return any(self._party_like(t) or self._is(t, ("territory",)) for t in found)
        return bool(found)


def _with_beyond(verb: Token) -> list[Token]:
    """The tools told behind a place: "struck a depot in X *with drones*"."""
    preps = [p for w in (verb, *objects(verb)) for p in w.children if p.lower_ in _LOCAL]
    around = [*preps, *(t for p in preps for t in p.children), *(p.head for p in preps if p.head is not verb)]
    return [
        t for w in around for c in w.children if c.lower_ == "with" for t in c.children if t.dep_ == "pobj"
    ]


def has_beside(reading: Reading, sentence: Sentence, token: Token, asked: tuple[str, ...]) -> bool:
    """Whether one of the words that a frame asks for stands with a verb."""
    return any(not names.isdisjoint(asked) for _, _, names in beside(reading, sentence, token))


def beside(reading: Reading, sentence: Sentence, token: Token) -> list[tuple[Token, str, frozenset[str]]]:
    """The nouns that stand with a verb (see ``Reading.beside``), found at the first asking."""
    key = (sentence.offset, token.i)
    known = reading.beside.get(key)
    if known is None:
        known = reading.beside[key] = _beside(token)
    return known


def _beside(token: Token) -> list[tuple[Token, str, frozenset[str]]]:
    """The nouns that stand with a verb, each with the word before it and what a frame may call it."""
    reach = [*objects(token)]
    for child in token.children:
        if child.dep_ in {"dobj", "attr", "acomp", "oprd", "npadvmod"}:
            reach.extend(conjuncts(child))
        elif child.dep_ in {"prep", "prt", "agent", "advmod"}:
            for prep in (child, *(p for p in child.children if p.dep_ == "prep")):
                reach.extend(t for p in prep.children if p.dep_ == "pobj" for t in conjuncts(p))
    out = []
    for noun in dict.fromkeys([*reach, *(content_head(n) for n in reach)]):
        lemma = noun.lemma_.lower()
        before = noun.nbor(-1).lower_ if noun.i else ""
        inner = (f"{lemma} of {i.lemma_.lower()}" for i in after(noun, _OF))
        out.append((noun, before, frozenset({lemma, noun.lower_, f"{before} {lemma}", *inner})))
    return out


def _next_phrase(words: list[Token]) -> list[Token]:
    """The noun phrase right behind a verb, where the parse did not see that it is its object."""
    last = max(words, key=lambda w: w.i)
    for token in last.doc[last.i + 1 : min(last.i + 8, last.sent.end)]:
        if token.ent_type_ in {"DATE", "TIME"} or token.pos_ in {
            "ADP",
            "VERB",
            "AUX",
            "PUNCT",
            "SCONJ",
            "CCONJ",
            "PRON",
        }:
            return []
        if token.pos_ in {"NOUN", "PROPN"} and not (token.dep_ == "compound" and token.head.i > token.i):
            return [] if token.dep_ in {"nsubj", "nsubjpass"} else [token]
    return []


def _lasts(verb: Token) -> bool:
    """Whether a verb tells of what goes on and not of its beginning: "occupies", "has occupied it since"."""
    aux = {c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}}
    since = any(c.lower_ in {"since", "for", "still"} for c in verb.children)
    beside = verb.tag_ == "VBN" and verb.dep_ in {"acl", "amod"} and not aux
    return verb.tag_ in {"VBZ", "VBP", "VBG"} or beside or since or bool(aux & {"had", "is", "are"})


def _no_longer(word: Token) -> bool:
    return word.lower_ == "longer" and any(c.lower_ == "no" for c in word.children)


def _lacking(verb: Token) -> bool:
    """As in "there is no water", "there is not enough food"."""
    if any(c.dep_ == "neg" or _no_longer(c) for c in verb.children):
        return True
    return any(
        c.dep_ in {"attr", "nsubj", "dobj"} and any(d.lower_ in _FEW for d in c.lefts) for c in verb.children
    )
