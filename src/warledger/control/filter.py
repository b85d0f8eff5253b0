"""The mathematics of control: a hidden holder, day by day, seen through claims.

Forward over the days and backward again, so that a first loss tells who held the place before it. Days on
which nothing is told are bridged in closed form. docs/control.md has the equations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warledger.control.evidence import Item
from warledger.control.parameters import parameters

UNKNOWN = ""
_NEVER = 1e-300

Vector = list[float]
Matrix = list[list[float]]


@dataclass(slots=True)
class Beliefs:
    """What is believed of a place: the parties (unknown is last) and their chances after each told day."""

    parties: list[str]
    days: list[int]
    after: list[Vector]  # with hindsight
    before: Vector  # on the day before the first
    stay: float
    shares: Vector

    def at(self, day: int) -> Vector:
        """Chances on a day; between told days they fade from the day before and toward the one after."""
        earlier = [i for i, d in enumerate(self.days) if d <= day]
        if not earlier:
            return (
                _drift(self.before, self.shares, self.stay, self.days[0] - day) if self.days else self.before
            )
        i = earlier[-1]
        gap = day - self.days[i]
        if gap == 0:
            return self.after[i]
        faded = _drift(self.after[i], self.shares, self.stay, gap)
        if i + 1 == len(self.days):
            return faded
        # Between two told days: whoever holds it at both ends holds it in between; changes happen when told.
        held = self.after[i]
        return _normal([0.9 * h + 0.1 * f for h, f in zip(held, faded, strict=True)])


def run(
    parties: Sequence[str], strangers: frozenset[str], items: Sequence[Item], baseline: str = ""
) -> Beliefs:
    """Work out who holds a place after each day of which something is told.

    Args:
        parties: Their keys, in canonical order, without the unknown one.
        strangers: Parties that were never told to take or hold it.
        items: The evidence, sorted.
        baseline: The party that is known to hold it at the start; "" when none is known.
    """
    rules = parameters()
    states = [*parties, UNKNOWN]
    advancing = {i.party for i in items if i.kind == "advance" and i.reach == "direct"}
    prior = _shares(parties, strangers)
    shares = _shares(parties, strangers - advancing)
    days = sorted({i.day for i in items})
    if baseline in parties:
        prior = _normal([1.0 if s == baseline else 0.002 for s in states])
    steps = [_step(states, shares, [i for i in items if i.day == d]) for d in days]
    stay = 1.0 - rules["leave"]

    forward: list[Vector] = []
    belief = prior
    for n, day in enumerate(days):
        if n:
            belief = _drift(belief, shares, stay, day - days[n - 1] - 1)
        belief = _normal(
            [sum(belief[i] * steps[n][i][j] for i in range(len(states))) for j in range(len(states))]
        )
        forward.append(belief)

    backward: list[Vector] = [[1.0] * len(states) for _ in days]
    message = [1.0] * len(states)
    for n in range(len(days) - 1, -1, -1):
        backward[n] = message
        message = _normal(
            [sum(steps[n][i][j] * message[j] for j in range(len(states))) for i in range(len(states))]
        )
        if n:
            message = _drift_back(message, shares, stay, days[n] - days[n - 1] - 1)
    after = [
        _normal([f * b for f, b in zip(x, y, strict=True)]) for x, y in zip(forward, backward, strict=True)
    ]
    before = _normal([p * m for p, m in zip(prior, message, strict=True)])
    return Beliefs(states, days, after, before, stay, shares)


def _shares(parties: Sequence[str], strangers: frozenset[str]) -> Vector:
    """Each party's share of the chances where nothing is told; strangers have a small one together."""
    rules = parameters()
    each = rules["stranger_share"] / max(1, len(strangers))
    return _normal([each if p in strangers else 1.0 for p in parties] + [rules["unknown_share"]])


def _step(states: list[str], shares: Vector, items: list[Item]) -> Matrix:
    """One told day: the chance to pass from holder i to holder j, times what is said of such a passing."""
    rules = parameters()
    leave = max([rules["leave"], *(rules[_hazard(i)] for i in items)])
    n = len(states)
    matrix = [[_pass(i, j, leave, shares) for j in range(n)] for i in range(n)]
    for item in items:
        if item.effect == "fight" or item.weight <= 0:
            continue
        strength = 10 ** (item.weight / 10)
        earlier = 10 ** (rules["before"] / 10)
        for j, now in enumerate(states):
            if (now == item.party) == (item.effect in ("loss", "denial")):
                continue  # the claim is no likelier if the place passes to this one
            for i, was in enumerate(states):
                matrix[i][j] *= _likelihood(item, was, strength, earlier)
    top = max(max(row) for row in matrix)
    return [[max(x / top, _NEVER) for x in row] for row in matrix]


def _hazard(item: Item) -> str:
    if item.reach != "direct" or item.effect not in ("fight", "gain", "loss"):
        return "leave"
    return "leave_claimed" if item.interest == "self" else "leave_in_battle"


def _likelihood(item: Item, was: str, strength: float, earlier: float) -> float:
    """How much likelier the claim is made where the place passes from this holder as the claim has it."""
    if item.effect == "gain":
        if was == item.party:
            return max(1.0, strength / float(10 ** (parameters()["again"] / 10)))
        return strength if item.losing in {was, UNKNOWN} else max(1.0, strength / earlier)
    if item.effect == "loss":
        return strength if was == item.party else max(1.0, strength / earlier)
    return strength


def _pass(i: int, j: int, leave: float, shares: Vector) -> float:
    if i == j:
        return 1.0 - leave
    others = 1.0 - shares[i]
    return leave * shares[j] / others if others > 0 else 0.0


def _drift(belief: Vector, shares: Vector, stay: float, days: int) -> Vector:
    """Days of which nothing is told: the belief fades toward the shares."""
    kept = stay**days
    return [kept * b + (1.0 - kept) * s for b, s in zip(belief, shares, strict=True)]


def _drift_back(message: Vector, shares: Vector, stay: float, days: int) -> Vector:
    kept = stay**days
    mean = sum(m * s for m, s in zip(message, shares, strict=True))
    return [kept * m + (1.0 - kept) * mean for m in message]


def _normal(values: Sequence[float]) -> Vector:
    total = sum(values)
    return [v / total for v in values] if total > 0 else [1.0 / len(values)] * len(values)
