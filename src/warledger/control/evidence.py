"""From claims to evidence: what each claim says of which place, and how much it weighs there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from sqlalchemy import Connection

from warledger.control import interest
from warledger.control.baseline import Start, about, begin_with
from warledger.control.interest import Relation, Stand
from warledger.control.items import FIGHTS, Case, Effect, Item
from warledger.control.parameters import parameters
from warledger.control.phrasing import Scope, clears, concedes, fell, governs, inside, says_any, scope_of
from warledger.control.reading import (
    Countries,
    Spot,
    Told,
    countries_of,
    reach,
    spots_of,
    told_for,
    told_of,
)
from warledger.ledger.days import ordinal
from warledger.ledger.words import usual_name

_LEAVES = frozenset(("withdraw", "surrender"))


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
        if not begun and (not direct or (_derived(spot) and all(how != "direct" for _, how in direct))):
            continue
        war = countries.wars.get(spot.country, "")
        case = _case(spot, direct, spots, war, countries.bearers.get(spot.country, {}))
        begin_with(case, begun, war)
        if any(i.party for i in case.items):
            cases.append(case)
    return cases


def _derived(spot: Spot) -> bool:
    """Whether a place is no gazetteer's own: a thing in a town or beside it, put there by its words."""
    return "#" in spot.gazetteer_id or "~" in spot.gazetteer_id


def _case(
    spot: Spot, told: list[tuple[Told, str]], spots: dict[int, Spot], war: str, bearers: dict[str, str]
) -> Case:
    case = Case(spot, called=_called(spot, told))
    sides = _Sides(told, war, bearers)
    sides.fallen = {t.id: _taker(t, told, sides) for t, how in told if how == "direct" and fell(t)}
    for t, _ in told:
        if t.kind in _LEAVES and not t.denies and scope_of(t, spots[t.place]).whole:
            sides.left.setdefault(t.last, set()).update(sides.named(t.actors))
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
        self.fallen: dict[int, str] = {}  # claims that a place fell, and who must have taken it
        self.left: dict[int, set[str]] = {}  # who is told to leave the place, by day

    def of(self, name: str, actor_id: str) -> str:
        """The side of a party, a class of party being taken for its one bearer here."""
        side = interest.stand_of_actor(name, actor_id, self._war).side
        return self._merged.get(side, side)

    def named(self, actors: tuple[tuple[str, str], ...]) -> set[str]:
        """The sides of those among these who can hold a place."""
        return {self.of(*a) for a in actors if not interest.is_bystander(*a)}

    def is_party(self, side: str) -> bool:
        """Whether a side is one that is told to act here, or that the registry knows."""
        return bool(side) and (side in self._stands or not side.startswith(("name:", "class:")))

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
            mine = self.named(t.actors)
            sides |= mine | self.named(t.targets)
            if t.kind != "clash":
                together |= {frozenset(p) for p in combinations(sorted(mine), 2)}
        return {frozenset(p) for p in combinations(sorted(sides), 2)} - together


def _taker(news: Told, told: list[tuple[Told, str]], sides: _Sides) -> str:
    """Who took a place of which it is only told that it fell: the one side that is told to attack there.

    Those who hold it by the latest word do not take it. Who attacks in the province counts where nobody is
    told to attack the place itself.
    """
    window = news.last - int(parameters()["unnamed_days"])
    for near in (("direct",), ("area", "town")):
        lately = [
            t
            for t, how in told
            if how in near and not t.denies and window <= t.last <= news.last and t.status != "background"
        ]
        had = [t for t in lately if t.kind in {"capture", "hold"} and t.last < news.last]
        latest = max((t.last for t in had), default=0)
        holders = {s for t in had if t.last == latest for s in sides.named(t.actors)}
        holders |= {s for t in lately if t.kind in _LEAVES for s in sides.named(t.actors)}
        attackers = {
            s for t in lately if t.kind == "capture" or t.kind in FIGHTS for s in sides.named(t.actors)
        } - holders
        if attackers:
            return attackers.pop() if len(attackers) == 1 else ""
    return ""


def _called(spot: Spot, told: list[tuple[Told, str]]) -> str:
    """What reports call the place: their commonest plain name for it, else the gazetteer's."""
    tally = Counter(t.place_words for t, how in told if how == "direct" and scope_of(t, spot).whole)
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


def _steps(
    t: Told, scope: Scope, actors: list[str], targets: list[str], left: bool
) -> list[tuple[Effect, str, str]]:
    """What a claim says: the effect, of which party, and who had the place until then.

    Args:
        t: The claim.
        scope: How much of the place it speaks of.
        actors: The sides of its actors.
        targets: The sides of its targets.
        left: Whether others are told to leave the place on its day.
    """
    if t.denies:
        return _denied(t, scope, actors, targets)
    losing = targets[0] if targets else ""
    if t.kind in FIGHTS or (t.kind != "hold" and not scope.whole):
        fighting = actors or targets or ([] if t.actors else [""])  # "terrorists" may be the holder's own
        steps: list[tuple[Effect, str, str]] = [("fight", a, "") for a in fighting]
        if t.kind in FIGHTS and scope.whole and inside(t):
            steps += [("gain", a, "") for a in actors[:2]]
        if left and governs(t) and not scope.outside:
            steps += [("gain", a, losing) for a in actors[:2]]
        return steps
    gone = [] if scope.bound else actors[:2]  # who flees to a place does not leave it
    gains = targets[:1] if t.kind in {"handover", "withdraw"} and not scope.bound else []
    if t.kind == "capture":
        gone = [] if actors else targets[:1]
        gains = actors[:2]
    elif t.kind == "hold":
        if scope.outside:
            return []
        return [("hold" if scope.whole else "fight", a, "") for a in actors[:2]]
    elif t.kind == "handover":
        gone = [] if targets else actors[:1]
    lost = losing if t.kind == "capture" else (actors[0] if actors else "")
    return [*(("loss", a, "") for a in gone), *(("gain", g, lost) for g in gains)]


def _denied(t: Told, scope: Scope, actors: list[str], targets: list[str]) -> list[tuple[Effect, str, str]]:
    """What a denial says: who did not take it does not have it, who did not leave it has it."""
    whole = scope.whole or says_any(t)
    losing = targets[0] if targets else ""
    if t.kind in FIGHTS:
        return [("denial", a, "") for a in actors[:2]] if whole and inside(t) else []
    if t.kind in _LEAVES or (t.kind == "handover" and not targets):
        return [] if scope.bound else [("hold", a, "") for a in actors[: 2 if t.kind in _LEAVES else 1]]
    if not whole:
        return []
    if t.kind == "handover":
        return [("denial", targets[0], actors[0] if actors else "")]
    if t.kind == "capture" and not actors:
        return [("hold", losing, "")] if losing else []
    return [("denial", a, losing if t.kind == "capture" else "") for a in actors[:2]]


def _items(t: Told, how: str, at: Spot, sides: _Sides, case: Case) -> list[Item]:
    rules = parameters()
    source = sides.speaker(t)
    actors, targets = (_parties(named, source, sides, case) for named in (t.actors, t.targets))
    if t.kind == "hold" and not t.actors and sides.is_party(source.side):
        actors = [source.side]  # "is under control": the speaker's own
    taker = sides.fallen.get(t.id, "")
    if taker:
        actors = [taker]
    scope = Scope() if how == "exception" else scope_of(t, at)
    found = []
    steps = _steps(t, scope, actors, targets, bool(sides.left.get(t.last, set()) - set(actors)))
    if how == "direct" and at.level in {"town", "point"} and concedes(t, scope):
        steps += [("loss", a, "") for a in actors if sides.relation(source, a) == Relation.OWN]
    denier = how == "direct" and _denying_side(t, steps, source, sides)
    if denier:
        case.names.setdefault(denier, Counter())[t.source, t.source_id] += 1
        steps += [("hold", denier, "")]
    for effect, who, lost in steps:
        if how == "exception":
            turned: Effect | None = {"gain": "denial", "loss": "hold", "hold": "denial"}.get(effect)  # type: ignore[assignment]
            if turned is None:
                continue
            effect, lost = turned, ""  # noqa: PLW2901
        if how != "direct" and (effect == "fight" or t.kind in FIGHTS):
            continue  # fighting in a part of the whole is not for each place in it
        stake = _interest(effect, who, lost, source, sides)
        weight = _weight(t, effect, stake, scope) * rules["reach"][how]
        if taker and taker != source.side:
            weight *= rules["unnamed"]
        if effect == "hold" and who == denier:
            weight *= rules["foothold"]
        if effect == "loss" and t.kind == "hold":
            stake, weight = "neutral", float(rules["conceded"])
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
                inside=t.kind == "advance" or (t.kind in {"capture", "hold"} and scope.part and scope.named),
                note=_note(t, effect, scope, taker if taker != source.side else ""),
            )
            for day in sorted(days)
        ]
    return found


def _denying_side(t: Told, steps: list[tuple[Effect, str, str]], source: Stand, sides: _Sides) -> str:
    """Whose place it is by the word of a side that denies that its foe took it, nobody else being named."""
    foes = [who for effect, who, lost in steps if effect == "denial" and not lost]
    if t.kind != "capture" or not foes or not source.side or not sides.is_party(source.side):
        return ""
    return source.side if all(sides.relation(source, f) == Relation.ENEMY for f in foes) else ""


def _note(t: Told, effect: Effect, scope: Scope, taker: str) -> str:
    """What else bears on the weight of a claim, for the argument."""
    if effect == "fight":
        return ""
    if t.kind == "hold" and effect == "loss":
        return "rest"
    if t.kind in FIGHTS and not clears(t):
        return "entered"
    if governs(t) and not scope.whole:
        return "governs"
    return "unnamed" if taker else "" if scope.named else "context"


def _weight(t: Told, effect: Effect, stake: str, scope: Scope) -> float:
    """What a claim weighs at its own place, in decibans."""
    if effect == "fight":
        return 0.0
    rules = parameters()
    weights = rules["weights"]
    weight = float(weights[effect][stake])
    if t.kind in _LEAVES:
        if effect == "gain":
            weight = float(weights["loss"][stake])
        elif effect == "hold":  # a denied loss is a denial too
            weight = max(weight, float(weights["denial"][stake]))
    lasting = effect == "hold" or (t.kind in FIGHTS and clears(t))
    if (t.kind in FIGHTS and not clears(t)) or not (scope.whole or t.kind == "hold"):
        weight *= rules["foothold"]
    if not scope.named:
        weight *= rules["context"]
    weight *= 1.0 if lasting and t.status == "ongoing" else rules["status"].get(t.status, 1.0)
    if t.kind == "hold" and t.status == "background":
        age = ordinal(t.known) - t.last
        weight *= 0.5 ** (age / rules["history_half"]) if age > rules["history_days"] else 1.0
    return weight * float(rules["imprecise"].get(t.precision, 1.0) if t.dated else rules["undated"])


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
