"""Kinds, parties, tolls, codes and what is no war, each in sentences of our own."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from warledger.coder import Coder
from warledger.coding.codebook import Codebook, CodebookError
from warledger.model import Claim, Coding, Report, Stance, Status

Code = Callable[..., Coding]


@pytest.fixture(scope="module")
def code() -> Code:
    """Code one text by the codebook's frames alone: the learned judge has its own tests."""
    coder = Coder(judge=False)

    def code_one(text: str, date: str = "2024-12-01") -> Coding:
        return coder.code(Report("test", text, datetime.date.fromisoformat(date), "Sample Wire"))

    return code_one


def of_kind(coding: Coding, kind: str) -> list[Claim]:
    return [c for c in coding.claims if c.kind == kind]


def only(coding: Coding, kind: str) -> Claim:
    found = of_kind(coding, kind)
    assert len(found) == 1, [(c.kind, c.quote) for c in coding.claims]
    return found[0]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Moscow's forces closed in on the eastern city of Pokrovsk.", "advance"),
        ("Taliban fighters were within 80 kilometres of Kabul.", "advance"),
        ("Militants overran the town of Tikrit on Sunday.", "capture"),
        ("Army units restored security to the town of al-Qusayr.", "capture"),
        ("Hezbollah fighters pushed back Israeli troops near Maroun al-Ras.", "attack"),
        ("The rebels were in the city of Bukavu on Sunday.", "hold"),
        ("Jihadists attacked a base near Mopti with two car bombs.", "bombing"),
        ("Islamic State fighters attacked a checkpoint near Sirte with mortars.", "shelling"),
        ("Coalition warplanes destroyed two bridges over the Tigris in Mosul.", "airstrike"),
        ("The mayor's house in Aweil was looted by gunmen.", "destruction"),
        ("Army units surrounded Kobani on three sides.", "besiege"),
        ("Gunmen kidnapped the governor of West Darfur.", "abduction"),
        ("More than 30,000 have been driven from their homes in Tripoli.", "displacement"),
        ("There has been no running water in Bakhmut since January.", "hardship"),
        ("Several field hospitals in Tripoli are overwhelmed.", "hardship"),
        ("The Rafah crossing remains closed.", "hardship"),
        ("Families in Kabul are sleeping in parks.", "hardship"),
        ("The Red Cross asked for access to the town.", "demand"),
        ("Ethiopia declared a nationwide state of emergency on Tuesday.", "politics"),
        ("Russia's foreign minister discussed the crisis by phone with his Turkish counterpart.", "talks"),
    ],
)
def test_kinds_are_told_in_many_ways(code: Code, sentence: str, kind: str) -> None:
    assert kind in {c.kind for c in code(sentence).claims}


def test_strongholds_are_held(code: Code) -> None:
    coding = code("Thousands fled towards Latakia and Tartus, government strongholds, residents said.")
    assert sorted(c.place.name for c in of_kind(coding, "hold") if c.place) == ["Latakia", "Tartus"]
    held = only(code("The town of Saraqib is the last rebel-held stronghold in the province."), "hold")
    assert held.place is not None
    assert "Saraqib" in held.place.name
    assert held.actors[0].name.startswith("rebel")


def test_lack_is_asserted_and_not_denied(code: Code) -> None:
    claim = only(code("There is no electricity in Goma, residents said."), "hardship")
    assert claim.stance is Stance.ASSERTS


def test_an_army_that_the_parse_takes_for_one_name(code: Code) -> None:
    claim = only(code("The army retook Kilinochchi, the rebels' capital, on January 2."), "capture")
    assert [a.name for a in claim.actors] == ["army"]


def test_a_verb_that_the_parse_takes_for_a_noun(code: Code) -> None:
    claim = only(code("Russian air forces began bombing rebels near Idlib on Monday."), "airstrike")
    assert "Russian" in claim.actors[0].name


def test_people_counted_over_weeks_are_a_toll(code: Code) -> None:
    claim = only(code("At least 1,100 people have been killed in El Geneina since late April."), "toll")
    assert claim.counts.killed is not None
    assert claim.counts.killed.low == 1100


def test_people_killed_in_days_of_fighting_are_one_toll(code: Code) -> None:
    coding = code("At least 156 fighters have been killed in a week of clashes around Hodeidah, medics said.")
    assert [c.kind for c in coding.claims] == ["toll"]


def test_a_named_killer_makes_no_toll(code: Code) -> None:
    coding = code("Tuareg separatists killed dozens of soldiers in three days of fighting near Tinzaouaten.")
    claim = only(coding, "clash")
    assert "Tuareg" in claim.actors[0].name
    assert not of_kind(coding, "toll")


def test_what_is_only_condemned_is_not_told(code: Code) -> None:
    coding = code("The United States condemned the assault and called on Iran to pull out its fighters.")
    assert not of_kind(coding, "attack")
    assert not of_kind(coding, "withdraw")
    assert only(coding, "condemn").actors[0].name == "United States"


def test_what_is_asked_of_others_is_not_told(code: Code) -> None:
    coding = code("The Israeli army ordered residents of Tyre to evacuate immediately.")
    assert [c.kind for c in coding.claims] == ["demand"]


def test_those_accused_did_it_and_not_the_accuser(code: Code) -> None:
    coding = code("President Zelensky accused Russian soldiers of destroying power lines in Kherson.")
    assert "Russian" in only(coding, "destruction").actors[0].name


def test_ministries_do_not_shoot_but_forces_do(code: Code) -> None:
    claim = only(
        code("Russia's Defence Ministry said it had shot down two drones over Belgorod."), "shootdown"
    )
    assert claim.actors[0].name == "Russian forces"


def test_weapons_without_an_owner_are_no_party(code: Code) -> None:
    assert not only(
        code("Warplanes bombed the town of Binnish overnight, residents said."), "airstrike"
    ).actors
    named = only(code("Israeli warplanes bombed the town of Tyre overnight."), "airstrike")
    assert "Israeli" in named.actors[0].name


def test_both_sides_stand_after_between(code: Code) -> None:
    claim = only(
        code("A truce took effect in Lebanon between Israel and Hezbollah on Wednesday."), "agreement"
    )
    assert {a.name for a in claim.actors} == {"Israel", "Hezbollah"}
    fight = only(code("Clashes between the army and the RSF went on in Khartoum on Monday."), "clash")
    assert [len(fight.actors), len(fight.targets)] == [1, 1]


def test_what_is_spoken_of_again_is_one_claim(code: Code) -> None:
    text = (
        "A major rebel offensive rocked the countryside of Aleppo on Wednesday. "
        "The offensive was carried out by a coalition of factions."
    )
    assert len(of_kind(code(text), "attack")) == 1


def test_raids_are_the_strikes_told_before(code: Code) -> None:
    text = (
        "The United States and Britain launched strikes against Houthi targets in Sanaa on Friday.\n"
        "A Houthi spokesman said the raids had killed five fighters."
    )
    strikes = of_kind(code(text, date="2024-01-12"), "airstrike")
    assert [c.counts.killed.best if c.counts.killed else None for c in strikes] == [None, 5]


def test_a_day_is_no_party(code: Code) -> None:
    for claim in code("On Saturday night gunmen attacked the town of Djibo on Wednesday.").claims:
        assert not {"Saturday", "Wednesday"} & {a.name for a in (*claim.actors, *claim.targets)}
        assert all("night" not in a.name for a in claim.actors)


@pytest.mark.parametrize(
    ("sentence", "sub_event"),
    [
        ("Ukrainian troops recaptured the town of Izium on Saturday.", "Government regains territory"),
        ("Russian forces captured the town of Soledar on Friday.", "Non-state actor overtakes territory"),
        ("M23 rebels captured the town of Sake on Friday.", "Non-state actor overtakes territory"),
        ("HTS took control of Hama without a fight.", "Non-violent transfer of territory"),
        ("HTS took control of Hama after the army withdrew.", "Non-violent transfer of territory"),
    ],
)
def test_who_takes_whose_land_and_how_decides_the_code(code: Code, sentence: str, sub_event: str) -> None:
    assert of_kind(code(sentence), "capture")[0].codes.acled_sub_event_type == sub_event


@pytest.mark.parametrize(
    ("sentence", "violence"),
    [
        ("The Syrian army shelled civilians in Douma.", 3),
        ("The Sudanese army clashed with the Rapid Support Forces in Khartoum.", 1),
        ("Hayat Tahrir al-Sham clashed with Islamic State near Idlib.", 2),
        ("The Syrian army deployed troops in Hama.", 0),
    ],
)
def test_type_of_violence(code: Code, sentence: str, violence: int) -> None:
    assert code(sentence).claims[0].codes.ucdp_type_of_violence == violence


@pytest.mark.parametrize(
    "sentence",
    [
        "The striker attacked down the left and captured the lead before half-time in Aleppo.",
        "The earthquake killed more than 50,000 people in Turkey and Syria.",
        "Wildfires destroyed forty houses near Athens.",
        "Investors were in retreat as a sell-off hit the market.",
        "A film about the siege of Leningrad by a comedian opens on Sunday.",
    ],
)
def test_other_fields_use_the_words_of_war(code: Code, sentence: str) -> None:
    assert not [c for c in code(sentence).claims if c.status is not Status.BACKGROUND]


def test_the_words_of_the_codebook_are_words(tmp_path: Path) -> None:
    assert all("True" not in words for f in Codebook.load().frames for words in f.words.values())
    own = tmp_path / "own.yaml"
    own.write_text(
        "kinds:\n  parade:\n    family: politics\n    definition: Troops on show.\n"
        "    codes: {plover: '', mode: '', cameo: '', acled: ['', '']}\n"
        "    frames:\n      - {verbs: [parade], subject: forces, actor: [subject], place: [on, in]}\n"
    )
    book = Codebook.load([own])
    own_frames = [f for f in book.frames if f.kind == "parade"]
    assert [f.get("place") for f in own_frames] == [("on", "in")]
    assert "capture" in book.kinds


def test_a_malformed_codebook_is_named(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("kinds:\n  parade:\n    family: politics\n")
    with pytest.raises(CodebookError, match=r"own\.yaml:2: kind 'parade': 'codes'"):
        Codebook.load([own])
