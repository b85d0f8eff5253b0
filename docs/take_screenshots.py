"""Take the pictures of docs/screenshots/: ``python docs/take_screenshots.py [warledger.db [NAME …]]``.

Needs Playwright and a Chromium of the system. The page is drawn without a GPU, as in the tests.
"""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from warledger.ledger import Ledger

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "web"))

from browsing import ARGUMENTS, CHROMIUM, serving

TARGET = Path(__file__).parent / "screenshots"
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 375, "height": 780}
PATIENCE = 60_000


def pictures(ask: Any) -> list[tuple[str, str, dict[str, int]]]:
    """Name, address and size of each picture; cards are chosen from what the ledger holds."""
    disputes = ask("disputes?limit=200")["items"]
    episode = (ask("summary")["episodes"] or [{"since": "", "until": "", "country": ""}])[0]
    voices = [d for d in disputes if d["outcome"] == "admitted" and d["place_id"]]
    dispute = max(voices or disputes, key=lambda d: d["country"] == episode["country"], default=None)
    days = f"&since={episode['since']}&until={episode['until']}" if episode["since"] else ""
    denials = ask(f"claims?stance=denies&limit=200{days}")["items"]
    here = [c for c in denials if c["country"] == episode["country"] and c["level"] == "town"]
    claim = max(here or denials, key=lambda c: (c["kind"] == "withdraw", len(c["quote"])), default=None)
    found = [
        ("map-light", "/?theme=light&at=2024-12-05", WIDE),
        ("map-dark", "/?theme=dark&at=2024-12-05&tab=places&map=36.75,35.25,8.2", WIDE),
        ("compare", "/?theme=light&tab=places&at=2024-12-08&compare=2024-11-29", WIDE),
        ("network", "/?theme=dark&tab=actors&view=network", WIDE),
        ("source", "/?theme=light&at=2024-12-08&tab=sources&card=source:id%253Asohr", WIDE),
        ("phone", "/?theme=light&at=2024-12-05", PHONE),
        ("phone-network", "/?theme=dark&tab=actors&view=network", PHONE),
    ]
    if claim:
        found.append(("card", f"/?theme=light&at=2024-12-05&card=claim:{claim['id']}", WIDE))
    if dispute:
        found.append(("dispute", f"/?theme=light&tab=disputes&card=dispute:{dispute['id']}", WIDE))
    return found


def take(browser: Browser, address: str, name: str, path: str, size: dict[str, int]) -> int:
    """Take one picture and give the milliseconds until the first contents were painted."""
    page: Page = browser.new_page(viewport=size)  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE)
    page.goto(address + path)
    page.wait_for_selector("html[data-page=ready][data-map=ready]")
    page.wait_for_timeout(700)
    page.screenshot(path=TARGET / f"{name}.png")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    page.close()
    return round(paint)


def main(ledger_path: str = "warledger.db", *chosen: str) -> None:
    """Serve the ledger, visit it, and tell how large and how quick each picture (or each chosen one) was."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with (
        Ledger.open(ledger_path, create=False) as ledger,
        sync_playwright() as playwright,
        ExitStack() as services,
    ):
        address = services.enter_context(serving(ledger))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        visitor = browser.new_page()

        def ask(what: str) -> Any:
            visitor.goto(f"{address}/api/v1/{what}")
            return json.loads(visitor.locator("body").inner_text())

        for name, path, size in pictures(ask):
            if chosen and name not in chosen:
                continue
            paint = take(browser, address, name, path, size)
            kilobytes = (TARGET / f"{name}.png").stat().st_size // 1024
            print(f"{name}: {kilobytes} kB, first contents after {paint} ms")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
