"""The parties of an event: whom a phrase stands for, who held what was taken, who fights for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from warledger.coding.codebook import Kind, word_classes
from warledger.coding.events import Event
from warledger.coding.syntax import (
    after,
    clause,
    content_head,
    governing_verb,
    is_verb,
    modifiers,
    phrasal,
    subjects,
)
from warledger.language.tokens import spelled
from warledger.model import Actor

if TYPE_CHECKING:
    from warledger.coding.reading import Reading
    from warledger.language.document import Sentence
    from warledger.language.tokens import Token

_OWNING = frozenset(
    "federal government regime coalition allied army military state rebel junta nato enemy".split()
)
_TAKEN_FROM = frozenset({"capture", "besiege", "airstrike", "shelling", "attack", "handover"})
_WAYS = frozenset({"north", "south", "east", "west", "afield", "inland", "away"})
_TOGETHER = frozenset({"together", "alongside", "jointly", "side"})
_FIGHTS = frozenset({"attack", "airstrike", "shelling", "bombing"})
_LOSSES = frozenset({"loss", "fall"})
_DOERS = frozenset({"by", "of", "against"})
_KEEPERS = frozenset({"of", "for", "belonging to"})
_ABSTRACT = ("tion", "sion", "ment", "ness", "ity", "ism", "ance", "ence", "cide", "ship")
_NO_NAME = frozenset({"DET", "PUNCT", "SPACE", "ADV", "ADP", "SCONJ", "CCONJ"})
_VOICES = frozenset({"ministry", "official", "president", "office"})
_STATE_KINDS = frozenset({"state", "government", "army", "airforce", "ministry", "police", "official"})
_ARMED_KINDS = frozenset({"rebel", "jihadist", "militia", "ethnic", "unit", "coalition", "pmc"})
_PLURALS = frozenset(
    {
        "rebel",
        "insurgent",
        "militant",
        "terrorist",
        "separatist",
        "jihadist",
        "fighter",
        "gunman",
        "soldier",
        "guerrilla",
        "islamist",
        "extremist",
    }
)


@dataclass(slots=True)
class Sides:
    """Who did it, and to whom."""

    actors: tuple[Actor, ...] = ()
    targets: tuple[Actor, ...] = ()

    def __bool__(self) -> bool:
        """Whether any party is known."""
        return bool(self.actors or self.targets)


def sides_of(reading: Reading, event: Event, kind: Kind, speaker: Actor | None) -> Sides:
    """The parties of an event as the report names them.

    Args:
        reading: The report.
        event: The matched event.
        kind: Its kind.
        speaker: Who says it; None in the report's own voice.
    """
    sentence, heads = event.sentence, event.actors
    if kind.family == "violence" or event.trigger.lemma_ in _LOSSES:
        told = _only_told_of(event)
        heads = [a for a in heads if a not in told and not is_bare_weapon(reading, sentence, a)]
    if kind.family == "violence" or kind.name == "destruction":
        heads = _able(reading, event, heads)
    actors = _named(reading, sentence, heads, speaker)
    if kind.family in {"violence", "territory"} and event.frame.verbal:
        actors = tuple(dict.fromkeys(as_forces(reading, a) for a in actors))
    spoken = kind.family == "politics"
    if kind.speech:
        against = _spoken_to(reading, sentence, event.targets)
    else:
        against = [t for t in event.targets if spoken or is_party(reading, sentence, t)]
    against = against or _defenders(reading, event, kind)
    if not against and event.kind in _TAKEN_FROM:
        against = _owners_of(reading, sentence, (*event.targets, *event.places))
        return Sides(actors, tuple(_of_demonym(reading, sentence, t, speaker) for t in against))
    targets = _named(reading, sentence, against, speaker)
    if not targets and event.kind in _TAKEN_FROM:
        targets = holders(event)
    if kind.speech and not actors and speaker is not None:
        actors = (speaker,)
    if kind.name == "clash" and len(actors) > 1 and not targets:
        actors, targets = _two_sides(reading, event, heads, actors)
    done_by = {a.id or a.name for a in actors}
    targets = tuple(t for t in targets if (t.id or t.name) not in done_by)
    if kind.name == "toll" and not any(is_party(reading, sentence, head) for head in heads):
        actors = ()
    return Sides(actors, targets)


def _two_sides(
    reading: Reading, event: Event, heads: list[Token], fighting: tuple[Actor, ...]
) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    """Who fights whom: "the army and rebels clashed"; "soldiers and police" are of one side."""
    own = [h for h in heads if not _is_opponent(h)]
    if 0 < len(own) < len(heads):  # "soldiers and police traded fire with gunmen"
        first = _named(reading, event.sentence, own, None)
        rest = tuple(a for a in fighting if a not in first)
        if first and rest:
            return first, rest
    if event.frame.get("parties") and any(h.dep_ == "pobj" for h in heads):
        return fighting[:1], fighting[1:]
    together = any(t.lower_ in _TOGETHER for t in clause(governing_verb(event.trigger)))
    if together or any(_is_allied(h) for h in heads):
        return fighting, ()
    against = tuple(a for a in fighting[1:] if not _same_side(reading, fighting[0], a))
    return tuple(a for a in fighting if a not in against), against


def _is_opponent(head: Token) -> bool:
    over = head
    while over.dep_ == "conj":
        over = over.head
    return over.dep_ == "pobj" and over.head.lower_ in {"with", "against"}


def _is_allied(head: Token) -> bool:
    return any(c.lower_ in {"allied", "its", "their", "other", "both"} for c in head.lefts)


def _same_side(reading: Reading, one: Actor, other: Actor) -> bool:
    """Whether two who fight are of one side, by the registry: the same, allies, or organs of states."""
    mine, theirs = (reading.registry.get(a.id) if a.id else None for a in (one, other))
    if mine is None or theirs is None:
        return one.name == other.name
    if mine.id in theirs.allies or theirs.id in mine.allies or mine.id == theirs.id:
        return True
    if mine.id in theirs.enemies or theirs.id in mine.enemies:
        return False
    if mine.country and theirs.country and mine.country != theirs.country:
        return False
    return mine.kind in _STATE_KINDS | {"unit"} and theirs.kind in _STATE_KINDS | {"unit"}


def _named(
    reading: Reading, sentence: Sentence, heads: Iterable[Token], speaker: Actor | None
) -> tuple[Actor, ...]:
    out: list[Actor] = []
    for head in heads:
        for token in (*(_sent_by(head) or [head]), *led_by(head)):
            if is_happening(reading, sentence, token) or _is_way(token):
                continue
            found = parties_of(reading, sentence, token, speaker)
            out.extend(a for a in found if a.name and a.name not in {o.name for o in out})
    return tuple(out)


def _is_way(token: Token) -> bool:
    """As in "Further *south*, fighters …": where, not who."""
    return token.lower_ in _WAYS and any(c.lower_ in {"further", "farther"} for c in token.lefts)


def _sent_by(head: Token) -> list[Token]:
    """Each side that sent them: "*delegations* from *Sudan* and *Ethiopia*", "envoys of *A* and of *B*"."""
    if head.tag_ not in {"NNS", "NNPS"} or head.lemma_.lower() not in word_classes()["delegates"]:
        return []
    found = after(head, frozenset({"of", "from", "for"}))
    named = [t for t in found if t.pos_ in {"NOUN", "PROPN"} and t.ent_type_ != "DATE"]
    return named if len(named) > 1 else []


def _only_told_of(event: Event) -> list[Token]:
    """Who reports, sees or suffers violence, and so does not do it: "*residents* reported heavy shelling"."""
    light = event.carrier
    return subjects(light) if light is not None and _is_of(light, "bystanding", "defending") else []


def _defenders(reading: Reading, event: Event, kind: Kind) -> list[Token]:
    """Who was attacked: "*the army* repelled an assault"."""
    light = event.carrier
    if kind.name not in _FIGHTS or light is None or not _is_of(light, "defending"):
        return []
    return [t for t in subjects(light) if {"forces", "any"} & reading.classes(event.sentence, t)]


def _is_of(verb: Token, *classes: str) -> bool:
    """Whether a verb stands in one of these classes of words, alone or with its particle."""
    return any(not word_classes()[c].isdisjoint({verb.lemma_.lower(), phrasal(verb)}) for c in classes)


def _able(reading: Reading, event: Event, heads: list[Token]) -> list[Token]:
    """Who can have done it: "The *clinic* closed after *fighters* entered, opened fire and looted it"."""
    inert = word_classes()["inert"]
    if not heads or not event.frame.verbal or any(h.lemma_.lower() not in inert for h in heads):
        return heads
    before = [t for t in event.sentence.words if t.i < event.trigger.i and is_verb(t)]
    for verb in reversed(before):
        found = [t for t in subjects(verb) if "forces" in reading.classes(event.sentence, t)]
        if found and not any(t.lemma_.lower() in inert for t in found):
            return found
    return []


def is_bare_weapon(reading: Reading, sentence: Sentence, head: Token) -> bool:
    """As in "warplanes bombed the town", "rockets hit the base": whose they are is not said."""
    classes = reading.classes(sentence, head)
    if not classes & {"aircraft", "guns", "explosives"} or head.pos_ == "PROPN" or "party" in classes:
        return False
    owners = [c for c in head.lefts if c.dep_ in {"amod", "compound", "poss", "nmod"}]
    return not any(c.lower_ in _OWNING or is_party(reading, sentence, c) for c in owners)


def as_forces(reading: Reading, actor: Actor, units: bool = False) -> Actor:
    """Who fights where a ministry, a spokesman or a head of state is said to: the forces of the country."""
    entry = reading.registry.get(actor.id) if actor.id else None
    voices = _VOICES | {"army", "unit"} if units else _VOICES
    if entry is None or not entry.country or entry.kind not in voices:
        return actor
    organ = reading.registry.organ(entry.country, "army", reading.document.report.date)
    demonym = reading.registry.demonym(entry.country)
    return Actor(f"{demonym} forces", organ.id if organ else entry.id)


def parties_of(reading: Reading, sentence: Sentence, token: Token, speaker: Actor | None) -> list[Actor]:
    """The parties that a phrase stands for: the cast's, those of what it measures, else its own words."""
    found = [reading.cast.actor_at(sentence, token, speaker)]
    cause = _cause_of(token)
    if cause is not None:
        lord = reading.cast.actor_at(sentence, cause, speaker)
        whole = spelled(token.doc[token.i : max(t.i for t in cause.subtree if t.i <= cause.i) + 1])
        return [Actor(whole, lord.id)]
    if " and " in found[0].name and not found[0].id:
        found = reading.cast.actors_at(sentence, token, speaker)
    inner = content_head(token)
    if not any(a.name for a in found) and inner != token:
        found = [reading.cast.actor_at(sentence, inner, speaker)]
    if not any(a.name for a in found) and token.pos_ in {"NOUN", "PROPN"}:
        found = [Actor(_phrase(token))]
    singular = token.lemma_.lower()
    if singular in _PLURALS and token.tag_ in {"NN", "JJ"} and found[0].name == token.text:
        found = [replace(found[0], name=f"{singular}s")]
    return found


def _cause_of(noun: Token) -> Token | None:
    """Whose men they are: "forces *loyal to the Council*"; None where it is not said so."""
    for word in noun.rights:
        if word.i == noun.i + 1 and word.lower_ == "loyal":
            return next(
                (p for c in word.children if c.lower_ == "to" for p in c.children if p.dep_ == "pobj"), None
            )
    return None


def _spoken_to(reading: Reading, sentence: Sentence, heads: Iterable[Token]) -> list[Token]:
    """Whom one speaks of: the parties named, or whose the thing is ("condemned the *rebel* advance")."""
    out: list[Token] = []
    for head in heads:
        if is_party(reading, sentence, head) and not is_happening(reading, sentence, head):
            out.append(head)
        else:
            out.extend(_inside(reading, sentence, head, _DOERS))
    return out


def _owners_of(reading: Reading, sentence: Sentence, things: Iterable[Token]) -> list[Token]:
    """Whose position, post or depot was hit or taken: "bombed *RSF* positions", "a base of the *Tigers*"."""
    own = word_classes()["military_things"]
    for thing in things:
        for head in dict.fromkeys((thing, content_head(thing))):
            if head.lemma_.lower() not in own or head.pos_ == "PROPN":
                continue
            found = _inside(reading, sentence, head, _KEEPERS)
            if found:
                return found
    return []


def _of_demonym(reading: Reading, sentence: Sentence, token: Token, speaker: Actor | None) -> Actor:
    """Whom an adjective before a position names: "*Russian* trenches" are those of the Russian forces."""
    actor = parties_of(reading, sentence, token, speaker)[0]
    if token.pos_ == "ADJ" or token.ent_type_ == "NORP":
        entry = reading.registry.get(actor.id) if actor.id else None
        if entry is None or entry.kind in {"state", "people", "ethnic"}:
            return Actor(f"{token.text} forces", actor.id)
    return actor


def _inside(reading: Reading, sentence: Sentence, noun: Token, prepositions: frozenset[str]) -> list[Token]:
    """The parties named within a noun phrase: before the noun, as its owner, or after a preposition."""
    before = [*modifiers(noun), *(c for c in noun.lefts if c.dep_ == "poss")]
    found = [*before, *after(noun, prepositions)]
    return [t for t in found if _plainly_party(reading, sentence, t)]


def _plainly_party(reading: Reading, sentence: Sentence, token: Token) -> bool:
    classes = reading.classes(sentence, token)
    return bool(classes & {"forces", "party", "people"}) and "settlement" not in classes


def is_happening(reading: Reading, sentence: Sentence, token: Token) -> bool:
    """Whether a word tells what happens or when, so that it is no party ("escalation", "a day earlier")."""
    if token.lower_ in {"this", "that"} or token.ent_type_ in {"DATE", "TIME"}:
        return True
    if token.ent_type_ in {"ORG", "NORP", "PERSON", "GPE"}:
        return False
    if token.tag_ == "VBG":
        return token.lower_ in word_classes()["happenings"]
    if token.pos_ != "NOUN":
        return False
    lemma = token.lemma_.lower()
    if lemma not in word_classes()["happenings"] and not lemma.endswith(_ABSTRACT):
        return False
    classes = reading.classes(sentence, token)
    return not classes & {"forces", "party", "people", "person", "aircraft", "guns", "explosives", "any"}


def is_party(reading: Reading, sentence: Sentence, token: Token) -> bool:
    """Whether something can be done to it as to a party: people and forces, not towns or scenes."""
    classes = reading.classes(sentence, token)
    if classes & {"forces", "party", "people", "person", "any"}:
        return True
    if classes & {"aircraft", "ships"}:  # "a *U.N.* helicopter came under fire"
        owners = [*modifiers(token), *(c for c in token.lefts if c.dep_ == "poss")]
        return any(_plainly_party(reading, sentence, t) for t in owners)
    return token.pos_ == "PROPN" and "territory" not in classes


def holders(event: Event) -> tuple[Actor, ...]:
    """Who held what was taken or struck: "*rebel*-held areas", "*government*-controlled districts"."""
    for head in event.places:
        for token in head.subtree:
            if token.lower_ not in {"held", "controlled", "run"} or token.i < event.trigger.sent.start + 2:
                continue
            dash, holder = token.nbor(-1), token.nbor(-2)
            if dash.text in {"-", "–"}:
                word = holder.lemma_.lower()
                return (Actor(f"{word}s" if word in _PLURALS else holder.text),)
    return ()


def fighter(reading: Reading, speaker: Actor) -> tuple[Actor, ...]:
    """An army that tells of fighting without saying who fights tells of its own."""
    entry = reading.registry.get(speaker.id) if speaker.id else None
    return (speaker,) if entry is not None and entry.kind in _STATE_KINDS | _ARMED_KINDS else ()


def _phrase(noun: Token) -> str:
    """A noun phrase's own words from its modifiers to its complement of "of", articles left out."""
    tokens = [t for t in noun.subtree if t.i <= noun.i]
    tail = [t for c in noun.children if c.dep_ == "prep" and c.lower_ == "of" for t in c.subtree]
    words = tokens + tail
    while len(words) > 1 and (words[0].pos_ in _NO_NAME or words[0].ent_type_ in {"DATE", "TIME"}):
        words = words[1:]
    return spelled(noun.doc[words[0].i : words[-1].i + 1])[:120] if words else noun.text


def led_by(head: Token) -> list[Token]:
    """Parties named inside a party: "rebels, including the X", "factions led by Y", "mainly Z"."""
    out: list[Token] = []
    for child in head.children:
        if child.dep_ == "prep" and child.lower_ in {"including", "like"}:
            out.extend(c for c in child.children if c.dep_ == "pobj")
        elif child.dep_ in {"acl", "relcl"} and child.lemma_ == "lead":
            out.extend(
                p
                for c in child.children
                if c.dep_ in {"agent", "prep"}
                for p in c.children
                if p.dep_ == "pobj"
            )
        elif child.dep_ == "appos" and any(
            c.lower_ in {"mainly", "notably", "chiefly"} for c in child.children
        ):
            out.append(child)
    return out


def is_state(reading: Reading, actor: Actor) -> bool:
    """Whether a party is a state, or one of its organs or officials."""
    entry = reading.registry.get(actor.id) if actor.id else None
    return entry is not None and entry.kind in _STATE_KINDS


def is_civilian(reading: Reading, actor: Actor) -> bool:
    """Whether a party bears no arms, by the registry or by the words of its name."""
    entry = reading.registry.get(actor.id) if actor.id else None
    if entry is not None:
        return entry.kind == "civilians"
    people = word_classes()["people"]
    return any(w.lower() in people or w.lower().rstrip("s") in people for w in actor.name.split())
