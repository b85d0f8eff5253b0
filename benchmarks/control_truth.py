"""Who holds what in the sample dispatches, against what a careful reader makes of them.

    python benchmarks/control_truth.py [--misses]

Codes the bundled dispatches, puts them into a ledger in memory and compares the holding of each expectation
of ``samples/truth.yaml`` (place, day, known by which day) with what the model says. Where the reader names
nobody because the place is fought over, a holder in one of the statuses that the reader allows is right.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from warledger import control, samples
from warledger.control import Holding
from warledger.control.interest import entry_of, side_of
from warledger.ledger import Ledger
from warledger.ledger.queries import Filter
from warledger.ledger.words import name_key
from warledger.model import Coding


@dataclass(slots=True)
class Compared:
    """One expectation and what the model makes of it."""

    wanted: dict[str, Any]
    found: Holding | None
    holder: bool
    status: bool


def compare(codings: Iterable[Coding]) -> list[Compared]:
    """Every expectation against the model's holding."""
    with Ledger.open(":memory:") as ledger:
        for coding in codings:
            ledger.add(coding)
        return [_compared(ledger, wanted) for wanted in samples.truth()]


def _compared(ledger: Ledger, wanted: dict[str, Any]) -> Compared:
    known = str(wanted.get("known_by") or "")
    names = [wanted["place"], *wanted.get("aliases", [])]
    asked = (Filter(place=name) for name in names)  # as `warledger control PLACE` asks
    held = [
        h for which in asked for h in control.holdings(ledger, str(wanted["date"]), known, which, argue=False)
    ]
    found = [h for h in held if h.country in {wanted["country"], ""}]
    found.sort(key=lambda h: ("point", "town", "admin2", "admin1").index(h.level or "admin1"))
    statuses = {wanted["status"], *wanted.get("also", [])}
    best = found[0] if found else None
    status = (best.status if best else "unknown") in statuses
    if wanted["holder"] is None:
        holder = best is None or not best.holder.name or (status and best.status != "confirmed")
    else:
        holder = best is not None and _same(wanted, best)
    return Compared(wanted, best, holder, status)


def is_local(name: str) -> bool:
    """Whether a name says no more than that its bearers are armed and from the place."""
    return name.casefold() in {"local fighters", "local armed men", "local factions", "local gunmen"}


def _same(wanted: dict[str, Any], held: Holding) -> bool:
    side = wanted.get("side") or side_of(wanted["holder"])
    if side and side == held.side:
        return True
    mine, theirs = entry_of(wanted["holder"]), entry_of(held.holder.name, held.holder.id)
    if (
        mine and theirs and mine.kind == "state"
    ):  # a state's army holds for the state, whoever's side it is on
        return mine.country == theirs.country
    if side and held.side:
        return False
    if is_local(wanted["holder"]) and is_local(held.holder.name):
        return True
    return name_key(wanted["holder"]) in name_key(held.holder.name) or (
        bool(held.holder.name) and name_key(held.holder.name) in name_key(wanted["holder"])
    )


def main(arguments: list[str]) -> None:
    """Print the figures, and with --misses every expectation that is missed."""
    from warledger.coder import Coder  # noqa: PLC0415 - late: it loads the models

    rows = compare(Coder().code_many(samples.load()))
    show(rows, "--misses" in arguments)


def show(rows: list[Compared], misses: bool) -> None:
    """The figures as lines."""
    for r in rows if misses else []:
        if r.holder and r.status:
            continue
        h, w = r.found, r.wanted
        got = f"{h.holder.name or 'nobody'}, {h.status} ({h.probability:.2f})" if h else "not there"
        wanted = f"{w['holder'] or 'nobody'}, {'|'.join([w['status'], *w.get('also', [])])}"
        print(f"{w['place']} {w['date']} {w.get('known_by', '')}: {got}; wanted {wanted}. {w['reports']}")
    both = sum(r.holder and r.status for r in rows)
    print(f"holder {sum(r.holder for r in rows)} of {len(rows)}, holder and status {both}")


if __name__ == "__main__":
    main(sys.argv[1:])
