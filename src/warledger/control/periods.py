"""One place's story: from its case to the periods in which holder and status stay the same.

``periods`` is a pure door: what it gives depends on the claims of the place (and of the larger places that
reach it) alone, so that it can be stored and worked out again for just the places that new claims touch.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from warledger.control.filter import UNKNOWN, Beliefs, run
from warledger.control.items import FIGHTS, Case, Item
from warledger.control.naming import name_of, side_shown
from warledger.control.parameters import parameters
from warledger.control.types import Period

LONG_AGO = 0
_TIE = 1e-9
_CHANGES = ("gain", "loss")


@dataclass(slots=True)
class Spell:
    """Days in a row with one holder.

    Attributes:
        first: The first day; ``LONG_AGO`` where it goes back before all that is told.
        end: The day on which the next spell begins; None while it lasts.
        party: The holder; UNKNOWN where none is likely enough.
        prelude: Losses told of others in the last days before, which opened the way.
        told: What is told on days of the spell.
        ended: What tells on the day of its end that it lasted until then.
    """

    first: int
    end: int | None
    party: str
    prelude: list[Item] = field(default_factory=list)
    told: list[Item] = field(default_factory=list)
    ended: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Story:
    """A case with all that is worked out from it."""

    case: Case
    beliefs: Beliefs
    spells: list[Spell]
    periods: list[Period]

    def begun(self, day: int) -> bool:
        """Whether anything can be said of the place on that day: told by then, or told later of before."""
        return bool(self.periods) and self.periods[0].first <= day

    def spell_on(self, day: int) -> Spell | None:
        """The spell that a day lies in."""
        n = bisect_right([s.first for s in self.spells], day)
        return self.spells[n - 1] if n else None

    def period_on(self, day: int) -> Period | None:
        """The period that a day lies in."""
        n = bisect_right([p.first for p in self.periods], day)
        return self.periods[n - 1] if n else None


def periods(case: Case) -> list[Period]:
    """The periods of a place, in order and without gaps; the last one has no end."""
    return story_of(case).periods


def story_of(case: Case) -> Story:
    """Run the model over a case."""
    items = case.items
    parties = sorted({p for i in items for p in (i.party, i.losing) if p})
    beliefs = run(parties, *_roles(items), items)
    held = _held(beliefs)
    spells = _spells(case, beliefs, held)
    return Story(case, beliefs, spells, _periods(case, beliefs, held, spells))


def _roles(items: list[Item]) -> tuple[dict[str, float], dict[str, float]]:
    """Who may have had the place before all that is told, and who may come to have it, with their shares.

    History makes nobody a successor: who held it years ago does not come back by that. Who is in a part of
    it, or advances on it, may come to have it; who only attacks it, less.
    """
    rules = parameters()
    takers: dict[str, float] = {}
    first: dict[str, int] = {}
    owners: dict[str, float] = {}
    for i in items:
        if i.status != "background":
            share = 1.0 if i.effect in ("gain", "hold") or (i.inside and i.reach == "direct") else 0.0
            if i.effect == "fight" and i.party and i.reach == "direct":
                share = share or rules["attacker_share"]
            if share > takers.get(i.party, 0.0):
                takers[i.party] = share
        told = i.effect in ("gain", "loss", "hold") or (i.kind == "hold" and i.effect == "fight")
        if told and (i.status != "background" or i.weight >= rules["least"]):
            history = i.status == "background" and i.effect == "gain"
            if first.setdefault(i.party, i.day) == i.day and (i.effect != "gain" or history):
                owners[i.party] = 1.0
            if i.losing and first.setdefault(i.losing, i.day) == i.day:
                owners[i.losing] = 1.0
    return owners, takers


def likeliest(beliefs: Beliefs, chances: list[float]) -> tuple[str, float]:
    """The holder and its chance: UNKNOWN where nobody's is large enough, with the chance left to that."""
    best, most = -1, chances[-1]
    for i in range(len(chances) - 1):
        if chances[i] > most + _TIE:
            best, most = i, chances[i]
    return (beliefs.parties[best], most) if most >= parameters()["known_at"] else (UNKNOWN, chances[-1])


@dataclass(slots=True)
class _Mark:
    """From this day on this party holds the place, with this chance."""

    day: int
    party: str
    chance: float
    rivals: int  # how many other parties are likely


def _mark(beliefs: Beliefs, day: int) -> _Mark:
    chances = beliefs.at(day)
    party, chance = likeliest(beliefs, chances)
    at = parameters()["rival_at"]
    likely = sum([c >= at for c in chances[:-1]])
    return _Mark(day, party, chance, likely - (party != UNKNOWN and chance >= at))


def _held(beliefs: Beliefs) -> list[_Mark]:
    """Holder and chance at the start, on every told day, where they change in between, and as they fade."""
    rules = parameters()
    days = beliefs.days
    if not days:
        return []
    found = [_mark(beliefs, days[0] - 1)]
    found[0].day = days[0] - int(rules["hindsight_days"])
    told = [_mark(beliefs, day) for day in days]
    for now, then in pairwise(told):
        found.append(now)
        gap = then.day - now.day
        if gap >= rules["silence_days"] or (gap > 1 and now.party != then.party):
            found += _between(beliefs, now, _mark(beliefs, then.day - 1))
    found.append(told[-1])
    found += _fading(beliefs, found[-1])
    return found


def _between(beliefs: Beliefs, a: _Mark, b: _Mark) -> list[_Mark]:
    """The days of a silent stretch on which the likeliest holder changes, found by halving."""
    if b.day - a.day < 1 or (a.party == b.party and b.day - a.day < parameters()["silence_days"]):
        return []
    if b.day - a.day == 1:
        return [b] if a.party != b.party else []
    middle = _mark(beliefs, (a.day + b.day) // 2)
    return _between(beliefs, a, middle) + _between(beliefs, middle, b)


def _fading(beliefs: Beliefs, last: _Mark) -> list[_Mark]:
    """After the last told day: the days on which the holder's chance falls below the next step."""
    if last.party == UNKNOWN:
        return []
    rules = parameters()
    share = beliefs.shares[beliefs.parties.index(last.party)]
    found: list[_Mark] = []
    step = rules["fade_step"]
    levels = [n * step for n in range(math.ceil(last.chance / step) - 1, 0, -1)]
    for level in [x for x in levels if x > rules["known_at"] + 1e-9] + [rules["known_at"]]:
        if not share < level < last.chance:
            continue
        days = math.floor(math.log((level - share) / (last.chance - share)) / math.log(beliefs.stay)) + 1
        mark = _mark(beliefs, last.day + days)
        if not found or mark.day > found[-1].day:
            found.append(mark)
    return found


def _spells(case: Case, beliefs: Beliefs, held: list[_Mark]) -> list[Spell]:
    """The spells of one holder each, with what is told in them."""
    spells: list[Spell] = []
    for n, mark in enumerate(held):
        if spells and spells[-1].party == mark.party:
            continue
        if spells:
            spells[-1].end = mark.day
        spells.append(Spell(mark.day if n else LONG_AGO, None, mark.party))
    days = [i.day for i in case.items]
    window = int(parameters()["dispute_days"])
    for s in spells:
        low, high = bisect_left(days, s.first), len(days) if s.end is None else bisect_left(days, s.end)
        s.told = [i for i in case.items[low:high] if _tells(i)]
        if s.first != LONG_AGO:
            opening = case.items[bisect_left(days, s.first - window) : low]
            s.prelude = [i for i in opening if _tells(i) and i.effect == "loss" and i.party != s.party]
        if s.end is not None:
            after = case.items[high : bisect_right(days, s.end)]
            s.ended = [i for i in after if _tells(i) and _ends(i, s.party)]
    return spells


def _tells(item: Item) -> bool:
    return item.effect != "fight" and item.weight > 0


def _ends(item: Item, party: str) -> bool:
    return (item.effect == "loss" and item.party == party) or item.losing == party


def backs(item: Item, party: str) -> bool:
    """Whether an item of a spell speaks for its holder."""
    return (item.party == party) == (item.effect in ("gain", "hold"))


@dataclass(slots=True)
class _State:
    """A status and the last confirming day, from a day on."""

    day: int
    status: str
    confirmed: int


def _periods(case: Case, beliefs: Beliefs, held: list[_Mark], spells: list[Spell]) -> list[Period]:
    marks = [m.day for m in held]
    turns: list[tuple[int, _Mark, _State, Spell]] = []
    for s in spells:
        first = s.first
        if first == LONG_AGO:  # of days before the first something is said only if the holder is known
            first = held[0].day if s.party else beliefs.days[0]
        inside = held[bisect_left(marks, first) : len(marks) if s.end is None else bisect_left(marks, s.end)]
        if not inside:
            continue
        states = _states(case, s, inside)
        moments = [x.day for x in states]
        own = [m.day for m in inside]
        for day in sorted({*own, *moments}):
            mark = inside[bisect_right(own, day) - 1]
            turns.append((day, mark, states[bisect_right(moments, day) - 1], s))
    found: list[Period] = []
    for day, mark, state, s in turns:
        chance, since = round(mark.chance, 2), s.first if mark.party else LONG_AGO
        last = found[-1] if found else None
        if last:
            if (last.party, last.status, last.probability, last.since, last.confirmed) == (
                mark.party,
                state.status,
                chance,
                since,
                state.confirmed,
            ):
                continue
            last.last = day - 1
        found.append(
            Period(
                place=case.spot.id,
                first=day,
                last=None,
                party=mark.party,
                holder=name_of(case, mark.party),
                side=side_shown(mark.party),
                status=state.status,
                probability=chance,
                since=since,
                confirmed=state.confirmed,
            )
        )
    return found


def _states(case: Case, s: Spell, held: list[_Mark]) -> list[_State]:
    """The statuses of one spell, each from the day on which it begins."""
    rules = parameters()
    told: dict[int, list[Item]] = defaultdict(list)
    for i in s.told:
        told[i.day].append(i)
    fights = _fights(case, s)
    days = sorted({held[0].day, *(m.day for m in held), *told, *fights})
    by_day = {m.day: m for m in held}
    quarrel, proof = _Quarrel(s), _Proof(s)
    doubt, window = int(rules["dispute_days"]) + 1, int(rules["battle_days"]) + 1
    mark, fought, spoken = held[0], LONG_AGO, LONG_AGO
    found: list[_State] = []
    for day, after in [*pairwise(days), (days[-1], s.end)]:
        mark = by_day.get(day, mark)
        for i in sorted(told.get(day, ()), key=lambda i: i.interest == "against"):
            quarrel.hear(i)
            proof.hear(i)
            spoken = day
            if fought + 1 < day and _settled(i, s.party):
                fought = LONG_AGO
        quarrel.wait(day)
        if day in fights:
            fought = day
        rival = mark.rivals > (0 if s.party else 1)
        disputed = day + quarrel.days()
        if rival and spoken != LONG_AGO:
            disputed = max(disputed, spoken + doubt)
        battle = fought + window if fought != LONG_AGO else day
        turns = (day,) if disputed <= day and battle <= day else sorted({day, disputed, battle})
        for turn in turns:
            if turn < day or (after is not None and turn >= after):
                continue
            if turn < disputed:
                status = "disputed"
            elif turn < battle and (s.party or fights[fought] > 1):
                status = "contested"
            elif not s.party:
                status = "unknown"
            else:
                status = "confirmed" if proof.enough() else "claimed"
            found.append(_State(turn, status, proof.last if s.party else LONG_AGO))
    return found


def _settled(item: Item, party: str) -> bool:
    """Whether one who is not of the holder's side says of the place itself that he has it: no more battle."""
    return item.reach == "direct" and item.interest in ("neutral", "against") and backs(item, party)


def _fights(case: Case, s: Spell) -> dict[int, int]:
    """The days in a spell on which others fight for the place, and how many parties then fight."""
    first = s.first
    entered = [i for i in s.told if i.day == s.first and i.effect == "gain" and i.party == s.party]
    if entered and all(i.kind in FIGHTS for i in entered):
        first -= 1  # it has entered, no more: the fighting of that day is for the place
    if not s.party:
        first -= 1
    left: dict[str, int] = {}  # parties that admit that they have left, and until when
    for i in s.told:
        if i.interest == "against" and (i.effect == "loss" or i.losing):
            left[i.losing or i.party] = i.day
    found: dict[int, set[str]] = defaultdict(set)
    for i in case.items:
        if i.effect != "fight" or i.party == s.party or i.day < s.first:
            continue
        if s.end is not None and i.day >= s.end:
            continue
        begun = first
        if i.kind == "hold":  # who still has a part of it is in it
            begun = first - 1
        elif i.kind == "capture" and not i.inside:  # of something that is there by context only
            begun = s.first
        if i.day > max(begun, left.get(i.party, LONG_AGO)):
            found[i.day].add(i.party)
    return {day: len(parties) for day, parties in found.items()}


class _Quarrel:
    """What speaks for and against a holder, weakened by age, while it can be called a dispute."""

    def __init__(self, spell: Spell) -> None:
        rules = parameters()
        self._party = spell.party
        self._age: float = rules["age"]
        self._least: float = rules["dispute_least"]
        self._share: float = rules["dispute_share"]
        self._settles: float = rules["settles"]
        self._overtakes: float = rules["overtakes"]
        self._reach: dict[str, float] = rules["reach"]
        self._pro = 0.0
        self._con = 0.0
        self._today = 0.0  # of it, what was said on the day itself
        self._day = LONG_AGO
        self._for: dict[str, float] = defaultdict(float)  # by party, where nobody holds it
        for i in spell.prelude:
            self.hear(i)

    def hear(self, item: Item) -> None:
        """Take in what is told."""
        self.wait(item.day)
        weight = item.weight * (self._reach[item.reach] if item.reach in ("area", "town") else 1.0)
        if not self._party:
            if item.effect in ("gain", "hold"):
                self._for[item.party] += weight
            else:
                self._for["not " + item.party] += weight
        elif backs(item, self._party):
            self._pro += weight
            if item.note == "entered":
                return  # who is not inside has not taken it; the other may have left it all the same
            if item.interest == "against":
                self._con *= self._settles
                self._today *= self._settles
            elif item.interest != "self" and item.reach == "direct":
                self._con = self._today + (self._con - self._today) * self._overtakes
        else:
            self._con += weight
            self._today += weight

    def wait(self, day: int) -> None:
        """Let days pass."""
        if day > self._day:
            kept = self._age ** min(day - self._day, 999)
            self._pro *= kept
            self._con *= kept
            self._today = 0.0
            for party in self._for:
                self._for[party] *= kept
            self._day = day

    def days(self) -> int:
        """For how many days from now there is a dispute, if nothing more is told; 0 when there is none."""
        pro, con = self._pro, self._con
        if not self._party:
            pro, con = self._two_sides()
        if con < self._least or con < self._share * (pro + con) or pro <= 0:
            return 0
        return math.floor(math.log(self._least / con) / math.log(self._age)) + 1

    def _two_sides(self) -> tuple[float, float]:
        """Where nobody is likely to hold it: the best supported party, and what speaks against that."""
        parties = [p for p in self._for if not p.startswith("not ")]
        if not parties:
            return 0.0, 0.0
        best = max(parties, key=lambda p: (self._for[p], p))
        against = sum(w for p, w in self._for.items() if p not in {best} and not p.startswith("not "))
        return self._for[best], against + self._for.get("not " + best, 0.0)


class _Proof:
    """Who bears a holder out."""

    def __init__(self, spell: Spell) -> None:
        self._party = spell.party
        self._least: float = parameters()["least"]
        self._needed = int(parameters()["confirm_origins"])
        self._admitted = False
        self._others: set[str] = set()
        self._origins: set[str] = set()
        self.last = LONG_AGO
        for i in [*spell.prelude, *spell.ended]:
            self._take(i)

    def hear(self, item: Item) -> None:
        """Take in what is told on a day of the spell."""
        if backs(item, self._party) and item.weight >= self._least:
            self._take(item)
            if item.interest != "self":
                self.last = item.day

    def _take(self, item: Item) -> None:
        if item.weight < self._least:
            return
        self._admitted |= item.interest in ("against", "baseline")
        self._origins.add(item.origin)
        if item.interest != "self":
            self._others.add(item.origin)

    def enough(self) -> bool:
        """Whether an admission, or enough independent origins, bear the holder out."""
        return self._admitted or (bool(self._others) and len(self._origins) >= self._needed)
