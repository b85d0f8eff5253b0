"""Which of the places that bear a name is meant: the report's places decide together."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache

from warledger.model import Level
from warledger.places.build import TRANSLITERATED
from warledger.places.country import country_name, country_of_capital
from warledger.places.evidence import Mention, holds
from warledger.places.gazetteer import Candidate, Gazetteer
from warledger.places.geo import km_between
from warledger.places.measured import Way, nearest
from warledger.places.normal import from_kurdish, loose, skeleton
from warledger.places.within import is_near, lies_in

_ROUNDS = 3
_CHIEF_TOWN = 3_000  # people; from so many a bare name means the town, not the unit of that name
_ADJECTIVE = 2.0  # for the land whose adjective or people the report names
_FEW = 3  # consonants that many names share
_SAME = 0.735  # of two spellings' letters
_BESIDE_KM = 100  # to the report's other places, where only few consonants speak for a name
_VOWELS = frozenset("aeiou")
_BROAD = {Level.COUNTRY, Level.REGION}
_NEAR_KM = 80.0  # to a town "near" which something lies
_GREAT = 200_000  # people: towns that are spoken of far from others
_LITTLE, _REMOTE_KM = 50_000, 2_500  # people, and kilometres to a report's nearest other place
_RIVER_KM = 150.0
_PLACED = {Level.TOWN, Level.POINT, Level.ADMIN2}


def resolve(mentions: Sequence[Mention], countries: Counter[str], gazetteer: Gazetteer) -> None:
    """Choose a candidate for every mention, in place.

    Args:
        mentions: The report's places.
        countries: How often the report speaks of a country by demonym, publisher and the like.
        gazetteer: To look again among the places of the report's own country.
    """
    groups: dict[str, list[Mention]] = defaultdict(list)
    for m in mentions:
        groups[f"{m.name.casefold()}|{m.asked}"].append(m)
    for m in mentions:
        for c in m.candidates:
            if c.kind == "country" and countries[c.country]:
                _prior_scores(m)[c.gid] += _ADJECTIVE  # who tells of Georgians tells of the land
        _choose(m, _prior_scores(m))
    for _ in range(_ROUNDS):
        land, units, anchors = _context(groups, countries)
        for key, group in groups.items():
            totals: dict[str, float] = {}
            for m in group:
                for gid, score in _scores(m, key, land, units, anchors).items():
                    totals[gid] = max(totals.get(gid, -99.0), score)
            for m in group:
                _choose(
                    m, totals if m.inside is None else _merge(totals, _scores(m, key, land, units, anchors))
                )
    land, _, anchors = _context(groups, countries)
    own = _told_by_name(groups, _total(groups, countries))
    for m in (m for m in mentions if m.city is None and m.way is None):
        name, beside = f"{m.name.casefold()}|", land
        if own.keys() - {name}:  # else no other place is named, and a people may fight in any land
            mine = own.get(name, {})
            beside = {country: told - mine.get(country, 0.0) for country, told in land.items()}
        _settle(m, beside, [a for a in anchors if not a[0].startswith(name)], gazetteer)
    _settle_by_words(mentions, gazetteer)


def _settle_by_words(mentions: Sequence[Mention], gazetteer: Gazetteer) -> None:
    """Put those where the words say it, once what they are told by is settled."""
    for m in mentions:
        if m.river and m.chosen is not None and m.chosen.level not in _BROAD:
            _settle_river(m, m.chosen, gazetteer)
        elif m.city is not None:
            _settle_in_town(m, m.city, gazetteer)
        elif m.way is not None and m.way.start.chosen is not None:
            _settle_by_way(m, m.way, gazetteer)
        elif m.told_in is not None and m.told_in.chosen is not None and m.chosen is not None:
            _settle_in_country(m, m.told_in, m.told_in.chosen, gazetteer)
        elif m.told_near is not None and m.told_near.chosen is not None and m.chosen is not None:
            _settle_near(m, m.chosen, m.told_near.chosen, gazetteer)


def _settle_river(m: Mention, town: Candidate, gazetteer: Gazetteer) -> None:
    """A river is no town that bears its name: it is somewhere around, and flows far."""
    named = [c for name in (f"{m.name} River", f"the {m.name}") for c in gazetteer.exact(name)]
    known = next((c for c in named if c.kind == "river"), None)
    m.chosen = known or replace(
        town,
        gid=f"{town.gid}#river",
        name=f"{m.name} River",
        kind="river",
        population=0,
        geonameid=None,
        radius_km=_RIVER_KM,
    )
    m.reason = f"the river {m.name}" if known is not None else f"a river, put at the town of {town.name}"


def _is_about(c: Candidate, outer: Candidate) -> bool:
    return holds(outer, c) or km_between(c.lat, c.lon, outer.lat, outer.lon) < _BESIDE_KM


def _settle_near(m: Mention, c: Candidate, other: Candidate, gazetteer: Gazetteer) -> None:
    """What is told to lie near a town lies there, or is not known."""
    if c.level not in _PLACED or other.level not in _PLACED or other.country not in TRANSLITERATED:
        return
    if c.population > _GREAT or km_between(c.lat, c.lon, other.lat, other.lon) < _NEAR_KM:
        return
    looks = (m.candidates, gazetteer.similar(m.name))
    near = ((o, km_between(o.lat, o.lon, other.lat, other.lon)) for look in looks for o in look)
    closer = min(
        (f for f in near if f[0].level in _PLACED and f[1] < _NEAR_KM), key=lambda f: f[1], default=None
    )
    m.chosen, m.probability = (closer[0], 0.5) if closer is not None else (None, 0.0)
    m.reason = (
        f"{m.chosen.match} name near {other.name}" if m.chosen else f"no {m.name} is known near {other.name}"
    )


def _settle_in_country(m: Mention, told: Mention, outer: Candidate, gazetteer: Gazetteer) -> None:
    """What is told to lie "in" a place lies in its country; where none does, better none than a far one."""
    c = m.chosen
    if c is None or c.level not in _PLACED or not outer.country or outer.country in {c.country, ""}:
        return
    if c.country == "" or outer.gid == c.gid or km_between(c.lat, c.lon, outer.lat, outer.lon) < _BESIDE_KM:
        return
    home = outer.country
    other = next(
        (o for o in told.candidates if o.country == c.country and o.level is not Level.COUNTRY), None
    )
    if other is not None and c.match == "exact" and _is_about(c, other):
        told.chosen, told.probability = other, 0.6  # "Oicha in the Beni territory"
        told.reason = f"{other.match} name, as {c.name} lies in it"
        return
    near = [(outer.gid, outer.lat, outer.lon, 1.0)] if outer.level not in _BROAD else []
    there = [o for o in m.candidates if o.country == home and o.level in _PLACED]
    there.sort(key=lambda o: _away(o, near))
    closer = next(iter(there), None) or _at_home(m, home, near, gazetteer)
    m.chosen, m.probability = closer, 0.5 if closer is not None else 0.0
    known = f"{closer.match} name, within" if closer is not None else f"no {m.name} is known in"
    m.reason = f"{known} {country_name(home)}, where the words put it"


def _settle_by_way(m: Mention, way: Way, gazetteer: Gazetteer) -> None:
    """Take the place that lies where the words put it, and none elsewhere."""
    looks = (m.candidates, gazetteer.similar(m.name), gazetteer.akin(m.name))
    m.chosen = next((c for look in looks if (c := nearest(look, way)) is not None), None)
    m.probability = 0.9 if m.chosen is not None else 0.0
    start = way.start.name
    m.reason = f"{m.chosen.match} name, where the words put it from {start}" if m.chosen is not None else ""


def _settle_in_town(m: Mention, city: Mention, gazetteer: Gazetteer) -> None:
    """Keep a quarter to the town that the words put it in; say where none is known there."""
    town = city.chosen
    if town is None:
        return
    meant = _other_town(m, city, town)
    if meant is not None:
        city.chosen, city.probability = meant, 0.6
        town = meant
    if m.chosen is None or not lies_in(m.chosen, town):
        near = (
            c
            for look in (gazetteer.similar, gazetteer.akin)
            for c in look(m.name)
            if c.level in {Level.POINT, Level.TOWN}
            and is_near(c, town)
            and (c.match != "skeleton" or _alike(m.name, c, []) or _is_quarter_alike(m.name, c))
        )
        m.chosen, m.probability = next(near, None), 0.5
    if m.chosen is None:
        known = gazetteer.exact(m.name)
        told = f"no {m.name} is known in or near {town.name}" if known else f"no gazetteer has {m.text}"
        m.reason, m.probability = told, 0.0
    else:
        m.reason = f"{m.chosen.match} name, within {town.name}, as the words say"


def _other_town(m: Mention, city: Mention, town: Candidate) -> Candidate | None:
    """The town of that name in which the quarter does lie, where it is not much smaller than the chosen."""
    c = m.chosen
    if c is None or lies_in(c, town):
        return None
    there = [o for o in city.candidates if (o.level is Level.TOWN or o.kind == "admin1") and lies_in(c, o)]
    return next((o for o in there if o.population * 10 >= town.population), None)


def rank(name: str, candidates: Sequence[Candidate], home: str = "") -> list[tuple[Candidate, float, str]]:
    """How likely each place of a name is meant where nothing else is known.

    Args:
        name: The name asked for.
        candidates: The places that bear it.
        home: ISO code of the country that is spoken of; "" where none is.

    Returns:
        Place, probability and the reason in words, the likeliest first; the probabilities sum up to one.
    """
    m = Mention(name, 0, len(name), 0, 0, 0, tuple(candidates))
    scores = {c.gid: _prior(c, m) + 3.0 * (c.country == home) for c in candidates}
    best = max(scores.values(), default=0.0)
    total = sum(math.exp(s - best) for s in scores.values()) or 1.0
    ranked = sorted(candidates, key=lambda c: -scores[c.gid])
    return [(c, math.exp(scores[c.gid] - best) / total, _why(c, len(ranked), home)) for c in ranked]


def _why(c: Candidate, rivals: int, home: str) -> str:
    """What speaks for a place of a name, in words."""
    by = {"exact": "bears the name", "loose": "sounds like the name", "skeleton": "has the name's consonants"}
    told = [by.get(c.match, c.match) + ("" if c.own else " among its other names")]
    if rivals > 1:
        told.append(f"one of {rivals}")
    if c.kind in {"country", "admin1"}:
        told.append(f"a {'country' if c.kind == 'country' else 'first-order unit'}")
    elif c.population:
        told.append(f"some {c.population:,} people" if c.kind in {"town", "village"} else f"a {c.kind}")
    if c.gid.startswith("wl:"):
        told.append("listed by hand as a place of a war")
    if home and c.country == home:
        told.append(f"in {country_name(home)}, as asked")
    return "; ".join(told)


def _merge(shared: dict[str, float], own: dict[str, float]) -> dict[str, float]:
    return {gid: 0.3 * shared.get(gid, s) + 0.7 * s for gid, s in own.items()}


def _prior_scores(m: Mention) -> dict[str, float]:
    if len(m.priors) != len(m.candidates):
        m.priors = {c.gid: _prior(c, m) for c in m.candidates}
    return m.priors


def _prior(c: Candidate, m: Mention) -> float:
    score = 0.9 * math.log10(c.population + 300)
    if c.kind == "country":
        score += 2.2
    elif c.kind == "admin1":
        score += 1.0
        if _bears_a_town(c, m):
            score -= 2.5
        elif not c.own and any(
            o.own and o.level is Level.TOWN and o.population > _GREAT for o in m.candidates
        ):
            score -= 1.5  # "Beni" is the town of that very name, and no unit that is called "El Beni"
    elif c.level is Level.REGION:
        score += 6.0
    elif c.gid.startswith("wl:"):
        score += 2.0
    if c.own:
        score += 0.9
        if _is_capital(c, m):
            score += 1.5
    if c.match != "exact":
        score -= 0.8
    if c.kind != "country" and any(o.kind == "country" and o.country == c.country for o in m.candidates):
        score -= 3.0  # "Mexico" is the land, and neither its capital nor a state of it
    if c.kind == "admin1" and any(_is_capital(o, m) and o.unit != c.unit for o in m.candidates):
        score -= 1.5  # "Washington" is the capital, where nothing speaks for the state
    score += _asked(c, m.asked)
    return score


def _is_capital(c: Candidate, m: Mention) -> bool:
    return c.own and c.level is Level.TOWN and country_of_capital(m.name) == c.country


def _bears_a_town(unit: Candidate, m: Mention) -> bool:
    """Whether a bare name means a town and not the unit: its chief town, or one so called."""
    towns = [o for o in m.candidates if o.level is Level.TOWN and o.country == unit.country]
    chief = any(o.unit == unit.unit and o.population > _CHIEF_TOWN for o in towns)
    return chief or (not unit.own and any(o.own for o in towns))


def _asked(c: Candidate, asked: str) -> float:
    if not asked:
        return 0.0
    level = c.level.value
    if asked == "airport":
        return 5.0 if c.kind in {"airport", "airbase"} else -1.0
    if asked in {level, c.kind}:
        return 4.0
    if {asked, level} <= {"admin1", "admin2", "region"}:
        return 1.5
    if {asked, level} <= {"town", "point"}:
        return 0.5
    return -2.0 if asked in {"admin1", "admin2", "town"} else 0.0


Anchor = tuple[str, float, float, float]


def _context(
    groups: dict[str, list[Mention]], countries: Counter[str]
) -> tuple[dict[str, float], dict[str, float], list[Anchor]]:
    land: dict[str, float] = defaultdict(float, {k: 0.7 * v for k, v in countries.items()})
    units: dict[str, float] = defaultdict(float)
    anchors: list[Anchor] = []
    for key, group in groups.items():
        c = group[0].chosen
        if c is None:
            continue
        weight = _weight(group)
        if c.country:
            land[c.country] += weight * (1.5 if c.kind == "country" else 1.0)
        if c.unit and c.kind != "country":
            units[c.unit] += weight * (1.5 if c.kind == "admin1" else 1.0)
        if c.level not in _BROAD:
            anchors.append((key, c.lat, c.lon, weight))
    total, held = sum(land.values()) or 1.0, sum(units.values()) or 1.0
    return {k: v / total for k, v in land.items()}, {k: v / held for k, v in units.items()}, anchors


def _weight(group: list[Mention]) -> float:
    """How much a name speaks for the country of its place."""
    return group[0].probability * (1 + 0.3 * math.log(len(group)))


def _told_by_name(groups: dict[str, list[Mention]], total: float) -> dict[str, dict[str, float]]:
    """How much of all that speaks for a country is due to one name, whatever kind of place is asked for."""
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for key, group in groups.items():
        if (c := group[0].chosen) is not None and c.country:
            found[f"{key.rpartition('|')[0]}|"][c.country] += _weight(group) / total
    return found


def _total(groups: dict[str, list[Mention]], countries: Counter[str]) -> float:
    """All that speaks for any country."""
    told = sum(
        _weight(g) * (1.5 if c.kind == "country" else 1.0)
        for g in groups.values()
        if (c := g[0].chosen) is not None and c.country
    )
    return 0.7 * countries.total() + told or 1.0


def _scores(
    m: Mention, key: str, land: dict[str, float], units: dict[str, float], anchors: list[Anchor]
) -> dict[str, float]:
    out: dict[str, float] = {}
    priors = _prior_scores(m)
    for c in m.candidates:
        score = priors[c.gid]
        if c.kind != "country":
            score += 3.0 * land.get(c.country, 0.0)
            score += 2.0 * units.get(c.unit, 0.0)
        if c.level not in _BROAD:
            near = 0.0
            for other, lat, lon, weight in anchors:
                if other != key and abs(lat - c.lat) < 6:
                    near += weight * _nearness(lat, lon, c.lat, c.lon)
            score += 1.6 * math.log1p(near)
        if m.inside is not None:
            outer = m.inside.chosen
            if outer is not None and holds(outer, c):
                score += 6.0
            elif any(holds(o, c) for o in m.inside.candidates):
                score += 3.0
        out[c.gid] = score
    return out


@lru_cache(maxsize=8192)  # the places of a war meet again and again
def _nearness(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    d = km_between(lat1, lon1, lat2, lon2)
    return math.exp(-d / 60) + 0.4 * math.exp(-d / 300)


def _choose(m: Mention, scores: dict[str, float]) -> None:
    if not m.candidates:
        m.reason = "no gazetteer has this name"
        return
    own = {c.gid: scores.get(c.gid, 0.0) for c in m.candidates}
    best = max(own.values())
    chosen = max(m.candidates, key=lambda c: own[c.gid])
    total = sum(math.exp(s - best) for s in own.values())
    same = sum(math.exp(own[c.gid] - best) for c in m.candidates if _one(c, chosen))
    m.chosen, m.probability = chosen, same / total


def _one(a: Candidate, b: Candidate) -> bool:
    """Two entries of one place: of a level, and next to each other."""
    return a.gid == b.gid or (a.level is b.level and km_between(a.lat, a.lon, b.lat, b.lon) < 10)


def _settle(m: Mention, land: dict[str, float], anchors: list[Anchor], gazetteer: Gazetteer) -> None:
    """Mistrust a small place in a country of which the report does not speak; say why in words.

    Args:
        m: The name.
        land: How much of the report, but for this name, speaks of each country.
        anchors: The report's other places.
        gazetteer: To look again in the report's own country.
    """
    home = max(land, key=lambda k: land[k], default="")
    c = m.chosen
    # Of one land, or of two at war.
    spoken_of = home and (land[home] > 0.4 or sum(sorted(land.values())[-2:]) > 0.6)
    if c is not None and c.level in {Level.TOWN, Level.POINT} and spoken_of:
        stray = (
            land.get(c.country, 0.0) < 0.08
            and c.country != home
            and m.inside is None
            and c.population < 2_000_000
        )
        if stray:
            near = (
                m.listed_with is not None
                and m.listed_with.chosen is not None
                and m.listed_with.chosen.country == home
            )
            closer = _at_home(m, home, anchors, gazetteer)
            if c.own and c.match == "exact" and (c.population > _GREAT or _is_capital(c, m)):
                closer = closer if closer is not None and closer.match == "exact" else None
            if closer is not None:
                c = m.chosen = closer
                m.probability = 0.5
            elif home in TRANSLITERATED and (
                near or "kind_of" in m.features or not _plain(c, m) or _is_remote(c, anchors)
            ):
                m.reason = f"no {m.name} is known in {country_name(home)}, of which the report speaks"
                m.chosen, m.probability = None, 0.0
                return
    elif c is None and home in TRANSLITERATED:
        closer = _at_home(m, home, anchors, gazetteer)
        if closer is not None:
            c = m.chosen = closer
            m.probability = 0.5
    if c is not None:
        others = len(m.candidates) - 1
        rivals = f" among {others + 1} of the name" if others > 0 else ""
        where = f", within {m.inside.name}" if m.inside is not None else ""
        spoken = f"; the report speaks of {country_name(c.country)}" if land.get(c.country, 0.0) > 0.2 else ""
        m.reason = f"{c.match} name{rivals}{where}{spoken}"


def _at_home(m: Mention, home: str, anchors: list[Anchor], gazetteer: Gazetteer) -> Candidate | None:
    """A place of the report's own country that sounds like the name, the nearest to its other places."""
    looks = [gazetteer.similar]
    if not m.candidates or "kind_of" in m.features:
        looks.append(gazetteer.akin)
    for look in looks:
        found = [
            c
            for c in look(m.name)
            if c.country == home
            and (c.kind != "admin1" or m.asked == "admin1")
            and (c.match != "skeleton" or _alike(m.name, c, anchors))
        ]
        if 0 < len(found) < 4:
            return min(found, key=lambda c: (_away(c, anchors), -c.population))
    return None


def _plain(c: Candidate, m: Mention) -> bool:
    """Whether only the country speaks against a place: its name is known, and it is of the kind asked for."""
    fits = m.asked not in {"region", "airport", "point"} or _asked(c, m.asked) > 0
    known = c.own or c.population > _GREAT or c.gid.startswith("wl:")
    return c.match == "exact" and known and fits


def _is_remote(c: Candidate, anchors: list[Anchor]) -> bool:
    """Whether a place is so small and so far from all others that it only bears the name of the one meant."""
    return bool(anchors) and c.population < _LITTLE and _away(c, anchors) * 50 > _REMOTE_KM


def _alike(name: str, c: Candidate, anchors: list[Anchor]) -> bool:
    """Whether a place with a name's consonants may be it: its vowels, its ends, and where it lies.

    "Zaytan" is Zitan; "Labbouneh" is not Eilabun (it begins otherwise), "Masqan" is not Maskanah (it ends
    otherwise), and few consonants are enough only near the report's other places.
    """
    a, whole = loose(from_kurdish(name) or name), loose(c.name)
    b = " ".join(whole.split()[-len(a.split()) :])  # "Nahiyat al-Iskandariyah" for "Iskandriyah"
    like = max(SequenceMatcher(None, a, other).ratio() for other in {whole, b})
    if like < _SAME or _ends(a) != _ends(b):
        return False
    return len(skeleton(name)) > _FEW or not anchors or _away(c, anchors) * 50 < _BESIDE_KM


def _is_quarter_alike(name: str, c: Candidate) -> bool:
    """Whether a town's quarter has a name's consonants, and enough of them: "Salah al-Din" is Salaheddine."""
    return c.level is Level.POINT and len(skeleton(name)) > _FEW


def _ends(sound: str) -> tuple[bool, bool]:
    """Whether a name begins and ends with a vowel."""
    return sound[:1] in _VOWELS, sound[-1:] in _VOWELS


def _away(c: Candidate, anchors: list[Anchor]) -> float:
    """Kilometres to the nearest other place of the report, in steps of fifty."""
    return min((km_between(lat, lon, c.lat, c.lon) // 50 for _, lat, lon, _ in anchors), default=0.0)
