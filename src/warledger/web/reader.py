"""What the page asks of the ledger: the common queries, remembered, and a few of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from sqlalchemy import func, select

from warledger.ledger import Ledger, queries
from warledger.ledger.queries import Filter
from warledger.ledger.rows import (
    ActorRow,
    ClaimRow,
    DisputeRow,
    IncidentRow,
    PlaceRow,
    ReportRow,
    SourceRow,
)
from warledger.ledger.schema import claims as claims_table
from warledger.ledger.schema import places as places_table
from warledger.ledger.schema import reports as reports_table
from warledger.web.cache import Memory
from warledger.web.models import ClaimDetail, Episode, HoldingList, Passage, PlaceDetail, Summary

T = TypeVar("T")

SAMPLE_PUBLISHER = "Sample "
LONGEST_PASSAGE = 4000  # a paragraph without end (or without line breaks) is cut around the quote
LONGEST_QUOTE = 8000
_GAP_DAYS = 21  # a longer silence about a country ends an episode
_FEWEST = 5  # claims that make an episode
_NEAR = frozenset({"point", "town", "admin2", "admin1"})


class Reader:
    """The ledger as the page sees it."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._memory = Memory(ledger)

    def incidents(self, wanted: Filter) -> list[IncidentRow]:
        """Happenings, newest first."""
        return self._memory.get(("incidents", wanted), lambda: queries.incidents(self.ledger, wanted))

    def disputes(self, wanted: Filter, open_only: bool = False) -> list[DisputeRow]:
        """Where sources cannot both be right, newest first."""
        return self._memory.get(
            ("disputes", wanted, open_only), lambda: queries.disputes(self.ledger, wanted, open_only)
        )

    def sources(self, wanted: Filter) -> list[SourceRow]:
        """Who says things, and how often it is borne out."""
        return self._memory.get(("sources", wanted), lambda: queries.sources(self.ledger, wanted))

    def actors(self, wanted: Filter) -> list[ActorRow]:
        """Who acts and who suffers."""
        return self._memory.get(("actors", wanted), lambda: queries.actors(self.ledger, wanted))

    def places(self, wanted: Filter) -> list[PlaceRow]:
        """Places that claims name."""
        return self._memory.get(("places", wanted), lambda: queries.places(self.ledger, wanted))

    def holdings(self, wanted: Filter) -> HoldingList:
        """Who holds what on a day; the last day that the ledger knows of when none is given."""
        asked = Filter(
            place=wanted.place,
            bbox=wanted.bbox,
            at=wanted.at or self.summary().last or date.today().isoformat(),
            known_by=wanted.known_by,
        )
        rows = self._memory.get(("holdings", asked), lambda: queries.holdings(self.ledger, asked))
        return HoldingList(at=asked.at, known_by=asked.known_by, items=rows)

    def claim(self, number: int) -> ClaimDetail | None:
        """A claim with its words and what others say of the same happening."""
        row = queries.claim(self.ledger, number)
        report = queries.report(self.ledger, row.report) if row else None
        if row is None or report is None:
            return None
        incident = next((i for i in self.incidents(Filter()) if number in i.claims), None)
        disputes = [d for d in self.disputes(Filter()) if any(number in v.claims for v in d.sides)]
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
        )

    def place(self, number: int, wanted: Filter) -> PlaceDetail | None:
        """A place on a day: its holding with the argument, and what is said of it."""
        with self.ledger.reading() as connection:
            row = connection.execute(select(places_table).where(places_table.c.id == number)).first()
        if row is None:
            return None
        held = [h for h in self.holdings(replace(wanted, place=row.key)).items if h.place_id == number]
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
        return self._memory.get("summary", self._summary)

    def _summary(self) -> Summary:
        kept, said = reports_table.c.current, claims_table.c
        joined = claims_table.outerjoin(places_table, places_table.c.id == said.place)
        with self.ledger.reading() as connection:
            spans = connection.execute(
                select(
                    func.count(), func.min(reports_table.c.known_day), func.max(reports_table.c.known_day)
                ).where(kept)
            ).one()
            kinds = connection.execute(
                select(said.kind, func.count())
                .where(said.current)
                .group_by(said.kind)
                .order_by(func.count().desc())
            ).all()
            unlocated = connection.scalar(
                select(func.count()).select_from(joined).where(said.current, places_table.c.lat.is_(None))
            )
            undated = connection.scalar(
                select(func.count()).select_from(claims_table).where(said.current, said.start_day.is_(None))
            )
            places = connection.scalar(select(func.count(func.distinct(said.place))).where(said.current))
            publishers = [
                name
                for (name,) in connection.execute(
                    select(reports_table.c.publisher)
                    .where(kept)
                    .distinct()
                    .order_by(reports_table.c.publisher)
                )
            ]
        counted = {kind: int(n) for kind, n in kinds}
        return Summary(
            reports=spans[0],
            claims=sum(counted.values()),
            places=int(places or 0),
            unlocated=int(unlocated or 0),
            undated=int(undated or 0),
            first=spans[1],
            last=spans[2],
            kinds=counted,
            publishers=publishers,
            episodes=self._episodes(),
            sample=bool(publishers) and all(p.startswith(SAMPLE_PUBLISHER) for p in publishers),
        )

    def _episodes(self) -> list[Episode]:
        said, where = claims_table.c, places_table.c
        query = (
            select(where.country, said.known_day, where.lat, where.lon, where.level, func.count())
            .select_from(claims_table.join(places_table, where.id == said.place))
            .where(said.current, where.lat.is_not(None), where.country != "", said.status != "background")
            .group_by(where.id, said.known_day)
            .order_by(where.country, said.known_day)
        )
        spells: dict[str, list[list[Spot]]] = defaultdict(list)
        with self.ledger.reading() as connection:
            for country, day, lat, lon, level, n in connection.execute(query):
                spot = (day, lat, lon, level, int(n))
                runs = spells[country]
                if runs and _days_between(runs[-1][-1][0], day) <= _GAP_DAYS:
                    runs[-1].append(spot)
                else:
                    runs.append([spot])
        found = [e for country, runs in spells.items() for run in runs if (e := _episode(country, run))]
        most = max((e.claims for e in found), default=0)
        strong = [e for e in found if e.claims * 40 >= most]
        return sorted(strong, key=lambda e: (-e.claims, e.country))[:12]


Spot = tuple[str, float, float, str, int]


def _episode(country: str, run: Sequence[Spot]) -> Episode | None:
    total = sum(n for *_, n in run)
    near = [(lat, lon, n) for _, lat, lon, level, n in run if level in _NEAR]
    if total < _FEWEST or not near:
        return None
    lats = sorted(lat for lat, _, n in near for _ in range(n))
    lons = sorted(lon for _, lon, n in near for _ in range(n))
    cut = len(lats) // 25  # a few far places must not shrink the rest to a dot
    box = (lons[cut], lats[cut], lons[-1 - cut], lats[-1 - cut])
    return Episode(country=country, since=run[0][0], until=run[-1][0], claims=total, bbox=box)


def _days_between(first: str, second: str) -> int:
    return (date.fromisoformat(second) - date.fromisoformat(first)).days


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
