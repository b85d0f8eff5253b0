"""Days as the ledger writes them (ISO text) and as they are counted with (ordinals)."""

from __future__ import annotations

from datetime import date
from functools import cache


def iso(day: int) -> str:
    """An ordinal as an ISO day."""
    return date.fromordinal(day).isoformat()


@cache
def ordinal(day: str) -> int:
    """An ISO day as an ordinal."""
    return date.fromisoformat(day).toordinal()
