"""The store of reports and claims, incidents, disputes and queries."""

from warledger.ledger.errors import LedgerError
from warledger.ledger.store import Added, Ledger

__all__ = ["Added", "Ledger", "LedgerError"]
