"""The watch itself: a task a feed, a task a host with entries waiting, one thread that codes and writes."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Protocol, TypeVar
from urllib.parse import urljoin

from warledger.model import Report
from warledger.reports.fetch import Fetched, Fetcher, FetchError
from warledger.reports.fetch.addresses import Resolver, resolve
from warledger.reports.readers import Given
from warledger.reports.readers.base import MAX_REPORT_BYTES, megabytes
from warledger.reports.readers.feed import entry_day, parsed
from warledger.reports.readers.html import fragment
from warledger.reports.readers.web import page_of
from warledger.reports.watch.archive import Archive
from warledger.reports.watch.config import Feed, Settings
from warledger.reports.watch.state import Entry, FeedState, Seen, WatchState

log = logging.getLogger(__name__)

T = TypeVar("T")
_MOST_ENTRIES = 1_000
_MOST_TRIES = 6
_FIRST_PAUSE = 300.0
_LONGEST_PAUSE = 86_400.0
_PATIENCE = 30.0  # a host that wants longer than this gives its turn to others
_NO_PAGE = ("image/", "audio/", "video/", "application/pdf", "application/zip", "application/octet-stream")


class DeskError(Exception):
    """The ledger cannot be written: the watch ends, and what waits goes on waiting."""


class Desk(Protocol):
    """Where reports go; called from one thread, one at a time."""

    def take(self, report: Report) -> tuple[str, int]:
        """Code a report and put it into the ledger; gives what became of it and how many claims it brought.

        Raises:
            DeskError: The ledger cannot be written.
        """

    def pass_over(self, report: Report, reason: str) -> None:
        """Note what is not coded, and why.

        Raises:
            DeskError: The ledger cannot be written.
        """


@dataclass(slots=True)
class Tally:
    """What a feed has brought since the watch began, for whoever looks on."""

    feed: Feed
    doing: str = "waiting"
    looks: int = 0
    new: int = 0
    reports: int = 0
    claims: int = 0
    passed_over: int = 0
    failures: int = 0
    next_at: float = 0.0


Tell = Callable[[str, str, str], None]


def _silent(kind: str, who: str, words: str) -> None:
    log.info("%s %s: %s", kind, who, words)


class Watch:
    """Watches feeds. ``tallies`` (by feed's address) may be read at any time."""

    def __init__(  # noqa: PLR0913 - what a watch depends on
        self,
        settings: Settings,
        desk: Desk,
        state: WatchState,
        *,
        archive: Archive | None = None,
        tell: Tell = _silent,
        resolver: Resolver = resolve,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
    ) -> None:
        """Set up.

        Args:
            settings: What feeds.toml says.
            desk: Where reports go.
            state: What earlier watches remembered.
            archive: Where the bytes of fetches go, if anywhere.
            tell: Is told what happens: kind ("note", "warning", "error"), which feed, words.
            resolver: Finds a host's addresses.
            now: The time of day in seconds.
            sleep: Waits.
        """
        self.settings = settings
        self.tallies = {feed.url: Tally(feed) for feed in settings.feeds}
        self._desk, self._state, self._archive, self._tell = desk, state, archive, tell
        self._resolver, self._now, self._sleep = resolver, now, sleep
        self._urls = [feed.url for feed in settings.feeds]
        self._hosts: dict[str, asyncio.Task[None]] = {}
        self._finishing: set[asyncio.Task[None]] = set()
        self._stopped = asyncio.Event()
        self._failed: asyncio.Future[None] | None = None
        self._once = False

    def stop(self) -> None:
        """End soon: what is being written is written, the rest waits for the next time."""
        self._stopped.set()

    async def run(self, once: bool = False) -> None:
        """Watch until stopped.

        Args:
            once: Look at each feed once, read what waits, and end.

        Raises:
            DeskError: The ledger cannot be written.
        """
        self._once = once
        self._failed = asyncio.get_running_loop().create_future()
        self._room = asyncio.Semaphore(self.settings.side_by_side)
        self._reading = ThreadPoolExecutor(1, "reading")
        self._writing = ThreadPoolExecutor(1, "writing")
        work: asyncio.Task[Any] | None = None
        stop = asyncio.create_task(self._stopped.wait())
        try:
            async with self._fetcher() as self._fetch:
                work = asyncio.create_task(self._work())
                try:
                    await asyncio.wait({work, stop, self._failed}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    await self._end([work, stop, *self._hosts.values()])
        finally:
            self._reading.shutdown(cancel_futures=True)
            self._writing.shutdown()
        if self._failed.done():
            self._failed.result()
        if work.done() and not work.cancelled() and (error := work.exception()):
            raise error

    async def _end(self, tasks: list[asyncio.Task[Any]]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*self._finishing, return_exceptions=True)

    def _fetcher(self) -> Fetcher:
        s = self.settings
        return Fetcher(
            limits=s.limits,
            allowed=s.allow,
            delay=s.delay,
            contact=s.contact,
            robots=s.robots,
            resolver=self._resolver,
            keep=self._keep,
            clock=time.monotonic if self._now is time.time else self._now,
            sleep=self._sleep,
            side_by_side=s.side_by_side,
        )

    def _keep(self, fetched: Fetched) -> None:
        file, place = self._archive.keep(fetched) if self._archive else ("", -1)
        self._state.keep(fetched, file, place)

    async def _work(self) -> None:
        self._start_hosts()
        async with asyncio.TaskGroup() as group:
            for feed in self.settings.feeds:
                group.create_task(self._watch_feed(feed))
        while running := [task for task in self._hosts.values() if not task.done()]:
            await asyncio.wait(running)

    # Feeds

    async def _watch_feed(self, feed: Feed) -> None:
        tally = self.tallies[feed.url]
        while True:
            known = self._state.feed(feed.url)
            tally.next_at = known.next_at
            if self._once and known.failures and known.next_at > self._now():
                tally.doing = "left alone after failures"
                return
            if not self._once:
                await self._until(known.next_at)
            await self._look(feed, tally, known)
            if self._once:
                return

    async def _look(self, feed: Feed, tally: Tally, known: FeedState) -> None:
        tally.doing = "asking"
        tally.looks += 1
        try:
            fetched = await self._fetch.get(feed.url, known.etag, known.modified)
            next_at = self._now() + feed.every
            if fetched.unchanged:
                self._state.feed_unchanged(feed.url, next_at)
                new = 0
            else:
                entries = await self._in(self._reading, partial(_entries, fetched))
                new = self._state.feed_read(feed.url, fetched, next_at, entries)
        except (FetchError, ValueError) as error:
            pause = min(feed.every * 2 ** min(known.failures, 12), _LONGEST_PAUSE)
            if isinstance(error, FetchError) and error.retry_after:
                pause = max(pause, error.retry_after)
            tally.next_at = self._now() + pause
            tally.failures += 1
            tally.doing = f"failed: {error}"
            self._state.feed_failed(feed.url, str(error), tally.next_at)
            self._tell("warning", feed.label, f"{error}; next try in {_span(pause)}")
            return
        tally.next_at, tally.doing = next_at, "waiting"
        tally.new += new
        if new:
            self._tell("note", feed.label, f"{new} new {'entry' if new == 1 else 'entries'}")
        self._start_hosts()

    # Entries, host by host

    def _start_hosts(self) -> None:
        for host, task in list(self._hosts.items()):
            if task.done():
                del self._hosts[host]
        for host in self._state.hosts(self._urls):
            if host not in self._hosts:
                task = asyncio.create_task(self._watch_host(host))
                task.add_done_callback(self._host_ended)
                self._hosts[host] = task

    def _host_ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        if self._failed and not self._failed.done():
            self._failed.set_exception(error)

    async def _watch_host(self, host: str) -> None:
        """Read what waits at a host, one after the other."""
        while True:
            entry = self._state.next_entry(host, self._urls, self._now())
            if entry is None:
                turn = self._state.next_turn(host, self._urls)
                if turn is None or self._once:
                    return
                await self._until(turn)
                continue
            pause = self._fetch.pace.wait(host)
            if pause > _PATIENCE and self._once:
                return
            if pause > 0:
                await self._sleep(pause)
            async with self._room:
                await self._read(entry)

    async def _read(self, entry: Entry) -> None:
        feed = self.tallies[entry.feed].feed
        try:
            if feed.pages and entry.url:
                fetched = await self._fetch.get(entry.url)
                report = await self._in(self._reading, partial(_report_of_page, fetched, entry, feed))
            else:
                report = _report_of_entry(entry, feed)
        except FetchError as error:
            if self._stopped.is_set():
                return  # the end of the watch broke it off; it waits for the next time, as if never begun
            if not error.lasting and entry.tries + 1 < _MOST_TRIES:
                pause = error.retry_after or min(_FIRST_PAUSE * 3**entry.tries, _LONGEST_PAUSE)
                self._state.later(entry.id, self._now() + pause, str(error))
                self._tell("warning", feed.label, f"{entry.url}: {error}; next try in {_span(pause)}")
                return
            given_up = "" if error.lasting else f"given up after {entry.tries + 1} tries: "
            await self._finish(self._pass_over(entry, feed, f"{given_up}{error}"))
        except ValueError as error:
            await self._finish(self._pass_over(entry, feed, str(error)))
        else:
            await self._finish(self._take(entry, feed, report))

    async def _finish(self, work: Any) -> None:
        """Write to the end, also when the watch is told to stop meanwhile."""
        task = asyncio.create_task(work)
        self._finishing.add(task)
        task.add_done_callback(self._finishing.discard)
        await asyncio.shield(task)

    async def _take(self, entry: Entry, feed: Feed, report: Report) -> None:
        tally = self.tallies[feed.url]
        try:
            state, claims = await self._in(self._writing, partial(self._desk.take, report))
        except DeskError:
            raise
        except Exception as error:  # one odd report must not end a watch of days
            log.exception("%s could not be coded", report.id)
            if entry.tries + 1 < _MOST_TRIES:
                self._state.later(entry.id, self._now() + _FIRST_PAUSE * 3**entry.tries, repr(error))
            else:
                await self._pass_over(entry, feed, f"could not be coded: {error!r}")
            return
        self._state.done(entry.id)
        if state == "dropped":
            tally.passed_over += 1
        elif state != "same":
            tally.reports += 1
            tally.claims += claims
        words = {"same": "already there", "dropped": "not coded"}.get(state, f"{claims} claims")
        self._tell("note", feed.label, f"{report.title or report.id}: {words}")

    async def _pass_over(self, entry: Entry, feed: Feed, reason: str) -> None:
        self.tallies[feed.url].passed_over += 1
        report = replace(_report_of_entry(entry, feed, demand=False), text="")
        await self._in(self._writing, partial(self._desk.pass_over, report, reason))
        self._state.passed_over(entry.id, reason)
        self._tell("warning", feed.label, f"{entry.url or entry.title}: passed over: {reason}")

    # Helpers

    async def _in(self, threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(threads, work)

    async def _until(self, moment: float) -> None:
        """Wait for a time of day, which may be set anew meanwhile."""
        while (left := moment - self._now()) > 0:
            await self._sleep(min(left, 600.0))


def _entries(fetched: Fetched) -> list[Seen]:
    """A feed's entries.

    Raises:
        ValueError: It is no feed.
    """
    outlet, found = parsed(fetched.body)
    return [_seen(entry, fetched.final_url, outlet) for entry in found[:_MOST_ENTRIES]]


def _seen(entry: Any, base: str, outlet: str) -> Seen:
    link = str(entry.get("link") or "").strip()
    try:
        url = urljoin(base, link) if link else ""
    except ValueError:
        url = ""
    title = " ".join(fragment(str(entry.get("title") or "")).split())[:500]
    parts = [str(part.get("value") or "") for part in entry.get("content") or ()]
    text = fragment(max(parts, key=len, default="")) or fragment(str(entry.get("summary") or ""))
    told = entry_day(entry)
    return Seen(
        key=str(entry.get("id") or url or title)[:1_000],
        url=url[:2_000],
        title=title,
        day=told.isoformat() if told else "",
        stamp=str(entry.get("updated") or "")[:60],
        text=text,
        outlet=outlet,
    )


def _report_of_page(fetched: Fetched, entry: Entry, feed: Feed) -> Report:
    """The report that an entry's page holds; what the page does not tell is taken from the feed.

    Raises:
        ValueError: There is none in it.
    """
    if not fetched.body.strip():
        raise ValueError("an empty page")
    if fetched.kind.startswith(_NO_PAGE):
        raise ValueError(f"{fetched.kind} holds no text that can be read")
    report = page_of(fetched, Given(_day(entry), feed.name or entry.outlet))
    return replace(report, publisher=feed.name or report.publisher, title=report.title or entry.title)


def _report_of_entry(entry: Entry, feed: Feed, demand: bool = True) -> Report:
    """The report that the feed itself holds.

    Raises:
        ValueError: There is no text, or too much of it.
    """
    if demand and not entry.text:
        raise ValueError("an entry without text")
    if demand and len(entry.text.encode()) > MAX_REPORT_BYTES:
        raise ValueError(f"its text is longer than {megabytes(MAX_REPORT_BYTES)}")
    name = entry.url or f"{entry.feed}#{entry.id}"
    return Report(name, entry.text, _day(entry), feed.name or entry.outlet, entry.title, entry.url)


def _day(entry: Entry) -> date | None:
    return date.fromisoformat(entry.day) if entry.day else None


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / 3600:.1f} h"
