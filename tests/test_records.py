"""A coded report as a record and back: nothing is lost, what is wrong is told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from warledger.model import (
    Actor,
    Attribution,
    Claim,
    Codes,
    Coding,
    Count,
    Counts,
    Level,
    Link,
    Period,
    Place,
    Precision,
    Report,
    Source,
    Span,
    Stance,
    Status,
    TimeMention,
)
from warledger.records import coding_of, from_record, report_of, to_record

TEXT = "Residents said on Friday that rebels had not entered Morek, except its north, killing at least two."
MOREK = Place(
    "Morek", 51, 56, True, "Morek", 1, "gn:1", 35.4, 36.7, Level.TOWN, "Hama", "SY", 2.0, 0.9, "near"
)
CLAIM = Claim(
    "c1",
    0,
    20,
    TEXT[:20],
    "advance",
    Source("residents", "", ("agency",), "said"),
    Stance.DENIES,
    Status.ONGOING,
    (Actor("rebels", "syr-rebels"),),
    (Actor("army"),),
    MOREK,
    Place("Hama", 0, 0),
    Period(date(2024, 11, 29), None, Precision.DAY),
    Counts(killed=Count(2, 2, None)),
    Codes("ASSAULT", "", "190", "Battles", "Armed clash", 1),
    exceptions=(replace(MOREK, name="its north"),),
    confidence=0.75,
    reason="told",
)
CODING = Coding(
    Report("r1", TEXT, date(2024, 11, 29), "Sample Wire", "Title", "https://example.org/1"),
    [CLAIM],
    attributions=[Attribution((Span(0, 9),), (Span(10, 14),), (Span(15, 90),))],
    places=[MOREK],
    times=[TimeMention(15, 24, "on Friday", "DATE", "2024-11-29")],
    links=[Link("READ MORE", 0, 9)],
    warnings=["odd"],
)


def record() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(to_record(CODING)))
    return made


def test_a_record_makes_its_coding_again() -> None:
    assert from_record(record()) == CODING


def test_what_may_be_left_out_has_its_default() -> None:
    source = {"name": "residents"}
    bare = {"id": 1, "start": 0, "end": 9, "quote": "Residents", "kind": "hold", "source": source}
    fields = {"claims": [bare | {"stance": "asserts", "status": "happened"}]}
    (claim,) = coding_of(fields, report_of({"id": 7, "text": TEXT})).claims
    assert (claim.id, claim.actors, claim.place, claim.date, claim.codes) == ("1", (), None, None, Codes())
    assert claim.source == Source("residents")


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [("end", 5000, "another report's"), ("stance", "perhaps", "perhaps"), ("status", "", "Status")],
)
def test_what_cannot_be_is_told(field: str, value: object, told: str) -> None:
    wrong = record()
    wrong["claims"][0][field] = value
    with pytest.raises(ValueError, match=told):
        from_record(wrong)
