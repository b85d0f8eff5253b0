"""A web server on 127.0.0.1 that misbehaves in every way that a watch has to survive.

Each path is one fault; ``/page/N`` and ``/feed`` are what well-behaved hosts give. ``hits`` counts requests.
"""

from __future__ import annotations

import gzip
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import patience
from warledger.reports.fetch import Limits

WORDS = (
    "Government troops entered the village of Ardan {n} on Tuesday after rebels pulled out, residents said. "
    "The rebel command denied it and said that its fighters still hold the mill in the north of the village."
)
# Clocks that no busy machine runs into; what never ends by itself is tried in test_fetching.py.
ROOMY = Limits(1_000_000, patience.SECONDS, patience.SECONDS, patience.SECONDS, redirects=4)
MEGABYTE = b"x" * 1_000_000
BOMB = gzip.compress(b"\0" * 40_000_000, 1)


def page(number: int, text: str = "") -> bytes:
    """A news page with its own words."""
    told = text or WORDS.format(n=number)
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Dispatch {number}</title>"
        "<meta property='og:site_name' content='Sample Gazette'>"
        f"<meta property='article:published_time' content='2024-03-05T08:00:00Z'></head><body><article>"
        f"<h1>Dispatch {number}</h1><p>{told}</p><p>Shelling went on in the hills around it, they said.</p>"
        "</article></body></html>"
    ).encode()


def feed(links: list[str]) -> bytes:
    """An RSS feed of some addresses."""
    items = "".join(
        f"<item><title>Entry {n}</title><link>{link}</link><guid>{link}</guid>"
        "<pubDate>Tue, 05 Mar 2024 08:00:00 GMT</pubDate></item>"
        for n, link in enumerate(links, 1)
    )
    channel = f"<channel><title>Feed</title>{items}</channel>"
    return f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>'.encode()


class Misbehaving(ThreadingHTTPServer):
    """The server; ``url`` is its address."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.hits: Counter[str] = Counter()
        self.links: list[str] = []
        self.robots = b""
        self.robots_status = 404
        self.ended = threading.Event()
        self.seen: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent: clients that hang up are what this is about."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Misbehaving

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        self.server.hits[path] += 1
        self.server.seen = [*self.server.seen[-20:], dict(self.headers)]
        name = path.strip("/").split("/")[0].replace("-", "_").replace(".", "_")
        fault: Callable[[], None] = getattr(self, f"give_{name}", self.give_nothing)
        with suppress(ConnectionError, TimeoutError):
            fault()

    def send(self, body: bytes, status: int = 200, kind: str = "text/html", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def give_nothing(self) -> None:
        self.send(b"not here", 404)

    def give_robots_txt(self) -> None:
        self.send(self.server.robots, self.server.robots_status, "text/plain")

    def give_page(self) -> None:
        self.send(page(int(self.path.rpartition("/")[2].split("?")[0] or 0)))

    def give_feed(self) -> None:
        etag = f'"{zlib.crc32(repr(self.server.links).encode())}"'
        if self.headers.get("If-None-Match") == etag:
            self.send_response(304)
            self.send_header("ETag", etag)
            self.end_headers()
            return
        self.send(
            feed(self.server.links), kind="application/rss+xml", ETag=etag, Last_Modified="Tue, 05 Mar 2024"
        )

    def give_broken_feed(self) -> None:
        self.send(b"\0\1 no feed at all", kind="application/rss+xml")

    def give_packed(self) -> None:
        self.send(gzip.compress(page(1)), Content_Encoding="gzip")

    def give_bomb(self) -> None:
        self.send(BOMB, Content_Encoding="gzip")

    def give_double_bomb(self) -> None:
        self.send(gzip.compress(BOMB, 9), Content_Encoding="gzip, gzip")

    def give_brotli(self) -> None:
        self.send(b"\x8b\x02\x80", Content_Encoding="br")

    def give_broken_gzip(self) -> None:
        self.send(b"\x1f\x8b\x08nonsense", Content_Encoding="gzip")

    def give_huge(self) -> None:
        """50 MB, told beforehand."""
        self.send_response(200)
        self.send_header("Content-Length", str(50 * len(MEGABYTE)))
        self.end_headers()
        self._pour()

    def give_huge_untold(self) -> None:
        """50 MB in pieces, without saying so."""
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        self._pour()

    def _pour(self) -> None:
        for _ in range(50):
            self.wfile.write(MEGABYTE)

    def give_drip(self) -> None:
        """A byte now and then, for ever."""
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        while not self.server.ended.wait(0.02):
            self.wfile.write(b".")
            self.wfile.flush()

    def give_silence(self) -> None:
        """The connection stands, and nothing comes."""
        self.close_connection = True
        self.server.ended.wait()

    def give_hang_up(self) -> None:
        self.close_connection = True

    def give_short(self) -> None:
        """Less than was promised."""
        self.send_response(200)
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(b"<html>")
        self.close_connection = True

    def give_no_http(self) -> None:
        self.close_connection = True
        self.wfile.write(b"\x00\x01 this is no HTTP\r\n\r\n")

    def give_endless_header(self) -> None:
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.server.ended.is_set():
            self.wfile.write(b"X-More: " + b"y" * 60_000 + b"\r\n")

    def give_loop(self) -> None:
        self.send(b"", 302, Location="/loop")

    def give_ladder(self) -> None:
        n = int(self.path.rpartition("/")[2])
        self.send(b"", 302, Location=f"/ladder/{n + 1}")

    def give_to(self) -> None:
        """Redirect to what stands behind ``?``."""
        self.send(b"", 302, Location=self.path.partition("?")[2])

    def give_to_nowhere(self) -> None:
        self.send(b"", 302)

    def give_busy(self) -> None:
        self.send(b"", 429, Retry_After="120")

    def give_down(self) -> None:
        self.send(b"", 503)

    def give_forbidden(self) -> None:
        self.send(b"", 403)

    def give_gone(self) -> None:
        self.send(b"", 410)

    def give_cyrillic(self) -> None:
        """Told to be UTF-8, and it is windows-1251."""
        words = "Войска вошли в село во вторник утром, сообщили местные жители и врачи больницы. " * 4
        text = page(3, words).decode().encode("cp1251")
        self.send(text, kind="text/html; charset=utf-8")

    def give_latin(self) -> None:
        """Windows-1252 with a curly apostrophe, told rightly by the header and wrongly by the page."""
        text = page(4, WORDS.format(n=4) + " The army’s café was hit.")
        self.send(text.decode().encode("cp1252"), kind="text/html; charset=windows-1252")

    def give_unknown_charset(self) -> None:
        self.send(page(5), kind="text/html; charset=no-such-thing")

    def give_empty(self) -> None:
        self.send(b"")

    def give_menu(self) -> None:
        self.send(b"<html><body><nav><a href='/'>Home</a></nav></body></html>")

    def give_picture(self) -> None:
        self.send(b"\x89PNG\r\n\x1a\n" + bytes(200), kind="image/png")


@contextmanager
def misbehaving() -> Iterator[Misbehaving]:
    """A running server."""
    server = Misbehaving()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        server.shutdown()
        server.server_close()
