"""The list of places: who holds them on a day and how often claims name them; rows are made when shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import overload

import numpy as np

from warledger.ledger.rows import PlaceRow
from warledger.web.columns import Columns, Ints, Mask, ordinal, tally
from warledger.web.models import PlaceEntry
from warledger.web.standing import STATUSES, Held, dated


class Places(Sequence[PlaceEntry]):
    """Places in order; an entry is made when it is asked for, since a page shows few of many."""

    def __init__(self, columns: Columns, mask: Mask, held: Held, rows: list[int], counts: Ints) -> None:
        self._columns, self._mask, self._held, self._rows, self._counts = columns, mask, held, rows, counts

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> PlaceEntry: ...
    @overload
    def __getitem__(self, at: slice) -> list[PlaceEntry]: ...
    def __getitem__(self, at: int | slice) -> PlaceEntry | list[PlaceEntry]:
        if isinstance(at, slice):
            return [self._entry(row) for row in self._rows[at]]
        return self._entry(self._rows[at])

    def __iter__(self) -> Iterator[PlaceEntry]:
        return (self._entry(row) for row in self._rows)

    def _entry(self, row: int) -> PlaceEntry:
        columns, spots = self._columns, self._columns.spots
        here = np.flatnonzero(self._mask & (columns.spot == row)) if self._counts[row] else None
        gazetteer_id, geonameid = spots.keys[row]
        number = int(spots.ids[row])
        holding = self._held.of(number)
        return PlaceEntry(
            place=PlaceRow(
                id=number,
                name=spots.names[row],
                level=spots.levels[row],
                admin1=spots.admin1[row],
                country=spots.countries[row],
                lat=None if np.isnan(spots.lat[row]) else float(spots.lat[row]),
                lon=None if np.isnan(spots.lon[row]) else float(spots.lon[row]),
                gazetteer_id=gazetteer_id,
                geonameid=geonameid,
                claims=int(self._counts[row]),
                first="" if here is None else _iso(columns.first[here].min()),
                last="" if here is None else _iso(columns.last[here].max()),
            ),
            holding=dated(holding, self._held.at) if holding else None,
        )


def _iso(day: int) -> str:
    return date.fromordinal(int(day)).isoformat()


def listed(  # noqa: PLR0913, PLR0917 - what is listed, and in which order
    columns: Columns, mask: Mask, held: Held, all_held: bool, sort: str, status: str, country: str
) -> Places:
    """Places that the claims in the mask name, and with ``all_held`` those that somebody holds.

    Args:
        columns: The claims.
        mask: Which of them count.
        held: The holdings of the day.
        all_held: Whether places without such claims are listed too.
        sort: ``name``, ``claims``, ``since``, or by status.
        status: Only places held like this; several with commas.
        country: Places of this country come first when sorted by status.
    """
    spots = columns.spots
    at = columns.spot[mask]
    counts = tally(at[at >= 0], len(spots.ids))
    chosen = set(np.flatnonzero(counts).tolist())
    if all_held:
        chosen |= {spots.row_of[number] for number in held.period_of if number in spots.row_of}
    wanted = {part.strip() for part in status.split(",") if part.strip()}
    keyed = []
    for row in chosen:
        holding = held.of(int(spots.ids[row]))
        if wanted and (holding.status if holding else "") not in wanted:
            continue
        name = holding.place if holding else spots.names[row]
        key: tuple[object, ...]
        if sort == "name":
            key = (name.casefold(),)
        elif sort == "claims":
            key = (-int(counts[row]), name)
        elif sort == "since":
            key = (-ordinal(holding.since) if holding and holding.since else 0, name)
        else:
            rank = STATUSES.index(holding.status) if holding else len(STATUSES)
            key = (bool(country) and spots.countries[row] != country, rank, -int(counts[row]), name)
        keyed.append((key, row))
    keyed.sort()
    return Places(columns, mask, held, [row for _, row in keyed], counts)
