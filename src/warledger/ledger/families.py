"""Which kinds may tell of one happening, and what decides whether they do: families.yaml, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(slots=True, frozen=True)
class Family:
    """Kinds that may tell of one happening."""

    name: str
    kinds: frozenset[str]
    days: int
    parties: str
    placeless: bool
    rare: bool = False
    lasting: bool = False
    scene: bool = False


@cache
def rules() -> dict[str, Any]:
    """families.yaml."""
    text = files(__package__).joinpath("families.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    return raw


@cache
def families() -> dict[str, Family]:
    """The families by name."""
    return {
        name: Family(
            name,
            frozenset(f["kinds"]),
            int(f["days"]),
            str(f["parties"]),
            bool(f.get("placeless")),
            bool(f.get("rare")),
            bool(f.get("lasting")),
            bool(f.get("scene")),
        )
        for name, f in rules()["families"].items()
    }


@cache
def families_of(kind: str) -> frozenset[str]:
    """The families that a kind belongs to."""
    return frozenset(f.name for f in families().values() if kind in f.kinds) or frozenset((f"kind:{kind}",))


@cache
def is_rare(names: frozenset[str]) -> bool:
    """Whether hardly two of the kinds of these families happen near each other on one day."""
    return any(families()[f].rare for f in names if f in families())


@cache
def has_scene(names: frozenset[str]) -> bool:
    """Whether what the kinds of these families tell happens at one spot, that a report may tell elsewhere."""
    return any(families()[f].scene for f in names if f in families())
