"""Kinds, targets and parties in wordings that war reports use; every sentence is made up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from warledger.model import Coding, Status

Code = Callable[[str], Coding]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Attackers were driven back to the river near Bakhmut.", "withdraw"),
        ("The last peacekeepers flew out of Kidal on Sunday.", "withdraw"),
        ("The garrison was ordered out of Kassala.", "withdraw"),
        ("Sirte slipped from the government's grip.", "capture"),
        ("Israeli strikes hit the suburbs of Tyre.", "airstrike"),
        ("Several rockets were fired at Kiryat Shmona.", "shelling"),
        ("Food is running out in Gaza.", "hardship"),
        ("The army suffered heavy losses near Vuhledar.", "clash"),
        ("Villagers found a dozen bodies in a ditch outside Bucha.", "killing"),
        ("Fighters crossed from Chad to reinforce the garrison in El Geneina.", "deploy"),
        ("The dispatch of 500 soldiers to Goma was announced on Monday.", "deploy"),
        ("Rwanda backs the M23 rebels, a UN panel said.", "arm"),
        ("Berlin promised Ukraine a second air defence battery of missiles.", "arm"),
        ("Some 200 prisoners escaped from the jail in Beni.", "release"),
        ("The hospital in Taiz no longer functions.", "hardship"),
        ("Half of the children in Hodeidah stand on the brink of famine.", "hardship"),
        ("Soldiers blocked an aid convoy near Mekelle.", "hardship"),
        ("The price of flour has tripled in Khartoum.", "hardship"),
        ("The government vowed to avenge the dead of Gao.", "threaten"),
        ("Demonstrators blocked the bridge in Port-au-Prince.", "protest"),
        ("The junta postponed the election in Mali.", "politics"),
        ("The number of dead rose to 212 in Tripoli, the ministry said.", "toll"),
        ("Only a trickle of food has reached Mekelle since July.", "hardship"),
        ("Nine aid trucks entered Gaza through Kerem Shalom on Monday.", "aid"),
        ("Opposition fighters have established themselves in Saraqib.", "capture"),
        ("Eritrean troops are still present in Adigrat.", "hold"),
        ("The junta's grip on Mandalay is intact.", "hold"),
        ("Government forces tightened their noose around Douma.", "besiege"),
        ("There was fierce resistance in Mariupol.", "clash"),
        ("A Russian glide bomb hit a hardware store in Kharkiv, killing 12.", "airstrike"),
        ("Helicopter gunships fired on a school in Let Yet Kone.", "airstrike"),
        ("Rockets were launched from southern Lebanon toward Haifa.", "shelling"),
        ("A mortar round landed in the market of Taiz.", "shelling"),
        ("Ten villagers were hacked to death in Beni.", "killing"),
        ("Soldiers burned six men alive in Gorgol.", "killing"),
        ("Gunmen seized more than 100 schoolchildren in Kuriga.", "abduction"),
        ("Nineteen sailors were taken captive off the coast of Benin.", "abduction"),
        ("Militiamen set houses on fire in Misterei.", "destruction"),
        ("Looters emptied WFP warehouses in Wad Madani.", "destruction"),
        ("Burundi has pulled in two more battalions to defend Uvira.", "deploy"),
        ("The rebels let 74 soldiers go free in Mekelle.", "release"),
        ("Four hostages were rescued in Nuseirat.", "release"),
        ("Thousands of Syrians went back to Aleppo.", "displacement"),
        ("London called the strike an outrage.", "condemn"),
        ("The commander gave the garrison 48 hours to leave Uvira.", "threaten"),
        ("The interior minister opposed the truce.", "reject"),
        ("Iraqi soldiers dropped their weapons and ran from Mosul.", "withdraw"),
        ("Russia has taken its troops out of Kherson.", "withdraw"),
        ("Rebel forces pressed deeper into Sennar.", "advance"),
        ("The insurgents have taken 15 girls from a school in Yola.", "abduction"),
        ("Nine suspects were taken into detention in Istanbul.", "arrest"),
        ("Armenia returned 15 prisoners to Azerbaijan.", "release"),
        ("The number of people killed in Gaza has risen to 35,000.", "toll"),
        ("Doctors in Gaza operate without anaesthetics.", "hardship"),
        ("Washington called on the RSF to end the siege of El Fasher.", "demand"),
        ("Unidentified assailants lobbed grenades at a bar in Bujumbura.", "attack"),
        ("Water pumps in Taiz have stopped working.", "hardship"),
        ("An Iskander missile destroyed a hotel in Kramatorsk.", "shelling"),
        ("More than a million people are on the move in eastern Congo.", "displacement"),
    ],
)
def test_kinds_in_other_words(text: str, kind: str, code: Code) -> None:
    assert kind in {claim.kind for claim in code(text).claims}


@pytest.mark.parametrize(
    ("text", "kind", "target"),
    [
        ("Warplanes bombed Taliban positions near Kunduz.", "airstrike", "Taliban"),
        ("Ukrainian soldiers shelled Russian trenches near Robotyne.", "shelling", "Russian forces"),
        ("The militia shelled a camp for displaced people in Masisi.", "shelling", "displaced people"),
        ("The army seized a base of the Islamic State in Sirte.", "capture", "Islamic State"),
    ],
)
def test_whose_position_was_hit_is_the_target(text: str, kind: str, target: str, code: Code) -> None:
    claim = next(c for c in code(text).claims if c.kind == kind)
    assert [t.name for t in claim.targets] == [target]


@pytest.mark.parametrize(
    "text",
    [
        "Fighting displaced 5,000 people from Rutshuru.",
        "The escalation killed three civilians in Goma.",
        "France condemned the seizure of Bukavu.",
        "Iran threatened harsh retaliation against Israel.",
        "The rebels called that a fabrication.",
    ],
)
def test_what_happens_is_no_party(text: str, code: Code) -> None:
    parties = {p.name.lower() for c in code(text).claims for p in (*c.actors, *c.targets)}
    words = {w for name in parties for w in name.split()}
    assert not words & {"fighting", "escalation", "seizure", "retaliation", "that", "fabrication"}


def test_a_condemned_advance_is_laid_to_those_who_advance(code: Code) -> None:
    claim = next(c for c in code("Egypt condemned the rebel advance on Homs.").claims if c.kind == "condemn")
    assert any("rebel" in t.name.lower() for t in claim.targets)


def test_the_first_day_of_an_offensive_belongs_to_those_who_attack(code: Code) -> None:
    text = (
        "Azerbaijani forces captured Hadrut in Karabakh, residents said. The offensive began on September 27."
    )
    attack = next(c for c in code(text).claims if c.kind == "attack")
    assert attack.date is not None
    assert any("Azerbaijan" in a.name for a in attack.actors)


def test_need_of_relief_lasts(code: Code) -> None:
    claim = next(
        c for c in code("Thousands of people need food and medicine in Palma.").claims if c.kind == "aid"
    )
    assert claim.status is Status.ONGOING


def test_denial_of_something_else_does_not_deny_what_was_told(code: Code) -> None:
    text = (
        "Police shelled the old market of Omdurman on Friday. "
        "The mayor spoke at noon, denying that any ransom had been paid."
    )
    told = [c for c in code(text).claims if c.kind == "shelling"]
    assert len(told) == 1


@pytest.mark.parametrize(
    ("text", "party"),
    [
        (
            "A day earlier Congolese soldiers raised their flag over the bridge in Masisi.",
            "Congolese soldiers",
        ),
        ("March 3 2013 Regime forces shelled the old town of Homs.", "Regime forces"),
    ],
)
def test_a_date_before_a_party_is_no_part_of_its_name(text: str, party: str, code: Code) -> None:
    assert {a.name for claim in code(text).claims for a in claim.actors} == {party}
