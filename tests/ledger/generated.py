"""Made-up reports in which places, parties and days are mixed by chance, for tests that compare two ways."""

from __future__ import annotations

import random

from ledger.make import ARMY, HTS, MINISTRY, MONITOR, Stance, claim, coding, killed, place
from warledger.model import Actor, Coding, Level, Source

PROVINCE = place(
    "Hama province", 35.2, 37.0, resolved="Hama", gazetteer_id="test:province", level=Level.ADMIN1
)
SPOTS = [
    *(place(f"Town{n}", 35 + n * 0.03, 36.7, admin1="Hama") for n in range(4)),
    place("Quarter", 35.01, 36.71, level=Level.POINT, admin1="Hama"),
    PROVINCE,
    place("Syria", 35.0, 38.0, level=Level.COUNTRY, admin1=""),
    place("the old mill", None, None, gazetteer_id="", resolved="", level=None, admin1="", country=""),
    None,
]
SOURCES = [Source(), MONITOR, MINISTRY, Source("residents"), Source("Sample ministry of health")]
KINDS = [
    "capture",
    "withdraw",
    "clash",
    "attack",
    "attack",
    "shelling",
    "hold",
    "advance",
    "chemical",
    "toll",
]


def many(seed: int, reports: int = 24, first: int = 0) -> list[Coding]:
    """Reports of a fortnight at a few places that lie near, or in, each other."""
    rng = random.Random(seed)
    made = []
    for n in range(first, first + reports):
        day = rng.randrange(1, 11)
        told = [
            claim(
                rng.choice(KINDS),
                f"2024-12-{day + rng.choice((0, 0, 1)):02}",
                id=f"c{m}",
                start=m * 10,
                actors=rng.choice([(HTS,), (ARMY,), (Actor("rebels"),), (Actor("mountain jets"),), ()]),
                place=(where := rng.choice(SPOTS)),
                exceptions=(SPOTS[0],) if where is PROVINCE and rng.random() < 0.5 else (),
                source=rng.choice(SOURCES),
                stance=rng.choice([Stance.ASSERTS] * 4 + [Stance.DENIES]),
                counts=killed(rng.randrange(1, 30)),
                quote=f"claim {n}-{m}",
            )
            for m in range(3)
        ]
        words = " ".join(f"word{w}" for w in range(40)) + " Syria" if rng.random() < 0.3 else ""
        made.append(
            coding(n, *told, on=f"2024-12-{rng.randrange(14, 20)}", text=f"{words} {n}" if words else "")
        )
    return made
