"""Names in the names of illnesses, media and streets; lands with an article; short words; far namesakes."""

from collections.abc import Callable

import pytest

from warledger.language.document import Document
from warledger.model import Place
from warledger.places import Gazetteer, PlaceFinder
from warledger.places.geo import km_between

Parse = Callable[..., Document]
Find = Callable[[str], list[Place]]


@pytest.fixture(scope="module")
def find(gazetteer: Gazetteer, parse: Parse) -> Find:
    finder = PlaceFinder(gazetteer)
    return lambda text: finder.find(parse(text))


def of(places: list[Place], name: str) -> Place:
    return next(p for p in places if p.name == name)


@pytest.mark.parametrize(
    ("text", "no_place"),
    [
        ("Doctors feared the Marburg virus in Rwanda. Marburg killed six people.", "Marburg"),
        ("Three cases of West Nile fever were found in Greece.", "Nile"),
        ("The Times of Malta told of a boat off Libya.", "Malta"),
        ("A strain of H5N1 reached farms in Ghana.", "H5N1"),
        ("Al and his brother fled Aleppo on Monday.", "Al"),
    ],
)
def test_names_in_other_names_are_no_places(find: Find, text: str, no_place: str) -> None:
    assert no_place not in {p.name for p in find(text)}


def test_a_town_keeps_its_name_though_an_illness_bears_it(find: Find) -> None:
    assert of(
        find("The Marburg virus is named for a town. Police in Marburg, Germany, held a man."), "Marburg"
    )


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("The United States urged a truce on Tuesday.", "United States", "US"),
        ("Villages in Côte d'Ivoire were flooded.", "Côte d'Ivoire", "CI"),
        ("EU ministers sent tents to Chad.", "EU", ""),
        ("Georgian guards met at the bridge, and Azerbaijan thanked Georgia.", "Georgia", "GE"),
        ("An Iranian envoy flew from Tehran to Doha. A team from Isfahan joined him.", "Doha", "QA"),
        ("Gunmen attacked a convoy near Beni on Friday.", "Beni", "CD"),
        ("The parties reached a deal on Hodeidah in Stockholm on Thursday.", "Hodeidah", "YE"),
    ],
)
def test_the_land_and_the_great_town_are_meant(find: Find, text: str, name: str, country: str) -> None:
    place = of(find(text), name)
    assert place.lat is not None
    assert place.country == country


def test_a_street_lies_in_the_town_that_is_spoken_of(find: Find) -> None:
    places = find("Two men died in Hama. A bomb went off on Baghdad Street at noon.")
    street, town = of(places, "Baghdad Street"), of(places, "Hama")
    assert street.lat is not None
    assert street.lon is not None
    assert town.lat is not None
    assert town.lon is not None
    assert km_between(street.lat, street.lon, town.lat, town.lon) < 1
    assert street.probability < town.probability


def test_an_unknown_camp_is_in_no_far_land_of_a_like_name(find: Find) -> None:
    places = find("Rebels attacked the Plaine Savo camp for displaced people in eastern Congo on Sunday.")
    assert of(places, "Plaine Savo camp").lat is None
    assert all(p.country in {"", "CD"} for p in places)
