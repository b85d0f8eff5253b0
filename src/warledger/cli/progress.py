"""A progress bar on stderr, on terminals only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

Update = Callable[[int, int | None], None]


@contextmanager
def progress(title: str, wanted: bool = True) -> Iterator[Update]:
    """Show how far some long work has come.

    Gives a function that takes how much is done and how much there is to do (None when nobody knows). The bar
    appears when it is first called with something left to do and goes when all is done, so that other words
    may follow; without a terminal on stderr there is none.

    Args:
        title: What is being done.
        wanted: False shows nothing, as when the results themselves are printed to the terminal.
    """
    if not (wanted and sys.stderr.isatty()):
        yield lambda _done, _total: None
        return
    bar = _bar()
    task = bar.add_task(title)
    open_ = True

    def update(done: int, total: int | None) -> None:
        more = open_ and (total is None or done < total)
        bar.update(task, completed=done, total=total)
        if more and not bar.live.is_started:
            bar.start()
        if not more and bar.live.is_started:
            bar.stop()

    try:
        yield update
    finally:
        open_ = False
        if bar.live.is_started:
            bar.stop()


def _bar() -> Progress:
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
