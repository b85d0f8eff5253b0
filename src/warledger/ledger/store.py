"""The ledger's door: open it, add coded reports, read through ``engine`` and the queries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, bindparam, func, insert, select, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from warledger.ledger import copies, dialect, migrations
from warledger.ledger.errors import LedgerError
from warledger.ledger.schema import VERSION, claims, exceptions, parties, places, reports
from warledger.ledger.words import name_key, place_key
from warledger.model import Claim, Coding, Level, Place, Report

_KEPT = 24
State = Literal["new", "same", "version"]

# Built once: putting a statement together costs as much as running it.
_STATE = select(reports.c.id, reports.c.hash, reports.c.version, reports.c.current).where(
    reports.c.identity == bindparam("identity")
)
_PLACES = select(places.c.key, places.c.id).where(places.c.key.in_(bindparam("keys", expanding=True)))
_ADD_REPORT = insert(reports)
_ADD_CLAIMS = insert(claims).returning(claims.c.id, sort_by_parameter_order=True)
_ADD_PARTIES = insert(parties)
_ADD_EXCEPTIONS = insert(exceptions)


@dataclass(slots=True, frozen=True)
class Added:
    """What became of a report: its number, whether it was new, and how many claims it brought."""

    report_id: int
    state: State
    claims: int


def identity_of(report: Report) -> str:
    """By what two versions of one report are known to be the same report: its URL, else publisher and id."""
    return _clean(report.url.strip() or f"{report.publisher.strip()}\x1f{report.id}")


def hash_of(report: Report) -> str:
    """A hash of all that the coder reads; a report whose hash is in the ledger needs no coding."""
    day = report.date.isoformat() if report.date else ""
    whole = "\x1f".join((report.text, report.title, report.publisher, day))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


class Ledger:
    """A store of reports and claims in SQLite or PostgreSQL.

    Attributes:
        engine: SQLAlchemy's engine, for the queries.
        name: File or URL (without password), for messages.
        read_only: Whether the file can only be read.
        kept: What was worked out from the claims, until they change.
    """

    def __init__(self, engine: Engine, name: str, read_only: bool = False) -> None:
        self.engine = engine
        self.name = name
        self.read_only = read_only
        self.kept: dict[Any, Any] = {}
        self._writer = engine.execution_options(**dialect.WRITE)

    @classmethod
    def open(cls, target: str | Path = "warledger.db", create: bool = True) -> Ledger:
        """Open a ledger, make it if there is none, and bring an older one up to date.

        Args:
            target: A file's path, or a database URL such as ``postgresql://user@host/name``.
            create: Whether to make a ledger where there is none.

        Raises:
            LedgerError: It cannot be opened, is no ledger, or was written by a newer warledger.
        """
        name = str(target)
        is_url = dialect.is_url(name)
        path = Path(name)
        if not is_url and name != ":memory:":
            if path.is_dir():
                raise LedgerError(f"{name} is a folder, not a ledger")
            if not path.exists() and not create:
                raise LedgerError(f"there is no ledger at {name}: `warledger add` makes one")
            if not path.exists() and not path.absolute().parent.is_dir():
                raise LedgerError(f"cannot make {name}: its folder does not exist")
        read_only = not is_url and path.is_file() and not _writable(path)
        engine = dialect.engine_for(target, read_only)
        ledger = cls(engine, engine.url.render_as_string(hide_password=True) if is_url else name, read_only)
        ledger._prepare(create)
        return ledger

    def _prepare(self, create: bool) -> None:
        with self.reading() as connection:
            version = migrations.version_of(connection)
        if version == VERSION:
            return
        if version is None and not create:
            raise LedgerError(f"{self.name} holds no ledger: `warledger add` makes one")
        with self.writing() as connection:
            version = migrations.version_of(connection)  # another process may have been faster
            if version is None:
                migrations.create(connection)
            else:
                migrations.upgrade(connection, version)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one consistent state of the ledger."""
        with _told(self.name), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all of it is kept, or nothing."""
        if self.read_only:
            raise LedgerError(f"{self.name} cannot be written: the file or its folder is read-only")
        with _told(self.name), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def remember(self, key: Any, work: Callable[[], Any]) -> Any:
        """What ``work`` gives, worked out again only when reports have come in since."""
        with self.reading() as connection:
            revision = connection.scalar(select(func.max(reports.c.id))) or 0
        kept = self.kept.get(key)
        if kept and kept[0] == revision:
            return kept[1]
        found = work()
        if len(self.kept) >= _KEPT:
            self.kept.clear()
        self.kept[key] = (revision, found)
        return found

    def state_of(self, report: Report) -> State:
        """What adding the report would do, without coding it first."""
        with self.reading() as connection:
            return _state(connection, report)[0]

    def add(self, coding: Coding, now: datetime | None = None) -> Added:
        """Put a coded report into the ledger in one transaction; safe to repeat.

        Args:
            coding: What the coder gave.
            now: The moment of adding; the clock's when not given.

        Returns:
            ``same`` where the text is there already, ``version`` where another text had this identity.

        Raises:
            LedgerError: Nothing was written.
        """
        moment = (now or datetime.now(UTC)).astimezone(UTC)
        report = coding.report
        with self.writing() as connection:
            dialect.lock_identity(connection, identity_of(report))
            state, old, version = _state(connection, report)
            if state == "same" and old is not None:
                return Added(old, "same", 0)
            if state == "version":
                self._supersede(connection, identity_of(report))
            number = _insert_report(connection, coding, version, moment)
            copies.record(connection, number, report.text)
            day = report.date or moment.date()
            _insert_claims(connection, number, coding.claims, day)
        return Added(number, state, len(coding.claims))

    @staticmethod
    def _supersede(connection: Connection, identity: str) -> None:
        numbers = select(reports.c.id).where(reports.c.identity == identity)
        connection.execute(update(claims).where(claims.c.report.in_(numbers)).values(current=False))
        connection.execute(update(reports).where(reports.c.identity == identity).values(current=False))


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Database errors as words: what happened to which ledger."""
    try:
        yield
    except DBAPIError as error:
        raise LedgerError(f"{name}: {_in_words(str(error.orig))}") from error
    except SQLAlchemyError as error:
        raise LedgerError(f"{name}: {error}") from error
    except ModuleNotFoundError as error:
        raise LedgerError(f"{name}: the driver {error.name!r} is not installed") from error


def _in_words(message: str) -> str:
    known = {
        "database or disk is full": "the disk is full; nothing was written, and the ledger is as it was",
        "attempt to write a readonly database": "it cannot be written: the file or its folder is read-only",
        "unable to open database file": "it cannot be opened: is the folder there, and may it be written?",
        "file is not a database": "this file is no ledger",
        "database is locked": "another process has been writing for too long; try again",
        "database disk image is malformed": "the file is damaged; restore it from a copy",
    }
    return next((told for words, told in known.items() if words in message), message)


def _writable(path: Path) -> bool:
    import os  # noqa: PLC0415 - only here

    return os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)


def _state(connection: Connection, report: Report) -> tuple[State, int | None, int]:
    """State, the number of the same text if there is one, and the version that a new text would have."""
    rows = connection.execute(_STATE, {"identity": identity_of(report)}).all()
    if not rows:
        return "new", None, 1
    current = next((r for r in rows if r.current), rows[-1])
    if current.hash == hash_of(report):
        return "same", current.id, current.version
    return "version", None, max(r.version for r in rows) + 1


def _insert_report(connection: Connection, coding: Coding, version: int, moment: datetime) -> int:
    report = coding.report
    row = {
        "identity": identity_of(report),
        "version": version,
        "current": True,
        "hash": hash_of(report),
        "ref": _clean(report.id),
        "publisher": _clean(report.publisher),
        "publisher_key": name_key(_clean(report.publisher)),
        "title": _clean(report.title),
        "url": _clean(report.url),
        "date": report.date.isoformat() if report.date else None,
        "known_day": (report.date or moment.date()).isoformat(),
        "added_at": moment.isoformat(timespec="milliseconds"),
        "text": _clean(report.text),
        "links": _json([link.to_dict() for link in coding.links]),
        "warnings": _json(coding.warnings),
    }
    key = connection.execute(_ADD_REPORT, row).inserted_primary_key
    if key is None:
        raise LedgerError("the database gave no number for a new report")
    return int(key[0])


def _insert_claims(connection: Connection, report: int, found: list[Claim], day: date) -> None:
    if not found:
        return
    numbers = _place_numbers(connection, found)
    rows = [_claim_row(c, report, day, numbers) for c in found]
    given = connection.execute(_ADD_CLAIMS, rows)
    ids = [int(r[0]) for r in given]
    people = [row for number, c in zip(ids, found, strict=True) for row in _party_rows(number, c)]
    if people:
        connection.execute(_ADD_PARTIES, people)
    without = {(number, numbers[_key(p)]) for number, c in zip(ids, found, strict=True) for p in c.exceptions}
    if without:
        connection.execute(_ADD_EXCEPTIONS, [{"claim": c, "place": p} for c, p in sorted(without)])


def _place_numbers(connection: Connection, found: list[Claim]) -> dict[str, int]:
    """The ledger's number of every place that the claims name; new ones are added."""
    named: dict[str, Place] = {}
    for claim in found:
        for place in (claim.place, claim.origin, *claim.exceptions):
            if place:
                named.setdefault(_key(place), place)
    if not named:
        return {}
    wanted = {"keys": sorted(named)}
    rows = connection.execute(_PLACES, wanted).all()
    known = {r.key for r in rows}
    missing = [_place_row(k, p) for k, p in sorted(named.items()) if k not in known]
    if missing:
        connection.execute(dialect.insert_new(connection, places), missing)
        rows = connection.execute(_PLACES, wanted).all()
    return {r.key: r.id for r in rows}


def _key(place: Place) -> str:
    if place.gazetteer_id:
        return _clean(place.gazetteer_id)
    if place.geonameid:
        return f"gn:{place.geonameid}"
    return f"words:{place_key(_clean(place.name))}|{place.country}"


def _place_row(key: str, place: Place) -> dict[str, Any]:
    name = _clean(place.resolved or place.name)
    admin1 = _clean(place.admin1)
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
        "gazetteer_id": _clean(place.gazetteer_id),
        "geonameid": place.geonameid,
    }


def _claim_row(claim: Claim, report: int, day: date, numbers: dict[str, int]) -> dict[str, Any]:
    start = claim.date.start if claim.date else None
    end = claim.date.end if claim.date else None
    source = _clean(claim.source.name)
    return {
        "report": report,
        "current": True,
        "known_day": day.isoformat(),
        "ref": _clean(claim.id),
        "start": claim.start,
        "end": claim.end,
        "quote": _clean(claim.quote),
        "kind": claim.kind,
        "source": source,
        "source_id": claim.source.id,
        "source_key": claim.source.id or name_key(source),
        "via": _json(list(claim.source.via)),
        "cue": _clean(claim.source.cue),
        "stance": claim.stance.value,
        "status": claim.status.value,
        "actors": _json([{"name": a.name, "id": a.id} for a in claim.actors]),
        "targets": _json([{"name": a.name, "id": a.id} for a in claim.targets]),
        "place": numbers[_key(claim.place)] if claim.place else None,
        "place_words": _clean(claim.place.name) if claim.place else "",
        "place_words_key": place_key(_clean(claim.place.name)) if claim.place else "",
        "place_full": _json(claim.place.to_dict()) if claim.place else "",
        "origin": _json(claim.origin.to_dict()) if claim.origin else "",
        "exceptions": _json([p.to_dict() for p in claim.exceptions]),
        "start_day": start.isoformat() if start else None,
        "end_day": end.isoformat() if end else None,
        "precision": claim.date.precision.value if claim.date else "",
        "first_day": (start or end or day).isoformat(),
        "last_day": (end or start or day).isoformat(),
        "counts": _json(claim.counts.to_dict()),
        "codes": _json(
            {
                "plover_type": claim.codes.plover_type,
                "plover_mode": claim.codes.plover_mode,
                "cameo": claim.codes.cameo,
                "acled_event_type": claim.codes.acled_event_type,
                "acled_sub_event_type": claim.codes.acled_sub_event_type,
            }
        ),
        "confidence": claim.confidence,
        "reason": _clean(claim.reason),
    }


def _party_rows(number: int, claim: Claim) -> list[dict[str, Any]]:
    return [
        {
            "claim": number,
            "role": role,
            "position": i,
            "name": _clean(actor.name),
            "name_key": name_key(_clean(actor.name)),
            "actor_id": actor.id,
        }
        for role, group in (("actor", claim.actors), ("target", claim.targets))
        for i, actor in enumerate(group)
    ]


def _clean(text: str) -> str:
    """Text that every database takes: no NUL, no half surrogate pairs; lengths and offsets stay."""
    if "\0" in text:
        text = text.replace("\0", "�")
    return text.encode("utf-8", "replace").decode("utf-8")


def _json(value: Any) -> str:
    return _clean(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def counts_of(ledger: Ledger) -> dict[str, int]:
    """How much the ledger holds: current reports and claims, all versions, places."""
    with ledger.reading() as connection:
        return {
            "reports": int(connection.scalar(select(func.count()).where(reports.c.current)) or 0),
            "versions": int(connection.scalar(select(func.count()).select_from(reports)) or 0),
            "claims": int(connection.scalar(select(func.count()).where(claims.c.current)) or 0),
            "places": int(connection.scalar(select(func.count()).select_from(places)) or 0),
        }
