"""Quarters lie in the town that the words name; distances put names; what is told to lie in a land does."""

from collections.abc import Callable, Iterator

import pytest

from warledger.language.document import Document
from warledger.model import Level, Place
from warledger.places import Gazetteer, PlaceFinder
from warledger.places.geo import km_between

Parse = Callable[..., Document]
Find = Callable[[str], list[Place]]


@pytest.fixture(scope="module")
def find(gazetteer: Gazetteer, parse: Parse) -> Iterator[Find]:
    finder = PlaceFinder(gazetteer)
    yield lambda text: finder.find(parse(text))


def named(places: list[Place], name: str) -> Place:
    return next(p for p in places if name in p.name)


def km(place: Place, lat: float, lon: float) -> float:
    assert place.lat is not None and place.lon is not None, place
    return km_between(place.lat, place.lon, lat, lon)


@pytest.mark.parametrize(
    ("text", "name", "at"),
    [
        ("Shells hit the Yarmouk district of Khartoum on Monday.", "Yarmouk", (15.55, 32.53)),
        ("Three died in the Salah al-Din district of Aleppo.", "Salah al-Din", (36.2, 37.16)),
        ("A drone struck Kyiv's Podil district at night.", "Podil", (50.46, 30.52)),
        ("A rocket hit the Shevchenkivskyi district of Kharkiv.", "Shevchenkivskyi", (49.98, 36.25)),
        ("Troops stormed the Hamidiyeh neighbourhood of Homs.", "Hamidiyeh", (34.72, 36.72)),
        ("Militants raided the Medina district in Mogadishu.", "Medina", (2.04, 45.34)),
        ("Clashes went on in Dahra, a suburb of Tripoli, in Libya.", "Dahra", (32.89, 13.19)),
        ("Crowds gathered in Tahrir Square in Baghdad.", "Tahrir", (33.34, 44.4)),
        ("Gunmen seized the Taiz Street area of Aden in Yemen.", "Taiz Street", (12.78, 45.04)),
        ("Two shells struck the al-Salam hospital in Mosul.", "al-Salam", (36.34, 43.12)),
    ],
)
def test_a_quarter_lies_in_the_town_that_the_words_name(
    find: Find, text: str, name: str, at: tuple[float, float]
) -> None:
    place = named(find(text), name)
    assert km(place, *at) < 30
    assert place.level in {Level.POINT, Level.TOWN}


@pytest.mark.parametrize(
    ("text", "name", "city"),
    [
        ("A mortar shell struck the Karrada district of Iraq's capital Baghdad.", "Karrada", (33.31, 44.37)),
        ("A blast hit the Yarmouk neighbourhood of Sudan's Khartoum.", "Yarmouk", (15.55, 32.53)),
        ("Six were hurt in the Salah al-Din quarter of Syria's Aleppo.", "Salah al-Din", (36.2, 37.16)),
    ],
)
def test_a_land_that_owns_the_town_stands_between_none(
    find: Find, text: str, name: str, city: tuple[float, float]
) -> None:
    assert km(named(find(text), name), *city) < 12


@pytest.mark.parametrize("name", ["Salah al-Din", "Salaheddin", "Salah ad Din"])
def test_a_quarter_is_found_by_its_consonants_in_its_town(find: Find, name: str) -> None:
    quarter = named(find(f"Three died in the {name} district of Aleppo."), name)
    assert quarter.gazetteer_id == "wl:sy:salaheddine"


def test_a_quarter_that_no_gazetteer_has_tells_so_and_is_its_own_place(find: Find) -> None:
    places = find("Police raided houses in the Qwertan district of Nyala in Sudan on Friday.")
    quarter, town = named(places, "Qwertan"), named(places, "Nyala")
    assert quarter.lat == town.lat
    assert quarter.gazetteer_id != town.gazetteer_id
    assert quarter.radius_km > town.radius_km
    assert quarter.probability < town.probability
    assert "Qwertan" in quarter.reason and "Nyala" in quarter.reason


def test_a_district_of_a_province_stays_where_it_is(find: Find) -> None:
    harem = named(find("Shells hit the Harem district of Idlib in Syria."), "Harem")
    assert km(harem, 36.21, 36.52) < 15


def test_the_suburb_may_be_named_behind_its_town(find: Find) -> None:
    douma = named(find("Warplanes bombed the Damascus suburb of Douma."), "Douma")
    assert km(douma, 33.57, 36.4) < 10


@pytest.mark.parametrize(
    ("text", "name", "at"),
    [
        ("Rebels took Qwertan, 40 kilometres (25 miles) north of Goma.", "Qwertan", (-1.31, 29.23)),
        ("Rebels took Asdfan, about 20 miles west of Donetsk, in Ukraine.", "Asdfan", (48.02, 37.37)),
        ("A post in Zxcvan village, some 35 km northeast of Baghdad, was hit.", "Zxcvan", (33.56, 44.67)),
    ],
)
def test_an_unknown_name_stands_where_the_way_is_told(
    find: Find, text: str, name: str, at: tuple[float, float]
) -> None:
    place = named(find(text), name)
    assert km(place, *at) < 5
    assert place.radius_km >= 10
    assert "as told" in place.reason


def test_a_known_name_is_chosen_by_the_way_told(find: Find) -> None:
    """Of the many villages of that name."""
    places = find("Fighting reached Novoselivka, 30 km northwest of Donetsk, officials in Ukraine said.")
    assert km(named(places, "Novoselivka"), 48.21, 37.52) < 35


def test_what_is_told_to_lie_in_a_land_lies_there_or_nowhere(find: Find) -> None:
    jibu = named(find("Armed men attacked a village called Jibu in Wukari in Nigeria."), "Jibu")
    assert jibu.lat is None
    assert "Nigeria" in jibu.reason


def test_sides_are_no_places_of_their_own(find: Find) -> None:
    places = find("The flood hit farms in South West England and in North-Western Sydney.")
    assert {p.country for p in places if p.lat is not None} <= {"GB", "AU"}


def test_a_lost_apostrophe_hides_no_province(find: Find) -> None:
    idlib = named(find("Warplanes struck villages in Syrias Idlib province."), "Idlib")
    assert idlib.country == "SY"
    assert idlib.level is Level.ADMIN1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The strike came at 8 a.m. Damascus time, the army said.", "Damascus"),
        ("Crowds stood outside the embassy of France in Niamey.", "France"),
        ("The funds were paid by Mubarak, the court heard.", "Mubarak"),
    ],
)
def test_no_place_of_anything(find: Find, text: str, name: str) -> None:
    assert not [p for p in find(text) if p.literal and p.name == name]


@pytest.mark.parametrize("text", ["A source told Xinhua that nine died.", "Jimenez, 25, was held by rebels."])
def test_agencies_and_persons_are_no_places(find: Find, text: str) -> None:
    assert not find(text)


def test_what_is_told_to_lie_near_a_town_does(find: Find) -> None:
    """The village of that sound lies 250 kilometres off."""
    places = find("Troops took Veremiivka near Velyka Novosilka, officials in Ukraine said.")
    place = named(places, "Veremiivka")
    assert place.lat is None or km(place, 47.84, 36.84) < 80


def test_the_land_is_told_by_what_lies_in_it(find: Find) -> None:
    places = find("Gunmen killed 12 people in Oicha in the Beni territory.")
    assert {p.country for p in places} == {"CD"}


def test_the_first_word_of_a_name_is_none(find: Find) -> None:
    places = find("Clashes went on around Jabal Qwertan in Yemen.")
    assert "Jabal" not in {p.name for p in places}


def test_an_agreement_happens_nowhere(find: Find) -> None:
    assert not [p for p in find("The Minsk agreements were broken daily.") if p.literal]


@pytest.mark.parametrize(
    "text",
    [
        "The army bombed the town of Tina in North Darfur. Fighters shelled El Fasher.",
        "Fighters stormed Tina after dark. They had shelled El Fasher and Nyala in Sudan.",
        "The village of Tina fell. Homes in Tina burned. Guns fired on El Fasher and Nyala in Sudan.",
    ],
)
def test_a_far_village_only_bears_the_name(find: Find, text: str) -> None:
    tina = named(find(text), "Tina")

    assert tina.lat is None
    assert "no Tina is known in Sudan" in tina.reason


def test_a_great_city_and_a_small_one_of_another_land_that_is_told_of_stay(find: Find) -> None:
    text = "Guns fired on El Fasher and Nyala in Sudan. In Geneva and in Davos, Switzerland, envoys met."
    places = find(text)

    assert km(named(places, "Geneva"), 46.2, 6.15) < 20
    assert km(named(places, "Davos"), 46.8, 9.83) < 20


@pytest.mark.parametrize(
    "text",
    [
        "Troops withdrew to the left bank of the Dnipro and shelled Kherson in Ukraine.",
        "Troops crossed the Dnipro river and shelled Kherson in Ukraine.",
    ],
)
def test_a_river_is_no_town(find: Find, text: str) -> None:
    river = named(find(text), "Dnipro")

    assert river.level is Level.REGION
    assert river.radius_km >= 100


def test_a_river_that_no_gazetteer_has_lies_around_the_town_of_its_name(find: Find) -> None:
    places = find("Fighters left Grozny along the Sunzha river. Shells hit the town of Sunzha.")
    river, town = (p for p in places if "Sunzha" in p.name)

    assert (river.level, town.level) == (Level.REGION, Level.TOWN)
    assert river.gazetteer_id != town.gazetteer_id
    assert river.geonameid is None
