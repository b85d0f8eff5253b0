"""How fast the page answers, and whether its API ever fails: ``make bench-web``.

    python benchmarks/web_speed.py [--ledger FILE] [--claims 100000] [--places 5000] [--cases 2000]

Makes a ledger of generated claims (minutes; ``--ledger`` keeps it for the next run), visits the page with a
headless Chromium that draws without a GPU, and prints one line a measurement: how soon the sample is on the
screen, how long the page waits for its map after a move of the view and a step of the time bar, the same
without a browser, and how many of the API's answers to schemathesis are server errors.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path += [str(ROOT / "tests" / "web"), str(ROOT / "benchmarks")]

from browsing import ARGUMENTS, CHROMIUM, serving  # noqa: E402

import ledger_speed  # noqa: E402
from warledger import samples  # noqa: E402
from warledger.coder import Coder  # noqa: E402
from warledger.ledger import Ledger  # noqa: E402
from warledger.ledger.refresh import refresh  # noqa: E402
from warledger.web.app import create_app  # noqa: E402

STEPS = 24
PATIENCE = 600_000
WIDE = {"width": 1440, "height": 900}
MIDDLE = "2022-06-15"


def tell(name: str, times: list[float], unit: str = "ms") -> None:
    ordered = sorted(times)
    worst = ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))]
    print(
        f"  {name:<58} median {statistics.median(ordered):>7.0f} {unit}   p95 {worst:>7.0f} {unit}",
        flush=True,
    )


def made(path: Path, claims: int, places: int) -> None:
    """Fill a ledger, unless it is there, and store its holdings."""
    if path.exists():
        with Ledger.open(path, create=False) as ledger:
            refresh(ledger)
        return
    ledger_speed.CLAIMS_PER_PLACE = max(1, claims // places)
    began = time.perf_counter()
    with Ledger.open(path) as ledger:
        for _ in ledger.add_all(ledger_speed.reports(claims)):
            pass
    print(
        f"  made {claims:,} claims over {places:,} places in {time.perf_counter() - began:.0f} s", flush=True
    )


def sample(path: Path) -> None:
    with Ledger.open(path) as ledger:
        for _ in ledger.add_all(Coder().code_many(samples.load())):
            pass


def paints(browser: Any, address: str, name: str) -> None:
    """First contents, and lists and map data on the page, of a visit with nothing in the browser's cache."""
    first, full = [], []
    for _ in range(5):
        context = browser.new_context(viewport=WIDE)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        page.wait_for_selector("html[data-page=ready]")
        first.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
        full.append(page.evaluate("performance.now()"))
        context.close()
    tell(f"{name}: first contents painted", first)
    tell(f"{name}: lists and map data shown", full)


_LAST = """(name) => {
  const asked = performance.getEntriesByName("map-asked").at(-1);
  const told = performance.getEntriesByName(name).at(-1);
  if (!asked) return 0;
  return told && told.startTime >= asked.startTime ? Math.max(0, told.startTime + told.duration - began) : -1;
}"""


def waits(page: Any, act: Callable[[int], None], always: bool) -> tuple[list[float], list[float]]:
    """Milliseconds from the end of an act until the map has its answer, and until it is painted and still.

    Nought where the map has what it needs already, which it never has where it is ``always`` asked for.
    """
    answered, painted = [], []
    for n in range(STEPS):
        page.evaluate(
            "performance.clearMeasures(); performance.clearMarks(); window.began = performance.now()"
        )
        act(n)
        while always and not page.evaluate("performance.getEntriesByName('map-asked').length"):
            page.wait_for_timeout(5)
        for name, found in (("map-answer", answered), ("map-painted", painted)):
            while (took := page.evaluate(_LAST, name)) < 0:
                page.wait_for_timeout(5)
            found.append(took)
    return answered, painted


def visits(browser: Any, address: str) -> None:
    page = browser.new_page(viewport=WIDE)
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/?at={MIDDLE}&episode=all&map=39,34.5,6.5")
    page.wait_for_selector("html[data-page=ready][data-map=ready]")
    page.wait_for_timeout(1500)
    handle = page.get_by_role("slider", name="As of")
    handle.focus()
    key = "ArrowRight"
    answered, painted = waits(page, lambda _: page.keyboard.press(key), always=True)
    tell("a step of the time bar: map answered", answered)
    tell("a step of the time bar: map painted (no GPU)", painted)
    box = page.locator(".mapbox").bounding_box()

    def pan(n: int) -> None:
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        way = 1 if n % 8 < 4 else -1
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - way * 220, y, steps=4)
        here = page.url
        page.evaluate("window.began = performance.now()")
        page.mouse.up()
        while page.url == here:  # it glides on for a moment
            page.wait_for_timeout(5)

    for zoom in ("6.5", "9.0"):
        page.goto(f"{address}/?at={MIDDLE}&episode=all&map=39,34.5,{zoom}")
        page.wait_for_selector("html[data-page=ready][data-map=ready]")
        page.wait_for_timeout(1500)
        answered, painted = waits(page, pan, always=False)
        tell(f"a pan at zoom {zoom}: map answered", answered)
        tell(f"a pan at zoom {zoom}: map painted (no GPU)", painted)
    page.close()


def answers(address: str) -> None:
    """The same questions without a browser: what of the waiting is the server's."""

    def ask(name: str, paths: list[str]) -> None:
        walls, cpus = [], []
        for path in paths:
            wall, cpu = time.perf_counter(), time.process_time()  # the server is a thread of this process
            with urllib.request.urlopen(f"{address}/api/v1/{path}") as answer:
                answer.read()
            walls.append((time.perf_counter() - wall) * 1000)
            cpus.append((time.process_time() - cpu) * 1000)
        tell(f"server: {name}", walls)
        tell(f"server: {name}, CPU", cpus)

    day = date.fromisoformat(MIDDLE)
    days = [(day + timedelta(days=n)).isoformat() for n in range(STEPS)]
    asked = "since=2020-01-01&until={0}&day={0}&zoom=6.5&bbox=32,30,46,39"
    ask("the map on another day", ["map?" + asked.format(d) for d in days])
    ask("the claims on another day", [f"claims?until={d}&limit=60" for d in days])
    ask("the places on another day", [f"places?until={d}&day={d}&limit=60" for d in days])
    boxes = [f"{36 + n / 10:.2f},33,{38 + n / 10:.2f},35" for n in range(STEPS)]
    ask("the map of another view", [f"map?until={MIDDLE}&zoom=8.5&bbox={b}" for b in boxes])
    ask("words in the quotes", [f"claims?q=word{n}&limit=60" for n in range(STEPS)])
    ask("the network on another day", [f"network?until={d}&by=side" for d in days])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--ledger", type=Path)
    parser.add_argument("--sample", type=Path, help="A ledger of the sample dispatches; made when not given.")
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--places", type=int, default=5_000)
    parser.add_argument("--cases", type=int, default=2_000)
    given = parser.parse_args()
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - needed for this alone

    print(f"  load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        small = given.sample or Path(folder) / "sample.db"
        if not small.exists():
            sample(small)
        large = given.ledger or Path(folder) / "large.db"
        made(large, given.claims, given.places)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        with Ledger.open(small, create=False) as ledger, serving(ledger) as address:
            paints(browser, address, "the sample")
            if given.cases:
                from schemathesis_run import failures  # noqa: PLC0415

                began = time.perf_counter()
                cases, broken = failures(create_app(ledger, hosts=frozenset()), given.cases)
                print(
                    f"  schemathesis: {cases} cases, {len(broken)} server errors, "
                    f"{time.perf_counter() - began:.0f} s"
                )
                for line in broken[:10]:
                    print(f"    {line}")
        with Ledger.open(large, create=False) as ledger, serving(ledger) as address:
            began = time.perf_counter()
            for path in ("summary", f"map?day={MIDDLE}", "network"):
                urllib.request.urlopen(f"{address}/api/v1/{path}").read()
            print(f"  the large ledger: {time.perf_counter() - began:.1f} s until first worked out")
            answers(address)
            paints(browser, address, "the large ledger")
            visits(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
