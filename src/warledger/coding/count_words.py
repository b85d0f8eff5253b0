"""The words of ``counts.yaml`` and the numbers that words and figures tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from warledger.knowledge import bundled
from warledger.model import Count

_MOST = 10_000_000_000


@dataclass(slots=True, frozen=True)
class Words:
    """What ``counts.yaml`` tells; ``triggers`` gives the harms and frames of a lemma."""

    triggers: dict[str, tuple[tuple[str, str], ...]]
    sets: dict[str, frozenset[str]]
    toll_of: dict[str, str]
    numbers: dict[str, int]
    scales: dict[str, int]
    vague: dict[str, tuple[int, ...]]
    bounds: dict[str, str]
    pattern: re.Pattern[str]
    known: frozenset[str]


@cache
def knowledge() -> Words:
    """The file, read at first use."""
    raw = bundled(__package__, "counts.yaml")
    triggers: dict[str, list[tuple[str, str]]] = {}
    for harm, frames in raw["triggers"].items():
        for frame, lemmas in frames.items():
            for lemma in lemmas:
                triggers.setdefault(lemma, []).append((harm, frame))
    for lemma in raw["both"]:
        triggers.setdefault(lemma, []).append(("both", "noun"))
    for lemma in raw["toll"]:
        triggers.setdefault(lemma, []).append(("killed", "toll"))
    for lemma in raw["movers"]:
        triggers.setdefault(lemma, []).append(("displaced", "mover"))
    for lemma in raw["captives"]:
        triggers.setdefault(lemma, []).append(("detained", "captive"))
    for lemma in raw["quitters"]:
        triggers.setdefault(lemma, []).append(("displaced", "home_left"))
    for lemma in raw["losses"]:
        triggers.setdefault(lemma, []).append(("killed", "loss"))
    triggers.setdefault("number", []).append(("killed", "number"))
    triggers.setdefault("life", []).append(("killed", "life"))
    for lemma in raw["to_death"]:
        triggers.setdefault(lemma, []).append(("killed", "to_death"))
    bounds = {word: shape for shape, listed in raw["bounds"].items() for word in listed}
    vague = {k: tuple(v) for k, v in raw["vague"].items()}
    return Words(
        triggers={k: tuple(v) for k, v in triggers.items()},
        sets={
            k: frozenset(raw[k])
            for k in (
                "people_only",
                "moving",
                "captors",
                "homes",
                "leavers",
                "reporting",
                "people",
                "groups",
                "collective",
                "things",
            )
        },
        toll_of=raw["toll_of"],
        numbers=raw["numbers"],
        scales=raw["scales"],
        vague=vague,
        bounds=bounds,
        pattern=_number_pattern(raw["numbers"], raw["scales"], vague, bounds),
        known=frozenset(triggers),
    )


def either(words: Iterable[str]) -> str:
    """A pattern that takes any of the words, longest first."""
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=lambda w: (-len(w), w)))


def _number_pattern(
    numbers: dict[str, int], scales: dict[str, int], vague: dict[str, tuple[int, ...]], bounds: dict[str, str]
) -> re.Pattern[str]:
    word = either(n for n in numbers if n not in {"a", "an"})
    scale = either(scales)
    spelled = (
        rf"(?:(?:{word})(?:[-\s](?:{word}))?(?:\s+(?:{scale}))*|(?:a|an)\s+(?:{scale})(?:\s+(?:{scale}))*)"
    )
    figure = rf"\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?(?:\s+(?:{scale}))?"
    number = rf"(?:{figure}|{spelled})"
    return re.compile(
        rf"(?<![\w.,$€£/-])(?:(?P<bound>{either(bounds)})\s+)?"
        rf"(?:between\s+(?P<low>{number})\s+and\s+(?P<high>{number})|"
        rf"(?P<low2>{figure})(?:-|–)(?P<high2>{figure})|(?P<low3>{number})\s+(?:-|–|to|or)\s+(?P<high3>{number})|"
        rf"(?P<vague>{either(vague)})|(?P<one>{number}))(?P<more>\s+or\s+more\b)?"
        r"(?!\w|[,.]\d|\s?%|\s+per\s?cent|-?\s?(?:year|month|week|day)s?[-\s]old|[:/-]\d|-\w)",
        re.IGNORECASE,
    )


def _value(words: str) -> int | None:
    """The integer that figures or number words tell."""
    know = knowledge()
    total = current = 0
    for word in re.split(r"[\s-]+", words.lower().strip()):
        plain = word.replace(",", "")
        if re.fullmatch(r"\d+(?:\.\d+)?", plain):
            if len(plain) > 12:
                return None
            number = float(plain)
            if number != int(number) and word == words.lower().strip():
                return None
            current = current + number if current else number  # type: ignore[assignment]
        elif plain in know.scales:
            current = (current or 1) * know.scales[plain]
            if know.scales[plain] >= 1000:
                total, current = total + current, 0
        elif plain in know.numbers:
            current += know.numbers[plain]
        else:
            return None
    return int(total + current) if total + current <= _MOST else None


def count_of(match: re.Match[str]) -> Count | None:
    """What a match of the number pattern means; None where it is no number."""
    know = knowledge()
    bound = re.sub(r"\s+", " ", (match["bound"] or "").lower())
    low, high = (match[k] or match[k + "2"] or match[k + "3"] for k in ("low", "high"))
    if low:
        a, b = _value(low), _value(high)
        if a is None or b is None or a > b:
            return None
        return Count(a, a, b)
    if match["vague"]:
        least, *best = know.vague[re.sub(r"\s+", " ", match["vague"].lower())]
        top = best[0] if best and least == 0 else None
        return Count(least, best[0] if best else None, top)
    number = _value(match["one"])
    if number is None:
        return None
    shape = know.bounds.get(bound, "low-best" if match["more"] else "low-best-high")
    return Count(*(number if name in shape.split("-") else None for name in ("low", "best", "high")))


def add(one: Count, two: Count) -> Count:
    """Two counts together; what one of them leaves open stays open."""

    def plus(a: int | None, b: int | None) -> int | None:
        return a + b if a is not None and b is not None else None

    low = plus(one.low or one.best, two.low or two.best)
    return Count(low, plus(one.best, two.best), plus(one.high, two.high))
