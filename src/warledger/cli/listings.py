"""What the ledger holds: ``claims``, ``reports``, ``incidents`` and ``disputes``."""
# ruff: noqa: PLC0415 - ``--help`` must not pay for the database

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warledger.cli.asking import asking
from warledger.cli.errors import UserError
from warledger.cli.output import Listed, as_row, listing

if TYPE_CHECKING:
    from warledger.ledger import Ledger
    from warledger.ledger.queries import Filter


@listing(
    "id",
    "day",
    "kind",
    "actors",
    "targets",
    "place",
    "resolved",
    "stance",
    "status",
    "source",
    "via",
    "publisher",
    "known",
    "lat",
    "lon",
    "admin1",
    "country",
    "confidence",
    "quote",
    table=("id", "day", "kind", "actors", "place", "stance", "status", "source", "quote"),
)
@asking(
    "place",
    "actor",
    "source",
    "kind",
    "stance",
    "status",
    "since",
    "until",
    "at",
    "known_by",
    "bbox",
    "text",
    "limit",
)
def claims(
    book: Ledger,
    wanted: Filter,
    superseded: Annotated[
        bool, typer.Option("--superseded", help="Also claims that a newer version or a correction replaced.")
    ] = False,
) -> Iterable[Any]:
    """List claims, newest happening first."""
    from warledger.ledger import queries

    return queries.claims(book, replace(wanted, superseded=superseded))


@listing(
    "id",
    "date",
    "publisher",
    "title",
    "claims",
    "version",
    "ref",
    "url",
    "known",
    "added_at",
    "copies",
    table=("id", "date", "publisher", "title", "claims", "version", "copies"),
)
@asking("place", "since", "until", "known_by", "text", "limit")
def reports(
    book: Ledger,
    wanted: Filter,
    publisher: Annotated[str, typer.Option(metavar="NAME", help="Part of an outlet's name.")] = "",
    superseded: Annotated[bool, typer.Option("--superseded", help="Also older versions.")] = False,
    dropped: Annotated[
        bool, typer.Option("--dropped", help="What was not coded instead, with the reason.")
    ] = False,
) -> Iterable[Any] | Listed:
    """List the reports that the ledger holds, newest first."""
    from warledger.ledger import queries
    from warledger.ledger.passed_over import passed_over

    if dropped and (wanted.place or superseded):
        raise UserError("--dropped: what was not coded has no places and no versions")
    asked = replace(wanted, source=publisher, superseded=superseded)
    if not dropped:
        return queries.reports(book, asked)
    columns = ("id", "date", "publisher", "title", "reason", "url", "ref", "known", "added_at", "letters")
    return Listed(passed_over(book, asked), columns, ("id", "date", "publisher", "title", "reason", "url"))


@listing(
    "id",
    "first",
    "last",
    "family",
    "kinds",
    "place",
    "admin1",
    "country",
    "actors",
    "targets",
    "reports",
    "origins",
    "sources",
    "denied",
    "counts",
    "claims",
    table=("id", "first", "kinds", "place", "actors", "targets", "reports", "origins", "denied"),
)
@asking("place", "actor", "source", "kind", "since", "until", "at", "known_by", "limit")
def incidents(
    book: Ledger,
    wanted: Filter,
    origins: Annotated[int, typer.Option(min=0, metavar="N", help="Told by at least so many origins.")] = 0,
) -> Iterable[Any]:
    """List happenings: claims of many reports joined, with how many independent origins tell of each."""
    from warledger.ledger import queries

    found = [i for i in queries.incidents(book, replace(wanted, limit=None)) if i.origins >= origins]
    return found[: wanted.limit]


@listing(
    "first",
    "about",
    "place",
    "kind",
    "positions",
    "sources",
    "outcome",
    "settled_day",
    "why",
    "claims",
    "id",
    table=("first", "about", "place", "kind", "positions", "sources", "outcome", "why"),
)
@asking("place", "actor", "source", "kind", "since", "until", "at", "known_by", "limit")
def disputes(
    book: Ledger,
    wanted: Filter,
    open_: Annotated[bool, typer.Option("--open", help="Only those that nothing has settled.")] = False,
    why: Annotated[
        bool, typer.Option("--why", help="Print each in words: the sides, what they say and since when.")
    ] = False,
) -> Iterable[dict[str, Any]]:
    """List where sources cannot both be right, and how it ended."""
    from warledger.ledger import queries
    from warledger.ledger.disputes import in_words

    found = queries.disputes(book, wanted, open_)
    if why:
        for d in found:
            print(in_words(d) + "\n")
        raise typer.Exit
    return [
        dict(as_row(d))
        | {
            "positions": " / ".join(s.position for s in d.sides),
            "sources": " / ".join(", ".join(s.sources) for s in d.sides),
            "claims": [n for s in d.sides for n in s.claims],
        }
        for d in found
    ]
