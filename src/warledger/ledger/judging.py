"""Whether two claims tell of one happening: by actor, kind, place and day, each with its reason in words."""

from __future__ import annotations

from warledger.control.reading import distance_km
from warledger.ledger.days import iso
from warledger.ledger.families import Family, families, rules
from warledger.ledger.mentions import Mention
from warledger.ledger.scenes import Spot, is_province


def judge(a: Mention, b: Mention) -> tuple[int, str] | None:
    """Whether two claims tell of one happening: how surely, and why; None if not."""
    if a.phase != b.phase:
        return None
    shared = [families()[f] for f in sorted(a.families & b.families) if f in families()]
    for family in shared:
        found = _judge_told(a, b, family) or _judge_scene(a, b, family)
        if found:
            kinds = (
                f"both {a.kind}" if a.kind == b.kind else f"{a.kind} and {b.kind} are one kind of happening"
            )
            return found[0] + (2 if a.kind == b.kind else 0), f"{found[1]}; {kinds}"
    return None


def _judge_told(a: Mention, b: Mention, family: Family) -> tuple[int, str] | None:
    """By the places that the claims tell themselves."""
    place, days = _place(a, b, family), _days(a, b, family)
    parties = _agree(a, b, family) if place and days else None
    if not place or not days or not parties:
        return None
    if family.rare and a.kind == b.kind and days[0] >= 1:
        pass  # there was hardly another one
    elif not parties[0] and (place[0] < 2 or days[0] < 2 or a.kind != b.kind):
        return None  # where a party is not named, place, days and kind must all agree
    elif place[0] <= 1 and (parties[0] < 2 or a.kind != b.kind):
        return None  # a province and a town in it: only where kind and parties agree too
    if a.report == b.report and a.origin == b.origin and a.denies == b.denies and place[0] < 3:
        return None  # one voice that tells of two places in one report means two happenings
    return place[0] + parties[0] + days[0], "; ".join((place[1], days[1], parties[1]))


def _judge_scene(a: Mention, b: Mention, family: Family) -> tuple[int, str] | None:
    """By the places that their reports tell of: only where all else agrees."""
    if a.kind != b.kind or a.report == b.report:
        return None
    place, days = _scene(a, b, family), _days(a, b, family)
    parties = _agree(a, b, family) if place and days and days[0] >= 2 else None
    if not place or not days or not parties or _unlike(a, b):
        return None
    if parties[0] < 2 and (place[0] < 2 or not _within(a, b)):
        return None
    return place[0] + parties[0] + days[0] - 1, "; ".join((place[1], days[1], parties[1]))


def _agree(a: Mention, b: Mention, family: Family) -> tuple[int, str] | None:
    """The parties; one figure that both tell says as much as a party."""
    parties = _parties(a, b, family)
    if parties and parties[0] < 2 and a.kind == b.kind and (figure := _same_figure(a, b, rules()["telling"])):
        return 2, figure
    return parties


def _within(a: Mention, b: Mention) -> bool:
    """Whether the days of one lie within those of the other."""
    return any(x.first <= y.first and y.last <= x.last for x, y in ((a, b), (b, a)))


def _unlike(a: Mention, b: Mention) -> bool:
    """Whether two figures are too far apart to be those of one happening: a day's dead and a war's."""
    for harm in a.counts.keys() & b.counts.keys():
        one, other = (
            c.get("best") or c.get("low") or c.get("high") for c in (a.counts[harm], b.counts[harm])
        )
        if one and other and max(one, other) > rules()["unlike"] * min(one, other):
            return True
    return False


def _same_figure(a: Mention, b: Mention, least: int) -> str:
    """A figure that both tell, in words; those below ``least`` are too common to tell anything."""
    for harm in sorted(a.counts.keys() & b.counts.keys()):
        figure = a.counts[harm].get("best")
        if figure is not None and figure == b.counts[harm].get("best") and figure >= least:
            return f"both tell of {figure} {harm}"
    return ""


def may_meet(a: Mention, b: Mention) -> bool:
    """Whether two members of one group could tell of one happening."""
    shared = [families()[f] for f in a.families & b.families if f in families()]
    if a.phase != b.phase or not shared:
        return False
    return any(
        (_place(a, b, f) or (_scene(a, b, f) and not _unlike(a, b))) and _parties(a, b, f) and _days(a, b, f)
        for f in shared
    )


def _place(a: Mention, b: Mention, family: Family) -> tuple[int, str] | None:
    """Whether two claims tell of one place: 4 the same, 2 near, 1 one within the other."""
    if a.place is None or b.place is None:
        if a.place is b.place and family.placeless:
            return 1, "neither tells a place"
    elif a.place == b.place:
        return 4, f"the same place, {a.place_name}"
    if a.nowhere or b.nowhere:
        alone = family.rare or (a.kind == b.kind and _same_figure(a, b, rules()["uncommon"]))
        same = alone and a.land and a.land == b.land
        return (1, "where no known place is told the report is of the same war") if same else None
    figure, uncommon = (
        a.kind == b.kind and bool(_same_figure(a, b, rules()[least])) for least in ("telling", "uncommon")
    )
    return _met(a, b, family, figure, uncommon)


def _scene(a: Mention, b: Mention, family: Family) -> tuple[int, str] | None:
    """The same, where the report of one claim, or of both, tells in its place where it was."""
    if not family.scene or (a.scene is None and b.scene is None):
        return None
    if any(m.nowhere and m.scene is None for m in (a, b)):
        return None
    one, other = a.scene or a, b.scene or b
    found = (2, f"both {one.place_name}") if one.place == other.place else _met(one, other, family)
    if not found:
        return None
    whose = "their reports" if a.scene and b.scene else "the report of one"
    # A name that no gazetteer knows may be another place than the one that the report tells of.
    unknown = any(m.scene and m.place is not None and m.nowhere for m in (a, b))
    return 1 if unknown else found[0], f"by the rest of {whose}: {found[1]}"


def _met(
    a: Mention | Spot, b: Mention | Spot, family: Family, figure: bool = False, uncommon: bool = False
) -> tuple[int, str] | None:
    """Whether two known places may be one: near each other, or one within the other.

    Args:
        a: One place.
        b: The other.
        family: What is told to have happened there.
        figure: Whether both tell of the same number of people.
        uncommon: Whether this number tells enough for a whole country.
    """
    if a.country != b.country:
        return None
    if all(m.level in ("town", "point") for m in (a, b)) and (near := _near(a, b, family)):
        return near
    for area, inside in ((a, b), (b, a)):
        within = inside.admin1_key and inside.admin1_key in (area.place_key, area.admin1_key)
        whole = (family.rare or uncommon) and area.level == "country" != inside.level
        province = area.level == "admin1" or (is_province(area) and (family.rare or figure))
        if (province and inside.level not in ("admin1", "country") and within) or whole:
            return 1, f"{inside.place_name} lies in {area.place_name}"
    return None


def _near(a: Mention | Spot, b: Mention | Spot, family: Family) -> tuple[int, str] | None:
    apart = distance_km(a, b)
    if apart > near_km(a.level, b.level, family.rare):
        return None
    return 2, f"{a.place_name} and {b.place_name} are {apart:.0f} km apart"


def near_km(one: str, other: str, rare: bool) -> float:
    """How far apart two places may lie and be one.

    Args:
        one: The level of one, ``town`` or ``point``.
        other: The level of the other.
        rare: Whether it is told of a kind of which hardly two happen near each other.
    """
    known = rules()
    limit = known["facility_km"] if one != other else 1 if one == "point" else known["near_km"]
    return float(max(limit, known["rare_km"]) if rare else limit)


def _days(a: Mention, b: Mention, family: Family) -> tuple[int, str] | None:
    gap = max(a.first, b.first) - min(a.last, b.last)
    if gap <= 0:
        same = a.dated and b.dated and a.first == b.first and a.last == b.last
        return (3, f"on the same day, {iso(a.first)}") if same else (2, "their days overlap")
    if gap <= family.days and gap <= 1:
        return 1, "a day apart"
    return (0, f"{gap} days apart") if gap <= family.days else None


def _parties(a: Mention, b: Mention, family: Family) -> tuple[int, str] | None:
    if family.parties == "both":
        one, other = a.actors | a.targets, b.actors | b.targets
        met = one & other
        if met:
            return 2, f"both name {_plain(met)}"
        if family.placeless:
            return None
        if not one or not other:
            return 0, "one names no party"
        return _stranger(one, other)
    if family.parties == "winner":
        one_w, one_l = _sides(a)
        other_w, other_l = _sides(b)
        if (one_w and other_w and not one_w & other_w) or (one_l and other_l and not one_l & other_l):
            return None
        if one_w & other_l or one_l & other_w:
            return None
        met = (one_w & other_w) | (one_l & other_l)
        if met:
            return 2, f"both name {_plain(met)}"
        if (one_w and other_l) or (one_l and other_w):
            return 1, "one names who gains, the other who loses"
        return 0, "one names no party"
    met = a.actors & b.actors
    if a.actors and b.actors and not met:
        rivals = (0, "they name different parties") if family.rare else _stranger(a.actors, b.actors)
        return None if family.placeless or family.lasting else rivals
    if family.placeless and a.place is None and not (met and (a.targets & b.targets or not a.targets)):
        return None
    struck = a.targets & b.targets
    if met:
        return 2 + bool(struck), f"both name {_plain(met)}"
    return (1, f"both name {_plain(struck)}") if struck else (0, "one names no party")


def _stranger(one: frozenset[str], other: frozenset[str]) -> tuple[int, str] | None:
    """A party that is known by its words alone ("regime jets") may be the one that the other claim names."""
    for parties in (one, other):
        if all(p.startswith("name:") for p in parties):
            return 0, f"{_plain(parties)} may be whom the other names"
    return None


def _sides(m: Mention) -> tuple[frozenset[str], frozenset[str]]:
    """Who gains and who loses the place."""
    return (m.actors, m.targets) if m.kind == "capture" else (m.targets, m.actors)


def _plain(parties: frozenset[str]) -> str:
    best = min(parties, key=lambda p: (not p.startswith("id:"), not p.startswith("name:"), p))
    return best.split(":", 1)[1] if best.startswith(("id:", "name:", "class:")) else best
