"""Where sources cannot both be right: denials, rival holders, numbers and culprits that exclude each other.

A dispute names its sides, their words and when each spoke, and how it ended: one side *admitted*, events have
*overtaken* it, or it is *open*.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date

from warledger.control.interest import Relation, relation
from warledger.ledger import queries
from warledger.ledger.collector import no_garbage
from warledger.ledger.families import rules
from warledger.ledger.incidents import Incident, all_incidents
from warledger.ledger.mentions import Mention, called
from warledger.ledger.queries import Filter
from warledger.ledger.rows import CountPoint, DisputeRow, Voice
from warledger.ledger.store import Ledger

_APART = 1.5  # two figures conflict when the higher one's least is so many times the lower one's most
_TOGETHER_DAYS = 2  # figures told further apart are news, not a dispute
_ADMIT_DAYS = 2  # an admission speaks of the dispute's days, give or take so many
_FEW_CLAIMS, _FEW_PLACES = 5000, 300  # up to so many, what lies around them is quicker read than all
_HARMED = frozenset(("strike", "chemical", "killing", "destruction"))


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
    unbounded = replace(wanted, limit=None, cursor="")
    if unbounded == Filter(known_by=wanted.known_by):
        rows = all_disputes(ledger, wanted.known_by)
    else:
        ids = set(queries.claim_numbers(ledger, unbounded))
        near = None if wanted.known_by else _around(ledger, ids)
        rows = all_disputes(ledger, wanted.known_by) if near is None else near
        rows = [r for r in rows if any(n in ids for side in r.sides for n in side.claims)]
    if open_only:
        rows = [r for r in rows if r.outcome == "open"]
    return rows[: wanted.limit] if wanted.limit is not None else rows


def all_disputes(ledger: Ledger, known_by: str = "") -> list[DisputeRow]:
    """Every dispute of the ledger, newest first; kept until the ledger changes."""

    def work() -> list[DisputeRow]:
        with no_garbage():
            return _found(ledger, all_incidents(ledger, known_by), known_by)

    found: list[DisputeRow] = ledger.remember(("disputes", known_by), work)
    return list(found)


def _around(ledger: Ledger, numbers: set[int]) -> list[DisputeRow] | None:
    """The disputes that some claims are in, and others; None where all must be found to tell."""
    from warledger.ledger import joining, pending  # noqa: PLC0415 - it joins what is disputed

    if len(numbers) > _FEW_CLAIMS or not joining.is_ready(ledger):
        return None
    own = joining.stored_with(ledger, numbers)
    named = {m.place for i in own for m in i.members if m.place is not None}
    with ledger.reading() as connection:
        # What is told of a province may be disputed of every town in it, with what is told of these.
        places = named | pending.below(connection, named)
        if len(places) > _FEW_PLACES:
            return None
        above = {a for told in pending.reach_of(connection, places).values() for a, _ in told}
    there = joining.stored_at(ledger, places | above)
    found = {i.number: i for i in (*there, *own)}
    ordered = sorted(found.values(), key=lambda i: (i.first, i.id, i.number), reverse=True)
    return _found(ledger, ordered, "", places)


def _found(
    ledger: Ledger, incidents: list[Incident], known_by: str, places: Collection[int] | None = None
) -> list[DisputeRow]:
    """The disputes within and between incidents, and about who holds all places or some; newest first."""
    told = {m.id: m for i in incidents for m in i.members}
    rows = [row for i in incidents for row in (_denied(i, told), *_counted(i), *_dated(i)) if row]
    taken = {n for r in rows if r.about == "happened" for s in r.sides for n in s.claims}
    held = _held(ledger, told, known_by, places)
    rows += [r for r in held if not all(taken & set(s.claims) for s in r.sides)]
    rows += _blamed(incidents)
    return sorted(rows, key=lambda r: (r.first, r.id), reverse=True)


def _denied(incident: Incident, told: dict[int, Mention]) -> DisputeRow | None:
    yes = [m for m in incident.members if not m.denies]
    no = [m for m in incident.members if m.denies]
    if not yes or not no:
        return None
    kind = no[0].kind
    ended = _ending(yes, no, told)
    return _row(
        "happened", incident, kind, [_voice("it happened", yes), _voice("it did not happen", no)], ended
    )


Ending = tuple[str, int | None, str | None, str]
_OPEN: Ending = ("open", None, None, "neither side has given in, and nothing told later settles it")


def _ending(yes: Sequence[Mention], no: Sequence[Mention], told: dict[int, Mention]) -> Ending:
    """How the quarrel whether it happened ended."""
    last_word = max(m.known for m in (*yes, *no))
    last_no = max(m.known for m in no)
    first_day, last_day = min(m.last for m in yes), max(m.last for m in (*yes, *no))
    families = frozenset.intersection(*(m.families for m in yes)) or yes[0].families
    places = {m.place for m in (*yes, *no)} - {None}
    deniers, tellers = [m.speaker for m in no], [m.speaker for m in yes]
    overtaken: Ending | None = None
    for m in sorted(told.values(), key=lambda m: (m.known, m.last, m.key)):
        if m.known < last_no or m.phase != "happened" or m.place not in places or not m.families & families:
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
        sides = [_voice(f"on {_iso(day)}", by_day[day]) for day in (days[0], days[-1])]
        rows.append(_row("date", incident, kind, sides, _OPEN, kind))
    return rows


def _conflict(a: Mention, x: CountPoint, b: Mention, y: CountPoint) -> bool:
    if a.origin == b.origin or abs(_ordinal(a.known) - _ordinal(b.known)) > _TOGETHER_DAYS:
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


def _blamed(incidents: list[Incident]) -> list[DisputeRow]:
    """One harm at one place on one day laid at two doors by different origins."""
    by_place: dict[tuple[int | None, str], list[Incident]] = defaultdict(list)
    for i in incidents:
        if i.family in _HARMED and i.members[0].place is not None:
            by_place[i.members[0].place, i.members[0].phase].append(i)
    rows = []
    for i in incidents:
        doers = _doers(i)
        if len(doers) > 1:
            named = [_voice("by " + _names(Incident(side, [])), side) for side in doers]
            rows.append(_row("actor", i, doers[0][0].kind, named, _OPEN))
    for group in by_place.values():
        for n, one in enumerate(group):
            for other in group[n + 1 :]:
                if _same_harm(one, other):
                    sides = [_voice("by " + _names(i), i.members) for i in (one, other)]
                    rows.append(_row("actor", one, one.members[0].kind, sides, _OPEN))
    return rows


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
    if not a.actors or not b.actors or a.actors & b.actors or a.first != b.first or a.denies or b.denies:
        return False
    if {m.origin for m in one.members} & {m.origin for m in other.members} or not a.families & b.families:
        return False
    return bool(a.targets & b.targets) or (bool(a.counts) and a.counts == b.counts)


def _names(incident: Incident) -> str:
    return ", ".join(dict.fromkeys(name for m in incident.members for name, _ in m.actor_names))


def _held(
    ledger: Ledger, told: dict[int, Mention], known_by: str, places: Collection[int] | None
) -> list[DisputeRow]:
    """Places, all or some, whose holder is disputed for a while."""
    from warledger.control.book import disputed_spells  # noqa: PLC0415 - control reads the ledger

    rows = []
    for spell in disputed_spells(ledger, known_by, places):
        pro = [told[n] for n in dict.fromkeys(e.claim for e in spell.now.claims_for) if n in told]
        con = [told[n] for n in dict.fromkeys(e.claim for e in spell.now.claims_against) if n in told]
        if not pro or not con:
            continue
        after = spell.after
        ended: Ending = _OPEN
        if after is not None and after.status == "confirmed":
            first = after.claims_for[0] if after.claims_for else None
            how = (
                "admitted"
                if after.claims_for and "against its own" in after.claims_for[0].why
                else "overtaken"
            )
            why = f"since {after.date} {after.holder.name} holds it, confirmed"
            ended = how, first.claim if first else None, after.date, why
        now = spell.now
        sides = [
            _voice(f"{now.holder.name} holds it", pro),
            _voice(f"{now.holder.name} does not hold it", con),
        ]
        rows.append(
            DisputeRow(
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
                sides=sides,
                outcome=ended[0],
                settled_by=ended[1],
                settled_day=ended[2],
                why=ended[3],
            )
        )
    return rows


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
        first=_iso(min(m.last for m in members)),
        last=_iso(max(m.last for m in members)),
        kind=kind,
        sides=sides,
        outcome=ended[0],
        settled_by=ended[1],
        settled_day=ended[2],
        why=ended[3],
        incident=incident.id,
    )


_narrowness: Callable[[Mention], tuple[int, tuple[object, ...]]] = lambda m: (  # noqa: E731
    {"point": 0, "town": 1, "admin2": 2, "admin1": 3}.get(m.level, 4),
    m.key,
)


def _id(*parts: str) -> str:
    return hashlib.sha1("|".join(parts).encode(), usedforsecurity=False).hexdigest()[:10]


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()
