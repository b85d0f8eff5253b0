"""The tables of a ledger, the same in SQLite and PostgreSQL; what differs stands in dialect.py.

Days are ISO text (comparable as text in every database); moments are ISO text in UTC. ``first_day`` and
``last_day`` bound a claim in time: as coded where the report tells, else the day of publication.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

VERSION = 1

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("identity", Text, nullable=False),  # url, else publisher and id
    Column("version", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("ref", Text, nullable=False),  # the caller's id
    Column("publisher", Text, nullable=False),
    Column("publisher_key", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("date", String(10)),
    Column("known_day", String(10), nullable=False),  # publication, or the day it was added
    Column("added_at", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("links", Text, nullable=False),
    Column("warnings", Text, nullable=False),
    UniqueConstraint("identity", "version"),
    Index("reports_hash", "hash"),
    Index("reports_day", "current", "known_day", "id"),
    Index("reports_added", "added_at"),
)

# Some of a report's smallest shingle hashes: enough to find copies without comparing with every report.
shingles = Table(
    "shingles",
    metadata,
    Column("value", Integer, primary_key=True),
    Column("report", Integer, ForeignKey("reports.id"), primary_key=True),
    Index("shingles_report", "report"),
)

# Reports that are copies of one another (near enough), smaller id first.
copies = Table(
    "copies",
    metadata,
    Column("a", Integer, ForeignKey("reports.id"), primary_key=True),
    Column("b", Integer, ForeignKey("reports.id"), primary_key=True),
    Column("share", Float, nullable=False),
    Index("copies_b", "b"),
)

places = Table(
    "places",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # gazetteer id, else the folded words
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("lat", Float),
    Column("lon", Float),
    Column("level", String(8), nullable=False),
    Column("admin1", Text, nullable=False),
    Column("admin1_key", Text, nullable=False),
    Column("country", String(2), nullable=False),
    Column("gazetteer_id", Text, nullable=False),
    Column("geonameid", Integer),
    Index("places_name", "name_key"),
    Index("places_admin1", "country", "admin1_key"),
    Index("places_point", "lat", "lon"),
)

claims = Table(
    "claims",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report", Integer, ForeignKey("reports.id"), nullable=False),
    Column("current", Boolean, nullable=False),
    Column("known_day", String(10), nullable=False),
    Column("ref", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("source", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("source_key", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("cue", Text, nullable=False),
    Column("stance", String(8), nullable=False),
    Column("status", String(12), nullable=False),
    Column("actors", Text, nullable=False),
    Column("targets", Text, nullable=False),
    Column("place", Integer, ForeignKey("places.id")),
    Column("place_words", Text, nullable=False),
    Column("place_words_key", Text, nullable=False),
    Column("place_full", Text, nullable=False),  # model.Place as JSON, "" when none
    Column("origin", Text, nullable=False),
    Column("exceptions", Text, nullable=False),
    Column("start_day", String(10)),
    Column("end_day", String(10)),
    Column("precision", String(8), nullable=False),
    Column("first_day", String(10), nullable=False),
    Column("last_day", String(10), nullable=False),
    Column("counts", Text, nullable=False),
    Column("codes", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("reason", Text, nullable=False),
    Index("claims_report", "report", "start"),
    Index("claims_place_day", "place", "first_day"),
    Index("claims_day", "current", "first_day", "id"),
    Index("claims_place_words", "place_words_key", "place"),
    Index("claims_known", "known_day"),
    Index("claims_kind_day", "kind", "first_day"),
    Index("claims_source_day", "source_key", "first_day"),
)

parties = Table(
    "parties",
    metadata,
    Column("claim", Integer, ForeignKey("claims.id"), primary_key=True),
    Column("role", String(6), primary_key=True),  # actor | target
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("actor_id", Text, nullable=False),
    Index("parties_id", "actor_id", "claim"),
    Index("parties_name", "name_key", "claim"),
)

# Provinces, countries and other named areas reach the places below them; what a claim leaves out stands here.
exceptions = Table(
    "exceptions",
    metadata,
    Column("claim", Integer, ForeignKey("claims.id"), primary_key=True),
    Column("place", Integer, ForeignKey("places.id"), primary_key=True),
)
