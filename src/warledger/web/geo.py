"""The map's own questions: claims by place and kind, arrows of movements, and GeoJSON to take away."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, select

from warledger.ledger import Ledger, queries
from warledger.ledger.queries import Filter
from warledger.ledger.rows import ClaimRow
from warledger.ledger.schema import claims, places
from warledger.model import Json
from warledger.web.models import Feature, FeatureCollection, HoldingList

MOVES = ("advance", "withdraw", "displacement", "deploy")
MOST_ARROWS = 500
_MOST_MOVES = 20_000
_AHEAD = frozenset({"planned", "hypothetical"})


def by_place(ledger: Ledger, wanted: Filter) -> Json:
    """One GeoJSON feature a place: how many claims of which kinds, how many of them denials or plans.

    Plain dictionaries, for this answer is asked for at every step of the time bar and holds every place.
    """
    columns = (claims.c.place, claims.c.kind, claims.c.stance, claims.c.status)
    # Without the reports, and counted here: half the time of SQLite's own sorting and joining.
    joined = queries._joined() if wanted.source else claims.join(places, places.c.id == claims.c.place)
    query = select(*columns).select_from(joined).where(*_located(ledger, wanted))
    tallies: dict[int, dict[str, list[int]]] = {}
    where = select(places.c.id, places.c.name, places.c.level, places.c.lat, places.c.lon)
    with ledger.reading() as connection:
        counted = Counter(tuple(row) for row in connection.execute(query))
        for (place, kind, stance, status), n in counted.items():
            tally = tallies.setdefault(place, {}).setdefault(kind, [0, 0, 0])
            tally[0] += n
            tally[1] += n if stance == "denies" else 0
            tally[2] += n if status in _AHEAD else 0
        rows = connection.execute(where.where(places.c.lat.is_not(None))).all()
    features = []
    for number, name, level, lat, lon in rows:
        kinds = tallies.get(number)
        if kinds is None:
            continue
        ordered = [[k, *t] for k, t in sorted(kinds.items(), key=lambda kv: (-kv[1][0], kv[0]))]
        told = {"name": name, "level": level, "n": sum(t[0] for t in kinds.values()), "kinds": ordered}
        point = {"type": "Point", "coordinates": [lon, lat]}
        features.append({"type": "Feature", "id": number, "geometry": point, "properties": told})
    features.sort(key=lambda f: -int(f["properties"]["n"]))
    return {"type": "FeatureCollection", "features": features}


def _located(ledger: Ledger, wanted: Filter) -> list[ColumnElement[bool]]:
    # The conditions are the queries' own; a public query that groups by place and kind should replace this.
    conditions = queries._conditions(ledger, replace(wanted, limit=None, cursor=""))
    return [*conditions, places.c.lat.is_not(None)]


def arrows(ledger: Ledger, wanted: Filter) -> FeatureCollection:
    """Lines for movements whose beginning and end are both known."""
    conditions = [*_located(ledger, wanted), claims.c.origin != "", claims.c.kind.in_(MOVES)]
    query = (
        select(claims.c.id, claims.c.kind, claims.c.origin, places.c.lon, places.c.lat)
        .select_from(queries._joined())
        .where(*conditions)
        .limit(_MOST_MOVES)
    )
    found: dict[tuple[Any, ...], Feature] = {}
    with ledger.reading() as connection:
        rows = connection.execute(query).all()
    for number, kind, raw, lon, lat in rows:
        origin = json.loads(raw)
        start, end = [origin["lon"], origin["lat"]], [lon, lat]
        if start[0] is None or start == end:
            continue
        key = (*start, *end, kind)
        if key in found:
            found[key].properties["n"] += 1
        elif len(found) < MOST_ARROWS:
            line = {"type": "LineString", "coordinates": [start, end]}
            found[key] = Feature(id=number, geometry=line, properties={"kind": kind, "n": 1})
    return FeatureCollection(features=list(found.values()))


def claims_geojson(rows: list[ClaimRow]) -> FeatureCollection:
    """Claims as features; one without coordinates has no geometry, and is there all the same."""
    return FeatureCollection(features=[_claim_feature(row) for row in rows])


def _claim_feature(row: ClaimRow) -> Feature:
    located = row.lat is not None and row.lon is not None
    return Feature(
        id=row.id,
        geometry={"type": "Point", "coordinates": [row.lon, row.lat]} if located else None,
        properties=flat(row),
    )


def flat(row: ClaimRow) -> dict[str, Any]:
    """A claim in plain columns, for tables and properties."""
    return {
        "id": row.id,
        "day": row.day,
        "start": row.start,
        "end": row.end,
        "known": row.known,
        "kind": row.kind,
        "stance": row.stance,
        "status": row.status,
        "source": row.publisher if row.source == "publisher" else row.source,
        "via": "; ".join(row.via),
        "actors": "; ".join(a.name for a in row.actors),
        "targets": "; ".join(t.name for t in row.targets),
        "place": row.place,
        "resolved": row.resolved,
        "admin1": row.admin1,
        "country": row.country,
        "lat": row.lat,
        "lon": row.lon,
        "geonameid": row.geonameid,
        **{harm: (count.get("best") or count.get("low")) for harm, count in row.counts.items()},
        "quote": row.quote,
        "publisher": row.publisher,
        "title": row.title,
        "url": row.url,
        "confidence": row.confidence,
    }


def holdings_geojson(held: HoldingList) -> FeatureCollection:
    """Holdings as features, without their arguments."""
    return FeatureCollection(
        features=[
            Feature(
                id=h.place_id,
                geometry={"type": "Point", "coordinates": [h.lon, h.lat]} if h.lat is not None else None,
                properties={
                    "place": h.place,
                    "date": h.date,
                    "holder": h.holder.name,
                    "holder_id": h.holder.id,
                    "side": h.side,
                    "status": h.status,
                    "probability": h.probability,
                    "since": h.since,
                    "last_confirmed": h.last_confirmed,
                    "rivals": [list(r) for r in h.rivals],
                    "level": h.level,
                    "admin1": h.admin1,
                    "country": h.country,
                    "why": h.why,
                },
            )
            for h in held.items
        ]
    )
