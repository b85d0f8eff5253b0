"""Names that only look like a place's: unresolved rather than far away; sites with the word behind them."""

from __future__ import annotations

from collections import Counter

import pytest

from warledger.language.parse import Parser
from warledger.model import Place, Report
from warledger.places import Gazetteer, PlaceFinder
from warledger.places.evidence import Mention
from warledger.places.resolve import resolve


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


@pytest.fixture(scope="module")
def finder() -> PlaceFinder:
    return PlaceFinder(Gazetteer.open())


def places(parser: Parser, finder: PlaceFinder, text: str) -> dict[str, Place]:
    (document,) = parser.parse([Report("r", text)])
    return {p.name: p for p in finder.find(document)}


def at_home(name: str, home: str) -> Mention:
    """A name that no gazetteer has, in a report that speaks of one country."""
    gazetteer = Gazetteer.open()
    (land,) = (c for c in gazetteer.exact(home) if c.kind == "country")
    country = Mention(home, 50, 60, 0, 9, 9, (land,))
    unknown = Mention(name, 0, len(name), 0, 0, 0)
    resolve([unknown, country], Counter({land.country: 3}), gazetteer)
    return unknown


@pytest.mark.parametrize(
    ("name", "home"),
    [
        ("Labbouneh", "Israel"),  # begins otherwise than Eilabun
        ("Masqan", "Syria"),  # ends otherwise than Maskanah
        ("Halytsynivka", "Ukraine"),  # Luzanivka has other vowels
    ],
)
def test_a_far_likeness_is_no_place(name: str, home: str) -> None:
    found = at_home(name, home)
    assert found.chosen is None
    assert found.reason


@pytest.mark.parametrize(
    ("name", "home", "resolved"),
    [
        ("Taduf", "Syria", "Tādif"),
        ("Jeb al-Jarrah", "Syria", "Jubb al Jarrāḩ"),
        ("Hirbnafseh", "Syria", "Ḩarbinafsah"),
    ],
)
def test_another_spelling_is_the_place(name: str, home: str, resolved: str) -> None:
    found = at_home(name, home)
    assert found.chosen is not None and found.chosen.name == resolved


def test_a_valley_is_no_far_town_of_its_name(parser: Parser, finder: PlaceFinder) -> None:
    found = places(parser, finder, "Pakistani jets bombed the Tirah valley in Pakistan on Monday.")
    assert found["Tirah valley"].lat is None
    assert "Pakistan" in found["Tirah valley"].reason


def test_the_site_and_not_its_town(parser: Parser, finder: PlaceFinder) -> None:
    text = "Soldiers hold Erbil airport in Iraq. Engineers mended the Mosul dam near Mosul."
    found = places(parser, finder, text)
    assert found["Erbil airport"].resolved == "Erbil International Airport"
    assert found["Mosul dam"].resolved == "Mosul Dam"
    assert found["Mosul"].resolved == "Mosul"


@pytest.mark.parametrize(
    "text",
    [
        "Shells fell on South Hospital on Monday.",
        "Leaders of North American states met on Monday.",
        "Soldiers shot at homes in a Jewish neighborhood on Monday.",
        "Gunmen stormed a Roma camp on Monday.",
        "Fighters of Jabhat Fateh al-Sham left on Monday.",
        "Llamas was captured by guerrillas on Monday.",
        "Police guarded the Tower and the Centre on Monday.",
    ],
)
def test_words_that_far_places_bear_too(parser: Parser, finder: PlaceFinder, text: str) -> None:
    assert not [p for p in places(parser, finder, text).values() if p.literal and p.lat is not None]


def test_a_unit_called_after_a_direction_is_one(parser: Parser, finder: PlaceFinder) -> None:
    text = "Police in Zambia searched Northern Province and, in Congo, South Kivu."
    found = places(parser, finder, text)
    assert found["Northern Province"].country == "ZM"
    assert found["South Kivu"].country == "CD"


def test_a_land_is_not_its_capital(parser: Parser, finder: PlaceFinder) -> None:
    text = "Mexico City was calm. Troops were sent to the border of Mexico. The president left Mexico City."
    assert places(parser, finder, text)["Mexico"].resolved == "Mexico"


def test_washington_is_the_capital_unless_the_state_is_spoken_of(parser: Parser, finder: PlaceFinder) -> None:
    (capital,) = places(parser, finder, "The envoys arrived in Washington on Monday.").values()
    assert capital.admin1 == "District of Columbia"
    text = "Fires burned near Spokane, Yakima and Tacoma. Crews came from all over Washington."
    assert places(parser, finder, text)["Washington"].level == "admin1"
