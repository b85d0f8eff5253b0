"""The learned judge: it weighs what the frames found, and proposes what they missed."""

from __future__ import annotations

from warledger.coding.judge.review import Judge

__all__ = ["Judge"]
