"""What reports on other wars than the founding story's say in their own ways; every sentence is made up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from warledger.model import Claim, Coding, Stance, Status

Code = Callable[[str], Coding]


def _one(coding: Coding, kind: str) -> Claim:
    found = [c for c in coding.claims if c.kind == kind]
    assert len(found) == 1, [(c.kind, c.quote) for c in coding.claims]
    return found[0]


def test_who_denies_arming_a_militia_is_its_source_and_denies(code: Code) -> None:
    claim = _one(code("Chad has repeatedly denied supplying the RSF with weapons."), "arm")
    assert (claim.source.name, claim.stance) == ("Chad", Stance.DENIES)


def test_an_announcement_called_propaganda_is_denied(code: Code) -> None:
    coding = code(
        "The RSF said it had taken Babanusa.\n\n"
        "A league of village guards called the Shields dismissed the announcement as propaganda."
    )
    stances = {c.stance for c in coding.claims if c.kind == "capture"}
    assert stances == {Stance.ASSERTS, Stance.DENIES}
    assert not any(c.kind == "reject" and c.stance is Stance.DENIES for c in coding.claims)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The general ruled out talks until the militia lays down its weapons.", "surrender"),
        ("The fall of Bangui would give the rebels the whole river.", "capture"),
        ("The loss of Myitkyina would cut the army off from the north.", "capture"),
    ],
)
def test_what_has_not_come_yet_is_hypothetical(text: str, kind: str, code: Code) -> None:
    assert _one(code(text), kind).status is Status.HYPOTHETICAL


def test_what_a_capture_would_amount_to_is_no_second_capture(code: Code) -> None:
    text = "The rebels said they had seized Falam, which would be the first district seat to fall to them."
    assert _one(code(text), "capture").status is Status.HAPPENED


def test_the_dead_and_the_wounded_of_one_list_are_counted_apart(code: Code) -> None:
    text = "The ministry reported 31 people killed and 64 wounded in Israeli strikes on Tyre."
    counts = next(c.counts for c in code(text).claims if c.counts.killed)
    assert counts.killed is not None and counts.injured is not None
    assert (counts.killed.best, counts.injured.best) == (31, 64)


def test_a_death_that_is_avenged_is_not_counted_again(code: Code) -> None:
    text = "Iran launched missiles at Israel in retaliation for the killing of a general."
    assert _one(code(text), "shelling").counts.killed is None


@pytest.mark.parametrize(
    "text",
    [
        "The rebels attacked a base that Russia built in 2016 near Gao.",
        "Soldiers clashed near Kidal with a militia linked to the 2012 massacre.",
        "Rebels stormed Menaka, the worst assault since they came back in 2019.",
    ],
)
def test_a_year_that_tells_which_does_not_tell_when(text: str, code: Code) -> None:
    claims = [c for c in code(text).claims if c.kind in {"attack", "clash", "advance"}]
    assert claims
    for claim in claims:
        assert claim.date is not None and claim.date.start is not None
        assert claim.date.start > date(2020, 1, 1)


def test_who_reports_shelling_did_not_shell(code: Code) -> None:
    claim = _one(code("Residents reported heavy shelling in Goma."), "shelling")
    assert (claim.source.name, claim.actors) == ("Residents", ())


def test_who_claims_responsibility_did_it_by_its_own_word(code: Code) -> None:
    text = "The Islamic State claimed responsibility for the bombing at a market in Kabul."
    claim = _one(code(text), "bombing")
    assert claim.source.name == "Islamic State"
    assert [a.name for a in claim.actors] == ["Islamic State"]


def test_where_nobody_claims_responsibility_nobody_denies_the_attack(code: Code) -> None:
    coding = code("No group claimed responsibility for the attack in Mogadishu.")
    assert not any(c.stance is Stance.DENIES for c in coding.claims)


@pytest.mark.parametrize(
    ("text", "kind", "actors"),
    [
        (
            "Sudan's paramilitary Rapid Support Forces seized Bara on Sunday.",
            "capture",
            ["Rapid Support Forces"],
        ),
        ("The regional bloc ECOWAS called for a truce in Mali.", "demand", ["ECOWAS"]),
        ("Militants blew up a roadside bomb among soldiers near Timbuktu.", "bombing", ["Militants"]),
        ("The soldiers are holding out in Babanusa.", "hold", ["soldiers"]),
    ],
)
def test_whose_deed_it_is(text: str, kind: str, actors: list[str], code: Code) -> None:
    assert [a.name for a in _one(code(text), kind).actors] == actors


def test_an_army_that_lost_soldiers_tells_its_toll(code: Code) -> None:
    coding = code(
        "Rebels attacked a convoy near Tessalit on Friday.\n\n"
        "Fighting went on in Kidal.\n\nThe army admitted that it had lost nine soldiers near Tessalit."
    )
    counts = _one(coding, "toll").counts.killed
    assert counts is not None and counts.best == 9


def test_a_convoy_that_fell_into_an_ambush_was_attacked(code: Code) -> None:
    claim = _one(code("A supply convoy fell into an ambush near Ansongo on Friday."), "attack")
    assert [t.name for t in claim.targets] == ["supply convoy"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The town of Tessalit would be attacked within days, the rebels said.", Status.PLANNED),
        ("The town of Tessalit will be attacked within days, the rebels said.", Status.PLANNED),
        ("The town of Tessalit was attacked within days, the rebels said.", Status.HAPPENED),
    ],
)
def test_a_passive_with_would_has_not_happened(text: str, status: Status, code: Code) -> None:
    assert _one(code(text), "attack").status is status


def test_a_deal_that_was_reached_is_no_advance(code: Code) -> None:
    kinds = {c.kind for c in code("The rebels reached a deal with the government in Juba.").claims}
    assert "agreement" in kinds
    assert "advance" not in kinds


def test_tanks_that_were_destroyed_were_not_given_up(code: Code) -> None:
    text = "The militia destroyed three Merkava tanks with guided missiles near Bint Jbeil."
    assert {c.kind for c in code(text).claims} == {"destruction"}


def test_people_who_died_in_an_air_strike_are_its_dead(code: Code) -> None:
    counts = _one(code("Twelve people died in the airstrike on Monday."), "airstrike").counts.killed
    assert counts is not None and counts.best == 12


def test_the_dead_since_last_week_are_a_toll(code: Code) -> None:
    text = (
        "Rebels entered Sake on Monday. Gunfire was heard in Goma.\n\n"
        "Nine Malian, Chadian and Kenyan peacekeepers have died in the fighting since last week."
    )
    counts = _one(code(text), "toll").counts.killed
    assert counts is not None and counts.best == 9


def test_a_statement_on_its_own_page_is_the_groups_word(code: Code) -> None:
    text = "The Riverine Front ambushed a convoy near Bentiu, according to a statement on its web page."
    assert _one(code(text), "attack").source.name == "Riverine Front"


def test_a_group_that_tells_of_a_liberation_tells_of_its_own(code: Code) -> None:
    text = "The Myanmar National Democratic Alliance Army said the town of Lashio was liberated."
    assert [a.id for a in _one(code(text), "capture").actors] == ["mndaa"]


def test_nobody_is_both_doer_and_target(code: Code) -> None:
    text = "In the capital, Juba, protesters attacked an embassy on Tuesday, looting some of them."
    for claim in code(text).claims:
        assert not {a.name for a in claim.actors} & {t.name for t in claim.targets}
        assert "Juba" not in {a.name for a in claim.actors}


def test_a_date_behind_a_semicolon_does_not_date_what_stood_before(code: Code) -> None:
    text = (
        "Rebels attacked a post near Beni; the clinic said it had treated 60 people since early January 2023."
    )
    claim = _one(code(text), "attack")
    assert claim.date is not None and claim.date.start is not None
    assert claim.date.start.year == 2024


def test_a_group_that_claims_responsibility_claims_what_was_told_before(code: Code) -> None:
    coding = code("Two car bombs exploded in Baidoa on Monday. Al Shabaab claimed responsibility.")
    assert {(c.kind, c.source.name) for c in coding.claims} == {
        ("bombing", "publisher"),
        ("bombing", "Al Shabaab"),
    }


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hamas has rejected Israeli demands that it disarm.", "surrender"),
        ("The envoy left Sanaa without any announcement that the rebels had left the port.", "withdraw"),
        ("The army is in Mekelle. It was not possible to reach the town of Adwa.", "advance"),
        ("The envoy called it a crime on Tuesday.", "demand"),
        ("Ambassador Lee left Sanaa on Monday.", "displacement"),
    ],
)
def test_what_nobody_says_happened_is_no_claim(text: str, kind: str, code: Code) -> None:
    assert kind not in {c.kind for c in code(text).claims}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Government troops retook the village of Adale last week without a fight.", "capture"),
        (
            "The militants have burned houses, blown up wells and beheaded civilians, residents said.",
            "killing",
        ),
        ("The blasts came hours after the army said a joint operation had killed Omar Yusuf.", "killing"),
        ("The rebels seized Homs.", "capture"),
        ("A drone strike on a market in Alamata killed 28 people between Nov. 16 and 21.", "airstrike"),
    ],
)
def test_what_the_parse_hides_is_found(text: str, kind: str, code: Code) -> None:
    assert kind in {c.kind for c in code(text).claims}


@pytest.mark.parametrize(
    ("text", "kind", "day"),
    [
        ("He spoke on Friday, one day after the army took most of Aleppo.", "capture", date(2024, 11, 28)),
        (
            "Troops left Hama on Friday, two days before the rebels entered Homs.",
            "advance",
            date(2024, 12, 1),
        ),
        ("The raid came a week after an attack on a market in Idlib.", "attack", date(2024, 11, 24)),
    ],
)
def test_days_told_by_how_far_they_are_from_another(text: str, kind: str, day: date, code: Code) -> None:
    claim = next(c for c in code(text).claims if c.kind == kind and c.date and c.date.start == day)
    assert claim.date is not None and claim.date.end == day


def test_those_driven_from_their_homes_are_counted(code: Code) -> None:
    coding = code("The UN said more than 250,000 people had been driven from their homes since May.")
    count = _one(coding, "displacement").counts.displaced
    assert count is not None and count.best == 250_000


def test_the_minister_among_the_dead_is_not_counted_twice(code: Code) -> None:
    text = "A car bomb in Baidoa killed at least 20 people, among them a minister and a deputy governor."
    count = _one(code(text), "bombing").counts.killed
    assert count is not None and count.best == 20


def test_who_stormed_the_place_is_who_took_it(code: Code) -> None:
    text = "Yemeni forces stormed Hodeidah. A commander of the coalition said Hodeidah had been seized."
    assert [a.name for a in _one(code(text), "capture").actors] == ["Yemeni forces"]


def test_a_foiled_attempt_is_that_of_those_who_tried(code: Code) -> None:
    claim = _one(code("The army foiled an attempt by militants to seize Palma."), "capture")
    assert ([a.name for a in claim.actors], claim.stance) == (["militants"], Stance.DENIES)


@pytest.mark.parametrize(
    "text",
    [
        "The battle for the Democratic nomination moved to Iowa.",
        "Shares fell sharply in Tokyo after the attack on the yen.",
    ],
)
def test_battles_of_another_sort_are_none(text: str, code: Code) -> None:
    assert code(text).claims == []


@pytest.mark.parametrize(
    ("text", "kind", "actors"),
    [
        (
            "The ELN blamed the 33rd Front for the violence, saying it had killed a family in Tibu.",
            "killing",
            "33rd Front",
        ),
        (
            "The National Liberation Army (ELN) raided Tibu. Houses burned. Many fled. "
            "The army sent 500 soldiers to Tibu.",
            "deploy",
            "army",
        ),
        ("Troops seized Goncharovka.", "capture", "Troops"),
    ],
)
def test_who_is_meant(text: str, kind: str, actors: str, code: Code) -> None:
    assert [a.name for a in _one(code(text), kind).actors] == [actors]


def test_what_two_sides_vie_for_neither_holds(code: Code) -> None:
    kinds = {c.kind for c in code("Both groups are vying for control of Tumaco.").claims}
    assert "hold" not in kinds


def test_a_denied_gerund_belongs_to_who_denies_it(code: Code) -> None:
    claim = _one(code("Witnesses saw jets land at Jufra; Moscow denied sending troops to Jufra."), "deploy")
    assert (claim.source.name, claim.stance) == ("Moscow", Stance.DENIES)


def test_numbers_of_people_who_cross_a_border_are_no_troops(code: Code) -> None:
    text = "More than two million people have been displaced, including 560,000 who crossed into Chad."
    assert {c.kind for c in code(text).claims} == {"displacement"}


def test_evidence_makes_no_claims_of_its_own(code: Code) -> None:
    text = "The militia said it had taken Bria. Available evidence contradicts the claim."
    assert {c.source.name for c in code(text).claims} == {"militia"}


def test_who_confirms_a_loss_did_not_take_the_place(code: Code) -> None:
    assert _one(code("The general confirmed the loss of Babanusa."), "capture").actors == ()


def test_who_is_accused_of_a_deed_did_it_and_not_where_the_last_one_was(code: Code) -> None:
    coding = code(
        "A drone hit a warehouse in Goma on Monday. The army accused the rebels of shelling relief convoys."
    )
    claim = _one(coding, "shelling")
    assert [a.name for a in claim.actors] == ["rebels"]
    assert claim.place is None


def test_a_town_that_was_hit_by_a_chemical_attack_was_not_attacked_twice(code: Code) -> None:
    coding = code(
        "The town of Saraqib was struck by a suspected chemical attack on Tuesday, killing 30 people. "
        "Tuesday's attack came at dawn, a doctor said. The attack left dozens choking."
    )
    assert {c.kind for c in coding.claims} & {"attack", "chemical"} == {"chemical"}
    assert coding.claims[0].counts.killed is not None
