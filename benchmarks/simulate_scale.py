"""A discrete-event model of a large run: shards, workers, stragglers, deaths; hours and cost.

    python benchmarks/simulate_scale.py --reports 100000000 --workers 1000

Each worker takes the next shard when it is free. A shard's time is its words over a worker's pace, times
a log-normal factor (uneven reports); some workers are slow throughout (stragglers); a worker may die in a
shard, which is then done again after a restart. The end of the run is when the last shard is done.
"""

from __future__ import annotations

import argparse
import heapq
import json
import math
import random
import statistics
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """What is assumed of a run.

    Attributes:
        reports: How many.
        words: Of a report.
        pace: Words a second that one worker codes (measured by ``bench.py``: speed.words_per_cpu_s).
        passes: Share of the words that the gate lets pass.
        unique: Share of the reports that are no copies.
        shard: Reports in a shard.
        workers: How many.
        spread: Sigma of the log-normal factor of a shard's time.
        slow: Share of workers that are slow throughout.
        slowness: How many times slower these are.
        deaths: Chance that a worker dies in a shard.
        restart: Seconds until a dead worker is back with its model loaded.
    """

    reports: int = 100_000_000
    words: int = 400
    pace: float = 2000.0
    passes: float = 0.35
    unique: float = 0.6
    shard: int = 2000
    workers: int = 1000
    spread: float = 0.35
    slow: float = 0.03
    slowness: float = 3.0
    deaths: float = 0.001
    restart: float = 30.0


def simulate(run: Run, seed: int = 1) -> dict[str, float]:
    """Play one run through.

    Returns:
        hours, the share of paid worker time that coded something, and how many shards were done twice.
    """
    chance = random.Random(seed)
    shards = math.ceil(run.reports / run.shard)
    mean = run.shard * run.words * run.passes * run.unique / run.pace
    pace = [run.slowness if chance.random() < run.slow else 1.0 for _ in range(run.workers)]
    free = [(0.0, n) for n in range(run.workers)]
    heapq.heapify(free)
    useful = end = 0.0
    again, left = 0, shards
    while left:
        now, worker = heapq.heappop(free)
        needs = mean * pace[worker] * chance.lognormvariate(-(run.spread**2) / 2, run.spread)
        if chance.random() < run.deaths:
            again += 1
            heapq.heappush(free, (now + needs * chance.random() + run.restart, worker))
            continue
        left -= 1
        useful += needs / pace[worker]
        end = max(end, now + needs)
        heapq.heappush(free, (now + needs, worker))
    return {
        "hours": end / 3600,
        "used": useful / (end * run.workers),
        "again": float(again),
        "shards": float(shards),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=Run().reports)
    parser.add_argument("--workers", type=int, default=Run().workers)
    parser.add_argument("--pace", type=float, default=Run().pace)
    parser.add_argument("--shard", type=int, default=Run().shard)
    parser.add_argument("--price", type=float, default=0.05, help="of a core for an hour, in dollars")
    chosen = parser.parse_args()
    run = Run(reports=chosen.reports, workers=chosen.workers, pace=chosen.pace, shard=chosen.shard)
    runs = [simulate(run, seed) for seed in range(5)]
    found = {key: statistics.median(r[key] for r in runs) for key in runs[0]}
    found["core_hours"] = found["hours"] * run.workers
    found["dollars"] = found["core_hours"] * chosen.price
    print(json.dumps({k: round(v, 3) for k, v in found.items()}, indent=1))


if __name__ == "__main__":
    main()
