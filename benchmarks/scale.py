"""Measure how coding scales: workers against one, Ray against the pool, memory, the gate, a killed worker.

    python benchmarks/scale.py                    20,000 reports made from this project's own dispatches
    python benchmarks/scale.py --reports 2000     fewer, in the same mixture
    python benchmarks/scale.py --only-gate        the gate alone (minutes)

Reports are news flashes of some sixty words, made by recombining sentences of the bundled dispatches and the
training dispatches (and, where they are there, of ../shared/gold/reports), with names of towns exchanged, so
that hardly two are copies. A worker is killed over the first tenth of them. Each stage is told on stderr as
it ends, so that a run that is cut off keeps its figures; the end prints one JSON object. The figures go into
docs/scale.md by hand, with the machine they were measured on.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
TOWNS = (
    "Saraqib Morek Suran Rastan Talbiseh Salamiyah Nawa Inkhil Jasim Busra Qusayr Azaz Bakhmut Avdiivka "
    "Kupyansk Vuhledar Toretsk Pokrovsk Omdurman Kassala Nyala Geneina Goma Sake Masisi Rutshuru Menaka "
    "Kidal Gao Djibo Lashio Myawaddy Loikaw Marib Hodeidah Taiz Zintan Misrata Sirte Derna"
).split()
SEED = 20241208
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


def coded(data: Path, out: Path, *options: str) -> tuple[float, float, int]:
    """Run the program: wall seconds, CPU seconds of it and its children, largest process in MB."""
    words = [sys.executable, "-m", "warledger.cli", "code", str(data), "-o", str(out), *options]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    subprocess.run(words, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    return time.monotonic() - started, cpu, int(manifest["counts"]["memory_mb"])


def content(out: Path, name: str) -> list[str]:
    """The rows of a table, sorted."""
    from warledger.engine import tables  # noqa: PLC0415 - seconds

    return sorted(map(str, tables.read(out, name).to_pylist()))


class Told(dict[str, Any]):
    """Figures, told on stderr as they come in."""

    def __ior__(self, figures: dict[str, Any]) -> Self:  # type: ignore[override,misc]
        rounded = {k: round(v, 4) if isinstance(v, float) else v for k, v in figures.items()}
        print(f"{time.strftime('%H:%M:%S')} {json.dumps(rounded)}", file=sys.stderr, flush=True)
        self.update(rounded)
        return self


def measure(found: Told, count: int, folder: Path, ray: bool) -> None:
    """All the figures of runs."""
    data = folder / "data.jsonl"
    data.write_text("".join(json.dumps(r) + "\n" for r in made(count)), encoding="utf-8")
    options = ("--shard-mb", "0.5")
    found |= {"reports": count, "cores": os.cpu_count(), "words": len(data.read_text().split())}
    start, _, _ = coded(_first(data, 1), folder / "start", "--workers", "1")
    one, cpu, memory = coded(data, folder / "one", *options, "--workers", "1")
    marks = [json.loads(p.read_text(encoding="utf-8")) for p in (folder / "one" / "_done").glob("*.json")]
    by_shard = sorted(m["memory_mb"] for m in marks)  # a peak: it only grows
    found |= {"start_s": start, "one_s": one, "cpu_s": cpu, "memory_mb": memory, "shards": len(marks)}
    found |= {"memory_first_shard_mb": by_shard[0], "memory_growth": by_shard[-1] / by_shard[0] - 1}
    two, _, memory_two = coded(data, folder / "two", *options, "--workers", "2")
    found |= {"two_s": two, "memory_two_mb": memory_two, "two_to_one": (one - start) / (two - start)}
    found |= {"same_two": all(_same(folder, "one", "two", t) for t in ("claims", "reports"))}
    if ray:
        first, _, _ = coded(_first(data, 1), folder / "ray-start", "--engine", "ray", "--workers", "2")
        whole, _, _ = coded(data, folder / "ray", *options, "--engine", "ray", "--workers", "2")
        found |= {"ray_s": whole, "ray_start_s": first, "ray_to_pool": (two - start) / (whole - first)}
        found |= {"same_ray": _same(folder, "one", "ray", "claims")}
    part, small = _first(data, max(1, count // 10)), ("--shard-mb", "0.05")
    plain, _, _ = coded(part, folder / "plain", *small, "--workers", "2")
    found |= {"tenth_s": plain}
    found |= killed(part, folder / "killed", small)
    found |= {"same_killed": _same(folder, "plain", "killed", "claims")}


def _same(folder: Path, one: str, other: str, table: str) -> bool:
    return content(folder / one, table) == content(folder / other, table)


def _first(data: Path, count: int) -> Path:
    path = data.with_name(f"first-{count}.jsonl")
    path.write_text(
        "".join(data.read_text(encoding="utf-8").splitlines(keepends=True)[:count]), encoding="utf-8"
    )
    return path


def killed(data: Path, out: Path, options: tuple[str, ...]) -> dict[str, Any]:
    """Kill a worker in the middle; the run goes on."""
    words = [sys.executable, "-m", "warledger.cli", "code", str(data), "-o", str(out), *options]
    words += ["--workers", "2"]
    started = time.monotonic()
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
        done = threading.Event()
        victims: list[int] = []

        def kill() -> None:
            while not done.wait(0.2):
                if len(list((out / "_done").glob("*.json"))) >= 2:
                    listed = Path(f"/proc/{program.pid}/task/{program.pid}/children").read_text().split()
                    workers = [
                        int(p) for p in listed if b"spawn_main" in Path(f"/proc/{p}/cmdline").read_bytes()
                    ]
                    if workers:
                        os.kill(workers[0], signal.SIGKILL)
                        victims.append(workers[0])
                        return

        thread = threading.Thread(target=kill)
        thread.start()
        code = program.wait()
        done.set()
        thread.join()
    wall = time.monotonic() - started
    return {"killed_workers": len(victims), "killed_exit": code, "killed_s": wall}


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
    parser.add_argument("--no-ray", action="store_true")
    parser.add_argument("--only-gate", action="store_true")
    chosen = parser.parse_args()
    found = Told()
    if not chosen.only_gate:
        folder = Path(tempfile.mkdtemp(prefix="scale-"))
        try:
            measure(found, chosen.reports, folder, not chosen.no_ray)
        finally:
            shutil.rmtree(folder)
    found |= gate_cost()
    found |= gate_recall()
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
