"""A small ledger of two wars, made directly, for the forms and the situation report."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledger.make import ARMY, MINISTRY, MONITOR, Stance, Status, coding, killed, place
from outputs.sample import CIVILIANS, RSF, omdurman, told
from warledger.ledger import Ledger
from warledger.model import Actor, Count, Counts, Source


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """Hama taken and admitted, a deadly air strike, a denied withdrawal, plans, talks; a killing."""
    with Ledger.open(str(tmp_path_factory.mktemp("outputs") / "war.db")) as book:
        book.add(
            coding(
                1,
                told("capture", "2024-12-05", source=MONITOR, targets=(ARMY,)),
                told(
                    "talks", "2024-12-05", actors=(Actor("Türkiye", "tur"), Actor("Iran", "irn")), place=None
                ),
                told("capture", "2024-12-09", status=Status.PLANNED, actors=(ARMY,), source=MINISTRY),
                text="HTS took Hama, the monitor said. Turkey and Iran talked. The army will retake Hama.",
            )
        )
        book.add(
            coding(
                2,
                told(
                    "withdraw",
                    "2024-12-05",
                    actors=(ARMY,),
                    source=Source("Syrian army", "syr-army", (), "said"),
                ),
                told(
                    "airstrike",
                    "2024-12-04",
                    actors=(Actor("Russia", "rus"),),
                    targets=(CIVILIANS,),
                    source=MONITOR,
                    counts=Counts(killed=Count(4, 4, None), injured=Count(10, None, 12)),
                    place=place("Khan Sheikhoun", 35.44, 36.65, admin1="Idlib"),
                    quote='=SUM(A1) an air strike killed "at least four", it said',
                ),
                text="The army left Hama. A Russian strike on Khan Sheikhoun killed at least four.",
                publisher="Other Wire",
            )
        )
        book.add(
            coding(
                3,
                told(
                    "withdraw",
                    "2024-12-04",
                    actors=(ARMY,),
                    source=MINISTRY,
                    stance=Stance.DENIES,
                    place=place("Homs", 34.73, 36.72, admin1="Homs"),
                ),
                told(
                    "killing",
                    "2024-12-03",
                    actors=(RSF,),
                    targets=(CIVILIANS,),
                    counts=killed(25, 20, 30),
                    place=omdurman(),
                ),
                told(
                    "displacement",
                    None,
                    actors=(CIVILIANS,),
                    place=None,
                    counts=Counts(displaced=Count(300, 300, 300)),
                ),
                text="The ministry denied that it left Homs. The RSF killed 25 in Omdurman. Hundreds fled.",
                publisher="Gazette",
            )
        )
        yield book
