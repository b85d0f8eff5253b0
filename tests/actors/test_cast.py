"""Who names, roles and pronouns stand for, in sentences of our own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., Any]


@pytest.mark.parametrize(
    ("text", "word", "nth", "name"),
    [
        # names: acronyms, short forms, whole names of people
        (
            "The Dune Liberation Front (DLF) took a bridge. The DLF then left.",
            "DLF", 1, "Dune Liberation Front",
        ),
        (
            "The River Defence Corps RDC shelled a mill. RDC patrols came later.",
            "RDC", 1, "River Defence Corps",
        ),
        (
            "Brigadier Omar Haddad spoke on Monday. Haddad gave no figures.",
            "Haddad", 1, "Brigadier Omar Haddad",
        ),
        (
            "Chadian Foreign Minister Moussa Ali Batraki flew to Niamey. He met Batraki's cousin.",
            "Batraki", 0, "Chadian Foreign Minister Moussa Ali Batraki",
        ),
        (
            "President of the Central African Republic (CAR) Idris Batraki arrived. Batraki left soon.",
            "Batraki", 1, "President of the Central African Republic Idris Batraki",
        ),
        ("Villagers fled from the paramilitary River Guards.", "Guards", 0, "River Guards"),
        ("HTS fighters entered the village.", "fighters", 0, "HTS"),
        # adjectives of nations
        ("Russian jets bombed the ridge.", "Russian", 0, "Russia"),
        ("The Turkish and Iraqi armies met at the border.", "Iraqi", 0, "Iraq"),
        # descriptions
        ("Chadian state TV showed the bridge. The TV said it was safe.", "TV", 1, "Chadian state TV"),
        ("Malian rebels held the bridge. At dusk the rebels withdrew.", "rebels", 1, "Malian rebels"),
        (
            "Malian rebel groups crossed the river. The fighters then took the mill.",
            "fighters", 0, "Malian rebel groups",
        ),
        (
            "The French and British air forces flew over. Those same air forces struck a depot.",
            "forces", 1, "French and British air forces",
        ),
        ("The Chadian president said the country supports Niger.", "country", 0, "Chad"),
        (
            "The Defence Ministry of Chad denied it. The ministry gave no proof.",
            "ministry", 0, "Defence Ministry of Chad",
        ),
        (
            "The war monitor Riverwatch counted ten raids. Mali gave no figure, the war monitor said.",
            "monitor", 1, "Riverwatch",
        ),
        ("M23 rebels took a mill. The group denied looting.", "group", 0, "M23"),
        ("The army shelled Hezbollah positions after the group had left.", "group", 0, "Hezbollah"),
        ("Al-Shabaab militants fled.", "militants", 0, "Al-Shabaab"),
        # pronouns
        ("The Syrian army said it had left the town.", "it", 0, "Syrian army"),
        ("Russia said its forces had crossed the river.", "forces", 0, "Russian forces"),
        ("The rebels said they had taken the mill.", "they", 0, "rebels"),
        ("Focus moved to the north, where the rebels said they held a mill.", "they", 0, "rebels"),
        ("For its part, the Syrian army called the claim a lie.", "its", 0, "Syrian army"),
        ("The rebels forced the army to deny reports that it had fled.", "it", 0, "army"),
        ("General Omar Haddad praised the men. He then flew home.", "He", 0, "General Omar Haddad"),
        ("The Syrian army, which lost the mill, has regrouped.", "which", 0, "Syrian army"),
    ],
)  # fmt: skip
def test_words_lead_to_the_fullest_name(ask: Ask, text: str, word: str, nth: int, name: str) -> None:
    assert ask(text).who(word, nth).name == name


def test_two_of_a_sort_are_both(ask: Ask) -> None:
    asked = ask(
        "President Omar Haddad met Prime Minister Lena Novak in Paris. The two leaders signed nothing."
    )
    assert asked.all("leaders") == ["President Omar Haddad", "Prime Minister Lena Novak"]
    assert asked.who("leaders").name == "President Omar Haddad and Prime Minister Lena Novak"


def test_they_are_all_members_of_a_subject(ask: Ask) -> None:
    asked = ask("Chad and Niger said they would close the border.")
    assert asked.all("they") == ["Chad", "Niger"]


def test_a_phrase_of_two_nations_is_two_parties(ask: Ask) -> None:
    assert ask("Chadian and Malian troops met.").all("troops") == ["Chadian troops", "Malian troops"]


def test_we_is_who_speaks(ask: Ask) -> None:
    asked = ask('"Our forces hold the ridge," the Syrian Defence Ministry said.', "2024-11-30")
    assert asked.who("Our").id == "syr-defence-ministry"
    assert asked.who("forces").id == "syr-army"


def test_the_speaker_that_is_given_owns_our_forces(ask: Ask) -> None:
    asked = ask("Our forces hold the ridge.")
    speaker = ask("The Chadian army spoke.").who("army")
    assert asked.who("forces", speaker=speaker).id == "tcd-army"


@pytest.mark.parametrize(("day", "army"), [("2024-11-30", "syr-army"), ("2025-03-01", "syr-new-army")])
def test_the_army_is_that_of_the_day(ask: Ask, day: str, army: str) -> None:
    asked = ask("The Syrian army moved towards Homs in Syria. The army gave no reason.", day)
    assert asked.who("army", 0).id == asked.who("army", 1).id == army


def test_generic_words_need_a_plain_war(ask: Ask) -> None:
    assert ask("In Syria, near Hama, Syrian towns fell to the rebels.", "2024-11-30").who("rebels").id
    assert not ask("The rebels took a town.", "2024-11-30").who("rebels").id


def test_letters_inside_words_are_no_party(ask: Ask) -> None:
    asked = ask("Human rights lights fights. ISSUES of WHOLE and IRAnian kinds is what this is.")
    assert all(actor.id != "hts" for _, actor in asked.cast.parties())
    assert ask("This is what it is.").cast.parties() == []


def test_a_surname_is_no_country(ask: Ask) -> None:
    asked = ask("Minister Karim al-Sudani came to Paris. Al-Sudani left at noon.")
    assert asked.who("Sudani", 1).name == "Minister Karim al-Sudani"
    assert asked.cast.countries["SD"] == 0


def test_a_first_name_is_no_country(ask: Ask) -> None:
    jordan = ask("General Jordan Whitfield praised the plan. Whitfield then left.").who("Whitfield", 1)
    assert "Jordan" in jordan.name and jordan.id != "jor"


def test_a_name_of_the_report_by_any_form(ask: Ask) -> None:
    cast = ask("Hayat Tahrir al-Sham (HTS) took the mill.").cast
    assert cast.fullest("HTS").name == cast.fullest("HTS fighters").name == "Hayat Tahrir al-Sham"
    assert cast.fullest("the mayor").name == "mayor"
    assert cast.fullest("  ") == cast.fullest("")


def test_parties_stand_where_they_are_named(ask: Ask) -> None:
    text = "Near the mill, the Syrian army met the Malian rebels."
    spans = [text[span.start : span.end] for span, _ in ask(text).cast.parties()]
    assert "the Syrian army" in spans and "the Malian rebels" in spans


def test_places_are_not_they(ask: Ask) -> None:
    from warledger.model import Level, Place  # noqa: PLC0415 - only here

    text = "Rebels came near. Brovil fell, and then they left."
    at = text.index("Brovil")
    brovil = Place("Brovil", at, at + 6, True, "Brovil", 1, "gn:1", 1.0, 1.0, Level.TOWN, "", "TD")
    assert ask(text, places=[brovil]).who("they").name == "Rebels"
