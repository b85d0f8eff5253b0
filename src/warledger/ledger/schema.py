"""The tables of a ledger, the same in SQLite and PostgreSQL; what differs stands in dialect.py.

Days are ISO text (comparable as text in every database); moments are ISO text in UTC. ``first_day`` and
``last_day`` bound a claim in time: as coded where the report tells, else the day of publication.

Two clocks: a row of ``reports`` or ``claims`` stands on the days ``from_day`` <= day < ``until_day``. A newer
version of a report, or a correction, ends the older row and never changes what it says; ``current`` says
whether it stands now.

``stale``, ``tallies``, ``spells``, ``members`` … hold what is worked out from claims (refresh.py): with their
rows dropped and everything marked stale they come out the same.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    text,
)

VERSION = 10
NEVER = "9999-12-31"  # the ``until_day`` of what still stands

# Claims whose last day lies in a later month than their first; as the index has it, word by word.
LONG = cast("ColumnElement[bool]", text("substr(last_day, 1, 7) > substr(first_day, 1, 7)"))
# Few rows are either, and each index of all rows makes adding reports slower.
CORRECTION = cast("ColumnElement[bool]", text("corrects IS NOT NULL"))
ENDED = cast("ColumnElement[bool]", text(f"until_day < '{NEVER}'"))

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
    Column("until_day", String(10), nullable=False),
    Column("copy_group", Integer),
    Column("added_at", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("links", Text, nullable=False),
    Column("warnings", Text, nullable=False),
    UniqueConstraint("identity", "version"),
    Index("reports_day", "current", "known_day", "id"),
    Index("reports_added", "added_at"),
    Index("reports_copies", "copy_group"),
)

# What was not coded, and why: in another language, a page without text, forbidden by robots.txt …
dropped = Table(
    "dropped",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("identity", Text, nullable=False, unique=True),
    Column("hash", String(64), nullable=False),
    Column("ref", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("publisher_key", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("date", String(10)),
    Column("known_day", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("added_at", String(32), nullable=False),
    Column("text", Text, nullable=False),  # "" where there was none to keep
    Index("dropped_day", "known_day", "id"),
)

# Reports that are copies of one another: one origin. ``name`` is the smallest identity of its reports.
copy_groups = Table(
    "copy_groups",
    metadata,
    Column("id", Integer, primary_key=True),  # the smallest number of its reports
    Column("name", Text, nullable=False),
)

# A report's MinHash cut into bands: two texts that share a band may be copies (copies.py).
bands = Table(
    "bands",
    metadata,
    Column("value", BigInteger, primary_key=True, autoincrement=False),
    Column("report", Integer, ForeignKey("reports.id"), primary_key=True),
    sqlite_with_rowid=False,
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

# What reports call a place, beside the gazetteer's name of it.
place_names = Table(
    "place_names",
    metadata,
    Column("name_key", Text, primary_key=True),
    Column("place", Integer, ForeignKey("places.id"), primary_key=True),
    sqlite_with_rowid=False,
)

claims = Table(
    "claims",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report", Integer, ForeignKey("reports.id"), nullable=False),
    Column("current", Boolean, nullable=False),
    Column("known_day", String(10), nullable=False),  # when it was said
    Column("from_day", String(10), nullable=False),  # the same, but of a correction: when it was made
    Column("until_day", String(10), nullable=False),
    Column("corrects", Integer, ForeignKey("claims.id")),  # the claim as coded, of which this is a correction
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
    Column("place_more", Text, nullable=False),  # what model.Place has beside the place itself, as JSON
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
    Index("claims_place_day", "place", "first_day", "last_day"),
    Index("claims_corrects", "corrects", sqlite_where=CORRECTION, postgresql_where=CORRECTION),
    Index("claims_day", "current", "first_day", "id"),
    Index("claims_until", "until_day", sqlite_where=ENDED, postgresql_where=ENDED),
    Index("claims_kind_day", "kind", "first_day"),
    Index("claims_long", "last_day", "first_day", "current", sqlite_where=LONG, postgresql_where=LONG),
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

# Who corrected which claim, why, and into which one; a retraction leads to none.
corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("root", Integer, ForeignKey("claims.id"), nullable=False),
    Column("claim", Integer, ForeignKey("claims.id"), nullable=False),
    Column("result", Integer, ForeignKey("claims.id")),
    Column("author", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("changes", Text, nullable=False),  # {field: [before, after]} as JSON
    Column("made_at", String(32), nullable=False),
    Column("made_day", String(10), nullable=False),
    Index("corrections_root", "root"),
    Index("corrections_day", "made_day"),
)

# What people say about joins: two claims (as coded) tell of one happening or do not; the latest word counts.
verdicts = Table(
    "verdicts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("claim", Integer, ForeignKey("claims.id"), nullable=False),
    Column("other", Integer, ForeignKey("claims.id"), nullable=False),
    Column("verdict", String(8), nullable=False),  # together | apart | open
    Column("author", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("made_at", String(32), nullable=False),
    Column("made_day", String(10), nullable=False),
    Index("verdicts_day", "made_day"),
)

# A log of what has come (+1) or gone (-1) since the worked-out tables were last brought up to date.
stale = Table(
    "stale",
    metadata,
    Column("id", Integer, primary_key=True),
    # claim | place | report; and what these change: spell | join, then holder | argue (disputes)
    Column("what", String(6), nullable=False),
    Column("number", Integer, nullable=False),
    Column("sign", Integer, nullable=False),
    Index("stale_what", "what", "id"),
)

# How often each party is named in claims about control of a country, by the day on which that came or ended.
tallies = Table(
    "tallies",
    metadata,
    Column("country", String(2), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("actor_id", Text, primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("n", Integer, nullable=False),
)

# Which larger places' claims reach a place.
reaches = Table(
    "reaches",
    metadata,
    Column("place", Integer, ForeignKey("places.id"), primary_key=True),
    Column("above", Integer, ForeignKey("places.id"), primary_key=True),
    Column("how", String(8), nullable=False),
    Index("reaches_above", "above"),
)

# Who is told to hold places, by the names that spells show.
holders = Table(
    "holders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("party", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("side", Text, nullable=False),
    UniqueConstraint("party", "name", "actor_id", "side"),
)

# Days in a row in which all that is said of a place's holder stays the same (control's Period), as ordinals.
# An index by ``node`` (holdings.py says what that is) stands in dialect.py: it differs.
spells = Table(
    "spells",
    metadata,
    Column("place", Integer, ForeignKey("places.id"), primary_key=True),
    Column("first", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
    Column("node", Integer, nullable=False),
    Column("holder", Integer, ForeignKey("holders.id"), nullable=False),
    Column("status", String(10), nullable=False),
    # As JSON, for listings to read as one value: the probability, the ordinals of the days since which it has
    # been so and on which it was last confirmed, and the rivals' names and chances on the first day.
    Column("state", Text, nullable=False),
    sqlite_with_rowid=False,
)

# The places that have spells, in the order of the listings and with all that these show of a place.
listed = Table(
    "listed",
    metadata,
    Column("country", String(2), primary_key=True),
    Column("admin1", Text, primary_key=True),
    Column("called", Text, primary_key=True),  # by most reports
    Column("place", Integer, ForeignKey("places.id"), primary_key=True),
    # As JSON: what reports call it, gazetteer_id, lat, lon, level, admin1, country.
    Column("shown", Text, nullable=False),
    Index("listed_place", "place", unique=True),
    sqlite_with_rowid=False,
)

# What holds for a whole country (its war, who its "rebels" are), as the spells were worked out with it.
countries = Table(
    "countries",
    metadata,
    Column("country", String(2), primary_key=True),
    Column("known", Text, nullable=False),
)

# Claims about one happening; ``cluster`` holds together all that could be joined one way or another.
# People call an incident by its ``id``, made of a hash: two might bear one. ``number`` tells them apart.
incidents = Table(
    "incidents",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),  # the smallest of its claims
    Column("id", String(10), nullable=False),
    Column("first", String(10), nullable=False),
    Column("last", String(10), nullable=False),
    Column("origins", Integer, nullable=False),
    Column("body", Text, nullable=False),  # its joins: [claim, other, why], as JSON; "" for none
    Index("incidents_first", "first", "id"),
)

members = Table(
    "members",
    metadata,
    Column("claim", Integer, ForeignKey("claims.id"), primary_key=True),
    Column("incident", Integer, nullable=False),
    Column("cluster", Integer, nullable=False),
    Index("members_incident", "incident"),
    Index("members_cluster", "cluster"),
)

# Where sources cannot both be right. Each rests on one incident or two, or on the claims about a place.
disputes = Table(
    "disputes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(10), nullable=False),  # what people call it: the hash of what it is about
    Column("about", String(8), nullable=False),  # happened | holder | count | actor | date
    Column("first", String(10), nullable=False),
    Column("rank", String(20), nullable=False),  # orders those of one name and day
    Column("outcome", String(9), nullable=False),  # admitted | overtaken | open
    Column("incident", Integer),
    Column("other", Integer),
    Column("place", Integer),  # only of disputes about a holder
    Column("body", Text, nullable=False),  # the rest, as JSON (disputing.py); its last day "" while it lasts
    Index("disputes_first", "first", "name", "rank"),
    Index("disputes_incident", "incident"),
    Index("disputes_other", "other"),
    Index("disputes_place", "place"),
)

dispute_claims = Table(
    "dispute_claims",
    metadata,
    Column("claim", Integer, ForeignKey("claims.id"), primary_key=True),
    Column("dispute", Integer, primary_key=True),
    Index("dispute_claims_dispute", "dispute"),
    sqlite_with_rowid=False,
)

# Places of which a claim may end a dispute whether something happened.
dispute_places = Table(
    "dispute_places",
    metadata,
    Column("place", Integer, ForeignKey("places.id"), primary_key=True),
    Column("dispute", Integer, primary_key=True),
    Index("dispute_places_dispute", "dispute"),
    sqlite_with_rowid=False,
)


def standing(table: Table, known_by: str = "") -> ColumnElement[bool]:
    """The condition that a row of ``reports`` or ``claims`` stands: now, or as known at the end of a day."""
    if not known_by:
        return table.c.current
    since = table.c.from_day if "from_day" in table.c else table.c.known_day
    return and_(since <= known_by, table.c.until_day > known_by)
