"""How fast the ledger is as it grows, and whether it survives being killed.

    python benchmarks/ledger_speed.py [CLAIMS ...] [--folder FOLDER] [--kills N] [-o RESULTS.json]

Makes ledgers of generated claims (10,000, 100,000 and 1,000,000 unless told otherwise) and prints one line a
measurement, wall clock and CPU, and how they grow from the smallest ledger to the largest. Coding is not
measured here. What is measured is written to RESULTS.json after each line (benchmarks/ledger_results.json
unless told otherwise), so that a run that is cut keeps its figures. ``--kills N`` kills writing processes,
four at a time, at N random moments, and counts what is lost, doubled or half-written (50 unless told
otherwise; 0 leaves it out).
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path

from warledger import control
from warledger.ledger import Ledger, disputing, queries
from warledger.ledger.queries import Filter
from warledger.ledger.refresh import rebuild, refresh
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

RESULTS = Path(__file__).with_name("ledger_results.json")
TELL_SECONDS = 10
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
# As many words as a small newspaper uses; the first one is as frequent as "army" there: in every fifth quote.
WORDS = ["army", *(f"word{n}" for n in range(600)), "hospital", *(f"word{n}" for n in range(600, 4000))]
FREQUENT = list(accumulate(1 / (n + 10) for n in range(len(WORDS))))


def reports(claims: int, seed: int = 1, first: int = 0, places_of: int = 0) -> Iterator[Coding]:
    """Generated reports with so many claims in all, at the places of a ledger of ``places_of`` claims."""
    at = random.Random(0)
    places = [_place(n, at) for n in range(max(10, (places_of or claims) // CLAIMS_PER_PLACE))]
    rng = random.Random(seed)
    start = date(2020, 1, 1)
    for n in range(first, first + claims // PER_REPORT):
        day = start + timedelta(days=rng.randrange(1800))
        text = f"Report {n}: " + " ".join(rng.choices(WORDS, cum_weights=FREQUENT, k=150)) + f" {n}."
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
        quote=" ".join(rng.choices(WORDS, cum_weights=FREQUENT, k=12)),
        kind=rng.choice(KINDS),
        source=rng.choice(SOURCES),
        actors=(rng.choice(ACTORS),),
        targets=(rng.choice(ACTORS),) if rng.random() < 0.3 else (),
        place=place,
        date=Period(on, on, Precision.DAY),
        counts=Counts(killed=Count(best=rng.randrange(1, 20))) if rng.random() < 0.2 else Counts(),
        confidence=0.8,
    )


class Figures:
    """Prints what is measured, keeps it in a file, and shows how it grows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.begun = time.perf_counter()
        self.walls: dict[str, dict[int, float]] = {}
        self.kept: dict[str, dict[str, dict[str, float]]] = {}

    def timed(self, claims: int, name: str, work: Callable[[], object], runs: int = 3) -> float:
        """Measure the best of some runs."""
        wall, cpu = min(_once(work) for _ in range(runs))
        self.walls.setdefault(name, {})[claims] = wall
        self.keep(claims, name, {"wall_ms": round(wall * 1000, 1), "cpu_ms": round(cpu * 1000, 1)})
        print(f"  {name:<58} {wall * 1000:>12,.1f} ms {cpu * 1000:>12,.1f} ms of CPU", flush=True)
        return wall

    def rate(self, claims: int, name: str, number: int, work: Callable[[], object]) -> None:
        """Measure how many reports a second."""
        wall, cpu = _once(work)
        self.walls.setdefault(name, {})[claims] = wall / number
        self.keep(
            claims,
            name,
            {"reports_a_second": round(number / wall), "reports_a_cpu_second": round(number / cpu)},
        )
        print(
            f"  {name:<58} {number / wall:>12,.0f} reports/s {number / cpu:>5,.0f} a CPU-second", flush=True
        )

    def keep(self, claims: int, name: str, figures: dict[str, float]) -> None:
        """Keep figures in the file at once."""
        self.kept.setdefault(str(claims), {})[name] = {
            **figures,
            "after_s": round(time.perf_counter() - self.begun),
        }
        self.path.write_text(json.dumps(self.kept, indent=1) + "\n", encoding="utf-8")

    def growth(self) -> None:
        """Print how much longer each takes in the largest ledger than in the smallest."""
        for name, walls in self.walls.items():
            if len(walls) > 1:
                least, most = min(walls), max(walls)
                times = walls[most] / walls[least]
                self.keep(0, name, {"growth": round(times, 1), "from": least, "to": most})
                print(f"  {name:<58} × {times:,.1f} from {least:,} to {most:,} claims")


def _once(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), _cpu()
    work()
    return time.perf_counter() - wall, _cpu() - cpu


def _cpu() -> float:
    """CPU seconds of this process and of those that it started and that have ended."""
    own, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + theirs.ru_utime + theirs.ru_stime


def _told(what: str) -> Callable[[int, int], None]:
    """A progress line every ten seconds."""
    last = [time.monotonic()]

    def tell(done: int, total: int) -> None:
        if time.monotonic() - last[0] > TELL_SECONDS:
            last[0] = time.monotonic()
            print(f"    {what}: {done:,} of {total:,}", file=sys.stderr, flush=True)

    return tell


def measure(claims: int, folder: Path, figures: Figures) -> None:
    """Fill a ledger of so many claims and measure it."""
    count = max(10, claims // CLAIMS_PER_PLACE)
    print(f"{claims:,} claims over {count:,} places")
    path = folder / f"{claims}.db"
    made = claims // PER_REPORT
    with Ledger.open(path) as ledger:
        if not queries.reports(ledger, Filter(limit=1)):
            tell = _told("reports added")
            figures.rate(claims, "filling it", made, lambda: _add(ledger, reports(claims), tell, made))
        tell = _told("places")
        figures.timed(claims, "all holdings from nothing", lambda: rebuild(ledger, tell, join=False), 1)
        tell = _told("claims joined")
        figures.timed(claims, "all incidents from nothing", lambda: refresh(ledger, tell), 1)
        ledger.progress = _told("what disputes rest on")
        disputing.forget(ledger)
        figures.timed(claims, "all disputes from nothing", lambda: _disputes(ledger), 1)
        _ask(claims, ledger, figures)
        first = 10_000_000 + time.time_ns() % 10**12  # a kept ledger may have those of an earlier run
        more = list(reports(12_000, seed=first, first=first, places_of=claims))
        figures.rate(claims, "adding 1,000 reports together", 1000, lambda: _add(ledger, more[:1000]))
        tell = _told("changed by 1,000 reports")
        figures.timed(claims, "bringing up to date what these change", lambda: refresh(ledger, tell), 1)
        figures.rate(
            claims, "adding 500 reports one by one", 500, lambda: [ledger.add(c) for c in more[1000:]]
        )
        ledger.progress = _told("whole listings")
        refresh(ledger)
        figures.timed(claims, "all disputes, after these were added", lambda: _disputes(ledger), 1)
        figures.timed(claims, "all disputes, asked again", lambda: _disputes(ledger))
        of_one = Filter(place="Place 7")
        figures.timed(claims, "open disputes of a place", lambda: queries.disputes(ledger, of_one, True))
        figures.timed(
            claims,
            "control of all places, as known two years before the end",
            lambda: control.holdings(ledger, known_by="2022-12-04", argue=False),
            1,
        )
        figures.timed(
            claims,
            "the same, as known on the last day but one",
            lambda: control.holdings(ledger, known_by="2024-12-03", argue=False),
            1,
        )
    size = path.stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"  {'file':<58} {size / 1e6:>12,.1f} MB\n  {'peak memory so far':<58} {peak:>12,.0f} MB", flush=True
    )


def _ask(claims: int, ledger: Ledger, figures: Figures) -> None:
    """Measure the questions that a reader asks."""
    for at in (Filter(at="2020-06-01"), Filter(at="2022-06-01"), Filter(at="2024-11-01")):
        listed = partial(control.holdings, ledger, wanted=at, argue=False)
        figures.timed(claims, f"control --at {at.at}, all places", listed)
    every = partial(control.holdings, ledger, wanted=Filter(at="2022-06-01"), argue=False)
    figures.timed(claims, "the same, 2022-06-01, with each holding made", lambda: list(every()))
    some = Filter(at="2022-06-01", limit=100)
    figures.timed(
        claims, "control --at, 100 places", lambda: control.holdings(ledger, wanted=some, argue=False)
    )
    one = Filter(place="Place 7", at="2022-06-01")
    figures.timed(
        claims, "control of one place, with its argument", lambda: control.holdings(ledger, wanted=one)
    )
    figures.timed(
        claims,
        "the same as known two years before",
        lambda: control.holdings(ledger, known_by="2022-06-01", wanted=one),
    )
    for words in ("hospital", "army", "army hospital", '"army word1"', "word1 word2", "word20"):
        searched = partial(queries.claims, ledger, Filter(text=words, limit=100))
        figures.timed(claims, f"search {words}", searched)
    inside = Filter(bbox=(37.0, 33.0, 37.5, 33.5), since="2022-03-01", until="2022-03-31", limit=1000)
    figures.timed(claims, "box of half a degree, one month", lambda: queries.claims(ledger, inside))
    wide = Filter(bbox=(36.0, 32.0, 42.0, 37.0), since="2022-03-01", until="2022-03-07", limit=1000)
    figures.timed(claims, "box of everything, one week (1,000 rows)", lambda: queries.claims(ledger, wide))
    worded = Filter(text="army", limit=100)
    figures.timed(claims, "100 newest reports", lambda: queries.reports(ledger, Filter(limit=100)))
    figures.timed(claims, "search of reports, army", lambda: queries.reports(ledger, worded))
    figures.timed(claims, "100 newest claims", lambda: queries.claims(ledger, Filter(limit=100)))
    named = Filter(place="Place 7", limit=100)
    figures.timed(claims, "100 claims of a place", lambda: queries.claims(ledger, named))


def _disputes(ledger: Ledger) -> int:
    """Ask for all disputes, as a process does that has asked for none yet."""
    ledger.kept.clear()
    return len(queries.disputes(ledger))


def _add(
    ledger: Ledger,
    codings: Iterator[Coding] | list[Coding],
    tell: Callable[[int, int], None] | None = None,
    total: int = 0,
) -> int:
    claims = 0
    for done, added in enumerate(ledger.add_all(codings), 1):
        claims += added.claims
        if tell:
            tell(done, total)
    return claims


_WRITER = """
import sys
sys.path[:0] = {path!r}
import ledger_speed
from warledger.ledger import Ledger
from warledger.ledger.refresh import refresh
with Ledger.open({db!r}) as ledger:
    made = ledger_speed.reports({claims}, seed={seed}, first={first}, places_of=10000)
    list(ledger.add_all(made, together=20))
    refresh(ledger)
"""


def kill(folder: Path, times: int, figures: Figures) -> None:
    """Kill four writers again and again at random moments while readers read, and count the damage."""
    db, rng, of_each = folder / "killed.db", random.Random(11), 400
    Ledger.open(db).close()

    def start(n: int) -> subprocess.Popen[bytes]:
        given = {"claims": of_each * PER_REPORT, "seed": n, "first": n * of_each}
        script = _WRITER.format(path=[str(Path(__file__).parent), *sys.path], db=str(db), **given)
        return subprocess.Popen([sys.executable, "-c", script])

    stop, waited, failed = threading.Event(), [0.0], [0]

    def read() -> None:
        with Ledger.open(db) as ledger:
            while not stop.is_set():
                begun = time.perf_counter()
                rows = queries.claims(ledger, Filter(limit=50))
                whole = queries.reports(ledger, Filter(limit=20))
                failed[0] += len(rows) > 50 or any(r.claims != PER_REPORT for r in whole)
                waited[0] = max(waited[0], time.perf_counter() - begun)

    reader = threading.Thread(target=read)
    reader.start()
    writers = [start(n) for n in range(4)]
    for _ in range(times):
        stop.wait(rng.uniform(0.5, 4.0))
        victim = rng.randrange(4)
        writers[victim].kill()
        writers[victim].wait()
        writers[victim] = start(victim)
    ended = [w.wait() for w in writers]
    stop.set()
    reader.join()
    with Ledger.open(db) as ledger, ledger.reading() as connection:
        tables = connection.exec_driver_sql(
            "SELECT (SELECT count(*) FROM reports), (SELECT count(DISTINCT identity) FROM reports), "
            "(SELECT count(*) FROM claims), (SELECT count(*) FROM claims_fts), "
            "(SELECT count(*) FROM (SELECT report FROM claims GROUP BY report HAVING count(*) <> ?))",
            (PER_REPORT,),
        ).one()
        fit = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
    every = 4 * of_each
    print(f"killed {times} times; writers ended with {ended}; integrity {fit}")
    print(
        f"  {every - tables[1]} lost, {tables[0] - tables[1]} doubled, {tables[4] + failed[0]} half-written"
    )
    print(f"  {tables[2]:,} claims, {tables[3]:,} of them searchable")
    print(f"  a reader waited {waited[0] * 1000:,.0f} ms at most")
    harm = {"lost": every - tables[1], "doubled": tables[0] - tables[1], "half": tables[4] + failed[0]}
    figures.keep(0, f"killed {times} times", {**harm, "reader_waited_ms": round(waited[0] * 1000)})


def main() -> None:
    """Measure."""
    given = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    given.add_argument("claims", nargs="*", type=int, default=[10_000, 100_000, 1_000_000], help="0 for none")
    given.add_argument("--folder", type=Path, help="keep the ledgers here, and use those that are here")
    given.add_argument("--kills", type=int, default=50)
    given.add_argument("-o", "--output", type=Path, default=RESULTS, help="where the figures are kept")
    options = given.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp())
    figures = Figures(options.output)
    try:
        for claims in filter(None, options.claims):
            measure(claims, folder, figures)
        figures.growth()
        if options.kills:
            kill(folder, options.kills, figures)
    finally:
        if options.folder is None:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
