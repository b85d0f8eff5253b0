"""Which of several places beside each other an event takes, and what "the city" and "the capital" mean."""

from __future__ import annotations

from datetime import date

import pytest

from warledger.coder import Coder
from warledger.model import Place, Report


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def placed(coder: Coder, text: str, kind: str) -> list[Place]:
    claims = coder.code(Report("r", text, date(2024, 5, 6))).claims
    return [c.place for c in claims if c.kind == kind and c.place is not None]


@pytest.mark.parametrize(
    ("text", "kind", "resolved"),
    [
        ("Two men were shot dead in the West Bank town of Jenin on Friday.", "killing", "Janīn"),
        ("Rebels seized the army's barracks in the North Darfur capital on Monday.", "capture", "El Fasher"),
        ("Shells fell on the capital of Nineveh on Monday.", "shelling", "Mosul"),
    ],
)
def test_the_smaller_place_beside_a_larger_one(coder: Coder, text: str, kind: str, resolved: str) -> None:
    found = placed(coder, text, kind)

    assert [p.resolved for p in found] == [resolved]


def test_a_place_told_by_its_side_of_a_town_is_the_place(coder: Coder) -> None:
    found = placed(coder, "Gunmen shot dead two guards in Taji, north of Baghdad, on Sunday.", "killing")

    assert found
    assert all("Taji" in p.name for p in found)


def test_an_unknown_village_near_a_town_stands_there_with_its_own_name(coder: Coder) -> None:
    text = "Gunmen stormed the village of Qarn Zubra near Manbij on Friday."
    (village,) = placed(coder, text, "attack")

    assert "Qarn Zubra" in village.name
    assert village.lat == pytest.approx(36.53, abs=0.1)
    assert village.radius_km >= 10
    assert "no gazetteer has Qarn Zubra" in village.reason


def test_an_unknown_site_stands_in_the_town_spoken_of(coder: Coder) -> None:
    text = (
        "KHARTOUM — The army pounded rebel positions in Nyala on Monday.\n"
        "Shells hit the Zanbaq Hospital in the afternoon, doctors said."
    )
    found = [p for p in placed(coder, text, "shelling") if "Hospital" in p.name]

    assert [p.resolved for p in found] == ["Nyala"]
    assert found[0].probability < 0.6


def test_the_city_is_neither_the_dateline_nor_a_government(coder: Coder) -> None:
    text = (
        "KYIV — Troops entered Kherson on Friday, residents said.\n"
        "A commander in Odesa said that units loyal to the Kyiv government had captured the city."
    )
    found = placed(coder, text, "capture")

    assert [p.resolved for p in found] == ["Kherson"]


def test_the_city_is_the_one_that_the_report_is_about(coder: Coder) -> None:
    text = (
        "Rebels stormed the airport of Hodeidah on Tuesday. They fired a missile at a camp in Mokha. "
        "The army did not comment on the claim. Nobody knew how many had died. The rebels captured the city."
    )
    found = placed(coder, text, "capture")

    assert found
    assert "udaydah" in found[-1].resolved


def test_an_unknown_village_in_what_may_be_a_province_stays_unresolved(coder: Coder) -> None:
    (village,) = placed(coder, "Jets bombed the village of Qarn Zubra in Idlib on Sunday.", "airstrike")

    assert "Qarn Zubra" in village.name
    assert village.lat is None


HAITI = "Gangs attacked an airport in Haiti and stormed a jail in Croix-des-Bouquets."
DARFUR = "The army shelled El Fasher and Nyala in Sudan."


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        (f"NAIROBI — {HAITI} Kenya will help Haiti. Gangs hold most of the capital.", "Port-au-Prince"),
        (f"{DARFUR} Donors met in London. The army holds the capital.", "Khartoum"),
        ("Fighters took Sanaa in Yemen last year. They still hold the capital.", "Sanaa"),
    ],
)
def test_the_capital_is_that_of_the_land_most_is_told_of(coder: Coder, text: str, resolved: str) -> None:
    assert [p.resolved for p in placed(coder, text, "hold")] == [resolved]


def test_a_capital_that_is_not_named_is_called_by_the_words_that_mean_it(coder: Coder) -> None:
    text = f"NAIROBI — {HAITI} Gangs hold most of the capital."
    (seat,) = placed(coder, text, "hold")

    assert text[seat.start : seat.end].endswith("capital")
    assert seat.name.endswith("capital")


@pytest.mark.parametrize(
    ("sentence", "kind", "resolved"),
    [
        ("The prime minister met the junta's leader in Bangkok last Thursday.", "talks", ["Bangkok"]),
        ("In Belgrade the envoy met the president for eight hours.", "talks", ["Belgrade"]),
        ("The president spoke by phone with the commander in Aleppo.", "talks", []),
        ("In Addis Ababa, African leaders demanded that the rebels withdraw.", "demand", ["Addis Ababa"]),
        ("The minister demanded an end to the fighting in Goma.", "demand", []),
    ],
)
def test_where_people_met_and_spoke(coder: Coder, sentence: str, kind: str, resolved: list[str]) -> None:
    text = f"Rebels shelled an army post during the night. {sentence} Two soldiers were killed."
    assert [p.resolved for p in placed(coder, text, kind)] == resolved
