"""Measure how coding scales: workers against one, Ray against the pool, memory, the gate, a killed worker.

    python benchmarks/scale.py                    20,000 reports made from this project's own dispatches
    python benchmarks/scale.py --reports 2000     fewer, in the same mixture
    python benchmarks/scale.py --only ray,killed  some of the stages, and what they need

Reports are news flashes of some sixty words, made by recombining sentences of the bundled dispatches and the
training dispatches (and, where they are there, of ../shared/gold/reports), with names of towns exchanged, so
that hardly two are copies. A worker is killed over the first tenth of them, in the pool and in Ray.

Each stage's figures are written to out/scale/figures.json as it ends, and told on stderr. A run that is cut
off goes on with the first stage that is not there, unless the program or the number of reports has changed or
``--anew`` is given. The end prints one JSON object and which marks are met. The figures go into docs/scale.md
by hand, with the machine they were measured on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
TOWNS = (
    "Saraqib Morek Suran Rastan Talbiseh Salamiyah Nawa Inkhil Jasim Busra Qusayr Azaz Bakhmut Avdiivka "
    "Kupyansk Vuhledar Toretsk Pokrovsk Omdurman Kassala Nyala Geneina Goma Sake Masisi Rutshuru Menaka "
    "Kidal Gao Djibo Lashio Myawaddy Loikaw Marib Hodeidah Taiz Zintan Misrata Sirte Derna"
).split()
SEED = 20241208
_SHARDS = 20  # of a data set
_SHARE = 1 / 6  # of the reports are news without war, written for the training of the coder


def made(count: int, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Reports of one to three passages each, the same for the same seed."""
    chance = random.Random(seed)
    war, other = _paragraphs()
    start = date(2022, 2, 24)
    for number in range(count):
        pool = other if chance.random() < _SHARE else war
        chosen = chance.sample(pool, min(len(pool), chance.randint(1, 3)))
        text = "\n\n".join(_moved(paragraph, chance) for paragraph in chosen)
        day = start + timedelta(days=chance.randint(0, 1000))
        yield {
            "id": f"made-{number}",
            "text": text,
            "date": day.isoformat(),
            "publisher": f"Outlet {chance.randint(1, 40)}",
        }


def _moved(paragraph: str, chance: random.Random) -> str:
    words = paragraph.split(" ")
    return " ".join(chance.choice(TOWNS) if w.strip(",.") in TOWNS else w for w in words)


def _paragraphs() -> tuple[list[str], list[str]]:
    files = [
        ROOT / "src/warledger/samples/dispatches.jsonl",
        *sorted((ROOT / "training/dispatches").glob("*.jsonl")),
    ]
    gold = SHARED / "gold/reports/syria_reports_2011_2018.jsonl"
    files += [gold] if gold.exists() else []
    texts = [json.loads(line)["text"] for f in files for line in f.read_text(encoding="utf-8").splitlines()]
    war = [passage for text in texts for p in text.split("\n") for passage in _passages(p)]
    quiet = [
        json.loads(line)["text"]
        for f in sorted((ROOT / "training/sentences").glob("*negatives*.jsonl"))
        for line in f.read_text(encoding="utf-8").splitlines()
    ]
    other = [" ".join(quiet[i : i + 3]) for i in range(0, len(quiet) - 3, 3)]
    return war, other


def _passages(paragraph: str) -> list[str]:
    """Whole sentences of a paragraph, some thirty words at a time."""
    found, held = [], ""
    for sentence in re.split(r"(?<=[.!?][”\"]) |(?<=[.!?]) (?=[A-Z“\"])", paragraph.strip()):
        held = f"{held} {sentence}".strip()
        if len(held.split()) >= 20:
            found.append(held)
            held = ""
    return found


Figures = dict[str, Any]
POOL, RAY = ("--workers", "2"), ("--engine", "ray", "--workers", "2")


@dataclass(slots=True)
class Coded:
    """A run of the program: its folder, wall seconds, and its shards' marks in the order they were made."""

    out: Path
    seconds: float
    marks: list[Figures]
    killed: int = 0
    again: int = 0  # marks that were written a second time

    @property
    def memory(self) -> list[int]:
        """The peak of the worker behind each mark, in MB, smallest first."""
        return sorted(m["memory_mb"] for m in self.marks)

    def told(self, name: str) -> Figures:
        """What every run is asked."""
        cpu = sum(m["cpu_seconds"] for m in self.marks)
        return {f"{name}_s": self.seconds, f"{name}_cpu_s": cpu, f"{name}_memory_mb": self.memory[-1]}


def coded(data: Path, out: Path, *options: str, kill: bytes = b"") -> Coded:
    """Run the program over a data set cut into twenty, from the start.

    Args:
        data: The data set.
        out: Where to; what is there is thrown away.
        options: Engine and workers.
        kill: What the command line of a worker holds; one is killed when two shards are done.

    Raises:
        RuntimeError: The program failed; its last words are told.
    """
    shutil.rmtree(out, ignore_errors=True)
    size = f"{max(data.stat().st_size / _SHARDS / 1e6, 0.001):.6f}"
    words = [sys.executable, "-m", "warledger.cli", "code", str(data), "-o", str(out), "--shard-mb", size]
    log = out.with_suffix(".log")
    # Each run has hashes of its own, so that what falls out by the order of a set is seen.
    env = os.environ | {"PYTHONHASHSEED": str(zlib.crc32(out.name.encode()))}
    started = time.monotonic()
    with (
        log.open("wb") as heard,
        subprocess.Popen([*words, *options], stdout=heard, stderr=heard, env=env) as program,
    ):
        watch = Watch(program.pid, out, kill)
        thread = threading.Thread(target=watch.run)
        thread.start()
        code = program.wait()
        seconds = time.monotonic() - started
        watch.ended.set()
        thread.join()
    if code:
        raise RuntimeError(f"{' '.join(words)} ended with {code}: {log.read_text(errors='replace')[-2000:]}")
    paths = sorted((out / "_done").glob("*.json"), key=lambda p: p.stat().st_mtime_ns)
    marks = [json.loads(p.read_text(encoding="utf-8")) for p in paths]
    return Coded(out, seconds, marks, watch.killed, watch.again)


class Watch:
    """Tells on stderr how far a run is, kills one of its workers if it is to, sees marks made twice."""

    def __init__(self, program: int, out: Path, kill: bytes) -> None:
        self.ended = threading.Event()
        self.killed = self.again = 0
        self._program, self._out, self._kill = program, out, kill

    def run(self) -> None:
        """Look five times a second until the run has ended."""
        seen: dict[Path, int] = {}
        last = False
        while not last:
            last = self.ended.wait(0.2)
            found = {p: p.stat().st_mtime_ns for p in (self._out / "_done").glob("*.json")}
            self.again += sum(seen.get(p, at) != at for p, at in found.items())
            if len(found) // 4 > len(seen) // 4:
                tell(f"{self._out.name}: {len(found)} shards done")
            seen = found
            if self._kill and not self.killed and len(found) >= 2:
                for worker in _descendants(self._program, self._kill)[:1]:
                    os.kill(worker, signal.SIGKILL)
                    self.killed += 1


def _descendants(program: int, named: bytes) -> list[int]:
    """The processes under a process whose command line holds some bytes."""
    found: list[int] = []
    for child in Path(f"/proc/{program}/task/{program}/children").read_text().split():
        try:
            words = Path(f"/proc/{child}/cmdline").read_bytes()
            found += [int(child)] if named in words else _descendants(int(child), named)
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended since
    return found


def differing(one: Path, other: Path) -> int:
    """Rows of any table that only one of two runs wrote."""
    from warledger.engine import tables  # noqa: PLC0415 - seconds

    rows = [
        Counter(f"{name} {row}" for name in tables.TABLES for row in tables.read(out, name).to_pylist())
        for out in (one, other)
    ]
    return (rows[0] - rows[1]).total() + (rows[1] - rows[0]).total()


def tell(words: str) -> None:
    """Say it on stderr, with the time."""
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


class Bench:
    """The stages. Each gives figures, and may ask for those of others, which are then measured first."""

    def __init__(self, folder: Path, count: int, anew: bool) -> None:
        """Take up what an earlier run left, if it was of this program and so many reports."""
        self._folder, self._count = folder, count
        self._file = folder / "figures.json"
        program = hashlib.sha256()
        for path in sorted((ROOT / "src").rglob("*")):
            if path.suffix in (".py", ".yaml"):
                program.update(path.read_bytes())
        of = {"reports": count, "program": program.hexdigest()[:16]}
        held = json.loads(self._file.read_text(encoding="utf-8")) if self._file.exists() else {}
        if anew or held.get("of") != of:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            held = {"of": of, "stages": {}}
        self._held: dict[str, Any] = held
        self._data = folder / "data.jsonl"
        if not self._data.exists():
            self._first(count)

    def figures(self) -> Figures:
        """All that is known."""
        return {k: v for stage in self._held["stages"].values() for k, v in stage.items()}

    def stage(self, name: str) -> Figures:
        """The figures of a stage, measured now unless they are there."""
        stages: dict[str, Figures] = self._held["stages"]
        if name in stages:
            return stages[name]
        needs, work = self.stages()[name]
        for need in needs:
            self.stage(need)
        tell(f"{name} ...")
        found = {k: round(v, 4) if isinstance(v, float) else v for k, v in work().items()}
        tell(f"{name}: {json.dumps(found)}")
        stages[name] = found
        draft = self._file.with_suffix(".part")
        draft.write_text(json.dumps(self._held, indent=1) + "\n", encoding="utf-8")
        draft.replace(self._file)
        return found

    def stages(self) -> dict[str, tuple[tuple[str, ...], Callable[[], Figures]]]:
        """What there is to measure, in order, and what each stage needs."""
        return {
            "one": ((), self._one),
            "two": (("one",), self._two),
            "ray": (("two",), self._ray),
            "killed": ((), partial(self._killed, "pool", POOL, b"spawn_main")),
            "killed-ray": (("killed",), partial(self._killed, "ray", RAY, b"ray::_Worker")),
            "gate-cost": ((), gate_cost),
            "gate-recall": ((), gate_recall),
        }

    def _first(self, count: int) -> Path:
        """The first reports of the data set; all of them under its own name."""
        path = self._data if count == self._count else self._folder / f"first-{count}.jsonl"
        if not path.exists():
            draft = path.with_suffix(".part")
            draft.write_text("".join(json.dumps(r) + "\n" for r in made(count)), encoding="utf-8")
            draft.replace(path)
        return path

    def _start(self, *options: str) -> float:
        """Seconds of a run over a few reports, some shards of them: what starting and ending costs."""
        return coded(self._first(8), self._folder / "start", *options).seconds

    def _one(self) -> Figures:
        options = ("--workers", "1")
        start = self._start(*options)
        one = coded(self._data, self._folder / "one", *options)
        first, last = one.memory[0], one.memory[-1]
        return {
            "reports": self._count,
            "cores": os.cpu_count(),
            "words": len(self._data.read_text(encoding="utf-8").split()),
            "shards": len(one.marks),
            "one_start_s": start,
            **one.told("one"),
            "memory_first_shard_mb": first,
            "memory_growth": last / first - 1,
        }

    def _two(self) -> Figures:
        start = self._start(*POOL)
        two = coded(self._data, self._folder / "two", *POOL)
        one = self.stage("one")
        return {
            "two_start_s": start,
            **two.told("two"),
            "two_to_one": one["one_s"] / two.seconds,
            "two_to_one_after_start": (one["one_s"] - one["one_start_s"]) / (two.seconds - start),
            "two_differing_rows": differing(self._folder / "one", two.out),
        }

    def _ray(self) -> Figures:
        start = self._start(*RAY)
        ray = coded(self._data, self._folder / "ray", *RAY)
        two = self.stage("two")
        return {
            "ray_start_s": start,
            **ray.told("ray"),
            "ray_to_pool_after_start": (two["two_s"] - two["two_start_s"]) / (ray.seconds - start),
            "ray_differing_rows": differing(self._folder / "one", ray.out),
        }

    def _killed(self, name: str, options: tuple[str, ...], worker: bytes) -> Figures:
        part = self._first(max(_SHARDS, self._count // 10))
        plain = coded(part, self._folder / "plain", *options)
        killed = coded(part, self._folder / f"killed-{name}", *options, kill=worker)
        reports = [sum(m["reports"] for m in run.marks) for run in (plain, killed)]
        return {
            f"killed_{name}_workers": killed.killed,
            f"killed_{name}_shards": len(killed.marks),
            f"killed_{name}_shard_s": sum(m["seconds"] for m in plain.marks) / len(plain.marks),
            f"killed_{name}_costs_s": killed.seconds - plain.seconds,
            f"killed_{name}_marked_twice": killed.again,
            f"killed_{name}_reports_lost": reports[0] - reports[1],
            f"killed_{name}_differing_rows": differing(plain.out, killed.out),
        }


# What the issue asks for: a figure, the least and the most that it may be.
MARKS = {
    "two_to_one": (1.8, None),
    "ray_to_pool_after_start": (0.9, None),
    "memory_growth": (-0.1, 0.1),
    "one_memory_mb": (None, 700),
    "two_memory_mb": (None, 700),
    "ray_memory_mb": (None, 700),
    "two_differing_rows": (None, 0),
    "ray_differing_rows": (None, 0),
    "killed_pool_workers": (1, 1),
    "killed_pool_marked_twice": (None, 0),
    "killed_pool_reports_lost": (None, 0),
    "killed_pool_differing_rows": (None, 0),
    "killed_ray_workers": (1, 1),
    "killed_ray_marked_twice": (None, 0),
    "killed_ray_reports_lost": (None, 0),
    "killed_ray_differing_rows": (None, 0),
    "gate_to_parse": (None, 0.6),
    "gate_recall_dev": (0.99, None),
    "gate_recall_syria": (0.99, None),
}


def judged(figures: Figures) -> Iterator[str]:
    """A line for each mark that was measured."""
    for name, (least, most) in MARKS.items():
        if name in figures:
            value = figures[name]
            met = (least is None or value >= least) and (most is None or value <= most)
            bounds = " and ".join(
                f"{sign} {bound}" for sign, bound in (("≥", least), ("≤", most)) if bound is not None
            )
            yield f"{'met' if met else 'MISSED':6} {name} {value} ({bounds})"


def gate_cost() -> dict[str, float]:
    """CPU of coding PolNeAR's train texts with the gate on, over spaCy's own full parse of them."""
    source = SHARED / "gold/attribution/polnear_train.jsonl"
    if not source.exists():
        return {}
    from warledger.coder import Coder  # noqa: PLC0415
    from warledger.engine.gate import gate  # noqa: PLC0415
    from warledger.language.parse import load_plain  # noqa: PLC0415
    from warledger.model import Report  # noqa: PLC0415

    texts = [json.loads(line)["text"] for line in source.read_text(encoding="utf-8").splitlines()][::4]
    nlp, coder = load_plain(), Coder().ready()
    list(coder.code_many([Report("warm", texts[0])]))
    started = time.process_time()
    for _ in nlp.pipe(texts, batch_size=16):
        pass
    parsed = time.process_time()
    kept = [Report(str(n), t) for n, t in enumerate(texts) if gate().passes(t)]
    for _ in coder.code_many(kept):
        pass
    ended = time.process_time()
    return {"gate_to_parse": (ended - parsed) / (parsed - started), "gate_passes": len(kept) / len(texts)}


def gate_recall() -> dict[str, float]:
    """The share of claims that stand in reports which the gate lets pass."""
    from warledger.engine.gate import gate  # noqa: PLC0415

    found: dict[str, float] = {}
    dev = SHARED / "gold/warclaims/dev.jsonl"
    if dev.exists():
        rows = [json.loads(line) for line in dev.read_text(encoding="utf-8").splitlines()]
        kept = sum(len(r["claims"]) for r in rows if gate().passes(r["text"]))
        found["gate_recall_dev"] = kept / sum(len(r["claims"]) for r in rows)
    reports = SHARED / "gold/reports/syria_reports_2011_2018.jsonl"
    if reports.exists():
        from warledger.coder import Coder  # noqa: PLC0415
        from warledger.model import Report  # noqa: PLC0415

        rows = [json.loads(line) for line in reports.read_text(encoding="utf-8").splitlines()]
        told = [Report(str(n), r["text"], date.fromisoformat(r["date"])) for n, r in enumerate(rows)]
        counts = [(len(c.claims), gate().passes(c.report.text)) for c in Coder().code_many(told)]
        found["gate_recall_syria"] = sum(n for n, ok in counts if ok) / sum(n for n, _ in counts)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--only", default="", help="stages, with commas")
    parser.add_argument("--no-ray", action="store_true")
    parser.add_argument("--anew", action="store_true", help="forget what an earlier run measured")
    parser.add_argument("--folder", type=Path, default=ROOT / "out/scale")
    chosen = parser.parse_args()
    bench = Bench(chosen.folder, chosen.reports, chosen.anew)
    known = list(bench.stages())
    wanted = chosen.only.split(",") if chosen.only else known
    if unknown := set(wanted).difference(known):
        parser.error(f"--only: {', '.join(sorted(unknown))} is none of {', '.join(known)}")
    for name in wanted:
        if not (chosen.no_ray and name.endswith("ray")):
            bench.stage(name)
    figures = bench.figures()
    print(json.dumps(figures, indent=1))
    print("\n".join(judged(figures)))


if __name__ == "__main__":
    main()
