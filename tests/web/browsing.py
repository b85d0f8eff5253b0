"""A page served to a browser without a GPU: for the tests, the pictures of docs/ and the benchmark alike."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import uvicorn

from warledger.ledger import Ledger
from warledger.web.app import create_app

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

PATIENCE = 180_000  # milliseconds: no assertion, only an end for a page that hangs
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --use-gl=angle --use-angle=swiftshader "
    "--enable-unsafe-swiftshader"
).split()


@contextmanager
def serving(ledger: Ledger, **options: Any) -> Iterator[str]:
    """Serve a ledger on a free port of this machine; gives the address without a slash at its end."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(64)
    server = uvicorn.Server(uvicorn.Config(create_app(ledger, **options), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE / 1000)


class Visit:
    """A page of the browser with all that it asked for and complained of."""

    def __init__(self, context: BrowserContext, address: str, with_map: bool = False) -> None:
        self.page: Page = context.new_page()
        if not with_map:  # drawn by the processor alone, the map is most of a visit's time
            self.page.route("**/maplibre-gl.mjs", lambda route: route.abort())
        self.page.set_default_timeout(PATIENCE)
        self.address = address
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda r: self.asked.append(r.url))
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        self.page.on("console", self.heard)

    def heard(self, message: Any) -> None:
        if message.type == "error" and "ERR_FAILED" not in message.text:
            self.complaints.append(message.text)

    def ended(self) -> None:
        """Leave the page; nothing may have gone wrong on it, and nothing been asked for elsewhere."""
        self.page.goto("about:blank")
        self.page.mouse.move(0, 0)
        asked, self.asked = self.asked, []
        complaints, self.complaints = self.complaints, []
        assert complaints == []
        elsewhere = [u for u in asked if not u.startswith((self.address, "blob:", "data:", "about:blank"))]
        assert elsewhere == [], "a request left the host"

    def open(self, path: str = "/") -> Page:
        self.page.goto(self.address + path)
        self.page.wait_for_selector("html[data-page=ready]")
        return self.page

    def listed(self) -> None:
        """Wait for the rows of the list: those of before are gone."""
        self.page.wait_for_selector("#list:not([aria-busy])")

    def card(self) -> Locator:
        """The card with all that it will tell; before that, a click may meet a link that is replaced."""
        self.page.wait_for_selector(".card:not([aria-busy]) h2")
        return self.page.locator(".card")

    def drawn(self) -> None:
        """Wait for the map with the claims on it and the legend of them."""
        self.page.wait_for_selector("html[data-map=ready]")
