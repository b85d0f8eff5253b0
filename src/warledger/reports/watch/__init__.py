"""The watch: many feeds side by side, their pages fetched, coded and added, for as long as it runs."""

from warledger.reports.watch.config import ConfigError, Feed, Settings, read_settings
from warledger.reports.watch.state import WatchState
from warledger.reports.watch.watching import Tally, Watch

__all__ = ["ConfigError", "Feed", "Settings", "Tally", "Watch", "WatchState", "read_settings"]
