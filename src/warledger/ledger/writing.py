"""Coded reports as rows: what one transaction of ``Ledger.add`` writes."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, case, select, update

from warledger.ledger import copies, dialect, passed_over
from warledger.ledger.schema import (
    NEVER,
    claims,
    exceptions,
    parties,
    place_names,
    places,
    reports,
    stale,
)
from warledger.ledger.words import name_key, place_key
from warledger.model import Actor, Claim, Codes, Coding, Counts, Level, Place, Report

State = Literal["new", "same", "version", "dropped"]
_PART = 500

# Built once: putting a statement together costs as much as running it.
_STATES = select(
    reports.c.id,
    reports.c.identity,
    reports.c.hash,
    reports.c.version,
    reports.c.current,
    reports.c.known_day,
).where(reports.c.identity.in_(bindparam("identities", expanding=True)))
_PLACES = select(places.c.key, places.c.id).where(places.c.key.in_(bindparam("keys", expanding=True)))


@dataclass(slots=True, frozen=True)
class Added:
    """What became of a report: its number, whether it was new, and how many claims it brought."""

    report_id: int
    state: State
    claims: int


@dataclass(slots=True)
class Versions:
    """What the ledger holds of one report."""

    current: int | None = None
    hash: str = ""
    last: int = 0


def identity_of(report: Report) -> str:
    """By what two versions of one report are known to be the same report: its URL, else publisher and id."""
    return clean(report.url.strip() or f"{report.publisher.strip()}\x1f{report.id}")


def hash_of(report: Report) -> str:
    """A hash of all that the coder reads; a report whose hash is in the ledger needs no coding."""
    day = report.date.isoformat() if report.date else ""
    whole = "\x1f".join((report.text, report.title, report.publisher, day))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def versions_of(connection: Connection, identities: Iterable[str]) -> dict[str, Versions]:
    """What the ledger holds of some reports, by identity."""
    found: dict[str, Versions] = defaultdict(Versions)
    wanted = sorted(set(identities))
    for i in range(0, len(wanted), _PART):
        for r in connection.execute(_STATES, {"identities": wanted[i : i + _PART]}):
            entry = found[r.identity]
            entry.last = max(entry.last, r.version)
            if r.current:
                entry.current, entry.hash = r.id, r.hash
    return found


def state_of(held: Versions, report: Report) -> State:
    """What adding the report would do."""
    if held.current is None:
        return "new"
    return "same" if held.hash == hash_of(report) else "version"


def write(
    connection: Connection, codings: Sequence[Coding], moment: datetime, known_places: dict[str, int]
) -> list[Added]:
    """Put coded reports, no two of one identity, into the ledger.

    Args:
        connection: Inside a write transaction.
        codings: What the coder gave.
        moment: The moment of adding (UTC).
        known_places: Numbers of places by key, as far as known; new ones are added to it.
    """
    held = versions_of(connection, (identity_of(c.report) for c in codings))
    found: dict[int, Added] = {}
    dropped = [n for n, c in enumerate(codings) if c.dropped]
    told = passed_over.record(connection, [_dropped_row(codings[n], moment) for n in dropped])
    found.update({n: Added(number, "dropped", 0) for n, number in zip(dropped, told, strict=True)})
    passed_over.forget(connection, [identity_of(c.report) for c in codings if not c.dropped])
    fresh: list[tuple[int, Coding, State]] = []
    for n, coding in enumerate(codings):
        if n in found:
            continue
        entry = held[identity_of(coding.report)]
        state = state_of(entry, coding.report)
        if state == "same" and entry.current is not None:
            found[n] = Added(entry.current, "same", 0)
        else:
            fresh.append((n, coding, state))
    numbers = dialect.new_numbers(connection, reports, len(fresh))
    rows: list[dict[str, Any]] = []
    for number, (n, coding, state) in zip(numbers, fresh, strict=True):
        identity = identity_of(coding.report)
        if state == "version":
            _supersede(connection, identity, (coding.report.date or moment.date()).isoformat())
        rows.append(_report_row(number, coding, held[identity].last + 1, moment))
        found[n] = Added(number, state, len(coding.claims))
    if rows:
        dialect.put(connection, reports, rows)
        reported = zip(numbers, (c for _, c, _ in fresh), strict=True)
        _add_claims(connection, reported, moment, known_places)
        revoiced = copies.record(connection, [(r["id"], r["identity"], r["text"]) for r in rows])
        new = set(numbers)
        mark(connection, "report", [n for n in revoiced if n not in new])
    return [found[n] for n in range(len(codings))]


def mark(connection: Connection, what: str, numbers: Iterable[int], sign: int = 1) -> None:
    """Note what has come or gone, for the next refresh."""
    rows = [{"what": what, "number": n, "sign": sign} for n in numbers]
    dialect.put(connection, stale, rows)


def end(connection: Connection, numbers: Sequence[int], day: str) -> None:
    """Let claims stand no longer from a day on."""
    last = case((claims.c.from_day > day, claims.c.from_day), else_=day)
    for i in range(0, len(numbers), _PART):
        chosen = claims.c.id.in_(numbers[i : i + _PART])
        connection.execute(update(claims).where(chosen).values(current=False, until_day=last))
    mark(connection, "claim", numbers, -1)


def _supersede(connection: Connection, identity: str, day: str) -> None:
    old = select(reports.c.id).where(reports.c.identity == identity, reports.c.current)
    ended = select(claims.c.id).where(claims.c.report.in_(old), claims.c.current).order_by(claims.c.id)
    end(connection, [n for (n,) in connection.execute(ended)], day)
    last = case((reports.c.known_day > day, reports.c.known_day), else_=day)
    connection.execute(
        update(reports)
        .where(reports.c.identity == identity, reports.c.current)
        .values(current=False, until_day=last)
    )


def _report_row(number: int, coding: Coding, version: int, moment: datetime) -> dict[str, Any]:
    report = coding.report
    return {
        "id": number,
        "identity": identity_of(report),
        "version": version,
        "current": True,
        "hash": hash_of(report),
        "ref": clean(report.id),
        "publisher": clean(report.publisher),
        "publisher_key": name_key(clean(report.publisher)),
        "title": clean(report.title),
        "url": clean(report.url),
        "date": report.date.isoformat() if report.date else None,
        "known_day": (report.date or moment.date()).isoformat(),
        "until_day": NEVER,
        "added_at": moment.isoformat(timespec="milliseconds"),
        "text": clean(report.text),
        "links": as_json([link.to_dict() for link in coding.links]),
        "warnings": as_json(coding.warnings),
    }


def _dropped_row(coding: Coding, moment: datetime) -> dict[str, Any]:
    whole = _report_row(0, coding, 0, moment)
    return {name: whole[name] for name in passed_over.FIELDS} | {"reason": clean(coding.dropped)}


def _add_claims(
    connection: Connection,
    reported: Iterable[tuple[int, Coding]],
    moment: datetime,
    known_places: dict[str, int],
) -> None:
    told = [(number, coding, claim) for number, coding in reported for claim in coding.claims]
    if not told:
        return
    place_numbers(connection, (claim for _, _, claim in told), known_places)
    numbers = dialect.new_numbers(connection, claims, len(told))
    rows = []
    for number, (report, coding, claim) in zip(numbers, told, strict=True):
        day = (coding.report.date or moment.date()).isoformat()
        rows.append(claim_row(number, claim, report, day, known_places))
    # In the order in which SQLite numbers their quotes: a smaller number after a greater one costs a file.
    dialect.put(connection, claims, sorted(rows, key=lambda r: (r["first_day"], r["id"])))
    add_parties(
        connection, [(n, claim) for n, (_, _, claim) in zip(numbers, told, strict=True)], known_places
    )
    name_places(connection, rows)
    mark(connection, "claim", numbers)


def name_places(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Keep by which words these rows of claims call their places."""
    told = {(place_key(r["place_words"]), r["place"]) for r in rows if r["place"] is not None}
    dialect.put_new(connection, place_names, [{"name_key": k, "place": p} for k, p in sorted(told)])


def add_parties(
    connection: Connection, told: Sequence[tuple[int, Claim]], known_places: dict[str, int]
) -> None:
    """Put the parties and the exceptions of claims beside them."""
    people = [row for number, claim in told for row in _party_rows(number, claim)]
    dialect.put(connection, parties, people)
    without = sorted({(number, known_places[key_of(p)]) for number, c in told for p in c.exceptions})
    dialect.put(connection, exceptions, [{"claim": c, "place": p} for c, p in without])


def place_numbers(connection: Connection, found: Iterable[Claim], known: dict[str, int]) -> None:
    """Bring the ledger's numbers of all places that claims name into ``known``; new places are added."""
    named: dict[str, Place] = {}
    for claim in found:
        for place in (claim.place, claim.origin, *claim.exceptions):
            if place and (key := key_of(place)) not in known:
                named[key] = place
    wanted = sorted(named)
    for i in range(0, len(wanted), _PART):
        part = wanted[i : i + _PART]
        known.update({r.key: r.id for r in connection.execute(_PLACES, {"keys": part})})
        missing = [k for k in part if k not in known]
        if missing:
            numbers = dialect.new_numbers(connection, places, len(missing))
            rows = [{"id": n} | _place_row(k, named[k]) for n, k in zip(numbers, missing, strict=True)]
            dialect.put(connection, places, rows)
            known.update(zip(missing, numbers, strict=True))
            mark(connection, "place", numbers)


def key_of(place: Place) -> str:
    """By what one place is known to be another one: the gazetteer's id, else its folded words."""
    if place.gazetteer_id:
        return clean(place.gazetteer_id)
    if place.geonameid:
        return f"gn:{place.geonameid}"
    return f"words:{place_key(clean(place.name))}|{place.country}"


def _place_row(key: str, place: Place) -> dict[str, Any]:
    name = clean(place.resolved or place.name)
    admin1 = clean(place.admin1)
    if key.startswith("cc:"):
        place = _whole_country(place, key.removeprefix("cc:"))
    return {
        "key": key,
        "name": name,
        "name_key": place_key(name),
        "lat": place.lat,
        "lon": place.lon,
        "level": (place.level or Level.TOWN).value if place.lat is not None or place.level else "",
        "admin1": admin1,
        "admin1_key": place_key(admin1),
        "country": place.country[:2],
        "gazetteer_id": clean(place.gazetteer_id),
        "geonameid": place.geonameid,
    }


def _whole_country(place: Place, iso2: str) -> Place:
    """A country itself, whichever part of it ("northern Syria") the first report spoke of."""
    from warledger.places.country import countries  # noqa: PLC0415 - late: few places are countries

    land = countries().get(iso2)
    if land is None:
        return replace(place, level=Level.COUNTRY)
    return replace(place, level=Level.COUNTRY, lat=land.lat, lon=land.lon)


def claim_row(number: int, claim: Claim, report: int, day: str, numbers: dict[str, int]) -> dict[str, Any]:
    """A claim as its row, without what a correction adds."""
    start = claim.date.start.isoformat() if claim.date and claim.date.start else None
    end_ = claim.date.end.isoformat() if claim.date and claim.date.end else None
    source = clean(claim.source.name)
    words = clean(claim.place.name) if claim.place else ""
    return {
        "id": number,
        "report": report,
        "current": True,
        "known_day": day,
        "from_day": day,
        "until_day": NEVER,
        "corrects": None,
        "ref": clean(claim.id),
        "start": claim.start,
        "end": claim.end,
        "quote": clean(claim.quote),
        "kind": claim.kind,
        "source": source,
        "source_id": claim.source.id,
        "source_key": claim.source.id or name_key(source),
        "via": _as_list(claim.source.via),
        "cue": clean(claim.source.cue),
        "stance": claim.stance.value,
        "status": claim.status.value,
        "actors": _as_parties(claim.actors),
        "targets": _as_parties(claim.targets),
        "place": numbers[key_of(claim.place)] if claim.place else None,
        "place_words": words,
        "place_more": _place_more(claim.place) if claim.place else "",
        "origin": as_json(claim.origin.to_dict()) if claim.origin else "",
        "exceptions": as_json([p.to_dict() for p in claim.exceptions]),
        "start_day": start,
        "end_day": end_,
        "precision": claim.date.precision.value if claim.date else "",
        "first_day": start or end_ or day,
        "last_day": end_ or start or day,
        "counts": _as_counts(claim.counts),
        "codes": as_codes(claim.codes),
        "confidence": claim.confidence,
        "reason": clean(claim.reason),
    }


# What claims share is turned into JSON once.
@lru_cache(maxsize=4096)
def _as_parties(found: tuple[Actor, ...]) -> str:
    return as_json([{"name": a.name, "id": a.id} for a in found])


@lru_cache(maxsize=4096)
def _as_list(words: tuple[str, ...]) -> str:
    return as_json(list(words))


@lru_cache(maxsize=4096)
def _as_counts(counts: Counts) -> str:
    return as_json(counts.to_dict())


@lru_cache(maxsize=4096)
def as_codes(codes: Codes) -> str:
    """A kind's codes as JSON."""
    return as_json(
        {
            "plover_type": codes.plover_type,
            "plover_mode": codes.plover_mode,
            "cameo": codes.cameo,
            "acled_event_type": codes.acled_event_type,
            "acled_sub_event_type": codes.acled_sub_event_type,
        }
    )


def _place_more(place: Place) -> str:
    return as_json(
        {
            "start": place.start,
            "end": place.end,
            "literal": place.literal,
            "radius_km": place.radius_km,
            "probability": round(place.probability, 3),
            "reason": place.reason,
        }
    )


def _party_rows(number: int, claim: Claim) -> list[dict[str, Any]]:
    return [
        {
            "claim": number,
            "role": role,
            "position": i,
            "name": (name := clean(actor.name)),
            "name_key": name_key(name),
            "actor_id": actor.id,
        }
        for role, group in (("actor", claim.actors), ("target", claim.targets))
        for i, actor in enumerate(group)
    ]


def clean(text: str) -> str:
    """Text that every database takes: no NUL, no half surrogate pairs; lengths and offsets stay."""
    if text.isascii():
        return text.replace("\0", "�") if "\0" in text else text
    if "\0" in text:
        text = text.replace("\0", "�")
    return text.encode("utf-8", "replace").decode("utf-8")


def as_json(value: Any) -> str:
    """A value as compact JSON that every database takes."""
    return (
        clean(json.dumps(value, ensure_ascii=False, separators=(",", ":"))) if value else _EMPTY[type(value)]
    )


_EMPTY: dict[type, str] = {list: "[]", tuple: "[]", dict: "{}"}
