from __future__ import annotations

import io
import sys
from types import SimpleNamespace

import pytest

from warledger.cli import progress as bars
from warledger.cli.progress import progress


class Bar:
    """A bar that only notes when it comes and goes."""

    def __init__(self) -> None:
        self.live = SimpleNamespace(is_started=False)
        self.told: list[object] = []

    def add_task(self, title: str) -> int:
        self.told.append(title)
        return 0

    def update(self, _task: int, completed: int, total: int | None) -> None:
        if self.live.is_started:
            self.told.append((completed, total))

    def start(self) -> None:
        self.live.is_started = True
        self.told.append("comes")

    def stop(self) -> None:
        self.live.is_started = False
        self.told.append("goes")


@pytest.fixture
def bar(monkeypatch):
    made = Bar()
    # Not sys.stderr itself: pytest puts its own in the place of a fixture's.
    monkeypatch.setattr(bars, "sys", SimpleNamespace(stderr=SimpleNamespace(isatty=lambda: True)))
    monkeypatch.setattr(bars, "_bar", lambda: made)
    return made


def test_work_that_is_done_at_once_shows_no_bar(bar):
    with progress("digging") as update:
        update(3, 3)
    assert bar.told == ["digging"]


def test_a_bar_goes_when_all_is_done_and_comes_again_with_more_work(bar):
    with progress("digging") as update:
        update(1, 3)
        update(2, 3)
        update(3, 3)
        update(3, 3)
        update(3, None)
    update(1, 9)
    assert bar.told == ["digging", "comes", (2, 3), (3, 3), "goes", "comes", "goes"]


def test_without_a_terminal_there_is_no_bar(monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress("digging") as update:
        update(1, 2)
    assert sys.stderr.getvalue() == ""
