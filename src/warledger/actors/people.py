"""Where the name of a human being begins and ends: titles, first names, particles, however it is parsed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from warledger.actors.registry import name_rules
from warledger.language.tokens import spelled

if TYPE_CHECKING:
    from warledger.language.tokens import Token

PARTICLES = frozenset(
    {"al", "el", "ul", "bin", "ibn", "bint", "abu", "von", "van", "de", "der", "da", "di", "as"}
)
_JOINTS = frozenset({"-", "'", "’", "‘", "`", "–"})
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_NO_NAMES = frozenset({"DATE", "TIME", "EVENT", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY"})
_LONGEST = 12
_ROLE_OF = re.compile(
    r"(?:[A-Z][a-z]+[ -]){0,3}[A-Z][a-z]+ of (?:the |all )?"
    r"[A-Z][\w.’'-]*(?: (?:of |and |the )*[A-Z][\w.’'-]*){0,4}"
    r"(?: \([A-Z]{2,6}\))?,? $"
)


def run(token: Token) -> list[Token]:
    """The words of a person's name around one of them, with titles and adjectives of nation."""
    doc = token.doc
    first = last = token.i
    while last + 1 < len(doc) and last - token.i < _LONGEST and _goes_on(doc[last], doc[last + 1]):
        last += 1
    while last > token.i and not _may_end(doc[last]):
        last -= 1
    while first > 0 and token.i - first < _LONGEST and _goes_back(doc[first - 1], doc[first]):
        first -= 1
    while first < token.i and not doc[first].text[0].isalpha():
        first += 1
    return doc[first : last + 1]


def person_name(token: Token) -> str:
    """The fullest name that stands around a word, with "President of …" before it."""
    tokens = run(token)
    doc = token.doc
    text = spelled(tokens)
    words = doc[max(token.sent.start, tokens[0].i - 14) : tokens[0].i]
    before = "".join(t.text + t.whitespace_ for t in words)[-110:]
    role = _ROLE_OF.search(before)
    if role and any(w in name_rules().titles for w in role[0].lower().split(" of ")[0].split()):
        text = role[0] + text
    text = re.sub(r"\s*\([^()]*\),?", "", text)
    return " ".join(text.split()).strip(" \"'’-–,.")


def _goes_on(here: Token, following: Token) -> bool:
    if following.is_sent_start or here.text == "," or following.is_space:
        return False
    if following.ent_type_ in _NO_NAMES:
        return False
    if following.lower_ in PARTICLES or following.text in _JOINTS:
        tight = not here.whitespace_ or following.lower_ in PARTICLES
        return tight and (following.tag_ != "POS" or _before_particle(following))
    if not following.text[0].isupper() or following.pos_ == "VERB":
        return False
    if following.ent_type_ == "PERSON":
        return (
            following.ent_iob_ == "I"
            or here.text in _JOINTS
            or here.lower_ in name_rules().titles
            or _loose(here)
        )
    return following.pos_ == "PROPN" and following.ent_type_ not in _PLACES and not _closed(here)


def _before_particle(quote: Token) -> bool:
    """Whether what looks like a possessive is a letter of the name: "Shia' al-Sudani"."""
    return quote.text in _JOINTS and quote.i + 1 < len(quote.doc) and quote.nbor(1).lower_ in PARTICLES


def _loose(here: Token) -> bool:
    """A word that cannot end a name, so that what the recogniser calls a new name goes on with it."""
    return here.ent_type_ != "PERSON" or here.lower_ in PARTICLES


def _closed(here: Token) -> bool:
    return here.ent_type_ in ("ORG", "NORP", *_PLACES)


def _may_end(token: Token) -> bool:
    return token.text[0].isalnum() and token.lower_ not in PARTICLES


def _goes_back(before: Token, here: Token) -> bool:
    if here.is_sent_start or before.is_space or before.ent_type_ in _NO_NAMES:
        return False
    low = before.lower_
    if before.text in _JOINTS:
        return not here.whitespace_ or not before.whitespace_ or _before_particle(before)
    if low in PARTICLES:
        return before.tag_ != "POS"
    if not before.text[0].isupper():
        return False
    if low.rstrip(".") in name_rules().titles:
        return True
    if here.lower_.rstrip(".") in name_rules().titles:
        return before.pos_ in ("ADJ", "PROPN") and (
            before.ent_type_ == "NORP" or (before.ent_type_ in _PLACES and before.is_upper)
        )
    if before.ent_type_ == "PERSON" or here.text in _JOINTS:
        return before.pos_ in ("PROPN", "NOUN", "ADJ") and here.ent_type_ not in _PLACES
    return (
        before.pos_ == "PROPN"
        and not before.ent_type_
        and here.ent_type_ == "PERSON"
        and here.ent_iob_ != "B"
    )
