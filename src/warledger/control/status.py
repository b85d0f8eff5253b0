"""From a story to the holding on a day: who, how surely, in which status, and the claims for and against."""

from __future__ import annotations

from warledger.control.filter import UNKNOWN
from warledger.control.items import Case, Item
from warledger.control.naming import name_of
from warledger.control.parameters import parameters
from warledger.control.periods import LONG_AGO, Story, backs
from warledger.control.types import Evidence, Holding, Period
from warledger.control.words import says, telling, why
from warledger.ledger.days import iso
from warledger.model import Actor

_LEAST_RIVAL = 0.005


def holding_on(story: Story, day: int, argue: bool = True) -> Holding:
    """The holding on a day (ordinal)."""
    case = story.case
    period = story.period_on(day)
    found = plain_holding(case, day, period)
    holder = period.party if period else UNKNOWN
    found.rivals = rivals_of(story, period.first if period else day, holder)
    if argue:
        spell = story.spell_on(day)
        told = [*spell.prelude, *(i for i in spell.told if i.day <= day)] if spell and holder else []
        backing = [i for i in told if i in spell.prelude or backs(i, holder)] if spell else []
        backing += spell.ended if spell and holder else []
        against = [i for i in told if not any(i is b for b in backing)]
        found.claims_for = _evidence(backing, case)
        found.claims_against = _evidence(against if holder else _recent(case, day), case)
        found.why = why(found)
    return found


def rivals_of(story: Story, day: int, holder: str) -> list[tuple[str, float]]:
    """The other parties on a day and their chances, to two digits as the holder's, the likeliest first."""
    beliefs, case = story.beliefs, story.case
    found = (
        (name_of(case, party).name, round(chance, 2))
        for party, chance in zip(beliefs.parties, beliefs.at(day), strict=True)
        if party not in (UNKNOWN, holder) and chance > _LEAST_RIVAL
    )
    return sorted(found, key=lambda rival: (-rival[1], rival[0]))


def plain_holding(case: Case, day: int, period: Period | None) -> Holding:
    """What is stored of a holding, without the argument."""
    spot = case.spot
    return Holding(
        place=case.called or spot.name,
        place_id=spot.id,
        gazetteer_id=spot.gazetteer_id,
        lat=spot.lat,
        lon=spot.lon,
        level=spot.level,
        admin1=spot.admin1,
        country=spot.country,
        date=iso(day),
        holder=period.holder if period else Actor(""),
        side=period.side if period else "",
        status=period.status if period else "unknown",
        probability=period.probability if period else 1.0,
        since=iso(period.since) if period and period.since != LONG_AGO else None,
        last_confirmed=iso(period.confirmed) if period and period.confirmed != LONG_AGO else None,
    )


def _recent(case: Case, day: int) -> list[Item]:
    window = parameters()["dispute_days"]
    return [i for i in case.items if day - window <= i.day <= day and i.effect != "fight" and i.weight > 0]


def _evidence(items: list[Item], case: Case) -> list[Evidence]:
    found = [
        Evidence(
            claim=i.claim,
            day=iso(i.day),
            known=i.known,
            weight=round(i.weight, 1),
            says=says(i, name_of(case, i.party).name, name_of(case, i.losing).name),
            why=telling(i),
            source=i.source,
            quote=i.quote,
        )
        for i in items
    ]
    return sorted(found, key=lambda e: (-e.weight, e.day, e.claim))
