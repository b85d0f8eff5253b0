"""Names reduced to the form by which they are compared: the same on both sides of every look-up."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import lru_cache

_NOT_WORD = re.compile(r"[^\w]+")
_APOSTROPHES = re.compile(r"['’‘`ʿʾʼ]")
_ARTICLES = frozenset(("the", "al", "el", "as", "ash", "ar", "an", "ad", "at", "az", "ath"))
_PART_OF = re.compile(r"^(?:the )?(?:[a-z]+ )+of (?=[A-Z])")  # "centre of", "town of"
_UNITS = re.compile(
    r"^(province|governorate|oblast|region|district|state|city|town|village|county|prefecture|countryside"
    r"|muhafazat|raion|wilaya|department|of)$"
)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case, no accents, no apostrophes, single spaces."""
    kept = _APOSTROPHES.sub("", text).casefold()
    if not kept.isascii():
        plain = unicodedata.normalize("NFKD", kept)
        kept = "".join(c for c in plain if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", kept).strip()


@lru_cache(maxsize=65536)
def name_key(text: str) -> str:
    """A party's or source's name as it is compared: "The Syrian Army" and "Syrian army" agree."""
    folded = fold(text)
    return folded.removeprefix("the ")


@lru_cache(maxsize=65536)
def place_key(text: str) -> str:
    """A place's name without articles and the words for units: "the province of Hama" is "hama"."""
    words = fold(text).split()
    kept = [w for w in words if w not in _ARTICLES and not _UNITS.match(w)]
    return " ".join(kept or words)


def usual_name(told: Mapping[str, int], gazetteer: str) -> str:
    """What reports call a place: "Kupiansk" where they write "centre of Kupiansk" and "Kupiansk".

    Args:
        told: How often they use which words for it.
        gazetteer: The gazetteer's name, taken where they have none; of names as frequent, the one like it.
    """
    names: Counter[str] = Counter()
    for words, times in told.items():
        name = _PART_OF.sub("", words)
        if name[:1].isupper():
            names[name] += times
    if not names:
        return gazetteer or min(told, key=lambda w: (-told[w], len(w), w), default="")
    wanted = place_key(gazetteer)

    def rank(name: str) -> tuple[int, float, int, str]:
        return (-names[name], -SequenceMatcher(None, place_key(name), wanted).ratio(), len(name), name)

    return min(names, key=rank)
