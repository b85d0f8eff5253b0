"""The sorts of statement that a war report holds, each in sentences of our own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warledger.model import Claim, Coding, Stance, Status

Code = Callable[..., Coding]


def of_kind(coding: Coding, kind: str) -> list[Claim]:
    return [c for c in coding.claims if c.kind == kind]


def only(coding: Coding, kind: str) -> Claim:
    found = of_kind(coding, kind)
    assert len(found) == 1, [(c.kind, c.quote) for c in coding.claims]
    return found[0]


def places(claims: list[Claim]) -> list[str]:
    return [c.place.name if c.place else "" for c in claims]


def test_a_capture_told_by_a_monitor(code: Code) -> None:
    claim = only(
        code(
            "Insurgents captured the Syrian town of Saraqib on Friday, "
            "the Syrian Observatory for Human Rights said."
        ),
        "capture",
    )
    assert claim.source.name == "Syrian Observatory for Human Rights"
    assert (claim.stance, claim.status) == (Stance.ASSERTS, Status.HAPPENED)
    assert claim.date is not None
    assert claim.date.start == date(2024, 11, 29)
    assert claim.place is not None
    assert claim.place.country == "SY"
    assert [a.name for a in claim.actors] == ["Insurgents"]


def test_each_place_of_a_list_is_a_claim(code: Code) -> None:
    claims = of_kind(code("The rebels seized Saraqib, Morek and Khan Shaykhun in Syria."), "capture")
    assert places(claims) == ["Saraqib", "Morek", "Khan Shaykhun"]
    assert len({(c.start, c.end) for c in claims}) == 1


def test_what_is_taken_decides(code: Code) -> None:
    coding = code("Rebel fighters captured two tanks and a colonel near Hama, Syria, on Sunday.")
    assert not of_kind(coding, "capture")


@pytest.mark.parametrize(
    "sentence",
    [
        "The Syrian defence ministry denied that the army had withdrawn from Hama.",
        "The Syrian defence ministry denied reports of the army's withdrawal from Hama.",
        "Claims about a withdrawal of the army from Hama are unfounded, the Syrian defence ministry said.",
    ],
)
def test_denials_are_the_denied_claim(code: Code, sentence: str) -> None:
    claim = only(code(sentence), "withdraw")
    assert claim.stance is Stance.DENIES
    assert "ministry" in claim.source.name.lower()
    assert claim.place is not None
    assert claim.place.name == "Hama"


def test_negation_inside_what_a_source_tells_is_its_denial(code: Code) -> None:
    claim = only(
        code("Rebels have not entered the Syrian town of Salamiyah, a military source said."), "advance"
    )
    assert claim.stance is Stance.DENIES
    assert claim.source.name == "military source"


def test_neither_confirmed_nor_denied_is_no_claim(code: Code) -> None:
    coding = code("The Syrian army neither confirmed nor denied that it had withdrawn from Hama.")
    assert not of_kind(coding, "withdraw")


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("The Syrian army will soon launch a counterattack in Aleppo.", "attack"),
        ("The Syrian army vowed to recapture Aleppo.", "capture"),
        ("The Syrian army is preparing to retake Aleppo.", "capture"),
    ],
)
def test_plans_and_vows_are_planned(code: Code, sentence: str, kind: str) -> None:
    assert only(code(sentence), kind).status is Status.PLANNED


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("If the rebels take Homs, Syria will be cut in two.", "capture"),
        ("The rebels could capture Homs within days, a Syrian analyst said.", "capture"),
    ],
)
def test_conditions_and_possibilities_are_hypothetical(code: Code, sentence: str, kind: str) -> None:
    assert all(c.status is Status.HYPOTHETICAL for c in of_kind(code(sentence), kind))
    assert of_kind(code(sentence), kind)


def test_history_is_background(code: Code) -> None:
    coding = code("Rebels entered Aleppo in Syria on Friday. They had been driven out of the city in 2016.")
    claim = only(coding, "withdraw")
    assert claim.status is Status.BACKGROUND
    assert claim.date is not None
    assert claim.date.start == date(2016, 1, 1)


def test_a_redeployment_away_is_a_withdrawal(code: Code) -> None:
    coding = code(
        "On Friday rebels swept into the Syrian city of Aleppo. "
        "The army announced a temporary redeployment of its troops."
    )
    claim = only(coding, "withdraw")
    assert "army" in claim.source.name.lower()
    assert claim.place is not None
    assert "Aleppo" in claim.place.name


def test_a_repositioning_without_direction_is_a_deployment(code: Code) -> None:
    assert only(code("The monitor reported the repositioning of Kurdish units near Aleppo, Syria."), "deploy")


def test_what_is_left_out_of_a_city_named_before_is_an_exception(code: Code) -> None:
    text = (
        "Rebels took Aleppo on Friday, the Observatory said. The army was preparing a counter-attack there. "
        "All of the city had fallen except the quarters of Sheikh Maqsoud and Ashrafieh, which remain in "
        "the hands of Kurdish-led forces, it said."
    )
    (fallen,) = of_kind(code(text), "capture")
    assert fallen.place is not None and fallen.place.resolved == "Aleppo"
    assert [p.name for p in fallen.exceptions] == ["Sheikh Maqsoud", "Ashrafieh"]
    assert [a.name for a in fallen.actors] == ["Rebels"]
    assert fallen.source.name == "Observatory"


def test_who_left_a_place_or_only_means_to_attack_it_did_not_take_it(code: Code) -> None:
    text = (
        "Gunmen stormed into Menaka in Mali on Monday. The army said it had withdrawn from Menaka and would "
        "attack Menaka soon. All of the town had fallen, residents said."
    )
    (fallen,) = [c for c in code(text).claims if c.kind == "capture"]
    assert [a.name for a in fallen.actors] == ["Gunmen"]


def test_exceptions_are_kept_apart(code: Code) -> None:
    claims = of_kind(code("The rebels took all towns around Idlib in Syria except Khan Shaykhun."), "capture")
    assert all("Khan Shaykhun" not in name for name in places(claims))


def test_teasers_carry_no_claim(code: Code) -> None:
    with_teaser = code(
        "Rebels took Saraqib in Syria.\nREAD MORE: Army retakes Hama from rebels\nThe army fled."
    )
    without = code("Rebels took Saraqib in Syria.\nThe army fled.")
    assert [link.text for link in with_teaser.links] == ["READ MORE: Army retakes Hama from rebels"]
    assert [(c.kind, c.quote) for c in with_teaser.claims] == [(c.kind, c.quote) for c in without.claims]


def test_a_call_has_all_its_parties(code: Code) -> None:
    claim = only(
        code(
            "Russian President Vladimir Putin held a phone call with "
            "Turkish President Recep Tayyip Erdogan on Tuesday."
        ),
        "talks",
    )
    names = " ".join(a.name for a in claim.actors)
    assert "Putin" in names
    assert "Erdogan" in names


def test_support_has_a_speaker_and_a_target(code: Code) -> None:
    claim = only(code("The Iraqi prime minister voiced support for the Syrian government."), "support")
    assert claim.status is Status.HAPPENED
    assert claim.targets
    assert "Syrian government" in claim.targets[0].name


def test_air_strikes_by_an_air_force(code: Code) -> None:
    claim = only(
        code("Warplanes of the Syrian air force bombed Saraqib on Sunday, residents said."), "airstrike"
    )
    assert claim.codes.acled_sub_event_type == "Air/drone strike"


def test_descriptions_of_groups_carry_no_claim(code: Code) -> None:
    coding = code("The Iranian-backed militia and the Britain-based monitor did not comment.")
    assert coding.claims == []


def test_the_dead_belong_to_the_strike_that_killed_them(code: Code) -> None:
    claim = only(
        code("An air strike on a market in Idlib, Syria, killed at least 12 civilians on Monday."),
        "airstrike",
    )
    assert claim.counts.killed is not None
    assert claim.counts.killed.best == 12


def test_one_number_for_dead_and_wounded_is_no_death_toll(code: Code) -> None:
    coding = code("Shelling killed and injured 274 people in Saraqib, Syria, the ministry said.")
    assert all(c.counts.killed is None for c in coding.claims)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\n ",
        "A" * 10_000,
        '"“«‘',
        "Rebels took “Aleppo",
        "\u202e\u0000 Rebels took Aleppo.",
        "😀 " * 50,
    ],
)
def test_odd_text_never_stops_the_coder(code: Code, text: str) -> None:
    assert code(text).report.text == text


@settings(max_examples=25)
@given(
    text=st.lists(
        st.sampled_from(
            [
                "Rebels", "the army", "captured", "denied", "withdrawn from", "Aleppo", "Hama", "said",
                '"', "“", ",", ".", "and", "if", "killed", "12 people", "on Friday", "in 2016", "\n",
                "except", "(SAF)", "-", "that", "its",
            ]
        ),
        max_size=30,
    ).map(" ".join)
)  # fmt: skip
def test_any_mixture_of_words_gives_quotes_of_the_text(code: Code, text: str) -> None:
    coding = code(text)
    assert all(text[c.start : c.end] == c.quote for c in coding.claims)
    assert all(0 <= p.start < p.end <= len(text) for p in coding.places)


def test_an_undated_report_leaves_relative_days_open(code: Code) -> None:
    coding = code("Rebels captured Saraqib in Syria on Friday.", date="")
    assert coding.warnings
    assert only(coding, "capture").date is None
