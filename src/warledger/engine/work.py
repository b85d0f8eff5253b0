"""What is run: one shard read, coded and written. It knows nothing of other workers."""

from __future__ import annotations

import io
import json
import os
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from warledger.engine import tables
from warledger.engine.gate import gate
from warledger.engine.shards import Piece, Shard, unpacked
from warledger.model import Coding, Report
from warledger.reports.readers import Given
from warledger.reports.readers.base import day
from warledger.reports.readers.kinds import reader_of

if TYPE_CHECKING:
    from warledger.coder import Coder

_TOGETHER = 64


@dataclass(slots=True, frozen=True)
class Task:
    """How every shard is coded; the same in every process.

    Attributes:
        out: The folder of the coded data set.
        given: Date and publisher for reports that tell none (ISO day, name).
        columns: For CSV and Parquet, field of a report → column.
        model: The spaCy model; "" for the pinned one.
        codebooks: A user's own codebooks.
        actors: A user's own actors.
        copies: A file that says which reports are copies of which, or "".
        gate: Whether reports that cannot hold a claim are passed over before they are parsed.
    """

    out: str
    given: tuple[str, str] = ("", "")
    columns: tuple[tuple[str, str], ...] = ()
    model: str = ""
    codebooks: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    copies: str = ""
    gate: bool = True


@dataclass(slots=True)
class Done:
    """What came of a shard: its mark."""

    shard: str
    url: str
    start: int
    end: int
    reports: int = 0
    claims: int = 0
    copies: int = 0
    gated: int = 0
    rejected: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    memory_mb: int = 0
    again: bool = False


@dataclass(slots=True)
class _Heard:
    """What a reader could not read, kept with its reason."""

    rows: list[dict[str, str]] = field(default_factory=list)

    def error(self, message: str) -> None:
        where, _, reason = message.partition(": ")
        self.rows.append({"where": where, "reason": reason or message})

    def warning(self, message: str) -> None:
        """Doubts lose nothing."""


def code_shard(task: Task, shard: Shard) -> Done:
    """Code one shard and mark it done; a shard that is marked is not done again.

    The tables are written before the mark, each whole: whatever is broken off is done again from the start.
    """
    out = Path(task.out)
    mark = out / "_done" / f"{shard.key}.json"
    if mark.exists():
        before = Done(**json.loads(mark.read_text(encoding="utf-8")))
        before.again = True
        return before
    started, cpu = time.monotonic(), time.process_time()
    heard = _Heard()
    done = Done(shard.key, shard.url, shard.start, shard.end)
    parts: list[tables.Rows] = []
    skipped = _copies(task.copies) if task.copies else {}
    coder = _coder(task.model, task.codebooks, task.actors)
    for batch in _batches(reports_of(shard, task, heard)):
        why = [_passed_over(report, skipped, task.gate) for report in batch]
        codings = iter(coder.code_many([r for r, reason in zip(batch, why, strict=True) if not reason]))
        for report, reason in zip(batch, why, strict=True):
            coding = Coding(report, warnings=[reason]) if reason else next(codings)
            origin = skipped.get(report.id, "")
            parts.append(tables.rows_of(coding, origin))
            done.reports += 1
            done.claims += len(coding.claims)
            done.copies += bool(origin)
            done.gated += bool(reason) and not origin
    rows = tables.gathered(parts)
    rows["rejected"] = cast("list[dict[str, Any]]", heard.rows)
    done.rejected = len(heard.rows)
    tables.write(out, shard.key, rows)
    done.seconds = round(time.monotonic() - started, 3)
    done.cpu_seconds = round(time.process_time() - cpu, 3)
    done.memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    _write_mark(mark, done)
    return done


def _passed_over(report: Report, copies: dict[str, str], gated: bool) -> str:
    if report.id in copies:
        return f"a copy of {copies[report.id]}, which is coded in its stead"
    if gated and not gate().passes(report.text):
        return "passed over by the gate: hardly a word of war"
    return ""


def _write_mark(mark: Path, done: Done) -> None:
    mark.parent.mkdir(parents=True, exist_ok=True)
    draft = mark.with_name(f".{mark.name}.{os.getpid()}")
    draft.write_text(json.dumps(asdict(done)) + "\n", encoding="utf-8")
    draft.replace(mark)


def reports_of(shard: Shard, task: Task, heard: Any) -> Iterator[Report]:
    """The reports of a shard, in the file's order."""
    given = Given(day(task.given[0]) if task.given[0] else None, task.given[1])
    columns = dict(task.columns)
    name = PurePosixPath(shard.url).name
    with unpacked(shard.url) as stream:
        if name.lower().endswith(".parquet"):
            yield from _of_parquet(stream, shard, columns, given, heard)
            return
        piece: BinaryIO = stream
        if shard.end:
            piece = cast("BinaryIO", io.BufferedReader(Piece(stream, shard.start, shard.end)))
            name = f"{name}@{shard.start}"
        elif not hasattr(stream, "peek"):
            piece = cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", stream)))
        yield from reader_of(Path(shard.url), piece, columns).read(piece, name, given, heard)


def _of_parquet(
    stream: BinaryIO, shard: Shard, columns: dict[str, str], given: Given, heard: Any
) -> Iterator[Report]:
    import pyarrow.parquet as pq  # noqa: PLC0415

    names = {f: columns.get(f, f) for f in ("id", "text", "date", "publisher", "title", "url")}
    file = pq.ParquetFile(stream)
    there = [c for c in names.values() if c in file.schema_arrow.names]
    where = PurePosixPath(shard.url).name
    if names["text"] not in there:
        heard.error(f"{where}: no column of text; name one: --map text=COLUMN")
        return
    for group in range(shard.start, shard.end):
        for n, row in enumerate(file.read_row_group(group, columns=there).to_pylist()):
            cells = {f: str(row.get(c) or "") for f, c in names.items()}
            try:
                if not cells["text"].strip():
                    raise ValueError("no text")
                told = day(cells["date"]) if cells["date"] else given.date
            except ValueError as error:
                heard.error(f"{where}#{group}.{n}: {error}")
                continue
            yield Report(
                cells["id"] or f"{where}#{group}.{n}",
                cells["text"],
                told,
                cells["publisher"] or given.publisher,
                cells["title"],
                cells["url"],
            )


def _batches(reports: Iterable[Report]) -> Iterator[list[Report]]:
    batch: list[Report] = []
    for report in reports:
        batch.append(report)
        if len(batch) == _TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch


@cache
def _coder(model: str, codebooks: tuple[str, ...], actors: tuple[str, ...]) -> Coder:
    from warledger.coder import Coder  # noqa: PLC0415 - one model a process, loaded at its first shard

    return Coder(model, [Path(p) for p in codebooks], [Path(p) for p in actors]).ready()


@cache
def _copies(path: str) -> dict[str, str]:
    with Path(path).open(encoding="utf-8") as lines:
        return {sys.intern(a): sys.intern(b) for a, b in (line.rstrip("\n").split("\t") for line in lines)}
