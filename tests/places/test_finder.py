from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from warledger.language.document import Document
from warledger.model import Level, Place
from warledger.places import Gazetteer, PlaceFinder, phrase
from warledger.places.geo import km_between

Parse = Callable[..., Document]
TOWNS = yaml.safe_load((Path(__file__).parent / "towns.yaml").read_text(encoding="utf-8"))
WARS = yaml.safe_load((Path(__file__).parent / "wars.yaml").read_text(encoding="utf-8"))
PEOPLE = {"Syria": "Syrian", "Ukraine": "Ukrainian", "Sudan": "Sudanese", "Yemen": "Yemeni"}


@pytest.fixture(scope="module")
def finder(gazetteer: Gazetteer) -> PlaceFinder:
    return PlaceFinder(gazetteer)


def named(places: list[Place], name: str) -> Place:
    return next(p for p in places if name in p.name)


def test_conflict_towns_of_four_wars(parse: Parse, finder: PlaceFinder) -> None:
    found = wrong = total = 0
    told = []
    for country, towns in TOWNS.items():
        for name, lat, lon in towns:
            total += 1
            text = f"{PEOPLE[country]} troops shelled posts near {name} on Monday, people in {country} said."
            at = text.index(name)
            places = [p for p in finder.find(parse(text)) if p.start < at + len(name) and at < p.end]
            if not places or places[0].lat is None or places[0].lon is None:
                told.append(f"{name}: not found")
                continue
            off = km_between(lat, lon, places[0].lat, places[0].lon)
            found += off <= 15
            wrong += off > 50
            if off > 15:
                told.append(f"{name}: {off:.0f} km off")
    assert total == 36 + 45
    assert wrong == 0, told
    assert found / total >= 0.95, told


def test_places_of_many_wars(parse: Parse, finder: PlaceFinder) -> None:
    found = total = 0
    wrong, told = [], []
    for text, where in WARS:
        places = finder.find(parse(text))
        for name, (lat, lon) in where.items():
            total += 1
            at = text.index(name)
            place = next((p for p in places if p.start < at + len(name) and at < p.end), None)
            if place is None or place.lat is None or place.lon is None:
                told.append(name)
                continue
            off = km_between(lat, lon, place.lat, place.lon)
            found += off <= 20
            if off > 50:
                wrong.append((name, round(off)))
    assert total > 85
    assert not wrong
    assert found / total >= 0.95, told


def test_province_or_city_of_one_name(parse: Parse, finder: PlaceFinder) -> None:
    places = finder.find(
        parse("Rebels entered Hama province in Syria. The city of Hama was calm. Troops left Hama.")
    )
    assert [p.level for p in places if "Hama" in p.name] == [Level.ADMIN1, Level.TOWN, Level.TOWN]


@pytest.mark.parametrize(
    "words",
    ["the northwestern provinces of Aleppo and Idlib", "Aleppo, Hama and Latakia provinces"],
)
def test_a_list_shares_its_province_word(parse: Parse, finder: PlaceFinder, words: str) -> None:
    places = finder.find(parse(f"Fighting went on across {words} in Syria."))
    units = [p for p in places if p.country == "SY" and p.level is not Level.COUNTRY]
    assert len(units) >= 2
    assert {p.level for p in units} == {Level.ADMIN1}


def test_an_airport_is_not_its_city(parse: Parse, finder: PlaceFinder) -> None:
    places = finder.find(parse("Fighters seized Aleppo International Airport in Syria at dawn."))
    airport = named(places, "Airport")
    assert (airport.name, airport.level) == ("Aleppo International Airport", Level.POINT)
    assert airport.admin1 == "Aleppo"


@pytest.mark.parametrize(
    "name", ["Port-au-Prince", "Sidi-bel-Abbès", "Pointe-à-Pitre", "Rostov-on-Don", "Deir-ez-Zor"]
)
def test_what_hyphens_tie_is_one_name(parse: Parse, finder: PlaceFinder, name: str) -> None:
    (place,) = finder.find(parse(f"Gunmen attacked the prison in {name} on Saturday."))
    assert place.name == name
    assert place.lat is not None


def test_demonyms_papers_and_persons_are_no_places(parse: Parse, finder: PlaceFinder) -> None:
    text = "Syrian officials told the Tehran Times that Prime Minister Mohammed Shia al-Sudani had called."
    assert finder.find(parse(text)) == []


def test_a_capital_that_speaks_is_a_government(parse: Parse, finder: PlaceFinder) -> None:
    places = finder.find(
        parse("Moscow said that its jets had bombed a camp near Idlib. Clashes broke out in Damascus.")
    )
    assert not named(places, "Moscow").literal
    assert named(places, "Damascus").literal


def test_a_village_that_nobody_knows_stays_as_words(parse: Parse, finder: PlaceFinder) -> None:
    places = finder.find(parse("Syrian rebels took the village of Qwertabad in Idlib province, Syria."))
    village = named(places, "Qwertabad")
    assert village.lat is None
    assert village.reason


def test_directions_and_parts_widen_a_place(parse: Parse, finder: PlaceFinder) -> None:
    document = parse(
        "The army held the northern and eastern countryside of Hama province in Syria, a monitor said."
    )
    place = named(finder.find(document), "Hama")
    span = phrase(document, place)
    assert document.text[span.start : span.end] == "northern and eastern countryside of Hama province"
    wide = finder.widen(document, place)
    assert (wide.level, wide.name) == (Level.ADMIN1, "northern and eastern countryside of Hama province")


def test_countryside_of_a_chief_town_is_the_province(parse: Parse, finder: PlaceFinder) -> None:
    document = parse("Clashes shook the western countryside of Aleppo in Syria.")
    wide = finder.widen(document, named(finder.find(document), "Aleppo"))
    assert wide.level is Level.ADMIN1
    assert "western countryside of Aleppo" in wide.name


def test_outskirts_stay_with_the_town(parse: Parse, finder: PlaceFinder) -> None:
    document = parse("Kurdish units moved to the northwestern outskirts of Aleppo in Syria.")
    wide = finder.widen(document, named(finder.find(document), "Aleppo"))
    assert wide.level is Level.TOWN
    assert wide.radius_km > 5


def test_the_city_and_the_province_stand_for_what_was_named(parse: Parse, finder: PlaceFinder) -> None:
    document = parse(
        "Rebels pushed toward Hama in Syria on Friday. Troops left the city. They hold the province."
    )
    places = finder.find(document)
    city = finder.antecedent(document, places, 1, "city")
    province = finder.antecedent(document, places, 2, "province")
    assert city is not None and city.level is Level.TOWN and city.admin1 == "Hama"
    assert province is not None and province.level is Level.ADMIN1 and province.admin1 == "Hama"
    assert finder.antecedent(document, places, 99, "city") is None


def test_the_report_decides_between_same_named_towns(parse: Parse, finder: PlaceFinder) -> None:
    ours = finder.find(parse("The Texas county said a farm near Paris, Texas, had burned."))
    theirs = finder.find(parse("French police closed a bridge in Paris, France."))
    assert named(ours, "Paris").country == "US"
    assert named(theirs, "Paris").country == "FR"


@pytest.mark.parametrize(
    "text", ["", "   ", "x" * 10_000, '"' * 99, "\u202e\u0000 \ud7ff in \U0001f4a5", "Al- al- of of of In"]
)
def test_odd_texts_raise_nothing(parse: Parse, finder: PlaceFinder, text: str) -> None:
    assert isinstance(finder.find(parse(text)), list)


def test_places_are_sorted_and_do_not_overlap(parse: Parse, finder: PlaceFinder) -> None:
    text = "ALEPPO, Syria (Agency) - Jets struck Maarat al-Numan, Saraqib and Bab al-Hawa in Idlib province."
    places = finder.find(parse(text))
    assert all(a.end <= b.start for a, b in pairwise(places))
    assert all(text[p.start : p.end] == p.name for p in places)
    assert len(places) >= 5


@pytest.mark.parametrize(
    "text",
    [
        "Fighters took Morek on Monday. They shelled Hama.",
        "Rebels attacked Morek. The army bombed Idlib.",
    ],
)
def test_what_is_taken_beside_a_town_of_its_land_is_a_town(
    finder: PlaceFinder, parse: Parse, text: str
) -> None:
    assert finder.find(parse(text))[0].resolved == "Mūrak"
