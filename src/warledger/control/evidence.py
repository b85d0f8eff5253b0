"""From claims to evidence: what each claim says of which place, and how much it weighs there."""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from sqlalchemy import ColumnElement, Connection, func, select

from warledger.control import interest
from warledger.control.interest import Relation, Stand
from warledger.ledger.origins import copy_names, origin_of
from warledger.ledger.schema import claims, copies, parties, places, reports
from warledger.ledger.schema import exceptions as exceptions_
from warledger.ledger.words import fold

KINDS = ("capture", "handover", "withdraw", "surrender", "hold", "advance", "clash", "attack", "besiege")
FIGHTS = frozenset(("advance", "clash", "attack", "besiege"))
_LEAVES = frozenset(("withdraw", "surrender"))
_UNMOVING = ("planned", "hypothetical")
_AREAS = frozenset(("admin1", "admin2"))
_EARTH_KM = 6371.0
_BEFORE_WORDS = 80  # characters before a place's words in the quote that may limit it ("parts of")

Effect = Literal["gain", "loss", "hold", "denial", "fight"]


@cache
def parameters() -> dict[str, Any]:
    """The numbers of parameters.yaml."""
    text = files(__package__).joinpath("parameters.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return raw


@cache
def _words(name: str) -> re.Pattern[str]:
    """One of the lists of words in parameters.yaml, as a pattern."""
    words = sorted(parameters()[name], key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(re.escape(w) for w in words) + r")\b")


@cache
def _before() -> re.Pattern[str]:
    """What before a place's name makes it a part of it: "nearly 70 villages and settlements in"."""
    pieces = _words("pieces").pattern
    many = (
        rf"{pieces}(?:\s\w+){{0,4}}\s(?:of|in|inside|around|near|on|from|between|along)(?:\sthe)?(?:\s\w+)?$"
    )
    return re.compile(rf"{many}|{_words('partial').pattern}(?:\sthe)?(?:\s\w+)?$")


@dataclass(slots=True)
class Spot:
    """A place of the ledger."""

    id: int
    key: str
    name: str
    name_key: str
    lat: float | None
    lon: float | None
    level: str
    admin1: str
    admin1_key: str
    country: str
    gazetteer_id: str
    geonameid: int | None


@dataclass(slots=True)
class Told:
    """A claim as far as control is concerned."""

    id: int
    kind: str
    source: str
    source_id: str
    publisher: str
    origin: str
    denies: bool
    status: str
    actors: tuple[tuple[str, str], ...]
    targets: tuple[tuple[str, str], ...]
    place: int
    place_words: str
    first: int
    last: int
    dated: bool
    precision: str
    known: str
    quote: str
    confidence: float
    without: tuple[int, ...] = ()


@dataclass(slots=True)
class Item:
    """One thing that one claim says of one party at one place on one day.

    Attributes:
        day: Ordinal of the day.
        losing: The party that is said to have held the place until then; "" when none is told.
        weight: Decibans.
        reach: How the claim got here: ``direct``, ``area``, ``town`` or ``exception``.
    """

    claim: int
    day: int
    known: str
    effect: Effect
    party: str
    losing: str
    weight: float
    interest: str
    origin: str
    reach: str
    status: str
    source: str
    quote: str
    where: str
    kind: str


@dataclass(slots=True)
class Case:
    """A place with all that is told of it."""

    spot: Spot
    items: list[Item] = field(default_factory=list)
    names: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)
    called: str = ""  # by most reports
    named: dict[str, Any] = field(default_factory=dict)  # the best name of each party, once it was asked for


@dataclass(slots=True)
class Countries:
    """What holds for a whole country: the war its parties are in, and who a class of them mostly are."""

    wars: dict[str, str]
    bearers: dict[str, dict[str, str]]


def load(
    connection: Connection,
    known_by: str = "",
    only: Sequence[int] | None = None,
    countries: Countries | None = None,
) -> list[Case]:
    """The cases of all places that claims about control reach, each sorted by day.

    Args:
        connection: To the ledger.
        known_by: Only claims published by this day.
        only: Only these places (what reaches them from provinces and towns is found too).
        countries: What ``countries_of`` gave, where the caller has it.
    """
    spots = _spots(connection)
    reached = _reach(spots)
    wanted: set[int] | None = None
    if only is not None:
        wanted = set(only)
        wanted |= {above for below in only for above, _ in reached.get(below, ())}
        leaving_out = select(claims.c.place).join(exceptions_, exceptions_.c.claim == claims.c.id)
        for part in _parts(only):
            found = connection.execute(leaving_out.where(exceptions_.c.place.in_(part)))
            wanted |= {n for (n,) in found if n is not None}
    told = _told(connection, known_by, wanted)
    known = countries or countries_of(connection, known_by)
    return gather(spots, told, known, reached, None if only is None else set(only))


def countries_of(connection: Connection, known_by: str = "") -> Countries:
    """For each country its war, and for a class of party ("rebels") the side that nearly all of it is on."""
    query = (
        select(places.c.country, parties.c.name, parties.c.actor_id, func.count())
        .select_from(
            parties.join(claims, claims.c.id == parties.c.claim).join(places, places.c.id == claims.c.place)
        )
        .where(claims.c.current, claims.c.kind.in_(KINDS), claims.c.status.not_in(_UNMOVING))
        .group_by(places.c.country, parties.c.name, parties.c.actor_id)
    )
    if known_by:
        query = query.where(claims.c.known_day <= known_by)
    named: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for country, name, actor_id, n in connection.execute(query):
        named[country][name, actor_id] += n
    wars = {country: interest.war_of(tally) for country, tally in sorted(named.items())}
    sides: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for country, tally in named.items():
        for (name, actor_id), n in tally.items():
            stand = interest.stand_of_actor(name, actor_id, wars[country])
            if not stand.side.startswith(("class:", "name:")):
                sides[country, interest.class_of(stand)][stand.side] += n
    bearers: dict[str, dict[str, str]] = defaultdict(dict)
    for (country, kind), found in sorted(sides.items()):
        best = min(found, key=lambda s: (-found[s], s))
        if country and kind and found[best] >= parameters()["one_bearer"] * found.total():
            bearers[country][kind] = best
    return Countries(wars, dict(bearers))


def touched(connection: Connection, since: int) -> list[int]:
    """Places whose case may differ by reports with a higher number than ``since``, and those below them."""
    news = select(reports.c.identity).where(reports.c.id > since)
    doubled = select(copies.c.a).where(copies.c.b > since)
    told = select(reports.c.id).where(reports.c.identity.in_(news) | reports.c.id.in_(doubled))
    mine = claims.c.report.in_(told)
    direct = connection.execute(select(claims.c.place).where(mine, claims.c.place.is_not(None)).distinct())
    found = {n for (n,) in direct}
    left_out = select(exceptions_.c.place).join(claims, claims.c.id == exceptions_.c.claim).where(mine)
    found |= {n for (n,) in connection.execute(left_out)}
    below = [n for n, above in _reach(_spots(connection)).items() if any(a in found for a, _ in above)]
    return sorted(found.union(below))


def _spots(connection: Connection) -> dict[int, Spot]:
    rows = connection.execute(select(*_SPOT_COLUMNS)).all()
    return {row[0]: Spot(*tuple(row)) for row in rows}


def _parts(numbers: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(numbers)
    for i in range(0, len(ordered), 500):
        yield ordered[i : i + 500]


_SPOT_COLUMNS: tuple[ColumnElement[Any], ...] = (
    places.c.id,
    places.c.key,
    places.c.name,
    places.c.name_key,
    places.c.lat,
    places.c.lon,
    places.c.level,
    places.c.admin1,
    places.c.admin1_key,
    places.c.country,
    places.c.gazetteer_id,
    places.c.geonameid,
)


def _told(connection: Connection, known_by: str, only: set[int] | None) -> list[Told]:
    query = (
        select(
            claims.c.id,
            claims.c.kind,
            claims.c.source,
            claims.c.source_id,
            claims.c.stance,
            claims.c.status,
            claims.c.actors,
            claims.c.targets,
            claims.c.place,
            claims.c.place_words,
            claims.c.first_day,
            claims.c.last_day,
            claims.c.start_day,
            claims.c.end_day,
            claims.c.precision,
            claims.c.known_day,
            claims.c.quote,
            claims.c.confidence,
            claims.c.report,
            reports.c.publisher,
            reports.c.identity,
        )
        .join(reports, reports.c.id == claims.c.report)
        .where(
            claims.c.current,
            claims.c.kind.in_(KINDS),
            claims.c.status.not_in(_UNMOVING),
            claims.c.place.is_not(None),
        )
    )
    if known_by:
        query = query.where(claims.c.known_day <= known_by)
    rows: list[Any] = []
    if only is None:
        rows = list(connection.execute(query))
    else:
        for part in _parts(only):
            rows.extend(connection.execute(query.where(claims.c.place.in_(part))))
    without: dict[int, list[int]] = defaultdict(list)
    for number, place in connection.execute(select(exceptions_.c.claim, exceptions_.c.place)):
        without[number].append(place)
    groups = copy_names(connection)
    found = []
    for r in rows:
        own_voice = r.source == "publisher"
        found.append(
            Told(
                r.id,
                r.kind,
                r.publisher if own_voice else r.source,
                "" if own_voice else r.source_id,
                r.publisher,
                origin_of(r.source, r.source_id, groups.get(r.report, r.publisher or r.identity)),
                r.stance == "denies",
                r.status,
                _parties(r.actors),
                _parties(r.targets),
                r.place,
                r.place_words,
                _ordinal(r.first_day),
                _ordinal(r.last_day),
                bool(r.start_day or r.end_day),
                r.precision,
                r.known_day,
                r.quote,
                r.confidence,
                tuple(sorted(without.get(r.id, ()))),
            )
        )
    return found


@cache
def _parties(raw: str) -> tuple[tuple[str, str], ...]:
    return tuple((a["name"], a["id"]) for a in json.loads(raw))


@cache
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _reach(spots: dict[int, Spot]) -> dict[int, list[tuple[int, str]]]:
    """For each place the larger ones whose claims reach it, and how ("area", "town")."""
    areas: dict[tuple[str, str], list[int]] = defaultdict(list)
    for spot in spots.values():
        if spot.level == "admin1":
            areas[spot.country, spot.name_key].append(spot.id)
            if spot.admin1_key and spot.admin1_key != spot.name_key:
                areas[spot.country, spot.admin1_key].append(spot.id)
    grid: dict[tuple[int, int], list[Spot]] = defaultdict(list)
    for spot in spots.values():
        if spot.level == "town" and spot.lat is not None and spot.lon is not None:
            grid[int(spot.lat * 5), int(spot.lon * 5)].append(spot)
    found: dict[int, list[tuple[int, str]]] = {}
    for spot in spots.values():
        if spot.level not in ("town", "point") or spot.lat is None or spot.lon is None:
            continue
        above = [(n, "area") for n in sorted(set(areas.get((spot.country, spot.admin1_key), ())))]
        if spot.level == "point":
            y, x = int(spot.lat * 5), int(spot.lon * 5)
            near = [s for dy in (-1, 0, 1) for dx in (-1, 0, 1) for s in grid.get((y + dy, x + dx), ())]
            inside = [(d, s.id) for s in near if (d := distance_km(s, spot)) <= parameters()["town_km"]]
            if inside:
                above.append((min(inside)[1], "town"))
        if above:
            found[spot.id] = above
    return found


def distance_km(a: Any, b: Any) -> float:
    """Kilometres between two things with lat and lon."""
    if None in (a.lat, a.lon, b.lat, b.lon):
        return math.inf
    p, q = math.radians(a.lat), math.radians(b.lat)
    h = (
        math.sin((q - p) / 2) ** 2
        + math.cos(p) * math.cos(q) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, h)))


def gather(
    spots: dict[int, Spot],
    told: Iterable[Told],
    countries: Countries,
    reached: dict[int, list[tuple[int, str]]] | None = None,
    only: set[int] | None = None,
) -> list[Case]:
    """Sort claims to the places that they reach and weigh them there."""
    by_place: dict[int, list[Told]] = defaultdict(list)
    excepted: dict[int, list[Told]] = defaultdict(list)
    for t in told:
        by_place[t.place].append(t)
        for place in t.without:
            excepted[place].append(t)
    reached = _reach(spots) if reached is None else reached
    cases = []
    for number in sorted(only if only is not None else spots):
        spot = spots.get(number)
        if spot is None:
            continue
        direct = [(t, "direct") for t in by_place.get(number, ())]
        for above, how in reached.get(number, ()):
            direct += [(t, how) for t in by_place.get(above, ()) if number not in t.without]
        direct += [(t, "exception") for t in excepted.get(number, ()) if t.place != number]
        if not direct:
            continue
        case = _case(
            spot, direct, spots, countries.wars.get(spot.country, ""), countries.bearers.get(spot.country, {})
        )
        if case.items:
            cases.append(case)
    return cases


def _case(
    spot: Spot, told: list[tuple[Told, str]], spots: dict[int, Spot], war: str, bearers: dict[str, str]
) -> Case:
    case = Case(spot, called=_called(spot, told))
    stands: dict[str, Stand] = {}

    def party(name: str, actor_id: str, tally: bool = True) -> str:
        stand = interest.stand_of_actor(name, actor_id, war)
        stands.setdefault(stand.side, stand)
        if tally:
            case.names.setdefault(stand.side, Counter())[name, actor_id] += 1
        return stand.side

    items: list[Item] = []
    for t, how in told:
        items += _items(t, how, spots[t.place], party, stands, war)
    merged = _merge_classes(stands, bearers)
    for item in items:
        item.party = merged.get(item.party, item.party)
        item.losing = merged.get(item.losing, item.losing)
        if item.losing == item.party:
            item.losing = ""
    for old, new in merged.items():
        if old in case.names:
            case.names.setdefault(new, Counter()).update(case.names.pop(old))
    case.items = _diminish(_background_last(items))
    return case


def _called(spot: Spot, told: list[tuple[Told, str]]) -> str:
    """What reports call the place: their commonest plain name for it, else the gazetteer's."""
    tally = Counter(t.place_words for t, how in told if how == "direct" and not _is_partial(t, spot))
    plain = {w: n for w, n in tally.items() if w[:1].isupper()}
    return min(plain, key=lambda w: (-plain[w], len(w), w)) if plain else spot.name


def _merge_classes(stands: dict[str, Stand], bearers: dict[str, str]) -> dict[str, str]:
    """Parties known by plain words only ("rebels") are the one named party of that class, if there is one."""
    named: dict[str, list[str]] = defaultdict(list)
    for side, stand in stands.items():
        if not side.startswith("class:"):
            named[interest.class_of(stand)].append(side)
    found = {}
    for side in stands:
        if side.startswith("class:"):
            kind = side.removeprefix("class:")
            here = sorted(named.get(kind, ()))
            if len(here) == 1:
                found[side] = here[0]
            elif kind in bearers:
                found[side] = bearers[kind]
    return found


def _items(  # noqa: PLR0912, PLR0913, PLR0917 - one branch a kind
    t: Told, how: str, at: Spot, party: Any, stands: dict[str, Stand], war: str
) -> list[Item]:
    rules = parameters()
    source = interest.stand_of_source(t.source, t.source_id, war)
    actors = list(dict.fromkeys(party(*a) for a in _fighting(t.actors, source)))
    targets = list(dict.fromkeys(party(*a) for a in _fighting(t.targets, source)))
    partial = how != "exception" and _is_partial(t, at)
    steps: list[tuple[Effect, str, str]] = []
    losing = targets[0] if targets else ""
    if t.kind in FIGHTS or (partial and t.kind != "hold"):
        if not t.denies:
            steps = [("fight", a, "") for a in (actors or targets or [""])]
            if t.kind == "advance" and not partial and _words("entering").search(fold(t.quote)):
                steps += [("gain", a, "") for a in actors[:2]]
    elif partial:
        return []
    elif t.kind == "capture":
        effect: Effect = "denial" if t.denies else "gain"
        steps = [(effect, a, losing) for a in actors[:2]]
        if not actors and losing:
            steps = [("hold" if t.denies else "loss", losing, "")]
    elif t.kind == "handover":
        if targets:
            steps = [("denial" if t.denies else "gain", targets[0], actors[0] if actors else "")]
        elif actors:
            steps = [("hold" if t.denies else "loss", actors[0], "")]
    elif t.kind in _LEAVES:
        for a in actors[:2]:
            steps.append(("hold" if t.denies else "loss", a, ""))
        if targets and not t.denies and t.kind == "withdraw":
            steps.append(("gain", targets[0], actors[0] if actors else ""))
    elif t.kind == "hold":
        steps = [("denial" if t.denies else "hold", a, "") for a in actors[:2]]
    found = []
    for effect, who, lost in steps:
        if how == "exception":
            turned: Effect | None = {"gain": "denial", "loss": "hold", "hold": "denial"}.get(effect)  # type: ignore[assignment]
            if turned is None:
                continue
            effect, lost = turned, ""  # noqa: PLW2901
        if how != "direct" and t.kind in FIGHTS:
            continue
        stake = _interest(effect, who, lost, source, stands)
        weight = 0.0 if effect == "fight" else float(rules["weights"][effect][stake])
        if t.kind in _LEAVES and effect == "gain":
            weight = float(rules["weights"]["loss"][stake])
        if t.kind in FIGHTS and effect == "gain":
            weight *= rules["foothold"]
        weight *= rules["reach"][how]
        weight *= 1.0 if (effect, t.status) == ("hold", "ongoing") else rules["status"].get(t.status, 1.0)
        weight *= rules["imprecise"].get(t.precision, 1.0) if t.dated else rules["undated"]
        long = t.kind == "hold" and t.status != "background" and t.last - t.first > rules["repeat_days"]
        days = {t.first, t.last} if long else {t.last}
        found += [
            Item(
                claim=t.id,
                day=day,
                known=t.known,
                effect=effect,
                party=who,
                losing=lost,
                weight=weight,
                interest=stake,
                origin=f"side:{source.side}" if stake == "self" else t.origin,
                reach=how,
                status=t.status,
                source=t.source,
                quote=t.quote,
                where=at.name,
                kind=t.kind,
            )
            for day in sorted(days)
        ]
    return found


def _fighting(named: tuple[tuple[str, str], ...], source: Stand) -> list[tuple[str, str]]:
    """The parties that can hold a place: "our forces" are the speaker's; "fighters" and monitors are none."""
    found = []
    for name, actor_id in named:
        if not actor_id and interest.is_own(name) and source.side:
            found.append((source.name, ""))
        elif not interest.is_bystander(name, actor_id):
            found.append((name, actor_id))
    return found


def _is_partial(t: Told, at: Spot) -> bool:
    """Whether the words limit the place to a part of it ("parts of Homs", "the countryside of Hama")."""
    own = set(at.name_key.split())
    words = " ".join(w for w in fold(t.place_words).split() if w not in own)
    if _words("partial").search(words):
        return True
    where = t.quote.find(t.place_words)
    return where > 0 and bool(_before().search(fold(t.quote[max(0, where - _BEFORE_WORDS) : where])))


def _interest(effect: Effect, who: str, lost: str, source: Stand, stands: dict[str, Stand]) -> str:
    """Whether the source gains by what it says: against, neutral, unknown or self."""
    if not who or effect == "fight":
        return "neutral"
    about = interest.relation(source, stands[who])
    loser = interest.relation(source, stands[lost]) if lost else Relation.UNKNOWN
    good_for_party = effect in ("gain", "hold")
    if about == Relation.OWN:
        return "self" if good_for_party else "against"
    if good_for_party and loser == Relation.OWN:
        return "against"
    if about == Relation.ENEMY:
        return "against" if good_for_party else "self"
    return "neutral" if about == Relation.NEUTRAL else "unknown"


def _background_last(items: list[Item]) -> list[Item]:
    """Of what is told as history only the latest counts, as the state before the episode."""
    news = [i for i in items if i.status != "background"]
    old = [i for i in items if i.status == "background" and i.effect != "fight"]
    if not old:
        return sorted(news, key=_order)
    first = min((i.day for i in news), default=max(i.day for i in old) + 1)
    old = [i for i in old if i.day < first]
    latest = max((i.day for i in old), default=0)
    kept = [replace(i, day=first - 1) for i in old if latest - i.day <= 31]
    return sorted(news + kept, key=_order)


def _order(item: Item) -> tuple[Any, ...]:
    return (item.day, item.known, item.effect, item.party, item.origin, -item.weight, item.source, item.quote)


def _diminish(items: list[Item]) -> list[Item]:
    """What one origin says again within days adds little, unless the place changed hands in between."""
    rules = parameters()
    said: dict[tuple[str, str, str], list[int]] = {}
    total: Counter[tuple[str, str, int]] = Counter()
    ordered = sorted(items, key=lambda i: (i.day, -i.weight, _order(i)))
    for item in ordered:
        if item.effect == "fight":
            continue
        if item.effect in ("gain", "loss"):
            for key in [k for k in said if _undone(k[0], k[1], item)]:
                del said[key]
        days = said.setdefault((item.effect, item.party, item.origin), [])
        again = sum(item.day - d <= rules["repeat_days"] for d in days)
        days.append(item.day)
        item.weight *= rules["repeat"] ** min(again, 3)
        at = (item.effect, item.party, item.day)
        item.weight = max(0.0, min(item.weight, rules["cap"] - total[at]))
        total[at] += item.weight  # type: ignore[assignment]
    return sorted(items, key=_order)


def _undone(effect: str, party: str, news: Item) -> bool:
    """Whether saying it again after this news is a new thing: taken again after it was lost."""
    if effect == "gain":
        return (news.effect == "gain") == (news.party != party)
    if effect == "loss":
        return news.effect == "gain" and news.party == party
    return news.effect == "gain" and effect == "hold" and news.party == party
