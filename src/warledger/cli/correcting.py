"""``warledger correct`` and ``warledger history``: what people put right, and what stood there before."""
# ruff: noqa: PLC0415 - ``--help`` must not pay for the database
# ruff: noqa: PLR0913, PLR0917 - one argument an option

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warledger.cli.adding import bring_up_to_date
from warledger.cli.asking import DEFAULT, LedgerOption, opened
from warledger.cli.errors import ExitCode, UserError
from warledger.cli.output import listing

if TYPE_CHECKING:
    from warledger.ledger.rows import ClaimRow

_CLAIM = typer.Argument(metavar="CLAIM", help="The claim's number, as `warledger claims` lists it.")


def correct(
    claim: Annotated[int, _CLAIM],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who corrects.")],
    why: Annotated[str, typer.Option("--why", metavar="REASON", help="For what reason.")],
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FIELD=VALUE",
            help="What to set: kind, stance, status, source, actors, targets, place, date, killed, injured, "
            "displaced, detained, captured. Many of them may be given.",
        ),
    ] = None,
    retract: Annotated[
        bool, typer.Option("--retract", help="Take the claim out: the report does not say it.")
    ] = False,
    restore: Annotated[bool, typer.Option("--restore", help="Take a retraction back.")] = False,
    ledger: LedgerOption = DEFAULT,
) -> int:
    """Put a wrong claim right; the claim as coded is kept (`warledger history`).

    The correction stands from today on: `--known-by` an earlier day still shows what stood then.
    """
    from warledger.ledger import corrections

    if bool(settings) + retract + restore != 1:
        raise typer.BadParameter("give --set FIELD=VALUE (once or more), --retract or --restore")
    changes = _changes(settings or ())
    with opened(ledger, create=False) as book:
        if retract:
            made = corrections.retract(book, claim, author=by, why=why)
        elif restore:
            made = corrections.restore(book, claim, author=by, why=why)
        else:
            made = corrections.correct(book, claim, changes, author=by, why=why)
        bring_up_to_date(book)
    told = ", ".join(f"{field}: {before} → {after}" for field, (before, after) in made.changes.items())
    if made.result is None:
        print(f"claim {made.claim} is retracted")
    elif restore:
        print(f"claim {made.claim} stands again, as claim {made.result}")
    else:
        print(f"claim {made.claim} is now claim {made.result}: {told}")
    return ExitCode.FINE


@listing(
    "claim", "when", "by", "what", "why", "kind", "actors", "targets", "place", "day", "stance", "status"
)
def history(claim: Annotated[int, _CLAIM], ledger: LedgerOption = DEFAULT) -> Sequence[dict[str, Any]]:
    """Show a claim as coded and everything that people changed about it, in order."""
    from warledger.ledger import corrections

    with opened(ledger) as book:
        first, chain = corrections.history(book, claim)
    rows = [_row(first, first.added_at, "the coder", "coded", first.reason)]
    for a in chain:
        what = "; ".join(f"{field}: {before} → {after}" for field, (before, after) in a.changes.items())
        rows.append(_row(a.row or first, a.made_at, a.author, what or _plain(a.result), a.why))
    return rows


def _plain(result: int | None) -> str:
    return "retracted" if result is None else "restored"


def _row(claim: ClaimRow, when: str, by: str, what: str, why: str) -> dict[str, Any]:
    return {
        "claim": claim.id,
        "when": when,
        "by": by,
        "what": what,
        "why": why,
        "kind": claim.kind,
        "actors": claim.actors,
        "targets": claim.targets,
        "place": claim.place,
        "day": claim.day,
        "stance": claim.stance,
        "status": claim.status,
        "source": claim.source,
        "counts": claim.counts,
        "quote": claim.quote,
        "current": claim.current,
    }


def _changes(settings: Sequence[str]) -> dict[str, str]:
    """``--set`` FIELD=VALUE as a mapping.

    Raises:
        UserError: One has no "=", or a field is set twice.
    """
    found: dict[str, str] = {}
    for setting in settings:
        field, equals, value = setting.partition("=")
        if not equals:
            raise UserError(f"--set {setting!r}: write it as FIELD=VALUE")
        if field.strip() in found:
            raise UserError(f"--set: {field.strip()} is set twice")
        found[field.strip()] = value
    return found
