from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_find_tells_whom_a_name_means_on_a_day(warledger: Run) -> None:
    then = json.loads(warledger("actors", "find", "Syrian army", "--on", "2024-11-30", "--json").out)
    now = json.loads(warledger("actors", "find", "Syrian army", "--on", "2025-03-01", "--json").out)
    assert [row["id"] for row in (*then, *now)] == ["syr-army", "syr-new-army"]


def test_list_keeps_to_kind_and_country(warledger: Run) -> None:
    ran = warledger("actors", "list", "--kind", "army", "--country", "td", "--csv")
    rows = list(csv.DictReader(ran.out.splitlines()))
    assert rows and {(r["kind"], r["country"]) for r in rows} == {("army", "TD")}


def test_show_tells_all_of_one(warledger: Run) -> None:
    ran = warledger("actors", "show", "hts")
    assert ran.code == 0 and "Hayat Tahrir al-Sham" in ran.out and "syr:opposition" in ran.out


def test_what_is_wrong_is_told_in_one_line(warledger: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("actors:\n  - {id: a, name: A, kind: dragon}\n", encoding="utf-8")
    for arguments, says in (
        (("find", "Nobody Ever"), "no party is known as 'Nobody Ever'"),
        (("find", "HTS", "--on", "31.1.2025"), "YYYY-MM-DD"),
        (("list", "--kind", "dragon"), "no kind 'dragon'"),
        (("list", "--country", "Q1"), "no country"),
        (("show", "HTS"), "did you mean hts?"),
        (("list", "--actors", own), "own.yaml:2: unknown kind"),
    ):
        ran = warledger("actors", *arguments)
        assert ran.code == 2 and says in ran.err and ran.err.count("\n") == 1
