"""``warledger demo``: the bundled dispatches, coded into a ledger, summed up and shown."""
# ruff: noqa: PLC0415 - ``--help`` must not pay for the ledger

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from warledger.cli.asking import opened
from warledger.cli.coded import coded
from warledger.cli.errors import ExitCode, tell
from warledger.cli.output import shorten, write_table

if TYPE_CHECKING:
    from warledger.control import Holding
    from warledger.ledger import Ledger
    from warledger.ledger.rows import ClaimRow, DisputeRow

_HOLDINGS = 8
_A_WAR = 6
_TERRITORY = frozenset({"capture", "withdraw", "hold", "handover"})
_DISPUTES = 4


def demo(
    ledger: Annotated[
        str, typer.Option(help="The ledger to fill: a file or a URL.", metavar="LEDGER")
    ] = "warledger.db",
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Show the page afterwards.")] = True,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the page, or the next free one.")
    ] = 8765,
) -> int:
    """Show what all this does, on sample dispatches.

    Codes the bundled dispatches into a ledger, sums it up, and serves the page. The dispatches were written
    for this demo; no outlet published them. A second run adds nothing twice.
    """
    with opened(ledger, create=True) as book:
        _sum_up(book, _fill(book))
    if serve:
        from warledger.cli.serve import serve as show

        show(ledger=ledger, port=port, open_=False)
    else:
        print(f"\nShow it: warledger serve{'' if ledger == 'warledger.db' else f' --ledger {ledger}'}")
    return ExitCode.FINE


def _fill(ledger: Ledger) -> int:
    """Add the dispatches that the ledger does not hold; gives how many."""
    from warledger import samples

    missing = [report for report in samples.load() if ledger.state_of(report) != "same"]
    if missing:
        tell("demo", f"coding {len(missing)} sample dispatches (written for the demo, published by nobody)")
    with coded(missing, total=len(missing)) as codings:
        for coding in codings:
            ledger.add(coding)
    return len(missing)


def _sum_up(ledger: Ledger, added: int) -> None:
    import sys

    from warledger.control import holdings
    from warledger.ledger import queries
    from warledger.ledger.store import counts_of
    from warledger.places.country import country_name

    counts = counts_of(ledger)
    disputes = queries.disputes(ledger)
    unsettled = [d for d in disputes if d.outcome == "open"]
    news = f"{added} new" if added else "none new"
    print(f"{ledger.name} holds")
    print(f"  {counts['reports']:>6} reports ({news})")
    print(f"  {counts['claims']:>6} claims about {counts['places']} places")
    print(f"  {len(disputes):>6} disputes, {len(unsettled)} of them open")
    _tell_disputes(unsettled)
    last = _last_days(queries.claims(ledger, queries.Filter()))
    for country, day in sorted(last.items(), key=lambda item: item[1]):
        held = _weightiest([h for h in holdings(ledger, at=day) if h.country == country])
        if held:
            print(f"\nWho holds what in {country_name(country)} on {day}, as these dispatches tell it:")
            write_table([_row(h) for h in held], (), sys.stdout)


def _last_days(claims: Sequence[ClaimRow]) -> dict[str, str]:
    """The day of the last report on each country that more than a few claims on territory tell of."""
    told = [(claim.country, claim.known) for claim in claims if claim.kind in _TERRITORY and claim.country]
    often = Counter(country for country, _ in told)
    return {country: day for country, day in sorted(told) if often[country] >= _A_WAR}


def _row(holding: Holding) -> dict[str, object]:
    return {
        "place": holding.place,
        "holder": holding.holder.name or "nobody known",
        "status": holding.status,
        "chance": f"{holding.probability:.0%}",
        "since": holding.since,
        "claims": len(holding.claims_for) + len(holding.claims_against),
    }


def _tell_disputes(disputes: Sequence[DisputeRow]) -> None:
    """The few disputes that most sources take part in."""
    weight = sorted(disputes, key=lambda d: (-sum(len(v.sources) for v in d.sides), d.id))
    for dispute in weight[:_DISPUTES]:
        sides = " / ".join(f"{', '.join(v.sources[:2])}: {v.position}" for v in dispute.sides[:2])
        about = ", ".join(filter(None, (dispute.place or dispute.country, dispute.kind, dispute.first)))
        print(f"         {about}: {shorten(sides, 110)}")


def _weightiest(held: Sequence[Holding]) -> list[Holding]:
    """The places that most claims tell of, in the order of the listing."""
    weight = sorted(held, key=lambda h: (-len(h.claims_for) - len(h.claims_against), h.place_id))
    chosen = {h.place_id for h in weight[:_HOLDINGS]}
    return [h for h in held if h.place_id in chosen]
