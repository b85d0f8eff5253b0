"""The dispatches written as a check of the coder are coded as their README says."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from warledger.coding.codebook import Codebook
from warledger.model import Level, Stance, Status

FOLDER = Path(__file__).parents[2] / "training" / "dispatches"
FILES = [*sorted(FOLDER.glob("*.jsonl")), FOLDER.with_name("unread") / "dispatches.jsonl"]
COUNTS = ("killed", "injured", "displaced", "detained")
SLOTS = {"quote", "kind", "source", "via", "stance", "status", "actors", "targets", "place", "place_resolved"}


def reports(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_claims_stand_in_their_dispatch(path: Path) -> None:
    kinds = Codebook.load().kinds
    for report in reports(path):
        date.fromisoformat(report["date"])
        for claim in report["claims"]:
            where = (report["id"], claim["quote"])
            assert claim.keys() >= SLOTS, where
            assert claim["quote"] and claim["quote"] in report["text"], where
            assert "\n" not in claim["quote"], where
            assert claim["kind"] in kinds, where
            assert claim["status"] in set(Status) and claim["stance"] in set(Stance), where
            assert claim["source"], where
            assert all(claim[key] is None or claim[key] >= 0 for key in COUNTS), where


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_dates_and_places_are_whole(path: Path) -> None:
    for report in reports(path):
        for claim in report["claims"]:
            where = (report["id"], claim["quote"])
            start, end = claim["date_start"], claim["date_end"]
            assert (start is None) == (end is None), where
            if start is not None:
                assert date.fromisoformat(start) <= date.fromisoformat(end), where
                if claim["status"] in {Status.HAPPENED, Status.ONGOING, Status.BACKGROUND}:
                    assert start <= report["date"], where
            placed = bool(claim["place"])
            assert placed == bool(claim["place_resolved"]) == (claim["place_level"] in set(Level)), where
            assert placed == (claim["lat"] is not None) == (claim["lon"] is not None), where
            if placed:
                assert -90 <= claim["lat"] <= 90 and -180 <= claim["lon"] <= 180, where


def test_dispatches_are_many_and_long_enough_to_be_a_check() -> None:
    every = [report for path in FILES for report in reports(path)]
    ids = Counter(report["id"] for report in every)
    assert max(ids.values()) == 1
    ours = [report for path in FILES if path.stem.startswith("words_") for report in reports(path)]
    assert len(ours) >= 20 and len({report["conflict"] for report in ours}) >= 18
    assert all(120 <= len(report["text"].split()) <= 260 for report in ours)
    claims = [claim for report in ours for claim in report["claims"]]
    assert len({claim["kind"] for claim in claims}) >= 30
    assert {claim["status"] for claim in claims} == set(Status)
    assert sum(claim["stance"] == Stance.DENIES for claim in claims) >= 25
