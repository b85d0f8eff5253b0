"""Adjectives of lands: "the *Turkish* army" acts for Turkey, "the *Greek* capital" lies in Greece.

They are no places of events. A nationality ("a Syrian doctor") tells neither where something is nor whose
state acts, and is left alone; so are peoples ("Russians") and languages ("in Arabic").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from warledger.knowledge import bundled
from warledger.model import Place
from warledger.places.country import country_name, country_of_demonym
from warledger.places.evidence import cues

if TYPE_CHECKING:
    from warledger.language.document import Document, Sentence
    from warledger.language.tokens import Token
    from warledger.places.gazetteer import Candidate, Gazetteer

_JOINS = frozenset({"and", "or", ",", "-", "/"})
_OF_A_NOUN = frozenset({"NOUN", "PROPN", "ADJ"})
_SURE = 0.9


@dataclass(slots=True, frozen=True)
class _Words:
    """The words of data/belonging.yaml."""

    ground: frozenset[str]
    state: frozenset[str]
    lands: frozenset[str]
    peoples: frozenset[str]
    regions: dict[str, str]


@cache
def _words() -> _Words:
    raw = bundled(__package__, "data/belonging.yaml")
    names = set(_Words.__slots__) - {"regions"}
    regions = {adjective.casefold(): name for adjective, name in raw["regions"].items()}
    return _Words(regions=regions, **{n: frozenset(map(str, raw[n])) for n in names})


def belongings(document: Document, places: Sequence[Place], gazetteer: Gazetteer) -> list[Place]:
    """The lands that a report's adjectives stand for, in order; none overlaps a place that is named.

    Args:
        document: The report.
        places: Its named places.
        gazetteer: To look the lands up.

    Returns:
        Places whose ``literal`` is False where the land's state is meant, and not where something lies.
    """
    named = [(p.start, p.end) for p in places]
    return [
        place
        for sentence in document.sentences
        for place in _of_sentence(document, sentence, gazetteer)
        if not any(a < place.end and place.start < b for a, b in named)
    ]


def _of_sentence(document: Document, sentence: Sentence, gazetteer: Gazetteer) -> Iterator[Place]:
    tokens = sentence.words
    i = 0
    while i < len(tokens):
        j, land, is_region = _adjective(tokens, i)
        if land:
            nouns = _nouns(tokens, j + 1)
            literal = bool(nouns & _words().ground) and not _is_named(tokens, j + 1)
            wide = is_region and nouns and not nouns & (_words().lands | _words().peoples | cues().ailments)
            c = _looked_up(gazetteer, land) if literal or wide or nouns & _words().state else None
            if c is not None and (wide or not is_region):
                span = sentence.cover(tokens[i], tokens[j])
                name = document.text[span.start : span.end]
                yield Place(
                    name, span.start, span.end, literal and not is_region, c.name, c.geonameid, c.gid,
                    c.lat, c.lon, c.level, "", c.country, c.radius_km, _SURE, f"the adjective of {c.name}",
                )  # fmt: skip
        i = j + 1


def _adjective(tokens: Sequence[Token], i: int) -> tuple[int, str, bool]:
    """The index of an adjective's last word, its land ("" where none begins), whether that is a region."""
    if not tokens[i].text[:1].isupper():
        return i, "", False
    for j in (i + 1, i):
        if j >= len(tokens):
            continue
        words = " ".join(t.text for t in tokens[i : j + 1])
        if iso := country_of_demonym(words):
            return j, country_name(iso), False
        if region := _words().regions.get(words.casefold(), ""):
            return j, region, True
    return i, "", False


def _nouns(tokens: Sequence[Token], k: int) -> set[str]:
    """The words of the noun phrase that goes on at k, in their base form and small letters."""
    found: set[str] = set()
    while k < len(tokens):
        token = tokens[k]
        if token.text in _JOINS and not found and k + 1 < len(tokens) and _adjective(tokens, k + 1)[1]:
            k = _adjective(tokens, k + 1)[0] + 1  # "the *American* and Mexican ministers"
            continue
        if token.pos_ not in _OF_A_NOUN:
            break
        found.add(token.lemma_.lower())
        k += 1
    return found


def _is_named(tokens: Sequence[Token], k: int) -> bool:
    """Whether the ground has its own name, which tells more: "the Fijian island of *Taveuni*"."""
    while k < len(tokens) and tokens[k].pos_ in _OF_A_NOUN:
        if tokens[k].pos_ == "PROPN":
            return True
        k += 1
    return [t.text for t in tokens[k : k + 1]] == ["of"] and any(
        t.pos_ == "PROPN" for t in tokens[k + 1 : k + 3]
    )


def _looked_up(gazetteer: Gazetteer, name: str) -> Candidate | None:
    return next((c for c in gazetteer.exact(name) if c.kind in {"country", "region"}), None)
