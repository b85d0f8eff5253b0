"""The registry of parties: who they are, what they are called, on whose side and when."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from warledger.actors import store

_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’`]s?(?=\s|$)", re.IGNORECASE)
_APOSTROPHES = re.compile(r"['’‘`ʿʾʼ´]")
_ACRONYM = re.compile(r"[A-ZА-ЯІЇЄ][A-ZА-ЯІЇЄ0-9]{1,6}s?$")
_DOTTED = re.compile(r"(?:[A-Z]\.)+[A-Z]\.?")
_PARTITIVE_MAX = 3


@dataclass(slots=True, frozen=True)
class ActorEntry:
    """A party of a war, an organ of a state, an official, an organisation or an outlet.

    Attributes:
        id: Readable and lasting: ``hts``, ``syr-army``, ``sohr``.
        name: The usual English name.
        kind: One of ``data/kinds.yaml``.
        country: ISO 3166-1 alpha-2 code of its home; "" for what has none.
        side: ``war:side``, the chief one; "" for what takes none.
        parent: Id of what it belongs to; "" when it stands alone.
        aliases: Other names, acronyms and local short names.
        allies: Ids.
        enemies: Ids.
        since: First day under this name or in this office; None when not recorded.
        until: Last day; None when it lasts.
        inter: ACLED's category.
        sides: All ``war:side`` pairs, the chief one first.
        organ: Which organ of its state it is ("army"); "" for none.
        role: The office of an official ("Foreign Minister").
    """

    id: str
    name: str
    kind: str
    country: str = ""
    side: str = ""
    parent: str = ""
    aliases: tuple[str, ...] = ()
    allies: tuple[str, ...] = ()
    enemies: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    inter: str = ""
    sides: tuple[str, ...] = ()
    organ: str = ""
    role: str = ""

    def lived(self, on: date) -> bool:
        """Whether it existed, or held the office, on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)

    @property
    def is_person(self) -> bool:
        """Whether it is one human being."""
        return self.kind in ("official", "leader", "person")


@dataclass(slots=True, frozen=True)
class SourceEntry:
    """A source: its kind (government, armed group, monitor, agency, UN …) and whose side it is on."""

    id: str
    name: str
    kind: str
    side: str = ""
    country: str = ""
    aliases: tuple[str, ...] = ()


@lru_cache(maxsize=8192)
def normalise(name: str) -> str:
    """The form in which names are compared: no accents, articles, hyphens or possessives; one spelling."""
    rules = _name_rules()
    text = _POSSESSIVE.sub("", name.replace("-", " ").replace("–", " "))
    text = _APOSTROPHES.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c))
    text = text.casefold()
    words = [rules.spelling.get(w, w) for w in _WORD.findall(text)]
    kept = [w for w in words if w not in rules.articles]
    return " ".join(kept or words)


def is_acronym(name: str) -> bool:
    """Whether a name is an acronym, whose case tells ("HTS", "IS")."""
    return bool(_ACRONYM.match(name))


def keys_of(name: str) -> str:
    """The index key: acronyms keep their case so that "IS" is no verb."""
    stripped = name.strip()
    if _DOTTED.fullmatch(stripped):
        stripped = stripped.replace(".", "")
    return "=" + stripped if is_acronym(stripped) else normalise(stripped)


@dataclass(slots=True, frozen=True)
class NameRules:
    """``data/names.yaml``, ready to use."""

    articles: frozenset[str]
    spelling: dict[str, str]
    titles: frozenset[str]
    followers: frozenset[str]
    partitives: frozenset[str]


@cache
def _name_rules() -> NameRules:
    raw = store.read_rules("names.yaml")
    return NameRules(
        frozenset(raw["articles"]),
        {v: k for k, variants in raw["spellings"].items() for v in variants},
        frozenset(raw["titles"]),
        frozenset(raw["followers"]),
        frozenset(raw["partitives"]),
    )


name_rules = _name_rules


class Registry:
    """All parties that are known by name; look them up by id or by any of their names."""

    def __init__(self, data: store.Compiled) -> None:
        """Index what ``store`` compiled; use ``Registry.load``."""
        self._entries: dict[str, ActorEntry] = {}
        self._sources: dict[str, SourceEntry] = {}
        self._index: dict[str, list[ActorEntry]] = {}
        self._source_index: dict[str, SourceEntry] = {}
        self._organs: dict[tuple[str, str], list[ActorEntry]] = {}
        self.heads: dict[str, str] = data["heads"]
        self.countries: dict[str, str] = data["countries"]
        self.demonyms: dict[str, str] = data["demonyms"]
        self.country_names: dict[str, str] = data["country_names"]
        self._demonym_of: dict[str, str] = data["demonym_of"]
        self.kinds: dict[str, dict[str, str]] = data["kinds"]
        self._wars: dict[str, str] = data["wars"]
        self._generic: dict[str, dict[str, list[dict[str, str]]]] = data["generic"]
        self._states: dict[str, ActorEntry] = {}
        for row in data["actors"]:
            entry = _entry(row)
            self._entries[entry.id] = entry
            for key in row["keys"]:
                self._index.setdefault(key, []).append(entry)
            if entry.organ:
                self._organs.setdefault((entry.country, entry.organ), []).append(entry)
            if entry.kind == "state":
                self._states.setdefault(entry.country, entry)
        for row in data["sources"]:
            source = SourceEntry(
                row["id"], row["name"], row["kind"], row["side"], row["country"], tuple(row["aliases"])
            )
            self._sources.setdefault(source.id, source)
            for key in row["keys"]:
                self._source_index.setdefault(key, source)

    @classmethod
    def load(cls, extra: Sequence[Path] = ()) -> Registry:
        """The registry of the package, with the user's own files on top (an entry of the same id replaces).

        Raises:
            RegistryError: A user's file is malformed; the message names file and line.
        """
        return _load(tuple(Path(p) for p in extra))

    def __iter__(self) -> Iterator[ActorEntry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, actor_id: object) -> bool:
        return actor_id in self._entries

    def get(self, actor_id: str) -> ActorEntry | None:
        """The entry of an id."""
        return self._entries.get(actor_id)

    @property
    def sources(self) -> Iterable[SourceEntry]:
        """The entries of ``sources.yaml``."""
        return self._sources.values()

    def named(self, key: str) -> list[ActorEntry]:
        """All entries with a name of this key (``keys_of``)."""
        return self._index.get(key, [])

    @property
    def keys(self) -> Iterable[str]:
        """All keys of the index."""
        return self._index.keys()

    def find(self, name: str, on: date | None = None, country: str = "") -> ActorEntry | None:
        """The party of a name.

        Args:
            name: As a report has it; articles, titles, hyphens and accents do not matter, case for acronyms.
            on: The day in question: decides between two bearers of one name.
            country: ISO code that is preferred when several bear the name.
        """
        name = name.strip(" \t\n\"'“”‘’.,;:()[]")[:200]
        if not name:
            return None
        for key in (keys_of(name), normalise(name)):
            if key in self._index:
                return self.choose(self._index[key], on, country)
        return self._find_parts(normalise(name), on, country)

    def _find_parts(self, key: str, on: date | None, country: str) -> ActorEntry | None:
        rules = _name_rules()
        words = key.split()
        if "of" in words[:_PARTITIVE_MAX]:
            cut = words.index("of")
            if all(w in rules.partitives for w in words[cut - 1 : cut]) and words[cut + 1 :]:
                words = words[cut + 1 :]
                if (again := " ".join(words)) in self._index:
                    return self.choose(self._index[again], on, country)
        found = self._organ_of(words, on)
        if found:
            return found
        tail = list(words)
        while len(tail) > 1 and tail[-1] in rules.followers:
            tail.pop()
            entry = self._by_words(tail, on, country)
            if entry and entry.kind not in ("state",) and not entry.is_person:
                return entry
        head = list(words)
        while len(head) > 1 and (
            head[0] in rules.titles or head[0] in self.demonyms or head[0] in self.countries
        ):
            head.pop(0)
            entry = self._by_words(head, on, country)
            if entry and entry.is_person:
                return entry
        return None

    def _by_words(self, words: list[str], on: date | None, country: str) -> ActorEntry | None:
        found = self._index.get(" ".join(words)) or (
            self._index.get("=" + words[0].upper()) if len(words) == 1 else None
        )
        return self.choose(found, on, country) if found else None

    def _organ_of(self, words: list[str], on: date | None) -> ActorEntry | None:
        """A country and one of its organs: "syria army", "syrian ministry of defense", "army of syria"."""
        for n in range(min(4, len(words) - 1), 0, -1):
            iso = self.countries.get(" ".join(words[:n])) or self.demonyms.get(" ".join(words[:n]))
            organ = self.heads.get(" ".join(words[n:])) if iso else None
            if iso and organ:
                return self.organ(iso, organ, on)
        if "of" in words:
            cut = len(words) - 1 - words[::-1].index("of")
            iso = self.countries.get(" ".join(words[cut + 1 :]))
            organ = self.heads.get(" ".join(words[:cut])) if iso else None
            if iso and organ:
                return self.organ(iso, organ, on)
        return None

    def organ(self, country: str, organ: str, on: date | None = None) -> ActorEntry | None:
        """An organ of a state ("army", "defence-ministry") on a day."""
        found = self._organs.get((country, organ))
        return self.choose(found, on, country) if found else None

    def state(self, country: str) -> ActorEntry | None:
        """The state of an ISO code."""
        return self._states.get(country)

    def demonym(self, country: str) -> str:
        """The adjective of a country ("Syrian"), or its name."""
        return self._demonym_of.get(country) or self.country_names.get(country, "")

    def war_of_country(self, country: str) -> str:
        """The war that a country's name stands for in a report that names no other ("UA" → "ukr")."""
        return self._wars.get(country, "")

    def generic_choices(self, key: str, war: str) -> list[dict[str, str]]:
        """What a generic word ("rebels", normalised) may mean in a war, in order, each with its days."""
        return self._generic.get(key, {}).get(war, [])

    def choose(self, found: Sequence[ActorEntry], on: date | None = None, country: str = "") -> ActorEntry:
        """One of several bearers of a name: of the country, alive on the day, the first recorded."""

        def rank(entry: ActorEntry) -> tuple[bool, bool]:
            alive = entry.lived(on) if on else entry.until is None
            return (not country or entry.country == country, alive)

        best = max(found, key=rank)
        if on and best.organ and not best.lived(on):  # the organ goes on under its successor
            heirs = [e for e in self._organs.get((best.country, best.organ), ()) if e.lived(on)]
            return heirs[0] if heirs else best
        return best

    def source(self, name: str, on: date | None = None) -> SourceEntry | None:
        """What kind of source a name is: an outlet or monitor of its own, or a party that speaks."""
        for key in (keys_of(name), normalise(name)):
            if key in self._source_index:
                return self._source_index[key]
        entry = self.find(name, on)
        if entry is None:
            words = normalise(name).split()
            return next((self._source_index[w] for w in reversed(words) if w in self._source_index), None)
        return self.source_of(entry)

    def source_of(self, entry: ActorEntry) -> SourceEntry:
        """A party as a source."""
        known = self._sources.get(entry.id)
        if known:
            return known
        kind = self.kinds.get(entry.kind, {}).get("source", "")
        return SourceEntry(entry.id, entry.name, kind, entry.side, entry.country, entry.aliases)

    def side_of(self, actor_id: str, war: str = "", on: date | None = None) -> str:
        """Whose side a party is on: its own record, else its parent's; with ``war``, in that war."""
        seen: set[str] = set()
        entry = self._entries.get(actor_id)
        while entry and entry.id not in seen:
            seen.add(entry.id)
            sides = [s for s in entry.sides if not war or s.startswith(war + ":")]
            if sides and (on is None or entry.until is None or on <= entry.until):
                return sides[0]
            if sides and not war:
                return sides[0]
            entry = self._entries.get(entry.parent)
        return ""


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _entry(row: dict[str, object]) -> ActorEntry:
    sides: tuple[str, ...] = tuple(row.get("sides") or ())  # type: ignore[arg-type]
    return ActorEntry(
        id=str(row["id"]),
        name=str(row["name"]),
        kind=str(row["kind"]),
        country=str(row.get("country") or ""),
        side=sides[0] if sides else "",
        parent=str(row.get("parent") or ""),
        aliases=tuple(row.get("aka") or ()),  # type: ignore[arg-type]
        allies=tuple(row.get("allies") or ()),  # type: ignore[arg-type]
        enemies=tuple(row.get("enemies") or ()),  # type: ignore[arg-type]
        since=_day(row.get("since")),  # type: ignore[arg-type]
        until=_day(row.get("until")),  # type: ignore[arg-type]
        inter=str(row.get("inter") or ""),
        sides=sides,
        organ=str(row.get("organ") or ""),
        role=str(row.get("role") or ""),
    )


@lru_cache(maxsize=8)
def _load(extra: tuple[Path, ...]) -> Registry:
    return Registry(store.compiled(extra, keys_of))


RegistryError = store.RegistryError
__all__ = ["ActorEntry", "Registry", "RegistryError", "SourceEntry", "is_acronym", "keys_of", "normalise"]
