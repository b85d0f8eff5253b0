"""Claims as far as joining them is concerned, read in one go, with keys that do not depend on arrival."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from warledger.control import interest
from warledger.control.interest import Stand
from warledger.control.reading import Countries
from warledger.ledger import dialect, pending
from warledger.ledger.days import ordinal
from warledger.ledger.families import families_of, is_rare, rules
from warledger.ledger.origins import origin_of, voice, voiced
from warledger.ledger.scenes import FRESH_DAYS, Spot
from warledger.ledger.schema import claims, places, reports, standing
from warledger.ledger.words import name_key, usual_name

Counts = dict[str, dict[str, int | None]]
Bearers = tuple[tuple[str, str], ...]  # class of party and the side that nearly all of it is on, in a country

_PART = 5000


@dataclass(slots=True)
class Mention:
    """A claim with what decides whether another one tells of the same."""

    id: int
    key: tuple[Any, ...]
    report: int
    kind: str
    families: frozenset[str]
    origin: str
    source: str
    speaker: Stand
    denies: bool
    phase: str
    actors: frozenset[str]
    targets: frozenset[str]
    actor_names: tuple[tuple[str, str], ...]
    target_names: tuple[tuple[str, str], ...]
    place: int | None
    place_name: str
    place_words: str
    lat: float | None
    lon: float | None
    level: str
    admin1: str
    admin1_key: str
    place_key: str
    country: str
    first: int
    last: int
    dated: bool
    known: str
    counts: Counts
    quote: str
    land: str  # the war or country that it is of; of what is rare and has no place, that of its report
    scene: Spot | None = None  # where its report tells that it happened, where it does not tell so itself

    @property
    def rare(self) -> bool:
        """Whether hardly two of its kind happen near each other on one day."""
        return is_rare(self.families)

    @property
    def figured(self) -> bool:
        """Whether it tells a figure that hardly two happenings of a few days share in a country."""
        return any((c.get("best") or 0) >= rules()["uncommon"] for c in self.counts.values())

    @property
    def nowhere(self) -> bool:
        """Whether no place is told, or only words that no gazetteer knows."""
        return self.place is None or (self.lat is None and not self.country)

    @property
    def named_as_province(self) -> bool:
        """Whether the place bears the name of its province, so that the name alone may mean either."""
        return bool(self.place_key) and self.place_key == self.admin1_key


def read(
    connection: Connection,
    known_by: str = "",
    countries: Countries | None = None,
    *wanted: ColumnElement[bool],
) -> list[Mention]:
    """The claims that stand, in canonical order.

    Args:
        connection: To the ledger.
        known_by: Only what stood on this day.
        countries: What holds for each country, where the caller knows it.
        wanted: Conditions on claims and places.
    """
    rows = dialect.plain_rows(connection, _query(known_by).where(*wanted))
    known = pending.known_of(connection, known_by) if countries is None else countries
    bearers = {country: tuple(sorted(found.items())) for country, found in known.bearers.items()}
    found = [_mention(row, known.wars, bearers) for row in rows]
    unplaced = [m for m in found if m.nowhere and (m.rare or m.figured)]
    lands = _lands(connection, {m.report for m in unplaced}) if unplaced else {}
    for m in unplaced:
        m.land = lands.get(m.report, "")
    return sorted(found, key=lambda m: m.key)


def of(connection: Connection, numbers: Iterable[int], countries: Countries) -> list[Mention]:
    """Some of the claims that stand, in canonical order."""
    ordered = sorted(set(numbers))
    found = []
    for i in range(0, len(ordered), _PART):
        mine = dialect.one_of(connection.dialect.name, claims.c.id, ordered[i : i + _PART])
        found += read(connection, "", countries, mine)
    return sorted(found, key=lambda m: m.key)


def _lands(connection: Connection, wanted: Iterable[int]) -> dict[int, str]:
    """The war whose countries the title and text of each report name most."""
    found: dict[int, str] = {}
    ordered = sorted(wanted)
    for i in range(0, len(ordered), _PART):
        mine = dialect.one_of(connection.dialect.name, reports.c.id, ordered[i : i + _PART])
        query = select(reports.c.id, reports.c.title, reports.c.text).where(mine)
        found |= {n: interest.war_told(f"{title}. {text}") for n, title, text in connection.execute(query)}
    return found


@cache
def _land(country: str) -> str:
    """The war that a country stands for, else the country."""
    return interest.war_at_home(country) or country


def _query(known_by: str) -> Select[Any]:
    return (
        select(
            claims.c.id,
            claims.c.report,
            claims.c.start,
            claims.c.end,
            claims.c.quote,
            claims.c.kind,
            claims.c.source,
            claims.c.source_id,
            claims.c.stance,
            claims.c.status,
            claims.c.ref,
            claims.c.actors,
            claims.c.targets,
            claims.c.place,
            claims.c.place_words,
            claims.c.first_day,
            claims.c.last_day,
            claims.c.start_day,
            claims.c.end_day,
            claims.c.known_day,
            claims.c.counts,
            places.c.name,
            places.c.name_key,
            places.c.lat,
            places.c.lon,
            places.c.level,
            places.c.admin1,
            places.c.admin1_key,
            places.c.country,
            reports.c.publisher,
            reports.c.identity,
            reports.c.hash,
            voice().label("voice"),
        )
        .select_from(
            voiced(claims.join(reports, reports.c.id == claims.c.report)).outerjoin(
                places, places.c.id == claims.c.place
            )
        )
        .where(standing(claims, known_by))
    )


@cache
def _names(raw: str) -> tuple[tuple[str, str], ...]:
    return tuple((a["name"], a["id"]) for a in json.loads(raw))


@cache
def _parties(raw: str, war: str, bearers: Bearers) -> frozenset[str]:
    """All keys by which a party may be met: its side, its id, its name; of "rebels" the side they are."""
    found: set[str] = set()
    for name, actor_id in _names(raw):
        side = interest.stand_of_actor(name, actor_id, war).side
        found.add(side)
        found |= {bearer for kind, bearer in bearers if side == f"class:{kind}"}
        if actor_id:
            found.add(f"id:{actor_id}")
        else:
            found.add(f"name:{name_key(name)}")
    return frozenset(found)


@cache
def counts_of(raw: str) -> Counts:
    """The counts of a claim; claims with the same share them, and nobody changes them."""
    found: Counts = json.loads(raw)
    return found


@lru_cache(maxsize=65536)
def _origin(source: str, source_id: str, spoken_by: str) -> str:
    return origin_of(source, source_id, spoken_by)


def _mention(row: Any, wars: Mapping[str, str], bearers: Mapping[str, Bearers]) -> Mention:
    # Taken apart at once: a row's columns by name cost as much as the query.
    number, report, start, end, quote, kind, source, source_id, stance, status, ref, *more = row
    actors, targets, place, words, first_day, last_day, start_day, end_day, known, counts, *where = more
    name, place_key, lat, lon, level, admin1, admin1_key, country, publisher, identity, hash_, spoken_by = (
        where
    )
    dated = bool(start_day or end_day)
    first, last = ordinal(first_day), ordinal(last_day)
    own = source == "publisher"
    war, borne = wars.get(country or "", ""), bearers.get(country or "", ())
    return Mention(
        id=number,
        key=(identity, hash_, start, end, kind, stance, ref, source, words),
        report=report,
        kind=kind,
        families=families_of(kind),
        origin=_origin(source, source_id, spoken_by),
        source=publisher if own else source,
        speaker=interest.stand_of_source(publisher if own else source, "" if own else source_id, war),
        denies=stance == "denies",
        phase="happened" if status == "ongoing" else status,
        actors=_parties(actors, war, borne),
        targets=_parties(targets, war, borne),
        actor_names=_names(actors),
        target_names=_names(targets),
        place=place,
        place_name=name or "",
        place_words=words,
        lat=lat,
        lon=lon,
        level=level or "",
        admin1=admin1 or "",
        admin1_key=admin1_key or "",
        place_key=place_key or "",
        country=country or "",
        first=first if dated else first - FRESH_DAYS,
        last=last,
        dated=dated,
        known=known,
        counts=counts_of(counts),
        quote=quote,
        land=_land(country) if country else "",
    )


def called(members: list[Mention], where: Mention) -> str:
    """What the reports call a place: their commonest name for it, else the gazetteer's."""
    told = Counter(m.place_words for m in members if m.place == where.place and m.place_words)
    return usual_name(told, where.place_name)
