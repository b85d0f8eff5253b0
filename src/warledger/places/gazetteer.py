"""The gazetteer: names in, candidates out, in microseconds."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from warledger.model import Level
from warledger.places import admin1 as borders
from warledger.places import build as building
from warledger.places.kinds import level_of, radius_of
from warledger.places.normal import fold, from_kurdish, loose, skeleton


@dataclass(slots=True, frozen=True)
class Candidate:
    """A place that bears a name.

    Attributes:
        gid: The gazetteer's id ("gn:170063", "ne:SYR-1", "wl:sy:kuweires", "oa:OS66", "cc:SY", "us:22079").
        name: Its own name.
        lat: Degrees north.
        lon: Degrees east.
        kind: See data/kinds.yaml.
        country: ISO 3166-1 alpha-2, "" for what lies in several.
        unit: Code of the first-order unit ("SY.09").
        admin1: Its name.
        population: People, or for other kinds a weight like it.
        geonameid: GeoNames id when it has one.
        radius_km: How far it reaches.
        match: How the name was found: "exact", "loose", "skeleton".
        own: Whether the name is its own, not one of its others.
    """

    gid: str
    name: str
    lat: float
    lon: float
    kind: str
    country: str
    unit: str
    admin1: str
    population: int
    geonameid: int | None
    radius_km: float
    match: str
    own: bool

    @property
    def level(self) -> Level:
        """How large it is."""
        return level_of(self.kind)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "id": self.gid,
            "name": self.name,
            "lat": self.lat,
            "lon": self.lon,
            "kind": self.kind,
            "level": self.level.value,
            "country": self.country,
            "admin1": self.admin1,
            "population": self.population,
            "geonameid": self.geonameid,
            "match": self.match,
        }


def default_path() -> Path:
    """Where the built file lies: ``WARLEDGER_CACHE`` or the user's cache folder."""
    folder = os.environ.get("WARLEDGER_CACHE", "")
    return (Path(folder) if folder else user_cache_path("warledger")) / "gazetteer.sqlite"


_SELECT = (
    "SELECT p.gid, p.name, p.lat, p.lon, p.kind, p.country, p.admin1, coalesce(u.name, ''), p.population, "
    "p.geonameid, p.radius, n.rank FROM name n JOIN place p ON p.id = n.place "
    "LEFT JOIN unit u ON u.code = p.admin1 "
    "WHERE n.key = ? ORDER BY p.population DESC LIMIT 80"
)

_CHIEF = (
    "SELECT t.gid, t.name FROM place u JOIN place t ON t.admin1 = u.admin1 AND t.country = u.country "
    "WHERE u.gid = ? AND t.kind = 'town' ORDER BY t.population DESC LIMIT 1"
)


_KEPT = 16_384  # names that were looked up last; most of them are no place's


class Gazetteer:
    """Reads a built file. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._lookup = lru_cache(maxsize=_KEPT)(self._read)
        self._chiefs: dict[str, Candidate | None] = {}

    @classmethod
    def open(cls, path: Path | None = None, progress: building.Progress | None = None) -> Gazetteer:
        """Open the gazetteer; build it first where it is missing or older than the packaged sources.

        Args:
            path: The file; None takes the user's cache (``WARLEDGER_CACHE`` overrides).
            progress: Called with (done, total) while building.
        """
        path = path or default_path()
        if not _is_current(path):
            building.build(path, progress)
        return cls(path)

    @property
    def db(self) -> sqlite3.Connection:
        """This thread's connection (read only)."""
        found: sqlite3.Connection | None = getattr(self._local, "db", None)
        if found is None:
            found = self._local.db = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        return found

    def _read(self, key: str, match: str) -> tuple[Candidate, ...]:
        return tuple(
            Candidate(*row[:10], radius_of(row[4]) if row[10] is None else row[10], match, row[11] == 2)  # type: ignore[call-arg]
            for row in self.db.execute(_SELECT, (key,))
        )

    def exact(self, name: str) -> tuple[Candidate, ...]:
        """Places whose name is this one but for case, diacritics, apostrophes and hyphens."""
        key = fold(name)
        return self._lookup(key, "exact") if 1 < len(key) < 80 else ()

    def similar(self, name: str) -> tuple[Candidate, ...]:
        """Places whose name sounds like this one (articles and transliteration aside)."""
        return self._of_sound(name) or self._of_sound(from_kurdish(name))

    def _of_sound(self, name: str) -> tuple[Candidate, ...]:
        key = loose(name)
        return self._lookup("~" + key, "loose") if 2 < len(key) < 80 else ()

    def akin(self, name: str) -> tuple[Candidate, ...]:
        """Places whose name has the same consonants."""
        return self._of_bones(from_kurdish(name)) or self._of_bones(name)

    def _of_bones(self, name: str) -> tuple[Candidate, ...]:
        key = skeleton(name)
        return self._lookup("^" + key, "skeleton") if 2 < len(key) < 40 else ()

    def find(
        self, name: str, country: str = "", kinds: Collection[str] = (), fuzzy: bool = True
    ) -> list[Candidate]:
        """Look a name up: exact, then loose, then by its consonants; the first that finds any wins.

        Args:
            name: A name in Latin or Arabic letters.
            country: ISO code to keep to.
            kinds: Kinds to keep to (data/kinds.yaml).
            fuzzy: Whether to go beyond exact.

        Returns:
            Candidates, the most populous first.
        """
        for look in (self.exact, self.similar, self.akin) if fuzzy else (self.exact,):
            found = [
                c
                for c in look(name)
                if (not country or c.country == country) and (not kinds or c.kind in kinds)
            ]
            if found:
                return sorted(found, key=lambda c: (not c.own, -c.population))
        return []

    def chief_town(self, unit: str) -> Candidate | None:
        """The most populous town of a first-order unit.

        Args:
            unit: The gazetteer's id of the unit.
        """
        if unit not in self._chiefs:
            row = self.db.execute(_CHIEF, (unit,)).fetchone()
            found = self.exact(row[1]) if row else ()
            self._chiefs[unit] = next((c for c in found if c.gid == row[0]), None)
        return self._chiefs[unit]

    def find_unit(self, code: str) -> tuple[Candidate, ...]:
        """The first-order unit with a code ("US.GA")."""
        row = self.db.execute("SELECT name FROM unit WHERE code=?", (code,)).fetchone()
        found = self.exact(row[0]) if row else ()
        return tuple(c for c in found if c.kind == "admin1" and c.unit == code)

    def admin1_at(self, lat: float, lon: float, country: str = "") -> str:
        """Name of the first-order unit that holds a point; "" where none does."""
        unit = borders.unit_at(lat, lon, country)
        if unit is None:
            return ""
        code = building.unit_code(unit.properties)
        row = self.db.execute("SELECT name FROM unit WHERE code=?", (code,)).fetchone()
        return str(row[0]) if row else str(unit.properties["name"])

    def info(self) -> dict[str, Any]:
        """Sources, licences and numbers."""
        size = self.path.stat().st_size
        return {"path": str(self.path), "bytes": size, **building.describe(self.db)}


def _is_current(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        row = db.execute("SELECT value FROM meta WHERE key='fingerprint'").fetchone()
        db.close()
    except sqlite3.Error:
        return False
    return bool(row) and row[0] == building.fingerprint()
