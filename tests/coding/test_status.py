"""How sure, how real: stance and status by the words around an event, over several wars."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warledger.coding.attribution import Attributor
from warledger.coding.status import Judgement, judge_words
from warledger.language.parse import Parser
from warledger.model import Report, Span, Stance, Status

if TYPE_CHECKING:
    from warledger.language.document import Document

Parse = Callable[..., "Document"]
ASSERTS, DENIES = Stance.ASSERTS, Stance.DENIES


def judged(text: str, parse: Parse, sayings: bool = False) -> Judgement:
    """The judgement on the word in brackets."""
    start = text.index("[")
    plain = text.replace("[", "").replace("]", "")
    document = parse(plain)
    found = Attributor().find(document) if sayings else ()
    judgement = judge_words(document, Span(start, text.index("]") - 1), found)
    assert judgement is not None
    return judgement


@pytest.mark.parametrize(
    "text",
    [
        "Rebels [entered] Saraqib on Friday.",
        "The RSF has [seized] the garrison in Babanusa.",
        "Ukrainian units managed to [retake] two trenches.",
        "Wagner forces were able to [enter] the salt mine.",
        "The junta was forced to [abandon] Lashio.",
        "After [capturing] Goma, the M23 moved on.",
        "Houthi drones [struck] a tanker, killing two sailors.",
        "The [attack] on the convoy will be remembered for years.",
        "The army did not only [shell] the market.",
        "Soldiers did not fail to [reach] the ridge.",
        "The Arakan Army began to [encircle] Sittwe in May.",
        "The mediators hope to end the [fighting] in Tripoli.",
    ],
)
def test_told_as_done(text: str, parse: Parse) -> None:
    judgement = judged(text, parse)
    assert (judgement.stance, judgement.status, judgement.drop) == (ASSERTS, Status.HAPPENED, False)


@pytest.mark.parametrize(
    "text",
    [
        "Russian troops are [advancing] on Pokrovsk.",
        "Fano fighters are still [resisting] in Gondar.",
        "Soldiers have been [resisting] for weeks inside the base.",
        "[Fighting] continues in the north of Omdurman.",
        "Hezbollah is currently [shelling] the border villages.",
    ],
)
def test_under_way(text: str, parse: Parse) -> None:
    assert judged(text, parse).status is Status.ONGOING


@pytest.mark.parametrize(
    "text",
    [
        "Government forces have not [entered] El Fasher.",
        "The column never [reached] the airport.",
        "The rebels failed to [take] the hill.",
        "M23 fighters left Walikale without [firing] a shot.",
        "No soldiers [crossed] the Blue Line.",
        "Nobody [attacked] the port of Hodeidah.",
        "Peacekeepers prevented the militia from [entering] the camp.",
        "The garrison refused to [surrender].",
        "The convoy has yet to [arrive] in Mekelle.",
        "The brigade no longer [controls] the crossing.",
        "Neither side [gained] ground near Bakhmut.",
        "The unit was unable to [cross] the river.",
        "There was no [fighting] in Stepanakert on Sunday.",
        "The lack of [shelling] on Monday surprised residents.",
        "Border guards foiled an attempt to [enter] Belgorod.",
    ],
)
def test_said_not_to_be_so(text: str, parse: Parse) -> None:
    assert judged(text, parse).stance is DENIES


@pytest.mark.parametrize(
    "text",
    [
        "The army will [launch] an offensive on Lashio.",
        "Israel plans to [withdraw] from the corridor.",
        "Al-Shabaab vowed to [retake] the district.",
        "The RSF is preparing to [storm] El Obeid.",
        "Tigrayan forces agreed to [leave] the town.",
        "The governor announced a plan to [evacuate] the villages.",
        "French troops are to [leave] Niger by December.",
        "Turkey said its forces would [enter] the strip.",
        "Ethiopian troops are ready to [move] on the border.",
        "The general ordered his men to [hold] the bridge.",
        "Both armies are bracing for an [assault] on the dam.",
        "Azerbaijan is expected to [take] over the district.",
        "A planned [offensive] in Kharkiv was discussed.",
        "Army to [withdraw] from Sinjar",
        "The rebels are trying to [retake] the oil field.",
        "Drones will strike when the convoy [arrives].",
    ],
)
def test_to_come(text: str, parse: Parse) -> None:
    judgement = judged(text, parse)
    assert (judgement.stance, judgement.status) == (ASSERTS, Status.PLANNED)


@pytest.mark.parametrize(
    "text",
    [
        "If the rebels [take] Homs, the country is cut in two.",
        "Rebels could [capture] Kismayo within days.",
        "The militia may [attack] the refinery.",
        "Unless the army [retreats], the siege goes on.",
        "Residents fear that soldiers will [storm] the camp.",
        "The risk of an [attack] on the dam has grown.",
        "It is possible that the Houthis [fired] the missile.",
        "Perhaps the Taliban [crossed] the pass.",
        "If attacked, the brigade will [strike] the capital.",
        "A possible [withdrawal] from Kherson was debated.",
        "Jihadists tried to [enter] Djibo.",
    ],
)
def test_may_be(text: str, parse: Parse) -> None:
    assert judged(text, parse).status is Status.HYPOTHETICAL


@pytest.mark.parametrize(
    "text",
    [
        "The group had [controlled] Palmyra until the army came.",
        "ISIL once [ruled] Raqqa.",
        "The faction formerly [held] the border post.",
        "The clan used to [control] the port.",
    ],
)
def test_history(text: str, parse: Parse) -> None:
    assert judged(text, parse).status is Status.BACKGROUND


@pytest.mark.parametrize(
    "text",
    [
        "The army sent a column north in order to [retake] Bor.",
        "The push was aimed at [retaking] Kidal.",
        "The envoy urged both sides to [leave] Abyei.",
        "Instead of [storming] the town, the army waited.",
        "Taking the town would [give] the rebels a road to the coast.",
        "The mayor called for the [withdrawal] of all militias.",
    ],
)
def test_purposes_demands_and_analyses_claim_nothing(text: str, parse: Parse) -> None:
    assert judged(text, parse).drop


@pytest.mark.parametrize(
    ("text", "hedged"),
    [
        ("The commander is believed to have [fled].", True),
        ("Rebels reportedly [entered] Afrin.", True),
        ("The unit appears to have [left].", True),
        ("The unit [left] on Friday.", False),
    ],
)
def test_hearsay_is_hedged(text: str, hedged: bool, parse: Parse) -> None:
    judgement = judged(text, parse)
    assert judgement.hedged is hedged
    assert judgement.status is Status.HAPPENED


def test_a_trait_is_no_happening(parse: Parse) -> None:
    assert judged("The rocket [has] a range of 300 kilometres.", parse).generic
    assert judged("Militias often [shell] the market.", parse).generic
    assert not judged("Militias [shelled] the market.", parse).generic


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The ministry denied that its troops had [left] Hama.", DENIES),
        ("Kyiv dismissed claims that Moscow had [captured] the village.", DENIES),
        ("Reports that the army [fled] Lashio are unfounded, a spokesman said.", DENIES),
        ("The ministry said its troops had [left] Hama.", ASSERTS),
        ("The ministry denied that its troops had not [left] Hama.", ASSERTS),
    ],
)
def test_denial_by_who_speaks(text: str, stance: Stance, parse: Parse) -> None:
    assert judged(text, parse, sayings=True).stance is stance


def test_nothing_to_judge_outside_the_news(parse: Parse) -> None:
    assert judge_words(parse("READ MORE: Army storms city\nRebels fled."), Span(0, 4)) is None


@settings(max_examples=40)
@given(st.text(alphabet="not to will if of ,.\n\"“”' fled army", min_size=1, max_size=60), st.integers(0, 60))
def test_any_words_can_be_judged(text: str, at: int) -> None:
    (document,) = Parser().parse([Report("any", text)])
    start = min(at, len(text) - 1)
    judgement = judge_words(document, Span(start, start + 1))
    assert judgement is None or judgement.status in Status


def test_on_a_condition(parse: Parse) -> None:
    judgement = judged("The delegation is ready to [sign] if the shelling ends.", parse)
    assert judgement.status is Status.HYPOTHETICAL
