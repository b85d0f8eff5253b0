from __future__ import annotations

from datetime import date

import pytest

from warledger.actors import Registry
from warledger.actors.registry import keys_of, normalise

BEFORE, AFTER = date(2024, 11, 30), date(2025, 3, 1)


@pytest.mark.parametrize(
    "name",
    [
        "HTS", "H.T.S.", "Hayat Tahrir al-Sham", "Hay'at Tahrir al-Sham", "Hay’at Tahrir Al Sham",
        "the Hayat Tahrir al-Sham group", "HTS fighters", "fighters of Hayat Tahrir al-Sham",
    ],
)  # fmt: skip
def test_all_names_of_a_party_lead_to_it(registry: Registry, name: str) -> None:
    entry = registry.find(name, BEFORE)
    assert entry is not None and entry.id == "hts"


@pytest.mark.parametrize("name", ["Syrian army", "Syria's army", "the army of Syria", "Syrian Army forces"])
def test_an_army_is_another_after_its_state_has_changed(registry: Registry, name: str) -> None:
    then, now = registry.find(name, BEFORE), registry.find(name, AFTER)
    assert then is not None and now is not None
    assert (then.id, now.id) == ("syr-army", "syr-new-army")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("French Foreign Ministry", "fra-foreign-ministry"),
        ("Ministry of Defence of Chad", "tcd-defence-ministry"),
        ("Chilean army", "chl-army"),
        ("United Arab Emirates", "are"),
    ],
)
def test_every_state_has_its_organs(registry: Registry, name: str, expected: str) -> None:
    entry = registry.find(name)
    assert entry is not None and entry.id == expected


def test_titles_and_nations_do_not_hide_a_person(registry: Registry) -> None:
    plain = registry.find("Sergei Lavrov")
    full = registry.find("Russian Foreign Minister Sergei Lavrov")
    assert plain is not None and full == plain and plain.is_person


@pytest.mark.parametrize(
    "name", ["", "  ", "...", "is", "rights", "al", "Blorbian Front of Nowhere", "x" * 10_000]
)
def test_what_nobody_is_called_leads_nowhere(registry: Registry, name: str) -> None:
    assert registry.find(name) is None


def test_acronyms_are_told_by_their_case(registry: Registry) -> None:
    assert keys_of("IS") != keys_of("is")
    assert keys_of("H.T.S.") == keys_of("HTS")
    assert normalise("Al-Nuṣra") == normalise("nusra")


def test_sources_have_kinds_and_sides(registry: Registry) -> None:
    observatory = registry.source("Syrian Observatory for Human Rights")
    agency = registry.source("SANA")
    assert observatory is not None and observatory.kind == "monitor"
    assert agency is not None and agency.side.startswith("syr:")
    assert registry.source("a shopkeeper") is None


def test_a_part_takes_the_side_of_its_whole(registry: Registry) -> None:
    assert registry.side_of("syr-defence-ministry", "syr", BEFORE) == "syr:government"
    assert registry.side_of("nobody-at-all") == ""


def test_ids_are_unique_and_lead_back(registry: Registry) -> None:
    assert len(registry) == len({entry.id for entry in registry}) > 1000
    assert all(registry.get(entry.id) is entry for entry in registry)
    assert "hts" in registry and "no-such-id" not in registry
