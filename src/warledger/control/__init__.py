"""Who holds what, when, and why."""

from warledger.control.baseline import read_baseline
from warledger.control.book import changes, holdings, learned, spells
from warledger.control.periods import periods
from warledger.control.types import Evidence, Holding, Period

__all__ = [
    "Evidence",
    "Holding",
    "Period",
    "changes",
    "holdings",
    "learned",
    "periods",
    "read_baseline",
    "spells",
]
