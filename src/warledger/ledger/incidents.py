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
from datetime import date
from functools import cached_property
from itertools import islice
from operator import attrgetter

from warledger.control.reading import distance_km
from warledger.ledger import mentions, queries, verdicts
from warledger.ledger.mentions import Family, Mention, called, families, rules
from warledger.ledger.queries import Filter
from warledger.ledger.rows import CountPoint, IncidentRow, Join, Party
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
            told = mentions.read(connection, known_by)
            said = verdicts.read(connection, known_by)
        return group(told, said)

    found: list[Incident] = ledger.remember(("incidents", known_by), work)
    return found


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
        return any(_may_meet(x, n) for x in friends) or any(_may_meet(m, x) for x in others)

    joins: dict[int, list[Join]] = defaultdict(list)
    for _, x, y, reason in pairs:
        a, b = told[x], told[y]
        one, other = home[a.id], home[b.id]
        if one is other or len(one) + len(other) > rules()["largest"]:
            continue
        if said.apart and any(frozenset((m.id, n.id)) in said.apart for m in one for n in other):
            continue
        by_hand = frozenset((a.id, b.id)) in said.together
        if not by_hand and not all(_may_meet(m, n) for m in one for n in other if not bound(m, n)):
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
        whole = {"area": _of_province, "land": _of_country}.get(str(where[2]))
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
            spot = (m.phase, m.place or m.land, m.families, bool(m.actors or m.counts))
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
    if m.place is None:
        return (("nowhere",), ("land", m.land)) if m.rare and m.land else (("nowhere",),)
    found: set[tuple[object, ...]] = {("place", m.place)}
    if m.lat is not None and m.lon is not None and m.level in ("town", "point"):
        y, x = round(m.lat / _CELL), round(m.lon / _CELL)
        found |= {("cell", y + dy, x + dx) for dy in (0, 1) for dx in (0, 1)}
        if m.rare:
            y, x = round(m.lat / _WIDE), round(m.lon / _WIDE)
            found |= {("wide", y + dy, x + dx) for dy in (0, 1) for dx in (0, 1)}
    if m.rare and m.land:
        found.add(("land", m.land))
    if _of_province(m):
        found.add(("area", m.country, m.place_key))
    elif m.admin1_key and (m.actors or m.counts or m.rare):
        found.add(("area", m.country, m.admin1_key))
    return found


def _of_province(m: Mention) -> bool:
    """Whether a place is a province, or a town of its name: "Idlib" alone may be either."""
    return m.level == "admin1" or (m.level == "town" and m.named_as_province)


def _of_country(m: Mention) -> bool:
    """Whether nothing smaller than the country is told."""
    return m.level == "country" or m.nowhere


def judge(a: Mention, b: Mention) -> tuple[int, str] | None:
    """Whether two claims tell of one happening: how surely, and why; None if not."""
    if a.phase != b.phase:
        return None
    shared = [families()[f] for f in sorted(a.families & b.families) if f in families()]
    for family in shared:
        place = _place(a, b, family)
        if not place:
            continue
        parties = _parties(a, b, family)
        if not parties:
            continue
        if parties[0] < 2 and a.kind == b.kind and (figure := _same_figure(a, b)):
            parties = 2, figure
        days = _days(a, b, family)
        if not days:
            continue
        if family.rare and a.kind == b.kind and days[0] >= 1:
            pass  # there was hardly another one
        elif not parties[0] and (place[0] < 2 or days[0] < 2 or a.kind != b.kind):
            continue  # where a party is not named, place, days and kind must all agree
        elif place[0] <= 1 and (parties[0] < 2 or a.kind != b.kind):
            continue  # a province and a town in it: only where kind and parties agree too
        if a.report == b.report and a.origin == b.origin and a.denies == b.denies and place[0] < 3:
            continue  # one voice that tells of two places in one report means two happenings
        score = place[0] + parties[0] + days[0] + (2 if a.kind == b.kind else 0)
        kinds = f"both {a.kind}" if a.kind == b.kind else f"{a.kind} and {b.kind} are one kind of happening"
        return score, "; ".join((place[1], days[1], parties[1], kinds))
    return None


def _same_figure(a: Mention, b: Mention) -> str:
    """A figure that both tell, in words; small ones are too common to tell anything."""
    for harm in sorted(a.counts.keys() & b.counts.keys()):
        figure = a.counts[harm].get("best")
        if figure is not None and figure == b.counts[harm].get("best") and figure >= rules()["telling"]:
            return f"both tell of {figure} {harm}"
    return ""


def _may_meet(a: Mention, b: Mention) -> bool:
    """Whether two members of one group could tell of one happening."""
    shared = [families()[f] for f in a.families & b.families if f in families()]
    if a.phase != b.phase or not shared:
        return False
    return any(_place(a, b, f) and _parties(a, b, f) and _days(a, b, f) for f in shared)


def _place(a: Mention, b: Mention, family: Family) -> tuple[int, str] | None:
    if a.place is None or b.place is None:
        if a.place is b.place and family.placeless:
            return 1, "neither tells a place"
    elif a.place == b.place:
        return 4, f"the same place, {a.place_name}"
    if a.nowhere or b.nowhere:
        same = family.rare and a.land and a.land == b.land
        return (1, "where no known place is told the report is of the same war") if same else None
    if a.country != b.country:
        return None
    small = [m.level in ("town", "point") for m in (a, b)]
    if all(small) and (near := _near(a, b, family)):
        return near
    for area, inside in ((a, b), (b, a)):
        within = inside.admin1_key and inside.admin1_key in (area.place_key, area.admin1_key)
        whole = family.rare and area.level == "country" != inside.level
        province = area.level == "admin1" or (_of_province(area) and (family.rare or _same_figure(a, b)))
        if (province and inside.level not in ("admin1", "country") and within) or whole:
            return 1, f"{inside.place_name} lies in {area.place_name}"
    return None


def _near(a: Mention, b: Mention, family: Family) -> tuple[int, str] | None:
    limit = rules()["facility_km"] if a.level != b.level else rules()["near_km"]
    apart = distance_km(a, b)
    if a.level == b.level == "point":
        limit = 1
    if family.rare:
        limit = max(limit, rules()["rare_km"])
    return (2, f"{a.place_name} and {b.place_name} are {apart:.0f} km apart") if apart <= limit else None


def _days(a: Mention, b: Mention, family: Family) -> tuple[int, str] | None:
    gap = max(a.first, b.first) - min(a.last, b.last)
    if gap <= 0:
        same = a.dated and b.dated and a.first == b.first and a.last == b.last
        return (3, f"on the same day, {_iso(a.first)}") if same else (2, "their days overlap")
    if gap <= family.days and gap <= 1:
        return 1, "a day apart"
    return (0, f"{gap} days apart") if gap <= family.days else None


def _parties(a: Mention, b: Mention, family: Family) -> tuple[int, str] | None:
    if family.parties == "both":
        one, other = a.actors | a.targets, b.actors | b.targets
        met = one & other
        if met:
            return 2, f"both name {_plain(met)}"
        if family.placeless:
            return None
        if not one or not other:
            return 0, "one names no party"
        return _stranger(one, other)
    if family.parties == "winner":
        one_w, one_l = _sides(a)
        other_w, other_l = _sides(b)
        if (one_w and other_w and not one_w & other_w) or (one_l and other_l and not one_l & other_l):
            return None
        if one_w & other_l or one_l & other_w:
            return None
        met = (one_w & other_w) | (one_l & other_l)
        if met:
            return 2, f"both name {_plain(met)}"
        if (one_w and other_l) or (one_l and other_w):
            return 1, "one names who gains, the other who loses"
        return 0, "one names no party"
    met = a.actors & b.actors
    if a.actors and b.actors and not met:
        rivals = (0, "they name different parties") if family.rare else _stranger(a.actors, b.actors)
        return None if family.placeless or family.lasting else rivals
    if family.placeless and a.place is None and not (met and (a.targets & b.targets or not a.targets)):
        return None
    struck = a.targets & b.targets
    if met:
        return 2 + bool(struck), f"both name {_plain(met)}"
    return (1, f"both name {_plain(struck)}") if struck else (0, "one names no party")


def _stranger(one: frozenset[str], other: frozenset[str]) -> tuple[int, str] | None:
    """A party that is known by its words alone ("regime jets") may be the one that the other claim names."""
    for parties in (one, other):
        if all(p.startswith("name:") for p in parties):
            return 0, f"{_plain(parties)} may be whom the other names"
    return None


def _sides(m: Mention) -> tuple[frozenset[str], frozenset[str]]:
    """Who gains and who loses the place."""
    return (m.actors, m.targets) if m.kind == "capture" else (m.targets, m.actors)


def _plain(parties: frozenset[str]) -> str:
    best = min(parties, key=lambda p: (not p.startswith("id:"), not p.startswith("name:"), p))
    return best.split(":", 1)[1] if best.startswith(("id:", "name:", "class:")) else best


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
        first=_iso(incident.first),
        last=_iso(max(m.last for m in dated)),
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


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
