"""Who does what to whom: the parties of the claims as columns, their list, and the network between them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import combinations, product

import numpy as np
import yaml
from sqlalchemy import select

from warledger.control import interest
from warledger.ledger import Ledger
from warledger.ledger.rows import ActorRow
from warledger.ledger.schema import parties
from warledger.web.columns import Columns, Ints, Mask, Words
from warledger.web.models import Network, NetworkLine, NetworkNode

_AHEAD = ("planned", "hypothetical")
_MOST_IN_ONE = 8  # parties of one role in one claim; a list of thirty states is no network


@dataclass(slots=True, frozen=True)
class Relation:
    """A kind of line between two parties."""

    name: str
    kinds: frozenset[str]
    mutual: frozenset[str]


@cache
def relations() -> tuple[Relation, ...]:
    """The relations of relations.yaml, in its order."""
    text = files(__package__).joinpath("relations.yaml").read_text(encoding="utf-8")
    raw = yaml.safe_load(text)["relations"]
    return tuple(
        Relation(name, frozenset(body["kinds"]), frozenset(body.get("mutual") or ()))
        for name, body in raw.items()
    )


@dataclass(slots=True)
class Cast:
    """The parties of all claims in columns.

    Attributes:
        row: Row of the claim in ``Columns``.
        acts: Whether the party acts in it (else it is acted on).
        party: Number of the party.
        name: Number of the name that the claim gives it.
        parties: Keys: ``id:…`` of the registry, else ``name:…``.
        names: The names as told.
        pairs: Row of the claim, number of the relation, one party, the other, whether neither is the doer.
    """

    row: Ints
    acts: Mask
    party: Ints
    name: Ints
    parties: Words
    names: Words
    pairs: Ints

    def called(self, chosen: Mask) -> dict[int, str]:
        """The commonest name of each party among the chosen entries."""
        width = max(1, len(self.names.numbers))
        keys, counts = np.unique(self.party[chosen] * width + self.name[chosen], return_counts=True)
        words = self.names.words
        best: dict[int, tuple[int, int, str]] = {}
        for key, n in zip(keys.tolist(), counts.tolist(), strict=True):
            name = words[key % width]
            best[key // width] = min(best.get(key // width, (1, 0, "")), (-n, -len(name), name))
        return {party: name for party, (_, _, name) in best.items()}


def read(ledger: Ledger, columns: Columns) -> Cast:
    """Read the parties of all claims."""
    order = np.argsort(columns.ids)
    sorted_ids = columns.ids[order]
    query = select(parties.c.claim, parties.c.role, parties.c.name, parties.c.name_key, parties.c.actor_id)
    keys, names = Words(), Words()
    told: list[tuple[int, bool, int, int]] = []
    with ledger.reading() as connection:
        for number, role, name, name_key, actor_id in connection.execute(query):
            key = f"id:{actor_id}" if actor_id else f"name:{name_key}"
            told.append((number, role == "actor", keys.number(key), names.number(name)))
    table = np.array(told, np.int64).reshape(-1, 4)
    at = np.minimum(np.searchsorted(sorted_ids, table[:, 0]), max(0, len(sorted_ids) - 1))
    known = sorted_ids[at] == table[:, 0] if len(sorted_ids) else np.zeros(len(table), bool)
    table, rows = table[known], order[at[known]] if len(sorted_ids) else np.zeros(0, np.int64)
    cast = Cast(rows, table[:, 1].astype(bool), table[:, 2], table[:, 3], keys, names, np.zeros((0, 5), int))
    cast.pairs = _pairs(columns, cast)
    return cast


def _pairs(columns: Columns, cast: Cast) -> Ints:
    words = columns.kinds.words
    by_kind = {
        number: (n, word in relation.mutual)
        for number, word in enumerate(words)
        for n, relation in enumerate(relations())
        if word in relation.kinds
    }
    related = np.isin(columns.kind[cast.row], list(by_kind))
    together: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for row, acts, party in zip(
        cast.row[related].tolist(), cast.acts[related].tolist(), cast.party[related].tolist(), strict=True
    ):
        together[row][not acts].append(party)
    found: list[tuple[int, int, int, int, int]] = []
    for row, (does, suffers) in together.items():
        relation, mutual = by_kind[int(columns.kind[row])]
        actors = list(dict.fromkeys(does))[:_MOST_IN_ONE]
        targets = list(dict.fromkeys(suffers))[:_MOST_IN_ONE]
        lines = product(actors, targets)
        if mutual:
            lines = combinations(list(dict.fromkeys(actors + targets)), 2)  # type: ignore[assignment]
        found += [(row, relation, a, b, int(mutual)) for a, b in lines if a != b]
    return np.array(found, np.int64).reshape(-1, 5)


def actors(columns: Columns, cast: Cast, mask: Mask) -> list[ActorRow]:
    """Parties of the claims in the mask, most often named first."""
    chosen = mask[cast.row]
    rows, party, acts = cast.row[chosen], cast.party[chosen], cast.acts[chosen]
    names = cast.called(chosen)
    size = len(cast.parties.numbers)
    does, suffers = np.bincount(party[acts], minlength=size), np.bincount(party[~acts], minlength=size)
    first, last = np.full(size, 1 << 40), np.zeros(size, np.int64)
    np.minimum.at(first, party, columns.first[rows])
    np.maximum.at(last, party, columns.last[rows])
    kinds: dict[int, dict[str, int]] = defaultdict(dict)
    width = max(1, len(columns.kinds.numbers))
    words = columns.kinds.words
    keys, counts = np.unique(party[acts] * width + columns.kind[rows[acts]], return_counts=True)
    for key, n in zip(keys.tolist(), counts.tolist(), strict=True):
        kinds[key // width][words[key % width]] = n
    keys_of = cast.parties.words
    found = []
    for number, name in names.items():
        actor_id = keys_of[number][3:] if keys_of[number].startswith("id:") else ""
        found.append(
            ActorRow(
                name=name,
                id=actor_id,
                side=interest.side_of(name, actor_id),
                acts=int(does[number]),
                suffers=int(suffers[number]),
                kinds=kinds.get(number, {}),
                first=date.fromordinal(int(first[number])).isoformat(),
                last=date.fromordinal(int(last[number])).isoformat(),
            )
        )
    return sorted(found, key=lambda a: (-(a.acts + a.suffers), a.name))


@dataclass(slots=True)
class Circle:
    """Parties as the picture shows them: each by itself, or all of a side as one."""

    of_party: Ints
    keys: list[str]
    names: list[str]
    sides: list[str]
    sizes: list[int]


def circle(cast: Cast, mask: Mask, by_side: bool) -> Circle:
    """Group the parties of the claims in the mask."""
    chosen = mask[cast.row]
    names = cast.called(chosen)
    keys_of = cast.parties.words
    ids = {n: keys_of[n].removeprefix("id:") if keys_of[n].startswith("id:") else "" for n in names}
    tally = np.bincount(cast.party[chosen], minlength=len(keys_of))
    war = interest.war_of(Counter({(name, ids[n]): int(tally[n]) for n, name in names.items()}))
    groups = Words()
    known: set[str] = set()
    of_party = np.full(len(keys_of), -1, np.int64)
    called: dict[int, str] = {}
    sizes: Counter[int] = Counter()
    sides: dict[int, str] = {}
    for number in sorted(names, key=lambda n: -int(tally[n])):
        stand = interest.stand_of_actor(names[number], ids[number], war).side
        own = "" if stand.startswith("name:") else stand
        group = groups.number(f"side:{own}" if by_side and own else keys_of[number])
        of_party[number] = group
        sizes[group] += 1
        entry = interest.entry_of("", ids[number]) if by_side and own and ids[number] else None
        if entry is not None and f"entry {group}" not in known:
            known.add(f"entry {group}")
            called[group] = entry.name
        called.setdefault(group, names[number])
        sides.setdefault(group, own)
    keys = groups.words
    all_ = range(len(keys))
    return Circle(
        of_party, keys, [called[n] for n in all_], [sides[n] for n in all_], [sizes[n] for n in all_]
    )  # fmt: skip


def network(columns: Columns, cast: Cast, mask: Mask, most: int, by_side: bool) -> Network:
    """Who supports, meets, condemns, fights whom in the claims of the mask.

    Args:
        columns: The claims.
        cast: Their parties.
        mask: Which claims are looked at.
        most: At most so many parties, those with most claims between them.
        by_side: Whether the parties of a side stand together.
    """
    group = circle(cast, mask, by_side)
    rows, relation, one, other = _lines(cast, mask, group)
    size = len(group.keys)
    weight = np.bincount(one, minlength=size) + np.bincount(other, minlength=size)
    ranked = [n for n in np.argsort(-weight, kind="stable").tolist() if weight[n]]
    kept = set(ranked[:most])
    denies = columns.stance == columns.stances.numbers.get("denies", -1)
    ahead = np.isin(columns.status, columns.statuses.of(",".join(_AHEAD)))
    words = columns.kinds.words
    told: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for row, r, a, b in zip(rows.tolist(), relation.tolist(), one.tolist(), other.tolist(), strict=True):
        if a in kept and b in kept:
            told[r, a, b].append(row)
    lines = []
    for (r, a, b), those in told.items():
        at = np.unique(np.array(those))
        kinds = Counter(words[k] for k in columns.kind[at].tolist())
        lines.append(
            NetworkLine(
                one=group.keys[a],
                other=group.keys[b],
                relation=relations()[r].name,
                claims=len(at),
                denied=int(denies[at].sum()),
                ahead=int((ahead[at] & ~denies[at]).sum()),
                kinds=dict(kinds.most_common()),
                first=date.fromordinal(int(columns.first[at].min())).isoformat(),
                last=date.fromordinal(int(columns.last[at].max())).isoformat(),
            )
        )
    lines.sort(key=lambda line: (-line.claims, line.relation, line.one, line.other))
    nodes = [
        NetworkNode(
            key=group.keys[n],
            name=group.names[n],
            side=group.sides[n],
            parties=group.sizes[n],
            claims=int(weight[n]),
        )
        for n in ranked[:most]
    ]
    return Network(
        nodes=nodes, lines=lines, left_out=max(0, len(ranked) - most), relations=[r.name for r in relations()]
    )


def between(  # noqa: PLR0913, PLR0917 - the ends of the line and what is asked of it
    columns: Columns, cast: Cast, mask: Mask, one: str, other: str, relation: str, by_side: bool
) -> Mask:
    """Which claims of the mask stand behind the line from one party to the other."""
    group = circle(cast, mask, by_side)
    rows, kinds, a, b = _lines(cast, mask, group)
    found = np.zeros(len(columns.ids), bool)
    ends = [group.keys.index(key) if key in group.keys else -1 for key in (one, other)]
    wanted = next((n for n, r in enumerate(relations()) if r.name == relation), -1)
    found[rows[(a == ends[0]) & (b == ends[1]) & (kinds == wanted)]] = True
    return found


def _lines(cast: Cast, mask: Mask, group: Circle) -> tuple[Ints, Ints, Ints, Ints]:
    pairs = cast.pairs[mask[cast.pairs[:, 0]]]
    one, other = group.of_party[pairs[:, 2]], group.of_party[pairs[:, 3]]
    turned = pairs[:, 4].astype(bool) & (one > other)
    one, other = np.where(turned, other, one), np.where(turned, one, other)
    apart = one != other
    return pairs[apart, 0], pairs[apart, 1], one[apart], other[apart]
