"""One happening told twice by one source in one report is one claim."""

from __future__ import annotations

import re
from dataclasses import replace

from warledger.coding.codebook import word_classes
from warledger.model import HARMS, Actor, Claim, Counts, Period, Precision
from warledger.places.country import country_of_demonym

_TWO_SIDED = frozenset({"talks", "agreement"})
_WORD = re.compile(r"[^\W\d_]{3,}")


def once(claims: list[Claim]) -> list[Claim]:
    """Join what one source tells twice: the fuller telling stays, counts and what is left out are kept.

    Args:
        claims: The claims of one report in the order of their telling.
    """
    kept: list[Claim] = []
    for claim in claims:
        for index, other in enumerate(kept):
            if _same(claim, other):
                kept[index] = _merged(other, claim)
                break
        else:
            kept.append(claim)
    return sorted(kept, key=lambda c: (c.start, c.end))


def _same(a: Claim, b: Claim) -> bool:
    if (a.kind, a.stance, a.status) != (b.kind, b.stance, b.status):
        return False
    if (a.source.id or a.source.name) != (b.source.id or b.source.name):
        return False
    if (a.start, a.end) == (b.start, b.end) and a.place != b.place:
        return False
    if _place_key(a) != _place_key(b) and _place_key(a) and _place_key(b):
        return False
    if _explicit(a) and _explicit(b) and not _periods_meet(a.date, b.date):
        return False
    if a.kind in _TWO_SIDED and not _parties_alike(a.actors, b.actors):
        return False
    return _parties_meet(a.actors, b.actors) and _parties_meet(a.targets, b.targets)


def _explicit(claim: Claim) -> bool:
    return claim.date is not None and claim.date.precision is not Precision.WEEK


def _periods_meet(a: Period | None, b: Period | None) -> bool:
    if a is None or b is None or a.start is None or b.start is None:
        return True
    return a.start <= (b.end or b.start) and b.start <= (a.end or a.start)


def _place_key(claim: Claim) -> str:
    place = claim.place
    if place is None:
        return ""
    return place.gazetteer_id or (
        f"{place.lat:.2f},{place.lon:.2f}" if place.lat is not None else place.name.lower()
    )


def _parties_meet(a: tuple[Actor, ...], b: tuple[Actor, ...]) -> bool:
    if not a or not b:
        return True
    ids, others = {x.id for x in a if x.id}, {x.id for x in b if x.id}
    if ids and others:
        return bool(ids & others)
    if {x.name.lower() for x in a} & {x.name.lower() for x in b}:
        return True
    return bool(_telling(a) & _telling(b))


def _parties_alike(a: tuple[Actor, ...], b: tuple[Actor, ...]) -> bool:
    """Whether the parties of one telling are all among those of the other: another meeting has others."""
    few, many = sorted((a, b), key=len)
    return all(_parties_meet((x,), many) for x in few)


def _telling(actors: tuple[Actor, ...]) -> set[str]:
    """The words of names that tell one party from another: no titles, no "Syrian", no "forces"."""
    classes = word_classes()
    common = classes["person"] | classes["party"] | classes["people"]
    words = {w for x in actors for w in _WORD.findall(x.name)}
    return {w.lower() for w in words if w.lower() not in common and not country_of_demonym(w)}


def _merged(first: Claim, second: Claim) -> Claim:
    base, other = (first, second)
    if (base.place is None and other.place is not None) or (not base.actors and other.actors):
        base, other = second, first
    counts = {harm: getattr(base.counts, harm) or getattr(other.counts, harm) for harm in HARMS}
    date = base.date if _explicit(base) or not _explicit(other) else other.date
    left_out = tuple(dict.fromkeys((*base.exceptions, *other.exceptions)))
    return replace(base, counts=Counts(**counts), date=date, exceptions=left_out)


def numbered(claims: list[Claim]) -> list[Claim]:
    """Give the claims their ids, unique within the report."""
    return [replace(c, id=f"c{n}") for n, c in enumerate(claims, 1)]
