"""Who holds what, when, and why."""

from warledger.control.book import changes, holdings, learned, read_baseline, spells
from warledger.control.types import Evidence, Holding

__all__ = ["Evidence", "Holding", "changes", "holdings", "learned", "read_baseline", "spells"]
