"""From claims to evidence: what each claim says of which place, and how much it weighs there."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import Any

from sqlalchemy import Connection

from warledger.control import interest
from warledger.control.baseline import Start, about, begin_with
from warledger.control.interest import Relation, Stand
from warledger.control.items import FIGHTS, Case, Effect, Item
from warledger.control.parameters import parameters
from warledger.control.reading import (
    Countries,
    Spot,
    Told,
    countries_of,
    ordinal,
    reach,
    spots_of,
    told_for,
    told_of,
)
from warledger.ledger.words import fold, usual_name

_LEAVES = frozenset(("withdraw", "surrender"))
_BEFORE_WORDS = 80  # characters before a place's words in the quote that may limit it ("parts of")


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


def load(
    connection: Connection,
    known_by: str = "",
    only: Sequence[int] | None = None,
    countries: Countries | None = None,
    starts: Sequence[Start] = (),
) -> list[Case]:
    """The cases of all places that claims about control reach, each sorted by day.

    Args:
        connection: To the ledger.
        known_by: Only claims published by this day.
        only: Only these places (what reaches them from provinces and towns is found too).
        countries: What ``countries_of`` gave, where the caller has it.
        starts: A start state.
    """
    spots = spots_of(connection)
    reached = reach(spots)
    if only is None:
        told = told_of(connection, known_by, None)
    else:
        told = told_for(connection, known_by, only, reached)
    known = countries or countries_of(connection, known_by)
    return gather(spots, told, known, reached, None if only is None else set(only), starts)


def gather(  # noqa: PLR0913, PLR0917 - each has its default or is the data itself
    spots: dict[int, Spot],
    told: Iterable[Told],
    countries: Countries,
    reached: dict[int, list[tuple[int, str]]] | None = None,
    only: set[int] | None = None,
    starts: Sequence[Start] = (),
) -> list[Case]:
    """Sort claims to the places that they reach and weigh them there.

    Args:
        spots: All places of the ledger by number.
        told: The claims about control of the wanted places, and of the places that reach them.
        countries: From ``countries_of``.
        reached: From ``reach(spots)``, where the caller has it.
        only: The wanted places; all when None.
        starts: A start state.
    """
    by_place: dict[int, list[Told]] = defaultdict(list)
    excepted: dict[int, list[Told]] = defaultdict(list)
    for t in told:
        by_place[t.place].append(t)
        for place in t.without:
            excepted[place].append(t)
    reached = reach(spots) if reached is None else reached
    cases = []
    for number in sorted(only if only is not None else spots):
        spot = spots.get(number)
        if spot is None or spot.level in ("country", "region"):
            continue  # nobody holds a country in one piece for as long as there is a war about it
        direct = [(t, "direct") for t in by_place.get(number, ())]
        for above, how in reached.get(number, ()):
            direct += [(t, how) for t in by_place.get(above, ()) if number not in t.without]
        direct += [(t, "exception") for t in excepted.get(number, ()) if t.place != number]
        begun = about(starts, spot)
        if not direct and not begun:
            continue
        war = countries.wars.get(spot.country, "")
        case = _case(spot, direct, spots, war, countries.bearers.get(spot.country, {}))
        begin_with(case, begun, war)
        if any(i.party for i in case.items):
            cases.append(case)
    return cases


def _case(
    spot: Spot, told: list[tuple[Told, str]], spots: dict[int, Spot], war: str, bearers: dict[str, str]
) -> Case:
    case = Case(spot, called=_called(spot, told))
    sides = _Sides(told, war, bearers)
    items: list[Item] = []
    for t, how in told:
        items += _items(t, how, spots[t.place], sides, case)
    for item in items:
        if item.losing == item.party:
            item.losing = ""
    case.items = _diminish(_background_last(items))
    return case


class _Sides:
    """The parties of one place, and how those who speak of it stand to them."""

    def __init__(self, told: list[tuple[Told, str]], war: str, bearers: dict[str, str]) -> None:
        self._war = war
        named = {a for t, _ in told for a in (*t.actors, *t.targets)}
        self._stands = {s.side: s for s in (interest.stand_of_actor(*a, war) for a in sorted(named))}
        speakers = {(t.source, t.source_id) for t, _ in told}
        classes = {
            s.side for s in (interest.stand_of_source(*x, war) for x in speakers)
        } | self._stands.keys()
        self._merged = _merge_classes(self._stands, classes, bearers)
        self._foes = self._rivals(told)

    def of(self, name: str, actor_id: str) -> str:
        """The side of a party, a class of party being taken for its one bearer here."""
        side = interest.stand_of_actor(name, actor_id, self._war).side
        return self._merged.get(side, side)

    def speaker(self, t: Told) -> Stand:
        """Where the source of a claim stands."""
        stand = interest.stand_of_source(t.source, t.source_id, self._war)
        merged = self._merged.get(stand.side)
        return replace(stand, side=merged) if merged else stand

    def relation(self, speaker: Stand, side: str) -> Relation:
        """How a speaker stands to a side."""
        party = self._stands.get(side) or Stand(side)
        return interest.relation(speaker, party, self._foes)

    def _rivals(self, told: list[tuple[Told, str]]) -> set[frozenset[str]]:
        """Pairs of sides that are told to want the place and not to act together: rivals for it."""
        sides: set[str] = set()
        together: set[frozenset[str]] = set()
        for t, _ in told:
            mine = {self.of(*a) for a in t.actors if not interest.is_bystander(*a)}
            sides |= mine | {self.of(*a) for a in t.targets if not interest.is_bystander(*a)}
            if t.kind != "clash":
                together |= {frozenset(p) for p in combinations(sorted(mine), 2)}
        return {frozenset(p) for p in combinations(sorted(sides), 2)} - together


def _called(spot: Spot, told: list[tuple[Told, str]]) -> str:
    """What reports call the place: their commonest plain name for it, else the gazetteer's."""
    tally = Counter(t.place_words for t, how in told if how == "direct" and not _is_partial(t, spot))
    return usual_name(tally, spot.name)


def _merge_classes(
    stands: dict[str, Stand], classes: Iterable[str], bearers: dict[str, str]
) -> dict[str, str]:
    """Parties known by plain words only ("rebels") are the one named party of that class, if there is one."""
    named: dict[str, list[str]] = defaultdict(list)
    for side, stand in stands.items():
        if not side.startswith("class:"):
            named[interest.class_of(stand)].append(side)
    found = {}
    for side in sorted(classes):
        if side.startswith("class:"):
            kind = side.removeprefix("class:")
            here = sorted(named.get(kind, ()))
            if len(here) == 1:
                found[side] = here[0]
            elif kind in bearers:
                found[side] = bearers[kind]
    return found


def _steps(  # noqa: PLR0912 - one branch a kind
    t: Told, partial: bool, actors: list[str], targets: list[str]
) -> list[tuple[Effect, str, str]]:
    """What a claim says: the effect, of which party, and who had the place until then."""
    steps: list[tuple[Effect, str, str]] = []
    losing = targets[0] if targets else ""
    if t.kind in FIGHTS or (partial and t.kind != "hold"):
        if not t.denies:
            steps = [("fight", a, "") for a in (actors or targets or [""])]
            if t.kind == "advance" and not partial and _words("entering").search(fold(t.quote)):
                steps += [("gain", a, "") for a in actors[:2]]
    elif partial:
        pass
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
    return steps


def _items(t: Told, how: str, at: Spot, sides: _Sides, case: Case) -> list[Item]:
    rules = parameters()
    source = sides.speaker(t)
    actors, targets = (_parties(named, source, sides, case) for named in (t.actors, t.targets))
    partial = how != "exception" and _is_partial(t, at)
    steps = _steps(t, partial, actors, targets)
    found = []
    for effect, who, lost in steps:
        if how == "exception":
            turned: Effect | None = {"gain": "denial", "loss": "hold", "hold": "denial"}.get(effect)  # type: ignore[assignment]
            if turned is None:
                continue
            effect, lost = turned, ""  # noqa: PLW2901
        if how != "direct" and (effect == "fight" or t.kind in FIGHTS):
            continue  # fighting in a part of the whole is not for each place in it
        stake = _interest(effect, who, lost, source, sides)
        weight = 0.0 if effect == "fight" else float(rules["weights"][effect][stake])
        if t.kind in _LEAVES:
            if effect == "gain":
                weight = float(rules["weights"]["loss"][stake])
            elif effect == "hold":  # a denied loss is a denial too
                weight = max(weight, float(rules["weights"]["denial"][stake]))
        if t.kind in FIGHTS and effect == "gain":
            weight *= rules["foothold"]
        weight *= rules["reach"][how]
        weight *= 1.0 if (effect, t.status) == ("hold", "ongoing") else rules["status"].get(t.status, 1.0)
        weight *= rules["imprecise"].get(t.precision, 1.0) if t.dated else rules["undated"]
        last = t.last
        if t.kind == "hold" and t.status == "ongoing":
            last = max(last, ordinal(t.known))  # what lasts is said of the day on which it is said
        long = t.kind == "hold" and t.status != "background" and last - t.first > rules["repeat_days"]
        days = {t.first, last} if long else {last}
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


def _parties(named: tuple[tuple[str, str], ...], source: Stand, sides: _Sides, case: Case) -> list[str]:
    """The sides of those who can hold a place, each once; what they are called is kept in the case."""
    found: dict[str, None] = {}
    for name, actor_id in _fighting(named, source):
        side = sides.of(name, actor_id)
        case.names.setdefault(side, Counter())[name, actor_id] += 1
        found[side] = None
    return list(found)


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
    told = fold(t.place_words)
    if told != at.name_key:
        if _words("partial").search(" ".join(w for w in told.split() if w not in own)):
            return True
        some = _before().search(told.partition(at.name_key)[0].rstrip())
        if (
            some and some[0].split()[0] + "s" not in parameters()["pieces"]
        ):  # "the town of" is the whole of it
            return True
    where = t.quote.find(t.place_words)
    return where > 0 and bool(_before().search(fold(t.quote[max(0, where - _BEFORE_WORDS) : where])))


def _interest(effect: Effect, who: str, lost: str, source: Stand, sides: _Sides) -> str:
    """Whether the source gains by what it says: against, neutral, unknown or self."""
    if not who or effect == "fight":
        return "neutral"
    about = sides.relation(source, who)
    loser = sides.relation(source, lost) if lost else Relation.UNKNOWN
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
        mine = (item.effect, item.party, item.origin)
        again = sum(item.day - d <= rules["repeat_days"] for d in said.get(mine, ()))
        if item.effect in ("gain", "loss") and not again:
            for key in [k for k in said if k != mine and _undone(k[0], k[1], item)]:
                del said[key]
        said.setdefault(mine, []).append(item.day)
        item.weight *= rules["repeat"] ** min(again, 3)
        at = (item.effect, item.party, item.day)
        item.weight = max(0.0, min(item.weight, rules["cap"] - total[at]))
        total[at] += item.weight  # type: ignore[assignment]
    return sorted(items, key=_order)


def _undone(effect: str, party: str, news: Item) -> bool:
    """Whether saying it again after this news is new: taken again after it was lost, held in spite of it."""
    lost = (news.effect == "gain") == (news.party != party)
    if effect in ("gain", "hold"):
        return lost or (effect == "hold" and news.effect == "gain")
    return news.effect == "gain" and news.party == party
