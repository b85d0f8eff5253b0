"""A user's own table, imported again: what it no longer has goes, what others gave stays."""

from __future__ import annotations

import sqlite3

from warledger.places.build import GIVEN, Row, Source, Writer

__all__ = ["OverlayWriter"]

_NEW = ""  # the key under which it is noted that a table brought a place, and not only names for it


class OverlayWriter(Writer):
    """Puts a user's rows; remembers which places and names are theirs, so that they can be taken back.

    The names that a gazetteer had by itself, or has from another table, are never taken away.
    """

    def __init__(self, db: sqlite3.Connection, source: Source) -> None:
        super().__init__(db, source)
        db.execute(GIVEN)
        db.execute("CREATE INDEX IF NOT EXISTS given_place ON given(place)")
        self._seen: set[int] = set()

    def put(self, row: Row) -> None:
        """Insert or renew a place; names that this table gave it before and gives no more are dropped."""
        known = self._db.execute("SELECT id FROM place WHERE gid=?", (row.gid,)).fetchone()
        had = self._names(known[0]) if known else set()
        super().put(row)
        place = self._db.execute("SELECT id FROM place WHERE gid=?", (row.gid,)).fetchone()[0]
        self._seen.add(place)
        mine, others = self._given(place)
        new = set(self._ranks(row, 2))
        of_its_own = had - mine - others
        self._forget(place, mine - new - others - {_NEW})
        keep = (new - of_its_own) | ({_NEW} if not known or _NEW in mine else set())
        self._db.execute("DELETE FROM given WHERE source=? AND place=?", (self._source, place))
        self._db.executemany("INSERT INTO given VALUES(?,?,?)", [(self._source, place, k) for k in keep])

    def drop_what_is_gone(self) -> None:
        """Take back the places, and the names for other tables' places, whose lines the table has no more."""
        rows = self._db.execute("SELECT DISTINCT place FROM given WHERE source=?", (self._source,)).fetchall()
        for (place,) in rows:
            if place in self._seen:
                continue
            mine, others = self._given(place)
            self._forget(place, mine - others - {_NEW})
            self._db.execute("DELETE FROM given WHERE source=? AND place=?", (self._source, place))
            if _NEW in mine and not others:
                self._db.execute("DELETE FROM name WHERE place=?", (place,))
                self._db.execute("DELETE FROM place WHERE id=?", (place,))

    def _given(self, place: int) -> tuple[set[str], set[str]]:
        """The keys that this table gave a place, and those that other tables gave."""
        mine: set[str] = set()
        others: set[str] = set()
        for source, key in self._db.execute("SELECT source, key FROM given WHERE place=?", (place,)):
            (mine if source == self._source else others).add(key)
        return mine, others

    def _names(self, place: int) -> set[str]:
        return {key for (key,) in self._db.execute("SELECT key FROM name WHERE place=?", (place,))}

    def _forget(self, place: int, keys: set[str]) -> None:
        self._db.executemany("DELETE FROM name WHERE place=? AND key=?", [(place, k) for k in keys])
