"""Adjectives of lands stand for a state or tell where something lies; nationalities and tongues do not."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from warledger.language.document import Document
from warledger.model import Place
from warledger.places import Gazetteer, PlaceFinder

Parse = Callable[..., Document]
Find = Callable[[str], list[Place]]


@pytest.fixture(scope="module")
def adjectives(gazetteer: Gazetteer, parse: Parse) -> Find:
    finder = PlaceFinder(gazetteer)

    def find(text: str) -> list[Place]:
        document = parse(text)
        return finder.belongings(document, finder.find(document))

    return find


@pytest.mark.parametrize(
    ("text", "name", "country", "literal"),
    [
        ("The Kenyan government closed two camps.", "Kenyan", "KE", False),
        ("A senior South Korean diplomat left on Friday.", "South Korean", "KR", False),
        ("Peruvian troops cleared the valley.", "Peruvian", "PE", False),
        ("Smugglers were held near the Greek border.", "Greek", "GR", True),
        ("A ferry reached the Danish coast at dawn.", "Danish", "DK", True),
        ("Several European airlines stopped flights.", "European", "", False),
    ],
)
def test_an_adjective_of_a_land_stands_for_its_state_or_its_ground(
    adjectives: Find, text: str, name: str, country: str, literal: bool
) -> None:
    (place,) = adjectives(text)
    assert (place.name, place.country, place.literal) == (name, country, literal)
    assert place.lat is not None
    assert text[place.start : place.end] == name


def test_adjectives_in_a_row_share_their_noun(adjectives: Find) -> None:
    found = adjectives("Norwegian and Finnish ministers talked for an hour.")
    assert [(p.name, p.country) for p in found] == [("Norwegian", "NO"), ("Finnish", "FI")]


@pytest.mark.parametrize(
    "text",
    [
        "A Kenyan nurse was hurt.",
        "Kenyans voted on Sunday.",
        "She spoke Danish with the guard.",
        "He fled to another African country.",
        "An African American student won.",
        "The African swine fever spread.",
        "They met on the Fijian island of Taveuni.",
    ],
)
def test_nationality_people_tongue_and_one_of_many_lands_are_no_place(adjectives: Find, text: str) -> None:
    assert not adjectives(text)


def test_adjectives_are_no_places_of_events_and_overlap_none(gazetteer: Gazetteer, parse: Parse) -> None:
    finder = PlaceFinder(gazetteer)
    document = parse("Turkish soldiers shot at a car in Idlib, the Syrian government said.")
    places = finder.find(document)
    assert [p.name for p in places] == ["Idlib"]
    spans = sorted((p.start, p.end) for p in (*places, *finder.belongings(document, places)))
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert len(spans) == 3
