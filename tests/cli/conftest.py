from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import pytest

from warledger.model import (
    Actor,
    Claim,
    Codes,
    Coding,
    Count,
    Counts,
    Level,
    Link,
    Period,
    Place,
    Report,
    Source,
    Stance,
)

TOWN = Place(
    "Tall Brak",
    0,
    9,
    True,
    "Tall Brak",
    1,
    "gn:1",
    36.67,
    41.06,
    Level.TOWN,
    "Al-Hasakah",
    "SY",
    0,
    0.9,
    "alone",
)


class FakeCoder:
    """Gives one claim for every full stop, without any model."""

    def __init__(self, model: str = "", **_: object) -> None:
        self.model = model

    def ready(self) -> FakeCoder:
        return self

    def code_many(self, reports: Iterable[Report]) -> Iterator[Coding]:
        if self.model == "none":
            raise LookupError("the spaCy model 'none' is not installed; try: pip install none")
        for report in reports:
            claims = [
                Claim(
                    f"{report.id}-{i}",
                    0,
                    len(quote),
                    quote,
                    "airstrike",
                    Source("the monitor", "monitor", ("Sample Wire",), "said"),
                    Stance.ASSERTS,
                    actors=(Actor("the air force", "air"),),
                    targets=(Actor("the rebels"),),
                    place=TOWN,
                    date=Period(date(2024, 11, 30), date(2024, 11, 30)),
                    counts=Counts(killed=Count(12, 12)),
                    codes=Codes("ASSAULT", "aerial", "195", "Explosions", "Air strike"),
                    reason="verb and target",
                )
                for i, quote in enumerate(report.text.split(".")[:-1])
            ]
            yield Coding(report, claims, links=[Link("READ MORE", 0, 9)])


@pytest.fixture
def fake_coder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warledger.coder.Coder", FakeCoder)
    monkeypatch.setattr("warledger.cli.coded.build_gazetteer", lambda: None)
