"""The doors of control: holdings on a day, a place's spells, and what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import func, select

from warledger.control import evidence, interest, reading
from warledger.control.parameters import parameters
from warledger.control.status import Story, holding_on, story_of
from warledger.control.types import Holding
from warledger.ledger import queries
from warledger.ledger.errors import LedgerError
from warledger.ledger.queries import Filter
from warledger.ledger.rows import ChangeRow
from warledger.ledger.schema import claims, places, reports
from warledger.ledger.store import Ledger
from warledger.ledger.words import place_key

_KEPT = 12

Baseline = dict[str, tuple[str, str]]


def holdings(  # noqa: PLR0913, PLR0917 - each has its default
    ledger: Ledger,
    at: str = "",
    known_by: str = "",
    wanted: Filter | None = None,
    baseline: Baseline | None = None,
    argue: bool = True,
) -> list[Holding]:
    """Who holds each place of which claims about control tell.

    Args:
        ledger: The ledger.
        at: The day (ISO); the day of the last report when empty, or ``known_by`` where that is given.
        known_by: Only what was published by the end of this day.
        wanted: Its ``place``, ``actor``, ``bbox`` and ``limit`` choose among the holdings.
        baseline: Who holds what at the start, from ``read_baseline``.
        argue: Whether to bring the claims for and against and the argument in words.

    Returns:
        Holdings ordered by country, province and name.
    """
    wanted = wanted or Filter()
    at = at or wanted.at
    known_by = known_by or wanted.known_by
    day = _day(at or known_by or last_day(ledger))
    only = _chosen(ledger, wanted)
    found = [holding_on(s, day, argue) for s in stories(ledger, known_by, only, baseline) if _begun(s, day)]
    if wanted.actor:
        key = wanted.actor.casefold()
        found = [
            h
            for h in found
            if key in (h.holder.id.casefold(), h.side.casefold()) or key in h.holder.name.casefold()
        ]
    found.sort(key=lambda h: (h.country, h.admin1, h.place, h.place_id))
    return found[: wanted.limit] if wanted.limit is not None else found


def spells(
    ledger: Ledger, place_id: int, known_by: str = "", baseline: Baseline | None = None, until: str = ""
) -> list[Holding]:
    """The holdings of one place over time: one for each day from which holder or status differ."""
    told = stories(ledger, known_by, [place_id], baseline)
    if not told:
        return []
    last = _day(until or known_by or last_day(ledger))
    return [holding_on(told[0], day) for day in _turning_days(told[0], last)]


def changes(ledger: Ledger, since: str, until: str = "", known_by: str = "") -> list[ChangeRow]:
    """What changed hands, or status, between two days, as known by ``known_by``."""
    rows = []
    first, last = _day(since), _day(until or known_by or last_day(ledger))
    for story in stories(ledger, known_by):
        before, after = holding_on(story, first), holding_on(story, last)
        if not _begun(story, last):
            continue
        if (before.holder, before.status) != (after.holder, after.status):
            moved = [e.claim for e in after.claims_for + after.claims_against if e.day > since]
            rows.append(
                _change(before, after, after.date, list(dict.fromkeys(moved)), after.why.split("\n")[0])
            )
    return sorted(rows, key=lambda r: (r.before == r.after, r.place, r.place_id))


def learned(ledger: Ledger, since: str, known_by: str = "") -> list[ChangeRow]:
    """How the past looks different by what was published after ``since``: days up to it, told anew later."""
    cut = _day(since)
    then = {s.case.spot.id: s for s in stories(ledger, since)}
    rows = []
    for story in stories(ledger, known_by):
        number = story.case.spot.id
        old = then.get(number)
        late = [i for i in story.case.items if i.known > since and i.day <= cut and i.weight > 0]
        if not late:
            continue
        for day in sorted({*(i.day for i in late), cut}):
            after = holding_on(story, day)
            before = (
                holding_on(old, day)
                if old
                else replace(after, holder=replace(after.holder, name="", id=""), status="unknown")
            )
            if before.holder != after.holder or before.status != after.status:
                numbers = list(dict.fromkeys(i.claim for i in late if i.day <= day))
                why = f"learned after {since} from " + ", ".join(
                    sorted({i.source for i in late if i.day <= day})
                )
                rows.append(_change(before, after, after.date, numbers, why))
    return sorted(rows, key=lambda r: (r.date, r.place, r.place_id))


def stories(
    ledger: Ledger, known_by: str = "", only: Sequence[int] | None = None, baseline: Baseline | None = None
) -> list[Story]:
    """The model run over every place (or some); only what new reports touch is worked out again."""
    key = ("stories", known_by, tuple(sorted((baseline or {}).items())))
    kept: tuple[int, reading.Countries, dict[int, Story]] | None = ledger.kept.get(key)
    with ledger.reading() as connection:
        revision = connection.scalar(select(func.max(reports.c.id))) or 0
        if kept and kept[0] == revision:
            return _some(kept[2], only)
        countries = reading.countries_of(connection, known_by)
        anew = only
        if only is None and kept and kept[1] == countries:
            anew = reading.touched(connection, kept[0])
        cases = evidence.load(connection, known_by, anew, countries)
    told = {c.spot.id: story_of(c, _baseline_party(c, baseline)) for c in cases}
    if only is not None:
        return _some(told, None)
    if kept and anew is not None:
        gone = set(anew)
        told = {n: s for n, s in kept[2].items() if n not in gone} | told
    if len(ledger.kept) > _KEPT:
        ledger.kept.clear()
    ledger.kept[key] = (revision, countries, told)
    return _some(told, None)


def _some(told: dict[int, Story], only: Sequence[int] | None) -> list[Story]:
    return [told[n] for n in sorted(told if only is None else set(only) & told.keys())]


def last_day(ledger: Ledger) -> str:
    """The day of the last report."""
    with ledger.reading() as connection:
        found = connection.scalar(select(func.max(claims.c.known_day)).where(claims.c.current))
    return str(found or date.today().isoformat())


def read_baseline(path: Path) -> Baseline:
    """Read a file that says who holds what at the start.

    The file is YAML: a list of ``{place: Hama, holder: Syrian army, id: syr-army}``; ``id`` may be left out,
    and ``place`` may be a gazetteer id.

    Raises:
        LedgerError: The file cannot be read or is not of this form.
    """
    try:
        raw: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise LedgerError(f"{path}: the baseline cannot be read: {error}") from error
    found: Baseline = {}
    for n, row in enumerate(raw if isinstance(raw, list) else [None], 1):
        if not isinstance(row, dict) or not row.get("place") or not (row.get("holder") or row.get("id")):
            raise LedgerError(f"{path}: entry {n} needs a `place` and a `holder`")
        found[place_key(str(row["place"]))] = (str(row.get("holder") or ""), str(row.get("id") or ""))
    return found


def _baseline_party(case: evidence.Case, baseline: Baseline | None) -> str:
    if not baseline:
        return ""
    spot = case.spot
    given = baseline.get(place_key(spot.gazetteer_id)) or baseline.get(spot.name_key)
    if given is None:
        return ""
    war = interest.war_of(sum(case.names.values(), Counter()))
    side = interest.stand_of_actor(given[0], given[1], war).side
    case.names.setdefault(side, Counter())[given] += 1
    return side


def _chosen(ledger: Ledger, wanted: Filter) -> list[int] | None:
    if not wanted.place and not wanted.bbox:
        return None
    query = select(places.c.id)
    if wanted.place:
        exact = query.where(queries.named_place(wanted.place))
        with ledger.reading() as connection:
            found = [n for (n,) in connection.execute(exact)]
        if not found:
            found = [p.id for p in queries.places(ledger, Filter(place=wanted.place))]
        return found
    return [p.id for p in queries.places(ledger, Filter(bbox=wanted.bbox))]


def _turning_days(story: Story, last: int) -> list[int]:
    """The days from which the holder or the status differ from the day before."""
    rules = parameters()
    days = set(story.beliefs.days)
    for d in story.beliefs.days:
        days |= {d + rules["dispute_days"] + 1, d + rules["battle_days"] + 1}
    found: list[int] = []
    state: tuple[str, str] | None = None
    for day in sorted(d for d in days if d <= last):
        holding = holding_on(story, day, argue=False)
        now = (holding.holder.name, holding.status)
        if now != state:
            found.append(day)
            state = now
    return found


def _begun(story: Story, day: int) -> bool:
    """Whether anything can be said of the place on that day: told by then, or told later of before."""
    first = story.beliefs.days[0]
    return first <= day or (bool(story.first_holder) and first - day <= parameters()["hindsight_days"])


def _change(before: Holding, after: Holding, day: str, numbers: list[int], why: str) -> ChangeRow:
    return ChangeRow(
        after.place,
        after.place_id,
        day,
        before.holder.name,
        before.status,
        after.holder.name,
        after.status,
        numbers,
        why,
    )


def _day(iso: str) -> int:
    try:
        return date.fromisoformat(iso).toordinal()
    except ValueError as error:
        raise LedgerError(f"{iso!r} is no day; write it as 2024-12-01") from error


@dataclass(slots=True)
class DisputedSpell:
    """Days on which a place's holder is disputed, and what it came to."""

    now: Holding
    last: str
    after: Holding | None


def disputed_spells(ledger: Ledger, known_by: str = "") -> list[DisputedSpell]:
    """Every spell of days on which the holder of a place is disputed."""
    last = _day(known_by or last_day(ledger))
    found = []
    for story in stories(ledger, known_by):
        days = _turning_days(story, last)
        for n, day in enumerate(days):
            if holding_on(story, day, argue=False).status != "disputed":
                continue
            now = holding_on(story, day)
            after = [holding_on(story, d) for d in days[n + 1 :]]
            settled = next((h for h in after if h.status == "confirmed"), after[0] if after else None)
            until = date.fromordinal((days[n + 1] if n + 1 < len(days) else last + 1) - 1).isoformat()
            found.append(DisputedSpell(now, max(until, now.date), settled))
    return found
