"""``warledger export``."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def run(warledger: Callable[..., Any], ledger: Any, *words: object) -> Any:
    return warledger("export", *words, "--ledger", ledger.name)


def test_text_forms_go_to_stdout_and_say_what_was_left_out(
    warledger: Callable[..., Any], ledger: Any
) -> None:
    ran = run(warledger, ledger, "acled", "-o", "-", "--place", "Omdurman")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [row["location"] for row in rows] == ["Omdurman"]
    assert ran.code == 0


def test_what_was_left_out_can_be_listed(warledger: Callable[..., Any], ledger: Any, tmp_path: Path) -> None:
    ran = run(warledger, ledger, "acled", "-o", tmp_path / "a.csv", "--left-out", tmp_path / "left.csv")
    rows = list(csv.DictReader((tmp_path / "left.csv").open(encoding="utf-8")))
    assert {"only denied", "planned, not happened"} <= {row["reason"] for row in rows}
    assert "left out" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("acled5",), "no format"),
        (("csv", "--include", "plans"), "none of"),
        (("xlsx", "-o", "-"), "not text"),
        (("csv", "--what", "wars"), "--what"),
    ],
)
def test_wrong_words_are_told(
    warledger: Callable[..., Any], ledger: Any, words: tuple[str, ...], said: str
) -> None:
    ran = run(warledger, ledger, *words)
    assert ran.code == 2
    assert said in ran.err
