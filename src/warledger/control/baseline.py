"""A start state: who holds what, as somebody knows it from elsewhere."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from warledger.control import interest
from warledger.control.items import Case, Item
from warledger.control.parameters import parameters
from warledger.control.reading import Spot
from warledger.ledger.errors import LedgerError
from warledger.ledger.words import place_key


@dataclass(slots=True, frozen=True)
class Start:
    """A line of a start state.

    Attributes:
        place: A place's name or gazetteer id.
        holder: The party's name.
        actor_id: Its id in the registry, or "".
        since: Since which day (ordinal); 0 for "before all that is told".
        country: The country's two letters where a name alone is not enough, or "".
        source: Where the line stands, for the argument.
    """

    place: str
    holder: str
    actor_id: str = ""
    since: int = 0
    country: str = ""
    source: str = ""


Baseline = tuple[Start, ...]


def read_baseline(path: Path) -> Baseline:
    """Read a file that says who holds what at the start.

    CSV with a heading, JSON (a list of objects, or one object a line) or YAML (a list of mappings). Fields:
    ``place`` (a name or gazetteer id) and ``holder`` (a name) or ``id`` (the registry's); ``since`` (an ISO
    day) and ``country`` (two letters) may be left out.

    Raises:
        LedgerError: The file cannot be read, or a line is not of this form.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = _rows(text, path.suffix.lower())
    except (OSError, UnicodeDecodeError, ValueError, csv.Error, yaml.YAMLError) as error:
        raise LedgerError(f"{path}: the baseline cannot be read: {error}") from error
    return tuple(_start(row, f"{path.name}, {where}", path) for where, row in rows)


def _rows(text: str, suffix: str) -> list[tuple[str, Any]]:
    if suffix == ".csv":
        reader = csv.DictReader(io.StringIO(text), skipinitialspace=True)
        return [(f"line {reader.line_num}", row) for row in reader]
    if suffix == ".jsonl":
        lines = enumerate(text.splitlines(), 1)
        return [(f"line {n}", json.loads(line)) for n, line in lines if line.strip()]
    whole = json.loads(text) if suffix == ".json" else yaml.safe_load(text)
    if not isinstance(whole, list):
        raise ValueError("it is no list of places and holders")
    return [(f"entry {n}", row) for n, row in enumerate(whole, 1)]


def _start(row: Any, where: str, path: Path) -> Start:
    if not isinstance(row, dict):
        raise LedgerError(f"{path}: {where} is no pair of a place and a holder")
    given = {str(k).strip().lower(): str(v).strip() for k, v in row.items() if k and v not in (None, "")}
    if not given.get("place") or not (given.get("holder") or given.get("id")):
        raise LedgerError(f"{path}: {where} needs a `place` and a `holder`")
    try:
        since = date.fromisoformat(given["since"]).toordinal() if "since" in given else 0
    except ValueError:
        raise LedgerError(
            f"{path}: {where}: since {given['since']!r} is no day; write it as 2024-11-27"
        ) from None
    return Start(
        given["place"],
        given.get("holder", ""),
        given.get("id", ""),
        since,
        given.get("country", "").upper(),
        where,
    )


def about(starts: Iterable[Start], spot: Spot) -> list[Start]:
    """The lines of a start state that speak of a place."""
    return [
        s
        for s in starts
        if (s.place == spot.gazetteer_id or place_key(s.place) == spot.name_key)
        and s.country in {"", spot.country}
    ]


def begin_with(case: Case, starts: Sequence[Start], war: str) -> None:
    """Put what a start state says of a place into its case, as evidence like any other."""
    first = min((i.day for i in case.items), default=date.today().toordinal())
    for start in starts:
        day = start.since or first - 1
        known = interest.entry_on(start.holder, start.actor_id, day, case.spot.country)
        actor_id = known.id if known else start.actor_id
        party = interest.stand_of_actor(start.holder, actor_id, war).side
        case.names.setdefault(party, Counter())[start.holder, actor_id] += 1
        case.items.append(
            Item(
                claim=0,
                day=day,
                known="",
                effect="hold",
                party=party,
                losing="",
                weight=float(parameters()["baseline"]),
                interest="baseline",
                origin="baseline",
                reach="direct",
                status="happened",
                source=start.source,
                quote="",
                where=case.spot.name,
                kind="hold",
            )
        )
    case.items.sort(key=lambda i: i.day)
