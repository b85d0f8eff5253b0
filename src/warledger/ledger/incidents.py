"""Claims of many reports about one happening, joined by place, days, kind and parties, never by words alone.

Every pair of claims is judged by itself, the pairs are taken in an order that does not depend on arrival (the
surest first), and two groups are joined only if all their members could tell of one happening. So a chain of
clashes does not grow into a war, and any order of adding reports gives the same incidents.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from operator import attrgetter

from sqlalchemy import Connection

from warledger.ledger import mentions, queries, scenes, verdicts
from warledger.ledger.days import iso
from warledger.ledger.families import families, rules
from warledger.ledger.judging import judge, may_meet
from warledger.ledger.mentions import Mention, called
from warledger.ledger.queries import Filter
from warledger.ledger.rows import CountPoint, IncidentRow, Join, Party
from warledger.ledger.scenes import Spot, is_province
from warledger.ledger.store import Ledger
from warledger.ledger.verdicts import Verdicts

_CELL = 0.1
_WIDE = 0.6
_begun = attrgetter("first", "id")
_key = attrgetter("key")
# Lower case sorts alike everywhere. Two of a million incidents bear one name once in 7,000 ledgers.
_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"
_POWERS = [len(_SIGNS) ** n for n in range(10)]
_SURE = 1000  # the score of what a person has joined


@dataclass  # no slots: the name is worked out once and kept
class Incident:
    """A group of mentions, in canonical order, and why they were joined."""

    members: list[Mention]
    joins: list[Join]
    family: str = ""

    @property
    def first(self) -> int:
        """The first day that is told of it, by those who do not deny it if there are any."""
        dated = [m for m in self.members if m.dated and not m.denies] or self.members
        return min(m.first if m.dated else m.last for m in dated)

    @property
    def number(self) -> int:
        """A number that no other incident of the ledger has: the smallest of its claims."""
        return min(m.id for m in self.members)

    @cached_property
    def id(self) -> str:
        """A name that any ledger with the same first claim gives."""
        digest = hashlib.sha1(repr(self.members[0].key).encode(), usedforsecurity=False).digest()
        number = int.from_bytes(digest)
        return "".join([_SIGNS[number // power % len(_SIGNS)] for power in _POWERS])


def all_incidents(ledger: Ledger, known_by: str = "") -> list[Incident]:
    """Every incident of the ledger, single claims included; kept until the ledger changes."""

    def work() -> list[Incident]:
        from warledger.ledger import joining  # noqa: PLC0415 - it joins what this lists

        if not known_by and joining.is_ready(ledger):
            return joining.stored(ledger)
        with ledger.reading() as connection:
            told = read(connection, known_by)
            said = verdicts.read(connection, known_by)
        return group(told, said)

    found: list[Incident] = ledger.remember(("incidents", known_by), work)
    return found


def read(connection: Connection, known_by: str = "") -> list[Mention]:
    """The claims that stand (or stood on a day), in canonical order, with all that joining them asks for."""
    told = mentions.read(connection, known_by)
    scenes.find(connection, told, known_by)
    return told


def list_incidents(ledger: Ledger, wanted: Filter) -> list[IncidentRow]:
    """Incidents of which at least one claim fits the filter, newest first."""
    from warledger.ledger import joining  # noqa: PLC0415 - it joins what this lists

    if not wanted.known_by and joining.is_ready(ledger):
        return [row_of(i) for i in joining.stored(ledger, wanted)]
    found = all_incidents(ledger, wanted.known_by)
    unbounded = replace(wanted, limit=None, cursor="")
    if unbounded != Filter(known_by=wanted.known_by):
        ids = {c.id for c in queries.claims(ledger, unbounded)}
        found = [i for i in found if any(m.id in ids for m in i.members)]
    found = sorted(found, key=lambda i: (i.first, i.id), reverse=True)
    return [row_of(i) for i in (found if wanted.limit is None else found[: wanted.limit])]


Pair = tuple[int, int, int, str]  # minus how sure it is, the places of two mentions in a list, and why
Judged = tuple[int, int, int, str]  # the same with the numbers of their claims


def pairs_of(told: list[Mention], said: Verdicts | None = None) -> list[Pair]:
    """Which mentions (in canonical order) may be joined, the surest first."""
    order = {m.id: n for n, m in enumerate(told)}
    return sorted((score, order[a], order[b], why) for score, a, b, why in judged(told, said))


def judged(
    told: Collection[Mention], said: Verdicts | None = None, among: Collection[int] | None = None
) -> Iterator[Judged]:
    """Which mentions may be joined: of each pair first the one that comes first in canonical order.

    Args:
        told: The mentions, in any order.
        said: What people say about joins.
        among: Numbers of claims; only pairs with one of them are looked at.
    """
    for first, second, why in _by_hand(told, said or Verdicts()):
        yield -_SURE, first.id, second.id, why
    for a, b in _candidates(told, among):
        first, second = (a, b) if a.key < b.key else (b, a)
        if found := judge(first, second):
            yield -found[0], first.id, second.id, found[1]


def _by_hand(told: Collection[Mention], said: Verdicts) -> Iterator[tuple[Mention, Mention, str]]:
    if not said.together:
        return
    known = {m.id: m for m in told}
    for pair, reason in said.together.items():
        if pair <= known.keys():
            first, second = sorted((known[n] for n in pair), key=_key)
            yield first, second, reason


def group(
    told: list[Mention], said: Verdicts | None = None, pairs: list[Pair] | None = None
) -> list[Incident]:
    """Join mentions (in canonical order) into incidents.

    Args:
        told: The mentions.
        said: What people say about joins: it outweighs all else.
        pairs: What ``pairs_of`` gave, where the caller has it.
    """
    said = said or Verdicts()
    order = {m.id: n for n, m in enumerate(told)}
    pairs = pairs_of(told, said) if pairs is None else pairs
    home = {m.id: [m] for m in told}
    hand_joined = {n for pair in said.together for n in pair}

    def bound(m: Mention, n: Mention) -> bool:
        """Whether one of two was joined by hand to what the other may meet, and need not meet it itself."""
        friends = [x for x in home[m.id] if x.id in hand_joined] if m.id in hand_joined else []
        others = [x for x in home[n.id] if x.id in hand_joined] if n.id in hand_joined else []
        return any(may_meet(x, n) for x in friends) or any(may_meet(m, x) for x in others)

    joins: dict[int, list[Join]] = defaultdict(list)
    for _, x, y, reason in pairs:
        a, b = told[x], told[y]
        one, other = home[a.id], home[b.id]
        if one is other or len(one) + len(other) > rules()["largest"]:
            continue
        if said.apart and any(frozenset((m.id, n.id)) in said.apart for m in one for n in other):
            continue
        by_hand = frozenset((a.id, b.id)) in said.together
        pairs_ = ((m, n) for m in one for n in other if not bound(m, n))
        if not by_hand and not _fit(pairs_, len(one) * len(other)):
            continue
        low, high = (one, other) if order[one[0].id] < order[other[0].id] else (other, one)
        head = low[0].id
        joins[head] = joins.pop(low[0].id, []) + joins.pop(high[0].id, []) + [Join(b.id, a.id, reason)]
        low.extend(high)
        low.sort(key=lambda m: order[m.id])
        for m in high:
            home[m.id] = low
    made = []
    for m in told:
        members = home[m.id]
        if members[0] is m:
            made.append(Incident(members, joins.get(m.id, []), family_of(members)))
    return made


def _fit(pairs: Iterable[tuple[Mention, Mention]], many: int) -> bool:
    """Whether the members of two groups may be one happening: all but a few pairs, where there are many."""
    astray = int(many * rules()["astray"])
    return next(islice((p for p in pairs if not may_meet(*p)), astray, None), None) is None


def _candidates(
    told: Collection[Mention], among: Collection[int] | None = None
) -> Iterator[tuple[Mention, Mention]]:
    """Pairs, with one of some claims in each, that share a family and lie near in place and time."""
    seen: set[tuple[int, int]] = set()
    for where, block in _blocks(told, among).items():
        if len(block) < 2:
            continue
        known = families().get(str(where[1]))
        days = known.days if known else 1
        whole = {"area": is_province, "land": _of_country}.get(str(where[2]))
        wholes = {m.id for m in block if whole(m)} if whole else set()
        if whole and not wholes:
            continue
        block.sort(key=_begun)
        for n, a in enumerate(block):
            limit, is_whole = a.last + days, a.id in wholes
            for b in islice(block, n + 1, None):
                if b.first > limit:
                    break
                if whole and not is_whole and b.id not in wholes:
                    continue  # two towns of one province meet elsewhere, if at all
                if among is not None and a.id not in among and b.id not in among:
                    continue
                pair = (a.id, b.id) if a.id < b.id else (b.id, a.id)
                if pair not in seen:
                    seen.add(pair)
                    yield a, b


def _blocks(
    told: Collection[Mention], among: Collection[int] | None
) -> dict[tuple[object, ...], list[Mention]]:
    """Claims by phase, family and where they lie; with ``among`` only where and when one of these does."""
    blocks: dict[tuple[object, ...], list[Mention]] = {}
    cells: dict[tuple[object, ...], list[tuple[object, ...]]] = {}
    # First those of which each pair must have one: of the others only what lies where they do is of interest.
    some = told if among is None else [m for m in told if m.id in among]
    others = [] if among is None or not some else [m for m in told if m.id not in among]
    if others:
        apart = max(f.days for f in families().values())
        since, until = min(m.first for m in some) - apart, max(m.last for m in some) + apart
        others = [m for m in others if m.last >= since and m.first <= until]
    for opens, mentions_ in ((True, some), (False, others)):
        for m in mentions_:
            spot = (m.phase, m.place or m.land, m.scene, m.families, bool(m.actors or m.counts), m.figured)
            if spot not in cells:
                around = _cells(m)
                cells[spot] = [(m.phase, family, *cell) for family in m.families for cell in around]
            for cell in cells[spot]:
                block = blocks.get(cell)
                if block is not None:
                    block.append(m)
                elif opens:
                    blocks[cell] = [m]
    return blocks


def _cells(m: Mention) -> Iterable[tuple[object, ...]]:
    found = set() if m.place is None else _cells_at(m, m)
    if m.scene:
        found |= _cells_at(m.scene, m)
    if m.place is None:
        found.add(("nowhere",))
    if m.land and (m.rare or m.figured):
        found.add(("land", m.land))
    return found


def _cells_at(where: Mention | Spot, m: Mention) -> set[tuple[object, ...]]:
    """Where a claim may meet others, if it is of this place."""
    found: set[tuple[object, ...]] = {("place", where.place)}
    if where.lat is not None and where.lon is not None and where.level in ("town", "point"):
        y, x = round(where.lat / _CELL), round(where.lon / _CELL)
        found |= {("cell", y + dy, x + dx) for dy in (0, 1) for dx in (0, 1)}
        if m.rare:
            y, x = round(where.lat / _WIDE), round(where.lon / _WIDE)
            found |= {("wide", y + dy, x + dx) for dy in (0, 1) for dx in (0, 1)}
    if is_province(where):
        found.add(("area", where.country, where.place_key))
    elif where.admin1_key and (m.actors or m.counts or m.rare or m.scene):
        found.add(("area", where.country, where.admin1_key))
    return found


def _of_country(m: Mention) -> bool:
    """Whether nothing smaller than the country is told."""
    return m.level == "country" or m.nowhere


def family_of(members: list[Mention]) -> str:
    """The kind family of a group of mentions: the one that all share, else the commonest."""
    shared = frozenset.intersection(*(m.families for m in members))
    if shared:
        return min(shared)
    tally = Counter(f for m in members for f in m.families)
    return min(tally, key=lambda f: (-tally[f], f))


def row_of(incident: Incident) -> IncidentRow:
    """An incident as the queries give it."""
    members = incident.members
    located = [m for m in members if m.place is not None]
    rank = {"point": 0, "town": 1, "admin2": 2, "admin1": 3}
    where = min(located, key=lambda m: (rank.get(m.level, 4), m.key), default=members[0])
    dated = [m for m in members if m.dated and not m.denies] or members
    series = _series(members)
    return IncidentRow(
        id=incident.id,
        family=incident.family,
        kinds=sorted({m.kind for m in members}),
        place=called(members, where),
        place_id=where.place,
        lat=where.lat,
        lon=where.lon,
        level=where.level,
        admin1=where.admin1,
        country=where.country,
        first=iso(incident.first),
        last=iso(max(m.last for m in dated)),
        actors=_people([m.actor_names for m in members]),
        targets=_people([m.target_names for m in members]),
        claims=[m.id for m in members],
        reports=len({m.report for m in members}),
        origins=len({m.origin for m in members if not m.denies}),
        sources=sorted({m.source for m in members}),
        denied=any(m.denies for m in members),
        counts=_latest(series),
        series=series,
        joins=incident.joins,
    )


def _people(groups: Iterable[tuple[tuple[str, str], ...]]) -> list[Party]:
    tally: Counter[tuple[str, str]] = Counter(p for g in groups for p in g)
    chosen: dict[str, tuple[str, str]] = {}
    for name, actor_id in sorted(tally, key=lambda p: (-tally[p], -len(p[0]), p)):
        chosen.setdefault(actor_id or name.casefold(), (name, actor_id))
    return [Party(*p) for p in chosen.values()]


def _series(members: list[Mention]) -> list[CountPoint]:
    points = [
        CountPoint(m.known, harm, c.get("low"), c.get("best"), c.get("high"), m.source, m.id)
        for m in members
        if not m.denies
        for harm, c in sorted(m.counts.items())
    ]
    return sorted(points, key=lambda p: (p.known, p.harm, p.source, p.best or p.low or 0))


def _latest(series: list[CountPoint]) -> dict[str, dict[str, int | None]]:
    """For each harm the range and the best figure of what was told on the last day."""
    found: dict[str, dict[str, int | None]] = {}
    for harm in sorted({p.harm for p in series}):
        mine = [p for p in series if p.harm == harm]
        last = [p for p in mine if p.known == mine[-1].known]
        lows = [n for p in last if (n := p.low if p.low is not None else p.best) is not None]
        highs = [n for p in last if (n := p.high if p.high is not None else p.best) is not None]
        bests = sorted(p.best for p in last if p.best is not None)
        open_above = any(p.low is not None and p.high is None for p in last)  # "at least 20"
        found[harm] = {
            "low": min(lows, default=None),
            "best": bests[len(bests) // 2] if bests else None,
            "high": None if open_above else max(highs, default=None),
        }
    return found
