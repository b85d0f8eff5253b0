"""Listings by words, page by page, against a plain look through every claim."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.make import ARMY, HTS, MONITOR, claim, coding, place
from warledger.ledger import Ledger, queries
from warledger.ledger.corrections import correct
from warledger.ledger.queries import Filter
from warledger.model import Level, Period, Source

WORDS = ["army", "bridge", "convoy", "depot", "harbour", "market", "mortar", "ridge"]
TOWNS = [place(f"Town {n}", 34 + n * 0.6, 36 + n * 0.7) for n in range(5)]
TOWNS += [place("Hama", 35.0, 37.0, gazetteer_id="test:province", level=Level.ADMIN1)]
START = date(2024, 10, 20)


def _told(rng, n):
    first = START + timedelta(days=rng.randrange(80))
    last = first + timedelta(days=rng.choice((0, 0, 0, 3, 45)))
    quoted = rng.choices(WORDS, weights=[1 / (w + 1) for w in range(len(WORDS))], k=3)
    return claim(
        rng.choice(["capture", "shelling", "hold"]),
        id=f"c{n}",
        start=n,
        quote=" ".join(quoted),
        actors=rng.choice([(HTS,), (ARMY,)]),
        source=rng.choice([MONITOR, Source("residents"), Source()]),
        place=rng.choice([*TOWNS, None]),
        date=rng.choice([Period(first, last)] * 4 + [None]),
    )


@pytest.fixture(scope="module")
def ledger():
    rng = random.Random(5)
    with Ledger.open(":memory:") as opened:
        for n in range(120):
            told = [_told(rng, m) for m in range(4)]
            on = (START + timedelta(days=rng.randrange(90))).isoformat()
            opened.add(coding(n % 110, *told, on=on, text=f"Report {n}."))  # ten are told anew
        number = queries.claims(opened, Filter(limit=1))[0].id
        correct(opened, number, {"date": "2024-11-02"}, author="Somebody", why="the day was misread")
        yield opened


DAYS = st.dates(START, START + timedelta(days=90)).map(date.isoformat)
PHRASES = [*WORDS, "army bridge", '"army bridge"', "mort*", "convoy army depot", "nowhere"]
FILTERS = st.builds(
    Filter,
    text=st.sampled_from(PHRASES),
    limit=st.sampled_from([1, 3, 10, 500]),
    place=st.sampled_from(["", "", "", "Town 1", "Hama"]),
    actor=st.sampled_from(["", "", "hts"]),
    source=st.sampled_from(["", "", "residents", "Sample Wire"]),
    kind=st.sampled_from(["", "", "capture", "shelling,hold"]),
    since=st.one_of(st.just(""), DAYS),
    until=st.one_of(st.just(""), DAYS),
    at=st.one_of(st.just(""), st.just(""), DAYS),
    known_by=st.one_of(st.just(""), DAYS),
    bbox=st.sampled_from([None, None, (36.0, 34.0, 37.5, 35.5), (30.0, 30.0, 40.0, 40.0)]),
    unlocated=st.sampled_from([None, None, True, False]),
    superseded=st.booleans(),
)


def _has(quote, words):
    """Whether a quote of one-word terms has what is asked for."""
    if words.startswith('"'):
        return f" {words.strip(chr(34))} " in f" {quote} "
    told = quote.split()
    return all(any(t.startswith(w[:-1]) if w.endswith("*") else t == w for t in told) for w in words.split())


@pytest.mark.parametrize("few", [0, 500])
@given(wanted=FILTERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_of_a_search_are_what_a_look_at_every_claim_finds(ledger, monkeypatch, few, wanted):
    monkeypatch.setattr(queries, "_FEW", few)  # by the words first, or by the place first
    everything = queries.claims(ledger, replace(wanted, text="", limit=None))
    paged = page = queries.claims(ledger, wanted)
    while len(page) == wanted.limit:
        page = queries.claims(ledger, replace(wanted, cursor=queries.cursor_of(page[-1])))
        paged = paged + page
    assert paged == [row for row in everything if _has(row.quote, wanted.text)]


def test_a_corrected_day_is_where_the_words_are_found(ledger):
    row = next(r for r in queries.claims(ledger) if r.corrects)
    found = queries.claims(ledger, Filter(text=row.quote, since="2024-11-02", until="2024-11-02", limit=500))
    assert row in found
