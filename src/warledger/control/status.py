"""From beliefs to a holding: who, how surely, in which status, and the claims for and against."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from warledger.control import interest
from warledger.control.evidence import FIGHTS, Case, Item
from warledger.control.filter import UNKNOWN, Beliefs, run
from warledger.control.parameters import parameters
from warledger.control.types import Evidence, Holding
from warledger.control.words import says, telling, why
from warledger.model import Actor

_CHANGES = ("gain", "loss")
_LONG_AGO = 0


@dataclass(slots=True)
class Story:
    """A case with the beliefs worked out from it."""

    case: Case
    beliefs: Beliefs
    holders: list[str]  # the likeliest after each told day, UNKNOWN where none is likely enough
    first_holder: str
    baseline: str = ""


def story_of(case: Case, baseline: str = "") -> Story:
    """Run the model over a case."""
    items = case.items
    parties = sorted(
        {p for i in items for p in (i.party, i.losing) if p} | ({baseline} if baseline else set())
    )
    holding = {p for i in items if i.effect in ("gain", "loss", "hold") for p in (i.party, i.losing)}
    strangers = frozenset(p for p in parties if p not in holding and p != baseline)
    beliefs = run(parties, strangers, items, baseline)
    return Story(
        case,
        beliefs,
        [_likeliest(beliefs, b)[0] for b in beliefs.after],
        _likeliest(beliefs, beliefs.before)[0],
        baseline,
    )


def _likeliest(beliefs: Beliefs, chances: list[float]) -> tuple[str, float]:
    best = max(range(len(chances)), key=lambda i: (round(chances[i], 9), -i))
    party = beliefs.parties[best]
    return (party, chances[best]) if chances[best] >= parameters()["known_at"] else (UNKNOWN, chances[best])


def holding_on(story: Story, day: int, argue: bool = True) -> Holding:
    """The holding on a day (ordinal)."""
    beliefs, case = story.beliefs, story.case
    chances = beliefs.at(day)
    holder, p = _likeliest(beliefs, chances)
    since = _since(story, holder, day)
    backing = [i for i in case.items if _backs(i, holder, day, since, story)] if holder else []
    against = [i for i in case.items if _speaks_against(i, holder, day, since)] if holder else []
    rivals = sorted(
        ((x, c) for x, c in zip(beliefs.parties, chances, strict=True) if x not in (UNKNOWN, holder)),
        key=lambda rc: (-rc[1], rc[0]),
    )
    status = _status(story, day, holder, since, backing, against, rivals)
    confirming = [i for i in backing if i.interest != "self" and i.weight >= parameters()["least"]]
    days = [min(i.day, day) for i in confirming]
    spot = case.spot
    found = Holding(
        place=case.called or spot.name,
        place_id=spot.id,
        gazetteer_id=spot.gazetteer_id,
        lat=spot.lat,
        lon=spot.lon,
        level=spot.level,
        admin1=spot.admin1,
        country=spot.country,
        date=_iso(day),
        holder=name_of(case, holder),
        side="" if holder.startswith(("name:", "class:")) else holder,
        status=status,
        probability=round(p if holder else 1.0 - sum(c for _, c in rivals), 4),
        since=_iso(since) if since and holder else None,
        last_confirmed=_iso(max(days)) if days else None,
        rivals=[(name_of(case, r).name, round(c, 4)) for r, c in rivals if c >= 0.005],
    )
    if argue:
        found.claims_for = _evidence(backing, case)
        found.claims_against = _evidence(against or ([] if holder else _recent(case, day)), case)
        found.why = why(found)
    return found


def _since(story: Story, holder: str, day: int) -> int:
    """The first told day of this party's present spell; 0 where it goes back before all that is told."""
    told = [(d, h) for d, h in zip(story.beliefs.days, story.holders, strict=True) if d <= day]
    since = _LONG_AGO
    for d, h in reversed(told):
        if h != holder:
            break
        since = d
    else:
        if story.first_holder == holder:
            return _LONG_AGO
    return since


def _backs(item: Item, holder: str, day: int, since: int, story: Story) -> bool:
    """Whether an item speaks for the holder's present spell."""
    if item.effect == "fight" or item.weight <= 0:
        return False
    if item.day > day:  # what ended the spell says that it lasted until then
        ended = (item.effect == "loss" and item.party == holder) or item.losing == holder
        return ended and _unbroken(story, holder, day, item.day)
    if item.effect == "loss" and item.party != holder:
        return item.day >= since - parameters()["dispute_days"] and since != _LONG_AGO
    if item.day < since:
        return False
    if item.effect in ("gain", "hold"):
        return item.party == holder
    return item.party != holder if item.effect == "denial" else False


def _unbroken(story: Story, holder: str, day: int, until: int) -> bool:
    return all(h == holder for d, h in zip(story.beliefs.days, story.holders, strict=True) if day < d < until)


def _speaks_against(item: Item, holder: str, day: int, since: int) -> bool:
    if item.effect == "fight" or item.weight <= 0 or item.day > day or item.day < since:
        return False
    if item.effect in ("gain", "hold"):
        return item.party != holder
    return item.party == holder


def _status(  # noqa: PLR0913, PLR0917 - all that a status depends on
    story: Story,
    day: int,
    holder: str,
    since: int,
    backing: list[Item],
    against: list[Item],
    rivals: list[tuple[str, float]],
) -> str:
    rules = parameters()
    if not holder:
        likely = [c for _, c in rivals if c >= rules["rival_at"]]
        return "disputed" if len(likely) > 1 and _recent(story.case, day) else "unknown"
    if rivals and rivals[0][1] >= rules["rival_at"] and _recent(story.case, day):
        return "disputed"
    if _disputed(story, day, holder, since, backing, against):
        return "disputed"
    if _in_battle(story, day, holder, since):
        return "contested"
    return "confirmed" if _confirmed(backing, story, holder, since) else "claimed"


def _disputed(  # noqa: PLR0913, PLR0917
    story: Story, day: int, holder: str, since: int, backing: list[Item], against: list[Item]
) -> bool:
    rules = parameters()
    least = rules["least"]
    heavy = [i for i in backing if i.weight >= least and i.day <= day]
    admitted = [i for i in heavy if i.interest == "against"]
    near = any(i.reach not in {"area", "town"} for i in heavy)
    for a in against:
        if near and a.reach in ("area", "town"):
            continue  # what is said of the whole yields to what is said of the place itself
        if a.weight < least or (a.day < since and a.effect in _CHANGES):
            continue
        if any(s.day >= a.day or s.known >= a.known for s in admitted):
            continue
        spoken = a.day
        if a.effect in _CHANGES:
            # "They took it" against "they did not", or against a holder who goes on holding it.
            answers = [f for f in heavy if f.day >= a.day and not (f.effect == "gain" and f.day > a.day)]
            if since and a.day == since and not answers:
                continue
        else:
            answers = [f for f in heavy if f.day <= a.day]
        spoken = max([spoken, *(f.day for f in answers)])
        if day - spoken <= rules["dispute_days"]:
            return True
    return False


def _in_battle(story: Story, day: int, holder: str, since: int) -> bool:
    window = parameters()["battle_days"]
    taken = [i for i in story.case.items if i.day == since and i.effect == "gain" and i.party == holder]
    if taken and all(i.kind in FIGHTS for i in taken):
        since -= 1  # it has entered, no more: the fighting of that day is for the place
    for i in story.case.items:
        if i.effect != "fight" or not day - window <= i.day <= day or i.party == holder:
            continue
        if i.day > since or (since == _LONG_AGO):
            return True
    return False


def _confirmed(backing: list[Item], story: Story, holder: str, since: int) -> bool:
    rules = parameters()
    if story.baseline == holder and since == _LONG_AGO:
        return True
    others = [i for i in backing if i.interest != "self" and i.weight >= rules["least"]]
    if any(i.interest == "against" for i in others):
        return True
    heavy = [i for i in backing if i.weight >= rules["least"]]
    return bool(others) and len({i.origin for i in heavy}) >= int(rules["confirm_origins"])


def _recent(case: Case, day: int) -> list[Item]:
    window = parameters()["dispute_days"]
    return [i for i in case.items if day - window <= i.day <= day and i.effect != "fight" and i.weight > 0]


def name_of(case: Case, party: str) -> Actor:
    """The best name of a party at this place: one that the registry knows, most often used."""
    if party not in case.named:
        case.named[party] = _name(case, party)
    found: Actor = case.named[party]
    return found


def _name(case: Case, party: str) -> Actor:
    tally = case.names.get(party)
    if not party:
        return Actor("")
    if not tally:
        entry = interest.entry_of("", party.removeprefix("name:"))
        return Actor(entry.name if entry else party.rsplit(":", maxsplit=1)[-1], entry.id if entry else "")
    together: Counter[str] = Counter()
    for (name, actor_id), n in tally.items():
        if actor_id:
            together[actor_id] += n
        else:
            together["=" + name] += n
    best = min(together, key=lambda k: (k.startswith("="), -together[k], k))
    if best.startswith("="):
        return Actor(best[1:])
    entry = interest.entry_of("", best)
    if entry:
        return Actor(entry.name, best)
    named: Counter[str] = Counter()
    for (name, actor_id), n in tally.items():
        if actor_id == best:
            named[name] += n
    return Actor(min(named, key=lambda x: (-named[x], -len(x), x)), best)


def _evidence(items: list[Item], case: Case) -> list[Evidence]:
    found = [
        Evidence(
            claim=i.claim,
            day=_iso(i.day),
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


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
