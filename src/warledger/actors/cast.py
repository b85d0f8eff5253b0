"""The parties of one report: who a name, a role or a pronoun stands for, at the report's fullest name."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from warledger.actors import phrase
from warledger.actors.descriptions import NOBODY, Descriptions, is_pair
from warledger.actors.ground import Ground
from warledger.actors.mentions import Mention, Mentions
from warledger.actors.naming import Naming
from warledger.actors.owners import Owners
from warledger.actors.pronouns import Pronouns, is_pronoun
from warledger.actors.registry import Registry, name_rules
from warledger.language.document import Document, Sentence
from warledger.language.tokens import spelled
from warledger.model import Actor, Place, Span

if TYPE_CHECKING:
    from warledger.language.tokens import Token

log = logging.getLogger(__name__)
_DEEPEST = 4
_MOST_PARTIES = 20


class Cast:
    """Who is who in one report."""

    def __init__(self, document: Document, registry: Registry, places: Sequence[Place] = ()) -> None:
        """Read the report's names once.

        Args:
            document: The parsed report.
            registry: Who is known.
            places: Its places, which tell the war and the country, and what is no party; may be empty.
        """
        self._document = document
        self._ground = Ground(document, registry, places)
        self._mentions = Mentions(self._ground)
        self._naming = Naming(self._ground, self._mentions)
        self._descriptions = Descriptions(self._ground, self._mentions, self._of)
        self._pronouns = Pronouns(self._ground, self._mentions, self._of, self._at)
        self._owners = Owners(self._ground, self._descriptions, self._pronouns, self._at)
        self._known: dict[tuple[int, Actor | None], Actor] = {}

    # ------------------------------------------------------------------ the report's parties

    def parties(self) -> list[tuple[Span, Actor]]:
        """All phrases that are parties, in order, with who they are."""
        sentences = self._document.sentences
        return [(m.span, self.actor_at(sentences[m.sentence], m.token)) for m in self._mentions.all]

    @property
    def wars(self) -> list[str]:
        """The wars that the report is about, the chief one first ("syr", "ukr")."""
        return self._ground.generic.wars

    @property
    def countries(self) -> Counter[str]:
        """How often the report names each country, by ISO code."""
        return self._ground.countries

    @property
    def country(self) -> str:
        """The country that the report names most; "" when it names none."""
        return self._ground.country

    def fullest(self, name: str) -> Actor:
        """A party by any name of it: the fullest in the report and the registry's id."""
        name = phrase.clean(name)
        return self._naming.named(name) if name else NOBODY

    def holds(self, place: Place) -> bool:
        """Whether a place's name is only part of a known party's ("State of Iraq and the *Levant*")."""
        hit = self._ground.hit_at(place.start)
        if hit is None or hit.end < place.end or hit.end - hit.start <= place.end - place.start:
            return False
        return self._ground.entry_of(hit.key) is not None

    def actor_at(self, sentence: Sentence, head: Token, speaker: Actor | None = None) -> Actor:
        """The party that the phrase of a noun, name or pronoun stands for.

        Args:
            sentence: The sentence.
            head: The phrase's head token.
            speaker: Who speaks the sentence, when it is quoted ("our forces").

        Returns:
            Its fullest name and its registry id; several that one word stands for ("they", "the two leaders")
            are joined by "and", without an id; an unresolved pronoun gives ``Actor("", "")``.
        """
        key = (head.idx + sentence.offset, speaker)
        known = self._known.get(key)
        if known is None:
            try:
                known = self._at(sentence, head, speaker, 0)
            except Exception:  # the door: odd text must not stop a report
                log.debug("phrase not resolved: %r", head.text, exc_info=True)
                known = NOBODY if head.pos_ == "PRON" else Actor(phrase.clean(head.text), "")
            self._known[key] = known
        return known

    def actors_at(self, sentence: Sentence, head: Token, speaker: Actor | None = None) -> list[Actor]:
        """The parties of a phrase one by one: "Chad and Niger", "Syrian and Russian air forces", "they"."""
        out: list[Actor] = []
        queue = [head]
        while queue and len(out) < _MOST_PARTIES:
            token = queue.pop(0)
            out.extend(self._several(sentence, token, speaker))
            queue[:0] = [
                t for t in token.rights if t.dep_ == "conj" and t.pos_ in ("NOUN", "PROPN", "PRON", "NUM")
            ]
        return list(dict.fromkeys(a for a in out if a.name))

    def __iter__(self) -> Iterator[Mention]:
        return iter(self._mentions.all)

    # ------------------------------------------------------------------ phrases

    def _several(self, sentence: Sentence, token: Token, speaker: Actor | None) -> list[Actor]:
        if is_pronoun(token):
            return self._pronouns.parties(sentence, token, speaker, 0)
        if is_pair(token):
            return self._descriptions.back(sentence, token, "") or [self.actor_at(sentence, token, speaker)]
        whole = self.actor_at(sentence, token, speaker)
        nations = [
            m
            for left in token.lefts
            if left.dep_ in ("amod", "compound", "nmod")
            for m in (left, *(c for c in left.rights if c.dep_ == "conj"))
            if m.lower_ in self._ground.registry.demonyms
        ]
        if len(nations) < 2:
            return [whole]
        last = max(m.i for m in nations)
        rest = phrase.clean(spelled(token.doc[last + 1 : phrase.bounds(token)[1] + 1]))
        return [Actor(f"{m.text} {rest}", self._ground.id_of(f"{m.text} {rest}")) for m in nations]

    def _of(self, mention: Mention) -> Actor:
        return self.actor_at(self._document.sentences[mention.sentence], mention.token)

    def _at(self, sentence: Sentence, head: Token, speaker: Actor | None, depth: int) -> Actor:
        if depth > _DEEPEST:
            return NOBODY
        head = phrase.counted(head) if not is_pronoun(head) else head
        if is_pronoun(head):
            return _joined(self._pronouns.parties(sentence, head, speaker, depth))
        former = self._pronouns.former(sentence, head)
        if former is not None:
            return former
        named = self._named_beside(sentence, head)
        if named is not None:
            return self._at(sentence, named, speaker, depth + 1)
        return (
            self._by_name(sentence, head)
            or self._owners.owned(sentence, head, speaker, depth)
            or self._by_description(sentence, head)
        )

    def _by_name(self, sentence: Sentence, head: Token) -> Actor | None:
        ground = self._ground
        hit = ground.hit_at(sentence.at(head).start)
        if hit is not None:
            iso = ground.registry.demonyms.get(hit.key)
            if iso and not ground.registry.named(hit.key) and head.tag_ not in ("NNS", "NNPS"):
                state = ground.state(iso)
                if state is not None:
                    return state
            name = phrase.phrase_name(head)
            return self._descriptions.longer(sentence, head, name) or self._naming.of_hit(head, name, hit)
        if head.text in ground.acronyms:
            return self._naming.named(head.text)
        if head.pos_ == "PROPN":
            return self._naming.person_at(head)
        return None

    def _by_description(self, sentence: Sentence, head: Token) -> Actor:
        name = phrase.phrase_name(head)
        back = self._descriptions.back(sentence, head, name)
        if back:
            return _joined(back)
        inner = self._people_of_party(sentence, head)
        if inner is not None:
            return inner
        if not name:
            return Actor(phrase.clean(head.text), "")
        if head.pos_ == "PROPN":
            return self._naming.named(name)
        return Actor(name, self._ground.id_of(name) or self._owners.organ_here(sentence, head, name))

    def _people_of_party(self, sentence: Sentence, head: Token) -> Actor | None:
        """A common noun for the people of a named party: "HTS fighters" are Hayat Tahrir al-Sham."""
        if head.lower_ not in name_rules().followers:
            return None
        for left in reversed([t for t in head.lefts if t.dep_ in ("compound", "amod", "nmod", "poss")]):
            if left.text in self._ground.acronyms:
                return self._naming.named(left.text)
            hit = self._ground.hit_at(sentence.at(left).start)
            entry = self._ground.entry_of(hit.key) if hit else None
            if hit is not None and self._ground.text[hit.end : hit.end + 1] == "-":
                continue  # "Islamic State-linked militants"
            if hit is None or entry is None or entry.kind == "state" or entry.is_person or entry.organ:
                name = phrase.clean(spelled(left.doc[phrase.bounds(left)[0] : left.i + 1]))
                if name in self._ground.acronyms.values():
                    return self._naming.named(name)
                continue
            text = phrase.clean(self._ground.text[hit.start : hit.end])
            return Actor(self._ground.acronyms.get(text) or self._naming.party(entry, text), entry.id)
        return None

    def _named_beside(self, sentence: Sentence, head: Token) -> Token | None:
        """The proper name that follows a role: "his counterpart, Sergei Lavrov"."""
        lexicon = phrase.words()
        lemma = head.lemma_.lower()
        role = lemma in lexicon.person or lemma in lexicon.group or head.lower_ in lexicon.people
        if not role or (head.pos_ == "PROPN" and self._ground.hit_at(sentence.at(head).start)):
            return None
        for right in head.rights:
            if right.dep_ != "appos" or right.pos_ != "PROPN":
                continue
            known = (
                self._ground.hit_at(sentence.at(right).start) is not None
                or right.text in self._ground.acronyms
            )
            if known or right.ent_type_ in ("PERSON", "ORG", "NORP"):
                between = head.doc[head.i + 1 : right.left_edge.i]
                if not any(t.text == "(" or t.pos_ == "VERB" for t in between):
                    return right
        return None


def _joined(actors: Sequence[Actor]) -> Actor:
    """Several parties as one; NOBODY when there is none."""
    if len(actors) < 2:
        return actors[0] if actors else NOBODY
    return Actor(" and ".join(a.name for a in actors), "")
