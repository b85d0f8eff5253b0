"""The mathematics of control: a hidden holder, day by day, seen through claims.

Forward over the days and backward again, so that a first loss tells who held the place before it. Days on
which nothing is told are bridged in closed form. docs/control.md has the equations. The states are few (the
parties of one place), the days some dozens: plain floats are quicker here than arrays.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from warledger.control.items import Item
from warledger.control.parameters import parameters

UNKNOWN = ""

Vector = list[float]
Matrix = list[list[float]]


class _Rules(NamedTuple):
    """The numbers that every step needs."""

    leave: float
    hazards: dict[str, float]
    before: float  # 10^(dB/10)
    again: float
    battle_days: int


@dataclass(slots=True)
class Beliefs:
    """What is believed of a place.

    Attributes:
        parties: The parties; the unknown one is last.
        days: The days of which something is told.
        after: For each of them the chances with hindsight.
        prior: The chances before anything is told.
        forward: For each told day the chances by what was told of days up to it.
        ahead: For each told day how likely all of it and of later days is, from each holder the day before.
        stay: The chance that a holder stays for a day of which nothing is told.
        shares: To what chances fade where nothing is told.
    """

    parties: list[str]
    days: list[int]
    after: list[Vector]
    prior: Vector
    forward: list[Vector]
    ahead: list[Vector]
    stay: float
    shares: Vector

    def at(self, day: int) -> Vector:
        """Chances on a day; between told days both the day before and the one after bear on it."""
        if not self.days:
            return self.prior
        i = bisect_right(self.days, day) - 1
        if i < 0:
            message = _drift_back(self.ahead[0], self.shares, self.stay, self.days[0] - 1 - day)
            return _normal([p * m for p, m in zip(self.prior, message, strict=True)])
        gap = day - self.days[i]
        if gap == 0:
            return self.after[i]
        belief = _drift(self.forward[i], self.shares, self.stay, gap)
        if i + 1 == len(self.days):
            return belief
        message = _drift_back(self.ahead[i + 1], self.shares, self.stay, self.days[i + 1] - 1 - day)
        return _normal([b * m for b, m in zip(belief, message, strict=True)])


def run(
    parties: Sequence[str], owners: Mapping[str, float], takers: Mapping[str, float], items: Sequence[Item]
) -> Beliefs:
    """Work out who holds a place after each day of which something is told.

    Args:
        parties: Their keys, in canonical order, without the unknown one.
        owners: Parties that may have had it before (told first to hold or to leave it), and their shares.
        takers: Parties that may come to have it (told to take, hold, reach or attack it), likewise.
        items: The evidence, sorted by day.
    """
    rules = _rules()
    states = [*parties, UNKNOWN]
    prior, shares = _shares(parties, owners), _shares(parties, takers)
    fading = _normal([*(s / (1.0 - shares[-1]) for s in shares[:-1]), parameters()["fade_share"]])
    stay = 1.0 - rules.leave
    days: list[int] = []
    steps: list[Matrix] = []
    fought = -math.inf
    for day, told in groupby(items, key=lambda i: i.day):
        days.append(day)
        here = list(told)
        steps.append(_step(states, shares, here, rules, day - fought <= rules.battle_days))
        if any(i.effect == "fight" and i.reach == "direct" for i in here):
            fought = day

    forward: list[Vector] = []
    belief = prior
    for n, step in enumerate(steps):
        if n and days[n] - days[n - 1] > 1:
            belief = _drift(belief, fading, stay, days[n] - days[n - 1] - 1)
        belief = _normal([sum([b * row[j] for b, row in zip(belief, step)]) for j in range(len(states))])  # noqa: B905
        forward.append(belief)

    message = [1.0] * len(states)
    backward: list[Vector] = [message] * len(days)
    ahead: list[Vector] = [message] * len(days)
    for n in range(len(days) - 1, -1, -1):
        backward[n] = message
        message = _normal([sum([x * m for x, m in zip(row, message)]) for row in steps[n]])  # noqa: B905
        ahead[n] = message
        if n and days[n] - days[n - 1] > 1:
            message = _drift_back(message, fading, stay, days[n] - days[n - 1] - 1)
    after = [
        _normal([f * b for f, b in zip(x, y, strict=True)]) for x, y in zip(forward, backward, strict=True)
    ]
    return Beliefs(states, days, after, prior, forward, ahead, stay, fading)


def _rules() -> _Rules:
    raw = parameters()
    return _Rules(
        raw["leave"],
        {name: raw[name] for name in ("leave", "leave_claimed", "leave_in_battle")},
        10 ** (raw["before"] / 10),
        10 ** (raw["again"] / 10),
        raw["battle_days"],
    )


def _shares(parties: Sequence[str], likely: Mapping[str, float]) -> Vector:
    """Each party's share of the chances where nothing is told; the unlikely have a small one together."""
    rules = parameters()
    each = rules["stranger_share"] / max(1, sum(p not in likely for p in parties))
    return _normal([likely.get(p, each) for p in parties] + [rules["unknown_share"]])


def _step(states: list[str], shares: Vector, items: list[Item], rules: _Rules, battle: bool) -> Matrix:
    """One told day: the chance to pass from holder i to holder j, times what is said of such a passing.

    In a battle, fighting having been told some days ago, a claimed change is as likely as on its own day.
    """
    kinds = {_hazard(i) for i in items}
    if battle and "leave_claimed" in kinds:
        kinds.add("leave_in_battle")
    leave = max([rules.leave, *(rules.hazards[k] for k in kinds)])
    n = len(states)
    matrix = []
    for i in range(n):
        others = 1.0 - shares[i]
        part = leave / others if others > 0 else 0.0
        row = [part * s for s in shares]
        row[i] = 1.0 - leave
        matrix.append(row)
    for item in items:
        if item.effect == "fight" or item.weight <= 0:
            continue
        strength = 10 ** (item.weight / 10)
        told = states.index(item.party)
        for i, row in enumerate(matrix):
            likelihood = _likelihood(item, states[i], strength, rules)
            if item.effect in ("gain", "hold"):
                row[told] *= likelihood
            else:  # the claim is likelier if the place passes to any but this one
                kept = row[told]
                row[:] = [x * likelihood for x in row]
                row[told] = kept
    scale = 1.0 / max([max(row) for row in matrix])
    return [[x * scale for x in row] for row in matrix]


def _hazard(item: Item) -> str:
    if item.reach != "direct" or item.effect not in ("fight", "gain", "loss"):
        return "leave"
    return (
        "leave_claimed"
        if item.effect != "fight" and item.interest in ("self", "unknown")
        else "leave_in_battle"
    )


def _likelihood(item: Item, was: str, strength: float, rules: _Rules) -> float:
    """How much likelier the claim is made where the place passes from this holder as the claim has it."""
    if item.effect == "gain":
        if was == item.party:
            return max(1.0, strength / rules.again)
        return strength if item.losing in {was, UNKNOWN} else max(1.0, strength / rules.before)
    if item.effect == "loss":
        return strength if was == item.party else max(1.0, strength / rules.before)
    return strength


def _drift(belief: Vector, shares: Vector, stay: float, days: int) -> Vector:
    """Days of which nothing is told: the belief fades toward the shares."""
    kept = stay**days
    return [kept * b + (1.0 - kept) * s for b, s in zip(belief, shares, strict=True)]


def _drift_back(message: Vector, shares: Vector, stay: float, days: int) -> Vector:
    kept = stay**days
    mean = sum([m * s for m, s in zip(message, shares, strict=True)])
    return [kept * m + (1.0 - kept) * mean for m in message]


def _normal(values: Sequence[float]) -> Vector:
    total = sum(values)
    return [v / total for v in values] if total > 0 else [1.0 / len(values)] * len(values)
