"""The map's own questions: claims by place and kind, arrows of movements, and GeoJSON to take away."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from warledger.ledger import Ledger, queries
from warledger.ledger.queries import Filter
from warledger.ledger.rows import ClaimRow
from warledger.ledger.schema import claims, places
from warledger.web.models import Feature, FeatureCollection, HoldingList

MOVES = "advance,withdraw,displacement,deploy"
MOST_ARROWS = 500


def by_place(ledger: Ledger, wanted: Filter) -> FeatureCollection:
    """One feature a place: how many claims of which kinds, how many of them denials or plans."""
    # The conditions are the queries' own; a public query that groups by place and kind should replace this.
    joined, conditions = (
        queries._joined(),
        queries._conditions(ledger, replace(wanted, limit=None, cursor="")),
    )
    query = (
        select(places, claims.c.kind, claims.c.stance, claims.c.status, func.count().label("n"))
        .select_from(joined)
        .where(places.c.lat.is_not(None), *conditions)
        .group_by(places.c.id, claims.c.kind, claims.c.stance, claims.c.status)
    )
    features: dict[int, Feature] = {}
    kinds: dict[int, dict[str, list[int]]] = defaultdict(dict)
    with ledger.reading() as connection:
        for row in connection.execute(query):
            feature = features.get(row.id)
            if feature is None:
                feature = features[row.id] = Feature(
                    id=row.id,
                    geometry={"type": "Point", "coordinates": [row.lon, row.lat]},
                    properties={"name": row.name, "level": row.level, "n": 0},
                )
            feature.properties["n"] += row.n
            tally = kinds[row.id].setdefault(row.kind, [0, 0, 0])
            tally[0] += row.n
            tally[1] += row.n if row.stance == "denies" else 0
            tally[2] += row.n if row.status in ("planned", "hypothetical") else 0
    for number, feature in features.items():
        ordered = sorted(kinds[number].items(), key=lambda kv: (-kv[1][0], kv[0]))
        feature.properties["kinds"] = [[kind, *tally] for kind, tally in ordered]
    return FeatureCollection(features=sorted(features.values(), key=lambda f: -f.properties["n"]))


def arrows(ledger: Ledger, wanted: Filter) -> FeatureCollection:
    """Lines for movements whose beginning and end are both known."""
    asked = replace(wanted, kind=wanted.kind or MOVES, limit=20 * MOST_ARROWS, cursor="")
    found: dict[tuple[Any, ...], Feature] = {}
    for row in queries.claims(ledger, asked):
        origin = row.origin
        if not origin or origin.get("lat") is None or row.lat is None or row.lon is None:
            continue
        start, end = [origin["lon"], origin["lat"]], [row.lon, row.lat]
        if start == end:
            continue
        key = (*start, *end, row.kind)
        if key in found:
            found[key].properties["n"] += 1
        elif len(found) < MOST_ARROWS:
            line = {"type": "LineString", "coordinates": [start, end]}
            found[key] = Feature(id=row.id, geometry=line, properties={"kind": row.kind, "n": 1})
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
