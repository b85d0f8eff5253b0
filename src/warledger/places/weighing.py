"""The evidence of the gazetteer and of the whole report for each name, and its sum."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from warledger.places.build import TRANSLITERATED
from warledger.places.country import country_of_capital
from warledger.places.evidence import BROAD, Mention, cues, holds, weights
from warledger.places.gazetteer import Candidate

_OF_OTHERS = frozenset({"EVENT", "PERSON", "PRODUCT", "WORK_OF_ART"})  # "the 1967 *Mideast* war"
_TOWN = 5_000  # people
_GREAT = 100_000  # people: towns that everybody knows by name


def weigh(mentions: Sequence[Mention], countries: Counter[str]) -> None:
    """Add the evidence of the gazetteer and of the whole report, and sum up."""
    focus = Counter(countries)
    for m in mentions:
        if m.entity == "GPE" or "locative" in m.features:
            focus.update(c.country for c in m.candidates if c.kind == "country")
        if m.stands_for and (iso := country_of_capital(m.name)):
            focus[iso] += 1
            m.features["capital_acts"] = 1.0
        a_person = m.entity == "PERSON" and m.name in cues().doubtful
        if "taken" in m.features and (a_person or not any(_taken(c) for c in m.candidates)):
            del m.features["taken"]
    spoken, main = set(focus), {c for c, n in focus.most_common(2) if n > 1} & TRANSLITERATED
    places = Counter(m.name for m in mentions if m.entity in {"GPE", "LOC"})
    persons = {
        w for m in mentions if m.entity == "PERSON" and "PERSON_part" in m.features for w in m.name.split()
    }
    table = weights()
    _chain(mentions)
    _look_elsewhere(mentions)
    told = spoken | {
        _land_of(m)
        for m in mentions
        if m.entity in {"GPE", "LOC"} or {"locative", "taken"} <= m.features.keys()
    }
    for m in mentions:
        f = m.features
        if "taken" in f and not any(_at_war(c, told, m.entity == "PERSON") for c in m.candidates):
            del f["taken"]  # "Llamas was captured": a man, and no far village
        _known(m, spoken)
        others = places[m.name] - (m.entity in {"GPE", "LOC"})
        if others:
            f["place_elsewhere"] = min(1.0, others / 2)
        if m.name in persons:
            f["person_elsewhere"] = 1.0
        if "doubtful" not in f and any(map(_is_great, m.candidates)):
            f["great"] = 1.0
        if any(c.country in main and c.match == "exact" for c in m.candidates):
            f["country_of_report"] = 1.0
        m.weight = sum(table.get(name, 0.0) * value for name, value in f.items())
        if m.part_of == "media" or _is_common(m):
            m.weight -= 6.0
    _agree(mentions)


def _look_elsewhere(mentions: Sequence[Mention]) -> None:
    """Note of names that they are an illness' or a site's elsewhere in the report, and stand alone here."""
    ailments = {m.name for m in mentions if "ailment" in m.features}
    towns = {m.name for m in mentions if m.entity in {"GPE", "LOC"}}
    sites = {m.name for m in mentions if m.part_of == "site" and m.name not in towns}
    sites -= {m.name for m in mentions if m.sentence < 0 or m.features.keys() & {"held", "kind_of"}}
    for m in mentions:
        if m.name in ailments and not m.features.keys() & {"ailment", "locative", "held", "kind_of"}:
            m.features["ailment_elsewhere"] = 1.0
        if m.name in sites and m.part_of != "site":
            m.features["site_elsewhere"] = 1.0


def _is_spelling(c: Candidate) -> bool:
    """Whether a name is another spelling of a town's, where names are written in other letters."""
    return c.match == "exact" and c.country in TRANSLITERATED and c.population > _TOWN


def _is_great(c: Candidate) -> bool:
    return c.own and c.match == "exact" and c.population >= _GREAT


def _taken(candidate: Candidate) -> bool:
    """Whether forces can take it: a settlement or a province of that very name."""
    return candidate.match == "exact" and candidate.level not in BROAD


def _land_of(m: Mention) -> str:
    """The land, of those at war, in which the greatest place of a name lies; "" where it lies elsewhere."""
    great = max((c for c in m.candidates if _taken(c)), key=lambda c: c.population, default=None)
    return great.country if great is not None and great.country in TRANSLITERATED else ""


def _at_war(candidate: Candidate, spoken: set[str], a_person: bool) -> bool:
    """Whether a report that names no land may mean a place: one of a war, or no small one far away."""
    if candidate.country in spoken or candidate.gid.startswith("wl:"):
        return True
    return not a_person and (candidate.country in TRANSLITERATED or candidate.population >= _GREAT)


def _is_common(m: Mention) -> bool:
    """Whether what looks like a name is a people's ("a *Jewish* quarter"), or a bare noun ("the *Tower*")."""
    words = cues()
    if m.name in words.agencies:
        return True
    if m.first != m.last or "held" in m.features:
        return False
    if m.name in words.peoples:
        return m.asked not in {"admin1", "admin2", "airport"}
    bare = m.name.lower() in words.asked or m.name in words.site or m.name in words.nouns
    return bare and not m.asked


def _chain(mentions: Sequence[Mention]) -> None:
    """Names in a row: "Athens, Ga.", "the towns of A, B and C", "A, B and C provinces"."""
    for a, b in pairwise(mentions):
        if a.sentence != b.sentence:
            continue
        close = b.first - a.last == 2 and 0 < b.start - a.end <= 2
        if close and any(holds(y, x) for y in b.candidates for x in a.candidates):
            a.inside = b
            a.features["held"] = b.features["holds"] = 1.0
        elif a.listed_with is None and b.linked:
            a.listed_with = b
            if "kind_of" in a.features and a.plural:
                b.features["kind_of"] = 1.0
                b.asked, b.plural = a.asked, True
    for a in reversed(mentions):
        following = a.listed_with
        if (
            following is not None
            and following.plural
            and following.asked
            and not a.asked
            and "kind_of" not in following.features
        ):
            a.asked, a.plural = following.asked, True
            a.features["tail_small"] = 1.0


def _agree(mentions: Sequence[Mention]) -> None:
    """What is plainly a place once is one again; so are names in a row with plain places."""
    sure = {m.name for m in mentions if m.weight > 1.0}
    for m in mentions:
        personal = "PERSON_part" in m.features or "title" in m.features or m.part_of == "media"
        if m.weight <= 0 and m.name in sure and not personal:
            m.weight += 0.8
    for a in mentions:
        b = a.listed_with
        if b is None:
            continue
        if a.weight > 1.0 and b.weight <= 0 and b.candidates and "PERSON_part" not in b.features:
            b.weight += 0.8
        elif b.weight > 1.0 and a.weight <= 0 and a.candidates and "PERSON_part" not in a.features:
            a.weight += 0.8


def _known(m: Mention, spoken: set[str]) -> None:
    """What the gazetteer tells of the places that bear the name."""
    f = m.features
    if m.first == m.last and m.name in cues().doubtful:
        f["doubtful"] = 1.0
    if not m.candidates:
        f["unlisted"] = 1.0
        if "kind_of" in f or "told_where" in f:
            f["unlisted_cued"] = 1.0
        return
    size = max(c.population for c in m.candidates)
    f["size"] = math.log10(size + 300) - 4
    if any(c.kind in {"country", "region", "sea"} for c in m.candidates):
        f["broad"] = 1.0
    elif any(c.kind == "admin1" for c in m.candidates):
        f["unit"] = 1.0
    if any(c.country in spoken for c in m.candidates if c.country):
        f["country_spoken_of"] = 1.0
        if all(c.country in spoken & TRANSLITERATED and c.match == "exact" for c in m.candidates):
            f["only_there"] = 1.0
        if any(c.gid.startswith("wl:") and c.country in spoken for c in m.candidates):
            f["listed"] = 1.0
    if all(c.match != "exact" for c in m.candidates):
        f["inexact"] = 1.0
    if not any(c.own or c.level in BROAD or _is_spelling(c) for c in m.candidates):
        f["not_own"] = 1.0
    named = "doubtful" not in f and m.entity not in _OF_OTHERS
    if named and all(c.level in BROAD and c.match == "exact" for c in m.candidates):
        f["only_land"] = 1.0
    local = len(m.name) == 3 and f.keys() >= {"unit", "country_spoken_of"}  # "NSW", told of Australia
    if len(m.name) < 4 and m.name.isupper() and "broad" not in f and not local:
        f["acronym"] = 1.0
