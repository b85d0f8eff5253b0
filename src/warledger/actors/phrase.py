"""The words of a noun phrase: where it begins and ends, its name without articles, quotes and adjuncts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from warledger.actors import store
from warledger.actors.people import PARTICLES, person_name, run
from warledger.language.tokens import spelled

if TYPE_CHECKING:
    from warledger.language.tokens import Token

_PARENTHESES = re.compile(r"\s*[(\[][^()\[\]]{0,80}[)\]]?")
_SPACES = re.compile(r"\s+")
_DASH = re.compile(r"\s[-–—]+\s(?=\S)")
_EDGE = " \t\n\"'“”‘’«»,;:.-–—()[]…"
_LEADING = re.compile(
    r"(?:(?:and|or|but|the|a|an|this|that|these|those|"
    r"some|several|many|both|all|other|another|any|such|few|more|at least|about|around|nearly|almost|"
    r"up to|over|also|including|even|only)\s+)+(?=\S)",
    re.IGNORECASE,
)
_LEFT = frozenset(
    {
        "amod",
        "compound",
        "nmod",
        "poss",
        "nummod",
        "quantmod",
        "det",
        "npadvmod",
        "advmod",
        "punct",
        "case",
        "predet",
        "dep",
    }
)
_MAX_CHARS = 160


@dataclass(slots=True, frozen=True)
class Words:
    """``data/parties.yaml``, ready to use."""

    group: frozenset[str]
    people: frozenset[str]
    person: frozenset[str]
    anaphors: dict[str, frozenset[str]]
    weak: frozenset[str]
    speech: frozenset[str]
    quantities: frozenset[str]


@cache
def words() -> Words:
    """The party words."""
    raw = store.read_rules("parties.yaml")
    nouns = raw["nouns"]
    anaphors: dict[str, set[str]] = {}
    for rule in raw["anaphors"]:
        for noun in rule["nouns"]:
            anaphors.setdefault(noun, set()).update(rule["kinds"])
    return Words(
        frozenset(nouns["group"]),
        frozenset(nouns["people"]),
        frozenset(nouns["person"]),
        {noun: frozenset(kinds) for noun, kinds in anaphors.items()},
        frozenset(raw["weak_modifiers"]),
        frozenset(raw["speech"]),
        frozenset(str(q) for q in raw["quantities"]),
    )


def counted(head: Token) -> Token:
    """The noun that a word of quantity counts: "dozens of fighters" leads to "fighters"."""
    lexicon = words()
    for _ in range(3):
        if head.lower_ not in lexicon.quantities and head.pos_ != "NUM":
            return head
        inner = next(
            (
                obj
                for prep in head.rights
                if prep.dep_ == "prep" and prep.lower_ in ("of", "among")
                for obj in prep.rights
                if obj.dep_ == "pobj"
            ),
            None,
        )
        if inner is None:
            return head
        head = inner
    return head


def bounds(head: Token) -> tuple[int, int]:
    """First and last token (indices in the parsed chunk) of the phrase that a noun heads."""
    doc = head.doc
    first = head.i
    for left in reversed(list(head.lefts)):
        if left.dep_ not in _LEFT or left.right_edge.i != first - 1:
            break
        first = left.left_edge.i
    last = head.i
    for right in head.rights:
        if right.i > last + 1 and not _only_parenthesis(doc, last + 1, right.left_edge.i):
            break
        if right.dep_ == "prep" and _keeps(head, right):
            obj = next((o for o in right.rights if o.dep_ in ("pobj", "pcomp")), None)
            if obj is None or obj.dep_ == "pcomp":
                break
            last = max(last, bounds(obj)[1])
        elif right.dep_ in ("nummod", "flat", "compound", "nmod") or (
            right.dep_ == "appos" and right.pos_ == "PROPN" and head.lower_ in _TITLE_HEADS
        ):
            last = max(last, right.i)
        else:
            break
    entity = head.ent_type_
    if entity in ("ORG", "PERSON", "NORP"):
        while last + 1 < len(doc) and doc[last + 1].ent_iob_ == "I" and doc[last + 1].text not in "()":
            last += 1
        while doc[first].ent_iob_ == "I" and first > 0 and doc[first - 1].sent == head.sent:
            first -= 1
    return first, last


_TITLE_HEADS = frozenset(
    {"president", "minister", "king", "prince", "leader", "commander", "chief", "head", "secretary", "emir"}
)


def _keeps(head: Token, prep: Token) -> bool:
    if prep.lower_ == "of":
        return True
    following = prep.nbor(1) if prep.i + 1 < len(prep.doc) else None
    return bool(
        prep.lower_ in ("for", "against", "on")
        and head.pos_ == "PROPN"
        and following is not None
        and (following.is_title or following.lower_ == "the")
        and head.ent_type_ == "ORG"
    )


def _only_parenthesis(doc: list[Token], start: int, end: int) -> bool:
    text = "".join(t.text for t in doc[start:end])
    return bool(re.fullmatch(r"[(\[][^()]*[)\]]?|['\"]", text))


def clean(text: str) -> str:
    """A phrase as a name: no parentheses, quotes, leading article or quantity."""
    text = _PARENTHESES.sub("", text[:_MAX_CHARS]).replace('"', "").replace("“", "").replace("”", "")
    text = _DASH.split(_SPACES.sub(" ", text))[-1].strip(_EDGE)
    text = _LEADING.sub("", text, count=1) if _LEADING.match(text) else text
    if text.endswith(("'s", "’s")):
        text = text[:-2]
    return text.strip(_EDGE)


def phrase_name(head: Token) -> str:
    """The name that a phrase gives its party."""
    first, last = bounds(head)
    doc = head.doc
    if head.pos_ != "PROPN":
        while first < head.i and (
            doc[first].pos_ in ("DET", "PUNCT", "CCONJ", "ADV")
            or doc[first].ent_type_ in ("DATE", "TIME")  # "A day earlier Ukrainian soldiers raised …"
            or doc[first].dep_ in ("det", "predet", "quantmod")
            or (doc[first].pos_ == "NUM" and doc[first].dep_ in ("nummod", "quantmod", "compound"))
            or (
                doc[first].lower_ in ("at", "more", "than", "least", "up", "to")
                and doc[first].dep_ in ("advmod", "quantmod", "amod")
            )
        ):
            first += 1
        first = _after_another(head, first)
        if (
            doc[first].tag_ == "VBG"
            and first < head.i
            and head.dep_ == "dobj"
            and head.head.lemma_ in _PHASES
        ):
            first += 1
    else:
        while (
            first < head.i
            and doc[first].text.islower()
            and doc[first].dep_ in ("amod", "compound", "det")
            and doc[first].lower_ not in PARTICLES
        ):
            first += 1
    return clean(spelled(doc[first : last + 1]))


# "began bombing rebels" is parsed as if there were bombing rebels.
_PHASES = frozenset({"begin", "start", "continue", "stop", "keep", "resume", "cease"})


def _after_another(head: Token, first: int) -> int:
    """Where the phrase begins when a whole other one stands before it: "the military or his government"."""
    doc = head.doc
    for i in range(head.i - 1, first, -1):
        if (
            doc[i].pos_ == "CCONJ"
            and doc[i - 1].pos_ in ("NOUN", "PRON")
            and doc[i - 1].dep_ not in ("compound", "nmod")
        ):
            return i + 1
    return first


__all__ = ["Words", "bounds", "clean", "counted", "person_name", "phrase_name", "run", "words"]
