"""Where a claim that tells no place happened, by what the rest of its report tells.

"The attack killed 17" in a report that tells of one town alone is about that town. A claim that tells no
place, only words that no gazetteer knows, or only the country or the province takes as its *scene* the one
place that the other claims of its report tell of on its days: those of its family first, else all that
happened. Where these tell of two places apart there is none. The claim itself stays without a place; its
scene serves to find claims of other reports that tell of the same happening, and each such join says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from warledger.control.reading import distance_km
from warledger.ledger import dialect
from warledger.ledger.days import ordinal
from warledger.ledger.families import families, families_of, has_scene, rules
from warledger.ledger.schema import claims, places, standing

if TYPE_CHECKING:
    from warledger.ledger.mentions import Mention

FRESH_DAYS = 2  # what tells no day happened at most so long before its report
_SMALL = ("town", "point", "admin2")
_REAL = ("happened", "ongoing")
_PART = 5000


@dataclass(slots=True, frozen=True)
class Spot:
    """A place, as far as joining is concerned; the fields are named as those of a claim."""

    place: int
    place_name: str
    lat: float
    lon: float
    level: str
    admin1_key: str
    place_key: str
    country: str

    @property
    def named_as_province(self) -> bool:
        """Whether the place bears the name of its province, so that the name alone may mean either."""
        return bool(self.place_key) and self.place_key == self.admin1_key


@dataclass(slots=True, frozen=True)
class _Told:
    """What another claim of the report tells."""

    families: frozenset[str]
    first: int
    last: int
    spot: Spot


def find(connection: Connection, told: Iterable[Mention], known_by: str = "") -> None:
    """Give each claim that needs one its scene.

    Args:
        connection: To the ledger.
        told: The claims.
        known_by: Only what stood on this day.
    """
    wanted = [m for m in told if m.phase == "happened" and has_scene(m.families) and _is_vague(m)]
    beside = _beside(connection, {m.report for m in wanted}, known_by)
    for m in wanted:
        m.scene = _scene(m, beside.get(m.report, ()))


def vague() -> ColumnElement[bool]:
    """Claims without a known place, or of which only the country is told."""
    unknown = select(places.c.id).where(or_(places.c.lat.is_(None), places.c.level == "country"))
    return or_(claims.c.place.is_(None), claims.c.place.in_(unknown))


def beside_amended(connection: Connection, numbers: Iterable[int]) -> set[int]:
    """The other claims of reports of which claims were corrected or taken back: scenes may change."""
    found: set[int] = set()
    for part in _parts(numbers):
        mine = dialect.one_of(connection.dialect.name, claims.c.id, part)
        amended = or_(claims.c.corrects.is_not(None), claims.c.current.is_(False))
        theirs = claims.c.report.in_(select(claims.c.report).where(mine, amended))
        found |= set(connection.scalars(select(claims.c.id).where(theirs, claims.c.current)))
    return found


def _is_vague(m: Mention) -> bool:
    """Whether a claim about a few days tells nothing smaller than a province."""
    return m.last - m.first <= FRESH_DAYS and (m.nowhere or m.level == "country" or is_province(m))


def is_province(place: Mention | Spot) -> bool:
    """Whether a place is a province, or a town of its name: "Idlib" alone may be either."""
    return place.level == "admin1" or (place.level == "town" and place.named_as_province)


def _beside(connection: Connection, wanted: Iterable[int], known_by: str) -> dict[int, list[_Told]]:
    """What the claims of some reports tell, of which there is a place."""
    found: dict[int, list[_Told]] = defaultdict(list)
    for part in _parts(wanted):
        mine = dialect.one_of(connection.dialect.name, claims.c.report, part)
        for report, kind, first, last, start, end, *spot in connection.execute(_query(known_by).where(mine)):
            told = families_of(kind)
            if not all(f in families() and families()[f].placeless for f in told):
                begun = ordinal(first) - (0 if start or end else FRESH_DAYS)
                found[report].append(_Told(told, begun, ordinal(last), Spot(*spot)))
    return found


def _query(known_by: str) -> Select[Any]:
    return (
        select(
            claims.c.report,
            claims.c.kind,
            claims.c.first_day,
            claims.c.last_day,
            claims.c.start_day,
            claims.c.end_day,
            places.c.id,
            places.c.name,
            places.c.lat,
            places.c.lon,
            places.c.level,
            places.c.admin1_key,
            places.c.name_key,
            places.c.country,
        )
        .select_from(claims.join(places, places.c.id == claims.c.place))
        .where(
            standing(claims, known_by),
            claims.c.status.in_(_REAL),
            places.c.level.in_((*_SMALL, "admin1")),
            places.c.lat.is_not(None),
        )
    )


def _scene(m: Mention, beside: Sequence[_Told]) -> Spot | None:
    there = [t for t in beside if t.first <= m.last and t.last >= m.first and _may_be(t.spot, m)]
    return _one([t.spot for t in there if t.families & m.families] or [t.spot for t in there])


def _may_be(spot: Spot, m: Mention) -> bool:
    """Whether a claim may mean this place, by as much of a place as it tells."""
    if m.nowhere:
        return True
    if m.level == "country" or m.country != spot.country:
        return m.country == spot.country
    province = m.place_key if m.level == "admin1" else m.admin1_key
    return not is_province(spot) and spot.admin1_key == province


def _one(spots: list[Spot]) -> Spot | None:
    """The one place that all tell of, the smallest of the places around it; None where there are two."""
    small = [s for s in spots if not is_province(s)]
    around = {(s.country, s.place_key if s.level == "admin1" else s.admin1_key) for s in spots}
    if len(around) != 1:
        return None
    apart = rules()["facility_km"]
    if any(distance_km(a, b) > apart for a, b in combinations(set(small), 2)):
        return None
    tally = Counter(small or spots)
    return min(tally, key=lambda s: (-tally[s], s.level != "town", s.place_key, s.lat, s.lon))


def _parts(numbers: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(set(numbers))
    for i in range(0, len(ordered), _PART):
        yield ordered[i : i + _PART]
