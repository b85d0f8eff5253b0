"""The sentences written for training say what their claims say."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from warledger.model import Stance, Status

FOLDER = Path(__file__).parents[2] / "training" / "sentences"
FILES = sorted(FOLDER.glob("*.jsonl"))


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_word_of_a_claim_stands_in_its_sentence(path: Path) -> None:
    for row in rows(path):
        date.fromisoformat(row["date"])
        for claim in row["claims"]:
            named = [claim["trigger"], claim["place"], *claim["actors"], *claim["targets"]]
            if claim["source"] != "publisher":
                named.append(claim["source"])
            assert claim["trigger"]
            assert all(name in row["text"] for name in named), row
            assert claim["status"] in set(Status)
            assert claim["stance"] in set(Stance)


def test_there_are_enough_of_every_sort() -> None:
    everything = [row for path in FILES for row in rows(path)]
    claims = [claim for row in everything for claim in row["claims"]]
    kinds = Counter(claim["kind"] for claim in claims)
    assert len(everything) >= 2_800
    assert len(kinds) == 36 and min(kinds.values()) >= 25
    assert sum(claim["stance"] == "denies" for claim in claims) >= 200
    for status in Status:
        assert sum(claim["status"] == status for claim in claims) >= 90, status


def test_sentences_occur_once() -> None:
    texts = [row["text"] for path in FILES for row in rows(path)]
    assert len(texts) == len(set(texts))


def test_negatives_have_no_claims_and_the_others_have() -> None:
    for path in FILES:
        assert all(bool(row["claims"]) != path.stem.endswith("negatives") for row in rows(path)), path
