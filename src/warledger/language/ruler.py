"""The rules of spaCy's attribute ruler as a table.

The ruler gives each tag its part of speech and its morphology, and some words their own. spaCy runs its
matcher over every text for that, which takes a sixth of the whole parse; yet its rules ask only for the tag,
the form and the relation of a word or of two neighbours, so what they give can be looked up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.tokens._retokenize import set_token_attrs  # what the ruler itself sets attributes with

from warledger.language.pipes import put_instead

if TYPE_CHECKING:
    from spacy.pipeline import AttributeRuler
    from spacy.tokens import Doc

__all__ = ["TableRuler", "use_tables"]

_RULER, _NAME = "attribute_ruler", "attribute_tables"
_ASKED = ("TAG", "LOWER", "DEP", "IS_SPACE")
_OTHER = "\0"  # any word or relation that no rule names
_LONGEST = 2  # words of a rule
_MOST_KEPT = 8192  # sorts of words; news has some thousands, and rare ones without end

Key = tuple[str, str, str, bool]


def use_tables(model: Language) -> None:
    """Put a table in the place of a model's attribute ruler, where its rules fit into one."""
    put_instead(model, _RULER, _NAME, TableRuler.fits)


@dataclass(slots=True, frozen=True)
class _Rule:
    """A rule: it sets ``attrs`` on the word at ``index`` of a run of words that fits ``words``.

    Where the ruler has several patterns for the same attributes, each is a rule of that number.
    """

    number: int
    words: Sequence[Mapping[str, Any]]
    index: int
    attrs: Mapping[int, Any]


@dataclass(slots=True)
class _Entry:
    """What the table knows of words of one key.

    Attributes:
        rules: Numbers and attributes of the rules of one word that fit it.
        attrs: What they set together, later rules before earlier ones.
        begins: The rules of two words whose first word it may be, by their place in the list.
        ends: Those whose second word it may be.
    """

    rules: list[_Rule]
    attrs: dict[int, Any] = field(default_factory=dict)
    begins: frozenset[int] = frozenset()
    ends: frozenset[int] = frozenset()


class TableRuler:
    """Does what an attribute ruler does, by look-up (a component of a spaCy pipeline)."""

    def __init__(self, ruler: AttributeRuler) -> None:
        """Take over the rules of a ruler that fits.

        Raises:
            ValueError: Its rules ask for more than a table can answer.
        """
        if not self.fits(ruler):
            raise ValueError("the attribute ruler has rules that do not fit into a table")
        rules = [
            _Rule(number, words, pattern["index"], attrs)
            for number, (pattern, attrs) in enumerate(zip(_patterns(ruler), ruler.attrs, strict=True))
            for words in pattern["patterns"]
        ]
        self._single = [r for r in rules if len(r.words) == 1]
        self._double = [r for r in rules if len(r.words) == _LONGEST]
        asked = [word for rule in rules for word in rule.words]
        self._words, self._shapes = _named(w["LOWER"] for w in asked if "LOWER" in w)
        self._relations, _ = _named(w["DEP"] for w in asked if "DEP" in w)
        self._strings = ruler.vocab.strings
        self._entries: dict[tuple[int, int, int, int], _Entry] = {}
        self._kinds: dict[Key, _Entry] = {}

    @staticmethod
    def fits(ruler: AttributeRuler) -> bool:
        """Whether all that its rules ask for is the tag, form and relation of one or two words."""
        return all(
            len(words) <= _LONGEST
            and 0 <= pattern["index"] < len(words)
            and all(_is_plain(key, asked) for word in words for key, asked in word.items())
            for pattern in _patterns(ruler)
            for words in pattern["patterns"]
        )

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributes of a text's words."""
        entries = [self._entry(*row) for row in doc.to_array(list(_ASKED)).tolist()]
        for at, entry in enumerate(entries):
            if entry.attrs:
                set_token_attrs(doc[at], entry.attrs)
        for at, (first, second) in enumerate(pairwise(entries)):
            both = first.begins & second.ends if first.begins else None
            for number in both or ():
                self._mend(doc, at + self._double[number].index, entries)
        return doc

    def _mend(self, doc: Doc, at: int, entries: Sequence[_Entry]) -> None:
        """Set a word's attributes anew, where a rule of two words has a say."""
        found = list(entries[at].rules)
        for index, start in ((0, at), (1, at - 1)):
            if 0 <= start < len(entries) - 1:
                both = entries[start].begins & entries[start + 1].ends
                found += [self._double[n] for n in both if self._double[n].index == index]
        set_token_attrs(doc[at], _together(found))

    def _entry(self, tag: int, lower: int, dep: int, space: int) -> _Entry:
        entry = self._entries.get((tag, lower, dep, space))
        if entry is None:
            word, relation = self._strings[lower], self._strings[dep]
            if word not in self._words and not any(shape.search(word) for shape in self._shapes):
                word = _OTHER
            if relation and relation not in self._relations:
                relation = _OTHER
            key = (self._strings[tag], word, relation, bool(space))
            if len(self._entries) >= _MOST_KEPT:
                self._entries.clear()
            entry = self._kinds.get(key) or self._kinds.setdefault(key, self._new(key))
            self._entries[tag, lower, dep, space] = entry
        return entry

    def _new(self, key: Key) -> _Entry:
        rules = [r for r in self._single if _answers(r.words[0], key)]
        begins = frozenset(n for n, r in enumerate(self._double) if _answers(r.words[0], key))
        ends = frozenset(n for n, r in enumerate(self._double) if _answers(r.words[1], key))
        return _Entry(rules, _together(rules), begins, ends)


@Language.factory(_NAME)
def _make(nlp: Language, name: str) -> TableRuler:
    ruler: Any = nlp.get_pipe(_RULER)
    return TableRuler(ruler)


def _patterns(ruler: AttributeRuler) -> list[dict[str, Any]]:
    """Its patterns by number: the runs of words, and which of the words is set."""
    listed: list[Any] = list(ruler.patterns)
    return listed


def _together(rules: Sequence[_Rule]) -> dict[int, Any]:
    out: dict[int, Any] = {}
    for rule in sorted(rules, key=lambda r: r.number):
        out.update(rule.attrs)
    return out


def _is_plain(key: str, asked: Any) -> bool:
    if key == "IS_SPACE":
        return isinstance(asked, bool)
    if isinstance(asked, dict):
        allowed = {"IN", "NOT_IN", "REGEX"} if key == "LOWER" else {"IN", "NOT_IN"}
        return key in _ASKED and asked.keys() <= allowed
    return key in _ASKED and isinstance(asked, str)


def _named(asked: Any) -> tuple[frozenset[str], list[re.Pattern[str]]]:
    """The words that some rules name, and the shapes of words that they ask for."""
    words: set[str] = set()
    shapes = []
    for value in asked:
        if isinstance(value, str):
            words.add(value)
            continue
        words.update(value.get("IN", ()), value.get("NOT_IN", ()))
        if "REGEX" in value:
            shapes.append(re.compile(value["REGEX"]))
    return frozenset(words), shapes


def _answers(asked: Mapping[str, Any], key: Key) -> bool:
    return all(_fits(value, key[_ASKED.index(name)]) for name, value in asked.items())


def _fits(asked: Any, found: str | bool) -> bool:
    if not isinstance(asked, dict):
        return bool(asked == found)
    if "IN" in asked and found not in asked["IN"]:
        return False
    if "NOT_IN" in asked and found in asked["NOT_IN"]:
        return False
    return "REGEX" not in asked or re.search(asked["REGEX"], str(found)) is not None
