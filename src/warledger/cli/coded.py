"""The coder as the commands use it: reports in, codings out, with a bar for whoever waits."""
# ruff: noqa: PLC0415 - ``--help`` must not pay for the coder and its gazetteer

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from warledger.cli.errors import UserError, tell
from warledger.cli.progress import progress
from warledger.model import Coding, Report
from warledger.reports.readers import FIELDS, Given, day

if TYPE_CHECKING:
    from warledger.coder import Coder

AllowHost = Annotated[
    list[str] | None,
    typer.Option(
        metavar="HOST", help="A host to fetch from although its address is private; may be given often."
    ),
]


@dataclass(slots=True, frozen=True)
class Knowledge:
    """What the user wants to code with, in the bundled things' place or on top of them.

    Attributes:
        model: An installed spaCy model; "" takes the pinned one.
        codebooks: Codebook files.
        actors: Actor files.
    """

    model: str = ""
    codebooks: Sequence[Path] = ()
    actors: Sequence[Path] = ()


def given_by(date: str, publisher: str) -> Given:
    """What ``--date`` and ``--publisher`` say of reports that do not tell theirs.

    Raises:
        UserError: The date is none.
    """
    try:
        return Given(day(date) if date else None, publisher)
    except ValueError as error:
        raise UserError(f"--date: {error}") from None


def columns_of(words: Sequence[str]) -> dict[str, str]:
    """What ``--map`` says: field of a report → column of a table.

    Raises:
        UserError: It is not of the form FIELD=COLUMN, or there is no such field.
    """
    found: dict[str, str] = {}
    for word in words:
        field, equals, column = word.partition("=")
        if not equals or field not in FIELDS or not column:
            raise UserError(f"--map: {word!r} is not FIELD=COLUMN with a field of {', '.join(FIELDS)}")
        found[field] = column
    return found


@contextmanager
def coded(
    reports: Iterable[Report],
    knowledge: Knowledge = Knowledge(),
    total: int | None = None,
    bar: bool = True,
) -> Iterator[Iterator[Coding]]:
    """Code reports lazily, in order, with a progress bar on a terminal.

    Args:
        reports: What to code; read as it is needed. Nothing is loaded when there is none.
        knowledge: What to code with.
        total: How many reports there are, for the bar.
        bar: Whether to show one.

    Raises:
        UserError: The model or a file is not there, or the gazetteer cannot be built.
    """
    with progress("coding", bar) as update:

        def codings() -> Iterator[Coding]:
            incoming = iter(reports)
            first = next(incoming, None)
            if first is None:
                return
            coder = open_coder(knowledge)
            for done, coding in enumerate(_told(coder.code_many(_chained(first, incoming))), 1):
                update(done, total)
                yield coding

        yield codings()


def open_coder(knowledge: Knowledge) -> Coder:
    """A coder whose gazetteer is there."""
    build_gazetteer()
    from warledger.coder import Coder

    coder = Coder(model=knowledge.model, codebooks=tuple(knowledge.codebooks), actors=tuple(knowledge.actors))
    return coder.ready()


def build_gazetteer() -> None:
    """Build the gazetteer where it is missing, with a bar.

    Raises:
        UserError: It cannot be written.
    """
    from warledger.places import Gazetteer
    from warledger.places.gazetteer import default_path

    path = default_path()
    if not path.exists():
        tell("gazetteer", "building it from the packaged data; this is done once")
    try:
        with progress("building the gazetteer") as update:
            Gazetteer.open(progress=update)
    except (OSError, sqlite3.Error) as error:
        raise UserError(
            f"cannot build the gazetteer in {path.parent}: {error}; name a folder with 100 MB free in "
            "WARLEDGER_CACHE"
        ) from error


def _told(codings: Iterator[Coding]) -> Iterator[Coding]:
    """The user's own files may be at fault; a model that is not installed is a plain LookupError."""
    from warledger.actors.store import RegistryError
    from warledger.coding.codebook import CodebookError

    try:
        yield from codings
    except (CodebookError, RegistryError) as error:
        raise UserError(str(error)) from error
    except LookupError as error:  # its kinds, KeyError and IndexError, would be defects
        if type(error) is LookupError:
            raise UserError(str(error)) from error
        raise


def _chained(first: Report, rest: Iterator[Report]) -> Iterator[Report]:
    yield first
    yield from rest
