"""What only refers back: a departure by another name, "there", and villages that nobody names."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "source", "place"),
    [
        (
            "The Syrian army pulled out of Hama on Thursday, a monitor said. "
            "The defence ministry called the retreat a redeployment.",
            "defence ministry",
            "Hama",
        ),
        (
            "Russian troops abandoned Lyman in haste, officials in Kyiv said.\n\n"
            "Moscow described the move as a regrouping.",
            "Moscow",
            "Lyman",
        ),
        (
            "The rebels left Goma on Friday, residents said. M23 called the withdrawal a goodwill gesture.",
            "M23",
            "Goma",
        ),
    ],
)
def test_who_renames_a_departure_owns_up_to_it(code, text, source, place):
    told = [c for c in code(text).claims if c.kind == "withdraw" and c.source.name == source]
    assert [c.place.name for c in told if c.place] == [place]
    assert not [c for c in code(text).claims if c.kind == "condemn"]


@pytest.mark.parametrize(
    "rest", ["The UN described the move as a positive step.", "Rwanda described the talks as a gesture."]
)
def test_other_descriptions_tell_of_no_departure(code, rest):
    told = code(f"The rebels left Goma on Friday, residents said. {rest}").claims
    assert [c.source.name for c in told if c.kind == "withdraw"] == ["residents"]


def test_there_is_not_the_capital_whose_government_thinks(code):
    text = (
        "The general ordered his troops to withdraw from the city of Kherson. An adviser said that Kyiv "
        "saw no signs that Russia was leaving the city. Part of the Russian grouping remained there, he said."
    )
    held = [c for c in code(text).claims if c.kind == "hold"]
    assert [c.place.resolved for c in held if c.place] == ["Kherson"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Fighting went on near Goma on Monday. The army took several villages.", None),
        ("The rebels attacked Hama. They captured four villages on Tuesday.", None),
        (
            "The rebels attacked Hama province on Monday. They captured four villages on Tuesday.",
            "Hama province",
        ),
        ("The rebels attacked Hama. They captured the city on Tuesday.", "Hama"),
        ("Fighting went on near Goma on Monday. The army took all three villages.", "Goma"),
    ],
)
def test_a_number_of_unnamed_villages_is_not_the_town_last_named(code, text, place):
    taken = [c for c in code(text).claims if c.kind == "capture"]
    assert [c.place.name if c.place else None for c in taken] == [place]
