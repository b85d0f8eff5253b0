"""Fetching of pages and feeds: politely, within bounds, and from no address that the user did not mean."""

from warledger.reports.fetch.client import Fetched, Fetcher, fetch_once
from warledger.reports.fetch.failures import FetchError
from warledger.reports.fetch.limits import Limits

__all__ = ["FetchError", "Fetched", "Fetcher", "Limits", "fetch_once"]
