"""Data sets: coded into shards, brought into a ledger, asked in SQL."""
# ruff: noqa: PLC0415 - ``--help`` must not pay for Arrow, Ray and DuckDB
# ruff: noqa: PLR0913, PLR0917 - one argument an option

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warledger.cli.asking import LedgerOption, opened
from warledger.cli.coded import Knowledge, build_gazetteer
from warledger.cli.errors import ExitCode, UserError, tell
from warledger.cli.output import listing
from warledger.cli.progress import progress

if TYPE_CHECKING:
    from warledger.engine import Engine, Job, Tally
    from warledger.model import Coding

ENGINES = ("local", "ray")


@dataclass(slots=True, frozen=True)
class How:
    """How a data set is coded.

    Attributes:
        workers: Processes; 0 for one a core.
        engine: ``local`` or ``ray``.
        address: Of a Ray cluster; "" starts a local one.
        shard_mb: About how large a shard is.
        keep_copies: Code near-duplicates too.
        gate: Pass over reports without words of war.
    """

    workers: int = 0
    engine: str = "local"
    address: str = ""
    shard_mb: float = 4.0
    keep_copies: bool = False
    gate: bool = True


def code_dataset(
    sources: Sequence[str],
    out: Path,
    how: How,
    knowledge: Knowledge,
    given: tuple[str, str],
    columns: Sequence[tuple[str, str]],
) -> int:
    """Code a data set into a folder of Parquet shards; starting again goes on where it stopped."""
    from warledger.engine import Job, run
    from warledger.engine.work import Task

    build_gazetteer()
    task = Task(
        out=str(out),
        given=given,
        columns=tuple(columns),
        model=knowledge.model,
        codebooks=tuple(map(str, knowledge.codebooks)),
        actors=tuple(map(str, knowledge.actors)),
        gate=how.gate,
    )
    job = Job(tuple(sources), task, int(how.shard_mb * 1_000_000), how.keep_copies)
    tally = _run(job, engine_of(how), run)
    _sum_up(out, tally)
    if tally.rejected:
        tell("note", f"{tally.rejected} could not be read; {out}/rejected says why")
    return ExitCode.SOME_BAD if tally.rejected else ExitCode.FINE


def engine_of(how: How) -> Engine:
    """The engine that the user names.

    Raises:
        UserError: There is none of that name, or it is not installed.
    """
    import os

    from warledger.engine.pool import InThisProcess, LocalPool

    if how.engine not in ENGINES:
        raise UserError(f"--engine: {how.engine!r} is none of {', '.join(ENGINES)}")
    if how.engine == "ray":
        from warledger.engine.on_ray import OnRay

        try:
            return OnRay(how.address, how.workers)
        except ModuleNotFoundError as error:
            raise UserError(str(error)) from None
    workers = how.workers or os.cpu_count() or 1
    return InThisProcess() if workers == 1 else LocalPool(workers)


def _run(job: Job, engine: Engine, run: Any) -> Tally:
    try:
        with progress("shards") as update:
            seen = 0

            def told(_: object, total: int) -> None:
                nonlocal seen
                seen += 1
                update(seen, total)

            tally: Tally = run(job, engine, told)
            return tally
    except FileNotFoundError as error:
        raise UserError(f"{error.filename}: {error.strerror}") from None
    except (ValueError, RuntimeError) as error:
        raise UserError(str(error)) from error
    except LookupError as error:  # its kinds, KeyError and IndexError, would be defects
        if type(error) is LookupError:
            raise UserError(str(error)) from error
        raise


def _sum_up(out: Path, tally: Tally) -> None:
    parts = [f"{tally.reports:,} reports", f"{tally.claims:,} claims", f"{tally.shards} shards"]
    parts += [f"{tally.again} of them done before"] if tally.again else []
    parts += [f"{tally.copies:,} copies"] if tally.copies else []
    parts += [f"{tally.gated:,} passed over by the gate"] if tally.gated else []
    print(f"{out}: {', '.join(parts)}")


def load(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="What `warledger code -o FOLDER` wrote.")],
    ledger: LedgerOption = "warledger.db",
    together: Annotated[
        int, typer.Option(min=1, metavar="N", help="So many reports in one transaction.")
    ] = 1000,
) -> int:
    """Bring a coded data set into a ledger; safe to repeat and to break off."""
    shards = marked(folder)
    tally = {"new": 0, "version": 0, "same": 0}
    claims = 0
    with opened(ledger, create=True) as book, progress("loading") as update:
        total = sum(s["reports"] for s in shards)
        for done, added in enumerate(book.add_all(_codings(folder, shards), together=together), 1):
            tally[added.state] += 1
            claims += added.claims
            update(done, total)
    told = [f"{tally['new']} new"]
    told += [f"{tally['version']} changed"] if tally["version"] else []
    told += [f"{tally['same']} already there"] if tally["same"] else []
    print(f"{ledger}: {', '.join(told)}; {claims} claims added")
    return ExitCode.FINE


def marked(folder: Path) -> list[dict[str, Any]]:
    """The marks of the shards that are done, by name.

    Raises:
        UserError: The folder holds no coded data set.
    """
    marks = sorted((folder / "_done").glob("*.json"))
    if not marks:
        raise UserError(f"{folder} holds no coded data set (warledger code … -o {folder})")
    return [json.loads(mark.read_text(encoding="utf-8")) for mark in marks]


def _codings(folder: Path, shards: Sequence[dict[str, Any]]) -> Iterator[Coding]:
    from warledger.engine import tables
    from warledger.records import from_record

    for shard in shards:
        for row in tables.read(folder, "reports", ["record"], [shard["shard"]]).to_pylist():
            yield from_record(json.loads(row["record"]))


@listing()
def query(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="What `warledger code -o FOLDER` wrote.")],
    sql: Annotated[str, typer.Argument(metavar="SQL", help="A question to the tables, in DuckDB's SQL.")],
) -> Iterable[dict[str, Any]]:
    """Ask a coded data set in SQL: tables reports, claims, attributions, places, times, rejected."""
    try:
        import duckdb
    except ImportError:
        raise UserError("DuckDB is not installed; try: pip install 'warledger[query]'") from None
    from warledger.engine.tables import TABLES

    marked(folder)
    with duckdb.connect() as database:
        for name in TABLES:
            files = [str(p) for p in sorted((folder / name).glob("*.parquet"))]
            database.read_parquet(files).create_view(name)
        try:
            found = database.sql(sql)
            columns = found.columns if found is not None else []
            rows = found.fetchall() if found is not None else []
        except duckdb.Error as error:
            raise UserError(f"SQL: {error}") from None
    return [dict(zip(columns, row, strict=True)) for row in rows]
