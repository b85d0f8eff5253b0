"""Dispatches written for the demo: several manners of telling one offensive, and other wars.

They tell of things on the public record in the words of made-up outlets ("Sample Wire"); none was taken from
an article. README.md beside this file says how they were made, truth.yaml what a careful reader makes of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from typing import Any

import yaml

from warledger.model import Report

__all__ = ["load", "truth"]


def _rows() -> Iterator[dict[str, str]]:
    text = files(__package__).joinpath("dispatches.jsonl").read_text(encoding="utf-8")
    for line in text.split("\n"):
        if line.strip():
            yield json.loads(line)


def load(conflict: str = "") -> list[Report]:
    """Read the bundled dispatches.

    Args:
        conflict: Only those of one war ("syria", "ukraine", "sudan", "congo"); "" gives all.

    Returns:
        The reports in the order of the file, which is by war and then by day.
    """
    return [
        Report(
            id=row["id"],
            text=row["text"],
            date=date.fromisoformat(row["date"]),
            publisher=row["publisher"],
            title=row["title"],
            url=row["url"],
        )
        for row in _rows()
        if conflict in ("", row["conflict"])
    ]


def truth() -> list[dict[str, Any]]:
    """Read who holds what, on which day, for one who has read only these dispatches with care.

    Returns:
        The expectations of truth.yaml; its head explains the fields.
    """
    raw = files(__package__).joinpath("truth.yaml").read_text(encoding="utf-8")
    expectations: list[dict[str, Any]] = yaml.safe_load(raw)["expectations"]
    return expectations
