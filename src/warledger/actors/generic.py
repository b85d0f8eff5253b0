"""Parties that reports name by their part in a war: "the insurgents", "government forces", "the army"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from warledger.actors.registry import Registry, normalise


class Generic:
    """Resolves such words within one report: its wars and its day."""

    def __init__(self, registry: Registry, wars: Counter[str], on: date | None) -> None:
        """Take the wars that the report is about, the most often named first."""
        self._registry = registry
        self._on = on
        ranked = wars.most_common(3)
        self.wars = [w for w, n in ranked]
        # two wars of nearly the same weight leave the words undecided
        self._sure = bool(ranked) and (len(ranked) < 2 or ranked[0][1] >= 1.5 * ranked[1][1])

    def find(self, name: str) -> str:
        """The id of the party, or ""."""
        if not self._sure:
            return ""
        choices = self._registry.generic_choices(normalise(name), self.wars[0])
        for choice in choices:
            if self._fits(choice):
                return str(choice["id"])
        return ""

    def _fits(self, choice: Mapping[str, Any]) -> bool:
        if self._on is None:
            return "until" not in choice
        day = self._on.isoformat()
        return str(choice.get("since", "")) <= day <= str(choice.get("until", "9999"))
