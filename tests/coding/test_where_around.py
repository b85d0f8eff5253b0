"""Where an event was, told by a quarter, a way, a suburb, a deed at the same time."""

from datetime import date

import pytest

from warledger.coder import Coder
from warledger.model import Claim, Report

DAY = date(2024, 12, 6)


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def places(coder: Coder, text: str) -> list[list[str]]:
    told: dict[tuple[int, int], list[Claim]] = {}
    for claim in coder.code(Report("r", text, DAY)).claims:
        told.setdefault((claim.start, claim.end), []).append(claim)
    return [[c.place.name for c in claims if c.place is not None] for claims in told.values()]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("A shell hit a school in the Ben Yasser area of Benghazi, killing two.", "Ben Yasser area"),
        ("Rebels captured the village of Qwertan 20 kilometers north of Aden.", "village of Qwertan"),
        ("A bomb exploded on Abdulhadi Street in Kandahar, killing two.", "Abdulhadi Street"),
        ("Airstrikes hit the Damascus suburb of Douma on Friday.", "Douma"),
        ("Gunmen shot a man dead close to the town of Poso on Friday.", "Poso"),
        ("The army in Nyala shelled a market in Kutum on Friday.", "Kutum"),
    ],
)
def test_the_event_has_one_place(coder: Coder, text: str, place: str) -> None:
    assert [p for p in places(coder, text) if p and p[0].endswith(place) and len(p) == 1], places(coder, text)


def test_a_village_put_by_its_way_is_the_village_itself(coder: Coder) -> None:
    text = "Rebels captured the village of Qwertan 20 kilometers north of Aden."
    claim = next(c for c in coder.code(Report("r", text, DAY)).claims if c.kind == "capture")
    assert claim.place is not None
    assert claim.place.resolved == "Qwertan"
    assert not claim.place.gazetteer_id.endswith("#beside")
