"""What a party is called at a place: the name that the registry knows, most often used."""

from __future__ import annotations

from collections import Counter

from warledger.control import interest
from warledger.control.items import Case
from warledger.model import Actor


def side_shown(party: str) -> str:
    """The registry's side of a party's key; "" where it is known by name or class only."""
    return "" if party.startswith(("name:", "class:")) else party


def name_of(case: Case, party: str) -> Actor:
    """The best name of a party at this place: one that the registry knows, most often used."""
    if party not in case.named:
        case.named[party] = _name(case, party)
    return case.named[party]


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

    def rank(key: str) -> tuple[bool, bool, int, str]:
        own = not key.startswith("=") or interest.stand_of_actor(key[1:]).side == party
        return key.startswith("="), not own, -together[key], key  # its own name before that of a unit

    best = min(together, key=rank)
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
