"""Who came, stayed, left or denied it, in the turns that decide who holds a place; all made up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from warledger.model import Claim, Coding, Stance, Status

Code = Callable[[str], Coding]


def _of(coding: Coding, kind: str) -> list[Claim]:
    return [c for c in coding.claims if c.kind == kind]


def _places(coding: Coding, kind: str) -> list[str]:
    return [c.place.name if c.place else "" for c in _of(coding, kind)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The M23 seized Sake in the morning and went on to capture Minova, residents said.", "capture"),
        ("Junta troops left Kidal at dawn, and the separatists moved in.", "advance"),
        ("The RSF said its fighters had run away from Sennar and left their dead behind.", "withdraw"),
        ("Rebels entered the airport of Goma on Friday and took it over.", "capture"),
        ("The general landed at Nyala airport after his troops took it back from the RSF.", "capture"),
        ("Azerbaijani troops crossed the line and occupied the hill of Sarybaba.", "capture"),
        ("The army said there had been an entry of gunmen into Bria.", "advance"),
    ],
)
def test_turns_of_coming_and_going(text: str, kind: str, code: Code) -> None:
    assert _of(code(text), kind), [(c.kind, c.quote) for c in code(text).claims]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The whole of Kidal region is outside government control, a monitor said.", "hold"),
        ("The governor said that what is published about rebels entering Bukavu is a lie.", "advance"),
        ("Talk of a rebel capture of Bukavu is without foundation, the army said.", "capture"),
        ("The army source repeated that there had been no withdrawal from Sake.", "withdraw"),
    ],
)
def test_turns_of_denial(text: str, kind: str, code: Code) -> None:
    assert [c.stance for c in _of(code(text), kind)] == [Stance.DENIES]


def test_a_redeployment_in_place_of_a_retreat_is_affirmed(code: Code) -> None:
    coding = code("The RSF said there had been no retreat, only a repositioning of its forces in Omdurman.")
    stances = {c.kind: c.stance for c in coding.claims}
    assert stances["withdraw"] is Stance.DENIES
    assert Stance.ASSERTS in {c.stance for c in coding.claims if c.kind != "withdraw"}


def test_a_battle_that_is_not_over_goes_on(code: Code) -> None:
    (claim,) = _of(code("The battle for Bakhmut is not over, the general staff said."), "clash")
    assert (claim.stance, claim.status) == (Stance.ASSERTS, Status.ONGOING)


def test_what_is_denied_is_the_news_and_not_the_battle_in_it(code: Code) -> None:
    coding = code("The militia claimed it had taken Bria after ten days of battle, and the army denied it.")
    assert {c.kind for c in coding.claims if c.stance is Stance.DENIES} == {"capture"}


def test_denied_reports_of_something_else_do_not_deny_what_came_before(code: Code) -> None:
    coding = code(
        "Rebels said they had taken Bria.\n\n"
        "The presidency denied reports that the minister had left the country."
    )
    assert not [c for c in _of(coding, "capture") if c.stance is Stance.DENIES]


def test_who_orders_troops_announces_what_they_will_do(code: Code) -> None:
    coding = code("The defence minister ordered the troops to withdraw from Kherson.")
    (claim,) = coding.claims
    assert (claim.kind, claim.status) == ("withdraw", Status.PLANNED)
    assert claim.source.name.lower().endswith("minister")


def test_a_withdrawal_without_an_owner_is_the_speakers(code: Code) -> None:
    coding = code(
        "Ukrainian soldiers entered Kherson on Friday.\n\n"
        "The Russian Defence Ministry said the withdrawal was completed at five in the morning."
    )
    (claim,) = _of(coding, "withdraw")
    assert ([a.name for a in claim.actors], claim.place and claim.place.name) == (
        ["Russian forces"],
        "Kherson",
    )


def test_there_is_not_where_the_speaker_sits(code: Code) -> None:
    coding = code(
        "The M23 said it had taken Goma, while the government in Kinshasa said that its army "
        "still held positions there."
    )
    assert _places(coding, "hold") == ["Goma"]


def test_the_last_town_of_a_region_is_the_place_that_is_held(code: Code) -> None:
    assert _places(code("El Fasher is the last city in Darfur that the army holds."), "hold") == ["El Fasher"]


def test_both_places_are_the_two_just_named(code: Code) -> None:
    coding = code("The army regained Izium and Kupiansk at noon, but lost both places by the evening.")
    assert _places(coding, "withdraw") == ["Izium", "Kupiansk"]


@pytest.mark.parametrize(
    "text",
    [
        "The army found weapons in the town of Morek and seized them.",
        "Militants stopped a truck and seized it.",
    ],
)
def test_seized_things_are_no_captives(text: str, code: Code) -> None:
    assert not {"abduction", "capture"} & {c.kind for c in code(text).claims}


def test_one_who_enters_after_a_weekday_is_no_second_day(code: Code) -> None:
    coding = code(
        "Government forces withdrew from Palmyra on Saturday and local factions from the east "
        "entered the town."
    )
    (claim,) = _of(coding, "advance")
    assert [a.name for a in claim.actors] == ["local factions"]


def test_occupied_is_taken_or_held(code: Code) -> None:
    assert _of(code("Rwandan troops occupy Bunagana, the UN said."), "hold")
    assert _of(code("Rwandan troops entered Bunagana and occupied the town."), "capture")


def test_an_acronym_after_from_has_no_from_in_its_name(code: Code) -> None:
    coding = code(
        "Troops took the town back from the Rapid Support Forces (RSF). "
        "The RSF said it had killed 20 soldiers in Nyala."
    )
    assert "from the Rapid Support Forces" not in {c.source.name for c in coding.claims}


def test_a_looted_hospital_does_not_loot(code: Code) -> None:
    coding = code(
        "The South Hospital, the only one in Nyala able to operate on the wounded, closed on 9 June after "
        "RSF fighters entered it, opened fire and looted it, the charity said."
    )
    doers = {a.name for c in coding.claims for a in c.actors}
    assert "South Hospital" not in doers


def test_bases_are_places(code: Code) -> None:
    coding = code(
        "Militants have overrun several bases in Burkina Faso, among them Djibo and Diapaga, the UN said."
    )
    assert {"Djibo", "Diapaga"} <= set(_places(coding, "capture"))


def test_open_ground_is_not_the_town_named_before(code: Code) -> None:
    coding = code(
        "The army withdrew from Deir ez-Zor. "
        "The Islamic State has overrun several positions in the desert, he said."
    )
    assert "Deir ez-Zor" not in _places(coding, "capture")


def test_full_control_that_a_ministry_tells_of_is_its_own(code: Code) -> None:
    coding = code(
        "Ukraine's army has pulled back. "
        "The Russian Defence Ministry said that Avdiivka was under full control."
    )
    (claim,) = _of(coding, "hold")
    assert ([a.name for a in claim.actors], _places(coding, "hold")) == (["Russian forces"], ["Avdiivka"])


def test_a_presidents_departure_is_no_withdrawal(code: Code) -> None:
    assert not _of(code("The army denied rumours about the departure of President Keita."), "withdraw")


def test_a_year_of_the_next_clause_does_not_date_a_hold(code: Code) -> None:
    coding = code("The town stayed in government hands throughout the war and saw a massacre in 1982.")
    assert [c.status for c in _of(coding, "hold")] == [Status.ONGOING]


def test_who_streams_out_in_retreat_withdraws(code: Code) -> None:
    assert _places(code("Army units streamed out of Goma in full retreat, residents said."), "withdraw") == [
        "Goma"
    ]


def test_who_repels_an_attack_is_attacked(code: Code) -> None:
    (claim,) = _of(code("The Somali army repelled an attack on Baidoa."), "attack")
    assert ([a.name for a in claim.actors], [t.name for t in claim.targets]) == ([], ["Somali army"])


def test_its_army_behind_what_it_says_is_that_of_the_troops_told_of(code: Code) -> None:
    coding = code(
        "Rwanda denies it all. Ugandan troops deployed in Bunia to stop the killing, its army said."
    )
    assert [c.source.name for c in _of(coding, "deploy")] == ["Ugandan army"]


def test_who_leaves_a_town_and_heads_north_does_not_advance_on_it(code: Code) -> None:
    coding = code("Eritrean soldiers were seen leaving Axum and heading north, residents said.")
    assert [c.kind for c in coding.claims] == ["withdraw"]


def test_where_a_retreat_leads_is_not_where_it_began(code: Code) -> None:
    coding = code(
        "Rebels entered Bukavu on Sunday. "
        "The army had withdrawn toward Uvira after the rebels took an airport."
    )
    assert _places(coding, "withdraw") != ["Uvira"]


def test_square_kilometres_are_ground(code: Code) -> None:
    assert _of(
        code("The commander said his forces controlled 1,000 square kilometres of Kursk region."), "hold"
    )


def test_who_lost_ground_in_an_offensive_did_not_launch_it(code: Code) -> None:
    coding = code("The junta lost most of the border with China in an offensive last October.")
    assert not [c for c in _of(coding, "attack") if c.actors]


def test_deaths_that_no_other_words_explain_are_a_claim(code: Code) -> None:
    coding = code(
        "Al Shabaab gunmen stormed a hotel in Mogadishu. "
        "At least 21 people died and 117 were hurt, the health minister said."
    )
    (claim,) = _of(coding, "killing")
    assert claim.counts.killed is not None and claim.counts.killed.best == 21


def test_an_operation_to_retake_a_town_is_an_attack(code: Code) -> None:
    coding = code("The Taliban took Kunduz. Commandos then launched an operation to retake the city.")
    assert [a.name for c in _of(coding, "attack") for a in c.actors] == ["Commandos"]


def test_a_group_that_is_driven_out_is_armed(code: Code) -> None:
    coding = code(
        "Al Shabaab attacked Mogadishu. The African Union condemned it. "
        "In Hiran region, clan militias drove the group out of three villages last week."
    )
    assert [a.name for a in _of(coding, "withdraw")[0].actors] == ["Al Shabaab"]


def test_a_coalition_that_says_who_leads_it_is_not_who_was_named_before(code: Code) -> None:
    coding = code(
        "Houthi forces seized Marib. The coalition led by Saudi Arabia said it carried out 88 air strikes."
    )
    assert not [a.name for c in _of(coding, "airstrike") for a in c.actors if "Houthi" in a.name]


def test_the_outskirts_are_those_of_the_speakers_town(code: Code) -> None:
    coding = code(
        "Zaranj was captured on Friday. A police officer in Herat said fighting went on at the outskirts."
    )
    assert _places(coding, "clash") == ["Herat"]


def test_deaths_right_after_a_strike_are_counted_with_it(code: Code) -> None:
    coding = code("Warplanes bombed a market in Idlib. At least 21 people died.")
    (claim,) = coding.claims
    assert (claim.kind, claim.counts.killed and claim.counts.killed.best) == ("airstrike", 21)
