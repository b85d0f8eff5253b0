"""Bringing a user's own tables into the gazetteer: GeoNames dumps, OCHA p-code tables, overlay CSVs."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

import yaml

from warledger.places.build import Row, Source, Writer, finish, wanted
from warledger.places.country import countries
from warledger.places.kinds import kinds
from warledger.places.normal import fold
from warledger.places.overlays import OverlayWriter

_BATCH = 20_000
_GEONAMES_COLUMNS = 19
_ADM = re.compile(r"adm(?:in)?(\d)_?(name|pcode)(?:_([a-z]{2}))?$|adm(?:in)?(\d)_([a-z]{2})$", re.IGNORECASE)


@dataclass(slots=True, frozen=True)
class Problem:
    """A line that could not be read."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(slots=True)
class Imported:
    """What an import did."""

    rows: int = 0
    skipped: int = 0
    problems: list[Problem] = field(default_factory=list)


class _BadLineError(ValueError):
    """Why a line is malformed."""


def load(
    gazetteer: Path,
    tables: Sequence[Path],
    *,
    licence: str = "",
    progress: Callable[[int, int], None] | None = None,
    tell: Callable[[Problem], None] | None = None,
) -> Imported:
    """Import tables into a built gazetteer, line by line, upserting by id.

    An import that was broken off goes on where it last committed when it is run again on the same file. A
    user's own table (overlay, p-codes) that is imported again under its name replaces what it gave before.

    Args:
        gazetteer: The built file.
        tables: GeoNames ``.txt``/``.zip`` dumps, ``admin1CodesASCII.txt``, p-code tables or overlay CSVs.
        licence: To record with the rows; GeoNames dumps are CC BY 4.0 unless told otherwise.
        progress: Called with (bytes done, bytes in all).
        tell: Called with each malformed line as it is met.

    Raises:
        OSError: A file cannot be read at all.
    """
    done = Imported()
    total = sum(_size(t) for t in tables)
    before = 0
    with closing(sqlite3.connect(gazetteer, timeout=60)) as db:
        for table in tables:
            _load_one(db, table, licence, done, tell, progress, before, total)
            before += _size(table)
        finish(db)
        db.commit()
    return done


def _load_one(  # noqa: PLR0913, PLR0917 - one step of load
    db: sqlite3.Connection,
    table: Path,
    licence: str,
    done: Imported,
    tell: Callable[[Problem], None] | None,
    progress: Callable[[int, int], None] | None,
    before: int,
    total: int,
) -> None:
    key = f"import:{table.resolve()}:{_size(table)}"
    row = db.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
    resume = int(row[0]) if row else 0
    dated = datetime.fromtimestamp(table.stat().st_mtime, tz=UTC).date()
    with _lines(table) as (name, lines):
        reader = _Reader(name, dated)
        writer: Writer | None = None
        size = 0
        for number, raw in enumerate(lines, 1):
            size += len(raw)
            if number <= resume and reader.ready:
                continue
            try:
                found = reader.read(raw, db)
            except (_BadLineError, UnicodeDecodeError, ValueError) as error:
                problem = Problem(name, number, _why(error))
                done.problems.append(problem)
                if tell:
                    tell(problem)
                continue
            if found is None:
                done.skipped += 1
                continue
            if number <= resume:
                continue
            if writer is None:
                source = Source(name, dated.isoformat(), licence or reader.licence, imported=True)
                writer = OverlayWriter(db, source) if reader.is_users_own else Writer(db, source)
            writer.put(found)
            done.rows += 1
            if done.rows % _BATCH == 0:
                db.execute("INSERT OR REPLACE INTO meta VALUES(?,?)", (key, str(number)))
                db.commit()
            if progress and done.rows % 2000 == 0:
                progress(min(before + size, total), total)
        if isinstance(writer, OverlayWriter) and not resume:
            writer.drop_what_is_gone()
        if writer is not None:
            writer.close()
        db.execute("DELETE FROM meta WHERE key=?", (key,))
        db.commit()
    if progress:
        progress(min(before + _size(table), total), total)


def _why(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 at byte {error.start}"
    return str(error)


def _size(table: Path) -> int:
    if table.suffix.lower() == ".zip":
        try:
            with zipfile.ZipFile(table) as archive:
                return sum(i.file_size for i in archive.infolist())
        except zipfile.BadZipFile as error:
            raise OSError(f"{table}: not a zip archive") from error
    return table.stat().st_size


@contextmanager
def _lines(table: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """The name and the raw lines of a table; of a zip, its one table."""
    if table.suffix.lower() != ".zip":
        with table.open("rb") as lines:
            yield table.name, lines
        return
    try:
        archive = zipfile.ZipFile(table)
    except zipfile.BadZipFile as error:
        raise OSError(f"{table}: not a zip archive") from error
    with archive:
        members = [
            m
            for m in archive.namelist()
            if m.lower().endswith((".txt", ".csv")) and "readme" not in m.lower()
        ]
        if not members:
            raise OSError(f"{table}: holds no .txt or .csv table")
        with archive.open(members[0]) as lines:
            yield f"{table.name}/{members[0]}", lines


@cache
def _features() -> dict[str, dict[str, str]]:
    text = files(__package__).joinpath("data/feature_codes.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded


class _Reader:
    """Turns raw lines into rows; learns from the first line which kind of table it is."""

    def __init__(self, name: str, dated: date) -> None:
        self.name = name
        self.dated = dated
        self.licence = ""
        self._header: list[str] | None = None
        self._form = ""

    @property
    def ready(self) -> bool:
        """Whether the kind of table is known."""
        return bool(self._form)

    @property
    def is_users_own(self) -> bool:
        """Whether it is a table that its user writes, line by line, and no dump of another's."""
        return self._form in {"overlay", "pcodes"}

    def read(self, raw: bytes, db: sqlite3.Connection) -> Row | None:
        line = raw.decode("utf-8-sig" if not self._form else "utf-8").rstrip("\r\n")
        if not line.strip() or line.startswith("#"):
            return None
        if not self._form:
            self._form = self._detect(line)
            if self._form in {"overlay", "pcodes"}:
                return None
        if self._form == "geonames":
            return self._geonames(line.split("\t"))
        if self._form == "codes":
            return self._codes(line.split("\t"), db)
        cells = next(csv.reader(io.StringIO(line)), [])
        if self._header is not None and len(cells) != len(self._header):
            raise _BadLineError(f"{len(cells)} cells where the header has {len(self._header)}")
        named = dict(zip(self._header or [], (c.strip() for c in cells), strict=False))
        return self._overlay(named) if self._form == "overlay" else self._pcodes(named)

    def _detect(self, line: str) -> str:
        cells = line.split("\t")
        if len(cells) >= 3 and "," not in cells[0]:
            if len(cells) == 4 and re.fullmatch(r"[A-Z]{2}\.[\w.]+", cells[0]):
                self.licence = "CC BY 4.0"
                return "codes"
            self.licence = "CC BY 4.0"
            return "geonames"
        header = [c.strip() for c in next(csv.reader(io.StringIO(line)), [])]
        small = [c.lower() for c in header]
        if {"name", "lat", "lon"} <= set(small):
            self._header = small
            return "overlay"
        if any(_ADM.match(c) for c in header):
            self._header = header
            self.licence = "CC BY-IGO"
            return "pcodes"
        raise _BadLineError("no header with name,lat,lon, no p-codes and no GeoNames columns")

    def _geonames(self, cells: list[str]) -> Row | None:
        if len(cells) != _GEONAMES_COLUMNS:
            raise _BadLineError(f"{len(cells)} columns where a GeoNames dump has {_GEONAMES_COLUMNS}")
        gid, name, plain, others, lat, lon, group, code, country = cells[:9]
        if not gid.isdigit():
            raise _BadLineError(f"geonameid {gid!r} is no number")
        if not name:
            raise _BadLineError("no name")
        features = _features()
        kind = features["codes"].get(code, features["classes"].get(group, ""))
        if not kind:
            return None
        population = int(cells[14]) if cells[14] else 0
        if kind == "town" and population < 5000 and code not in {"PPLC", "PPLA", "PPLA2"}:
            kind = "village"
        also = [n for n in others.split(",") if n and wanted(n)]
        if country and country not in countries():
            country = country if re.fullmatch(r"[A-Z]{2}", country) else ""
        unit = f"{country}.{cells[10]}" if cells[10] else ""
        at = _point(lat, lon)
        return Row(f"gn:{gid}", name, *at, kind, country, unit, population, int(gid), None, (plain, *also))

    def _codes(self, cells: list[str], db: sqlite3.Connection) -> Row | None:
        if len(cells) != 4:
            raise _BadLineError(f"{len(cells)} columns where a table of codes has 4")
        db.execute("INSERT OR IGNORE INTO unit VALUES(?,?)", (cells[0], cells[2] or cells[1]))
        return None

    def _overlay(self, cells: dict[str, str]) -> Row:
        if not cells["name"]:
            raise _BadLineError("no name")
        kind = cells.get("kind", "") or "village"
        if kind not in kinds():
            raise _BadLineError(f"unknown kind {kind!r}; known are {', '.join(sorted(kinds()))}")
        country = cells.get("country", "").upper()
        if country and country not in countries():
            raise _BadLineError(f"unknown country {country!r}: an ISO 3166-1 code of two letters is wanted")
        unit = f"={cells['admin1']}" if cells.get("admin1") else ""
        also = tuple(n.strip() for n in re.split(r"[;|]", cells.get("aliases", "")) if n.strip())
        people = cells.get("population", "") or "0"
        if not people.isdigit():
            raise _BadLineError(f"population {people!r} is no number")
        lat, lon = _point(cells["lat"], cells["lon"])
        gid = (
            cells.get("id")
            or f"user:{country.lower()}:{fold(cells['name']).replace(' ', '-')}:{lat:.2f},{lon:.2f}"
        )
        return Row(gid, cells["name"], lat, lon, kind, country, unit, int(people), None, None, also)

    def _pcodes(self, cells: dict[str, str]) -> Row:
        """The deepest unit of a line of an OCHA COD table."""
        names: dict[int, list[str]] = {}
        codes: dict[int, str] = {}
        for column, value in cells.items():
            found = _ADM.match(column)
            if not found or not value:
                continue
            depth = int(found[1] or found[4])
            if (found[2] or "").lower() == "pcode":
                codes[depth] = value
            else:
                names.setdefault(depth, []).append(value)
        if not codes or not names:
            raise _BadLineError("no p-code or no name")
        depth = max(codes)
        own = names.get(depth, [])
        if not own:
            raise _BadLineError(f"no name for the unit {codes[depth]}")
        low = {k.lower(): v for k, v in cells.items()}
        lat = low.get("lat") or low.get("center_lat") or low.get("latitude") or low.get("y") or ""
        lon = low.get("lon") or low.get("center_lon") or low.get("longitude") or low.get("x") or ""
        if not lat and not lon:
            raise _BadLineError(f"no coordinates for {codes[depth]}: the table needs the columns lat and lon")
        kind = {0: "country", 1: "admin1", 2: "admin2", 3: "admin2"}.get(depth, "village")
        country = codes[depth][:2].upper()
        unit = f"={names[1][0]}" if depth > 1 and 1 in names else ""
        return Row(
            f"pc:{codes[depth]}", own[0], *_point(lat, lon), kind, country, unit, 0, None, None, tuple(own)
        )


def _point(lat: str, lon: str) -> tuple[float, float]:
    try:
        north, east = float(lat), float(lon)
    except ValueError:
        raise _BadLineError(f"coordinates {lat!r}, {lon!r} are no numbers") from None
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        raise _BadLineError(f"coordinates {north}, {east} lie off the globe")
    return north, east


def describe(problem: Problem) -> dict[str, Any]:
    """A problem as plain JSON."""
    return {"file": problem.file, "line": problem.line, "message": problem.message}
