"""What a report gives to tell its parties by: known names, acronyms it explains, countries and wars."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from warledger.actors.generic import Generic
from warledger.actors.names import Hit, defined_acronyms, known_names
from warledger.actors.registry import ActorEntry, Registry
from warledger.language.document import Document
from warledger.model import Actor, Place

_SPEAKERS_ABROAD = frozenset({"agency", "media", "ngo", "monitor"})


class Ground:
    """One report's names, read once; the other parts of the cast stand on it."""

    def __init__(self, document: Document, registry: Registry, places: Sequence[Place] = ()) -> None:
        """Read the names.

        Args:
            document: The parsed report.
            registry: Who is known.
            places: The report's places; may be empty.
        """
        self.document = document
        self.registry = registry
        self.on = document.report.date
        self.text = document.layout.text
        self.hits = known_names(self.text, registry)
        self._starts = [h.start for h in self.hits]
        self.acronyms = defined_acronyms(self.text, registry)
        self._places = sorted(places, key=lambda p: p.start)
        self._place_starts = [p.start for p in self._places]
        self.place_names = frozenset(p.name for p in self._places if p.literal and p.resolved)
        self.countries = self._count_countries()
        self.country = self.countries.most_common(1)[0][0] if self.countries else ""
        self.generic = Generic(registry, self._count_wars(), self.on)
        self._ids: dict[str, str] = {}

    def hit_at(self, offset: int) -> Hit | None:
        """The known name that holds a character."""
        at = bisect_right(self._starts, offset) - 1
        if at < 0 or offset >= self.hits[at].end:
            return None
        return self.hits[at]

    def place_at(self, offset: int) -> Place | None:
        """The place whose name holds a character."""
        at = bisect_right(self._place_starts, offset) - 1
        if at < 0 or offset >= self._places[at].end:
            return None
        return self._places[at]

    def entry_of(self, key: str) -> ActorEntry | None:
        """The party of a known name, on the report's day; a country's name is its state."""
        found = self.registry.named(key)
        if found:
            return self.registry.choose(found, self.on, "" if len(found) == 1 else self.country)
        return self.registry.state(self.registry.countries.get(key, ""))

    def id_of(self, name: str) -> str:
        """The registry's id of a name, by the war where it is a generic word; else ""."""
        known = self._ids.get(name)
        if known is None:
            entry = self.registry.find(name, self.on, self.country)
            known = self._ids[name] = entry.id if entry else self.generic.find(name)
        return known

    def country_of_key(self, key: str) -> str:
        """The country that a known name tells of: a state, an adjective, a state's organ or official."""
        iso = self.registry.countries.get(key) or self.registry.demonyms.get(key)
        if iso:
            return iso
        entry = self.entry_of(key)
        return entry.country if entry and entry.kind not in _SPEAKERS_ABROAD else ""

    def countries_before(self, offset: int) -> Iterator[tuple[int, str]]:
        """Where countries are named before a place in the text, the nearest first."""
        for at in range(bisect_left(self._starts, offset) - 1, -1, -1):
            iso = self.country_of_key(self.hits[at].key)
            if iso:
                yield self.hits[at].start, iso

    def country_of(self, actor: Actor) -> str:
        """The country of a party, by its id or by the words of its name; "" when neither tells."""
        entry = self.registry.get(actor.id)
        if entry and entry.country:
            return entry.country
        named = (self.country_of_key(h.key) for h in known_names(actor.name, self.registry))
        return next(filter(None, named), "")

    def organ(self, country: str, words: Sequence[str]) -> str:
        """The id of a country's organ by its noun ("forces", "army"), the last that is one; else ""."""
        for word in reversed(words):
            organ = self.registry.heads.get(word)
            entry = self.registry.organ(country, organ, self.on) if organ else None
            if entry:
                return entry.id
        return ""

    def state(self, country: str) -> Actor | None:
        """The state of an ISO code as a party."""
        entry = self.registry.state(country)
        return Actor(entry.name, entry.id) if entry else None

    def _count_countries(self) -> Counter[str]:
        counts: Counter[str] = Counter()
        registry = self.registry
        for hit in self.hits:
            iso = registry.countries.get(hit.key) or registry.demonyms.get(hit.key)
            if iso:
                counts[iso] += 1
                continue
            for entry in registry.named(hit.key)[:1]:
                if entry.country and entry.kind not in _SPEAKERS_ABROAD:
                    counts[entry.country] += 1
        counts.update(p.country for p in self._places if p.country)
        return counts

    def _count_wars(self) -> Counter[str]:
        wars: Counter[str] = Counter()
        for hit in self.hits:
            for entry in self.registry.named(hit.key)[:1]:
                for side in entry.sides[:1]:
                    wars[side.split(":")[0]] += 2
        for iso, count in self.countries.items():
            war = self.registry.war_of_country(iso)
            if war:
                wars[war] += count
        return wars
