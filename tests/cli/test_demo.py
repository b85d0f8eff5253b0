from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from warledger import samples

Run = Callable[..., Any]


def content(ledger: Path) -> list[str]:
    with closing(sqlite3.connect(ledger)) as opened:
        return list(opened.iterdump())


@pytest.mark.usefixtures("fake_coder")
def test_the_demo_fills_a_ledger_once_and_sums_it_up(
    warledger: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = samples.load()[:15]
    monkeypatch.setattr(samples, "load", lambda: some)
    ledger = tmp_path / "demo.db"
    first = warledger("demo", "--no-serve", "--ledger", ledger)
    assert first.code == 0, first.err
    assert "15 reports (15 new)" in first.out
    assert "written for the demo" in first.err
    assert "disputes" in first.out
    assert "warledger serve --ledger" in first.out

    monkeypatch.setattr("warledger.coder.Coder", None)
    before = content(ledger)
    again = warledger("demo", "--no-serve", "--ledger", ledger)
    assert content(ledger) == before, "nothing is coded, written or worked out anew"
    assert "(none new)" in again.out
    assert again.out.split("\n")[2] == first.out.split("\n")[2]


def test_a_ledger_that_cannot_be_made_is_told_of(warledger: Run, tmp_path: Path) -> None:
    ran = warledger("demo", "--no-serve", "--ledger", tmp_path / "no" / "demo.db")
    assert ran.code == 2
    assert ran.err.startswith("error: ")
    (tmp_path / "text.db").write_text("This is no database at all, only words. " * 9, encoding="utf-8")
    ran = warledger("demo", "--no-serve", "--ledger", tmp_path / "text.db")
    assert ran.code == 2
    assert "text.db" in ran.err
