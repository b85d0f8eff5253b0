"""Does the order in which reports arrive change what the ledger makes of them?

    python benchmarks/order.py [SHUFFLES]

Codes the bundled dispatches once, adds them in the order of the file and then in so many shuffled orders (20
unless told otherwise), and compares incidents, disputes and the periods of every place.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from typing import Any

from warledger import samples
from warledger.control.book import stories
from warledger.ledger import Ledger, queries
from warledger.model import Coding


def knowledge(codings: Sequence[Coding]) -> dict[str, Any]:
    """All that is worked out, told without the ledger's own numbers."""
    with Ledger.open(":memory:") as ledger:
        for coding in codings:
            ledger.add(coding)
        ref = {c.id: (c.report_ref, c.ref) for c in queries.claims(ledger)}
        incidents = [
            (i.id, i.first, i.last, i.place, i.origins, i.counts, sorted(ref[n] for n in i.claims))
            for i in queries.incidents(ledger)
        ]
        disputes = [
            (d.about, d.place, d.first, d.outcome, [sorted(ref[n] for n in s.claims) for s in d.sides])
            for d in queries.disputes(ledger)
        ]
        holdings = [
            (s.case.spot.key, p.first, p.last, p.holder, p.status, p.probability, p.since, p.confirmed)
            for s in stories(ledger)
            for p in s.periods
        ]
    found = {"incidents": incidents, "disputes": disputes, "holdings": holdings}
    return {what: sorted(rows, key=repr) for what, rows in found.items()}


def main() -> None:
    """Print how many orders gave the same."""
    from warledger.coder import Coder  # noqa: PLC0415 - late: it loads the models

    given = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    given.add_argument("shuffles", nargs="?", type=int, default=20, help="how many other orders")
    options = given.parse_args()
    compare(list(Coder().code_many(samples.load())), options.shuffles)


def compare(codings: list[Coding], shuffles: int) -> None:
    """Add in many orders and print what came out the same."""
    first = knowledge(codings)
    same = dict.fromkeys(first, 0)
    for seed in range(shuffles):
        shuffled = list(codings)
        random.Random(seed).shuffle(shuffled)
        other = knowledge(shuffled)
        for what, rows in first.items():
            same[what] += rows == other[what]
    for what, rows in first.items():
        print(f"{what}: {len(rows)} rows, the same in {same[what]} of {shuffles} orders")


if __name__ == "__main__":
    main()
