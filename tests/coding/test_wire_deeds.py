"""Deeds as wires tell them: what kind they are, who owns to them and who denies a part in them."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("A bomb killed four people in Bajaur on Monday.", ["bombing"]),
        ("A car bomb went off in front of a mall in Guayaquil on Sunday.", ["bombing"]),
        ("Artillery killed six people in Kadugli.", ["shelling"]),
        ("Howitzers in Kyaukme fired more than 100 rounds on Friday.", ["shelling"]),
        ("Three rebels and a soldier died in a shoot-out near Tibu.", ["clash"]),
        ("In December, seven soldiers were killed in a clash with RSF fighters near Tine.", ["clash"]),
        ("Images showed what appeared to be mass killings at a hospital in El Fasher.", ["killing"]),
        ("Guerrillas blew up a pipeline near Tibu, spilling crude into a river.", ["destruction"]),
        ("Seven soldiers have been killed in Tine since December.", ["toll"]),
    ],
)
def test_the_kind_of_a_deed(code, text, kinds):
    assert [c.kind for c in code(text).claims] == kinds


def test_who_denies_a_part_denies_the_deed(code):
    text = "A drone strike killed 17 mourners in Tine, officials said. The RSF denied any involvement."
    told = [(c.kind, c.stance.value, c.source.name, [a.name for a in c.actors]) for c in code(text).claims]
    assert told == [
        ("airstrike", "asserts", "officials", []),
        ("airstrike", "denies", "RSF", ["RSF"]),
    ]


def test_who_has_not_yet_owned_up_denies_nothing(code):
    text = "A bomb killed four people in Bajaur. The Pakistani Taliban did not immediately claim the attack."
    assert [c.stance.value for c in code(text).claims] == ["asserts"]


def test_a_capital_that_sends_troops_is_not_the_region(code):
    text = "Rebels seized Tibu in Norte de Santander. Bogota has flown 9,000 troops into the region."
    places = [c.place.name for c in code(text).claims if c.kind == "deploy" and c.place]
    assert "Bogota" not in places


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        (
            "A suicide bomber blew himself up in Mogadishu, killing 15 and wounding about 40 others.",
            {"killed": 15, "injured": 40},
        ),
        ("Jets bombed Sagaing on Sunday, killing five monks and wounding ten.", {"killed": 5, "injured": 10}),
    ],
)
def test_what_a_deed_did_is_no_second_claim(code, text, counted):
    (claim,) = code(text).claims
    assert {k: v["best"] for k, v in claim.counts.to_dict().items() if v} == counted


def test_who_is_behind_a_blast(code):
    text = "A car bomb killed nine people in Mogadishu. Al Shabaab said it was behind the blast."
    assert [(c.kind, c.source.name) for c in code(text).claims] == [
        ("bombing", "publisher"),
        ("bombing", "Al Shabaab"),
    ]


def test_a_camp_is_taken_and_the_day_is_no_part_of_who_says_so(code):
    text = "Tuareg separatists on Saturday claimed to have taken an army camp at Tessalit in Mali."
    assert [(c.kind, c.source.name) for c in code(text).claims] == [("capture", "Tuareg separatists")]


def test_those_who_abandoned_their_homes_are_counted(code):
    (fled,) = code("Some 16,000 people have abandoned their homes in Artibonite.").claims
    assert fled.counts.displaced is not None
    assert fled.counts.displaced.best == 16_000
