"""Where it happened, read from the clauses around: what belongs to the event, and what to another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from warledger.model import Claim, Coding

Code = Callable[..., Coding]


def of_kind(code: Code, text: str, kind: str) -> list[Claim]:
    return [c for c in code(text).claims if c.kind == kind]


def where(code: Code, text: str, kind: str) -> list[str]:
    return [c.place.name if c.place else "" for c in of_kind(code, text, kind)]


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        # verbs that are joined share what stands behind the last one
        (
            "Gunmen killed four herders and wounded nine others at a well near the town of Bara in Sudan.",
            "killing",
            "town of Bara",
        ),
        # what went on just then
        ("A teacher was shot dead on Monday while driving his car in Tikrit.", "killing", "Tikrit"),
        ("A merchant was shot dead as he left a Benghazi mosque on Friday.", "killing", "Benghazi mosque"),
        ("Nine soldiers were killed when their helicopter crashed outside Marib.", "killing", "Marib"),
        # on a side of it
        (
            "The rebels attacked on Friday, targeting army posts southeast of the village of Morek.",
            "attack",
            "southeast of the village of Morek",
        ),
        # the name of a land before a noun of the ground
        ("The pilot was captured on a Yemen battlefield.", "abduction", "Yemen"),
    ],
)
def test_clauses_of_the_same_time_give_the_place(code: Code, text: str, kind: str, place: str) -> None:
    assert where(code, text, kind) == [place]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        # what a protest is about
        ("Hundreds of students protested on Monday against the war in Yemen.", "protest"),
        ("Thousands marched in anger on Sunday over the siege of Aleppo.", "protest"),
        # what was done with people afterwards
        ("The commander was captured in 2003 and flown to Guantanamo.", "abduction"),
        # a part of a party's name
        ("Fighters of Jabhat Fateh al-Sham were killed on Friday.", "killing"),
    ],
)
def test_what_is_said_of_something_else_gives_none(code: Code, text: str, kind: str) -> None:
    found = of_kind(code, text, kind)
    assert found and all(c.place is None for c in found)


def test_the_place_of_those_who_speak_comes_last(code: Code) -> None:
    text = "According to a medic in Aleppo, shells killed two men at a checkpoint near Morek."
    assert where(code, text, "shelling") in (["Morek"], ["checkpoint near Morek"])


def test_the_hour_is_no_place(code: Code) -> None:
    text = "At approximately 8:30 A.M. on Friday, soldiers shelled a rebel convoy."
    assert where(code, text, "shelling") == [""]


def test_a_town_at_the_end_is_where_a_protest_was(code: Code) -> None:
    assert where(code, "Thousands protested against the new tax in Tunis.", "protest") == ["Tunis"]


def test_where_the_targets_stood_counts(code: Code) -> None:
    text = "Police fired tear gas at protesters who had gathered near Tahrir Square in Baghdad."
    assert any("Tahrir" in name for name in where(code, text, "attack"))


def test_where_something_will_be_sent_nothing_else_happened(code: Code) -> None:
    claims = code(
        "Uganda said it would send more troops to Bunia. Hundreds of soldiers fled to Burundi."
    ).claims
    assert [(c.kind, c.place.name if c.place else "") for c in claims] == [
        ("deploy", "Bunia"),
        ("withdraw", ""),
    ]


def test_a_place_carried_over_says_so(code: Code) -> None:
    text = "Syrian rebels seized Morek on Thursday. The army withdrew overnight."
    (claim,) = of_kind(code, text, "withdraw")
    assert claim.place is not None and claim.place.name == "Morek"
    assert "carried over" in claim.place.reason


def test_places_in_the_names_of_parties_are_no_places(code: Code) -> None:
    text = "The Islamic State of Iraq and the Levant said that it had killed ten soldiers in Tikrit."
    literal = {p.name for p in code(text).places if p.literal}
    assert literal == {"Tikrit"}


def test_the_name_of_a_group_is_no_unknown_place(code: Code) -> None:
    text = "The army attacked M23 on Monday. Soldiers captured M23 men near Sake in Congo."
    assert "M23" not in {c.place.name for c in code(text).claims if c.place is not None}


def test_a_great_town_is_known_whatever_the_parser_takes_it_for(code: Code) -> None:
    text = "Harare's streets were patrolled by riot police. Planes kept up their attacks on Aleppo."
    assert {"Harare", "Aleppo"} <= {p.name for p in code(text).places if p.literal}
