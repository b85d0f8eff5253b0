"""Numbers of people harmed, in sentences of our own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warledger.coding.counts import CountFinder, CountMention
from warledger.language.document import Document

Parse = Callable[..., Document]
Told = tuple[str, int | None, int | None, int | None]


def find(parse: Parse, text: str) -> list[CountMention]:
    return CountFinder().find(parse(text))


def told(mentions: list[CountMention]) -> list[Told]:
    return [(m.harm, m.count.low, m.count.best, m.count.high) for m in mentions if not m.joint]


CASES: list[tuple[str, list[Told]]] = [
    # bounds
    ("At least 20 people were killed in the raid.", [("killed", 20, 20, None)]),
    ("More than 300,000 people have been displaced by the fighting.", [("displaced", 300000, 300000, None)]),
    ("Up to 40 fighters were captured near the river.", [("detained", None, 40, 40)]),
    ("Some 48,500 people have fled their homes.", [("displaced", None, 48500, None)]),
    ("Between 5 and 10 soldiers died when the mine went off.", [("killed", 5, 5, 10)]),
    ("Clashes killed 5-10 people.", [("killed", 5, 5, 10)]),
    ("Twenty-four militants were killed.", [("killed", 24, 24, 24)]),
    ("1.2 million people have been displaced.", [("displaced", 1200000, 1200000, 1200000)]),
    ("Half a million people were uprooted.", [("displaced", 500000, 500000, None)]),
    # vague numbers
    ("Dozens were killed at the dam.", [("killed", 24, None, None)]),
    ("Hundreds of civilians fled the town.", [("displaced", 200, None, None)]),
    ("Tens of thousands of people have fled.", [("displaced", 20000, None, None)]),
    # none, one, some
    ("There were no casualties, the mayor said.", [("injured", 0, 0, 0), ("killed", 0, 0, 0)]),
    ("Nobody was hurt in the blast.", [("injured", 0, 0, 0)]),
    ("No one was killed.", [("killed", 0, 0, 0)]),
    ("A soldier was shot and killed at the checkpoint.", [("killed", 1, 1, 1)]),
    ("Civilians were killed in the bombardment.", [("killed", 2, None, None)]),
    ("Gunmen killed a rights activist and leader.", [("killed", 1, 1, 1)]),
    ("Shells killed a woman and her baby.", [("killed", 2, 2, 2)]),
    # several harms in one sentence
    ("The bomb exploded in a market, killing seven and wounding 13 others.",
     [("killed", 7, 7, 7), ("injured", 13, 13, 13)]),
    ("Five killed, 12 wounded in car bomb attack.", [("killed", 5, 5, 5), ("injured", 12, 12, 12)]),
    ("The strike left 4 dead, 9 hurt.", [("killed", 4, 4, 4), ("injured", 9, 9, 9)]),
    ("At least one person was killed and four were injured.", [("killed", 1, 1, None), ("injured", 4, 4, 4)]),
    ("About 1,200 people were killed and 251 taken hostage.",
     [("killed", None, 1200, None), ("detained", 251, 251, 251)]),
    ("The raid killed 10 and injured twice as many.", [("killed", 10, 10, 10)]),
    # nouns
    ("The death toll rose to 311 on Sunday.", [("killed", 311, 311, 311)]),
    ("Officials put the death toll at 52.", [("killed", 52, 52, 52)]),
    ("The deaths of four aid workers were confirmed.", [("killed", 4, 4, 4)]),
    ("Rescuers pulled out the bodies of five villagers.", [("killed", 5, 5, 5)]),
    ("The war has claimed 12,000 lives.", [("killed", 12000, 12000, 12000)]),
    ("The number of dead has risen to 45.", [("killed", 45, 45, 45)]),
    # told at one remove
    ("At least two children are reported to have died in the camp.", [("killed", 2, 2, None)]),
    ("More than 190,000 people are believed to have been killed so far.", [("killed", 190000, 190000, None)]),
    ("Hundreds of rebels and their families evacuated the town.", [("displaced", 200, None, None)]),
    ("The army evacuated 300 people from the town.", [("displaced", 300, 300, 300)]),
    ("Four of the wounded later died in hospital.", [("killed", 4, 4, 4)]),
    ("The raid left at least two people reported killed.", [("killed", 2, 2, None)]),
    # sums and parts
    ("The bombing killed at least 75 displaced people.", [("killed", 75, 75, None)]),
    ("Shelling killed one soldier and wounded another.", [("killed", 1, 1, 1), ("injured", 1, 1, 1)]),
    ("The day saw scores of people arrested.", [("detained", 40, None, None)]),
    ("The attack killed five soldiers and three civilians.", [("killed", 8, 8, 8)]),
    ("A man and his two sons were killed when a rocket hit their house.", [("killed", 3, 3, 3)]),
    ("Three people, including a child, were killed by a drone.", [("killed", 3, 3, 3)]),
    # detained and displaced
    ("Police arrested 45 protesters in the capital.", [("detained", 45, 45, 45)]),
    ("Rebels captured 15 soldiers near the river.", [("detained", 15, 15, 15)]),
    ("Fighting forced 20,000 people to flee.", [("displaced", 20000, 20000, 20000)]),
    ("About 200 families left the camp.", [("displaced", 200, None, None)]),
    # what is no count of people
    ("The army captured 12 villages and destroyed 20 tanks.", []),
    ("The army killed 12 percent of the force.", []),
    ("They did not kill three people.", []),
    ("The brigade moved 20 kilometers north on 5 May.", []),
    ("The dead lay in the square.", []),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_counts(parse: Parse, text: str, expected: list[Told]) -> None:
    assert told(find(parse, text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The shelling killed and injured 274 civilians in a week.",
        "Six soldiers were killed or wounded.",
        "The group said it had killed or captured 60 government troops.",
    ],
)
def test_one_number_for_two_harms_is_joint(parse: Parse, text: str) -> None:
    mentions = find(parse, text)
    assert mentions
    assert all(m.joint for m in mentions)


def test_an_age_is_no_number_of_people(parse: Parse) -> None:
    assert told(find(parse, "A 20-year-old man was killed on 5 May.")) == [("killed", 1, 1, 1)]


def test_spans_point_into_the_report(parse: Parse) -> None:
    text = "The town was quiet.\nOn Friday at least 20 civilians were killed in a raid."
    (mention,) = find(parse, text)
    assert text[mention.span.start : mention.span.end] == "at least 20"
    assert text[mention.trigger.start : mention.trigger.end] == "killed"
    assert mention.people is not None
    assert text[mention.people.start : mention.people.end] == "civilians"
    assert mention.sentence == 1


WORDS = st.sampled_from(
    "killed wounded 20 dozens of people soldiers and , at least the death toll rose to a no 1,000,000 "
    "injuries fled bodies were been 99999999999999999999999 5-3 hundreds thousand million captured hostage "
    "took lives among as many twice dead . \n ٣ between 5 10 who including not half \" ' ( )".split(" ")
)


@given(text=st.lists(WORDS, max_size=20).map(" ".join))
@settings(max_examples=80)
def test_any_heap_of_words_is_borne(parse: Parse, text: str) -> None:
    for mention in find(parse, text):
        assert 0 <= mention.span.start < mention.span.end <= len(text)
        assert 0 <= mention.trigger.start < mention.trigger.end <= len(text)
        figures = [n for n in (mention.count.low, mention.count.best, mention.count.high) if n is not None]
        assert figures == sorted(figures)
        assert figures


@given(text=st.text(max_size=80))
@settings(max_examples=40)
def test_any_text_is_borne(parse: Parse, text: str) -> None:
    find(parse, text)


@given(low=st.integers(2, 900), more=st.integers(1, 900))
@settings(max_examples=25)
def test_a_range_keeps_both_its_ends(low: int, more: int, parse: Parse) -> None:
    high = low + more
    for words in (f"Between {low} and {high}", f"{low} to {high}", f"{low}-{high}"):
        counts = told(find(parse, f"{words} soldiers were killed in the raid."))
        assert counts == [("killed", low, low, high)]


@given(number=st.integers(2, 99_999), bound=st.sampled_from(["At least", "Up to", "Some"]))
@settings(max_examples=25)
def test_a_bound_closes_one_side_only(number: int, bound: str, parse: Parse) -> None:
    ((harm, low, best, high),) = told(
        find(parse, f"{bound} {number:,} people were displaced by the fighting.")
    )
    assert (harm, best) == ("displaced", number)
    assert (low is not None, high is not None) == (bound == "At least", bound == "Up to")


@given(number=st.integers(2, 999_999))
@settings(max_examples=30)
def test_figures_read_back(parse: Parse, number: int) -> None:
    assert told(find(parse, f"The raids killed {number:,} people.")) == [("killed", number, number, number)]
