"""Everything in which SQLite and PostgreSQL differ: opening, locking, full-text search, points on a map."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import quote

from sqlalchemy import (
    ARRAY,
    URL,
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    Executable,
    Integer,
    Join,
    Select,
    String,
    Table,
    Text,
    TextClause,
    any_,
    bindparam,
    column,
    create_engine,
    event,
    exists,
    func,
    literal_column,
    select,
    table,
    text,
)

from warledger.ledger import schema

BUSY_SECONDS = 30.0
_MAPPED = 1 << 30
_LOG_PAGES = 16_384  # of the write-ahead log: pages that each commit changes are taken over once for many
_DAYS = 10**10  # more than there are claims
MOST = _DAYS - 1  # greater than the number of any claim
_ROWS_TOGETHER = 2000
WRITE = {"warledger_write": True}
_WRITERS = 0x7761726C  # any number that no other program locks by

Box = tuple[float, float, float, float]

_QUOTES = table("claims_fts", column("rowid", BigInteger), column("claims_fts", Text))

_SQLITE_EXTRAS = (
    # Rows are numbered by day, then by claim, as the listings go: the newest with some words come first and
    # none of the others need be looked at (quote_number).
    "CREATE VIRTUAL TABLE claims_fts USING fts5(quote, content='', "
    "tokenize='porter unicode61 remove_diacritics 2')",
    "CREATE VIRTUAL TABLE reports_fts USING fts5(title, text, content='reports', content_rowid='id', "
    "tokenize='porter unicode61 remove_diacritics 2')",
    "CREATE VIRTUAL TABLE places_rtree USING rtree(id, min_lat, max_lat, min_lon, max_lon)",
    "CREATE TRIGGER claims_fts_add AFTER INSERT ON claims BEGIN "
    "INSERT INTO claims_fts(rowid, quote) VALUES "
    f"(CAST(replace(new.first_day, '-', '') AS INTEGER) * {_DAYS} + new.id, new.quote); END",
    "CREATE TRIGGER reports_fts_add AFTER INSERT ON reports BEGIN "
    "INSERT INTO reports_fts(rowid, title, text) VALUES (new.id, new.title, new.text); END",
    "CREATE TRIGGER places_rtree_add AFTER INSERT ON places WHEN new.lat IS NOT NULL BEGIN "
    "INSERT INTO places_rtree VALUES (new.id, new.lat, new.lat, new.lon, new.lon); END",
    # All that a listing of a day reads: one search in the table for each place would cost more than all else.
    "CREATE INDEX spells_node ON spells (node, last, first, place, holder, status, state)",
)
_POSTGRES_EXTRAS = (
    "CREATE INDEX claims_fts ON claims USING gin (to_tsvector('english', quote))",
    "CREATE INDEX reports_fts ON reports USING gin (to_tsvector('english', title || ' ' || text))",
    "CREATE INDEX places_box ON places USING gist (point(lon, lat))",
    "CREATE INDEX spells_node ON spells (node, last, first)",
)


def is_url(target: str) -> bool:
    """Whether the words name a database by URL rather than a file."""
    return bool(re.match(r"^[a-z][a-z0-9+]*://", target))


def engine_for(target: str | Path, read_only: bool = False) -> Engine:
    """An engine for a file (SQLite) or a database URL, set up for several writers and readers."""
    if is_url(str(target)) and not str(target).startswith("sqlite"):
        url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", str(target))
        return create_engine(url, pool_pre_ping=True)
    if is_url(str(target)):
        engine = create_engine(str(target), connect_args={"timeout": BUSY_SECONDS})
    elif read_only:
        # Immutable: a WAL ledger on a read-only medium has nowhere to put its shared-memory file.
        where = f"file:{quote(str(Path(target).resolve()))}"
        engine = create_engine(
            URL.create("sqlite", database=where, query={"mode": "ro", "immutable": "1", "uri": "true"}),
            connect_args={"timeout": BUSY_SECONDS},
        )
    else:
        engine = create_engine(
            URL.create("sqlite", database=str(target)), connect_args={"timeout": BUSY_SECONDS}
        )
    event.listen(engine, "connect", _on_connect_read_only if read_only else _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where _on_begin says, not where the driver guesses
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA cache_size=-131072")
    cursor.execute(f"PRAGMA mmap_size={_MAPPED}")
    cursor.execute(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.close()


def _on_connect_read_only(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.execute(f"PRAGMA mmap_size={_MAPPED}")
    cursor.execute("PRAGMA cache_size=-65536")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    # A writer takes its lock at once: one that reads first and upgrades later fails instead of waiting.
    write = connection.get_execution_options().get("warledger_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def create_extras(connection: Connection) -> None:
    """Full-text indexes, R-Tree and triggers that SQLAlchemy's tables do not describe."""
    extras = _SQLITE_EXTRAS if connection.dialect.name == "sqlite" else _POSTGRES_EXTRAS
    for statement in extras:
        connection.execute(text(statement.replace(":", "\\:")))


def lock_writers(connection: Connection) -> None:
    """Let one writer in at a time, as SQLite does: it looks for copies and numbers in what is there."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_WRITERS)))


def new_numbers(connection: Connection, table: Table, many: int) -> list[int]:
    """Numbers for new rows, ascending; the caller holds the writers' lock."""
    if not many:
        return []
    if connection.dialect.name == "postgresql":
        drawn = text(f"SELECT nextval('{table.name}_id_seq') FROM generate_series(1, :many)")
        return sorted(int(n) for (n,) in connection.execute(drawn, {"many": many}))
    last = connection.exec_driver_sql(f'SELECT max(id) FROM "{table.name}"').scalar() or 0
    return list(range(last + 1, last + 1 + many))


def put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], adds_up: str = "") -> None:
    """Insert many rows past SQLAlchemy, whose work on each would cost as much as the database's.

    Args:
        connection: Inside a write transaction.
        table: Where to.
        rows: Rows with the same columns in the same order.
        adds_up: A column that is added to the row that is there already, instead of failing.
    """
    if not rows:
        return
    statement = _insert(connection.dialect.name, table.name, tuple(rows[0]), adds_up)
    connection.exec_driver_sql(statement, [tuple(row.values()) for row in rows])


def put_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those of many rows whose key is not there yet."""
    if not rows:
        return
    statement = _insert(connection.dialect.name, table.name, tuple(rows[0]), "")
    values = [tuple(row.values()) for row in rows]
    connection.exec_driver_sql(f"{statement} ON CONFLICT DO NOTHING", values)


@cache
def _insert(dialect: str, name: str, columns: tuple[str, ...], adds_up: str) -> str:
    mark = "?" if dialect == "sqlite" else "%s"
    named = ", ".join(f'"{c}"' for c in columns)
    words = f'INSERT INTO "{name}" ({named}) VALUES ({", ".join(mark for _ in columns)})'
    if adds_up:
        keys = ", ".join(f'"{c.name}"' for c in schema.metadata.tables[name].primary_key.columns)
        words += (
            f' ON CONFLICT ({keys}) DO UPDATE SET "{adds_up}" = "{name}"."{adds_up}" + excluded."{adds_up}"'
        )
    return words


def standing_aside(known_by: str) -> ColumnElement[bool]:
    """``schema.standing`` of claims for SQLite, so written that it takes no index by it."""
    if not known_by:
        return cast("ColumnElement[bool]", text("+claims.current"))
    words = "+claims.from_day <= :stood_on AND +claims.until_day > :stood_on"
    return cast("ColumnElement[bool]", text(words).bindparams(stood_on=known_by))


def plain_rows(connection: Connection, query: Select[Any]) -> list[tuple[Any, ...]]:
    """What a query gives as the driver gives it, for many rows of texts and numbers that need no turning."""
    result = connection.execute(query)
    rows: list[tuple[Any, ...]] = result.cursor.fetchall() if result.cursor else []  # type: ignore[assignment]
    result.close()
    return rows


def by_sign(dialect: str, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column to sort by as Python and SQLite sort text: sign by sign, in no language's order."""
    return column.collate("C") if dialect == "postgresql" and isinstance(column.type, String) else column


def one_of(dialect: str, column: ColumnElement[int], numbers: Iterable[int]) -> ColumnElement[bool]:
    """The condition that a number is one of these, however many they are: one parameter, one statement."""
    if dialect == "sqlite":
        listed = func.json_each(json.dumps(sorted(numbers))).table_valued("value")
        return column.in_(select(listed.c.value))
    return column == any_(bindparam(None, sorted(numbers), type_=ARRAY(Integer)))


def quote_number(day: str, claim: int) -> int:
    """The number in ``claims_fts`` of a claim that begins on a day (ISO)."""
    return int(day.replace("-", "")) * _DAYS + claim


def claims_matching(dialect: str, words: str, singly: bool = False) -> ColumnElement[bool]:
    """The condition that a claim's quote has all the words; a phrase stands in double quotes.

    Args:
        dialect: The database's name.
        words: The words.
        singly: Whether few claims are asked about, so that SQLite does best to look the words up for each.
    """
    claims = schema.claims.c
    if dialect == "sqlite" and singly:
        number = func.replace(claims.first_day, "-", "").cast(Integer) * _DAYS + claims.id
        return exists().where(_has(words), _QUOTES.c.rowid == number)
    if dialect == "sqlite":
        return claims.id.in_(select(_QUOTES.c.rowid % _DAYS).where(_has(words)))
    vector = func.to_tsvector(literal_column("'english'"), claims.quote)
    return vector.op("@@")(func.websearch_to_tsquery(literal_column("'english'"), words))


def with_quotes() -> Join:
    """The claims beside the words of their quotes, for ``newest_matching``."""
    return _QUOTES.join(schema.claims, schema.claims.c.id == _QUOTES.c.rowid % _DAYS)


def newest_matching(query: Select[Any], words: str, least: int | None, most: int | None) -> Select[Any]:
    """Of a selection from ``with_quotes`` what has the words, newest first.

    Args:
        query: The selection.
        words: The words.
        least: Only quotes of this number (``quote_number``) or greater ones.
        most: Only quotes of this number or smaller ones.
    """
    number = _QUOTES.c.rowid
    bounds = [number >= least] if least is not None else []
    bounds += [number <= most] if most is not None else []
    return query.where(_has(words), *bounds).order_by(number.desc())


def _has(words: str) -> ColumnElement[bool]:
    return _QUOTES.c.claims_fts.op("MATCH")(_fts5(words))


def reports_matching(dialect: str, words: str) -> ColumnElement[bool]:
    """The condition that a report's title or text has all the words."""
    if dialect == "sqlite":
        found = text("SELECT rowid FROM reports_fts WHERE reports_fts MATCH :words_reports").bindparams(
            words_reports=_fts5(words)
        )
        return schema.reports.c.id.in_(found.columns(literal_column("rowid")).subquery().select())
    whole = schema.reports.c.title + literal_column("' '") + schema.reports.c.text
    vector = func.to_tsvector(literal_column("'english'"), whole)
    return vector.op("@@")(func.websearch_to_tsquery(literal_column("'english'"), words))


def places_within(dialect: str, west: float, south: float, east: float, north: float) -> Executable:
    """Ids of the places inside a box; one that crosses the date line has west > east."""
    boxes = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    if dialect != "sqlite":
        within = [f"point(lon, lat) <@ box(point(:w{i}, :s), point(:e{i}, :n))" for i in range(len(boxes))]
        found = text(f"SELECT id FROM places WHERE {' OR '.join(within)}")
        return _bound(found, boxes, south, north)
    lines = " OR ".join(f"(max_lon >= :w{i} AND min_lon <= :e{i})" for i in range(len(boxes)))
    found = text(f"SELECT id FROM places_rtree WHERE max_lat >= :s AND min_lat <= :n AND ({lines})")
    return _bound(found, boxes, south, north)


def places_in_boxes(connection: Connection, boxes: Sequence[Box]) -> Iterator[tuple[int, int]]:
    """For each box (west, south, east, north) the places in it: the box's position in the list, the place."""
    sqlite = connection.dialect.name == "sqlite"
    there = (
        "FROM wanted CROSS JOIN places_rtree WHERE max_lat >= s AND min_lat <= n AND max_lon >= w "
        "AND min_lon <= e"
        if sqlite
        else "FROM wanted CROSS JOIN places WHERE lat BETWEEN s AND n AND lon BETWEEN w AND e"
    )
    for i in range(0, len(boxes), _ROWS_TOGETHER):
        part = [(i + n, *box) for n, box in enumerate(boxes[i : i + _ROWS_TOGETHER])]
        with_ = f"WITH wanted (number, w, s, e, n) AS ({_values(connection, part)}) "
        rows = connection.exec_driver_sql(f"{with_} SELECT number, id {there}", _flat(part))
        yield from ((int(number), int(place)) for number, place in rows)


def claims_in_spans(
    connection: Connection,
    spans: Sequence[tuple[int, str, str]],
    kinds: Sequence[str] = (),
    give: Literal["id", "report"] = "id",
) -> set[int]:
    """The standing claims at some places that touch some days.

    Args:
        connection: To the ledger.
        spans: Place, first day and last day of each.
        kinds: Only claims of these kinds; of all where there is none.
        give: Whether to give the claims' numbers or those of their reports.
    """
    found: set[int] = set()
    # CROSS JOIN keeps SQLite from going through the claims and looking for their spans, + from other indexes.
    stands = "+claims.current" if connection.dialect.name == "sqlite" else "claims.current"
    there = (
        "FROM wanted CROSS JOIN claims WHERE claims.place = wanted.place AND claims.first_day <= wanted.hi "
        f"AND claims.last_day >= wanted.lo AND {stands}"
    )
    if kinds:
        kind = "+claims.kind" if connection.dialect.name == "sqlite" else "claims.kind"
        there += f" AND {kind} IN ({_marks(connection, len(kinds))})"
    for i in range(0, len(spans), _ROWS_TOGETHER):
        part = spans[i : i + _ROWS_TOGETHER]
        with_ = f"WITH wanted (place, lo, hi) AS ({_values(connection, part)}) "
        rows = connection.exec_driver_sql(f"{with_} SELECT claims.{give} {there}", (*_flat(part), *kinds))
        found |= {int(n) for (n,) in rows}
    return found


def _marks(connection: Connection, many: int) -> str:
    return ", ".join(["?" if connection.dialect.name == "sqlite" else "%s"] * many)


def _values(connection: Connection, rows: Sequence[Sequence[object]]) -> str:
    row = f"({_marks(connection, len(rows[0]))})"
    return f"VALUES {', '.join([row] * len(rows))}"


def _flat(rows: Sequence[Sequence[object]]) -> tuple[object, ...]:
    return tuple(value for row in rows for value in row)


def _bound(found: TextClause, boxes: list[tuple[float, float]], south: float, north: float) -> Executable:
    values: dict[str, float] = {"s": south, "n": north}
    for i, (w, e) in enumerate(boxes):
        values |= {f"w{i}": w, f"e{i}": e}
    bound = found.bindparams(*(bindparam(k, v) for k, v in values.items()))
    return bound.columns(literal_column("id")).subquery().select()


def _fts5(words: str) -> str:
    """A user's words as an FTS5 query that cannot be a syntax error: each term quoted, all required."""
    terms = re.findall(r'"([^"]+)"|(\S+)', words.replace("\0", " "))
    quoted = []
    for phrase, word in terms:
        term = (phrase or word).replace('"', " ").strip()
        if not re.search(r"\w", term):
            continue
        star = "*" if word.endswith("*") else ""
        quoted.append(f'"{term.rstrip("*")}"{star}')
    return " ".join(quoted) or '""'
