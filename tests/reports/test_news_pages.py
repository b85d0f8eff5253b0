"""News pages of ten layouts, two of each; benchmarks/pages.py measures more of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from warledger.reports.layout import lay_out
from warledger.reports.readers import Given
from warledger.reports.readers.html import page

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
import pages as made

sys.path.pop(0)


def kept(text: str) -> list[str]:
    return [text[p.start : p.end] for p in lay_out(text).paragraphs]


@pytest.fixture(scope="module")
def measured() -> tuple[Any, dict[str, Any]]:
    return made.measure(2)


def test_the_words_of_the_news_are_read_and_others_are_not(measured: tuple[Any, dict[str, Any]]) -> None:
    whole, parts = measured
    assert len(parts) == 10
    shares = whole.shares()
    assert shares["recall"] >= 0.98, whole.lost
    assert shares["leak"] <= 0.005, whole.leaks
    assert shares["title"] >= 0.98, whole.lost
    assert shares["date"] >= 0.98, whole.lost


def test_the_measure_sees_what_is_lost_and_what_leaks() -> None:
    one = next(iter(made.pages(1)))
    one.news.append("This sentence stands nowhere in the page.")
    one.junk.append(one.news[0])
    one.title = "Another title"
    score = made.Score()
    score.add(one)
    shares = score.shares()
    assert shares["recall"] < 1
    assert shares["leak"] > 0
    assert shares["title"] == 0


@pytest.mark.parametrize(
    "line",
    [
        "Printable version of this page",
        "Our Standards: The principles that we work by",
        "Most read",
        "You may also like",
        "Already a subscriber? Log in.",
        "You have two free articles left this month.",
        "We and our partners use cookies to improve your experience.",
        "Tags: war, north",
        "Tuesday, March 5, 2024",
    ],
)
def test_furniture_of_pages_is_no_news(line: str) -> None:
    assert kept(f"Troops entered the town.\n{line}\nResidents fled.") == [
        "Troops entered the town.",
        "Residents fled.",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Most viewed the talks in the capital as a failure, diplomats said.",
        "Already a member of the alliance, the country sent two battalions.",
        "Trending towards a ceasefire, the talks went on in the capital on Tuesday.",
        "Subscribers of the town's water works have had none since the shelling.",
        "Print workers struck in the capital on Tuesday.",
        "Saturday, March 5, 2024 was the day on which the town fell, residents said.",
    ],
)
def test_news_that_begins_like_furniture_is_kept(line: str) -> None:
    assert kept(f"Troops entered the town.\n{line}") == ["Troops entered the town.", line]


def test_a_table_that_sets_the_page_is_opened_and_one_of_figures_is_kept() -> None:
    rows = "".join(f"<tr><td>Town {n}</td><td>{n * 3}</td></tr>" for n in range(1, 5))
    story = "Shells fell on four towns on Tuesday, the ministry said, and hospitals counted the wounded."
    figures = (
        f"<html><body><article><h1>T</h1><p>{story}</p><table>{rows}</table><p>{story} Twice.</p></article>"
    )
    assert "Town 2 | 6" in page(figures.encode(), "x", Given()).text
    portal = (
        "<html><body><table><tr><td><a href='/'>Home</a></td></tr><tr><td><h1>T</h1>"
        f"<p>{story}</p><p>The rebels denied it.</p></td></tr></table></body></html>"
    )
    assert kept(page(portal.encode(), "x", Given()).text) == [story, "The rebels denied it."]
