"""Parties that are described and not named: "the group", "its forces", "the country", "the two leaders"."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from warledger.actors import phrase
from warledger.actors.ground import Ground
from warledger.actors.mentions import ARMED, SUBJECTS, Mention, Mentions
from warledger.actors.registry import name_rules, normalise
from warledger.language.document import Sentence
from warledger.model import Actor

if TYPE_CHECKING:
    from warledger.language.tokens import Token

NOBODY = Actor("", "")
COUNTRY_NOUNS = frozenset({"country", "nation", "kingdom", "republic"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_PAIR = frozenset({"two", "both", "2"})
_MODIFIERS = frozenset({"amod", "compound", "nmod", "poss", "nummod"})
_SAME = frozenset({"same", "said", "very", "latter", "aforementioned"})
_BACKED = frozenset({"based", "backed", "linked", "affiliated", "led", "aligned", "run", "supported"})
_STATE_FORCES = frozenset({"army", "unit", "airforce", "navy", "police"})
_STATES_OWN = frozenset({"army", "military", "navy", "police", "government", "troops", "soldiers"})
_NO_STATE = ARMED - _STATE_FORCES
_REGULARS = frozenset({"soldiers", "troops", "forces", "units", "servicemen"})
_FORCES = frozenset(
    {
        "army",
        "front",
        "movement",
        "brigade",
        "brigades",
        "forces",
        "force",
        "militia",
        "resistance",
        "alliance",
        "group",
        "battalion",
        "coalition",
        "union",
        "party",
    }
)
# They name a side by themselves and need not lead back to whom was named last.
_SIDES = frozenset(
    {"rebels", "insurgents", "terrorists", "factions", "forces", "members", "officials", "leaders", "men"}
)
# What is done by arms or to them: "drove *the group* out" means no charity.
_FORCEFUL = frozenset(
    "attack ambush bomb shell storm raid seize capture retake overrun kill fight battle drive push oust "
    "dislodge expel defeat rout encircle besiege withdraw retreat control hold launch fire arm".split()
)
_UNARMED = frozenset({"officials", "leaders", "members", "supporters", "activists"})
_NEAR = 3


class Descriptions:
    """Leads descriptions of one report back to the parties that it names."""

    def __init__(self, ground: Ground, mentions: Mentions, of: Callable[[Mention], Actor]) -> None:
        """Take what the report names.

        Args:
            ground: Its known names.
            mentions: Its noun phrases.
            of: Gives the party of a mention.
        """
        self._ground = ground
        self._mentions = mentions
        self._of = of
        self._lexicon = phrase.words()

    def back(self, sentence: Sentence, head: Token, name: str) -> list[Actor]:
        """The parties that a definite description means; none where it stands for itself."""
        if is_pair(head):
            return self._pair(sentence, head)
        if not any(t.lower_ in _DEFINITE for t in head.lefts if t.dep_ == "det"):
            return []
        strong = [normalise(t.lower_) for t in head.lefts if t.dep_ in _MODIFIERS and not self._weak(t)]
        if head.lemma_.lower() in COUNTRY_NOUNS and not strong:
            here = self.country(sentence, head)
            return [here] if here.name else []
        described = self._described_before(sentence, head, name)
        if described is not None:
            return [described]
        group = not strong and self._is_collective(head)
        found = self._named_before(sentence, head, name, strong, group)
        if found is None and group:
            found = self._group_before(sentence, head)
        return [found] if found else []

    def country(self, sentence: Sentence, head: Token) -> Actor:
        """The country that "the country" means: the speaker's, unless the report's own is named after it."""
        ground = self._ground
        offset = sentence.at(head).start
        speaker = self._speaking(sentence, head)
        best = self._ground.country
        own = 0
        if speaker is not None:
            own = sentence.at(speaker).end
            best = self._country_of_phrase(sentence, speaker) or best
        for at, iso in ground.countries_before(offset):
            if at < sentence.start and (speaker is not None or self._ground.country):
                break
            if speaker is None or (at >= own and iso == ground.country):
                best = iso
                break
        return ground.state(best) or NOBODY

    def _country_of_phrase(self, sentence: Sentence, head: Token) -> str:
        first, last = phrase.bounds(head)
        span = sentence.cover(head.doc[first], head.doc[last])
        for at, iso in self._ground.countries_before(span.end):
            if at >= span.start:
                return iso
            break
        mention = self._mentions.at(sentence, head)
        return self._ground.country_of(self._of(mention)) if mention else ""

    def _speaking(self, sentence: Sentence, head: Token) -> Token | None:
        for verb in head.ancestors:
            if verb.lemma_.lower() in self._lexicon.speech:
                subject = next((t for t in verb.children if t.dep_ in SUBJECTS), None)
                if subject is not None and subject.i < head.i and subject.pos_ != "PRON":
                    return subject
        return None

    def _described_before(self, sentence: Sentence, head: Token, name: str) -> Actor | None:
        """The party that the same words stood before: "the war monitor Riverwatch … the war monitor"."""
        words = name.lower()
        if " " not in words:
            return None
        text = self._ground.text
        for mention in self._mentions.before(sentence, sentence.at(head).start):
            if not mention.named or mention.type == "place":
                continue
            hit = self._ground.hit_at(mention.head)
            start = min(mention.span.start, hit.start if hit else mention.head)
            if words in text[max(0, start - len(words) - 3) : mention.head].lower():
                return self._of(mention)
        return None

    def longer(self, sentence: Sentence, head: Token, name: str) -> Actor | None:
        """The longer name that a short one with "the" means: "the High Command" for "High Command of …"."""
        if head.pos_ != "PROPN" or not any(t.lower_ == "the" for t in head.lefts):
            return None
        for mention in self._mentions.before(sentence, sentence.at(head).start):
            if mention.named and mention.noun == head.lower_:
                whole = phrase.clean(self._ground.text[mention.span.start : mention.span.end])
                if whole.startswith(name + " of "):
                    return self._of(mention)
        return None

    def _named_before(
        self, sentence: Sentence, head: Token, name: str, strong: list[str], group: bool
    ) -> Actor | None:
        if any(c.dep_ == "acl" and c.lemma_ in {"lead", "head"} for c in head.rights):
            return None  # "the coalition led by …" says itself which one
        noun, lemma = head.lower_, head.lemma_.lower()
        kinds = None if group else self._lexicon.anaphors.get(noun)
        if kinds and kinds & ARMED and head.head.lemma_.lower() in _FORCEFUL:
            kinds &= ARMED
        for mention in self._mentions.before(sentence, sentence.at(head).start):
            if mention.type == "place" or (mention.entry and mention.entry.kind == "state"):
                continue
            entry = mention.entry
            same = noun in (mention.noun, mention.token.lower_) or (
                lemma == mention.token.lemma_.lower() and head.tag_ == mention.token.tag_
            )
            in_name = mention.named and noun in normalise(
                self._ground.text[mention.span.start : mention.span.end]
            )
            fits = bool(mention.named and kinds and entry and entry.kind in kinds)
            if mention.named and kinds and entry is None and "rebel" in kinds:
                fits = mention.type == "group" and self._named_as_force(mention)
            person = mention.type == "person" and in_name and lemma in self._lexicon.person
            if not (same or fits or person):
                continue
            just_told = mention.sentence >= sentence.index - 1 and mention.dep in SUBJECTS
            if noun in _STATES_OWN and entry is not None and entry.kind in _NO_STATE and not just_told:
                continue  # "the army" is not a Liberation Army that was named long before
            if not mention.named and not self._tells_more(mention, head):
                continue
            words = normalise(self._ground.text[mention.span.start : mention.span.end]).split()
            if strong and not set(strong) <= set(words):
                continue
            actor = self._of(mention)
            if actor.name and (fits or person or len(actor.name.split()) >= len(name.split())):
                return actor
            return None
        return None

    def _named_as_force(self, mention: Mention) -> bool:
        """Whether an unknown name calls itself an army, a front or the like."""
        words = normalise(self._ground.text[mention.span.start : mention.span.end]).split()
        return len(words) > 1 and any(w in _FORCES for w in words)

    def _tells_more(self, mention: Mention, head: Token) -> bool:
        """Whether a description says what a later one leaves out: "Syrian rebels" for "the rebels"."""
        token = mention.token
        more = [t for t in token.lefts if t.dep_ in _MODIFIERS and t.dep_ != "nummod"]
        return len(more) > sum(t.dep_ in _MODIFIERS and t.lower_ not in _SAME for t in head.lefts) and (
            head.tag_ == "NNS" or mention.entry is not None
        )

    def _is_collective(self, head: Token) -> bool:
        if head.tag_ != "NNS" or head.lower_ not in name_rules().followers or head.lower_ in _SIDES:
            return False
        return head.lower_ in self._lexicon.people or head.lemma_.lower() in self._lexicon.group

    def _group_before(self, sentence: Sentence, head: Token) -> Actor | None:
        """The armed party just told of, which "the fighters" mean: subjects before others."""
        best, score = None, 0.0
        for mention in self._mentions.before(sentence, sentence.at(head).start, _NEAR):
            entry = mention.entry
            armed = (entry is not None and entry.kind in ARMED) or (
                mention.type in ("people", "group")
                and mention.token.lower_ in name_rules().followers - _UNARMED
            )
            of_state = entry.kind in _STATE_FORCES if entry else mention.token.lower_ in _REGULARS
            if not armed or of_state != (head.lower_ in _REGULARS):
                continue
            here = 5.0 - (sentence.index - mention.sentence) + 2.0 * (mention.dep in SUBJECTS)
            if here > score:
                best, score = mention, here
        return self._of(best) if best else None

    def _pair(self, sentence: Sentence, head: Token) -> list[Actor]:
        """Whom "the two leaders" or "both countries" mean: the last two of their sort."""
        lemma = head.lemma_.lower()
        if lemma in COUNTRY_NOUNS or lemma == "state":
            wanted = "state"
        elif lemma in self._lexicon.person:
            wanted = "person"
        else:
            return []
        found: list[Actor] = []
        for mention in self._mentions.before(sentence, sentence.at(head).start, _NEAR):
            if mention.type != wanted or not mention.named:
                continue
            actor = self._of(mention)
            if actor.name and all(actor.name != a.name and (not a.id or a.id != actor.id) for a in found):
                found.append(actor)
            if len(found) == 2:
                return found[::-1]
        return []

    def _weak(self, token: Token) -> bool:
        if token.lower_ in self._ground.registry.demonyms or token.lower_ in _SAME:
            return True
        registry = self._ground.registry
        pieces = token.text.lower().replace("-", " ").split()
        return all(
            p in self._lexicon.weak or p in registry.countries or p in registry.demonyms for p in pieces
        ) or any(p in _BACKED for p in pieces)


def is_pair(head: Token) -> bool:
    """Whether a noun is one of two: "the two leaders", "both presidents"."""
    return head.tag_ == "NNS" and any(
        t.lower_ in _PAIR and t.dep_ in ("nummod", "det", "predet", "amod") for t in head.lefts
    )
