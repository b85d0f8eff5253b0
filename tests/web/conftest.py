from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import TYPE_CHECKING

import pytest
from browsing import ARGUMENTS, CHROMIUM, PATIENCE, Visit, serving
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for one file: while it is there, no other test of the process can use ``asyncio.run``."""
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM:
        pytest.skip("no Chromium is installed (apt-get install chromium)")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, timeout=PATIENCE)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1100, "height": 700}, accept_downloads=True)
    yield made
    made.close()


@pytest.fixture(scope="module")
def tabs(context: BrowserContext, address: str) -> Callable[[bool], Visit]:
    """A tab with the map and one without, for all tests of a file: to start one costs more than a page."""
    return cache(partial(Visit, context, address))


@pytest.fixture
def visit(request: pytest.FixtureRequest, tabs: Callable[[bool], Visit]) -> Iterator[Visit]:
    made = tabs("map_" in request.node.name)
    yield made
    made.ended()
