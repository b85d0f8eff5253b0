"""What wires tell in passing: several counts in a sentence, two sides of a fight, where speakers sit."""

from __future__ import annotations

import pytest


def counts(claim):
    return {name: told["best"] for name, told in claim.counts.to_dict().items() if told}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "A month of fighting in Bankass has left at least 80 people dead and driven 50,000 from home.",
            {"clash": {"killed": 80}, "displacement": {"displaced": 50_000}},
        ),
        (
            "Rebels captured the town of Bunyakiri on Sunday, killing 34 and wounding 14, an official said.",
            {"capture": {"killed": 34, "injured": 14}},
        ),
        ("The army put its own dead at 23 in the battle for Bunyakiri.", {"toll": {"killed": 23}}),
        ("Officials put the government's losses near Torit at 23.", {"toll": {"killed": 23}}),
        ("The toll rose to 41 from 30.", {"toll": {"killed": 41}}),
        ("Of the 60 drones launched at Kharkiv overnight, 24 were lost from radar.", {"airstrike": {}}),
        ("The shelling of Masisi left 12 dead and wounded.", {"shelling": {}}),
    ],
)
def test_each_count_goes_with_its_harm(code, text, told):
    assert {c.kind: counts(c) for c in code(text).claims} == told


@pytest.mark.parametrize(
    ("text", "actors", "targets"),
    [
        ("The army and rebels clashed in Masisi on Sunday.", ["army"], ["rebels"]),
        ("Soldiers and Fano militiamen traded fire near Debre Tabor.", ["Soldiers"], ["Fano militiamen"]),
        ("Soldiers and police fought in Masisi all night.", ["Soldiers", "police"], []),
        ("Soldiers and police traded fire with gunmen in Masisi.", ["Soldiers", "police"], ["gunmen"]),
        ("Rebels and allied militiamen fought in Masisi.", ["Rebels", "allied militiamen"], []),
    ],
)
def test_two_who_fight_are_two_sides(code, text, actors, targets):
    (clash,) = [c for c in code(text).claims if c.kind == "clash"]
    assert ([a.name for a in clash.actors], [a.name for a in clash.targets]) == (actors, targets)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (
            "Rebels seized Masisi. Authorities in Bukavu had no comment. Fighting went on in the town.",
            "Masisi",
        ),
        (
            "Rebels seized the town of Bunyaki. Officials in Bukavu called it false. "
            "Fighting went on in the town on Monday.",
            "town of Bunyaki",
        ),
    ],
)
def test_where_speakers_sit_is_not_the_town_that_is_told_of(code, text, place):
    (clash,) = [c for c in code(text).claims if c.kind == "clash"]
    assert clash.place is not None
    assert clash.place.name == place


@pytest.mark.parametrize("before", ["Fighting was reported in the hills on Monday.", ""])
def test_the_day_is_no_source(code, before):
    taken = [
        c for c in code(f"{before} The army took several villages, it said.").claims if c.kind == "capture"
    ]
    assert [c.source.name for c in taken] == ["army"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Fighters took Bunyaki on Monday.", [("capture", "Bunyaki")]),
        ("Fighters took Ahmed prisoner on Monday.", []),
    ],
)
def test_what_fighters_take_is_a_place_unless_it_is_led_away(code, text, kinds):
    told = [c for c in code(text).claims if c.kind == "capture"]
    assert [(c.kind, c.place and c.place.name) for c in told] == kinds


@pytest.mark.parametrize(
    ("text", "kind", "actors", "targets"),
    [
        (
            "Russia's defence ministry said its forces had taken Siversk, but Kyiv's general staff said its "
            "troops still held the town's northern part.",
            "hold",
            ["Ukrainian troops"],
            [],
        ),
        (
            "Islamic State-linked ADF militants hacked 52 people to death in Beni territory.",
            "killing",
            ["ADF"],
            ["people"],
        ),
        ("Further south, RSF fighters tightened their siege on Kadugli.", "besiege", ["RSF"], []),
        ("Gunmen stormed the prison in Quetta.", "attack", ["Gunmen"], []),
        ("Gangs control an estimated 85% of Port-au-Prince.", "hold", ["Gangs"], []),
        ("Police traded fire with the gunmen in Masisi.", "clash", ["Police"], ["gunmen"]),
    ],
)
def test_who_did_it_to_whom(code, text, kind, actors, targets):
    (claim,) = [c for c in code(text).claims if c.kind == kind]
    assert ([a.name for a in claim.actors], [a.name for a in claim.targets]) == (actors, targets)


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Militants hacked 52 people to death in Beni.", 52),
        ("Fourteen soldiers loyal to opposition leader Riek Machar died in clashes near Torit.", 14),
        ("The army killed 37 rebels in an attack on Masisi and put its losses at six.", 37),
    ],
)
def test_the_dead_are_counted_once(code, text, killed):
    told = [counts(c).get("killed") for c in code(text).claims if c.kind != "toll"]
    assert killed in told


def test_who_replaces_those_that_left_was_handed_nothing(code):
    text = "The mercenaries left Mali in June, replaced by the Kremlin-run Africa Corps."
    assert "handover" not in {c.kind for c in code(text).claims}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Gunmen burst into a bar in Celaya on Sunday and opened fire on the guests.", ["attack"]),
        ("Gunmen attacked the village of Kenscoff, opening fire on residents as they slept.", ["attack"]),
        ("A car bomb levelled a police station in Cali on Friday.", ["bombing"]),
        ("Warplanes carried out four raids on Hermel, with no casualties reported.", ["airstrike"]),
        ("The insurgency in Borno has claimed more than 6,500 lives.", ["toll"]),
        ("Boko Haram fighters retain hideouts in the Mandara mountains.", ["hold"]),
        ("They burned everything, even the church, in Masisi.", ["destruction"]),
        ("Drones rigged with explosives were dropped on Chihuahua on Sunday.", ["airstrike"]),
    ],
)
def test_one_deed_is_told_once_by_its_own_kind(code, text, kinds):
    assert [c.kind for c in code(text).claims] == kinds


def test_the_dead_of_two_sides_are_those_of_the_clash(code):
    text = (
        "At least 14 fighters were killed on both sides in clashes between Yemen's Houthi group and "
        "government forces near Marib on Monday."
    )
    assert [(c.kind, counts(c)) for c in code(text).claims] == [("clash", {"killed": 14})]


def test_the_dead_among_whom_somebody_is_made_no_attack(code):
    (attack,) = code("Five soldiers were among the dead in the attack on Darul Jamal.").claims
    assert (attack.actors, attack.targets) == ((), ())


def test_who_denies_a_report_speaks_of_its_own_forces(code):
    text = (
        "Armenia's defence ministry denied an Azerbaijani report that its forces had opened fire near Kapan."
    )
    (attack,) = [c for c in code(text).claims if c.stance.value == "denies"]
    assert [a.name for a in attack.actors] == ["Armenian forces"]


def test_an_air_force_kills_from_the_air(code):
    text = "The Nigerian air force said it had killed 30 militants in strikes near Darul on Monday."
    assert [c.kind for c in code(text).claims] == ["airstrike"]


def test_who_is_taken_prisoner(code):
    (taken,) = [c for c in code("Fano fighters took 80 soldiers prisoner.").claims if c.kind == "abduction"]
    assert [a.name for a in taken.targets] == ["soldiers"]


def test_a_truce_that_takes_hold_takes_no_place(code):
    told = code("Rebels attacked Pikit. A truce brokered by elders took hold late on Sunday.").claims
    assert "capture" not in {c.kind for c in told}


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Nine soldiers were killed, said Brig. Gen. Donald Gumiran.", "Brig. Gen. Donald Gumiran"),
        ("Nine soldiers were killed in Masisi, Lt. Col. Mak Hazu said.", "Lt. Col. Mak Hazu"),
    ],
)
def test_a_rank_ends_no_sentence(code, text, source):
    (killing,) = code(text).claims
    assert killing.source.name == source


def test_whose_men_the_loyal_are(code):
    (taken,) = code("Forces loyal to the Southern Transitional Council overran Seiyun in December.").claims
    assert [a.name for a in taken.actors] == ["Forces loyal to the Southern Transitional Council"]
