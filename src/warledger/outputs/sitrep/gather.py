"""From the ledger to a situation report: what changed, what happened, what is disputed, what nobody tells."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from warledger.control import changes, holdings, learned
from warledger.ledger import queries
from warledger.ledger.queries import Filter
from warledger.outputs.cells import deaths
from warledger.outputs.data import state
from warledger.outputs.events import Event, events, speaker
from warledger.outputs.selection import Flag, Selection
from warledger.outputs.sitrep import pictures
from warledger.outputs.sitrep.types import (
    Argument,
    Change,
    Country,
    Reference,
    Situation,
    Statement,
    Toll,
)
from warledger.outputs.wording import days, harms, listed, number, place_of, sentence

if TYPE_CHECKING:
    from warledger.control import Holding
    from warledger.ledger import Ledger
    from warledger.ledger.rows import ChangeRow, ClaimRow, DisputeRow

_MOST_EVENTS = 12  # of a country
_MOST_WORDS = 25  # statements of the diplomatic part
_MOST_HIGHLIGHTS = 6
_MOST_SPEAKERS = 3
_MOST_MAPS = 3  # where most changed hands
_LOOK_BACK = timedelta(days=14)
_QUIET = 2  # claims before the period that make a province's silence worth telling
_NOWHERE = "Elsewhere, or in no place that is told"
_WEIGHTS = {"capture": 5.0, "handover": 5.0, "withdraw": 4.0, "besiege": 3.0, "chemical": 6.0, "advance": 1.0}
_OUTCOMES = {
    "admitted": "ended when one side admitted it",
    "overtaken": "overtaken by later events",
    "open": "open",
}


def gather(
    ledger: Ledger,
    since: str = "",
    until: str = "",
    known_by: str = "",
    wanted: Filter = Filter(),  # noqa: B008
) -> Situation:
    """Work out the report of a period.

    Args:
        ledger: An open ledger.
        since: First day (ISO); the last day of the ledger when empty.
        until: Last day; ``since`` when empty.
        known_by: Only what was published by the end of this day; ``until`` when empty, so that the report
            does not know what came later.
        wanted: Its ``place`` and ``bbox`` narrow the report.
    """
    until = until or since or _last_day(ledger)
    since = since or until
    known_by = known_by or until
    book = _Book(ledger, since, until, known_by, replace(wanted, known_by=known_by))
    return book.made()


def _last_day(ledger: Ledger) -> str:
    last = queries.reports(ledger, Filter(limit=1))
    return last[0].known if last else date.today().isoformat()


class _Book:
    """Collects the parts; hands out the numbers of the reports as statements name them."""

    def __init__(self, ledger: Ledger, since: str, until: str, known_by: str, wanted: Filter) -> None:
        self.ledger, self.since, self.until, self.known_by, self.wanted = (
            ledger,
            since,
            until,
            known_by,
            wanted,
        )
        self.numbers: dict[int, int] = {}
        self.cited: list[ClaimRow] = []

    def made(self) -> Situation:
        """The report."""
        published = queries.reports(
            self.ledger, Filter(since=self.since, until=self.until, known_by=self.known_by)
        )
        window = replace(self.wanted, since=self.since, until=self.until)
        told = queries.claims(self.ledger, window)
        found, _ = events(self.ledger, window, Selection.of(["all"]))
        new = [e for e in found if e.first <= self.until and e.last >= self.since]
        plain = [
            e for e in new if not {Flag.PLANNED, Flag.HYPOTHETICAL, Flag.BACKGROUND, Flag.DENIED} & {*e.flags}
        ]
        made = Situation(
            since=self.since,
            until=self.until,
            period=days(self.since, self.until),
            known_by=self.known_by,
            made=datetime.now(UTC).isoformat(timespec="minutes"),
            ledger=self.ledger.name,
            reports=len(published),
            claims=len(told),
            origins=len({speaker(c) for c in told}),
        )
        made.countries = self._countries(plain)
        talk = [e for e in plain if _family(e.kind) in ("politics", "diplomacy")]
        made.diplomacy = self._statements(talk, _MOST_WORDS)
        made.planned = self._statements([e for e in new if Flag.PLANNED in e.flags], _MOST_WORDS)
        self._disputes(made)
        made.corrections = self._corrections()
        made.gaps = self._gaps(told)
        made.highlights = self._highlights(made, plain)
        self._draw(made)
        made.references = self._references()
        return made

    def _draw(self, made: Situation) -> None:
        start = (date.fromisoformat(self.since) - timedelta(days=30)).isoformat()
        around = queries.claims(self.ledger, replace(self.wanted, since=start, until=self.until))
        chart = pictures.by_day(around, _families(), self.since, self.until)
        made.charts = [chart] if chart else []
        most = sorted(made.countries, key=lambda c: (-len(c.changes), c.name))
        for country in most[:_MOST_MAPS]:
            country.map = pictures.map_of(country.name, country.changes)

    def _countries(self, found: Sequence[Event]) -> list[Country]:
        by_country: dict[str, Country] = {}

        def country(code: str) -> Country:
            name = state(code).name if code else _NOWHERE
            return by_country.setdefault(name, Country(name))

        self._changes(country)
        grouped: dict[str, list[Event]] = defaultdict(list)
        for event in found:
            grouped[event.head.country].append(event)
        for code, mine in sorted(grouped.items(), key=lambda kv: (-len(kv[1]), kv[0])):
            here = country(code)
            news = [
                e for e in mine if _family(e.kind) in ("territory", "violence", "forces") and e.kind != "hold"
            ]
            here.events = self._statements(news, _MOST_EVENTS)
            here.more_events = max(0, len(news) - _MOST_EVENTS)
            here.people = self._statements(
                [e for e in mine if _family(e.kind) == "people" and e.kind != "toll"], 8
            )
            self._tolls(here, mine)
        told = [c for c in by_country.values() if c.changes or c.unsure or c.events or c.people or c.tolls]
        return sorted(
            told,
            key=lambda c: (c.name == _NOWHERE, -len(c.changes), -(len(c.events) + c.more_events), c.name),
        )

    def _changes(self, country) -> None:  # type: ignore[no-untyped-def]
        before = (date.fromisoformat(self.since) - timedelta(days=1)).isoformat()
        rows = changes(self.ledger, before, self.until, self.known_by)
        held = {
            h.place_id: h for h in holdings(self.ledger, self.until, self.known_by, self.wanted, argue=False)
        }
        for row in rows:
            holding = held.get(row.place_id)
            if holding is None:
                continue
            change = self._change(row, holding)
            here = country(holding.country)
            (here.changes if row.before != row.after else here.unsure).append(change)
        for code in {h.country for h in held.values()}:
            here = country(code)
            here.changes.sort(key=lambda c: (c.status != "confirmed", c.place))
            here.unsure.sort(key=lambda c: c.place)

    def _change(self, row: ChangeRow, holding: Holding) -> Change:
        claims = queries.claims_by_number(self.ledger, row.claims)
        above = (
            holding.admin1
            if holding.level not in ("admin1", "country") and holding.admin1 != holding.place
            else ""
        )
        return Change(
            place=f"{holding.place} ({above})" if above else holding.place,
            before=row.before,
            after=row.after,
            status=row.after_status,
            before_status=row.before_status,
            why=row.why,
            refs=self._refs(claims),
            lat=holding.lat,
            lon=holding.lon,
            side=holding.side or holding.holder.name,
            day=holding.since or "",
        )

    def _tolls(self, here: Country, found: Sequence[Event]) -> None:
        hurt = [e for e in found if {"killed", "injured"} & {*e.counts}]
        hurt.sort(key=lambda e: (e.kind == "toll", -(deaths(e) or (0, 0, 0))[1], e.first))
        for event in hurt:
            here.tolls.append(
                Toll(
                    what=event.kind.replace("_", " "),
                    place=place_of(event.head, country=False) or "place not told",
                    day=days(event.first, event.last) if event.dated else "day not told",
                    killed=number(event.counts.get("killed", {})),
                    injured=number(event.counts.get("injured", {})),
                    who=_who(event),
                    several=event.kind == "toll",
                    refs=self._refs(event.claims),
                )
            )
        single = [d for e in hurt if e.kind != "toll" and (d := deaths(e))]
        if len(single) > 1:
            low, high = sum(d[0] for d in single), sum(d[2] for d in single)
            span = f"{low:,}" if low == high else f"{low:,} to {high:,}"
            here.toll_sum = (
                f"{len(single)} events with a death toll add up to {span} killed; events may be missing."
            )

    def _statements(self, found: Sequence[Event], most: int) -> list[Statement]:
        ranked = sorted(found, key=lambda e: (-_weight(e), e.first, e.id))[:most]
        return [self._statement(e) for e in ranked]

    def _statement(self, event: Event) -> Statement:
        when = ""
        if self.since != self.until or event.first != self.since or event.last != self.until:
            when = (
                f" on {days(event.first, event.last)}"
                if event.first == event.last
                else f", {days(event.first, event.last)}"
            )
        if not event.dated:
            when = " (day not told)"
        cost = harms(event.counts)
        text = f"{sentence(event)}{when}, according to {_who(event)}"
        text += f": {cost}." if cost else "."
        remark = event.said.capitalize() if event.flags and Flag.PLANNED not in event.flags else ""
        return Statement(text, self._refs(event.claims), remark, _line(event.head.quote), _weight(event))

    def _disputes(self, made: Situation) -> None:
        for row in queries.disputes(self.ledger, replace(self.wanted, limit=None)):
            said = min(v.first_said for v in row.sides if v.first_said)
            if said > self.until:
                continue
            argued = self._argument(row)
            if row.settled_day and self.since <= row.settled_day <= self.until:
                made.settled_disputes.append(argued)
            elif row.outcome == "open" and (self.since <= max(v.first_said for v in row.sides) <= self.until):
                made.new_disputes.append(argued)
            elif (
                row.outcome == "open"
                and row.last >= (date.fromisoformat(self.since) - _LOOK_BACK).isoformat()
            ):
                made.old_disputes.append(argued)

    def _argument(self, row: DisputeRow) -> Argument:
        where = row.place or (state(row.country).name if row.country else "")
        about = " · ".join(filter(None, (where, row.kind.replace("_", " "), days(row.first, row.last))))
        sides = [
            f"{listed(v.sources[:_MOST_SPEAKERS])}: {v.position} “{_line(v.quote)}” ({_day(v.first_said)})"
            for v in row.sides
        ]
        end = _OUTCOMES.get(row.outcome, row.outcome)
        if row.settled_day:
            end += f" on {_day(row.settled_day)}"
        claims = queries.claims_by_number(self.ledger, [n for v in row.sides for n in v.claims])
        return Argument(about, sides, end, self._refs(claims))

    def _corrections(self) -> list[Statement]:
        before = (date.fromisoformat(self.since) - timedelta(days=1)).isoformat()
        found = []
        for row in learned(self.ledger, before, self.known_by):
            claims = queries.claims_by_number(self.ledger, row.claims)
            was = f"{row.before or 'nobody known'} ({row.before_status})"
            now = f"{row.after or 'nobody known'} ({row.after_status})"
            text = f"{row.place} on {_day(row.date)}: told until now as held by {was}, now by {now}."
            found.append(Statement(text, self._refs(claims), row.why))
        for report in queries.reports(
            self.ledger, Filter(superseded=True, since=self.since, until=self.until)
        ):
            if not report.current:
                outlet = report.publisher or "An outlet"
                found.append(Statement(f"{outlet} replaced its report “{report.title}” of {report.known}."))
        return found

    def _gaps(self, told: Sequence[ClaimRow]) -> list[str]:
        start = date.fromisoformat(self.since)
        earlier = replace(
            self.wanted,
            since=(start - _LOOK_BACK).isoformat(),
            until=(start - timedelta(days=1)).isoformat(),
        )
        before = [c for c in queries.claims(self.ledger, earlier) if c.admin1 and c.status != "background"]
        now = {(c.country, c.admin1) for c in told}
        tally = Counter((c.country, c.admin1) for c in before)
        last = {key: max(c.day for c in before if (c.country, c.admin1) == key) for key in tally}
        silent = [key for key, n in tally.items() if n >= _QUIET and key not in now]
        gaps = [
            f"No report on {admin1} ({state(country).name}); the last was on {_day(last[country, admin1])}."
            for country, admin1 in sorted(silent, key=lambda k: (-tally[k], k))[:12]
        ]
        quiet = [d for d in self._every_day() if not any(c.day <= d <= c.last_day for c in told)]
        if quiet and len(quiet) < len(self._every_day()):
            gaps.append(f"No claim tells of {listed([_day(d) for d in quiet])}.")
        nowhere = sum(c.lat is None for c in told)
        undated = sum(c.start is None for c in told)
        if nowhere or undated:
            gaps.append(
                f"Of {len(told)} claims {nowhere} name no place that is on the map, {undated} tell no day."
            )
        return gaps

    def _every_day(self) -> list[str]:
        first, last = date.fromisoformat(self.since), date.fromisoformat(self.until)
        return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]

    def _highlights(self, made: Situation, found: Sequence[Event]) -> list[Statement]:
        out: list[Statement] = []
        for country in made.countries:
            sure = [c for c in country.changes if c.status == "confirmed" and c.after]
            by_holder: dict[str, list[Change]] = defaultdict(list)
            for change in sure:
                by_holder[change.after].append(change)
            for holder, mine in sorted(by_holder.items(), key=lambda kv: -len(kv[1]))[:2]:
                names = [c.place.split(" (")[0] for c in mine]
                shown = (
                    listed(names[:5])
                    if len(names) <= 5
                    else f"{', '.join(names[:5])} and {len(names) - 5} more"
                )
                refs = list(dict.fromkeys(n for c in mine for n in c.refs))[:6]
                out.append(
                    Statement(f"{country.name}: {shown} came to be held by {holder} (confirmed).", refs)
                )
        deadly = [e for e in found if e.kind != "toll" and (deaths(e) or (0, 0, 0))[1] > 0]
        if deadly:
            worst = max(deadly, key=lambda e: ((deaths(e) or (0, 0, 0))[1], e.id))
            out.append(self._statement(worst))
        if made.new_disputes:
            n, first = len(made.new_disputes), made.new_disputes[0].about
            out.append(Statement(f"{n} new dispute{'s' * (n != 1)} between sources; the first: {first}."))
        moves = [s for s in made.diplomacy if s.weight >= 3][:2]
        return (out + moves)[:_MOST_HIGHLIGHTS]

    def _refs(self, claims: Sequence[ClaimRow]) -> list[int]:
        found = []
        for claim in claims:
            if claim.report not in self.numbers:
                self.numbers[claim.report] = len(self.numbers) + 1
                self.cited.append(claim)
            found.append(self.numbers[claim.report])
        return sorted(set(found))

    def _references(self) -> list[Reference]:
        return [
            Reference(
                self.numbers[c.report], c.publisher or c.report_ref, c.title, c.report_date or "", c.url
            )
            for c in self.cited
        ]


def _line(text: str) -> str:
    return " ".join(text.split())


def _day(iso: str) -> str:
    return days(iso, iso)


def _who(event: Event) -> str:
    names = event.speakers
    shown = (
        names if len(names) <= _MOST_SPEAKERS else [*names[: _MOST_SPEAKERS - 1], f"{len(names) - 2} others"]
    )
    return listed(shown) or "a report"


def _weight(event: Event) -> float:
    """How important an event is: by what it is, who tells it and whom it cost."""
    killed = deaths(event)
    base = _WEIGHTS.get(event.kind, 2.0)
    return (
        base
        + 1.5 * (event.origins - 1)
        + 2 * math.log10(1 + (killed[1] if killed else 0))
        + (event.head.lat is not None)
    )


@cache
def _families() -> dict[str, str]:
    from warledger.coding.codebook import Codebook  # noqa: PLC0415 - only the report needs the kinds' families

    return {name: kind.family for name, kind in Codebook.load().kinds.items()}


def _family(kind: str) -> str:
    return _families().get(kind, "politics")
