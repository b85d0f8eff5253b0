"""What the ledger holds in a few numbers, and the episodes that stand out in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from warledger.ledger import Ledger
from warledger.ledger.schema import claims as claims_table
from warledger.ledger.schema import places as places_table
from warledger.ledger.schema import reports as reports_table
from warledger.web.models import Episode, Summary

SAMPLE_PUBLISHER = "Sample "
_GAP_DAYS = 21  # a longer silence about a country ends an episode
_FEWEST = 5  # claims that make an episode
_NEAR = frozenset({"point", "town", "admin2", "admin1"})


def summary_of(ledger: Ledger) -> Summary:
    """What the ledger holds."""
    kept, said = reports_table.c.current, claims_table.c
    joined = claims_table.outerjoin(places_table, places_table.c.id == said.place)
    with ledger.reading() as connection:
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
                select(reports_table.c.publisher).where(kept).distinct().order_by(reports_table.c.publisher)
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
        episodes=episodes_of(ledger),
        sample=bool(publishers) and all(p.startswith(SAMPLE_PUBLISHER) for p in publishers),
    )


def episodes_of(ledger: Ledger) -> list[Episode]:
    """Stretches of days in which one country is much spoken of, those most spoken of first."""
    said, where = claims_table.c, places_table.c
    query = (
        select(where.country, said.known_day, where.lat, where.lon, where.level, func.count())
        .select_from(claims_table.join(places_table, where.id == said.place))
        .where(said.current, where.lat.is_not(None), where.country != "", said.status != "background")
        .group_by(where.id, said.known_day)
        .order_by(where.country, said.known_day)
    )
    spells: dict[str, list[list[Spot]]] = defaultdict(list)
    with ledger.reading() as connection:
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
