"""warledger: a war monitor in a box. Dispatches in, sourced claims out.

``code(text, date=…)`` codes one dispatch, ``open("war.db")`` opens a ledger as tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from warledger.api import War, code
    from warledger.api import open_ledger as open
    from warledger.coder import Coder
    from warledger.model import Claim, Coding, Report

__version__ = "0.1.0"
__all__ = ["Claim", "Coder", "Coding", "Report", "War", "__version__", "code", "open"]

# What lives where; imported when it is asked for, so that ``warledger --help`` pays for none of it.
_HOME = {
    "code": ("warledger.api", "code"),
    "open": ("warledger.api", "open_ledger"),
    "War": ("warledger.api", "War"),
    "Coder": ("warledger.coder", "Coder"),
    "Claim": ("warledger.model", "Claim"),
    "Coding": ("warledger.model", "Coding"),
    "Report": ("warledger.model", "Report"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - one of the few things that start-up pays for

    module, there = _HOME[name]
    return getattr(import_module(module), there)


def __dir__() -> list[str]:
    return sorted(__all__)
