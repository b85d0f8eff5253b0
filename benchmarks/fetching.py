"""Whether a watch that runs for weeks grows: 10,000 fetches of a local server, every twentieth one a fault.

    python benchmarks/fetching.py [--fetches 10000]

The server (tests/reports/misbehaving.py) runs in a process of its own; each answer is kept as evidence, as
the watch does. Resident memory is printed at 1,000 fetches, between, and at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import multiprocessing
import sys
import tempfile
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FAULTS = ("bomb", "huge-untold", "loop", "gone", "down", "short", "hang-up", "broken-gzip", "no-http")
TOLD_AT = (1_000, 2_500, 5_000, 7_500)
SIDE_BY_SIDE = 8


def serve(pipe: Connection) -> None:
    sys.path.insert(0, str(ROOT / "tests"))
    from reports.misbehaving import misbehaving  # noqa: PLC0415

    with misbehaving() as server:
        pipe.send(server.url)
        pipe.recv()


def resident() -> float:
    """Megabytes of this process that are in memory."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


async def fetch_all(url: str, fetches: int, folder: Path) -> None:
    from warledger.reports.fetch import Fetched, Fetcher, FetchError, Limits  # noqa: PLC0415
    from warledger.reports.watch import WatchState  # noqa: PLC0415
    from warledger.reports.watch.archive import Archive  # noqa: PLC0415

    state = WatchState(folder / "state.db")
    archive = Archive(folder / "archive", datetime.now(UTC))
    done = failed = 0
    at_first = 0.0
    started = time.monotonic()

    def keep(fetched: Fetched) -> None:
        state.keep(fetched, *archive.keep(fetched))

    async def worker(fetcher: Fetcher, numbers: list[int]) -> None:
        nonlocal done, failed, at_first
        for number in numbers:
            path = FAULTS[number // 20 % len(FAULTS)] if number % 20 == 0 else f"page/{number}"
            try:
                await fetcher.get(f"{url}/{path}")
            except FetchError:
                failed += 1
            done += 1
            if done in TOLD_AT:
                now = resident()
                at_first = at_first or now
                print(f"{done:>7,} fetches: {now:.1f} MB resident", flush=True)

    limits = Limits(bytes=2_000_000, seconds=10.0)
    async with Fetcher(
        limits=limits, allowed=["127.0.0.1"], keep=keep, side_by_side=SIDE_BY_SIDE, robots=True
    ) as fetcher:
        fetcher.pace.failed = lambda *_: None  # type: ignore[method-assign]  # one host stands for thousands
        numbers = list(range(1, fetches + 1))
        await asyncio.gather(*(worker(fetcher, numbers[n::SIDE_BY_SIDE]) for n in range(SIDE_BY_SIDE)))
    seconds = time.monotonic() - started
    at_end = resident()
    print(f"{done:>7,} fetches: {at_end:.1f} MB resident ({at_end - at_first:+.1f} MB)")
    print(f"{failed:,} of them faults, each survived; {done / seconds:.0f} fetches a second")
    state.close()


def main() -> int:
    options = argparse.ArgumentParser(description="Memory over many fetches.")
    options.add_argument("--fetches", type=int, default=10_000)
    given = options.parse_args()
    near, far = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(far,), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(fetch_all(near.recv(), given.fetches, Path(folder)))
    near.send("end")
    server.join(10)
    return 0


if __name__ == "__main__":
    sys.exit(main())
