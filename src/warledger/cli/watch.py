"""``warledger watch``: feeds in, claims in the ledger, for as long as it runs."""
# ruff: noqa: PLC0415 - ``--help`` must not pay for the coder and the network

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warledger.cli.coded import AllowHost, Knowledge, build_gazetteer, open_coder
from warledger.cli.errors import ExitCode, UserError, tell
from warledger.cli.progress import progress

if TYPE_CHECKING:
    from warledger.coder import Coder
    from warledger.ledger import Ledger
    from warledger.model import Report
    from warledger.reports.watch import Settings, Watch


def watch(  # noqa: PLR0913, PLR0917 - one argument an option
    feeds: Annotated[
        Path, typer.Argument(metavar="FEEDS.TOML", help="Which feeds, and how (see the guide).")
    ],
    ledger: Annotated[
        str, typer.Option(metavar="FILE", help="The ledger: a file or a URL; else as FEEDS.TOML says.")
    ] = "",
    once: Annotated[
        bool, typer.Option("--once", help="Look once, read what waits, and end: for cron.")
    ] = False,
    allow_host: AllowHost = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only read FEEDS.TOML and say what is in it.")
    ] = False,
    model: Annotated[
        str, typer.Option(metavar="NAME", help="An installed spaCy model in the pinned one's place.")
    ] = "",
    codebook: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Your own codebook, on top of the bundled one.")
    ] = None,
    actors: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Your own actors, on top of the bundled ones.")
    ] = None,
) -> int:
    """Watch feeds: fetch what is new, code it, add it to the ledger; on a terminal with a live table.

    It resumes where it stopped; Ctrl-C or SIGTERM ends it cleanly. What is passed over is listed by
    `warledger reports --dropped`. With --once the exit code is 1 if a feed failed.
    """
    from dataclasses import replace

    from warledger.reports.watch import ConfigError, read_settings

    try:
        settings = read_settings(feeds)
    except ConfigError as error:
        raise UserError(str(error)) from None
    settings = replace(
        settings,
        ledger=ledger or settings.ledger,
        allow=(*settings.allow, *(allow_host or ())),
    )
    if check:
        for feed in settings.feeds:
            print(f"{feed.label}: {feed.url} every {feed.every:g} s")
        print(f"{len(settings.feeds)} feeds into {settings.ledger}")
        return ExitCode.FINE
    return _watch(settings, Knowledge(model, codebook or (), actors or ()), once)


def _watch(settings: Settings, knowledge: Knowledge, once: bool) -> int:
    import asyncio
    import sqlite3
    from datetime import UTC, datetime

    from warledger.ledger import Ledger, LedgerError
    from warledger.reports.watch import Watch, WatchState
    from warledger.reports.watch.archive import Archive
    from warledger.reports.watch.watching import DeskError

    live = sys.stderr.isatty() and not once
    if live:
        build_gazetteer()  # its bar would stand in the table
    with ExitStack() as stack:
        try:
            with progress("bringing the ledger up to date") as update:
                book = stack.enter_context(Ledger.open(settings.ledger, progress=update))
            state = WatchState(settings.state)
            stack.callback(state.close)
            archive = Archive(settings.archive, datetime.now(UTC)) if settings.archive else None
        except LedgerError as error:
            raise UserError(str(error)) from error
        except (sqlite3.Error, OSError) as error:
            raise UserError(f"cannot keep the watch's state: {error}") from error
        desk = _CoderDesk(book, knowledge)
        said = _quiet if live else _line
        running = Watch(settings, desk, state, archive=archive, tell=said)
        try:
            asyncio.run(_until_told(running, once, live))
        except DeskError as error:
            raise UserError(f"{error}; the watch has ended, and what waits goes on waiting") from error
    tallies = running.tallies.values()
    reports, claims, passed = (
        sum(getattr(t, n) for t in tallies) for n in ("reports", "claims", "passed_over")
    )
    told = f"{settings.ledger}: {reports} reports, {claims} claims added"
    print(told + (f"; {passed} passed over (warledger reports --dropped)" if passed else ""))
    failed = [t for t in tallies if t.failures]
    return ExitCode.SOME_BAD if once and failed else ExitCode.FINE


async def _until_told(watch: Watch, once: bool, live: bool) -> None:
    """Run the watch until it is done, or until a signal says to end."""
    import asyncio
    import signal
    from contextlib import suppress

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError, ValueError, RuntimeError):  # not everywhere, not in every thread
            loop.add_signal_handler(number, watch.stop)
    shown = asyncio.create_task(_show(watch)) if live else None
    try:
        await watch.run(once)
    finally:
        if shown:
            shown.cancel()
            await asyncio.gather(shown, return_exceptions=True)


async def _show(watch: Watch) -> None:
    """The live table, twice a second."""
    import asyncio

    from rich.console import Console
    from rich.live import Live

    with Live(console=Console(stderr=True), auto_refresh=False) as live:
        while True:
            live.update(table_of(watch), refresh=True)
            await asyncio.sleep(0.5)


def table_of(watch: Watch) -> Any:
    """What each feed is doing and has brought, as a rich table."""
    import time

    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("feed", overflow="ellipsis", no_wrap=True, width=18)
    table.add_column("now", overflow="ellipsis", no_wrap=True, ratio=1)
    for title in ("next", "new", "reports", "claims", "passed"):
        table.add_column(title, justify="right", no_wrap=True, width=max(5, len(title)))
    now = time.time()
    for tally in watch.tallies.values():
        left = max(0, int(tally.next_at - now))
        table.add_row(
            Text(tally.feed.label),
            Text(tally.doing, style="red" if tally.doing.startswith("failed") else ""),
            f"{left // 60}:{left % 60:02d}" if left else "now",
            *(f"{n:,}" if n else "" for n in (tally.new, tally.reports, tally.claims, tally.passed_over)),
        )
    return table


def _line(kind: str, who: str, words: str) -> None:
    from datetime import datetime

    tell(f"{datetime.now():%Y-%m-%d %H:%M:%S} {kind}", f"{who}: {words}")


def _quiet(kind: str, who: str, words: str) -> None:
    """The table tells it."""


class _CoderDesk:
    """The coder and the ledger; the coder is loaded when the first report comes."""

    def __init__(self, book: Ledger, knowledge: Knowledge) -> None:
        self._book = book
        self._knowledge = knowledge
        self._coder: Coder | None = None

    def take(self, report: Report) -> tuple[str, int]:
        from warledger.ledger import LedgerError
        from warledger.reports.watch.watching import DeskError

        try:
            if self._book.state_of(report) == "same":
                return "same", 0
            if self._coder is None:
                self._coder = open_coder(self._knowledge)
            added = self._book.add(self._coder.code(report))
        except LedgerError as error:
            raise DeskError(str(error)) from error
        return added.state, added.claims

    def pass_over(self, report: Report, reason: str) -> None:
        from warledger.ledger import LedgerError
        from warledger.model import Coding
        from warledger.reports.watch.watching import DeskError

        try:
            self._book.add(Coding(report, dropped=reason))
        except LedgerError as error:
            raise DeskError(str(error)) from error
