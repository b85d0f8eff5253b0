"""Names that no gazetteer has, but that the model or the words around call a place's."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from warledger.knowledge import bundled
from warledger.places.country import country_of_demonym
from warledger.places.evidence import Mention, cues
from warledger.places.measured import tells_a_way
from warledger.places.normal import ARTICLES

if TYPE_CHECKING:
    from warledger.language.document import Sentence
    from warledger.language.tokens import Token

_STOPS = frozenset({"and", ",", "of", "the", "for"})
_NO_PLACES = frozenset({"NORP", "DATE", "TIME", "EVENT", "PRODUCT", "LAW", "WORK_OF_ART", "LANGUAGE"})
_CALLED = frozenset({"called", "named"})


@cache
def _areas() -> frozenset[str]:
    return frozenset(bundled(__package__, "data/phrases.yaml")["areas_named"])


@cache
def _heads() -> frozenset[str]:
    return frozenset(bundled(__package__, "data/phrases.yaml")["name_heads"])


def is_head(tokens: list[Token], i: int, j: int) -> bool:
    """Whether a name is only the first word of a longer one: "*Jabal* Murad", "*Camp* Abubakar"."""
    if i != j or tokens[i].lower_ not in _heads() or j + 1 >= len(tokens):
        return False
    following = tokens[j + 1]
    return following.text[:1].isupper() and following.lower_ not in cues().asked


def unlisted(  # noqa: PLR0913, PLR0917 - one step of the scan
    text: str, sentence: Sentence, tokens: list[Token], i: int, ends: list[int], listed: bool
) -> Mention | None:
    """The name that begins at a token, where something but the gazetteer says that it is a place's.

    Args:
        text: The report.
        sentence: The sentence.
        tokens: Its tokens.
        i: Index of the name's first token.
        ends: Indices at which it may end, the farthest first.
        listed: Whether it goes on a list of places.
    """
    token = tokens[i]
    if token.lower_ == "the" or any(c.isdigit() for c in token.text):
        return None  # "The United States": the name begins with the next word; "H1N1" names no place
    if token.ent_type_ in {"GPE", "LOC"} and token.ent_iob_ == "B":
        j = i
        while j + 1 < len(tokens) and tokens[j + 1].ent_iob_ == "I":
            j += 1
        if not country_of_demonym(token.text) or j > i:
            return _mention(text, sentence, tokens, i, _whole(tokens, j))
    stop = (k - 1 for k in range(i + 1, ends[0] + 1) if tokens[k].lower_ in _STOPS)
    j = next(stop, ends[0])
    if listed or _kind_before(tokens, i) in {"town", "admin2", "admin1"}:
        return _mention(text, sentence, tokens, i, j)
    if _is_name(tokens, i, j) and (
        (j > i and tokens[i].lower_ in _heads())
        or _of_area(tokens, i)
        or _is_called(tokens, i)
        or tells_where(text, sentence.at(tokens[j]).end)
    ):
        return _cued(text, sentence, tokens, i, j)
    return area(text, sentence, tokens, i, ends)


def area(text: str, sentence: Sentence, tokens: list[Token], i: int, ends: list[int]) -> Mention | None:
    """The whole name before an area's noun ("the *Ben Younis* area"), though a part of it may be listed."""
    stop = (k - 1 for k in range(i + 1, ends[0] + 1) if tokens[k].lower_ in _STOPS)
    j = next(stop, ends[0])
    if _area_behind(tokens, i, j) and _is_name(tokens, i, j):
        return _cued(text, sentence, tokens, i, j)
    return None


def tells_where(text: str, end: int) -> bool:
    """Whether what follows a name tells where it lies: so far from a town, or that it is a part of one."""
    return tells_a_way(text, end) or (text[end : end + 1] == "," and bool(_told().match(text, end)))


def is_part(text: str, end: int) -> bool:
    """Whether a name is that of a part of what is named next: "the *Petrovsky* district of Donetsk"."""
    return bool(_part_of().match(text, end))


@cache
def _part_of() -> re.Pattern[str]:
    parts = "|".join(bundled(__package__, "data/phrases.yaml")["named_parts"])
    return re.compile(rf"\s+(?:{parts})\s+(?:of|in)\s+(?:[a-z]+\s+)?[^\W\d_a-z]")


@cache
def _told() -> re.Pattern[str]:
    parts = "|".join(_areas())
    plain = r"(?:(?!\b(?:of|in|from|at|near|and)\b)[^,.;:()]){0,60}?"
    return re.compile(rf",\s+(?:an?|one\s+of|the)\s+{plain}\b(?:{parts})s?\s+(?:of|in|near|outside)\s")


def _cued(text: str, sentence: Sentence, tokens: list[Token], i: int, j: int) -> Mention:
    found = _mention(text, sentence, tokens, i, j)
    found.features["kind_of"] = 1.0
    return found


def _mention(text: str, sentence: Sentence, tokens: list[Token], i: int, j: int) -> Mention:
    span = sentence.cover(tokens[i], tokens[j])
    return Mention(text[span.start : span.end], span.start, span.end, sentence.index, i, j)


def _whole(tokens: list[Token], j: int) -> int:
    """The end of a name that the model cut at a hyphen ("Jabal *Al*-Zahiyah")."""
    while (
        j + 2 < len(tokens)
        and tokens[j + 1].text == "-"
        and tokens[j].lower_ in ARTICLES
        and not tokens[j].whitespace_
        and not tokens[j + 1].whitespace_
        and tokens[j + 2].text[:1].isupper()
    ):
        j += 2
    return j


def _kind_before(tokens: list[Token], i: int) -> str:
    if i > 1 and tokens[i - 1].lower_ == "of":
        return cues().asked.get(tokens[i - 2].lower_, "")
    return ""


def _is_name(tokens: list[Token], i: int, j: int) -> bool:
    """Whether words may name a place: proper nouns, no people's, no title, no short letters."""
    run = tokens[i : j + 1]
    if any(t.ent_type_ in _NO_PLACES or t.text in cues().peoples for t in run) or country_of_demonym(
        run[0].text
    ):
        return False
    if not any(t.pos_ == "PROPN" for t in run) or run[0].pos_ in {"DET", "ADP", "PRON", "CCONJ", "SCONJ"}:
        return False
    return not (run[-1].text.isupper() and len(run[-1].text) < 6) and run[0].lower_ not in cues().titles


def _of_area(tokens: list[Token], i: int) -> bool:
    """As in "the neighbourhood of *Adhamiyah*"."""
    k = i - 2 - (i > 2 and tokens[i - 1].lower_ == "the")
    return k >= 0 and tokens[k + 1].lower_ == "of" and tokens[k].lower_ in _areas()


def _is_called(tokens: list[Token], i: int) -> bool:
    """As in "a village called *Jibu*"."""
    return i > 1 and tokens[i - 1].lower_ in _CALLED and tokens[i - 2].lower_ in _areas() | {"town", "city"}


def _area_behind(tokens: list[Token], i: int, j: int) -> bool:
    """As in "in *Wardigley* district": behind a preposition or an article, and no part of a longer noun."""
    if j + 1 >= len(tokens) or tokens[j + 1].lower_ not in _areas() or not i:
        return False
    after = tokens[j + 2] if j + 2 < len(tokens) else None
    if after is not None and after.pos_ in {"NOUN", "PROPN"}:
        return False
    before = tokens[i - 1]
    return before.pos_ in {"ADP", "DET", "ADJ"} or before.lower_ in {"and", ",", "'s"}
