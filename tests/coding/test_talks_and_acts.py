"""Non-violent turns of a war: talks, releases, sanctions, aid, protests, denials of them; all made up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from warledger.coding.codebook import Codebook
from warledger.model import Claim, Coding, Stance, Status

Code = Callable[..., Coding]
_GUIDE = frozenset(
    "capture advance withdraw hold besiege handover clash attack airstrike shelling bombing killing "
    "abduction arrest destruction chemical sexual_violence shootdown deploy arm surrender release toll "
    "displacement aid hardship talks agreement support condemn demand reject threaten sanction "
    "protest politics".split()
)

# kind | actor | target | place | sentence; "-" where nobody is named, "!": a kind not to be told.
HORN = """
release | - | activists | - | The release of twelve Oromo activists was announced by the justice ministry.
release | - | Tesfaye | - | A judge in Asmara ordered the release of journalist Daniel Tesfaye on Monday.
talks | Sudan | - | Nairobi | Delegations from Sudan and Ethiopia met in Nairobi on Friday.
talks | Abdi | - | - | Minister Abdi had received a call from the rebels' envoy.
demand | Teachers | sides | - | Teachers in Kismayo begged both sides to spare the schools.
demand | Kenya | Mogadishu | - | Kenya urged Mogadishu to reopen the corridor.
condemn | Eritrea | Addis Ababa | - | Eritrea accused Addis Ababa of stalling.
support | Djibouti | Mogadishu | - | Djibouti voiced solidarity with Mogadishu.
sanction | Kenya | - | - | Kenya suspended its security cooperation with the junta.
aid | - | - | Baidoa | Three lorries with flour reached Baidoa on Sunday.
!advance | - | - | - | Three lorries with flour reached Baidoa on Sunday.
displacement | - | people | - | Some 900 people were taken to a camp near Dollo.
displacement | - | villagers | - | About 23,000 villagers are living in tents near Garowe.
displacement | Uganda | refugees | - | Uganda has taken in 40,000 refugees since May.
protest | crowds | - | - | Crowds blocked roads in Hargeisa.
!besiege | - | - | - | Crowds blocked roads in Hargeisa.
protest | Prisoners | - | - | Prisoners in Jijiga began a hunger strike.
surrender | fighters | - | - | Hundreds of fighters have come out of the bush.
politics | Parliament | - | - | Parliament voted to quit the regional bloc.
politics | junta | - | - | The junta has imposed a ban on rallies.
reject | rebels | - | - | The rebels refused to drop their demand for independence.
!politics | - | - | - | The rebels refused to drop their demand for independence.
arm | Sudan | rebels | - | Sudan supplied the rebels through the desert.
talks | junta | - | Nairobi | The junta sent an envoy to Nairobi.
politics | Lesotho | movements | - | Lesotho removed three rebel movements from its terrorist list.
sanction | Canada | militia | - | Canada added the militia to its list of terrorist organisations.
!protest | - | - | - | Union leaders have called off a demonstration.
"""
_BEFORE = "Artillery duels continued along the front on Sunday, officials said.\n\n"
_AFTER = "\n\nSoldiers and insurgents exchanged fire at night. Two soldiers were wounded by mortar fire."


def _rows(table: str) -> list[list[str]]:
    return [[part.strip() for part in line.split(" | ")] for line in table.strip().splitlines()]


def _amid(sentence: str, code: Code) -> list[Claim]:
    """The claims of a sentence that stands in a dispatch on a war."""
    start = len(_BEFORE)
    coding = code(_BEFORE + sentence + _AFTER)
    return [c for c in coding.claims if start <= c.start < start + len(sentence)]


def test_acts_without_violence_told_in_one_report(code: Code) -> None:
    sentences = list(dict.fromkeys(row[-1] for row in _rows(HORN)))
    text, at = "", {}
    for sentence in sentences:
        at[sentence] = len(text)
        text += sentence + "\n\n"
    claims = code(text + _AFTER.strip()).claims
    wrong = []
    for kind, actor, target, place, sentence in _rows(HORN):
        start, wanted = at[sentence], kind.removeprefix("!")
        here = [c for c in claims if start <= c.start < start + len(sentence)]
        found = [c for c in here if c.kind == wanted]
        if kind.startswith("!"):
            wrong += [f"{sentence}: {kind}" for _ in found]
            continue
        fits = any(
            (actor == "-" or any(actor.lower() in a.name.lower() for a in c.actors))
            and (target == "-" or any(target.lower() in t.name.lower() for t in c.targets))
            and (place == "-" or (c.place is not None and c.place.name == place))
            for c in found
        )
        told = [(c.kind, [a.name for a in c.actors], [t.name for t in c.targets], c.place) for c in here]
        wrong += [] if fits else [f"{sentence}: wanted {kind}, told {told}"]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A spokesman for the front denied that its leaders had agreed to a truce.", "agreement"),
        ("Chad, once the rebels' backer, rejects suggestions that it still supplies them.", "arm"),
    ],
)
def test_what_is_denied_is_the_deed_and_no_refusal_beside_it(text: str, kind: str, code: Code) -> None:
    told = _amid(text, code)
    assert [(c.kind, c.stance) for c in told] == [(kind, Stance.DENIES)]


def test_who_is_ready_to_send_troops_plans_it(code: Code) -> None:
    told = _amid("The government is ready to send troops to Goma.", code)
    assert [(c.kind, c.status) for c in told] == [("deploy", Status.PLANNED)]


@pytest.mark.parametrize(
    ("text", "kind", "plover"),
    [
        ("Spain granted asylum to nine dissidents from Malabo.", "aid", "AID"),
        ("The council declared a curfew in Bunia.", "politics", "COERCE"),
        ("Rwanda recognised the council in Goma.", "support", "SUPPORT"),
        ("A court in Bangui sentenced three militia leaders to life in prison.", "politics", "ACCUSE"),
        ("The guerrillas handed over their stocks of weapons in Kaga.", "surrender", "RETREAT"),
    ],
)
def test_what_only_plover_has_is_told_as_a_kind_of_the_guide(
    text: str, kind: str, plover: str, code: Code
) -> None:
    told = [c for c in _amid(text, code) if c.kind == kind]
    assert [c.codes.plover_type for c in told] == [plover]


def test_every_kind_is_one_of_the_guide_or_told_as_one() -> None:
    kinds = Codebook.load().kinds
    assert {k.told_as or name for name, k in kinds.items()} <= _GUIDE
    assert {f.told_as for f in Codebook.load().frames if f.told_as} <= _GUIDE


@pytest.mark.parametrize(
    "text",
    [
        "The coach praised her defenders for holding out under pressure.",
        "The captain, released by his former club, signed a deal worth 40 million euros.",
        "The novelist accused her critics of envy.",
    ],
)
def test_play_has_no_politics(text: str, code: Code) -> None:
    assert not _amid(text, code)
