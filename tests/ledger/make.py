"""Reports and claims for the tests of the ledger, made directly."""

from __future__ import annotations

from datetime import date

from warledger.model import (
    Actor,
    Claim,
    Coding,
    Count,
    Counts,
    Level,
    Period,
    Place,
    Precision,
    Report,
    Source,
    Stance,
    Status,
)

MONITOR = Source("Syrian Observatory for Human Rights", "", (), "said")
MINISTRY = Source("Syrian Defence Ministry", "syr-defence-ministry", (), "denied")
HTS = Actor("Hayat Tahrir al-Sham", "hts")
ARMY = Actor("Syrian army", "syr-army")


def place(name: str = "Hama", lat: float = 35.13, lon: float = 36.75, **fields: object) -> Place:
    given = {
        "resolved": name,
        "gazetteer_id": f"test:{name}",
        "level": Level.TOWN,
        "admin1": "Hama",
        "country": "SY",
    }
    return Place(name, 0, len(name), lat=lat, lon=lon, **(given | fields))  # type: ignore[arg-type]


def claim(kind: str = "capture", on: str | None = "2024-12-05", **fields: object) -> Claim:
    when = date.fromisoformat(on) if on else None
    given: dict[str, object] = {
        "id": "c1",
        "start": 0,
        "end": 20,
        "quote": f"{kind} at Hama",
        "actors": (HTS,),
        "place": place(),
        "date": Period(when, when, Precision.DAY) if when else None,
        "confidence": 0.8,
    }
    return Claim(kind=kind, **(given | fields))  # type: ignore[arg-type]


def report(number: int = 1, text: str = "", on: str | None = "2024-12-05", **fields: object) -> Report:
    given = {"publisher": "Sample Wire", "title": f"Report {number}", "url": ""}
    when = date.fromisoformat(on) if on else None
    return Report(f"r{number}", text or f"The text of report number {number}.", when, **(given | fields))  # type: ignore[arg-type]


def coding(number: int = 1, *claims: Claim, **fields: object) -> Coding:
    return Coding(report(number, **fields), list(claims))  # type: ignore[arg-type]


def killed(best: int | None, low: int | None = None, high: int | None = None) -> Counts:
    return Counts(killed=Count(low, best, high))


__all__ = [
    "ARMY",
    "HTS",
    "MINISTRY",
    "MONITOR",
    "Stance",
    "Status",
    "claim",
    "coding",
    "killed",
    "place",
    "report",
]
