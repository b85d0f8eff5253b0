"""UCDP GED's form: one row an event with deaths, 49 columns."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from warledger.outputs.cells import Cells, date_precision, deaths, steady_number, where_precision
from warledger.outputs.data import state, world
from warledger.outputs.events import speaker
from warledger.outputs.selection import LeftOut

if TYPE_CHECKING:
    from warledger.ledger.rows import ClaimRow
    from warledger.outputs.events import Event
    from warledger.outputs.parties import Named, Side

STATE_BASED, NON_STATE, ONE_SIDED = 1, 2, 3
_UNKNOWN = "XXX unidentified"
# Kinds that, where nobody says who was hurt, hurt civilians.
_ON_CIVILIANS = frozenset({"killing", "bombing", "sexual_violence"})


def unfit(event: Event) -> str:
    """Why an event has no row in this form, or ""."""
    killed = deaths(event)
    if killed is None or not killed[2]:
        return "nobody tells of a death"
    if event.head.lat is None or event.head.lon is None:
        return "its place is not told or not known"
    return ""


def rows(events: Iterable[Event], with_iso3: bool = False) -> Iterator[Cells | LeftOut]:
    """A row for each event with deaths, and what does not fit with its reason.

    Numbers of conflicts, dyads and sides are ours (10,000,000 and up, the same in any ledger), for UCDP's own
    are given by people. Deaths whose side is not told are deaths_unknown; best is the four summed.

    Args:
        events: Events, oldest first.
        with_iso3: Add ``iso3``, as HDX publishes the form.
    """
    for event in events:
        reason = unfit(event)
        if reason:
            yield LeftOut(event.id, event.kind, event.head.id, reason, event.head.quote)
            continue
        row = _row(event)
        if with_iso3:
            row["iso3"] = state(event.head.country).iso3
        yield row


def _row(event: Event) -> Cells:
    head = event.head
    land = state(head.country)
    violence = type_of_violence(event)
    a, b = _sides(event, violence)
    killed = deaths(event) or (0, 0, 0)
    split = _split(event, violence, killed[1])
    conflict = (
        f"{land.name}: {'Government' if violence == STATE_BASED else a}"
        if violence != NON_STATE
        else f"{a} - {b}"
    )
    first = event.claims[0]
    lat, lon = head.lat or 0.0, head.lon or 0.0
    return {
        "id": event.number,
        "relid": f"{land.iso3}-{event.first[:4]}-{violence}-{event.id}",
        "year": int(event.first[:4]),
        "active_year": 1,
        "code_status": "Clear" if not event.flags else f"Check: {event.said}",
        "type_of_violence": violence,
        "conflict_dset_id": "",
        "conflict_new_id": steady_number("conflict", conflict),
        "conflict_name": conflict,
        "dyad_dset_id": "",
        "dyad_new_id": steady_number("dyad", a, b),
        "dyad_name": f"{a} - {b}",
        "side_a_dset_id": "",
        "side_a_new_id": steady_number("side", a),
        "side_a": a,
        "side_b_dset_id": "",
        "side_b_new_id": steady_number("side", b),
        "side_b": b,
        "number_of_sources": event.origins,
        "source_article": ";".join(
            dict.fromkeys(f'"{c.publisher},{c.known},{c.title}"' for c in event.claims)
        ),
        "source_office": first.publisher,
        "source_date": first.known,
        "source_headline": first.title,
        "source_original": "; ".join(dict.fromkeys(speaker(c) for c in event.claims)),
        "where_prec": where_precision(head),
        "where_coordinates": head.resolved or head.place,
        "where_description": head.place,
        "adm_1": head.admin1 or (head.resolved if head.level == "admin1" else ""),
        "adm_2": head.resolved if head.level == "admin2" else "",
        "latitude": lat,
        "longitude": lon,
        "geom_wkt": f"POINT ({lon:.6f} {lat:.6f})",
        "priogrid_gid": priogrid(lat, lon),
        "country": land.name,
        "country_id": world().gw.get(head.country),
        "region": world().ucdp.get(head.country, ""),
        "event_clarity": 2 if event.kind == "toll" else 1,
        "date_prec": date_precision(event),
        "date_start": event.first,
        "date_end": event.last,
        **split,
        "best": sum(split.values()),
        "high": killed[2],
        "low": killed[0],
        "gwnoa": _gw(event.one if a == _government(event.one) else event.other, a),
        "gwnob": _gw(event.other if b == _government(event.other) else event.one, b),
    }


def _article(claim: ClaimRow) -> str:
    return f'"{claim.publisher},{claim.known},{claim.title}"'


def type_of_violence(event: Event) -> int:
    """1 where a state fights an armed side, 2 where none of two armed sides is one, 3 against civilians."""
    if event.other.civilians or (
        not event.other.parties and event.kind in ("killing", "bombing", "sexual_violence")
    ):
        return ONE_SIDED
    states = [p.is_state for side in (event.one, event.other) for p in side.parties[:1]]
    if any(states) or not states:
        return STATE_BASED
    return NON_STATE


def _sides(event: Event, violence: int) -> tuple[str, str]:
    """The names of the two sides; in state-based violence the state is side A."""
    one, other = _government(event.one), _government(event.other)
    if violence == ONE_SIDED:
        return one or _UNKNOWN, "Civilians"
    if violence == STATE_BASED and other.startswith("Government of") and not one.startswith("Government of"):
        one, other = other, one
    return one or _UNKNOWN, other or _UNKNOWN


def _government(side: Side) -> str:
    party = side.first
    if party is None:
        return ""
    if party.is_state and party.country:
        return f"Government of {state(party.country).name}"
    return party.name


def _gw(side: Side, name: str) -> int | None:
    party: Named | None = side.first
    if party is None or not name.startswith("Government of"):
        return None
    return world().gw.get(party.country)


def _split(event: Event, violence: int, best: int) -> dict[str, int]:
    """Whose dead they are, where the claim tells on whom the harm fell."""
    cells = {"deaths_a": 0, "deaths_b": 0, "deaths_civilians": 0, "deaths_unknown": 0}
    if violence == ONE_SIDED or event.other.civilians:
        key = "deaths_civilians"
    elif event.kind == "clash" or not event.other.parties:
        key = "deaths_unknown"
    else:
        a, _ = _sides(event, violence)
        key = "deaths_b" if _government(event.one) == a else "deaths_a"
    return cells | {key: best}


def priogrid(lat: float, lon: float) -> int:
    """PRIO-GRID's cell: half a degree, 720 to a row, from 1 at 180° W 90° S (Tollefsen et al. 2012)."""
    row = min(359, math.floor((lat + 90) * 2))
    column = min(719, math.floor((lon + 180) * 2))
    return row * 720 + column + 1
