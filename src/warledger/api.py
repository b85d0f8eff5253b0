"""The house in Python: ``import warledger as wl``. Tables are pandas' tables."""
# ruff: noqa: PLC0415 - spaCy, SQLAlchemy and pandas are imported by whoever uses them

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from warledger.model import Coding, Report

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from pandas import DataFrame

    from warledger.coder import Coder
    from warledger.outputs import Written

Day = datetime.date | str


def code(  # noqa: PLR0913, PLR0917 - what a dispatch is known by
    text: str, date: Day | None = None, publisher: str = "", title: str = "", url: str = "", id: str = "text"
) -> Coding:
    """Code one dispatch into claims; the coder is loaded at the first call and kept.

    Args:
        text: The words of the dispatch.
        date: Its day of publication, the anchor of "on Saturday"; a date or ISO text.
        publisher: The outlet.
        title: The headline.
        url: Where it stands.
        id: Your name for it.

    Returns:
        The claims and the layers beneath them; ``.to_dict()`` gives plain JSON, ``.to_frame()`` a table.

    Raises:
        ValueError: The date is no ISO day.
    """
    return _coder().code(Report(id, text, _day(date), publisher, title, url))


@cache
def _coder() -> Coder:
    from warledger.coder import Coder

    return Coder()


def _day(date: Day | None) -> datetime.date | None:
    if not isinstance(date, str):
        return date
    try:
        return datetime.date.fromisoformat(date)
    except ValueError:
        raise ValueError(f"{date!r} is no ISO day (YYYY-MM-DD)") from None


def open_ledger(name: str | Path = "warledger.db", create: bool = False) -> War:
    """Open a ledger.

    Args:
        name: A file, or a URL (``postgresql://…``).
        create: Make it where there is none.

    Raises:
        LedgerError: It cannot be opened; the message says what to do.
    """
    from warledger.ledger import Ledger

    return War(Ledger.open(str(name), create=create))


class War:
    """A ledger as tables.

    Filters are those of the command line: place, actor, source, kind, since, until and so on. Days are ISO
    text; ``at`` is the day asked about, ``known_by`` hides what was published later. Tables of claims, events
    and holdings are GeoDataFrames in WGS 84.
    """

    def __init__(self, ledger: Any) -> None:
        """Take an open ledger (``open_ledger`` opens one)."""
        self.ledger = ledger

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the ledger."""
        self.ledger.close()

    def add(self, codings: Coding | Iterable[Coding]) -> int:
        """Put codings in; gives how many reports were new or changed."""
        given = [codings] if isinstance(codings, Coding) else codings
        return sum(self.ledger.add(coding).state != "same" for coding in given)

    def claims(self, include: str | Sequence[str] = "all", **wanted: Any) -> GeoDataFrame:
        """Claims, newest first: who says that who did what to whom, where and when.

        Args:
            include: Which of denied, planned, hypothetical and background claims come in; "" for none.
            **wanted: Fields of ``ledger.queries.Filter``.
        """
        return self._table("claims", include, wanted)

    def events(self, include: str | Sequence[str] = "", **wanted: Any) -> GeoDataFrame:
        """Happenings that claims tell of, oldest first, with their independent origins."""
        return self._table("events", include, wanted)

    def control(self, at: Day = "", **wanted: Any) -> GeoDataFrame:
        """Who holds each place on a day (the last told of where none is given), how surely, and why."""
        return self._table("control", "", {**wanted, "at": str(at)})

    def disputes(self, open_only: bool = False, **wanted: Any) -> DataFrame:
        """Where sources cannot both be right, and how it ended."""
        found = self._table("disputes", "", wanted).drop(columns="geometry", errors="ignore")
        return found[found["outcome"] == "open"] if open_only and len(found) else found

    def reports(self, **wanted: Any) -> DataFrame:
        """The reports, newest first, without their texts."""
        import pandas as pd

        from warledger.ledger import queries

        columns = "id ref date publisher title url claims version known added_at".split()
        rows = queries.reports(self.ledger, queries.Filter(**wanted))
        return pd.DataFrame([[getattr(row, name) for name in columns] for row in rows], columns=columns)

    def export(
        self, form: str, path: str | Path, include: str | Sequence[str] = "", **wanted: Any
    ) -> Written:
        """Write a form that analysts use (``warledger.outputs.FORMATS``)."""
        from warledger.ledger.queries import Filter
        from warledger.outputs import Selection, export

        what = str(wanted.pop("what", "claims"))
        selection = Selection.of(_words(include), int(wanted.pop("origins", 1)))
        return export(self.ledger, form, Path(path), Filter(**wanted), selection, what)

    def _table(self, what: str, include: str | Sequence[str], wanted: dict[str, Any]) -> GeoDataFrame:
        from warledger.ledger.queries import Filter
        from warledger.outputs import Selection
        from warledger.outputs.formats import table
        from warledger.outputs.write import frame

        rows, _ = table(self.ledger, what, Filter(**wanted), Selection.of(_words(include)))
        return frame(rows)

    def __repr__(self) -> str:
        from warledger.ledger.store import counts_of

        counts = counts_of(self.ledger)
        told = ", ".join(f"{counts[key]:,} {key}" for key in ("reports", "claims", "places"))
        return f"<War {self.ledger.name}: {told}>"


def _words(include: str | Sequence[str]) -> list[str]:
    return include.split(",") if isinstance(include, str) else list(include)
