"""The fields of a claim that a person may set, and how their values are written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from warledger.ledger.errors import LedgerError
from warledger.ledger.schema import claims, places
from warledger.ledger.store import Ledger
from warledger.ledger.words import name_key, place_key
from warledger.ledger.writing import as_codes, as_json, clean, key_of, place_numbers
from warledger.model import HARMS, Claim, Place, Precision, Stance, Status

if TYPE_CHECKING:
    from warledger.actors import Registry

FIELDS = {
    "kind": "a kind of the codebook (`warledger codebook list`)",
    "stance": "asserts or denies",
    "status": "happened, ongoing, planned, hypothetical or background",
    "source": "a name; publisher is the report's own voice",
    "actors": "names, separated by semicolons; none for nobody",
    "targets": "names, separated by semicolons; none for nobody",
    "place": "a name or a gazetteer id (`warledger gazetteer find NAME`); none for no place",
    "date": "a day (2024-12-01), two days (2024-12-01..2024-12-03), or none",
    "killed": "a number, 5..9, 5+, or none",
    "injured": "the same",
    "displaced": "the same",
    "detained": "the same",
    "captured": "the same",
}
_NONE = "none"
_COUNT = re.compile(r"(\d{1,9})(?:\.\.(\d{1,9})|(\+))?")


@dataclass(slots=True)
class Setting:
    """One field's new value: the columns that it sets, and how it is shown."""

    field: str
    columns: dict[str, Any]
    shown: str
    count: dict[str, int | None] | None = None


@dataclass(slots=True, frozen=True)
class About:
    """Where and when the claim stands, to tell bearers of one name apart."""

    ledger: Ledger
    day: date
    country: str


def read(about: About, changes: Mapping[str, str]) -> list[Setting]:
    """Check fields and values, and look names and places up.

    Raises:
        LedgerError: A field or a value is none; the message says what it may be.
    """
    found = []
    for field, given in changes.items():
        if field not in FIELDS:
            raise LedgerError(f"{field!r} cannot be set; the fields are {', '.join(FIELDS)}")
        value = clean(given.strip())
        if not value:
            raise LedgerError(f"{field} needs a value: {FIELDS[field]}")
        found.append(_READERS[field](about, field, value))
    return found


def apply(row: dict[str, Any], settings: list[Setting]) -> dict[str, tuple[str, str]]:
    """Put the settings into a claim's row; gives for each field that differs what it was and what it is."""
    changed = {}
    for s in settings:
        before = shown(row, s.field)
        if s.field in HARMS:
            counts = json.loads(row["counts"])
            counts.pop(s.field, None)
            if s.count is not None:
                counts[s.field] = s.count
            row["counts"] = as_json({k: counts[k] for k in HARMS if k in counts})
        row |= s.columns
        if s.field == "date":
            row["first_day"] = row["start_day"] or row["known_day"]
            row["last_day"] = row["end_day"] or row["known_day"]
        after = shown(row, s.field)
        if before != after or s.field == "place":
            changed[s.field] = before, after
    return changed


def shown(row: Mapping[str, Any], field: str) -> str:
    """A field of a claim's row as a person would write it."""
    if field in ("actors", "targets"):
        return "; ".join(a["name"] for a in json.loads(row[field])) or _NONE
    if field == "place":
        return str(row["place_words"] or _NONE)
    if field == "date":
        first, last = row["start_day"], row["end_day"]
        return (str(first) if first == last else f"{first}..{last}") if first or last else _NONE
    if field in HARMS:
        count = json.loads(row["counts"]).get(field)
        return _counted(count) if count else _NONE
    return str(row[field])


def _counted(count: Mapping[str, int | None]) -> str:
    low, best, high = count.get("low"), count.get("best"), count.get("high")
    if low is not None and high is not None and low != high:
        return f"{low}..{high}"
    if low is not None and high is None and best in (None, low):
        return f"{low}+"
    return str(best if best is not None else low if low is not None else high)


def _kind(about: About, field: str, value: str) -> Setting:
    from warledger.coding.codebook import Codebook  # noqa: PLC0415 - only here

    known = Codebook.load().kinds
    if value in known:
        codes = known[value].codes()
        return Setting(field, {"kind": value, "codes": as_codes(codes)}, value)
    with about.ledger.reading() as connection:
        row = connection.execute(select(claims.c.codes).where(claims.c.kind == value).limit(1)).first()
    if row is None:
        raise LedgerError(f"kind={value}: no such kind; it is one of {', '.join(sorted(known))}")
    return Setting(field, {"kind": value, "codes": row.codes}, value)


def _one_of(allowed: type[Stance] | type[Status]) -> Callable[[About, str, str], Setting]:
    def read_one(_about: About, field: str, value: str) -> Setting:
        if value not in list(allowed):
            raise LedgerError(f"{field}={value}: it is one of {', '.join(allowed)}")
        return Setting(field, {field: value}, value)

    return read_one


def _source(about: About, field: str, value: str) -> Setting:
    found = "" if value == "publisher" else _named(value, about)[1]
    columns = {"source": value, "source_id": found, "source_key": found or name_key(value), "via": "[]"}
    return Setting(field, columns, value)


def _parties(about: About, field: str, value: str) -> Setting:
    names = [] if value == _NONE else [n.strip() for n in value.split(";") if n.strip()]
    if not names and value != _NONE:
        raise LedgerError(f"{field}={value}: {FIELDS[field]}")
    found = [_named(n, about) for n in names]
    return Setting(field, {field: as_json([{"name": n, "id": i} for n, i in found])}, value)


def _named(name: str, about: About) -> tuple[str, str]:
    """A party's name and its id in the registry; the id may be given in the name's place."""
    registry = _registry()
    if (entry := registry.get(name)) is not None:
        return entry.name, entry.id
    entry = registry.find(name, about.day, about.country)
    return name, entry.id if entry else ""


@cache
def _registry() -> Registry:
    from warledger.actors import Registry  # noqa: PLC0415 - only here

    return Registry.load()


def _place(about: About, field: str, value: str) -> Setting:
    if value == _NONE:
        empty = {"place": None, "place_words": "", "place_more": ""}
        return Setting(field, empty, value)
    with about.ledger.reading() as connection:
        bears = _bears(value)
        rows = connection.execute(select(places.c.id, places.c.key, places.c.name).where(bears)).all()
    exact = [r for r in rows if r.key == value] or rows
    if len(exact) > 1:
        told = ", ".join(f"{r.key} ({r.name})" for r in exact[:8])
        raise LedgerError(f"place={value}: there are several; give one's id: {told}")
    if exact:
        return Setting(field, _placed(exact[0].id, exact[0].name if value == exact[0].key else value), value)
    place = _in_gazetteer(value)
    claim = Claim("", 0, 0, "", "", place=place)
    with about.ledger.changing() as connection:
        place_numbers(connection, [claim], about.ledger.places)
    return Setting(field, _placed(about.ledger.places[key_of(place)], place.name), value)


def _bears(value: str) -> Any:
    """The condition that a place of the ledger bears a name in the gazetteer, or an id."""
    return (
        (places.c.key == value) | (places.c.gazetteer_id == value) | (places.c.name_key == place_key(value))
    )


def _placed(number: int, words: str) -> dict[str, Any]:
    return {
        "place": number,
        "place_words": words,
        "place_more": as_json({"reason": "set by a person"}),
    }


def _in_gazetteer(value: str) -> Place:
    from warledger.places import Gazetteer  # noqa: PLC0415 - only here

    name, _, wanted = value.partition("@")
    found = list(Gazetteer.open().exact(name.strip()))
    ids = {c.gid: c for c in found}
    if wanted:
        found = [ids[wanted.strip()]] if wanted.strip() in ids else []
    if not ids or not found:
        raise LedgerError(
            f"place={value}: no such place; `warledger gazetteer find NAME` lists names and ids"
        )
    if len({c.gid for c in found}) > 1:
        told = ", ".join(f"{name}@{c.gid} ({c.admin1 or c.kind}, {c.country})" for c in found[:8])
        raise LedgerError(f"place={value}: there are several; give one as {told}")
    best = found[0]
    return Place(
        name=name.strip(),
        start=0,
        end=0,
        resolved=best.name,
        geonameid=best.geonameid,
        gazetteer_id=best.gid,
        lat=best.lat,
        lon=best.lon,
        level=best.level,
        admin1=best.admin1,
        country=best.country,
        radius_km=best.radius_km,
        probability=1.0,
    )


def _date(_about: About, field: str, value: str) -> Setting:
    if value == _NONE:
        return Setting(field, {"start_day": None, "end_day": None, "precision": ""}, value)
    first, _, last = value.partition("..")
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        raise LedgerError(f"date={value}: it is {FIELDS['date']}") from None
    if end < start:
        raise LedgerError(f"date={value}: the last day is before the first")
    days = {"start_day": start.isoformat(), "end_day": end.isoformat(), "precision": Precision.DAY.value}
    return Setting(field, days, value)


def _count(_about: About, field: str, value: str) -> Setting:
    if value == _NONE:
        return Setting(field, {}, value)
    read_ = _COUNT.fullmatch(value)
    if read_ is None:
        raise LedgerError(f"{field}={value}: it is {FIELDS['killed']}")
    low = int(read_[1])
    if read_[3]:
        return Setting(field, {}, value, {"low": low, "best": low, "high": None})
    high = int(read_[2] or read_[1])
    if high < low:
        raise LedgerError(f"{field}={value}: the second number is smaller than the first")
    best = low if high == low else None
    counted = {"low": None, "best": low, "high": None} if best else {"low": low, "best": None, "high": high}
    return Setting(field, {}, value, counted)


_READERS: dict[str, Callable[[About, str, str], Setting]] = {
    "kind": _kind,
    "stance": _one_of(Stance),
    "status": _one_of(Status),
    "source": _source,
    "actors": _parties,
    "targets": _parties,
    "place": _place,
    "date": _date,
    **dict.fromkeys(HARMS, _count),
}
