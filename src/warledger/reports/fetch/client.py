"""One fetch: conditional, polite, within its limits, with all that is known about where it came from."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpcore2
import httpx2

from warledger import __version__
from warledger.reports.fetch import robots as robots_txt
from warledger.reports.fetch.addresses import GuardedBackend, Resolver, resolve
from warledger.reports.fetch.failures import FetchError
from warledger.reports.fetch.limits import STANDARD, Limits
from warledger.reports.fetch.pace import Pace, seconds_of
from warledger.reports.fetch.unpack import ASKED, unpacked

AGENT = "warledger"
_ACCEPT = (
    "text/html,application/xhtml+xml,application/atom+xml,application/rss+xml,application/xml;q=0.9,*/*;q=0.5"
)
_REDIRECTS = (301, 302, 303, 307, 308)
_NOT_CHANGED = 304
_BUSY = (408, 425, 429)
_ROBOTS_KEPT_SECONDS = 86_400.0
_MOST_ROBOTS = 1_000
_MOST_HEADER = 2_000

Headers = tuple[tuple[str, str], ...]


@dataclass(slots=True, frozen=True)
class Fetched:
    """What one request gave, as evidence: where, when, what, and the hash of the bytes.

    Attributes:
        url: The address that was asked for.
        final_url: The address that answered, after redirects.
        status: The HTTP status.
        headers: The answer's headers in order.
        raw: The body as it came over the wire.
        body: The body unpacked; empty where the status is 304.
        moment: When the answer was complete (UTC).
        sha256: Hash of ``body``.
        address: The IP address that answered; "" where it is not known.
        reason: The status in the server's words.
    """

    url: str
    final_url: str
    status: int
    headers: Headers
    raw: bytes
    body: bytes
    moment: datetime
    sha256: str
    address: str = ""
    reason: str = ""

    def header(self, name: str) -> str:
        """A header's value, "" where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def unchanged(self) -> bool:
        """Whether the server says that nothing changed since the last time."""
        return self.status == _NOT_CHANGED

    @property
    def kind(self) -> str:
        """The media type, without parameters."""
        return self.header("content-type").split(";")[0].strip().lower()


Keep = Callable[[Fetched], Awaitable[None] | None]


@dataclass(slots=True)
class _Known:
    robots: robots_txt.Robots
    until: float


@dataclass(slots=True)
class _Answer:
    status: int
    headers: Headers
    raw: bytes
    address: str
    reason: str = ""
    cut: bool = field(default=False)


class Fetcher:
    """Fetches addresses. One serves any number of fetches side by side; close it at the end."""

    def __init__(  # noqa: PLR0913 - what a fetch depends on
        self,
        *,
        limits: Limits = STANDARD,
        allowed: Collection[str] = (),
        delay: float = 0.0,
        contact: str = "",
        robots: bool = True,
        resolver: Resolver = resolve,
        keep: Keep | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        side_by_side: int = 16,
    ) -> None:
        """Set up.

        Args:
            limits: Bounds of each fetch.
            allowed: Hosts that may have private addresses.
            delay: Least seconds between two requests to one host.
            contact: Where the people who run a host can reach the user; told in the User-Agent.
            robots: Whether robots.txt is asked and obeyed.
            resolver: Finds a host's addresses.
            keep: Is given every answer, redirects and refusals too.
            clock: Seconds, for delays.
            sleep: Waits.
            side_by_side: Most requests at a time.
        """
        self.limits = limits
        self.pace = Pace(delay, clock)
        self._contact = contact
        self._obey = robots
        self._keep = keep
        self._clock = clock
        self._sleep = sleep
        self._robots: OrderedDict[str, _Known] = OrderedDict()
        self._room = asyncio.Semaphore(side_by_side)
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=httpx2.create_ssl_context(),
            max_connections=side_by_side,
            max_keepalive_connections=side_by_side,
            keepalive_expiry=15.0,
            network_backend=GuardedBackend(allowed, resolver),
        )

    async def __aenter__(self) -> Fetcher:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.aclose()

    async def get(self, url: str, etag: str = "", modified: str = "") -> Fetched:
        """Fetch an address.

        Args:
            url: An http or https address.
            etag: The ETag of the last time, to be told "unchanged" (status 304).
            modified: Its Last-Modified.

        Raises:
            FetchError: It gave nothing; the message says why.
        """
        try:
            current = httpx2.URL(url)
        except (httpx2.InvalidURL, ValueError) as error:
            raise FetchError(f"{url[:200]!r} is no address ({error})", lasting=True) from error
        conditions = [(n, v) for n, v in (("If-None-Match", etag), ("If-Modified-Since", modified)) if v]
        for _ in range(self.limits.redirects + 1):
            _check(current)
            robots = await self._robots_of(current)
            if not robots.allows(current.raw_path.decode("ascii", "replace")):
                raise FetchError(f"robots.txt of {current.host} forbids it", lasting=True)
            answer = await self._asked(current, conditions, robots.delay, self.limits.bytes)
            if answer.status not in _REDIRECTS:
                return await self._settled(url, current, answer)
            await self._noted(url, current, answer, b"")
            where = next((v for k, v in answer.headers if k.lower() == "location"), "")
            if not where:
                raise FetchError(f"HTTP {answer.status} without saying where to", status=answer.status)
            try:
                current = current.join(where).copy_with(fragment=None)
            except (httpx2.InvalidURL, ValueError) as error:
                raise FetchError(
                    f"redirects to {where[:200]!r}, which is no address", lasting=True
                ) from error
        raise FetchError(f"more than {self.limits.redirects} redirects in a row", lasting=True)

    async def _settled(self, url: str, current: httpx2.URL, answer: _Answer) -> Fetched:
        host = current.host
        if answer.status in _BUSY or answer.status >= 500:
            told = next((v for k, v in answer.headers if k.lower() == "retry-after"), "")
            retry = seconds_of(told, time.time())
            self.pace.failed(host, retry)
            await self._noted(url, current, answer, b"")
            raise FetchError(f"{host} answers HTTP {answer.status}", retry_after=retry, status=answer.status)
        self.pace.answered(host)
        if answer.status != _NOT_CHANGED and not 200 <= answer.status < 300:
            await self._noted(url, current, answer, b"")
            raise FetchError(f"HTTP {answer.status}", lasting=True, status=answer.status)
        coding = ",".join(v for k, v in answer.headers if k.lower() == "content-encoding")
        body = unpacked(answer.raw, coding, self.limits.bytes)
        return await self._noted(url, current, answer, body)

    async def _noted(self, url: str, current: httpx2.URL, answer: _Answer, body: bytes) -> Fetched:
        fetched = Fetched(
            url,
            str(current),
            answer.status,
            answer.headers,
            answer.raw,
            body,
            datetime.now(UTC),
            hashlib.sha256(body).hexdigest(),
            answer.address,
            answer.reason,
        )
        if self._keep is not None:
            waiting = self._keep(fetched)
            if waiting is not None:
                await waiting
        return fetched

    async def _asked(
        self, url: httpx2.URL, conditions: list[tuple[str, str]], delay: float | None, most: int
    ) -> _Answer:
        """One request in its turn.

        Raises:
            FetchError: No whole answer came.
        """
        pause = self.pace.reserve(url.host, delay)
        if pause > 0:
            await self._sleep(pause)
        try:
            async with self._room, asyncio.timeout(self.limits.seconds):
                return await self._answer(url, conditions, most)
        except FetchError as error:
            if not error.lasting:
                self.pace.failed(url.host)
            raise
        except TimeoutError:
            self.pace.failed(url.host)
            raise FetchError(f"{url.host} took longer than {self.limits.seconds:g} s") from None
        except httpcore2.TimeoutException as error:
            self.pace.failed(url.host)
            raise FetchError(f"{url.host} does not answer ({str(error) or 'silent too long'})") from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
            self.pace.failed(url.host)
            raise FetchError(f"{url.host}: {str(error) or type(error).__name__}") from error
        except httpcore2.UnsupportedProtocol as error:
            raise FetchError(str(error), lasting=True) from error

    async def _answer(self, url: httpx2.URL, conditions: list[tuple[str, str]], most: int) -> _Answer:
        contact = f"; +{self._contact}" if self._contact else ""
        headers = [
            ("User-Agent", f"{AGENT}/{__version__} (news monitor{contact})"),
            ("Accept", _ACCEPT),
            ("Accept-Language", "en, *;q=0.5"),
            ("Accept-Encoding", ASKED),
            *conditions,
        ]
        bounds = {
            "connect": self.limits.connect_seconds,
            "read": self.limits.silent_seconds,
            "write": self.limits.silent_seconds,
            "pool": self.limits.seconds,
        }
        target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        headers_raw = [(k.encode(), v.encode("latin-1", "replace")) for k, v in headers]
        async with self._pool.stream(
            "GET", target, headers=headers_raw, extensions={"timeout": bounds}
        ) as response:
            told = tuple(
                (k.decode("latin-1"), v.decode("latin-1")[:_MOST_HEADER]) for k, v in response.headers
            )
            length = next((v for k, v in told if k.lower() == "content-length"), "")
            if length.isdigit() and int(length) > most:
                raise FetchError(
                    f"{int(length) / 1e6:.1f} MB long, more than {most / 1e6:g} MB", lasting=True
                )
            raw = bytearray()
            async for piece in response.aiter_stream():
                raw += piece
                if len(raw) > most:
                    raise FetchError(f"longer than {most / 1e6:g} MB", lasting=True)
            stream = response.extensions.get("network_stream")
            server = stream.get_extra_info("server_addr") if stream else None
            phrase = response.extensions.get("reason_phrase", b"")
            return _Answer(
                response.status,
                told,
                bytes(raw),
                str(server[0]) if server else "",
                phrase.decode("latin-1"),
            )

    async def _robots_of(self, url: httpx2.URL) -> robots_txt.Robots:
        """What a host's robots.txt says; kept for a day. None there: all is allowed. Broken: nothing is."""
        if not self._obey:
            return robots_txt.EVERYTHING
        key = f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}"
        known = self._robots.get(key)
        if known and known.until > self._clock():
            return known.robots
        found = await self._read_robots(url)
        self._robots[key] = _Known(found, self._clock() + _ROBOTS_KEPT_SECONDS)
        while len(self._robots) > _MOST_ROBOTS:
            self._robots.popitem(last=False)
        return found

    async def _read_robots(self, url: httpx2.URL) -> robots_txt.Robots:
        current = url.copy_with(raw_path=b"/robots.txt", fragment=None)
        for _ in range(self.limits.redirects + 1):
            _check(current)
            try:
                answer = await self._asked(current, [], None, robots_txt.MOST_BYTES)
            except FetchError as error:
                if error.lasting and "MB" in str(error):
                    return robots_txt.NOTHING
                raise
            if answer.status in _REDIRECTS:
                where = next((v for k, v in answer.headers if k.lower() == "location"), "")
                try:
                    current = current.join(where)
                except (httpx2.InvalidURL, ValueError):
                    return robots_txt.EVERYTHING
                continue
            if answer.status in _BUSY or answer.status >= 500:
                retry = seconds_of(
                    next((v for k, v in answer.headers if k.lower() == "retry-after"), ""), time.time()
                )
                self.pace.failed(url.host, retry)
                raise FetchError(
                    f"robots.txt of {url.host} answers HTTP {answer.status}, so nothing may be fetched",
                    retry_after=retry,
                    status=answer.status,
                )
            if answer.status >= 400 or answer.status == 204:
                return robots_txt.EVERYTHING
            coding = ",".join(v for k, v in answer.headers if k.lower() == "content-encoding")
            text = unpacked(answer.raw, coding, robots_txt.MOST_BYTES).decode("utf-8", "replace")
            return robots_txt.read_robots(text, AGENT)
        return robots_txt.EVERYTHING  # RFC 9309, 2.3.1.2: too many redirects are as if there were none


def _check(url: httpx2.URL) -> None:
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchError(f"{str(url)[:200]!r} is no http or https address", lasting=True)
    if url.userinfo:
        raise FetchError("addresses with a user and password in them are not fetched", lasting=True)


def fetch_once(url: str, allowed: Collection[str] = (), limits: Limits = STANDARD) -> Fetched:
    """Fetch one address, without a loop of one's own.

    Raises:
        FetchError: It gave nothing; the message says why.
    """

    async def fetch() -> Fetched:
        async with Fetcher(limits=limits, allowed=allowed) as fetcher:
            return await fetcher.get(url)

    return asyncio.run(fetch())
