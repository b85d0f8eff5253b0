"""What can go wrong with a ledger, told so that the person at the keyboard knows what to do."""

from __future__ import annotations


class LedgerError(Exception):
    """The ledger cannot be opened, read or written; the message says why and what helps."""
