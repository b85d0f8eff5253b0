"""Who says what: every source, cue and content of a report, and who the source is."""

from __future__ import annotations

from warledger.coding.attribution.finder import Attributor, Saying, innermost

__all__ = ["Attributor", "Saying", "innermost"]
