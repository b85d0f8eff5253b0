"""Measure how coding scales: workers against one, Ray against the pool, memory, the gate, a killed worker.

    python benchmarks/scale.py                    20,000 reports made from this project's own dispatches
    python benchmarks/scale.py --reports 2000     fewer, in the same mixture

Reports are made by recombining paragraphs of the bundled dispatches and the training dispatches (and,
where they are there, of ../shared/gold/reports), with names of towns exchanged, so that no two are copies.
Prints one JSON object; the figures go into docs/scale.md by hand, with the machine they were measured on.
"""

from __future__ import annotations

import argparse
import json
import os
import random
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
from typing import Any

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
    """Reports of a few paragraphs each, the same for the same seed."""
    chance = random.Random(seed)
    war, other = _paragraphs()
    start = date(2022, 2, 24)
    for number in range(count):
        pool = other if chance.random() < _SHARE else war
        chosen = chance.sample(pool, min(len(pool), chance.randint(3, 7)))
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
    war = [p.strip() for text in texts for p in text.split("\n") if len(p.split()) > 15]
    quiet = [
        json.loads(line)["text"]
        for f in sorted((ROOT / "training/sentences").glob("*negatives*.jsonl"))
        for line in f.read_text(encoding="utf-8").splitlines()
    ]
    other = [" ".join(quiet[i : i + 3]) for i in range(0, len(quiet) - 3, 3)]
    return war, other


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


def measure(count: int, folder: Path, ray: bool) -> dict[str, Any]:
    """All the figures."""
    data = folder / "data.jsonl"
    data.write_text("".join(json.dumps(r) + "\n" for r in made(count)), encoding="utf-8")
    options = ("--shard-mb", "0.5")
    found: dict[str, Any] = {
        "reports": count,
        "cores": os.cpu_count(),
        "words": len(data.read_text().split()),
    }
    start, _, _ = coded(_first(data, 1), folder / "start", "--workers", "1")
    one, cpu, memory = coded(data, folder / "one", *options, "--workers", "1")
    two, _, memory_two = coded(data, folder / "two", *options, "--workers", "2")
    found |= {
        "start_s": start,
        "one_s": one,
        "two_s": two,
        "cpu_s": cpu,
        "memory_mb": max(memory, memory_two),
    }
    found["two_to_one"] = (one - start) / (two - start)
    found["same_two"] = all(
        content(folder / "one", t) == content(folder / "two", t) for t in ("claims", "reports")
    )
    marks = [json.loads(p.read_text(encoding="utf-8")) for p in (folder / "one" / "_done").glob("*.json")]
    found["memory_by_shard_mb"] = sorted(m["memory_mb"] for m in marks)[:: max(1, len(marks) // 5)]
    if ray:
        first, _, _ = coded(_first(data, 1), folder / "ray-start", "--engine", "ray", "--workers", "2")
        whole, _, _ = coded(data, folder / "ray", *options, "--engine", "ray", "--workers", "2")
        found |= {"ray_s": whole, "ray_start_s": first, "ray_to_pool": (two - start) / (whole - first)}
        found["same_ray"] = content(folder / "one", "claims") == content(folder / "ray", "claims")
    found |= killed(data, folder / "killed", options)
    found["same_killed"] = content(folder / "one", "claims") == content(folder / "killed", "claims")
    return {k: round(v, 3) if isinstance(v, float) else v for k, v in found.items()}


def _first(data: Path, count: int) -> Path:
    path = data.with_name(f"first-{count}.jsonl")
    path.write_text(
        "".join(data.read_text(encoding="utf-8").splitlines(keepends=True)[:count]), encoding="utf-8"
    )
    return path


def killed(data: Path, out: Path, options: tuple[str, ...]) -> dict[str, Any]:
    """Kill a worker in the middle; the run goes on."""
    words = [
        sys.executable,
        "-m",
        "warledger.cli",
        "code",
        str(data),
        "-o",
        str(out),
        *options,
        "--workers",
        "2",
    ]
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
    return {"killed_workers": len(victims), "killed_exit": code}


def gate_cost() -> dict[str, float]:
    """CPU of coding PolNeAR's train texts with the gate on, over spaCy's own full parse of them."""
    source = SHARED / "gold/attribution/polnear_train.jsonl"
    if not source.exists():
        return {}
    from warledger.coder import Coder  # noqa: PLC0415
    from warledger.engine.gate import gate  # noqa: PLC0415
    from warledger.language.parse import load_model  # noqa: PLC0415
    from warledger.model import Report  # noqa: PLC0415

    texts = [json.loads(line)["text"] for line in source.read_text(encoding="utf-8").splitlines()][::4]
    nlp, coder = load_model(), Coder()
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
    found: dict[str, Any] = {}
    if not chosen.only_gate:
        folder = Path(tempfile.mkdtemp(prefix="scale-"))
        try:
            found |= measure(chosen.reports, folder, not chosen.no_ray)
        finally:
            shutil.rmtree(folder)
    found |= gate_cost() | gate_recall()
    print(json.dumps({k: round(v, 4) if isinstance(v, float) else v for k, v in found.items()}, indent=1))


if __name__ == "__main__":
    main()
