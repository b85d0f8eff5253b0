"""Whether a count is one over a time or a war, and so a toll, or of one deed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from warledger.coding.codebook import word_classes
from warledger.coding.syntax import subjects

if TYPE_CHECKING:
    from warledger.coding.reading import Reading
    from warledger.language.document import Sentence
    from warledger.language.tokens import Token

_WEEK = 7
_SPANS = re.compile(
    r"\b(?:since|so far|to date|between (?:\S+ ){0,3}"
    r"(?:\d\S*|[a-z]{3,6}day|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)(?: \S+){0,3}? and"
    r"|over the (?:past|last)"
    r"|in (?:the (?:past|last) )?\S+ (?:day|week|month)s?\b|(?:days|weeks?|months?|years?) of (?:\S+ ){0,2}"
    r"(?:fight|clash|war|violen|bomb|battle|hostil|conflict|shell|air|strike|unrest))",
    re.IGNORECASE,
)
_FIGHTS = frozenset(
    {"clash", "battle", "firefight", "gunfight", "shootout", "shoot-out", "skirmish", "blast", "explosion"}
)


def spans_long(reading: Reading, sentence: Sentence, verb: Token, is_party: Callable[[Token], bool]) -> bool:
    """Whether the sentence counts over more than a week, or over a war.

    Args:
        reading: The report.
        sentence: Where the verb stands.
        verb: The word of harm ("killed").
        is_party: Tells whether a noun may be a party.
    """
    if _of_one_deed(verb):
        return False
    doers = [] if verb.lemma_ in {"die", "perish"} else subjects(verb)
    if any(t.lemma_.lower() in {"war", "conflict"} for t in doers):
        return True
    if any(t.lemma_.lower() in word_classes()["offensive_words"] and t.tag_ == "NN" for t in doers):
        return False  # one strike, however long its dead are counted
    if (verb.dep_ == "advcl" and verb.tag_ == "VBG") or any(is_party(d) for d in doers if d.pos_ != "NUM"):
        return False
    if _SPANS.search(sentence.text):
        return True
    span = sentence.span
    for time in reading.times:
        here = span.start <= time.start < span.end
        if here and time.start_day and time.end_day and (time.end_day - time.start_day).days > _WEEK:
            return True
    return False


def _of_one_deed(verb: Token) -> bool:
    """As in "In December, seven were killed *in a clash*": the dead of one fight, whenever it was."""
    deeds = word_classes()["offensive_words"] | _FIGHTS
    told = [g for c in verb.children if c.dep_ in {"prep", "agent"} for g in c.children]
    return any(
        g.tag_ == "NN" and g.lemma_.lower() in deeds and any(d.lower_ in {"a", "an"} for d in g.lefts)
        for g in told
    )
