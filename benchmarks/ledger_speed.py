"""How fast the ledger is as it grows: adding reports, listing, searching, holdings, incidents.

    python benchmarks/ledger_speed.py [CLAIMS ...]

Makes ledgers of generated claims (10,000 and 100,000 unless told otherwise) in a temporary folder and prints
one line a measurement: wall clock and CPU. Coding is not measured here.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from warledger import control
from warledger.ledger import Ledger, queries
from warledger.ledger.queries import Filter
from warledger.model import (
    Actor,
    Claim,
    Coding,
    Count,
    Counts,
    Level,
    Period,
    Place,
    Precision,
    Report,
    Source,
)

PER_REPORT = 8
CLAIMS_PER_PLACE = 50
KINDS = [
    *["capture"] * 4,
    *["withdraw"] * 3,
    *["hold"] * 4,
    *["clash"] * 6,
    *["attack"] * 6,
    *["advance"] * 3,
    *["shelling"] * 12,
    *["airstrike"] * 12,
    *["displacement"] * 5,
    *["talks"] * 5,
]
ACTORS = [
    Actor("Hayat Tahrir al-Sham", "hts"),
    Actor("Syrian army", "syr-army"),
    Actor("Syrian Democratic Forces", "sdf"),
    Actor("rebels"),
]
SOURCES = [
    Source(),
    Source("Syrian Observatory for Human Rights"),
    Source("Syrian Defence Ministry", "syr-defence-ministry"),
    Source("residents"),
]
WORDS = ["river", "hospital", *(f"word{n}" for n in range(4000))]  # as many as a small newspaper uses


def reports(claims: int, seed: int = 1, first: int = 0) -> Iterator[Coding]:
    rng = random.Random(seed)
    places = [_place(n, rng) for n in range(max(10, claims // CLAIMS_PER_PLACE))]
    start = date(2020, 1, 1)
    for n in range(first, first + claims // PER_REPORT):
        day = start + timedelta(days=rng.randrange(1800))
        text = f"Report {n}: " + " ".join(rng.choices(WORDS, k=150)) + f" {n}."
        yield Coding(
            Report(f"g{n}", text, day, f"Outlet {n % 40}", f"Title {n}"),
            [_claim(m, rng, day, rng.choice(places)) for m in range(PER_REPORT)],
        )


def _place(n: int, rng: random.Random) -> Place:
    name = f"Place {n}"
    return Place(
        name,
        0,
        len(name),
        resolved=name,
        gazetteer_id=f"gn:{n}",
        lat=32 + rng.random() * 5,
        lon=36 + rng.random() * 6,
        level=Level.TOWN,
        admin1=f"Province {n % 14}",
        country="SY",
    )


def _claim(m: int, rng: random.Random, day: date, place: Place) -> Claim:
    on = day - timedelta(days=rng.randrange(3))
    return Claim(
        id=f"c{m}",
        start=m * 20,
        end=m * 20 + 20,
        quote=" ".join(rng.choices(WORDS, k=12)),
        kind=rng.choice(KINDS),
        source=rng.choice(SOURCES),
        actors=(rng.choice(ACTORS),),
        targets=(rng.choice(ACTORS),) if rng.random() < 0.3 else (),
        place=place,
        date=Period(on, on, Precision.DAY),
        counts=Counts(killed=Count(best=rng.randrange(1, 20))) if rng.random() < 0.2 else Counts(),
        confidence=0.8,
    )


def timed(name: str, work: Callable[[], object], runs: int = 3) -> float:
    wall, cpu = min(_once(work) for _ in range(runs))
    print(f"  {name:<50} {wall * 1000:>10.1f} ms {cpu * 1000:>10.1f} ms of CPU", flush=True)
    return wall


def _once(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def rate(name: str, number: int, work: Callable[[], object]) -> None:
    wall, cpu = _once(work)
    print(f"  {name:<50} {number / wall:>10.0f} reports/s {number / cpu:>7.0f} a CPU-second", flush=True)


def measure(claims: int, folder: Path) -> None:
    print(f"{claims:,} claims over {max(10, claims // CLAIMS_PER_PLACE):,} places")
    with Ledger.open(folder / f"{claims}.db") as ledger:
        made = list(reports(claims))
        rate("adding reports, one transaction each", len(made), lambda: [ledger.add(c) for c in made])
        more = list(reports(400, seed=2, first=10_000_000))
        rate("adding 50 reports to the full ledger", 50, lambda: [ledger.add(c) for c in more])
        rate("adding them again", 50, lambda: [ledger.add(c) for c in more])
        page = Filter(limit=100)
        timed("100 newest claims", lambda: queries.claims(ledger, page))
        timed("100 claims of a place", lambda: queries.claims(ledger, Filter(place="Place 7", limit=100)))
        timed(
            "100 claims with words",
            lambda: queries.claims(ledger, Filter(text="river hospital", limit=100)),
        )
        box = Filter(bbox=(37.0, 33.0, 37.5, 33.5), since="2022-03-01", until="2022-03-31", limit=1000)
        timed("claims in a box of half a degree in a month", lambda: queries.claims(ledger, box))
        timed("claims by day", lambda: queries.claims_by_day(ledger))
        timed(
            "holdings of all places, from nothing",
            lambda: control.holdings(ledger, at="2023-01-01", argue=False),
            1,
        )
        timed(
            "holdings of all places on another day",
            lambda: control.holdings(ledger, at="2022-01-01", argue=False),
        )
        one = Filter(place="Place 7")
        timed(
            "the holding of one place with its argument",
            lambda: control.holdings(ledger, at="2022-01-01", wanted=one),
        )
        timed("incidents, from nothing", lambda: queries.incidents(ledger, page), 1)
        timed("disputes, from nothing", lambda: queries.disputes(ledger, page), 1)
    size = (folder / f"{claims}.db").stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {'file':<50} {size / 1e6:>10.1f} MB\n  {'peak memory so far':<50} {peak:>10.0f} MB")


def main() -> None:
    sizes = [int(a.replace(",", "")) for a in sys.argv[1:]] or [10_000, 100_000]
    with tempfile.TemporaryDirectory() as folder:
        for claims in sizes:
            measure(claims, Path(folder))


if __name__ == "__main__":
    main()
