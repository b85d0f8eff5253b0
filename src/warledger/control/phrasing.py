"""What the words of a claim say of its place: all of it, a part, what lies around it, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from warledger.control.parameters import parameters
from warledger.control.reading import Spot, Told
from warledger.ledger.words import fold

_TOKEN = re.compile(r"[\w'’‘`ʿʾʼ-]+|[,;:()]")
_PARTICLES = frozenset(("al", "el", "as", "ash", "ar", "an", "ad", "at", "az", "de", "ez"))
_PREPOSITIONS = frozenset(("in", "of", "from", "on", "at", "near", "around"))
_AREAS = frozenset(("country", "region", "admin1", "admin2"))
_NEAR = r"(?:in|inside|around|near|on|from|between|along|at)"
_SAME = r"(?: (?!and\b|or\b|but\b|then\b|before\b|after\b|while\b|when\b)\w+)"  # still of the same thing
_IT = (  # "it" as the place, not as the one who acts
    r"\b(?:of|from|in|into|inside|to|over|around|outside|near) it\b"
    r"|\bit(?=$| (?:from|on|after|at|by|back|without|again|before|when|until|fell|fully)\b)"
)


@dataclass(slots=True, frozen=True)
class Scope:
    """How much of a place a claim speaks of.

    Attributes:
        part: Only a part of it or something in it ("parts of Homs", "several positions").
        outside: Only what lies around it ("the countryside of Hama", "near Homs").
        bound: It is where somebody goes ("fled south to Homs"), not what he leaves.
        named: The quote names it, or means it as a whole ("the city"); False where only the context tells.
    """

    part: bool = False
    outside: bool = False
    bound: bool = False
    named: bool = True

    @property
    def whole(self) -> bool:
        """Whether the place itself is meant."""
        return not (self.part or self.outside)


@cache
def words(name: str) -> re.Pattern[str]:
    """One of the lists of words in parameters.yaml, as a pattern."""
    listed = sorted(parameters()[name], key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(re.escape(w) for w in listed) + r")\b")


@cache
def _outside_before() -> re.Pattern[str]:
    return re.compile(rf"{words('outside').pattern}(?: the)?(?: \w+)?(?: of)?$")


@cache
def _part_before() -> re.Pattern[str]:
    """Parts right before a place's name: "parts of", "northern"; not "the northern city of"."""
    return re.compile(rf"{words('partial').pattern}(?: the)?(?: \w+)?$|{words('compass').pattern}$")


@cache
def _piece_before() -> re.Pattern[str]:
    """Things of which a place has many, before its name: "some positions in the city of"."""
    return re.compile(rf"{words('pieces').pattern}{_SAME}{{0,4}} (?:of|{_NEAR})(?: the)?(?: \w+)?(?: of)?$")


@cache
def _settlement_before(area: bool) -> re.Pattern[str]:
    """Settlements before a place's name that are not the place: "three villages of", "a town in"."""
    kinds, few = words("settlements").pattern, _counted()
    several = rf"|{kinds} of(?: the)?(?: \w+)?$" if area else ""
    return re.compile(
        rf"{kinds}{_SAME}{{0,4}} {_NEAR}(?: the)?(?: \w+)?(?: of)?$"
        rf"|{few}(?: \w+){{0,3}} {kinds}(?: \w+){{0,2}} of(?: the)?(?: \w+)?$" + several
    )


@cache
def _another() -> re.Pattern[str]:
    """Another settlement than the one spoken of: "one southern town"."""
    return re.compile(rf"{_counted()}(?: \w+){{0,3}} {words('settlements').pattern}")


def _counted() -> str:
    return rf"(?:{words('counted').pattern}|\b\d+)"


@cache
def _whole(area: bool) -> re.Pattern[str]:
    kinds = words("areas_as_wholes" if area else "wholes").pattern
    return re.compile(rf"\b(?:the|this|that)(?: \w+){{0,2}} {kinds}|{_IT}|\bthere$")


@cache
def _bound() -> re.Pattern[str]:
    return re.compile(r"\b(?:to|towards?|into|in the direction of)(?: the (?:city|town) of)?$")


def scope_of(t: Told, at: Spot) -> Scope:
    """How much of the place that a claim is put at its words speak of."""
    return _scope(t.quote, t.place_words, at.name_key, at.level)


@lru_cache(maxsize=65536)
def _scope(quote: str, called: str, name_key: str, level: str) -> Scope:
    own = set(name_key.split())
    told = fold(called)
    if told != name_key:
        rest = " ".join(w for w in told.split() if w not in own)
        if level == "point":
            rest = _named_as(rest)
        if words("outside").search(rest):
            return Scope(part=level in _AREAS, outside=level not in _AREAS)
        limited = _limit(told.partition(name_key)[0].rstrip(), level)
        if words("partial").search(rest) or words("compass").search(rest) or limited:
            return limited or Scope(part=True)
    text = _Words(quote)
    if not text.plain:
        return Scope()
    mentions = _named(text.plain, told, name_key) or [*_whole(level in _AREAS).finditer(text.plain)]
    scopes = [_at(text, m, level) for m in mentions]
    if scopes:
        whole = [s for s in scopes if s.whole]
        adjunct = text.plain.startswith(("in ", "inside ")) and mentions[0].start() < len("inside the ")
        if level != "point" and adjunct and words("pieces").search(text.plain, mentions[0].end()):
            whole = []  # "in Goma they still held the airport"
        return min(whole, key=lambda s: s.bound) if whole else Scope(part=True, outside=scopes[0].outside)
    return _unnamed(text.plain, level)


def _unnamed(text: str, level: str) -> Scope:
    """The scope where the words neither name the place nor mean it as a whole."""
    text = _of_men().sub("some", text)
    pieces = level != "point" and (words("pieces").search(text) or _another().search(text))
    if words("outside").search(text) and not pieces:
        return Scope(outside=True, named=False)
    town = level in _AREAS and _whole(False).search(text)
    return Scope(part=bool(pieces or town), named=False)


@cache
def _of_men() -> re.Pattern[str]:
    """A part of those who are there, not of the place: "part of the garrison"."""
    return re.compile(rf"\b(?:part|parts|half|most) of(?: (?!in\b|at\b)\w+){{0,3}} {words('men').pattern}")


class _Words:
    """A quote as it is compared: small letters without accents, commas kept, and where capitals stood."""

    def __init__(self, quote: str) -> None:
        told = [(raw, "," if raw in ",;:()" else fold(raw)) for raw in _TOKEN.findall(quote)]
        self._told = [(raw, word) for raw, word in told if word]
        self.plain = " ".join([word for _, word in self._told])

    def before(self, start: int) -> str:
        """What leads up to a name: the words of its clause, without the names that stand in a row with it."""
        tokens: list[tuple[str, bool]] = []  # folded; whether it is a name
        at = 0
        for raw, word in self._told:
            if at >= start:
                break
            tokens.append((word, raw[:1].isupper() or word in _PARTICLES))
            at += len(word) + 1
        while (n := _row_end(tokens)) is not None:
            tokens = tokens[:n]
        plain = " ".join(word for word, _ in tokens)
        return plain.rpartition(",")[2].strip()


def _row_end(tokens: list[tuple[str, bool]]) -> int | None:
    """Where a row of names that ends here ("Ford, Mill and") has its last name; None when there is none."""
    n = len(tokens)
    if n and tokens[n - 1][0] in _PREPOSITIONS:  # "in Ford and in"
        n -= 1
    if not n or tokens[n - 1][0] not in {",", "and", "or"}:
        return None
    while n and tokens[n - 1][0] in {",", "and", "or"}:
        n -= 1
    last = n
    while n and (tokens[n - 1][1] or (n == last and words("settlements").fullmatch(tokens[n - 1][0]))):
        n -= 1
    return n if n < last and tokens[n][1] else None


def _named(text: str, told: str, name_key: str) -> list[re.Match[str]]:
    """Where the words for the place stand in the quote: its full words, else its name."""
    for name in (told, name_key):
        found = [*re.finditer(rf"\b{re.escape(name)}s?\b", text)] if name and name in text else []
        if found:
            return found
    return []


def _at(text: _Words, mention: re.Match[str], level: str) -> Scope:
    """What the words around one mention of the place make of it."""
    before = text.before(mention.start())
    if mention[0].endswith(" it"):
        before = f"{before} {mention[0].removesuffix(' it')}".strip()  # "parts of it"
    limited = _limit(before, level)
    if limited:
        return limited
    if level != "point" and mention[0].endswith("s") and _piece_after().match(text.plain, mention.end()):
        return Scope(part=True)
    return Scope(bound=bool(_bound().search(before)))


@cache
def _piece_after() -> re.Pattern[str]:
    return re.compile(rf"(?: \w+){{0,2}} {words('pieces').pattern}")


def _named_as(text: str) -> str:
    """Words around a quarter's name without those that only say what it is: "the *quarter of* Jobar"."""
    return words("namings").sub("", text).rstrip()


def _limit(before: str, level: str) -> Scope | None:
    """The scope that words right before the place's name limit it to; None where they do not."""
    area = level in _AREAS
    if level == "point":
        before = _named_as(before)
    if _outside_before().search(before):
        return Scope(part=area, outside=not area)
    if _part_before().search(before):
        return Scope(part=True)
    if level == "point":
        return None
    if _piece_before().search(before) or _settlement_before(area).search(before):
        return Scope(part=True)
    return None


def inside(t: Told) -> bool:
    """Whether a fight is told by which a party is in the place: it entered it, or clears the last of it."""
    return (t.kind == "advance" and words("entering").search(fold(t.quote)) is not None) or clears(t)


def governs(t: Told) -> bool:
    """Whether somebody takes what a place is governed from ("took over public buildings")."""
    text = fold(t.quote)
    found = words("seats").search(text) if t.kind == "capture" else None
    return found is not None and not re.search(rf"{_counted()}(?: \w+)?$", text[: found.start()].rstrip())


def clears(t: Told) -> bool:
    """Whether a party goes about what is left of the foe in a place ("clearing the last pockets")."""
    return words("clearing").search(fold(t.quote)) is not None


def says_any(t: Told) -> bool:
    """Whether what is denied is denied of every part: "denied that they had entered any part of the city"."""
    return words("any").search(fold(t.quote)) is not None


def fell(t: Told) -> bool:
    """Whether it is told that a place was taken, but neither by whom nor from whom."""
    return t.kind == "capture" and not (t.denies or t.actors or t.targets)


def concedes(t: Told, scope: Scope) -> bool:
    """Whether no more than a rest of the place is said to be held ("they still hold some buildings")."""
    if t.kind != "hold" or not scope.part or t.denies:
        return False
    text = fold(t.quote)
    return words("still").search(text) is not None and words("remnants").search(text) is not None
