from collections.abc import Callable, Iterator

import pytest

from warledger.language.document import Document
from warledger.model import Level, Place
from warledger.places import Gazetteer, PlaceFinder, between, explain
from warledger.places.geo import km_between
from warledger.places.resolve import rank

Parse = Callable[..., Document]


@pytest.fixture(scope="module")
def find(gazetteer: Gazetteer, parse: Parse) -> Iterator[Callable[[str], list[Place]]]:
    finder = PlaceFinder(gazetteer)
    yield lambda text: finder.find(parse(text))


def named(places: list[Place], name: str) -> Place:
    return next(p for p in places if name in p.name)


def test_a_road_between_towns_is_one_place(find: Callable[[str], list[Place]]) -> None:
    places = find("Syrian rebels cut the Morek-Suran road on Friday, a monitor in Syria said.")
    road = named(places, "road")
    assert road.name == "Morek-Suran road"
    assert road.level is Level.POINT
    assert road.radius_km > 2
    assert road.lat is not None and 35.28 < road.lat < 35.38


def test_the_old_city_is_that_of_the_town_spoken_of(find: Callable[[str], list[Place]]) -> None:
    places = find(
        "Shells fell on Homs in Syria. Troops held the Old City. Syria's army took Aleppo's Old City."
    )
    homs, aleppo = [p for p in places if p.name == "Old City"]
    assert homs.lat is not None and homs.lon is not None and aleppo.lat is not None and aleppo.lon is not None
    assert km_between(homs.lat, homs.lon, 34.73, 36.72) < 8
    assert km_between(aleppo.lat, aleppo.lon, 36.20, 37.16) < 8
    assert homs.level is Level.POINT
    assert homs.probability < 1


def test_the_old_city_of_jerusalem_is_its_own(find: Callable[[str], list[Place]]) -> None:
    place = named(find("Police closed a gate of the Old City in Jerusalem, Israel."), "Old City")
    assert place.lat is not None and place.lon is not None
    assert km_between(place.lat, place.lon, 31.777, 35.234) < 5


def test_a_village_abroad_does_not_win_by_its_own_name(find: Callable[[str], list[Place]]) -> None:
    """A name must not vouch for its own country ("Al-Wakrah" is in Qatar only)."""
    places = find("Syrian rebels seized the villages of Morek, Al-Wakrah and Suran in Hama province, Syria.")
    assert named(places, "Wakrah").lat is None
    assert "Syria" in named(places, "Wakrah").reason


def test_kurdish_spellings(gazetteer: Gazetteer) -> None:
    assert (
        gazetteer.find("Xan Şêxon", country="SY")[0].name
        == gazetteer.find("Khan Shaykhun", country="SY")[0].name
    )


@pytest.mark.parametrize(
    "text",
    [
        "Israeli soldiers entered the West Bank town of Tulkarm on Monday.",
        "Shells hit the Black Sea port city of Odesa in Ukraine on Monday.",
    ],
)
def test_the_kinds_word_belongs_to_the_name_behind_it(find: Callable[[str], list[Place]], text: str) -> None:
    assert not [p for p in find(text) if p.name.split()[-1] in {"town", "port", "city"}]


def test_a_capital_that_owns_an_army_is_a_government(find: Callable[[str], list[Place]]) -> None:
    assert not named(find("Moscow's forces had advanced in Ukraine's Sumy region."), "Moscow").literal


def test_a_land_in_a_bodys_name_is_no_place(find: Callable[[str], list[Place]]) -> None:
    places = find("Fighters of the Islamic State of Iraq shelled Kirkuk in Iraq on Monday.")
    assert [p.literal for p in places if p.start < 45 and p.name == "Iraq"] == [False]


def test_no_stretch_between_countries_or_unknown_places() -> None:
    town = Place("A", 0, 1, lat=35.0, lon=36.0, level=Level.TOWN, resolved="A")
    land = Place("B", 6, 7, lat=33.0, lon=44.0, level=Level.COUNTRY, resolved="B")
    assert between(town, land, "A and B") is None
    assert between(town, Place("C", 6, 7), "A and C") is None


def test_a_place_in_words(find: Callable[[str], list[Place]]) -> None:
    places = find("Syrian rebels took the village of Qwertabad near Morek in Syria.")
    assert "unresolved" in explain(named(places, "Qwertabad"))
    told = explain(named(places, "Morek"))
    assert "town" in told and "35.3" in told and "probability" in told


def test_ranking_sums_to_one_and_minds_the_country_spoken_of(gazetteer: Gazetteer) -> None:
    found = gazetteer.find("Tripoli")
    libya, lebanon = (rank("Tripoli", found, home) for home in ("LY", "LB"))
    assert abs(sum(p for _, p, _ in libya) - 1) < 1e-9
    assert libya[0][0].country == "LY"
    assert max(p for c, p, _ in lebanon if c.country == "LB") > max(
        p for c, p, _ in libya if c.country == "LB"
    )
    assert all(why for _, _, why in libya)
