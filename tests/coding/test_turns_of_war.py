"""Turns of phrase of war dispatches, many sentences in one coded report; all made up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from warledger.model import Claim, Coding, Status

Code = Callable[..., Coding]

# kind | actor | target | place | sentence; "-" where nobody is named, "!": a kind not to be told.
CONGO = """
shelling | army | rebels | Sake | The army pummelled rebel positions near Sake for a fourth day.
hardship | - | - | Goma | Hospitals in Goma were overrun with gunshot patients.
!capture | - | - | Goma | Hospitals in Goma were overrun with gunshot patients.
hold | - | - | Kavumu | Soldiers still guard the airport in Kavumu.
!hold | - | - | - | Soldiers guarding a bank in Beni were paid on Friday.
advance | Rebels | - | Bukavu | Rebels are at the gates of Bukavu.
killing | Armed men | village head | Lubero | Armed men shot a village head dead in Lubero.
destruction | Insurgents | - | Djugu | Insurgents set a church ablaze in Djugu.
destruction | CODECO | - | Djugu | In Ituri, CODECO militiamen torched some sixty houses in Djugu.
displacement | - | thousands | Drodro | Tens of thousands are sheltering in churches in Drodro.
hardship | - | - | Bunia | Cholera is spreading in Bunia.
!deploy | - | - | - | Cholera is spreading in Bunia.
arrest | - | president | Kampala | The former president remains under house arrest in Kampala.
deploy | Burundian troops | - | Uvira | Burundian troops were deployed to Uvira to help the army.
!hold | Burundian troops | - | Uvira | Burundian troops were deployed to Uvira to help the army.
hold | soldiers | M23 | Nyabibwe | Burundian soldiers defended their positions near Nyabibwe against M23.
!recognise | - | - | - | The army is defending Walikale.
surrender | policemen | - | Uvira | Some forty policemen gave themselves up in Uvira.
"""
SUDAN = """
capture | army | RSF | Bara | The army captured Bara from the RSF.
capture | army | - | Umm Ruwaba | The army is now in possession of Umm Ruwaba.
clash | - | - | Omdurman | Heavy gunfire echoed through Omdurman.
attack | - | - | Kadugli | Three assaults were turned back near Kadugli.
withdraw | - | - | Kadugli | The peacekeepers closed their base at Kadugli and left.
airstrike | army | - | Nyala | The army struck a depot in Nyala with drones.
!attack | - | - | - | The army struck a depot in Nyala with drones.
bombing | - | civilians | Merowe | Two civilians stepped on a mine near Merowe.
!bombing | - | - | - | Gunmen stormed a coltan mine in Talodi.
displacement | - | people | Zamzam | Some 400,000 people fled Zamzam, most of them heading for Tawila.
!advance | - | - | - | Some 400,000 people fled Zamzam, most of them heading for Tawila.
abduction | Kidnappers | priest | Dilling | Kidnappers are holding a priest near Dilling for ransom.
besiege | Fighters | - | Dilling | Fighters have sealed the road to Dilling.
hardship | - | - | Port Sudan | Schools in Port Sudan were shut.
displacement | - | Families | Chad | Families crossed the river into Chad.
!displacement | - | - | - | Soldiers crossed the border into Chad.
"""
ELSEWHERE = """
attack | bandits | - | Chibok | In Nigeria's Borno state, bandits raided Chibok on Sunday.
!attack | - | - | Borno | In Nigeria's Borno state, bandits raided Chibok on Sunday.
airstrike | F-16s | - | Poipet | Thai F-16s bombed a base near Poipet.
airstrike | - | - | Maungdaw | Helicopters rained barrel bombs on Maungdaw.
deploy | - | - | - | Reinforcements poured in from Mandalay.
!advance | - | - | - | Reinforcements poured in from Mandalay.
agreement | generals | - | - | The generals declared a unilateral ceasefire.
destruction | JNIM | - | Kolokani | JNIM burned 40 tankers near Kolokani.
displacement | - | people | Lebanon | Thousands of people waded across the river into Lebanon.
capture | - | - | Lashio | Control of Lashio passed to the alliance.
capture | rebels | - | Kutkai | The rebels are now masters of Kutkai.
displacement | - | - | Demoso | Entire villages have been emptied around Demoso.
destruction | - | - | Loikaw | Whole streets lie in ruins in Loikaw.
hardship | - | - | Hpakant | The charity suspended its activities in Hpakant.
advance | Tribal | - | Sweida | Tribal fighters converged on Sweida.
killing | - | - | Tamaulipas | Gunmen left eight bodies by a road in Tamaulipas.
"""
CASES = [("CONGO", CONGO), ("SUDAN", SUDAN), ("ELSEWHERE", ELSEWHERE)]


def _rows(table: str) -> list[list[str]]:
    return [[part.strip() for part in line.split(" | ")] for line in table.strip().splitlines()]


def _agrees(claim: Claim, kind: str, actor: str, target: str, place: str) -> bool:
    return (
        claim.kind == kind
        and (actor == "-" or any(actor in a.name for a in claim.actors))
        and (target == "-" or any(target in t.name for t in claim.targets))
        and (place == "-" or (claim.place is not None and place in claim.place.name))
    )


@pytest.mark.parametrize("table", [table for _, table in CASES], ids=[name for name, _ in CASES])
def test_turns_of_war_told_in_one_report(table: str, code: Code) -> None:
    rows = _rows(table)
    sentences = list(dict.fromkeys(row[4] for row in rows))
    text = "\n\n".join(sentences)
    claims = code(text, date="2025-05-20").claims
    wrong = []
    for kind, actor, target, place, sentence in rows:
        start = text.index(sentence)
        here = [c for c in claims if start <= c.start < start + len(sentence)]
        if kind.startswith("!"):
            ok = not any(_agrees(c, kind[1:], actor, target, place) for c in here)
        else:
            ok = any(_agrees(c, kind, actor, target, place) for c in here)
        if not ok:
            told = [(c.kind, [a.name for a in c.actors], [t.name for t in c.targets]) for c in here]
            wrong.append((kind, sentence, told))
    assert not wrong


def test_a_threat_in_the_future_is_made_already(code: Code) -> None:
    text = (
        "Missiles hit an airfield near Lahore on Wednesday, the army said.\n\n"
        '"We will avenge every drop of blood," the prime minister told the nation. Gunners shelled Poonch.'
    )
    threats = [c for c in code(text, date="2025-05-08").claims if c.kind == "threaten"]
    assert [c.status for c in threats] == [Status.HAPPENED]


def test_a_day_in_may_is_no_maybe(code: Code) -> None:
    text = (
        "On the evening of 30 May our forces targeted a militia camp in Bara, the army said.\n\n"
        "Rebels may attack Nyala. Shells hit a market in Tawila."
    )
    status = {c.place.name: c.status for c in code(text, date="2025-05-31").claims if c.place}
    assert status["Bara"] is Status.HAPPENED
    assert status["Nyala"] is Status.HYPOTHETICAL


def test_a_sentence_that_is_put_right_twice_still_ends(code: Code) -> None:
    text = (
        "Forces of the 4th Brigade launched, this evening, a surprise attack against rebel positions, "
        "retaking two hills, and leaving dozens of the gunmen dead and wounded."
    )
    assert "attack" in [c.kind for c in code(text).claims]


def test_a_truce_that_one_side_declares_has_codes_of_its_own(code: Code) -> None:
    declared = "Shells hit the airport. The generals declared a unilateral ceasefire on Friday, radio said."
    signed = "Shells hit the airport. The generals and the rebels signed a ceasefire on Friday, radio said."
    told = [next(c for c in code(t).claims if c.kind == "agreement") for t in (declared, signed)]
    assert [c.codes.plover_type for c in told] == ["RETREAT", "AGREE"]


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("The rebels hold two pilots near Goma.", "abduction", Status.ONGOING),
        ("The Arakan Army surrounds the naval base at Kyaukphyu.", "besiege", Status.ONGOING),
        ("The minister denied that civilians in Sake were being shelled.", "shelling", Status.ONGOING),
        ("Norway pledged ten million dollars in aid for Sudan.", "aid", Status.PLANNED),
        ("The jihadists are said to have shot 500 inmates in Mosul in 2014.", "killing", Status.BACKGROUND),
    ],
)
def test_a_state_goes_on_and_a_pledge_is_planned(text: str, kind: str, status: Status, code: Code) -> None:
    assert [c.status for c in code(text).claims if c.kind == kind] == [status]
