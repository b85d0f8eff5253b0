"""Whose side a source is on: the registry tells, and where it does not, the words of a name do."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import TYPE_CHECKING, Any

import yaml

from warledger.ledger.words import fold, name_key

if TYPE_CHECKING:
    from warledger.actors.registry import ActorEntry, Registry, SourceEntry

log = logging.getLogger(__name__)

_NEUTRAL_KINDS = frozenset(
    ("monitor", "agency", "UN", "witness", "media", "aid organisation", "relief", "united nations")
)
_WATCHERS = frozenset(("monitor", "UN", "aid organisation"))  # they watch all sides, whomever they lean to
_REBEL_KINDS = frozenset(("rebel", "armed group", "ethnic"))  # whatever "army" is in their names
_MEMBERS = re.compile(  # "fighters of the Green Front", "General Red's men", "Reds planes"
    r"(?:\w+ ){1,2}of (?:the )?([A-Z][^(]*?)(?: \(.*\))?$"
    r"|([A-Z].*?)(?:['’]s?|s) (?:men|forces|fighters|troops|soldiers|army|movement|group|militia|government|"
    r"regime|air force|planes|jets|warplanes|aircraft|allies|partners)$"
)
_COUNTRYS = re.compile(r"^[A-Z]\w+['’]s? ")
_POSSESSIVE = re.compile(r"['’]s?\b")
_PLAIN_KINDS = ("class:", "name:")


class Relation(StrEnum):
    """How a source stands to a party."""

    OWN = "own"
    ENEMY = "enemy"
    NEUTRAL = "neutral"
    UNKNOWN = "unknown"


@dataclass(slots=True, frozen=True)
class Stand:
    """Where a party or source stands: its side ("syr:government", "class:rebels", "name:…" or "")."""

    side: str
    kind: str = ""
    name: str = ""


@cache
def _registry() -> Registry | None:
    try:
        from warledger.actors.registry import Registry  # noqa: PLC0415 - late, and it may be absent

        return Registry.load()
    except Exception as error:  # the ledger must be readable whatever a user's registry file holds
        log.warning("no registry of actors: %s", error)
        return None


@cache
def _rules() -> dict[str, Any]:
    text = files(__package__).joinpath("interest.yaml").read_text(encoding="utf-8")
    raw = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))

    def pattern(words: Iterable[str]) -> re.Pattern[str]:
        return re.compile(
            r"\b(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + r")\b"
        )

    return {
        "neutral": {kind: pattern(words) for kind, words in raw["neutral"].items()},
        "classes": {kind: pattern(words) for kind, words in raw["classes"].items()},
        "anonymous": frozenset(fold(w) for w in raw["anonymous"]),
        "organs": pattern(raw["organs"]),
        "mouthpieces": pattern(raw["mouthpieces"]),
        "own": pattern(raw["own"]),
        "buildings": frozenset(raw["buildings"]),
        "officials": re.compile(rf"^(?:the )?(?:{'|'.join(raw['officials'])}) in (?=[A-Z])", re.IGNORECASE),
        "seats": {fold(seat): held for seat, held in raw["seats"].items()},
        "numbered": re.compile(
            rf"^(?:\w+ )?(?:{'|'.join(raw['ordinals'])}|\d+(?:st|nd|rd|th)?)"
            rf"(?: (?:{'|'.join(raw['arms'])})){{0,4}} (?:{'|'.join(raw['units'])})$"
        ),
        "enemies": {kind: frozenset(others) for kind, others in raw["enemies"].items()},
    }


@cache
def entry_of(name: str, actor_id: str = "") -> ActorEntry | None:
    """The registry's entry of a party."""
    registry = _registry()
    if registry is None:
        return None
    try:
        if actor_id:
            return registry.get(actor_id)
        whole = registry.find(name) if name else None
        belongs = _MEMBERS.match(name)
        if whole is None and belongs:
            whole = registry.find(_COUNTRYS.sub("", belongs[1] or belongs[2]))
        return whole or _state_meant(registry, name)
    except Exception as error:  # a half-written name must not stop the argument
        log.warning("registry: %s", error)
        return None


def _state_meant(registry: Registry, name: str) -> ActorEntry | None:
    """The state that a capital stands for ("officials in Kyiv"), or the army of a foreign numbered unit."""
    from warledger.places.country import (  # noqa: PLC0415 - late
        country_of_capital,
        country_of_demonym,
        country_of_name,
    )

    rules = _rules()
    seat = rules["officials"].sub("", name)
    held = rules["seats"].get(fold(seat))
    if held or country_of_capital(seat):
        return registry.get(held) if held else registry.state(country_of_capital(seat))
    if is_numbered(name):
        words = _POSSESSIVE.sub("", name).split()
        lands = [c for w in words for c in (country_of_demonym(w) or country_of_name(w),) if c]
        return registry.organ(lands[0], "army") if lands else None
    return None


@cache
def is_numbered(name: str) -> bool:
    """Whether a name is that of a numbered regular unit: "Sixth Infantry Division", "72nd Brigade"."""
    found: re.Match[str] | None = _rules()["numbered"].search(fold(name))
    return found is not None


def entry_on(name: str, actor_id: str, day: int, country: str) -> ActorEntry | None:
    """The registry's entry of a party that bore this name on a day (ordinal) in a country."""
    registry = _registry()
    if registry is None or actor_id:
        return entry_of(name, actor_id)
    return registry.find(name, date.fromordinal(day), country)


@cache
def _source_entry(name: str, source_id: str) -> SourceEntry | None:
    registry = _registry()
    if registry is None:
        return None
    try:
        if source_id:
            found = next((s for s in registry.sources if s.id == source_id), None)
            entry = registry.get(source_id)
            return found or (registry.source_of(entry) if entry else None)
        return registry.source(name) if name else None
    except Exception as error:
        log.warning("registry: %s", error)
        return None


@cache
def war_at_home(country: str) -> str:
    """The war that a country's name stands for, by its ISO code; "" if none is known."""
    registry = _registry()
    return registry.war_of_country(country) if registry else ""


def war_told(text: str) -> str:
    """The war whose countries, or people of these, a text names most; "" if none or two alike."""
    registry = _registry()
    names = _names_of_wars()
    if registry is None or names is None:
        return ""
    told = Counter(war_at_home(names[1][word]) for word in names[0].findall(text))
    best = told.most_common(2)
    return best[0][0] if best and (len(best) == 1 or best[0][1] > best[1][1]) else ""


@cache
def _names_of_wars() -> tuple[re.Pattern[str], dict[str, str]] | None:
    """Names and adjectives of the countries that stand for a war, with their ISO codes."""
    registry = _registry()
    if registry is None:
        return None
    at_war = [c for c in registry.country_names if registry.war_of_country(c)]
    codes = {word: c for c in at_war for word in (registry.country_names[c], registry.demonym(c))}
    longest = sorted(codes, key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, longest))})(?:['’]?s)?\b"), codes


def side_of(name: str, actor_id: str = "", war: str = "") -> str:
    """The side that the registry gives a party: in this war if it fights in it, else its chief one or ""."""
    entry = entry_of(name, actor_id)
    registry = _registry()
    if entry is None or registry is None:
        return ""
    return (registry.side_of(entry.id, war) if war else "") or registry.side_of(entry.id)


@cache
def stand_of_actor(name: str, actor_id: str = "", war: str = "") -> Stand:
    """Where a party stands, as a key under which parties of one side are one holder."""
    side = side_of(name, actor_id, war)
    entry = entry_of(name, actor_id)
    if side:
        return Stand(side, entry.kind if entry else "", name)
    if entry is not None:
        return Stand(f"name:{_root(entry)}", entry.kind, name)
    if is_numbered(name):  # the regular army of the land, unless the registry knows better
        return Stand("class:government", "", name)
    if _is_local(name):
        return Stand("name:local", "", name)
    root = _proper(name)
    return Stand((not root and _class_of(name)) or f"name:{root or name_key(name)}", "", name)


def _is_local(name: str) -> bool:
    """Whether a name tells only that its bearers are of the place: "local fighters", "local armed men"."""
    first, _, rest = fold(name).partition(" ")
    return first == "local" and bool(rest) and all(w in _rules()["anonymous"] for w in rest.split())


@cache
def stand_of_source(name: str, source_id: str = "", war: str = "") -> Stand:
    """Where a source stands; "" where it takes no side or none is known (``kind`` tells which)."""
    source = _source_entry(name, source_id)
    if source is not None and source.kind in _WATCHERS:
        return Stand("", source.kind, name)
    if source is not None and source.side:
        registry = _registry()
        side = (registry.side_of(source.id, war) if registry and war else "") or source.side
        return Stand(side, source.kind, name)
    if source is not None and source.kind in _NEUTRAL_KINDS:
        return Stand("", source.kind, name)
    actor = stand_of_actor(name, source_id, war)
    if actor.side and not actor.side.startswith(_PLAIN_KINDS):
        return actor
    folded = fold(name)
    proper = _proper(name)
    plain = "" if proper else _class_of(name)
    if proper and _rules()["mouthpieces"].search(folded):
        return actor
    neutral = next((k for k, p in _rules()["neutral"].items() if p.search(folded)), "")
    if neutral and neutral != "agency":
        return Stand("", neutral, name)
    if plain:
        return actor if source is not None else Stand(plain, "", name)
    return Stand("", "agency", name) if neutral else actor


@cache
def is_bystander(name: str, actor_id: str = "") -> bool:
    """Whether a name can hold no place: nobody ("fighters"), who only watches, or a building."""
    if not actor_id and all(word in _rules()["anonymous"] for word in fold(name).split()):
        return True
    entry = entry_of(name, actor_id)
    kind = entry.kind if entry else ""
    if entry is None and fold(name).rpartition(" ")[2] in _rules()["buildings"]:
        return True
    if kind in ("monitor", "agency", "media", "ngo", "igo"):
        return True
    return not actor_id and entry is None and _rules()["neutral"]["monitor"].search(fold(name)) is not None


@cache
def is_own(name: str) -> bool:
    """Whether a name means the speaker's own side ("our forces")."""
    found: re.Match[str] | None = _rules()["own"].match(fold(name))
    return found is not None


def relation(source: Stand, party: Stand, foes: Collection[frozenset[str]] = ()) -> Relation:
    """How a source stands to a party.

    Args:
        source: Where the source stands.
        party: Where the party stands.
        foes: Pairs of sides that are told to fight each other here.
    """
    if not source.side:
        return Relation.NEUTRAL if source.kind in _NEUTRAL_KINDS else Relation.UNKNOWN
    if source.side == party.side or _same_people(source.name, party.name):
        return Relation.OWN
    if frozenset((source.side, party.side)) in foes:
        return Relation.ENEMY
    if source.side.startswith("class:") or party.side.startswith("class:"):
        a, b = (_plain_class(s) for s in (source, party))
        if a and b:
            if a == b:
                return Relation.OWN
            return Relation.ENEMY if b in _rules()["enemies"].get(a, ()) else Relation.UNKNOWN
        return Relation.UNKNOWN
    if source.side.startswith("name:") or party.side.startswith("name:"):
        return Relation.UNKNOWN
    pair = frozenset((source.side, party.side))
    friends, foes = _bonds()
    if pair in friends:
        return Relation.OWN  # what an ally wins is won for the speaker too
    if pair in foes:
        return Relation.ENEMY
    same_war = source.side.split(":")[0] == party.side.split(":")[0]
    return Relation.UNKNOWN if same_war else Relation.NEUTRAL


@cache
def _bonds() -> tuple[frozenset[frozenset[str]], frozenset[frozenset[str]]]:
    """Pairs of sides that the registry has as allies, and as enemies; what it has as both is neither."""
    registry = _registry()
    friends: set[frozenset[str]] = set()
    foes: set[frozenset[str]] = set()
    for entry in registry if registry else ():
        friends |= {frozenset(p) for p in combinations(entry.sides, 2)}
        for found, others in ((friends, entry.allies), (foes, entry.enemies)):
            known = (registry.get(other) for other in others) if registry else ()
            found |= {frozenset((a, b)) for other in known if other for a in entry.sides for b in other.sides}
    same_war = {p for p in friends if len({side.split(":")[0] for side in p}) == 1}
    return frozenset(same_war - foes), frozenset(foes - same_war)


@cache
def _same_people(one: str, other: str) -> bool:
    """Whether one name holds the other: "Abdel Fattah al-Burhan" and his forces."""
    a, b = set(name_key(one).split()), set(name_key(other).split())
    return bool(a) and (a == b or (min(len(a), len(b)) > 1 and (a <= b or b <= a)))


def war_of(parties: Mapping[tuple[str, str], int]) -> str:
    """The war that most of these parties (name and id, how often named) have their chief side in, or ""."""
    votes: Counter[str] = Counter()
    for (name, actor_id), n in parties.items():
        side = side_of(name, actor_id)
        if ":" in side:
            votes[side.split(":")[0]] += n
    return min(votes, key=lambda war: (-votes[war], war)) if votes else ""


def enemy_classes(side: str) -> frozenset[str]:
    """Classes that are a class's enemies by nature."""
    found: frozenset[str] = _rules()["enemies"].get(side.removeprefix("class:"), frozenset())
    return found


def class_of(stand: Stand) -> str:
    """The class that a party belongs to by its kind or words: "government", "rebels" …; "" when none."""
    return _plain_class(stand)


def _plain_class(stand: Stand) -> str:
    if stand.side.startswith("class:"):
        return stand.side.removeprefix("class:")
    tail = stand.side.split(":")[-1]
    if tail in ("government", "authorities"):
        return "government"
    if tail == "opposition":
        return "rebels"
    if tail in ("sdf", "kurds"):
        return "kurdish"
    if tail == "is":
        return "jihadists"
    by_name = _class_of(stand.name).removeprefix("class:")
    return "rebels" if by_name == "government" and stand.kind in _REBEL_KINDS else by_name


@cache
def _proper(name: str) -> str:
    """A name without words for classes, organs and people: "Redland army" is "redland"."""
    rules = _rules()
    plain = _POSSESSIVE.sub("", name)
    proper = {fold(w) for w in plain.split() if w[:1].isupper()}
    rest = fold(plain)
    for pattern in (*rules["classes"].values(), rules["organs"]):
        rest = pattern.sub(" ", rest)
    return " ".join(w for w in rest.split() if w in proper and w not in rules["anonymous"])


def _class_of(name: str) -> str:
    folded = fold(_POSSESSIVE.sub("", name))
    found = next((k for k, p in _rules()["classes"].items() if p.search(folded)), "")
    return f"class:{found}" if found else ""


def _root(entry: ActorEntry) -> str:
    registry = _registry()
    seen: set[str] = set()
    while registry and entry.parent and entry.id not in seen:
        seen.add(entry.id)
        above = registry.get(entry.parent)
        if above is None:
            break
        entry = above
    return entry.id
