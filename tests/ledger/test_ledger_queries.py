from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ledger.make import ARMY, HTS, MINISTRY, MONITOR, Stance, Status, claim, coding, killed, place
from warledger.ledger import Ledger, LedgerError, queries
from warledger.ledger.queries import Filter
from warledger.model import Level, Period

PROVINCE = place(
    "Hama province", 35.2, 37.0, resolved="Hama", gazetteer_id="test:province", level=Level.ADMIN1
)


@pytest.fixture(scope="module")
def ledger():
    with Ledger.open(":memory:") as opened:
        opened.add(
            coding(
                1,
                claim(source=MONITOR, quote="rebels captured the city of Hama"),
                claim("withdraw", id="c2", actors=(ARMY,), source=MINISTRY, stance=Stance.DENIES),
                on="2024-12-05",
            )
        )
        opened.add(
            coding(
                2,
                claim("shelling", "2024-12-01", place=place("Morek", 35.4, 36.7), counts=killed(4)),
                claim("talks", "2024-12-01", id="c2", place=None, status=Status.PLANNED),
                claim("hold", "2024-12-01", id="c3", place=PROVINCE),
                on="2024-12-02",
                publisher="Sample Paper",
                text="Shells fell on Morek, an agency reported.",
            )
        )
        opened.add(
            coding(
                3,
                claim("hold", None, place=place("Nowhere", None, None, gazetteer_id="", admin1="")),
                on="2024-12-09",
            )
        )  # type: ignore[arg-type]
        yield opened


@pytest.mark.parametrize(
    ("wanted", "kinds"),
    [
        (Filter(), ["hold", "withdraw", "capture", "hold", "talks", "shelling"]),
        (Filter(place="hama"), ["withdraw", "capture", "hold", "shelling"]),
        (Filter(place="test:Hama"), ["withdraw", "capture"]),
        (Filter(place="Morek"), ["shelling"]),
        (Filter(place="the moon"), []),
        (Filter(actor="syr-army"), ["withdraw"]),
        (Filter(actor="tahrir"), ["hold", "capture", "hold", "talks", "shelling"]),
        (Filter(source="observatory"), ["capture"]),
        (Filter(source="syr-defence-ministry"), ["withdraw"]),
        (Filter(source="sample paper"), ["hold", "talks", "shelling"]),
        (Filter(kind="talks, shelling"), ["talks", "shelling"]),
        (Filter(stance="denies"), ["withdraw"]),
        (Filter(status="planned"), ["talks"]),
        (Filter(since="2024-12-05"), ["hold", "withdraw", "capture"]),
        (Filter(until="2024-12-04"), ["hold", "talks", "shelling"]),
        (Filter(at="2024-12-01"), ["hold", "talks", "shelling"]),
        (Filter(known_by="2024-12-02"), ["hold", "talks", "shelling"]),
        (Filter(bbox=(36.6, 35.3, 36.8, 35.5)), ["shelling"]),
        (Filter(bbox=(170.0, -10.0, -170.0, 10.0)), []),
        (Filter(text="captured city"), ["capture"]),
        (Filter(text='"city captured"'), []),
        (Filter(text="captur*"), ["withdraw", "capture"][1:]),
        (Filter(text='") OR 1=1 --'), []),
        (Filter(limit=2), ["hold", "withdraw"]),
        (Filter(unlocated=True), ["hold", "talks"]),
        (Filter(undated=True), ["hold"]),
        (Filter(undated=False, unlocated=False), ["withdraw", "capture", "hold", "shelling"]),
        (Filter(report=2, kind="hold"), ["hold"]),
    ],
)
def test_filters(ledger, wanted, kinds):
    assert [c.kind for c in queries.claims(ledger, wanted)] == kinds
    if wanted.limit is None:
        assert queries.count_claims(ledger, wanted) == len(kinds)


def test_pages_cover_everything_once(ledger):
    seen, cursor = [], ""
    while page := queries.claims(ledger, Filter(limit=2, cursor=cursor)):
        seen += [c.id for c in page]
        cursor = queries.cursor_of(page[-1])
    assert seen == [c.id for c in queries.claims(ledger)]
    with pytest.raises(LedgerError, match="cursor"):
        queries.claims(ledger, Filter(cursor="nonsense"))


def test_one_claim_and_one_report(ledger):
    row = queries.claims(ledger, Filter(kind="shelling"))[0]
    assert queries.claim(ledger, row.id) == row
    assert queries.claim(ledger, 999_999) is None
    assert queries.report(ledger, row.report).text.startswith("Shells fell")
    assert queries.report(ledger, 999_999) is None


def test_reports_by_words_and_by_claims(ledger):
    assert [r.ref for r in queries.reports(ledger)] == ["r3", "r1", "r2"]
    assert [r.ref for r in queries.reports(ledger, Filter(text="shells morek"))] == ["r2"]
    assert [r.ref for r in queries.reports(ledger, Filter(kind="withdraw"))] == ["r1"]
    assert [r.claims for r in queries.reports(ledger)] == [1, 2, 3]
    assert [r.ref for r in queries.reports(ledger, Filter(limit=1))] == ["r3"]


def test_places_actors_days(ledger):
    named = {p.name: p.claims for p in queries.places(ledger)}
    assert named == {"Hama": 1, "Morek": 1, "Nowhere": 1} or named["Morek"] == 1
    acting = {a.name: (a.acts, a.side) for a in queries.actors(ledger)}
    assert acting[HTS.name][0] == 5
    assert queries.claims_by_day(ledger) == [("2024-12-01", 3), ("2024-12-05", 2), ("2024-12-09", 1)]


def test_sources_tell_how_they_fare(ledger):
    rows = {s.name: s for s in queries.sources(ledger)}
    monitor = rows["Syrian Observatory for Human Rights"]
    assert (monitor.claims, monitor.reports, monitor.alone) == (1, 1, 1)
    assert rows["Syrian Defence Ministry"].denials == 1
    assert rows["Sample Paper"].claims == 3


@pytest.mark.parametrize("limit", [None, 1, 2, 100])
def test_what_began_long_before_and_lasts_is_found_by_its_days(new_ledger, limit):
    def lasting(first, last):
        return claim("besiege", date=Period(date.fromisoformat(first), date.fromisoformat(last)))

    spans = [("2021-03-01", "2024-12-03"), ("2024-11-30", "2024-12-02"), ("2024-11-01", "2024-11-29")]
    spans += [("2024-12-04", "2024-12-06"), ("2024-12-20", "2025-01-03"), ("2024-12-01", "2024-12-01")]
    days = Filter(since="2024-12-02", until="2024-12-05", limit=limit, bbox=(30.0, 30.0, 40.0, 40.0))
    with Ledger.open(new_ledger()) as ledger:
        ledger.add(coding(1, *(lasting(*span) for span in spans)))
        paged = page = queries.claims(ledger, days)
        while limit and len(page) == limit:
            page = queries.claims(ledger, replace(days, cursor=queries.cursor_of(page[-1])))
            paged = paged + page
    assert [c.day for c in paged] == ["2024-12-04", "2024-11-30", "2021-03-01"]
