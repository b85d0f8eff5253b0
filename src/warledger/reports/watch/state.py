"""What the watch remembers: when each feed was asked, which entries are done, and every fetch as evidence.

A SQLite file of its own: the ledger holds what was published, this holds how it was come by. Each step is one
transaction, so that whatever ends the watch, the next one goes on where it stopped.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from warledger.reports.fetch.client import Fetched

_TABLES = """
CREATE TABLE IF NOT EXISTS feeds (
  url TEXT PRIMARY KEY, etag TEXT NOT NULL DEFAULT '', modified TEXT NOT NULL DEFAULT '',
  next_at REAL NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, told TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS entries (
  id INTEGER PRIMARY KEY, feed TEXT NOT NULL, key TEXT NOT NULL, url TEXT NOT NULL, host TEXT NOT NULL,
  title TEXT NOT NULL, day TEXT NOT NULL, stamp TEXT NOT NULL, text TEXT NOT NULL, outlet TEXT NOT NULL,
  state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, next_at REAL NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '', UNIQUE (feed, key));
CREATE INDEX IF NOT EXISTS entries_waiting ON entries (host, next_at) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS entries_url ON entries (url);
CREATE TABLE IF NOT EXISTS fetches (
  id INTEGER PRIMARY KEY, moment TEXT NOT NULL, url TEXT NOT NULL, final_url TEXT NOT NULL,
  status INTEGER NOT NULL, address TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL,
  headers TEXT NOT NULL, file TEXT NOT NULL, place INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS fetches_url ON fetches (final_url);
"""
_ENTRY = "id, feed, url, host, title, day, text, outlet, tries"


@dataclass(slots=True, frozen=True)
class FeedState:
    """What is known of a feed: for conditional requests, and when it is its turn."""

    etag: str = ""
    modified: str = ""
    next_at: float = 0.0
    failures: int = 0


@dataclass(slots=True, frozen=True)
class Seen:
    """An entry as a feed tells it; ``stamp`` is another one when the entry was changed."""

    key: str
    url: str
    title: str = ""
    day: str = ""
    stamp: str = ""
    text: str = ""
    outlet: str = ""


@dataclass(slots=True, frozen=True)
class Entry:
    """An entry that waits to be read."""

    id: int
    feed: str
    url: str
    host: str
    title: str
    day: str
    text: str
    outlet: str
    tries: int


class WatchState:
    """The file; used from one thread."""

    def __init__(self, path: Path | str) -> None:
        """Open or make it.

        Raises:
            sqlite3.Error: It cannot be opened, or is something else.
        """
        self._db = sqlite3.connect(path, isolation_level=None, timeout=10.0)
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(_TABLES)
        except sqlite3.Error:
            self._db.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def feed(self, url: str) -> FeedState:
        """What is known of a feed."""
        query = "SELECT etag, modified, next_at, failures FROM feeds WHERE url = ?"
        row = self._db.execute(query, (url,)).fetchone()
        return FeedState(*row) if row else FeedState()

    def feed_failed(self, url: str, words: str, next_at: float) -> None:
        """A feed gave nothing: when to try again, and why."""
        self._db.execute(
            "INSERT INTO feeds (url, next_at, failures, told) VALUES (?, ?, 1, ?) ON CONFLICT (url) DO "
            "UPDATE SET next_at = excluded.next_at, failures = failures + 1, told = excluded.told",
            (url, next_at, words),
        )

    def feed_read(self, url: str, fetched: Fetched, next_at: float, entries: Iterable[Seen]) -> int:
        """Note a feed's entries and its marks in one step; gives how many entries are new or changed."""
        new = 0
        self._db.execute("BEGIN IMMEDIATE")
        try:
            for seen in entries:
                new += self._note(url, seen)
            self._db.execute(
                "INSERT INTO feeds (url, etag, modified, next_at) VALUES (?, ?, ?, ?) ON CONFLICT (url) DO "
                "UPDATE SET etag = excluded.etag, modified = excluded.modified, next_at = excluded.next_at, "
                "failures = 0, told = ''",
                (url, fetched.header("etag"), fetched.header("last-modified"), next_at),
            )
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
        return new

    def feed_unchanged(self, url: str, next_at: float) -> None:
        """A feed said that nothing changed."""
        self._db.execute(
            "UPDATE feeds SET next_at = ?, failures = 0, told = '' WHERE url = ?", (next_at, url)
        )

    def _note(self, feed: str, seen: Seen) -> int:
        known = self._db.execute(
            "SELECT stamp FROM entries WHERE feed = ? AND key = ?", (feed, seen.key)
        ).fetchone()
        if known and known[0] == seen.stamp:
            return 0
        if not known and self._is_elsewhere(feed, seen):
            return 0
        values = (seen.url, _host(seen.url), seen.title, seen.day, seen.stamp, seen.text, seen.outlet)
        self._db.execute(
            "INSERT INTO entries (feed, key, url, host, title, day, stamp, text, outlet, state) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting') ON CONFLICT (feed, key) DO UPDATE SET "
            "url = excluded.url, host = excluded.host, title = excluded.title, day = excluded.day, "
            "stamp = excluded.stamp, text = excluded.text, outlet = excluded.outlet, state = 'waiting', "
            "tries = 0, next_at = 0, reason = ''",
            (feed, seen.key, *values),
        )
        return 1

    def _is_elsewhere(self, feed: str, seen: Seen) -> bool:
        """Whether another feed told of the same page already (an outlet's "world" and "top stories")."""
        found = self._db.execute(
            "SELECT 1 FROM entries WHERE url = ? AND feed <> ? AND stamp = ? AND url <> ''",
            (seen.url, feed, seen.stamp),
        ).fetchone()
        return found is not None

    def hosts(self, feeds: Sequence[str]) -> list[str]:
        """The hosts at which entries of some feeds wait, whenever their turn is."""
        marks = ",".join("?" * len(feeds))
        query = f"SELECT DISTINCT host FROM entries WHERE state = 'waiting' AND feed IN ({marks})"
        return [host for (host,) in self._db.execute(query, tuple(feeds))]

    def next_entry(self, host: str, feeds: Sequence[str], now: float) -> Entry | None:
        """The entry at a host whose turn it is, oldest first."""
        marks = ",".join("?" * len(feeds))
        row = self._db.execute(
            f"SELECT {_ENTRY} FROM entries WHERE state = 'waiting' AND host = ? AND next_at <= ? "
            f"AND feed IN ({marks}) ORDER BY next_at, id LIMIT 1",
            (host, now, *feeds),
        ).fetchone()
        return Entry(*row) if row else None

    def next_turn(self, host: str, feeds: Sequence[str]) -> float | None:
        """When the next entry at a host has its turn; None where none waits."""
        marks = ",".join("?" * len(feeds))
        query = f"SELECT min(next_at) FROM entries WHERE state='waiting' AND host=? AND feed IN ({marks})"
        found: float | None = self._db.execute(query, (host, *feeds)).fetchone()[0]
        return found

    def done(self, entry: int) -> None:
        """An entry's report is in the ledger; its text is kept there and no longer here."""
        self._db.execute("UPDATE entries SET state = 'done', reason = '', text = '' WHERE id = ?", (entry,))

    def passed_over(self, entry: int, reason: str) -> None:
        """An entry gave no report, and will not."""
        self._db.execute(
            "UPDATE entries SET state = 'passed over', reason = ?, text = '' WHERE id = ?", (reason, entry)
        )

    def later(self, entry: int, next_at: float, reason: str) -> None:
        """An entry could not be fetched now."""
        self._db.execute(
            "UPDATE entries SET tries = tries + 1, next_at = ?, reason = ? WHERE id = ?",
            (next_at, reason, entry),
        )

    def keep(self, fetched: Fetched, file: str = "", place: int = -1) -> None:
        """Note a fetch: when, where, what came, its hash, and where its bytes are."""
        self._db.execute(
            "INSERT INTO fetches (moment, url, final_url, status, address, sha256, bytes, headers, file, "
            "place) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                fetched.moment.isoformat(timespec="milliseconds"),
                fetched.url,
                fetched.final_url,
                fetched.status,
                fetched.address,
                fetched.sha256,
                len(fetched.body),
                json.dumps(fetched.headers, ensure_ascii=False),
                file,
                place,
            ),
        )

    def counts(self) -> dict[str, int]:
        """How many entries wait, are done, were passed over."""
        return dict(self._db.execute("SELECT state, count(*) FROM entries GROUP BY state").fetchall())


def fetches_of(path: Path) -> list[tuple[str, str, int, str, str, int]]:
    """The evidence: moment, address, status, hash, file and place in it, oldest first."""
    with closing(sqlite3.connect(path)) as db:
        return db.execute(
            "SELECT moment, final_url, status, sha256, file, place FROM fetches ORDER BY id"
        ).fetchall()


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
