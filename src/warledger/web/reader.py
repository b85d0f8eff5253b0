"""What the page asks of the ledger: the common queries, remembered, and columns for what must be quick."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from warledger.control import Holding
from warledger.ledger import Ledger, queries
from warledger.ledger.corrections import history
from warledger.ledger.queries import Filter
from warledger.ledger.rows import (
    ActorRow,
    ClaimRow,
    DisputeRow,
    IncidentRow,
    ReportRow,
    SourceRow,
)
from warledger.ledger.schema import places as places_table
from warledger.model import Json
from warledger.web import columns as columns_
from warledger.web import mapview, overview, parties, placelist
from warledger.web.cache import Memory
from warledger.web.columns import Columns, Mask
from warledger.web.models import Change, ClaimDetail, Network, Passage, PlaceDetail, PlaceEntry, Side, Summary
from warledger.web.parties import Cast
from warledger.web.standing import STATUSES, Held, Standing, dated

LONGEST_PASSAGE = 4000  # a paragraph without end (or without line breaks) is cut around the quote
LONGEST_QUOTE = 8000
_DAYS_KEPT = 40  # the holdings of so many days, all places each
_CLOCKS_KEPT = 4  # the model's run as known on so many days


class Reader:
    """The ledger as the page sees it."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._memory = Memory(ledger)
        self._days = Memory(ledger, _DAYS_KEPT)
        self._clocks = Memory(ledger, _CLOCKS_KEPT)

    def warm(self) -> None:
        """Work out beforehand what the first visitor would wait for."""
        self.columns()
        self.summary()
        self.held()
        self.cast()
        self._homes()

    def columns(self) -> Columns:
        """All claims as columns."""
        return self._memory.get("columns", lambda: columns_.read(self.ledger))

    def cast(self) -> Cast:
        """The parties of all claims."""
        return self._memory.get("cast", lambda: parties.read(self.ledger, self.columns()))

    def mask(self, wanted: Filter) -> Mask:
        """Which of the columns' claims the filter finds."""
        return self.columns().matching(self.ledger, wanted)

    def claims(
        self, wanted: Filter, limit: int, cursor: str = "", oldest: bool = False
    ) -> tuple[list[ClaimRow], str, int]:
        """One page of claims, the cursor of the next one, and how many there are."""
        return self._page(self.mask(wanted), limit, cursor, oldest)

    def _page(self, mask: Mask, limit: int, cursor: str, oldest: bool) -> tuple[list[ClaimRow], str, int]:
        numbers, after = self.columns().page(mask, limit, cursor, oldest)
        rows = {row.id: row for row in queries.claims_by_number(self.ledger, numbers)}
        return [rows[n] for n in numbers if n in rows], after, int(mask.sum())

    def timeline(self, wanted: Filter) -> list[tuple[str, int]]:
        """How many claims begin on each day."""
        return self.columns().by_day(self.mask(wanted))

    def held(self, at: str = "", known_by: str = "") -> Held:
        """Who holds what on a day, without the arguments; on the ledger's last day when none is given."""
        at = at or known_by or self.summary().last or date.today().isoformat()

        def work() -> Held:
            standing = self._clocks.get(known_by, lambda: Standing.read(self.ledger, known_by))
            return Held(at, known_by, standing, standing.on(at))

        return self._days.get((at, known_by), work)

    def holdings(self, wanted: Filter) -> tuple[str, list[Holding]]:
        """The day, and the holdings with their arguments of the places that the filter chooses."""
        at = wanted.at or wanted.known_by or self.summary().last or date.today().isoformat()
        asked = Filter(place=wanted.place, bbox=wanted.bbox, at=at, known_by=wanted.known_by)
        rows = self._days.get(("argued", asked), lambda: queries.holdings(self.ledger, asked))
        return at, rows

    def map(self, wanted: Filter, day: str, zoom: float | None) -> Json:
        """What the map draws of the claims that the filter finds and of the holdings of a day."""
        mask = self.mask(replace(wanted, bbox=None))
        held = self.held(day or wanted.at or wanted.until, wanted.known_by)
        return mapview.look(self.columns(), mask, held, wanted.bbox, zoom)

    def sides(self, at: str, known_by: str, country: str) -> list[Side]:
        """The sides that hold places on a day, those that hold most of the country first."""
        return [Side(**side) for side in mapview.sides_of(self.columns(), self.held(at, known_by), country)]

    def changes(self, since: str, until: str, known_by: str, country: str = "") -> list[Change]:
        """What changed hands or status between two days; changes of the holder first."""
        before, after = self.held(since, known_by), self.held(until, known_by)
        days = before.at, after.at
        found = []
        for now in after.items:
            then = before.of(now.place_id) or replace(
                now, holder=replace(now.holder, name="", id=""), side="", status="unknown", since=None
            )
            moved = then.holder != now.holder
            if moved or then.status != now.status:
                was, is_ = dated(then, days[0]), dated(now, days[1])
                found.append(Change(place_id=now.place_id, moved=moved, before=was, after=is_))
        found.sort(
            key=lambda c: (
                not c.moved,
                bool(country) and c.after.country != country,
                STATUSES.index(c.after.status),
                c.after.place,
            )
        )
        return found

    def places(
        self, wanted: Filter, day: str, sort: str, status: str = "", country: str = ""
    ) -> Sequence[PlaceEntry]:
        """Places that the claims name or somebody holds on the day.

        Places without claims of the filter stand in the list only where nothing but days is asked for.
        """
        mask = self.mask(wanted)
        held = self.held(day or wanted.at or wanted.until, wanted.known_by)
        days_only = replace(wanted, since="", until="", at="", known_by="", limit=None, cursor="") == Filter()
        return placelist.listed(self.columns(), mask, held, days_only, sort, status, country)

    def incidents(self, wanted: Filter) -> list[IncidentRow]:
        """Happenings of which at least one claim fits the filter, newest first."""
        every = self._incidents(wanted.known_by)
        if _any(wanted):
            return every
        chosen = set(self.columns().ids[self.mask(wanted)].tolist())
        return [i for i in every if not chosen.isdisjoint(i.claims)]

    def _incidents(self, known_by: str) -> list[IncidentRow]:
        asked = Filter(known_by=known_by)
        return self._memory.get(("incidents", known_by), lambda: queries.incidents(self.ledger, asked))

    def disputes(self, wanted: Filter, open_only: bool = False) -> list[DisputeRow]:
        """Where sources cannot both be right, newest first."""
        asked = Filter(known_by=wanted.known_by)
        every = self._memory.get(("disputes", wanted.known_by), lambda: queries.disputes(self.ledger, asked))
        if not _any(wanted):
            chosen = set(self.columns().ids[self.mask(wanted)].tolist())
            every = [d for d in every if any(not chosen.isdisjoint(v.claims) for v in d.sides)]
        return [d for d in every if d.outcome == "open"] if open_only else every

    def dispute(self, name: str) -> DisputeRow | None:
        """One dispute by its name."""
        return next((d for d in self.disputes(Filter()) if d.id == name), None)

    def sources(self, wanted: Filter) -> list[SourceRow]:
        """Who says things, and how often it is borne out."""
        return self._memory.get(("sources", wanted), lambda: queries.sources(self.ledger, wanted))

    def actors(self, wanted: Filter) -> list[ActorRow]:
        """Who acts and who suffers."""
        return self._memory.get(
            ("actors", wanted), lambda: parties.actors(self.columns(), self.cast(), self.mask(wanted))
        )

    def network(self, wanted: Filter, most: int, by_side: bool) -> Network:
        """Who supports, meets, condemns, fights whom."""
        return self._memory.get(
            ("network", wanted, most, by_side),
            lambda: parties.network(self.columns(), self.cast(), self.mask(wanted), most, by_side),
        )

    def line(  # noqa: PLR0913, PLR0917 - the ends of the line and what is asked of it
        self, wanted: Filter, one: str, other: str, relation: str, by_side: bool, limit: int, cursor: str
    ) -> tuple[list[ClaimRow], str, int]:
        """The claims behind one line of the network, a page of them."""
        mask = parties.between(
            self.columns(), self.cast(), self.mask(wanted), one, other, relation, by_side
        )  # fmt: skip
        return self._page(mask, limit, cursor, oldest=False)

    def reports(self, wanted: Filter) -> list[ReportRow]:
        """All reports that the filter finds, newest first."""
        return self._memory.get(("reports", wanted), lambda: queries.reports(self.ledger, wanted))

    def _homes(self) -> tuple[dict[int, IncidentRow], dict[int, list[DisputeRow]]]:
        """The incident and the disputes of each claim."""

        def work() -> tuple[dict[int, IncidentRow], dict[int, list[DisputeRow]]]:
            home = {n: i for i in self._incidents("") for n in i.claims}
            quarrels: dict[int, list[DisputeRow]] = defaultdict(list)
            for dispute in self.disputes(Filter()):
                for n in dict.fromkeys(n for side in dispute.sides for n in side.claims):
                    quarrels[n].append(dispute)
            return home, dict(quarrels)

        return self._memory.get("homes", work)

    def claim(self, number: int, others_too: bool = True) -> ClaimDetail | None:
        """A claim with its words and, unless it is to be quick, what others say of the same happening."""
        row = queries.claim(self.ledger, number)
        report = queries.report(self.ledger, row.report) if row else None
        if row is None or report is None:
            return None
        homes, quarrels = self._homes() if others_too else ({}, {})
        incident, disputes = homes.get(number), quarrels.get(number, [])
        others = queries.claims_by_number(self.ledger, _others(number, incident, disputes))
        against = {
            n
            for d in disputes
            for side in d.sides
            if not any(n == number for n in side.claims)
            for n in side.claims
        }
        opposed = [o for o in others if o.id in against or o.stance != row.stance]
        return ClaimDetail(
            claim=row,
            passage=passage_of(report.text, row.quote_start, row.quote_end),
            report=replace(report, text=""),
            incident=incident,
            agree=[o for o in others if o not in opposed],
            disagree=opposed,
            disputes=disputes,
            amendments=history(self.ledger, number)[1] if others_too else [],
        )

    def place(self, number: int, wanted: Filter) -> PlaceDetail | None:
        """A place on a day: its holding with the argument, and what is said of it."""
        with self.ledger.reading() as connection:
            row = connection.execute(select(places_table).where(places_table.c.id == number)).first()
        if row is None:
            return None
        held = [h for h in self.holdings(replace(wanted, place=row.key))[1] if h.place_id == number]
        ranged = replace(wanted, place=row.key, at="", limit=500)
        said = [c for c in queries.claims(self.ledger, ranged) if c.place_id == number]
        disputes = [d for d in self.disputes(Filter(known_by=wanted.known_by)) if d.place_id == number]
        return PlaceDetail(holding=held[0] if held else None, claims=said, disputes=disputes)

    def report_of(self, number: int) -> tuple[ReportRow, list[ClaimRow]] | None:
        """A report and its claims in the order of its text."""
        row = queries.report(self.ledger, number)
        if row is None:
            return None
        rows = queries.claims(self.ledger, Filter(report=number, superseded=True))
        return row, sorted(rows, key=lambda c: (c.quote_start, c.id))

    def summary(self) -> Summary:
        """What the ledger holds."""
        return self._memory.get("summary", lambda: overview.summary_of(self.ledger, self.columns()))


def _any(wanted: Filter) -> bool:
    """Whether the filter asks for nothing but what was known."""
    return replace(wanted, known_by="", limit=None, cursor="") == Filter()


def _others(number: int, incident: IncidentRow | None, disputes: Iterable[DisputeRow]) -> set[int]:
    found = set(incident.claims) if incident else set()
    for dispute in disputes:
        for side in dispute.sides:
            found |= set(side.claims)
    return found - {number}


def passage_of(text: str, start: int, end: int) -> Passage:
    """The paragraph around a quote, cut to a bearable length on both sides."""
    start = max(0, min(start, len(text)))
    end = max(start, min(end, len(text), start + LONGEST_QUOTE))
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    before, after = text[first:start], text[end:last]
    half = LONGEST_PASSAGE // 2
    if len(before) > half:
        before = "…" + before[-half:]
    if len(after) > half:
        after = after[:half] + "…"
    return Passage(before=before, quote=text[start:end], after=after)
