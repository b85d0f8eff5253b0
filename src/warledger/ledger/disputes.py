"""Where sources cannot both be right: denials, rival holders, numbers and culprits that exclude each other.

A dispute names its sides, their words and when each spoke, and how it ended: one side *admitted*, events have
*overtaken* it, or it is *open*.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from heapq import merge
from typing import TYPE_CHECKING

from warledger.control.interest import Relation, relation
from warledger.ledger import queries
from warledger.ledger.collector import no_garbage
from warledger.ledger.days import iso, ordinal
from warledger.ledger.families import rules
from warledger.ledger.incidents import Incident, all_incidents
from warledger.ledger.mentions import Mention, called
from warledger.ledger.queries import Filter
from warledger.ledger.rows import CountPoint, DisputeRow, Voice
from warledger.ledger.store import Ledger

if TYPE_CHECKING:
    from warledger.control.book import DisputedSpell

_APART = 1.5  # two figures conflict when the higher one's least is so many times the lower one's most
_TOGETHER_DAYS = 2  # figures told further apart are news, not a dispute
_ADMIT_DAYS = 2  # an admission speaks of the dispute's days, give or take so many
HARMED = frozenset(("strike", "chemical", "killing", "destruction"))  # families of which the doer matters


def in_words(row: DisputeRow) -> str:
    """A dispute as a reader would tell it: what about, each side's words and days, and how it ended."""
    about = {
        "happened": f"whether it happened ({row.kind})",
        "holder": "who holds it",
        "count": "how many",
        "actor": "who did it",
        "date": f"when it happened ({row.kind})",
    }[row.about]
    days = row.first if row.first == row.last else f"{row.first} to {row.last}"
    lines = [f"{row.place or 'No place told'}, {days}: {about}."]
    for side in row.sides:
        said = side.first_said if side.first_said == side.last_said else f"{side.first_said}–{side.last_said}"
        lines.append(f"  {side.position}: {', '.join(side.sources)} ({said}), “{side.quote}”")
    ended = {"admitted": "Ended by admission", "overtaken": "Overtaken by events"}.get(row.outcome, "Open")
    when = f" on {row.settled_day}" if row.settled_day else ""
    lines.append(f"  {ended}{when}: {row.why}.")
    return "\n".join(lines)


def list_disputes(ledger: Ledger, wanted: Filter, open_only: bool = False) -> list[DisputeRow]:
    """Disputes of which at least one claim fits the filter, newest first."""
    from warledger.ledger import disputing  # noqa: PLC0415 - it keeps what this module finds

    if not wanted.known_by and disputing.is_ready(ledger):
        return disputing.stored(ledger, wanted, open_only)
    rows = all_disputes(ledger, wanted.known_by)
    unbounded = replace(wanted, limit=None, cursor="")
    if unbounded != Filter(known_by=wanted.known_by):
        ids = set(queries.claim_numbers(ledger, unbounded))
        rows = [r for r in rows if any(n in ids for side in r.sides for n in side.claims)]
    if open_only:
        rows = [r for r in rows if r.outcome == "open"]
    return rows[: wanted.limit] if wanted.limit is not None else rows


def all_disputes(ledger: Ledger, known_by: str = "") -> list[DisputeRow]:
    """Every dispute of the ledger, newest first; kept until the ledger changes."""

    def work() -> list[DisputeRow]:
        from warledger.ledger import disputing  # noqa: PLC0415 - it keeps what this module finds

        if not known_by and disputing.is_ready(ledger):
            return disputing.stored(ledger)
        with no_garbage():
            return found_among(ledger, all_incidents(ledger, known_by), known_by)

    found: list[DisputeRow] = ledger.remember(("disputes", known_by), work)
    return list(found)


def found_among(ledger: Ledger, incidents: list[Incident], known_by: str = "") -> list[DisputeRow]:
    """The disputes within and between all incidents, and about who holds places, newest first.

    Nothing that is stored is asked. What is stored of disputes is the same.
    """
    from warledger.control.book import disputed_spells  # noqa: PLC0415 - control reads the ledger

    told = {m.id: m for i in incidents for m in i.members}
    there = by_place(told.values())
    rows = [row for i in incidents for row in within(i, there)]
    taken = {n for r in rows if r.about == "happened" for s in r.sides for n in s.claims}
    held = [row for spell in disputed_spells(ledger, known_by) if (row := about_holder(spell, told))]
    rows += [r for r in held if not is_told_by(r, taken)]
    rows += [row for one, other in rivals(incidents) if (row := laid_at_two_doors(one, other))]
    return sorted(rows, key=lambda r: (r.first, r.id), reverse=True)


def by_place(told: Iterable[Mention]) -> dict[int, list[Mention]]:
    """What is told to have happened at each place, in the order in which it was told."""
    found: dict[int, list[Mention]] = defaultdict(list)
    for m in sorted(told, key=_telling):
        if m.place is not None and m.phase == "happened":
            found[m.place].append(m)
    return found


def _telling(m: Mention) -> tuple[str, int, tuple[object, ...]]:
    return m.known, m.last, m.key


def within(incident: Incident, there: Mapping[int, Sequence[Mention]]) -> list[DisputeRow]:
    """The disputes within one incident.

    Args:
        incident: The incident.
        there: By ``by_place``, all that is told of its places if some deny it; else nothing is asked.
    """
    found = (_denied(incident, there), *_counted(incident), *_dated(incident), _blamed(incident))
    return [row for row in found if row]


def is_told_by(row: DisputeRow, taken: Iterable[int]) -> bool:
    """Whether each side of a dispute about the holder is told by disputes whether something happened.

    Args:
        row: The dispute.
        taken: The claims of such disputes.
    """
    known = frozenset(taken)
    return all(not known.isdisjoint(s.claims) for s in row.sides)


def is_denied(incident: Incident) -> bool:
    """Whether some tell of it and others deny it."""
    return len({m.denies for m in incident.members}) > 1


def _denied(incident: Incident, there: Mapping[int, Sequence[Mention]]) -> DisputeRow | None:
    if not is_denied(incident):
        return None
    yes = [m for m in incident.members if not m.denies]
    no = [m for m in incident.members if m.denies]
    kind = no[0].kind
    ended = _ending(yes, no, there)
    return _row(
        "happened", incident, kind, [_voice("it happened", yes), _voice("it did not happen", no)], ended
    )


Ending = tuple[str, int | None, str | None, str]
_OPEN: Ending = ("open", None, None, "neither side has given in, and nothing told later settles it")


def _ending(yes: Sequence[Mention], no: Sequence[Mention], there: Mapping[int, Sequence[Mention]]) -> Ending:
    """How the quarrel whether it happened ended."""
    last_word = max(m.known for m in (*yes, *no))
    last_no = max(m.known for m in no)
    first_day, last_day = min(m.last for m in yes), max(m.last for m in (*yes, *no))
    families = frozenset.intersection(*(m.families for m in yes)) or yes[0].families
    places = {m.place for m in (*yes, *no) if m.place is not None}
    deniers, tellers = [m.speaker for m in no], [m.speaker for m in yes]
    overtaken: Ending | None = None
    for m in merge(*(there.get(place, ()) for place in sorted(places)), key=_telling):
        if m.known < last_no or not m.families & families:
            continue
        own_word = any(relation(d, m.speaker) == Relation.OWN for d in deniers if d.side)
        if m in no or (m in yes and not (own_word and m.known > last_no)):
            continue
        same_side = _alike(m, yes[0])
        speaks_for_tellers = any(relation(t, m.speaker) == Relation.OWN for t in tellers if t.side)
        near = first_day - _ADMIT_DAYS <= m.last <= last_day + _ADMIT_DAYS
        if same_side and not m.denies and own_word:
            how = "admitted" if near else "overtaken"
            said = (
                "those who denied it say it too"
                if near
                else "it came to pass later, and those who denied it say so"
            )
            return how, m.id, m.known, f"{said}: {m.source}, “{m.quote}”"
        if same_side and m.denies and speaks_for_tellers and near:
            return "admitted", m.id, m.known, f"those who told it take it back: {m.source}, “{m.quote}”"
        if same_side and not m.denies and m.last > last_day and m.known > last_word and overtaken is None:
            overtaken = "overtaken", m.id, m.known, f"it came to pass later: {m.source}, “{m.quote}”"
    return overtaken or _OPEN


def _alike(a: Mention, b: Mention) -> bool:
    """Whether two claims have the same outcome for the same parties."""
    one = (a.actors, a.targets) if a.kind == "capture" else (a.targets, a.actors)
    other = (b.actors, b.targets) if b.kind == "capture" else (b.targets, b.actors)
    if "change" not in a.families:
        return bool(a.actors & b.actors) or not a.actors or not b.actors
    crossed = one[0] & other[1] or one[1] & other[0]
    return not crossed and all(not x or not y or bool(x & y) for x, y in zip(one, other, strict=True))


def _counted(incident: Incident) -> list[DisputeRow]:
    """Figures of one happening that exclude each other and were told at about the same time."""
    by_harm: dict[str, list[tuple[Mention, CountPoint]]] = defaultdict(list)
    for m in incident.members:
        for harm, c in m.counts.items():
            if not m.denies:
                point = CountPoint(m.known, harm, c.get("low"), c.get("best"), c.get("high"), m.source, m.id)
                by_harm[harm].append((m, point))
    rows = []
    for harm, points in sorted(by_harm.items()):
        for n, (a, x) in enumerate(points):
            other = next(((b, y) for b, y in points[n + 1 :] if _conflict(a, x, b, y)), None)
            if other is None:
                continue
            b, y = other
            sides = [_voice(f"{_figure(p)} {harm}", [m]) for m, p in ((a, x), (b, y))]
            rows.append(_row("count", incident, a.kind, sides, _counts_end(points, a, b), harm))
            break
    return rows


def _dated(incident: Incident) -> list[DisputeRow]:
    """Days of one happening that cannot both be true: told as its one day, by different origins."""
    if not frozenset(rules()["once"]) & {incident.family}:
        return []
    rows = []
    for kind in sorted({m.kind for m in incident.members}):
        told = [
            m for m in incident.members if m.kind == kind and not m.denies and m.dated and m.first == m.last
        ]
        by_day: dict[int, list[Mention]] = defaultdict(list)
        for m in told:
            by_day[m.last].append(m)
        days = sorted(by_day)
        if len(days) < 2 or len({m.origin for m in told}) < 2:
            continue
        early, late = by_day[days[0]], by_day[days[-1]]
        if {m.origin for m in early} & {m.origin for m in late}:
            continue  # one who names both days tells of two, or has put it right
        sides = [_voice(f"on {iso(day)}", by_day[day]) for day in (days[0], days[-1])]
        rows.append(_row("date", incident, kind, sides, _OPEN, kind))
    return rows


def _conflict(a: Mention, x: CountPoint, b: Mention, y: CountPoint) -> bool:
    if a.origin == b.origin or abs(ordinal(a.known) - ordinal(b.known)) > _TOGETHER_DAYS:
        return False
    (low_x, high_x), (low_y, high_y) = _bounds(x), _bounds(y)
    return (low_x > high_y * _APART) or (low_y > high_x * _APART)


def _bounds(p: CountPoint) -> tuple[float, float]:
    low = p.low if p.low is not None else p.best
    high = p.high if p.high is not None else (p.best if p.low is None or p.low == p.best else None)
    if p.best is not None and p.high is None and p.low is not None:
        high = None  # "at least"
    return (float(low) if low is not None else 0.0, float(high) if high is not None else float("inf"))


def _figure(p: CountPoint) -> str:
    if p.best is not None and p.low in (None, p.best):
        return str(p.best)
    if p.low is not None and p.high is None:
        return f"at least {p.low}"
    return f"{p.low or 0}–{p.high}" if p.high is not None else str(p.best)


def _counts_end(points: list[tuple[Mention, CountPoint]], a: Mention, b: Mention) -> Ending:
    last = max(a.known, b.known)
    for m, p in points:
        if m.known > last and m.origin in (a.origin, b.origin):
            for other in (a, b):
                if other.origin != m.origin:
                    theirs = next(y for n, y in points if n is other)
                    if not _conflict(m, replace(p, known=last), replace(other, known=m.known), theirs):
                        return (
                            "admitted",
                            m.id,
                            m.known,
                            f"{m.source} later gives a figure that fits the other's",
                        )
    return _OPEN


def _blamed(incident: Incident) -> DisputeRow | None:
    """One happening laid at two doors."""
    doers = _doers(incident)
    if len(doers) < 2:
        return None
    named = [_voice("by " + _names(side), side) for side in doers]
    return _row("actor", incident, doers[0][0].kind, named, _OPEN)


def may_be_laid_elsewhere(incident: Incident) -> bool:
    """Whether another incident may tell of the same harm and lay it at another door."""
    head = incident.members[0]
    return incident.family in HARMED and head.place is not None and bool(head.actors) and not head.denies


def rivals(incidents: Iterable[Incident]) -> Iterator[tuple[Incident, Incident]]:
    """Pairs, in the given order, of incidents at one place and day that may be one harm laid at two doors."""
    at: dict[tuple[int | None, int], list[Incident]] = defaultdict(list)
    for i in incidents:
        if may_be_laid_elsewhere(i):
            at[i.members[0].place, i.members[0].first].append(i)
    for group in at.values():
        for n, one in enumerate(group):
            for other in group[n + 1 :]:
                yield one, other


def laid_at_two_doors(one: Incident, other: Incident) -> DisputeRow | None:
    """One harm at one place on one day that two incidents, by different origins, lay at two doors.

    Args:
        one: An incident that ``may_be_laid_elsewhere``, the newer of two.
        other: Another one at the same place.
    """
    if not _same_harm(one, other):
        return None
    sides = [_voice("by " + _names(i.members), i.members) for i in (one, other)]
    return _row("actor", one, one.members[0].kind, sides, _OPEN)


def _doers(incident: Incident) -> list[list[Mention]]:
    """Those who tell of one happening, by whom they say it was done, as far as these are known parties."""
    sides: list[list[Mention]] = []
    for m in incident.members:
        known = {p for p in m.actors if not p.startswith("name:")}
        if m.denies or not known or not m.rare:
            continue
        met = [s for s in sides if any(known & x.actors for x in s)]
        sides = [s for s in sides if s not in met] + [[x for s in met for x in s] + [m]]
    voices = Counter(o for side in sides for o in {m.origin for m in side})
    return [side for side in sides if all(voices[m.origin] == 1 for m in side)]


def _same_harm(one: Incident, other: Incident) -> bool:
    a, b = one.members[0], other.members[0]
    if a.phase != b.phase or a.first != b.first or a.actors & b.actors:
        return False
    if {m.origin for m in one.members} & {m.origin for m in other.members} or not a.families & b.families:
        return False
    return bool(a.targets & b.targets) or (bool(a.counts) and a.counts == b.counts)


def _names(members: Sequence[Mention]) -> str:
    return ", ".join(dict.fromkeys(name for m in members for name, _ in m.actor_names))


def about_holder(spell: DisputedSpell, told: Mapping[int, Mention]) -> DisputeRow | None:
    """The dispute about the holder of a place in a spell of days; None where one side's claims are not told.

    Args:
        spell: From control, with the argument.
        told: By number, claims with at least those of the argument that stand.
    """
    now, after = spell.now, spell.after
    pro = [told[n] for n in dict.fromkeys(e.claim for e in now.claims_for) if n in told]
    con = [told[n] for n in dict.fromkeys(e.claim for e in now.claims_against) if n in told]
    if not pro or not con:
        return None
    ended: Ending = _OPEN
    if after is not None and after.status == "confirmed":
        first = after.claims_for[0] if after.claims_for else None
        how = "admitted" if first and "against its own" in first.why else "overtaken"
        why = f"since {after.date} {after.holder.name} holds it, confirmed"
        ended = how, first.claim if first else None, after.date, why
    return DisputeRow(
        id=_id("holder", str(now.place_id), now.date, now.gazetteer_id or now.place),
        about="holder",
        place=now.place,
        place_id=now.place_id,
        lat=now.lat,
        lon=now.lon,
        admin1=now.admin1,
        country=now.country,
        first=now.date,
        last=spell.last,
        kind="hold",
        sides=[
            _voice(f"{now.holder.name} holds it", pro),
            _voice(f"{now.holder.name} does not hold it", con),
        ],
        outcome=ended[0],
        settled_by=ended[1],
        settled_day=ended[2],
        why=ended[3],
    )


def _voice(position: str, members: Sequence[Mention]) -> Voice:
    ordered = sorted(members, key=lambda m: (m.known, m.key))
    return Voice(
        position=position,
        sources=sorted({m.source for m in members}),
        claims=[m.id for m in ordered],
        first_said=ordered[0].known,
        last_said=ordered[-1].known,
        quote=ordered[0].quote,
    )


def _row(  # noqa: PLR0913, PLR0917 - one row
    about: str, incident: Incident, kind: str, sides: list[Voice], ended: Ending, extra: str = ""
) -> DisputeRow:
    members = incident.members
    named = [m for m in members if m.place is not None]
    where = min(named, key=_narrowness, default=members[0])
    return DisputeRow(
        id=_id(about, extra, incident.id),
        about=about,
        place=called(members, where),
        place_id=where.place,
        lat=where.lat,
        lon=where.lon,
        admin1=where.admin1,
        country=where.country,
        first=iso(min(m.last for m in members)),
        last=iso(max(m.last for m in members)),
        kind=kind,
        sides=sides,
        outcome=ended[0],
        settled_by=ended[1],
        settled_day=ended[2],
        why=ended[3],
        incident=incident.id,
    )


def _narrowness(m: Mention) -> tuple[int, tuple[object, ...]]:
    return {"point": 0, "town": 1, "admin2": 2, "admin1": 3}.get(m.level, 4), m.key


def _id(*parts: str) -> str:
    return hashlib.sha1("|".join(parts).encode(), usedforsecurity=False).hexdigest()[:10]
