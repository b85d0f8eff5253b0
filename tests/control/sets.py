"""Reads the short claim sets of cases.yaml."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from warledger.model import (
    Actor,
    Claim,
    Coding,
    Level,
    Period,
    Place,
    Precision,
    Report,
    Source,
    Stance,
    Status,
)

_COPIED = " ".join(f"word{n}" for n in range(80))
_STATUSES = {s.value for s in Status}


@cache
def suite() -> dict[str, Any]:
    return yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))


def day(text: str) -> date:
    return date.fromisoformat(f"2024-{text}")


def place(name: str, words: str = "") -> Place:
    lat, lon, level, admin1, country, *called = suite()["places"][name]
    plain = called[0] if called else name.replace("_", " ")
    return Place(
        words or plain,
        0,
        len(words or plain),
        resolved=plain,
        gazetteer_id=f"test:{name}",
        lat=lat,
        lon=lon,
        level=Level(level),
        admin1=admin1,
        country=country,
    )


def actor(name: str) -> Actor:
    found = suite()["names"][name]
    return Actor(found["name"], found.get("id", ""))


def actors(names: str) -> tuple[Actor, ...]:
    return () if names == "nobody" else tuple(actor(name) for name in names.split("+"))


def coding(line: str, number: int) -> Coding:
    """One claim, alone in its own report."""
    head, _, rest = line.partition(": ")
    when, source = head.split()
    rest, _, quote = rest.partition(" says ")
    rest, _, words = rest.partition(" words ")
    who, kind, where, *options = rest.split()
    happened, _, told = when.partition("/")
    happened_day = None if happened == "-" else day(happened)
    told_day = day(told) if told else happened_day
    targets: tuple[Actor, ...] = ()
    without: tuple[Place, ...] = ()
    stance, status = Stance.ASSERTS, Status.HAPPENED
    text = f"{line} {number}"
    words_left = iter(options)
    for word in words_left:
        if word in ("from", "to"):
            targets = actors(next(words_left))
        elif word == "except":
            without = (place(next(words_left)),)
        elif word == "denied":
            stance = Stance.DENIES
        elif word == "copied":
            text = _COPIED
        elif word in _STATUSES:
            status = Status(word)
    if status == Status.BACKGROUND and not told:
        told_day, happened_day = happened_day, happened_day - timedelta(days=3000)  # type: ignore[operator]
    publisher = "Sample Wire" if source == "wire" else suite()["names"][source].get("publisher", "")
    who_says = Actor("publisher") if publisher else actor(source)
    claim = Claim(
        id=f"c{number}",
        start=0,
        end=10,
        quote=quote or f"{who} {kind} {words or where.replace('_', ' ')} ({number})",
        kind=kind,
        source=Source(who_says.name, who_says.id),
        stance=stance,
        status=status,
        actors=actors(who),
        targets=targets,
        place=place(where, words),
        date=Period(happened_day, happened_day, Precision.DAY) if happened_day else None,
        exceptions=without,
        confidence=0.9,
    )
    report = Report(f"r{number}", text, told_day, publisher or "Sample Wire", url=f"test:{number}")
    return Coding(report, [claim])
