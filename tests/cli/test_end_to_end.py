"""The main job on real models: a dispatch in, claims out, through the program's own door."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

DISPATCH = """BEIRUT, Dec. 1 (Sample Wire) - Rebel factions captured the town of Saraqib on Saturday, the \
Syrian Observatory for Human Rights said.

The Syrian army denied on Sunday that its forces had withdrawn from Hama.

ALSO READ: What we know about the offensive

Warplanes bombed the outskirts of Idlib on Friday and killed at least four people, the monitor said.

The army plans to attack Saraqib within days, the Defense Ministry said.

Government forces seized Aleppo in December 2016.
"""


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    from warledger.cli import run  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("code")
    (folder / "dispatch.txt").write_text(DISPATCH, encoding="utf-8")
    words = ["code", str(folder / "dispatch.txt"), "--date", "2024-12-01", "--publisher", "Sample Wire"]
    assert run([*words, "-o", str(folder / "coded.jsonl")]) == 0
    coded: dict[str, Any] = json.loads((folder / "coded.jsonl").read_text(encoding="utf-8"))
    return coded


def one(coded: dict[str, Any], words: str) -> dict[str, Any]:
    """The claim whose quote lies in the sentence that holds these words."""
    at = DISPATCH.index(words)
    found = [c for c in coded["claims"] if c["start"] <= at + len(words) and c["end"] >= at]
    assert found, f"no claim at {words!r}"
    claim: dict[str, Any] = found[0]
    return claim


def test_quotes_and_offsets_agree(claims: dict[str, Any]) -> None:
    assert claims["claims"]
    for claim in claims["claims"]:
        assert DISPATCH[claim["start"] : claim["end"]].split() == claim["quote"].split()


def test_a_capture_with_its_source_place_and_day(claims: dict[str, Any]) -> None:
    capture = one(claims, "captured the town")
    assert capture["kind"] == "capture"
    assert "Observatory" in capture["source"]["name"]
    assert capture["status"] == "happened"
    assert capture["place"]["country"] == "SY"
    assert capture["date"]["start"] == "2024-11-30"


def test_a_denial_stays_a_denial(claims: dict[str, Any]) -> None:
    denial = one(claims, "had withdrawn")
    assert denial["kind"] == "withdraw"
    assert denial["stance"] == "denies"


def test_the_monitor_is_the_observatory(claims: dict[str, Any]) -> None:
    strike = one(claims, "bombed")
    assert strike["kind"] == "airstrike"
    assert "Observatory" in strike["source"]["name"]
    assert strike["counts"]["killed"]["low"] == 4


def test_plans_and_history_are_no_news(claims: dict[str, Any]) -> None:
    assert one(claims, "plans to attack")["status"] == "planned"
    assert one(claims, "seized Aleppo")["status"] == "background"


def test_a_teaser_is_a_link_and_no_claim(claims: dict[str, Any]) -> None:
    assert [link["text"] for link in claims["links"]] == ["ALSO READ: What we know about the offensive"]


@pytest.mark.parametrize(
    "text",
    [
        "word" * 5000,
        '"' * 301 + " said the army. " + "“" * 50,
        "captured " * 3000,
        "\u202e\u200f\ufeff \U0001f4a5 the army said 😀\u0301\u0301 it captured Ḩamāh\u0000.",
        "." * 4000,
    ],
    ids=["long word", "odd quotes", "one verb", "odd letters", "dots"],
)
def test_odd_text_is_coded_without_complaint(tmp_path: Path, warledger: Run, text: str) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_text(json.dumps({"id": "odd", "text": text, "date": "2024-12-01"}), encoding="utf-8")
    ran = warledger("code", path, "--format", "jsonl")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["id"] == "odd"
