"""The fullest name that a report has for a party."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warledger.actors import phrase
from warledger.actors.ground import Ground
from warledger.actors.mentions import Mention, Mentions
from warledger.actors.names import Hit
from warledger.actors.registry import ActorEntry, is_acronym, keys_of, name_rules, normalise
from warledger.model import Actor

if TYPE_CHECKING:
    from warledger.language.tokens import Token

_FULL_NAME_WORDS = 14


class Naming:
    """Names of one report: acronyms, short forms and surnames lead to the longest."""

    def __init__(self, ground: Ground, mentions: Mentions) -> None:
        """Note the longest names of the report."""
        self._ground = ground
        self._full: dict[str, str] = {}
        self._people: dict[str, list[str]] = {}
        for hit in ground.hits:
            self._note_party(hit)
        for mention in mentions.all:
            if mention.type == "person" and mention.named:
                self._note_person(mention)

    def named(self, name: str) -> Actor:
        """A party by any name of it."""
        ground = self._ground
        if name in ground.acronyms:
            full = ground.acronyms[name]
            return Actor(full, ground.id_of(full) or ground.id_of(name))
        entry = ground.registry.find(name, ground.on, ground.country)
        words = normalise(name).split()
        if entry is None or entry.is_person:
            full = self.person(words)
            if full:
                return Actor(full, entry.id if entry else ground.id_of(full))
        if entry is None:
            return Actor(name, ground.generic.find(name))
        if entry.kind != "state" and not entry.organ and entry.id in self._full:
            full = self._full[entry.id]
            known = {keys_of(n) for n in (entry.name, *entry.aliases)}
            if keys_of(name) in known or normalise(name) in known or _only_followers(words, known):
                return Actor(full if better(full, name) else name, entry.id)
        return Actor(name, entry.id)

    def of_hit(self, head: Token, name: str, hit: Hit) -> Actor:
        """A party by a known name that stands in its phrase."""
        ground = self._ground
        bare = phrase.clean(ground.text[hit.start : hit.end])
        entry = ground.entry_of(hit.key)
        if bare in ground.acronyms:
            return Actor(ground.acronyms[bare], entry.id if entry else "")
        person = self.person_at(head, entry)
        if person is not None:
            return person
        if entry is None:
            return self.named(name or bare)
        if entry.kind == "state":
            short = len(bare.split()) >= len(name.split()) - 1 or not name
            return Actor(bare if short else name, ground.id_of(name) or entry.id)
        if entry.organ:
            return Actor(name if name and bare in name else bare, entry.id)
        return Actor(self.party(entry, bare), entry.id)

    def person_at(self, head: Token, entry: ActorEntry | None = None) -> Actor | None:
        """The human being whose name a word belongs to ("Foreign Minister Mona Haddad"); None if none."""
        known = entry is not None and entry.is_person
        if not known:
            if entry is not None and head.ent_type_ != "PERSON" and head.lower_ not in name_rules().titles:
                return None
            tokens = phrase.run(head)
            if not any(t.ent_type_ == "PERSON" for t in tokens) or (len(tokens) < 2 and entry is not None):
                return None
            if entry is not None and entry.kind == "state" and head.ent_type_ != "PERSON":
                return None
        name = phrase.person_name(head)
        full = self.person(normalise(name).split()) or name
        return Actor(full, entry.id if known and entry else self._ground.id_of(full))

    def person(self, words: list[str]) -> str:
        """The longest name in the report that ends like this one and holds its words; else ""."""
        if not words:
            return ""
        demonyms = self._ground.registry.demonyms
        bare = [w for w in words if w not in name_rules().titles and w not in demonyms]
        if not bare:
            return ""
        best: list[str] = []
        found = ""
        for full in self._people.get(words[-1], ()):
            fuller = normalise(full).split()
            if set(bare) <= set(fuller) and len(fuller) > len(best):
                found, best = full, fuller
        return found if len(best) >= len(words) else ""

    def party(self, entry: ActorEntry, name: str) -> str:
        """The longest known name of a party that the report uses, at least this one."""
        full = self._full.get(entry.id, "")
        return full if better(full, name) else name

    def _note_party(self, hit: Hit) -> None:
        entry = self._ground.entry_of(hit.key)
        if entry is None or entry.is_person or entry.kind == "state":
            return
        name = phrase.clean(self._ground.text[hit.start : hit.end])
        if better(name, self._full.get(entry.id, "")):
            self._full[entry.id] = name

    def _note_person(self, mention: Mention) -> None:
        name = phrase.person_name(mention.token)
        words = normalise(name).split()
        if not words or len(words) > _FULL_NAME_WORDS:
            return
        bucket = self._people.setdefault(words[-1], [])
        if name not in bucket:
            bucket.append(name)


def better(name: str, known: str) -> bool:
    """Whether a name says more than another."""
    if not known or not name:
        return bool(name)
    if is_acronym(known) != is_acronym(name):
        return is_acronym(known)
    return len(normalise(name).split()) > len(normalise(known).split())


def _only_followers(words: list[str], known: set[str]) -> bool:
    tail = list(words)
    while len(tail) > 1 and tail[-1] in name_rules().followers:
        tail.pop()
        if " ".join(tail) in known or "=" + " ".join(tail).upper() in known:
            return True
    return False
