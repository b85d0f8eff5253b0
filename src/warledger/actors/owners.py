"""Parties by whom they belong to: "its forces", "the country's army", "our troops", a report's "the army"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warledger.actors import phrase
from warledger.actors.descriptions import COUNTRY_NOUNS, Descriptions
from warledger.actors.ground import Ground
from warledger.actors.pronouns import WE, Pronouns, Resolve, is_pronoun
from warledger.actors.registry import name_rules, normalise
from warledger.language.document import Sentence
from warledger.language.tokens import spelled
from warledger.model import Actor
from warledger.places.country import country_of_capital

if TYPE_CHECKING:
    from warledger.language.tokens import Token

_OWN_WORD = frozenset(
    {"forces", "troops", "army", "military", "government", "regime", "soldiers", "administration"}
)


class Owners:
    """Resolves possession in one report."""

    def __init__(
        self, ground: Ground, descriptions: Descriptions, pronouns: Pronouns, resolve: Resolve
    ) -> None:
        """Take what the report names and who resolves the owners."""
        self._ground = ground
        self._descriptions = descriptions
        self._pronouns = pronouns
        self._resolve = resolve

    def owned(self, sentence: Sentence, head: Token, speaker: Actor | None, depth: int) -> Actor | None:
        """A party by its owner; None when it has none that could be told more fully."""
        owner = next((t for t in head.lefts if t.dep_ == "poss"), None)
        if owner is None:
            return None
        if owner.lower_ in WE:
            return self._ours(sentence, head, owner, speaker, depth)
        if not is_pronoun(owner) and owner.lemma_.lower() not in COUNTRY_NOUNS:
            return self._of_named(sentence, head, owner, depth)
        who = (
            self._of_told(sentence, head, depth)
            or self._of_sayer(sentence, head, owner, depth)
            or self._resolve(sentence, owner, speaker, depth + 1)
        )
        rest = _tail(head, owner)
        if not who.name:
            return Actor(rest, self.organ_here(sentence, head, rest))
        entry = self._ground.registry.get(who.id)
        if entry and entry.country and (entry.kind == "state" or entry.organ):
            name = f"{self._ground.registry.demonym(entry.country)} {rest}"
            return Actor(name, self._ground.id_of(name) or self._organ_of(who, head) or who.id)
        if entry is not None and not entry.is_person and head.lower_ in name_rules().followers:
            again = who.name.rsplit(" ", 1)[-1].lower() in name_rules().followers
            return Actor(who.name if again else f"{who.name} {rest}", who.id)
        name = f"{who.name}' {rest}" if who.name.endswith("s") else f"{who.name}'s {rest}"
        return Actor(name, self._ground.id_of(name) or self._organ_of(who, head))

    def _of_told(self, sentence: Sentence, head: Token, depth: int) -> Actor | None:
        """Whose army "its army" is behind what it says: "*Ugandan* troops entered Bunia, *its army* said"."""
        if head.lower_ not in _OWN_WORD or head.dep_ != "nsubj":
            return None
        for told in head.head.lefts:
            if told.dep_ != "ccomp" or told.i > head.i:
                continue
            subjects = [c for c in told.lefts if c.dep_ in {"nsubj", "nsubjpass"}]
            for word in (c for s in subjects for c in s.lefts if c.dep_ in {"amod", "poss", "compound"}):
                who = self._resolve(sentence, word, None, depth + 1)
                entry = self._ground.registry.get(who.id)
                if entry is not None and entry.kind == "state":
                    return who
        return None

    def _of_sayer(self, sentence: Sentence, head: Token, owner: Token, depth: int) -> Actor | None:
        """Whose "its troops" are in what a state's body says: "*Kyiv's general staff* said its troops …"."""
        if owner.lower_ != "its" or head.dep_ != "nsubj" or head.head.dep_ not in {"ccomp", "acl"}:
            return None
        saying = head.head.head
        if saying.dep_ == "dobj" and saying.head.lemma_ in {"deny", "reject", "dismiss"}:
            saying = saying.head  # "denied a report that its troops …"
        sayer = next((c for c in saying.lefts if c.dep_ == "nsubj"), None)
        if saying.lemma_.lower() not in phrase.words().speech or sayer is None or is_pronoun(sayer):
            return None
        for word in (sayer, *(c for c in sayer.lefts if c.dep_ == "poss")):
            seat = self._ground.state(country_of_capital(word.text)) if word.dep_ == "poss" else None
            who = seat or self._resolve(sentence, word, None, depth + 1)
            entry = self._ground.registry.get(who.id)
            if entry is not None and entry.country and (entry.organ or entry.kind == "state"):
                return who
        return None

    def organ_here(self, sentence: Sentence, head: Token, name: str) -> str:
        """The id of "the army" in a report whose war or country is plain; else ""."""
        ground = self._ground
        found = ground.generic.find(name)
        if found:
            return found
        organ = ground.registry.heads.get(normalise(name))
        if not organ:
            return ""
        for hit in reversed(ground.hits):
            if hit.end <= sentence.at(head).start:
                entry = ground.entry_of(hit.key)
                if entry and entry.organ == organ:
                    return entry.id
        ranked = ground.countries.most_common(2)
        if not ranked or (len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]):
            return ""
        return ground.organ(ranked[0][0], [normalise(name)])

    def _ours(
        self, sentence: Sentence, head: Token, owner: Token, speaker: Actor | None, depth: int
    ) -> Actor:
        who = speaker or self._pronouns.first_person(sentence, owner, depth)
        return Actor(self._named_ours(who, head), self._organ_of(who, head))

    def _named_ours(self, who: Actor, head: Token) -> str:
        """As in "our troops" of a Chadian general, which are Chadian troops."""
        name = phrase.phrase_name(head)
        name = name.removeprefix("Our ").removeprefix("our ")
        if head.lower_ not in name_rules().followers:
            return name
        entry = self._ground.registry.get(who.id)
        country = self._ground.country_of(who)
        if country and (entry is None or entry.organ or entry.is_person or entry.kind == "state"):
            return f"{self._ground.registry.demonym(country)} {name}"
        return f"{who.name} {name}" if entry is not None and not entry.is_person else name

    def _of_named(self, sentence: Sentence, head: Token, owner: Token, depth: int) -> Actor | None:
        """The owner's organ: "Chad's French-backed army", "President Haddad's troops"."""
        name = phrase.phrase_name(head)
        if self._ground.id_of(name):
            return None
        words = [normalise(head.lower_)]
        if words[0] not in self._ground.registry.heads:
            return None
        who = self._resolve(sentence, owner, None, depth + 1)
        found = self._organ_of(who, head)
        return Actor(name, found) if found else None

    def _organ_of(self, who: Actor, head: Token) -> str:
        """The id of the organ of a party's country that a noun means, or of the party itself."""
        ground = self._ground
        words = [normalise(t.lower_) for t in head.subtree if t.dep_ != "poss"]
        rest = normalise(" ".join(words))
        entry = ground.registry.get(who.id)
        country = ground.country_of(who)
        states_own = entry is None or entry.organ or entry.kind in ("state", "official", "ministry", "army")
        if country and states_own:
            return ground.organ(country, [*words, rest, normalise(head.lower_)])
        if entry is None or entry.kind in ("agency", "media", "monitor") or head.lower_ not in _OWN_WORD:
            return ""
        return entry.id


def _tail(head: Token, owner: Token) -> str:
    """What follows the owner in a phrase, without the possessive ending."""
    text = spelled(head.doc[owner.i + 1 : phrase.bounds(head)[1] + 1])
    return phrase.clean(text.removeprefix("'s ").removeprefix("’s "))
