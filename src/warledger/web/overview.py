"""What the ledger holds in a few numbers, and the episodes that stand out in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import numpy as np
from sqlalchemy import func, select

from warledger.ledger import Ledger
from warledger.ledger.schema import reports
from warledger.web.columns import Columns
from warledger.web.models import Episode, Summary

SAMPLE_PUBLISHER = "Sample "
_GAP_DAYS = 21  # a longer silence about a country ends an episode
_FEWEST = 5  # claims that make an episode
_NEAR = frozenset({"point", "town", "admin2", "admin1"})


def summary_of(ledger: Ledger, columns: Columns) -> Summary:
    """What the ledger holds."""
    kept = reports.c.current
    with ledger.reading() as connection:
        span = select(func.count(), func.min(reports.c.known_day), func.max(reports.c.known_day))
        number, first, last = connection.execute(span.where(kept)).one()
        named = select(reports.c.publisher).where(kept).distinct().order_by(reports.c.publisher)
        publishers = [name for (name,) in connection.execute(named)]
    words = columns.kinds.words
    now = columns.current
    tallied = np.bincount(columns.kind[now], minlength=len(words)).tolist()
    order = sorted(range(len(words)), key=lambda n: (-tallied[n], words[n]))
    return Summary(
        reports=number,
        claims=int(now.sum()),
        places=len(np.unique(columns.spot[now & (columns.spot >= 0)])),
        unlocated=int((now & ~columns.located).sum()),
        undated=int((now & columns.undated).sum()),
        first=first,
        last=last,
        kinds={words[n]: tallied[n] for n in order if tallied[n]},
        publishers=publishers,
        episodes=episodes_of(columns),
        sample=bool(publishers) and all(p.startswith(SAMPLE_PUBLISHER) for p in publishers),
    )


def episodes_of(columns: Columns) -> list[Episode]:
    """Stretches of days in which one country is much spoken of, those most spoken of first."""
    spots = columns.spots
    told = (
        columns.current & columns.located & (columns.status != columns.statuses.numbers.get("background", -1))
    )
    keys, counts = np.unique(columns.known[told] * len(spots.ids) + columns.spot[told], return_counts=True)
    spells: dict[str, list[list[Spot]]] = defaultdict(list)
    for key, n in zip(keys.tolist(), counts.tolist(), strict=True):
        day, row = divmod(key, len(spots.ids))
        country = spots.countries[row]
        if not country:
            continue
        spot = (day, float(spots.lat[row]), float(spots.lon[row]), spots.levels[row], n)
        runs = spells[country]
        if runs and day - runs[-1][-1][0] <= _GAP_DAYS:
            runs[-1].append(spot)
        else:
            runs.append([spot])
    found = [e for country, runs in spells.items() for run in runs if (e := _episode(country, run))]
    most = max((e.claims for e in found), default=0)
    strong = [e for e in found if e.claims * 40 >= most]
    return sorted(strong, key=lambda e: (-e.claims, e.country))[:12]


Spot = tuple[int, float, float, str, int]


def _episode(country: str, run: Sequence[Spot]) -> Episode | None:
    total = sum(n for *_, n in run)
    near = [(lat, lon, n) for _, lat, lon, level, n in run if level in _NEAR]
    if total < _FEWEST or not near:
        return None
    lats = sorted(lat for lat, _, n in near for _ in range(n))
    lons = sorted(lon for _, lon, n in near for _ in range(n))
    cut = len(lats) // 25  # a few far places must not shrink the rest to a dot
    box = (lons[cut], lats[cut], lons[-1 - cut], lats[-1 - cut])
    return Episode(country=country, since=_iso(run[0][0]), until=_iso(run[-1][0]), claims=total, bbox=box)


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
