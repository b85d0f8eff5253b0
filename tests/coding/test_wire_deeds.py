"""Deeds as wires tell them: what kind they are, who owns to them and who denies a part in them."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("A bomb killed four people in Bajaur on Monday.", ["bombing"]),
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
