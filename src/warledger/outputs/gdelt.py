"""GDELT's form: one row an event with a CAMEO code, 61 tab-separated columns of its second version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from warledger.outputs.cells import Cells, added
from warledger.outputs.data import Cell, cameo, shape, state
from warledger.outputs.selection import LeftOut

if TYPE_CHECKING:
    from warledger.ledger.rows import ClaimRow
    from warledger.outputs.events import Event
    from warledger.outputs.parties import Side

_COUNTRY, _CITY, _PROVINCE = 1, 4, 5
_US_STATE, _US_CITY = 2, 3


def unfit(event: Event) -> str:
    """Why an event has no row in this form, or ""."""
    return "" if event.head.codes.get("cameo") else "CAMEO has no code for it"


def rows(events: Iterable[Event]) -> Iterator[Cells | LeftOut]:
    """A row for each event with a CAMEO code, and what does not fit with its reason.

    Ethnic groups, religions and tone are not measured: their cells are empty.
    """
    empty: Cells = dict.fromkeys(shape("gdelt").names, "")
    for event in events:
        reason = unfit(event)
        if reason:
            yield LeftOut(event.id, event.kind, event.head.id, reason, event.head.quote)
        else:
            yield empty | _row(event)


def _row(event: Event) -> Cells:
    head, code = event.head, event.head.codes["cameo"]
    day = date.fromisoformat(event.first)
    year_days = (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days
    row: Cells = {
        "GlobalEventId": event.number,
        "Day": int(f"{day:%Y%m%d}"),
        "MonthYear": int(f"{day:%Y%m}"),
        "Year": day.year,
        "FractionDate": round(day.year + (day.timetuple().tm_yday - 1) / year_days, 4),
        **_actor("Actor1", event.one),
        **_actor("Actor2", event.other),
        "IsRootEvent": 1,
        "EventCode": code,
        "EventBaseCode": code[:3],
        "EventRootCode": code[:2],
        "QuadClass": cameo().quad[code[:2]],
        "GoldsteinScale": cameo().scale(code),
        "NumMentions": len(event.claims),
        "NumSources": event.origins,
        "NumArticles": len({c.report for c in event.claims}),
        "DATEADDED": int(f"{added(event):%Y%m%d%H%M%S}"),
        "SOURCEURL": next((c.url for c in event.claims if c.url), ""),
    }
    where = _place(head)
    for which in ("Actor1Geo", "Actor2Geo", "ActionGeo"):
        if which == "ActionGeo" or (event.one if which == "Actor1Geo" else event.other).parties:
            row |= {f"{which}_{name}": value for name, value in where.items()}
    return row


def _actor(which: str, side: Side) -> Cells:
    party = side.first
    if party is None:
        return {}
    country = state(party.country).iso3 if party.country else ""
    known = party.id.upper().replace("-", "")[:3] if party.id and not party.country else ""
    return {
        f"{which}Code": f"{country}{party.role}" or known,
        f"{which}Name": party.name.upper(),
        f"{which}CountryCode": country,
        f"{which}KnownGroupCode": known,
        f"{which}Type1Code": party.role,
    }


def _place(claim: ClaimRow) -> dict[str, Cell]:
    if claim.lat is None:
        return {"Type": 0}
    land = state(claim.country) if claim.country else None
    american = claim.country == "US"
    kind = {"country": _COUNTRY, "region": _COUNTRY, "admin1": _US_STATE if american else _PROVINCE}.get(
        claim.level, _US_CITY if american else _CITY
    )
    names = [claim.resolved or claim.place, claim.admin1, land.name if land else ""]
    return {
        "Type": kind,
        "Fullname": ", ".join(dict.fromkeys(n for n in names if n)),
        "CountryCode": land.fips if land else "",
        "ADM1Code": land.fips if land else "",
        "Lat": claim.lat,
        "Long": claim.lon,
        "FeatureID": str(claim.geonameid or ""),
    }
