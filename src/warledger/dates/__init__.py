"""Time expressions and the days they mean."""

from warledger.dates.finder import TimeFinder, resolve

__all__ = ["TimeFinder", "resolve"]
