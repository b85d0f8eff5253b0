"""Words of war dispatches, each as one sentence among others; and turns of saying. All made up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from warledger.model import Claim, Coding, Stance, Status

Code = Callable[[str], Coding]

_BEFORE = "Artillery duels continued along the front on Sunday, officials said.\n\n"
_AFTER = "\n\nGuns were heard during the night. Two soldiers were wounded by mortar fire."

# What a sentence tells, who does it and where; "-" where nobody is named.
WORDS = """
capture | Azerbaijan | Talish | Azerbaijan said it had brought the village of Talish back under its control.
capture | Wagner | Soledar | Wagner mercenaries planted themselves in the centre of Soledar.
capture | - | Moussoro | The town of Moussoro slipped out of the government's grasp on Friday.
advance | Al-Shabaab | Adan Yabaal | Al-Shabaab militants gained the upper hand in Adan Yabaal.
advance | Tigrayan | Mekelle | Tigrayan forces re-entered Mekelle and were greeted by cheering crowds.
advance | rebels | Bambari | The rebels have closed to within ten kilometres of Bambari.
advance | Turkish | Kobani | Armoured vehicles of the Turkish army crossed the frontier near Kobani.
withdraw | Ukrain | Avdiivka | Ukraine's army said its troops were moved to better positions near Avdiivka.
withdraw | jihadists | Labbezanga | The army claimed to have dislodged jihadists from Labbezanga.
withdraw | rebels | Menaka | The rebels in Menaka have since been driven out, a security source said.
hold | forces | Marib | Government forces stood their ground in Marib.
hold | defenders | Bakhmut | The defenders of Bakhmut still hold the western quarter, the commander said.
hold | Rwanda | Congo | Rwanda has some 3,000 soldiers in eastern Congo, diplomats said.
besiege | - | Severodonetsk | The noose around Severodonetsk is tightening, the governor said.
besiege | Militants | Kismayo | Militants laid siege to a hotel in Kismayo.
clash | - | Pokrovsk | The general staff reported 112 engagements near Pokrovsk in the past day.
attack | Libyan | Tripoli | The Libyan National Army opened a new front south of Tripoli.
attack | Raiders | Koutoukalé | Raiders swooped on the prison in Koutoukalé.
attack | Turkey | Euphrates | Turkey is preparing an offensive east of the Euphrates.
airstrike | Israel | Iran | Israel is considering a strike on Iran's oil fields.
airstrike | - | Odesa | Four Shahed drones were sent against Odesa's port.
airstrike | Turkish | Qamishli | Turkish drones took out a vehicle near Qamishli.
airstrike | - | Kharkiv | Bombs rained down on Kharkiv.
shelling | - | Dnipro | A missile smashed into an apartment block in Dnipro.
shelling | paramilitaries | Omdurman | Omdurman came under renewed bombardment from the paramilitaries.
killing | - | Goma | At least thirty people lost their lives in Goma.
killing | - | Derna | A journalist was found dead in Derna with gunshot wounds.
abduction | men | Benghazi | Armed men bundled an activist into a car in Benghazi.
abduction | - | Niger | A Swiss aid worker was snatched in Niger.
arrest | forces | Asmara | Security forces picked up the editor of a daily in Asmara.
destruction | - | Kakhovka | The dam at Kakhovka gave way after an explosion.
destruction | saboteurs | Marib | Power lines were brought down by saboteurs near Marib.
destruction | - | Marinka | Half of the town of Marinka has been reduced to rubble.
chemical | - | Saraqeb | Choking gas was released over Saraqeb, medics said.
sexual_violence | Fighters | Axum | Fighters raped women at checkpoints around Axum.
shootdown | rebels | Kutkai | Rebels shot a helicopter out of the sky near Kutkai.
deploy | officers | Port-au-Prince | The first Kenyan officers touched down in Port-au-Prince.
deploy | Rwanda | Goma | Rwanda beefed up its presence around Goma.
deploy | carrier | Red Sea | An American aircraft carrier steamed into the Red Sea.
arm | - | Ukraine | The first Leopard tanks arrived in Ukraine.
arm | emirates | - | The emirates are funnelling weapons to the RSF, experts said.
displacement | - | Kherson | People trickled back to Kherson.
displacement | - | Omdurman | Entire neighbourhoods have emptied in Omdurman.
displacement | Red Cross | Mariupol | The Red Cross evacuated the wounded from Mariupol.
aid | - | Kadugli | A UN convoy reached Kadugli for the first time in a year.
aid | EU | Sudan | The EU pledged 200 million euros for Sudan.
hardship | - | El Fasher | Residents of El Fasher are living on animal feed.
talks | - | Luanda | Talks in Luanda broke up without result.
talks | Qatar | - | Qatar is mediating between Kinshasa and the rebels.
agreement | Armenia | - | Armenia and Azerbaijan inked a peace deal.
support | African Union | - | The African Union threw its weight behind the transitional government.
condemn | Paris | - | Paris lashed out at Kigali over its support for the M23.
deploy | Kyiv | - | Kyiv placed its air defences on high alert.
"""
CASES = [tuple(part.strip() for part in line.split(" | ")) for line in WORDS.strip().splitlines()]


def _amid(sentence: str, code: Code) -> list[Claim]:
    """The claims of a sentence that stands in a dispatch on a war."""
    start = len(_BEFORE)
    coding = code(_BEFORE + sentence + _AFTER)
    return [c for c in coding.claims if start <= c.start < start + len(sentence)]


@pytest.mark.parametrize(("kind", "who", "where", "sentence"), CASES, ids=[c[3][:40] for c in CASES])
def test_words_of_war(kind: str, who: str, where: str, sentence: str, code: Code) -> None:
    found = _amid(sentence, code)
    claims = [c for c in found if c.kind == kind]
    assert claims, [(c.kind, c.quote) for c in found]
    claim = claims[0]
    named = " ".join(a.name for a in claim.actors).lower()
    assert who.lower() in named if who != "-" else not named, named
    place = claim.place.name if claim.place else ""
    if where != "-":
        assert where in place


@pytest.mark.parametrize(
    ("sentence", "attacked"),
    [
        ("The army beat back an assault on Myitkyina.", "army"),
        ("Security forces fought off an ambush near Diffa.", "forces"),
        ("The garrison held off an attack on Mariupol for nine hours.", "garrison"),
    ],
)
def test_who_beats_an_attack_back_was_attacked(sentence: str, attacked: str, code: Code) -> None:
    (claim,) = [c for c in _amid(sentence, code) if c.kind == "attack"]
    assert not claim.actors
    assert attacked in claim.targets[0].name


@pytest.mark.parametrize(
    "sentence",
    [
        "Kinshasa has rejected the M23's claim to have taken Walikale.",
        "Kinshasa denied the M23's claim that it had taken Walikale.",
    ],
)
def test_a_claim_that_another_rejects_is_told_and_denied(sentence: str, code: Code) -> None:
    (claim,) = _amid(sentence, code)
    assert (claim.kind, claim.stance, claim.source.name) == ("capture", Stance.DENIES, "Kinshasa")
    assert [a.name for a in claim.actors] == ["M23"]


def test_they_in_a_claim_are_those_whose_claim_it_is(code: Code) -> None:
    (claim,) = _amid("The army denied the rebels' claim that they had entered Saraqib.", code)
    assert [a.name for a in claim.actors] == ["rebels"]
    assert claim.source.name == "army"


def test_what_it_was_impossible_to_verify_nobody_verified(code: Code) -> None:
    (claim,) = _amid(
        "It was not immediately possible to verify the army's claim that it had recaptured Gedaref.", code
    )
    assert claim.source.name != "Sunday"
    assert [a.name for a in claim.actors] == ["army"]
    assert claim.stance is Stance.ASSERTS


@pytest.mark.parametrize(
    "sentence", ["No group has claimed the attack in Goma.", "Nobody has claimed the bombing in Beni."]
)
def test_what_nobody_claims_is_not_denied(sentence: str, code: Code) -> None:
    assert not [c for c in _amid(sentence, code) if c.stance is Stance.DENIES]


def test_a_town_that_was_lost_is_nobody_killed(code: Code) -> None:
    found = _amid(
        "Three days after losing Kawlin, the junta bombed the town's market, killing at least nine people.",
        code,
    )
    strike = next(c for c in found if c.kind == "airstrike")
    assert strike.counts.killed is not None
    assert strike.counts.killed.best == 9
    assert any(c.kind == "withdraw" for c in found)


def test_militants_are_not_the_officials_named_before(code: Code) -> None:
    (claim,) = _amid("The militants' flag no longer flies over Jilib.", code)
    assert [a.name for a in claim.actors] == ["militants"]


def test_where_a_ministry_sits_is_not_where_it_happened(code: Code) -> None:
    (claim,) = _amid(
        "The ministry in Moscow said its air defences had intercepted 54 drones, 23 of them over Bryansk.",
        code,
    )
    assert claim.place is not None
    assert claim.place.name == "Bryansk"
    (claim,) = _amid("The general staff in Kyiv said its forces shot down 30 drones on Monday.", code)
    assert claim.place is None


def test_the_dead_who_are_flown_home_hold_no_talks(code: Code) -> None:
    found = _amid("The bodies of six soldiers killed in an ambush at Djibo were flown to Ouagadougou.", code)
    assert "talks" not in {c.kind for c in found}


def test_an_offensive_that_is_weighed_is_planned(code: Code) -> None:
    (claim,) = _amid("Russia is weighing a strike on Odesa.", code)
    assert (claim.kind, claim.status) == ("airstrike", Status.PLANNED)


def test_these_are_those_named_last(code: Code) -> None:
    found = _amid(
        "Ukrainian troops entered Izium, a stronghold of Russian forces in the region, after these left it.",
        code,
    )
    (left,) = [c for c in found if c.kind == "withdraw"]
    assert [a.name for a in left.actors] == ["Russian forces"]


def test_forces_that_are_regrouped_leave_where_they_are(code: Code) -> None:
    found = _amid(
        "Russian troops in the area of Balakliia and Izium will be regrouped, the ministry said.", code
    )
    assert {(c.kind, c.status) for c in found} == {("withdraw", Status.PLANNED)}
    assert [c.place.name for c in found if c.place] == ["area of Balakliia", "Izium"]


def test_who_remained_there_holds_the_place_named_before(code: Code) -> None:
    found = _amid(
        "The minister spoke of Kherson. Part of the Russian grouping remained there, he said.", code
    )
    (held,) = [c for c in found if c.kind == "hold"]
    assert held.place is not None
    assert held.place.name == "Kherson"


@pytest.mark.parametrize(
    ("sentence", "places"),
    [
        (
            "The groups seized the town of Khan al-Asal, southwest of the city, and the town of Saraqib.",
            ["town of Khan al-Asal", "town of Saraqib"],
        ),
        (
            "The rebels took the village of Morek, north of Hama, and the base at Suran.",
            ["village of Morek", "Suran"],
        ),
    ],
)
def test_what_an_aside_of_direction_cuts_off_is_taken_too(
    sentence: str, places: list[str], code: Code
) -> None:
    found = [c for c in _amid(sentence, code) if c.kind == "capture"]
    assert [c.place.name for c in found if c.place] == places


def test_it_repelled_an_attack_on_itself(code: Code) -> None:
    (claim,) = _amid("The army said on Friday that it had repelled an attack near El Fasher.", code)
    assert [a.name for a in claim.targets] == ["army"]


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("Some 25,000 people fled Bara for El Obeid after the RSF took the town.", "Bara"),
        ("Residents of Tessit in Mali said that gunmen had entered the village at dawn.", "Tessit"),
    ],
)
def test_the_town_is_the_one_that_is_spoken_of(sentence: str, place: str, code: Code) -> None:
    (claim,) = [c for c in _amid(sentence, code) if c.kind in {"capture", "advance"}]
    assert claim.place is not None
    assert claim.place.name == place


MORE = """
hardship | More than 1,600 lorries are stuck in Garoua-Boulaï. | Garoua-Boulaï
hardship | The taps of Sarajevo have been dry for weeks. | Sarajevo
hardship | Buses do not run in Stepanakert. | Stepanakert
attack | Armed men fell upon the market in Bossangoa on Thursday. | Bossangoa
attack | Turkish police fired tear gas and water cannon at demonstrators in Kobani. | Kobani
bombing | A suicide bomber struck a mosque in Kunduz, killing nine people. | Kunduz
bombing | Two suicide bombers rammed lorries into the wall of the cantonment in Bannu. | Bannu
destruction | Soldiers dismantled a tunnel network near Khan Younis. | Khan Younis
arm | Portugal will send 60 trainers to Mozambique in April. | Mozambique
agreement | The OLF struck an alliance with the TPLF in August. | -
capture | The rebels have since won back Kutkai. | Kutkai
"""
MORE_CASES = [tuple(part.strip() for part in line.split(" | ")) for line in MORE.strip().splitlines()]


@pytest.mark.parametrize(
    ("kind", "sentence", "where"), MORE_CASES, ids=[sentence[:40] for _, sentence, _ in MORE_CASES]
)
def test_more_words_of_war(kind: str, sentence: str, where: str, code: Code) -> None:
    found = _amid(sentence, code)
    claims = [c for c in found if c.kind == kind]
    assert claims, [(c.kind, c.quote) for c in found]
    if where != "-":
        assert claims[0].place is not None
        assert claims[0].place.name == where


def test_what_lies_around_a_town_is_one_place_however_it_is_told(code: Code) -> None:
    found = _amid(
        "Rebels came within ten kilometres north of Hama. Allies advanced to the eastern entrances of Hama.",
        code,
    )
    around = [c.place for c in found if c.kind == "advance" and c.place]
    assert len(around) == 2
    assert len({(p.gazetteer_id, p.resolved) for p in around}) == 1
    assert len({p.name for p in around}) == 2


def test_the_city_is_not_the_dateline_s_in_another_land(code: Code) -> None:
    abroad = code(
        "BEIRUT (Sample Wire) - The authorities closed all roads into the city, army sources said.\n\n"
        "The airport lies in the east of Aleppo. Syrian rebels shelled it."
    )
    assert "BEIRUT" not in {c.place.name for c in abroad.claims if c.place}
    own = code("KHARKIV, Ukraine (Sample Wire) - Russian missiles hit the city on Saturday, killing two.")
    assert {c.place.name for c in own.claims if c.place} == {"KHARKIV"}
