"""The ledger's door: open it, add coded reports, read through ``engine`` and the queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Integer, Text, cast, func, select, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from warledger.ledger import dialect, migrations, writing
from warledger.ledger.errors import LedgerError
from warledger.ledger.migrations import Progress
from warledger.ledger.schema import VERSION, claims, meta, places, reports
from warledger.ledger.writing import Added, State, hash_of, identity_of
from warledger.model import Coding, Report

__all__ = ["Added", "Ledger", "State", "counts_of", "hash_of", "identity_of"]

_KEPT = 24
TOGETHER = 1000
# Built once: putting it together costs as much as running it.
_CHANGED = (
    update(meta).where(meta.c.key == "revision").values(value=cast(cast(meta.c.value, Integer) + 1, Text))
)


class Ledger:
    """A store of reports and claims in SQLite or PostgreSQL.

    Attributes:
        engine: SQLAlchemy's engine, for the queries.
        name: File or URL (without password), for messages.
        target: What it was opened with.
        read_only: Whether the file can only be read.
        kept: What was worked out from the claims, until they change.
        places: Numbers of places by key, as far as they were met.
        progress: Called with (done, total) where a question must first wait for long work.
    """

    def __init__(
        self, engine: Engine, name: str, read_only: bool = False, progress: Progress | None = None
    ) -> None:
        self.engine = engine
        self.name = name
        self.read_only = read_only
        self.target = name
        self.kept: dict[Any, Any] = {}
        self.places: dict[str, int] = {}
        self.progress = progress or (lambda _done, _total: None)
        self._writer = engine.execution_options(**dialect.WRITE)

    @classmethod
    def open(
        cls, target: str | Path = "warledger.db", create: bool = True, progress: Progress | None = None
    ) -> Ledger:
        """Open a ledger, make it if there is none, and bring an older one up to date.

        Args:
            target: A file's path, or a database URL such as ``postgresql://user@host/name``.
            create: Whether to make a ledger where there is none.
            progress: Called with (done, total) while an older ledger is brought up to date, and later on
                while what new claims change is worked out for whoever asks first.

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
        ledger = cls(
            engine, engine.url.render_as_string(hide_password=True) if is_url else name, read_only, progress
        )
        ledger.target = name
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
                migrations.upgrade(connection, version, self.progress)

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
            dialect.lock_writers(connection)
            yield connection

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """A transaction after which the ledger says something else than before."""
        with self.writing() as connection:
            try:
                yield connection
                connection.execute(_CHANGED)
            except BaseException:
                self.places.clear()  # numbers of places that are rolled back must not be used again
                raise

    def revision(self) -> str:
        """A number that is another one after every change of what the ledger says."""
        with self.reading() as connection:
            return str(connection.scalar(select(meta.c.value).where(meta.c.key == "revision")) or "")

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def remember(self, key: Any, work: Callable[[], Any]) -> Any:
        """What ``work`` gives, worked out again only when the ledger has changed since."""
        revision = self.revision()
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
        identity = identity_of(report)
        with self.reading() as connection:
            return writing.state_of(writing.versions_of(connection, [identity])[identity], report)

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
        return self._write([coding], now)[0]

    def add_all(
        self, codings: Iterable[Coding], now: datetime | None = None, together: int = TOGETHER
    ) -> Iterator[Added]:
        """Put many coded reports into the ledger, some in each transaction; safe to repeat and to break off.

        Args:
            codings: What the coder gave; read as it is needed.
            now: The moment of adding; the clock's when not given.
            together: How many reports one transaction holds at most; more are faster.

        Yields:
            What became of each, in order, once it is kept.

        Raises:
            LedgerError: The present transaction's reports were not written; those before it were.
        """
        batch: list[Coding] = []
        met: set[str] = set()
        for coding in codings:
            identity = identity_of(coding.report)
            if len(batch) >= together or identity in met:
                yield from self._write(batch, now)
                batch, met = [], set()
            batch.append(coding)
            met.add(identity)
        if batch:
            yield from self._write(batch, now)

    def _write(self, codings: list[Coding], now: datetime | None) -> list[Added]:
        moment = (now or datetime.now(UTC)).astimezone(UTC)
        with self.changing() as connection:
            return writing.write(connection, codings, moment, self.places)


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


def counts_of(ledger: Ledger) -> dict[str, int]:
    """How much the ledger holds: current reports and claims, all versions, places."""
    with ledger.reading() as connection:
        return {
            "reports": int(connection.scalar(select(func.count()).where(reports.c.current)) or 0),
            "versions": int(connection.scalar(select(func.count()).select_from(reports)) or 0),
            "claims": int(connection.scalar(select(func.count()).where(claims.c.current)) or 0),
            "places": int(connection.scalar(select(func.count()).select_from(places)) or 0),
        }
