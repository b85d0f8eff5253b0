"""Fetching: bounded, polite, and only from where the user meant; against a server with every fault."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from reports.misbehaving import ROOMY, Misbehaving, misbehaving, page
from warledger.reports.fetch import Fetched, Fetcher, FetchError
from warledger.reports.fetch.addresses import is_public
from warledger.reports.fetch.pace import Pace, seconds_of
from warledger.reports.fetch.robots import read_robots
from warledger.reports.fetch.unpack import unpacked
from warledger.reports.readers import Given, read_reports

# Only what never ends by itself is tried under a tight clock, and without asking robots.txt under it: a busy
# machine is slow with good pages too.
ENDLESS = {"drip": replace(ROOMY, seconds=1.5), "silence": replace(ROOMY, silent_seconds=1.0)}


@dataclass
class Heard:
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def error(self, message: str) -> None:
        self.errors.append(message)

    def warning(self, message: str) -> None:
        self.warnings.append(message)


@pytest.fixture(scope="module")
def running() -> Iterator[Misbehaving]:
    with misbehaving() as server:
        yield server


@pytest.fixture
def server(running: Misbehaving) -> Misbehaving:
    running.robots, running.robots_status = b"", 404
    return running


def run(work: Callable[[Fetcher], Awaitable[Any]], **options: Any) -> Any:
    async def inside() -> Any:
        async with Fetcher(**{"limits": ROOMY, "allowed": ["127.0.0.1"], **options}) as fetcher:
            return await work(fetcher)

    return asyncio.run(inside())


def get(url: str, **options: Any) -> Fetched:
    found: Fetched = run(lambda fetcher: fetcher.get(url), **options)
    return found


def refused(url: str, **options: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        get(url, **options)
    return caught.value


def test_a_fetch_tells_all_that_evidence_needs(server: Misbehaving) -> None:
    kept: list[Fetched] = []
    found = get(f"{server.url}/to?/page/7", keep=kept.append)
    assert (found.status, found.final_url, found.body) == (200, f"{server.url}/page/7", page(7))
    assert found.sha256 == hashlib.sha256(page(7)).hexdigest()
    assert found.address == "127.0.0.1"
    assert found.header("content-type") == "text/html"
    assert [k.status for k in kept] == [302, 200]
    assert "warledger/" in server.seen[-1]["User-Agent"]


def test_a_packed_page_is_unpacked_and_kept_as_it_came(server: Misbehaving) -> None:
    found = get(f"{server.url}/packed")
    assert found.body == page(1)
    assert found.raw.startswith(b"\x1f\x8b")


FAULTS = {
    "bomb": ("unpacks to more than 1 MB", True),
    "double-bomb": ("unpacks to more than 1 MB", True),
    "brotli": ("not asked for", True),
    "broken-gzip": ("cannot be unpacked", False),
    "huge": ("50.0 MB long", True),
    "huge-untold": ("longer than 1 MB", True),
    "drip": ("took longer than 1.5 s", False),
    "silence": ("does not answer", False),
    "hang-up": ("127.0.0.1", False),
    "short": ("127.0.0.1", False),
    "no-http": ("127.0.0.1", False),
    "endless-header": ("127.0.0.1", False),
    "loop": ("more than 4 redirects", True),
    "ladder/1": ("more than 4 redirects", True),
    "to-nowhere": ("without saying where", False),
    "to?ftp://127.0.0.1/x": ("no http or https", True),
    "to?http://a:b:c/": ("no address", True),
    "busy": ("HTTP 429", False),
    "down": ("HTTP 503", False),
    "forbidden": ("HTTP 403", True),
    "gone": ("HTTP 410", True),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_ends_in_a_reason_and_the_next_fetch_works(server: Misbehaving, fault: str) -> None:
    async def both(fetcher: Fetcher) -> tuple[FetchError, Fetched]:
        with pytest.raises(FetchError) as caught:
            await fetcher.get(f"{server.url}/{fault}")
        fetcher.limits = ROOMY
        return caught.value, await fetcher.get(f"{server.url}/page/1")

    async def at_once(seconds: float) -> None:
        """Retry-After is told in minutes; the test does not wait for it."""

    limits = ENDLESS.get(fault, ROOMY)
    error, after = run(both, sleep=at_once, limits=limits, robots=limits is ROOMY)
    words, lasting = FAULTS[fault]
    assert words in str(error)
    assert error.lasting is lasting
    assert after.body == page(1)


def test_a_dead_host_is_told(server: Misbehaving) -> None:
    assert not refused("http://127.0.0.1:1/x").lasting
    error = refused("http://no.such.host.invalid/", resolver=no_such_host)
    assert "could not be resolved" in str(error)
    assert not error.lasting


async def no_such_host(host: str, port: int) -> list[str]:
    raise OSError("Name or service not known")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "gopher://x/", "", "http://", "http://u:p@127.0.0.1/"])
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    assert refused(url).lasting


def test_private_addresses_are_refused_unless_allowed_by_name(server: Misbehaving) -> None:
    before = sum(server.hits.values())
    error = refused(f"{server.url}/page/1", allowed=())
    assert "no public one" in str(error)
    assert error.lasting
    assert sum(server.hits.values()) == before
    assert "no public one" in str(refused(f"{server.url}/page/1", allowed=["localhost"]))


def test_a_redirect_from_an_allowed_host_opens_no_other(server: Misbehaving) -> None:
    port = server.url.rpartition(":")[2]
    assert "no public one" in str(refused(f"{server.url}/to?http://127.0.0.2:{port}/page/1"))
    assert "no public one" in str(refused(f"{server.url}/to?http://[::1]:{port}/page/1"))


def test_a_name_that_resolves_elsewhere_the_second_time_is_judged_anew(server: Misbehaving) -> None:
    port = server.url.rpartition(":")[2]
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["127.0.0.1", "169.254.169.254"]])
    asked: list[str] = []

    async def changing(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    for _ in range(3):
        assert "no public one" in str(refused(f"http://changing.example:{port}/page/1", resolver=changing))
    assert asked == ["changing.example"] * 3  # once a connection: what was judged is what is used


def test_the_address_that_was_judged_is_the_one_connected_to(server: Misbehaving) -> None:
    async def here(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    port = server.url.rpartition(":")[2]
    found = get(f"http://intranet.example:{port}/page/2", resolver=here, allowed=["intranet.example"])
    assert (found.body, found.address) == (page(2), "127.0.0.1")
    assert server.seen[-1]["Host"] == f"intranet.example:{port}"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("nonsense", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_robots_are_asked_once_a_host_and_obeyed_also_after_redirects(server: Misbehaving) -> None:
    server.robots, server.robots_status = b"User-agent: *\nDisallow: /page/\nAllow: /page/1$\n", 200
    before = server.hits["/robots.txt"]

    async def three(fetcher: Fetcher) -> list[str]:
        told = []
        for path in ("page/1", "page/2", "to?/page/3"):
            try:
                told.append(str((await fetcher.get(f"{server.url}/{path}")).status))
            except FetchError as error:
                told.append(str(error))
        return told

    first, second, third = run(three)
    assert first == "200"
    assert "robots.txt" in second
    assert "robots.txt" in third
    assert server.hits["/robots.txt"] == before + 1
    assert get(f"{server.url}/page/2", robots=False).status == 200


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (429, False)])
def test_a_robots_txt_that_fails(server: Misbehaving, status: int, allowed: bool) -> None:
    server.robots_status = status
    if allowed:
        assert get(f"{server.url}/page/1").status == 200
    else:
        assert not refused(f"{server.url}/page/1").lasting


ROBOTS = """
# comment
User-agent: otherbot
Disallow: /

User-agent: warledger
User-agent: third
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$
Disallow: /a%3cd
Crawl-delay: 4

User-agent: *
Disallow: /
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/news", True),
        ("/private/x", False),
        ("/private/open/x", True),
        ("/x/y.pdf", False),
        ("/x/y.pdf?z=1", True),
        ("/a%3Cd", False),
        ("/robots.txt", True),
    ],
)
def test_rules_of_robots_txt(path: str, allowed: bool) -> None:
    assert read_robots(ROBOTS, "warledger").allows(path) is allowed


def test_groups_of_robots_txt() -> None:
    assert read_robots(ROBOTS, "warledger").delay == 4
    assert not read_robots(ROBOTS, "stranger").allows("/news")
    assert read_robots("User-agent: warledger\nDisallow:\n\nUser-agent: *\nDisallow: /", "warledger").allows(
        "/x"
    )
    assert read_robots("<html>no robots here</html>", "warledger").allows("/x")


@drawn(st.text(max_size=200), st.text(max_size=40))
def test_no_robots_txt_raises(text: str, path: str) -> None:
    read_robots(f"User-agent: *\nDisallow: {text}", "warledger").allows("/" + path)


def test_conditional_requests_are_answered_unchanged(server: Misbehaving) -> None:
    first = get(f"{server.url}/feed")
    again = get(f"{server.url}/feed", keep=None)
    assert first.header("etag") == again.header("etag") != ""

    found = run(lambda f: f.get(f"{server.url}/feed", etag=first.header("etag"), modified="Tue, 05 Mar 2024"))
    assert found.unchanged
    assert found.body == b""
    assert server.seen[-1]["If-Modified-Since"] == "Tue, 05 Mar 2024"


def test_requests_to_one_host_keep_apart() -> None:
    now = [100.0]
    pace = Pace(2.0, lambda: now[0])
    assert [pace.reserve("a"), pace.reserve("a"), pace.reserve("b")] == [0, 2, 0]
    assert pace.reserve("c", delay=9.0) == 0
    assert pace.wait("c") == 9
    now[0] = 110
    assert pace.wait("a") == 0


def test_a_failing_host_is_left_alone_longer_each_time() -> None:
    now = [0.0]
    pace = Pace(1.0, lambda: now[0])
    waits = []
    for _ in range(4):
        pace.failed("a")
        waits.append(pace.wait("a"))
        now[0] += waits[-1]
    assert waits == [2, 4, 8, 16]
    pace.answered("a")
    pace.failed("a")
    assert pace.wait("a") == 2
    pace.failed("a", retry_after=300)
    assert pace.wait("a") == 300


def test_the_delay_is_waited_for_between_two_fetches(server: Misbehaving) -> None:
    waited: list[float] = []

    async def note(seconds: float) -> None:
        waited.append(seconds)

    async def two(fetcher: Fetcher) -> None:
        await fetcher.get(f"{server.url}/page/1")
        await fetcher.get(f"{server.url}/page/2")

    run(two, delay=5.0, sleep=note, clock=lambda: 0.0, robots=False)
    assert waited == [5.0]


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("120", 120),
        ("Thu, 01 Jan 1970 00:05:00 GMT", 300),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("9" * 30, 86_400),
    ],
)
def test_retry_after(words: str, seconds: float | None) -> None:
    assert seconds_of(words, now=0.0) == seconds


def test_retry_after_reaches_the_caller(server: Misbehaving) -> None:
    assert refused(f"{server.url}/busy").retry_after == 120


@settings(max_examples=60)
@drawn(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "gzip, deflate", "identity", ""]))
def test_no_bytes_make_unpacking_raise_anything_else(raw: bytes, coding: str) -> None:
    with suppress(FetchError):
        assert len(unpacked(raw, coding, 10_000)) <= 10_000


def test_an_address_is_read_like_a_file(server: Misbehaving, warledger: Callable[..., Any]) -> None:
    heard = Heard()
    allow = ["127.0.0.1"]
    (report,) = read_reports([f"{server.url}/to?/page/7"], Given(), heard, allowed=allow)
    assert (report.title, report.publisher, report.date) == ("Dispatch 7", "Sample Gazette", date(2024, 3, 5))
    assert report.url == f"{server.url}/page/7"
    server.links = [f"{server.url}/page/1"]
    assert not list(read_reports([f"{server.url}/feed"], Given(), heard, allowed=allow))
    assert "an entry without text" in heard.warnings[0]
    refused = warledger("code", f"{server.url}/page/7")
    assert refused.code == 2
    assert "--allow-host 127.0.0.1" in refused.err


@pytest.mark.parametrize(
    ("path", "words"),
    [("menu", "no text"), ("empty", "empty"), ("picture", "image/png"), ("gone", "HTTP 410")],
)
def test_an_address_without_a_report_is_told(server: Misbehaving, path: str, words: str) -> None:
    heard = Heard()
    assert not list(read_reports([f"{server.url}/{path}"], Given(), heard, allowed=["127.0.0.1"]))
    assert words in heard.errors[0]


def test_encodings_are_taken_from_header_or_page_whichever_fits(server: Misbehaving) -> None:
    paths = ("latin", "cyrillic", "unknown-charset")
    heard = Heard()
    urls = [f"{server.url}/{path}" for path in paths]
    latin, cyrillic, other = read_reports(urls, Given(), heard, allowed=["127.0.0.1"])
    assert "The army’s café was hit" in latin.text
    assert "Войска вошли в село" in cyrillic.text
    assert "Ardan 5" in other.text
