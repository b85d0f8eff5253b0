"""``join`` and ``split``: a person's word on whether two claims tell of one happening."""
# ruff: noqa: PLC0415 - ``--help`` must not pay for the database
# ruff: noqa: PLR0913, PLR0917 - one argument an option

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from warledger.cli.asking import DEFAULT, LedgerOption, opened
from warledger.cli.errors import ExitCode

if TYPE_CHECKING:
    from warledger.ledger.verdicts import Word

_ONE = typer.Argument(metavar="CLAIM", help="A claim's number, as `warledger claims` lists it.")
_OTHER = typer.Argument(metavar="OTHER", help="Another claim's number.")
_BY = typer.Option("--by", metavar="NAME", help="Who says so.")
_WHY = typer.Option("--why", metavar="REASON", help="For what reason.")


def join(
    claim: Annotated[int, _ONE],
    other: Annotated[int, _OTHER],
    by: Annotated[str, _BY],
    why: Annotated[str, _WHY],
    ledger: LedgerOption = DEFAULT,
) -> int:
    """Say that two claims tell of one happening, whatever the program makes of them."""
    return _decide(ledger, claim, other, "together", by, why)


def split(
    claim: Annotated[int, _ONE],
    other: Annotated[int, _OTHER],
    by: Annotated[str, _BY],
    why: Annotated[str, _WHY],
    undo: Annotated[
        bool, typer.Option("--undo", help="Take back what was said of the two, by split or join.")
    ] = False,
    ledger: LedgerOption = DEFAULT,
) -> int:
    """Say that two claims do not tell of one happening: no incident will hold both."""
    return _decide(ledger, claim, other, "open" if undo else "apart", by, why)


def _decide(ledger: str, claim: int, other: int, word: Word, by: str, why: str) -> int:
    from warledger.ledger import verdicts

    with opened(ledger, create=False) as book:
        verdicts.decide(book, claim, other, word, author=by, why=why)
    told = {"together": "are one happening", "apart": "are two happenings", "open": "are left to the program"}
    print(f"claims {claim} and {other} {told[word]}")
    return ExitCode.FINE
