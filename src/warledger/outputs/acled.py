"""ACLED's form: one row an event, 31 columns as of its 2025 export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from warledger.outputs.cells import Cells, added, deaths, place_precision, span_days, time_precision
from warledger.outputs.data import shape, state, world
from warledger.outputs.parties import UNKNOWN, Named
from warledger.outputs.selection import LeftOut
from warledger.outputs.wording import note

if TYPE_CHECKING:
    from warledger.outputs.events import Event

_VIOLENT = frozenset({"Battles", "Explosions/Remote violence", "Violence against civilians", "Riots"})
_MONTH = 31
_FOREIGN = "External/Other forces"


def unfit(event: Event) -> str:
    """Why an event has no row in this form, or ""."""
    reason: str = shape("acled").more["unfit"].get(event.kind, "")
    if reason:
        return reason
    if not event.head.codes.get("acled_event_type"):
        return "words and talks are no event of this form"
    if event.head.lat is None or event.head.lon is None:
        return "its place is not told or not known"
    if not event.head.country:
        return "its place lies in no single country"
    return "its month is not known" if span_days(event) > _MONTH else ""


def rows(events: Iterable[Event]) -> Iterator[Cells | LeftOut]:
    """A row for each event that fits, and what does not fit with its reason.

    Follows ACLED's codebook: fatalities are the most conservative figure told; a state's forces outside
    their own country are External/Other forces; the notes are ours and end with the words of the report.
    """
    for event in events:
        reason = unfit(event)
        if reason:
            yield LeftOut(event.id, event.kind, event.head.id, reason, event.head.quote)
        else:
            yield _row(event)


def _row(event: Event) -> Cells:
    head = event.head
    land = state(head.country)
    kind, sub = head.codes["acled_event_type"], head.codes["acled_sub_event_type"]
    one, other = event.one.first, event.other.first
    if one is None and other is not None and kind == "Protests":
        one, other = other, None
    # A violent act has a doer in this form, even where nobody names it.
    actor = one or _nobody(kind, land.name)
    inter1 = _inter(actor, head.country)
    inter2 = _inter(other, head.country) if other else ""
    civilian = "Civilians" in (inter1, inter2) and kind in _VIOLENT
    killed = deaths(event)
    return {
        "event_id_cnty": f"{land.iso3}{event.number}",
        "event_date": event.first,
        "year": int(event.first[:4]),
        "time_precision": time_precision(event),
        "disorder_type": _disorder(kind, sub),
        "event_type": kind,
        "sub_event_type": sub,
        "actor1": actor.name,
        "assoc_actor_1": event.one.others,
        "inter1": inter1,
        "actor2": other.name if other else "",
        "assoc_actor_2": event.other.others if other else "",
        "inter2": inter2,
        "interaction": f"{inter1}-{inter2}" if inter2 else f"{inter1} only",
        "civilian_targeting": "Civilian targeting" if civilian else "",
        "iso": land.number,
        "region": world().acled.get(head.country, ""),
        "country": land.name,
        "admin1": head.admin1,
        "admin2": head.resolved if head.level == "admin2" else "",
        "admin3": "",
        "location": head.resolved or head.place,
        "latitude": head.lat,
        "longitude": head.lon,
        "geo_precision": place_precision(head),
        "source": "; ".join(event.outlets) or "; ".join(event.speakers),
        "source_scale": _scale(event),
        "notes": note(event),
        "fatalities": min(killed) if killed else 0,
        "tags": event.said,
        "timestamp": int(added(event).timestamp()),
    }


def _nobody(kind: str, country: str) -> Named:
    if kind in ("Protests", "Riots"):
        crowd = "Protesters" if kind == "Protests" else "Rioters"
        return Named(f"{crowd} ({country})", inter=crowd)
    return Named(f"{UNKNOWN} ({country})", inter="Political militia")


def _disorder(kind: str, sub: str) -> str:
    table: dict[str, str] = shape("acled").more["disorder"]
    return table.get(sub) or table.get(kind, "Political violence")


def _inter(party: Named, country: str) -> str:
    if party.inter == "State forces" and party.country and party.country != country:
        return _FOREIGN
    return party.inter or "Political militia"


def _scale(event: Event) -> str:
    """How far the outlets reach: National in the event's own country, International, Other for no outlet."""
    found = {_reach(c.publisher, event.head.country) for c in event.claims if c.publisher}
    order = ("Other", "National", "International")
    return "-".join(w for w in order if w in found) or "Other"


@cache
def _reach(publisher: str, country: str) -> str:
    from warledger.actors.registry import Registry  # noqa: PLC0415 - the registry loads late

    source = Registry.load().source(publisher)
    if source is None:
        return "International"
    if source.kind not in ("agency", "media"):
        return "Other"
    return "National" if source.country == country else "International"
