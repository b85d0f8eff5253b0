"""What the coder can read: reports in English. Others are kept, uncoded, with the reason."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from warledger.knowledge import bundled
from warledger.model import Report

_LOOKED_AT = 4_000
_LEAST_LETTERS = 20
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(slots=True, frozen=True)
class _Rules:
    english: frozenset[str]
    latin: float
    share: float
    least: int
    certain: float
    names: Mapping[str, str]


@cache
def _rules() -> _Rules:
    raw = bundled(__package__ or "", "screen.yaml")
    shares = raw["shares"]
    return _Rules(
        frozenset(raw["english"].split()),
        shares["latin"],
        shares["english"],
        int(shares["least_words"]),
        shares["certain"],
        raw["languages"],
    )


def reason_to_drop(report: Report) -> str:
    """Why a report is not coded; "" where it is.

    The letters and the commonest words tell nearly always. A language model (py3langid; Lui and Baldwin
    2012), which takes seconds to load, is asked only where they leave doubt, and believed only where it is
    sure.
    """
    rules = _rules()
    text = report.text[:_LOOKED_AT]
    letters = [c for c in text if c.isalpha()]
    if len(letters) < _LEAST_LETTERS:
        return ""
    latin = sum(_is_latin(c) for c in letters) / len(letters)
    if latin < rules.latin:
        return f"not in English (written in {_script(letters)} letters)"
    words = [w.casefold() for w in _WORD.findall(text)]
    if len(words) < rules.least:
        return ""
    if sum(w in rules.english for w in words) >= rules.share * len(words):
        return ""
    language, sure = _guess(text)
    if language == "en" or sure < rules.certain:
        return ""
    return f"not in English ({rules.names.get(language, language)} by its words)"


def _is_latin(letter: str) -> bool:
    return letter < "\u0250" or unicodedata.name(letter, "").startswith("LATIN")


def _script(letters: list[str]) -> str:
    """The commonest script, by the first word of its letters' names ("Cyrillic", "Arabic")."""
    named = Counter(unicodedata.name(c, "?").split()[0] for c in letters if not _is_latin(c))
    return named.most_common(1)[0][0].capitalize()


def _guess(text: str) -> tuple[str, float]:
    model = _model()
    language, sure = model.classify(text)
    return str(language), float(sure)


@cache
def _model():  # type: ignore[no-untyped-def]  # the library has no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - seconds, seldom needed

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
