from datetime import date

import pytest

from warledger.coder import Coder
from warledger.model import Claim, Level, Report

DAY = date(2024, 12, 6)


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def claims(coder: Coder, text: str, kind: str) -> list[Claim]:
    return [c for c in coder.code(Report("r", text, DAY)).claims if c.kind == kind]


def where(coder: Coder, text: str, kind: str) -> list[str]:
    return [c.place.name if c.place else "" for c in claims(coder, text, kind)]


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        (
            "Syrian rebels launched an offensive on Friday to retake Saraqib from the army.",
            "attack",
            "Saraqib",
        ),
        ("Gunmen stormed the town of Bara in Sudan on Monday, killing 12 civilians.", "attack", "Bara"),
        ("The Syrian army stood in Hama, where clashes broke out on Friday.", "clash", "Hama"),
        (
            "Rebels shelled Morek in Syria. Dozens of families fled the town on Friday.",
            "displacement",
            "Morek",
        ),
        ("Two men were shot dead on Friday, police in Iraq said, on a road in Diyala.", "killing", "Diyala"),
        ("Shells hit Homs in Syria. Snipers killed two men in the eastern districts.", "killing", "Homs"),
        ("Rebels urged residents of Goma in Congo to stay at home.", "demand", "Goma"),
        ("A US drone strike killed two militants in Marib in Yemen on Friday.", "airstrike", "Marib"),
        (
            "Sudan's capital Khartoum saw heavy clashes between the army and the RSF on Friday.",
            "clash",
            "Khartoum",
        ),
    ],
)
def test_where_it_happened(coder: Coder, text: str, kind: str, place: str) -> None:
    assert any(place in name for name in where(coder, text, kind)), where(coder, text, kind)


def test_a_quarter_that_nobody_knows_stands_at_its_town(coder: Coder) -> None:
    text = "The Syrian army shelled Aleppo's Qwertan district on Friday."
    place = claims(coder, text, "shelling")[0].place
    assert place is not None and place.lat is not None
    assert place.name == "Qwertan district"
    assert place.level is Level.POINT
    assert abs(place.lat - 36.2) < 0.1
    assert "no gazetteer has Qwertan district" in place.reason


def test_a_captured_person_is_no_place(coder: Coder) -> None:
    text = "Pakistani agents captured Omar Haddadi in a raid in Faisalabad on Friday."
    found = coder.code(Report("r", text, DAY)).claims
    assert all("Haddadi" not in (c.place.name if c.place else "") for c in found)


def test_whose_patrol_it_was_is_not_where(coder: Coder) -> None:
    text = "A roadside bomb exploded near a US patrol in Baquba on Friday."
    assert all(name not in {"US", "a US patrol"} for name in where(coder, text, "bombing"))


def test_between_two_towns_is_one_claim(coder: Coder) -> None:
    found = claims(coder, "The Syrian army shelled rebels between Morek and Suran on Friday.", "shelling")
    assert [c.place.name for c in found if c.place] == ["between Morek and Suran"]
    assert found[0].place is not None and found[0].place.radius_km > 2


def test_some_areas_are_nowhere(coder: Coder) -> None:
    text = "Rebels marched on Aleppo in Syria. The army lost control of large areas in a short time."
    assert all(not c.place for c in claims(coder, text, "withdraw"))


def test_how_a_place_was_come_by_is_told(coder: Coder) -> None:
    text = "Syrian rebels launched an offensive on Friday to retake Saraqib from the army."
    place = claims(coder, text, "attack")[0].place
    assert place is not None and "meant to reach" in place.reason


def test_the_place_is_understood_from_shortly_before(coder: Coder) -> None:
    text = "Syrian rebels seized Morek on Thursday. The weather was cold. The army withdrew overnight."
    assert where(coder, text, "withdraw") == ["Morek"]


def test_an_unknown_name_in_a_province_is_one_claim(coder: Coder) -> None:
    (clash,) = claims(coder, "Clashes broke out in Qwertan in Marib province in Yemen on Monday.", "clash")
    assert clash.place is not None
    assert (clash.place.name, clash.place.lat) == ("Qwertan", None)
    assert (clash.place.country, clash.place.admin1) == ("YE", "Ma'rib")


def test_adjectives_of_lands_are_told_but_place_no_event(coder: Coder) -> None:
    told = coder.code(Report("r", "Turkish troops shelled Tal Rifaat in Syria on Monday.", DAY))
    assert ("Turkish", False, "TR") in {(p.name, p.literal, p.country) for p in told.places}
    assert [p.start for p in told.places] == sorted(p.start for p in told.places)
    assert {c.place.country for c in told.claims if c.place} == {"SY"}


def test_who_takes_an_unknown_hamlet_does_not_take_its_province(coder: Coder) -> None:
    (capture,) = claims(coder, "The army seized Qwertan in Idlib province in Syria on Monday.", "capture")
    assert capture.place is not None
    assert (capture.place.name, capture.place.lat, capture.place.country) == ("Qwertan", None, "SY")
