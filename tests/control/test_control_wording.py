"""Which words of a claim mean the place itself, and which a part of it or what lies around it."""

from __future__ import annotations

import pytest

from control.sets import coding
from warledger import control
from warledger.ledger import Ledger

HELD = ["06-01 post: redland hold Ford", "06-01 un: redland hold Ford"]

THE_PLACE = [
    "Blueland's men captured Ford",
    "they took the town",
    "the northern city of Ford fell to Blueland",
    "Blueland seized the towns of Weir, Mill and Ford",
    "Ford, its barracks and several checkpoints were overrun",
    "they captured Ford after two days of fighting for the villages around it",
    "Blueland captured the hills, and Ford with them",
    "all of it is in our hands",
    "they overran the last positions and took the town of Ford",
]
A_PART = [
    "Blueland's men took several positions",
    "they captured the headquarters of the Third Brigade in Ford",
    "they captured Ford's eastern districts",
    "Blueland seized two villages in Ford",
    "parts of the town of Ford fell",
    "they took northern Ford",
    "in Ford they captured the prison and a school",
    "half of the city was overrun",
    "the army gave up one southern town after another",
    "they seized the coke plant",
    "Blueland took the outskirts of Ford",
    "they captured some positions in Weir, Mill and Ford",
    "the ministry, the palace and the main road were seized",
]


def _holder(*lines: str, at: str = "2024-06-02") -> control.Holding:
    with Ledger.open(":memory:") as ledger:
        for n, line in enumerate(lines):
            ledger.add(coding(line, n))
        (held,) = control.holdings(ledger, at=at)
        return held


@pytest.mark.parametrize("quote", THE_PLACE)
def test_who_takes_the_place_has_it(quote):
    held = _holder(*HELD, f"06-02 residents: blueland capture Ford says {quote}")
    assert held.holder.name == "Blueland guard", held.why


@pytest.mark.parametrize("quote", A_PART)
def test_who_takes_a_part_of_it_fights_for_it(quote):
    held = _holder(*HELD, f"06-02 residents: blueland capture Ford says {quote}")
    assert (held.holder.name, held.status) == ("Redland army", "contested"), held.why


def test_a_place_by_context_only_weighs_less_than_one_that_is_named():
    named = _holder("06-02 residents: redland hold Ford says Redland's soldiers hold Ford")
    meant = _holder("06-02 residents: redland hold Ford says Redland's soldiers hold on")
    assert named.claims_for[0].weight > meant.claims_for[0].weight > 0
    assert "goes before" in meant.claims_for[0].why


def test_who_flees_to_a_place_does_not_leave_it():
    fled = _holder(*HELD, "06-02 post: redland withdraw Ford says Redland's men fled south to Ford")
    left = _holder(*HELD, "06-02 post: redland withdraw Ford says Redland's men fled from Ford to the south")
    assert fled.status == "confirmed" and not fled.claims_against
    assert left.claims_against


def test_a_denied_entry_speaks_against_who_is_said_to_be_inside():
    lines = [*HELD, "06-02 blueradio: blueland advance Ford says Blueland's men entered Ford"]
    denied = "06-02 redministry: blueland advance Ford denied says the enemy entered any part of the town"
    before, after = _holder(*lines), _holder(*lines, denied)
    assert len(after.claims_for) == len(before.claims_for) + 1
    assert after.probability > before.probability


def test_who_still_holds_some_houses_concedes_the_rest():
    lines = [*HELD, "06-02 bluecommand: blueland capture Ford"]
    boast = _holder(*lines, "06-02 redministry: redland hold Ford says our men hold Ford")
    rest = _holder(*lines, "06-02 redministry: redland hold Ford says our men still hold some houses in Ford")
    assert boast.holder.name == "Redland army"
    assert rest.holder.name == "Blueland guard" and rest.status in ("contested", "disputed"), rest.why


def test_it_fell_is_said_of_those_who_attack_it_and_says_so():
    lines = [*HELD, "06-03 post: blueland attack Ford"]
    held = _holder(*lines, "06-04 un: nobody capture Ford says Ford fell", at="2024-06-04")
    assert held.holder.name == "Blueland guard"
    assert "who took it is not told" in held.why
    two = [*lines, "06-03 post: greens attack Ford"]
    held = _holder(*two, "06-04 un: nobody capture Ford says Ford fell", at="2024-06-04")
    assert held.holder.name == "Redland army"
