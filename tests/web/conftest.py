from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from browsing import ARGUMENTS, CHROMIUM, Visit, serving
from web_sample import fill

from warledger.ledger import Ledger

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with Ledger.open(tmp_path_factory.mktemp("browser") / "war.db") as ledger:
        fill(ledger)
        with serving(ledger) as found:
            yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM:
        pytest.skip("no Chromium is installed (apt-get install chromium)")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1100, "height": 700}, accept_downloads=True)
    yield made
    made.close()


@pytest.fixture
def visit(request: pytest.FixtureRequest, context: BrowserContext, address: str) -> Iterator[Visit]:
    made = Visit(context, address, with_map="map_" in request.node.name)
    yield made
    made.page.close()
    assert made.complaints == []
    elsewhere = [u for u in made.asked if not u.startswith((address, "blob:", "data:"))]
    assert elsewhere == [], "a request left the host"
