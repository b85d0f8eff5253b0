"""The claims as columns in memory: what the map, the bar of time and the counts are worked out from.

A step of the time bar asks which of all claims lie in the range, and gathers them by place. Over columns that
is a few comparisons of whole arrays, some milliseconds for a hundred thousand claims, where SQL would sort
and join. Words and the names of places, parties and sources are still found by the ledger, and kept as masks.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from warledger.ledger import Ledger, queries
from warledger.ledger.queries import Filter
from warledger.ledger.schema import claims, places

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]

_BLOCK = 20_000
_MASKS_KEPT = 64
_BY_LEDGER = ("place", "actor", "source", "text")
_READ = (
    claims.c.id,
    claims.c.place,
    claims.c.kind,
    claims.c.stance,
    claims.c.status,
    claims.c.first_day,
    claims.c.last_day,
    claims.c.known_day,
    claims.c.from_day,
    claims.c.until_day,
    claims.c.current,
    claims.c.report,
    claims.c.start_day.is_(None).label("undated"),
)


@dataclass(slots=True)
class Words:
    """Words by number, so that a column of few different words is a column of small numbers."""

    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, word: str) -> int:
        """The word's number, a new one where it is new."""
        return self.numbers.setdefault(word, len(self.numbers))

    def of(self, listed: str) -> list[int]:
        """The numbers of words listed with commas; -1 for one that stands nowhere."""
        asked = [part.strip() for part in listed.split(",") if part.strip()]
        return [self.numbers.get(word, -1) for word in asked]

    @property
    def words(self) -> list[str]:
        """The words in the order of their numbers."""
        return list(self.numbers)


@dataclass(slots=True)
class Spots:
    """The ledger's places as columns; ``row_of`` leads from a place's number to its row."""

    ids: Ints
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    names: list[str]
    levels: list[str]
    admin1: list[str]
    countries: list[str]
    keys: list[tuple[str, int | None]]
    row_of: dict[int, int]

    def within(self, west: float, south: float, east: float, north: float) -> Mask:
        """Places in a box; one whose west lies east of its east reaches over the date line."""
        inside = (self.lat >= south) & (self.lat <= north)
        if west <= east:
            return inside & (self.lon >= west) & (self.lon <= east)
        return inside & ((self.lon >= west) | (self.lon <= east))


@dataclass(slots=True)
class Columns:
    """All claims, newest happening first, as arrays of one length.

    Claims that a newer version of their report or a person's correction has replaced are among them, for what
    was known on an earlier day.

    Attributes:
        ids: The ledger's numbers.
        spot: Row in ``spots``; -1 where no place is told.
        kind: Number in ``kinds``.
        stance: Number in ``stances``.
        status: Number in ``statuses``.
        first: Ordinal of the first day.
        last: Ordinal of the last day.
        known: Ordinal of the day on which it could be known.
        since: Ordinal of the day from which it stands: that day, or the one on which a correction was made.
        until: Ordinal of the day from which it stands no more.
        current: Whether it stands now.
        report: The ledger's number of the report.
        undated: Whether the claim tells no day.
        located: Whether its place has coordinates.
        moves: Rows of claims whose movement has a known beginning, and its longitude and latitude.
    """

    ids: Ints
    spot: Ints
    kind: Ints
    stance: Ints
    status: Ints
    first: Ints
    last: Ints
    known: Ints
    since: Ints
    until: Ints
    current: Mask
    report: Ints
    undated: Mask
    located: Mask
    moves: tuple[Ints, NDArray[np.float64]]
    spots: Spots
    kinds: Words
    stances: Words
    statuses: Words
    _masks: OrderedDict[Filter, Mask] = field(default_factory=OrderedDict)

    def matching(self, ledger: Ledger, wanted: Filter) -> Mask:
        """Which claims the filter finds, whatever its limit and cursor."""
        found = self.current.copy()
        if wanted.known_by:
            day = ordinal(wanted.known_by)
            found = (self.since <= day) & (self.until > day)
        for column, words, listed in (
            (self.kind, self.kinds, wanted.kind),
            (self.stance, self.stances, wanted.stance),
            (self.status, self.statuses, wanted.status),
        ):
            if listed:
                found &= np.isin(column, words.of(listed))
        if wanted.since or wanted.at:
            found &= self.last >= max(ordinal(d) for d in (wanted.since, wanted.at) if d)
        if wanted.until or wanted.at:
            found &= self.first <= min(ordinal(d) for d in (wanted.until, wanted.at) if d)
        if wanted.report is not None:
            found &= self.report == wanted.report
        if wanted.unlocated is not None:
            found &= self.located != wanted.unlocated
        if wanted.undated is not None:
            found &= self.undated == wanted.undated
        if wanted.bbox is not None:
            found &= self._at(self.spots.within(*wanted.bbox))
        by_words = {name: getattr(wanted, name) for name in _BY_LEDGER if getattr(wanted, name)}
        if by_words:
            found &= self._found_by_ledger(ledger, Filter(**by_words, superseded=True))
        return found

    def _at(self, chosen: Mask) -> Mask:
        """Claims at some of the places."""
        return np.append(chosen, False)[self.spot]

    def _found_by_ledger(self, ledger: Ledger, wanted: Filter) -> Mask:
        kept = self._masks.get(wanted)
        if kept is None:
            kept = np.isin(self.ids, np.array(queries.claim_numbers(ledger, wanted), np.int64))
            self._masks[wanted] = kept
            while len(self._masks) > _MASKS_KEPT:
                self._masks.popitem(last=False)
        return kept

    def page(self, mask: Mask, limit: int, cursor: str = "", oldest: bool = False) -> tuple[list[int], str]:
        """The numbers of one page of the claims in the mask, and the cursor of the page after it.

        Args:
            mask: Which claims are listed.
            limit: At most so many.
            cursor: Where the page before ended: ``day~number`` of its last claim.
            oldest: Whether the oldest happening comes first.
        """
        rows = np.flatnonzero(mask)
        if oldest:
            rows = rows[::-1]
        if cursor:
            day, _, number = cursor.partition("~")
            end = (ordinal(day), int(number))
            first, ids = self.first[rows], self.ids[rows]
            if oldest:
                after = (first > end[0]) | ((first == end[0]) & (ids > end[1]))
            else:
                after = (first < end[0]) | ((first == end[0]) & (ids < end[1]))
            rows = rows[after]
        shown = rows[:limit]
        more = ""
        if len(rows) > limit:
            last = shown[-1]
            more = f"{date.fromordinal(int(self.first[last])).isoformat()}~{self.ids[last]}"
        return [int(n) for n in self.ids[shown]], more

    def by_day(self, mask: Mask) -> list[tuple[str, int]]:
        """How many of the claims begin on each day."""
        days, counts = np.unique(self.first[mask], return_counts=True)
        return [
            (date.fromordinal(int(d)).isoformat(), int(n)) for d, n in zip(days, counts, strict=True)
        ]  # fmt: skip


@lru_cache(maxsize=20_000)
def ordinal(day: str) -> int:
    """An ISO day as a number that can be compared; 0 for what is no day."""
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        return 0


def read(ledger: Ledger) -> Columns:
    """Read all claims of the ledger into columns."""
    with ledger.reading() as connection:
        spots = _spots(connection)
        kinds, stances, statuses = Words(), Words(), Words()
        blocks: list[Ints] = []
        query = select(*_READ)
        for rows in connection.execution_options(yield_per=_BLOCK).execute(query).partitions(_BLOCK):
            blocks.append(
                np.array(
                    [
                        (
                            row.id,
                            spots.row_of.get(row.place, -1),
                            kinds.number(row.kind),
                            stances.number(row.stance),
                            statuses.number(row.status),
                            ordinal(row.first_day),
                            ordinal(row.last_day),
                            ordinal(row.known_day),
                            ordinal(row.from_day),
                            ordinal(row.until_day),
                            row.current,
                            row.report,
                            row.undated,
                        )
                        for row in rows
                    ],
                    np.int64,
                ).reshape(-1, len(_READ))
            )
        told = np.concatenate(blocks) if blocks else np.zeros((0, len(_READ)), np.int64)
        told = told[np.lexsort((-told[:, 0], -told[:, 5]))]
        columns = [np.ascontiguousarray(told[:, n]) for n in range(len(_READ))]
        moves = _moves(connection, columns[0])
    names = "ids spot kind stance status first last known since until current report undated".split()
    told_of: dict[str, Any] = dict(zip(names, columns, strict=True))
    return Columns(
        **told_of | {"current": columns[10].astype(bool), "undated": columns[12].astype(bool)},
        located=np.append(~np.isnan(spots.lat), False)[columns[1]],
        moves=moves,
        spots=spots,
        kinds=kinds,
        stances=stances,
        statuses=statuses,
    )


def _spots(connection: Connection) -> Spots:
    rows = connection.execute(select(places).order_by(places.c.id)).all()
    return Spots(
        ids=np.array([r.id for r in rows], np.int64),
        lat=np.array([np.nan if r.lat is None else r.lat for r in rows], float),
        lon=np.array([np.nan if r.lon is None else r.lon for r in rows], float),
        names=[r.name for r in rows],
        levels=[r.level for r in rows],
        admin1=[r.admin1 for r in rows],
        countries=[r.country for r in rows],
        keys=[(r.gazetteer_id, r.geonameid) for r in rows],
        row_of={r.id: n for n, r in enumerate(rows)},
    )


def _moves(connection: Connection, ids: Ints) -> tuple[Ints, NDArray[np.float64]]:
    query = select(claims.c.id, claims.c.origin).where(claims.c.origin != "")
    found = [(n, *_point(raw)) for n, raw in connection.execute(query)]
    known = [row for row in found if row[1] is not None and row[2] is not None]
    order = np.argsort(ids)
    at = np.searchsorted(ids, [n for n, _, _ in known], sorter=order)
    return order[at] if known else np.zeros(0, np.int64), np.array(
        [(lon, lat) for _, lon, lat in known], float
    ).reshape(-1, 2)


def _point(raw: str) -> tuple[Any, Any]:
    origin = json.loads(raw)
    return origin.get("lon"), origin.get("lat")


def tally(numbers: Sequence[int] | Ints, size: int) -> Ints:
    """How often each number below ``size`` stands among the numbers."""
    return np.bincount(np.asarray(numbers, np.int64), minlength=size)
