"""The clauses around an event's own: which of them tell of the same happening, and which of another."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from warledger.coding.syntax import after, governing_verb, is_verb
from warledger.knowledge import bundled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warledger.coding.events import Event
    from warledger.language.tokens import Token

__all__ = ["MOTION", "at_the_same_time", "close_to", "told_elsewhere"]

_DEPTH = 20
_SITED = frozenset({"in", "outside", "near"})
MOTION = frozenset({"to", "into", "toward", "towards", "from"})


@cache
def _words() -> dict[str, frozenset[str]]:
    raw = bundled(__package__, "where.yaml")
    names = ("during", "other_times", "topics", "topical", "topic_verbs", "afterwards")
    return {name: frozenset(map(str, raw[name])) for name in names}


def close_to(verb: Token) -> list[Token]:
    """The nouns of "close to X", "next to X" beneath a verb."""
    near = [c for c in verb.children if c.lower_ in {"close", "next", "adjacent"}]
    return [t for c in near for t in after(c, frozenset({"to"}))]


def at_the_same_time(event: Event) -> Iterator[Token]:
    """Verbs of the clauses that tell what went on while an event happened, the nearest first.

    Those joined to its verb ("killed five *and wounded two*"), those of "when", "while" and "as", and the
    participle of what someone did just then ("shot *driving home*").
    """
    seen: set[int] = set()
    for top in dict.fromkeys((event.verb, governing_verb(event.trigger))):
        if is_verb(top):
            yield from _below(top, seen, 0)


def _below(verb: Token, seen: set[int], depth: int) -> Iterator[Token]:
    for child in verb.children:
        if child.i in seen or not is_verb(child) or child.i < verb.i:
            continue
        if not _is_during(child):
            continue
        seen.add(child.i)
        yield child
        if depth < 2:
            yield from _below(child, seen, depth + 1)


def _is_during(verb: Token) -> bool:
    if verb.lemma_.lower() in _words()["afterwards"] | _words()["topic_verbs"]:
        return False
    openers = {c.lower_ for c in verb.children if c.dep_ in {"mark", "advmod"} and c.i < verb.i}
    if verb.dep_ == "conj":
        return "then" not in openers and "later" not in openers
    if verb.dep_ != "advcl":
        return False
    return bool(openers & _words()["during"]) or (verb.tag_ == "VBG" and not openers)


def told_elsewhere(event: Event, token: Token, wide: bool) -> bool:
    """Whether a name is said of something else than an event whose sentence names it.

    What a protest is about ("against the war *in X*"), what was before or after it ("before he left *X*"),
    what a relative clause tells of somebody ("who was born in *X*"), what was done with people afterwards
    ("and were flown to *X*").

    Args:
        event: The event.
        token: The name.
        wide: Whether it is a land's or a region's. A town behind "in" at the end ("against the tax *in X*")
            is rather where the protest was.
    """
    over = {event.trigger.i, *(t.i for t in event.trigger.ancestors)}
    words = _words()
    first = ""
    for _ in range(_DEPTH):
        if token.i in over or token.head == token:
            break
        low, verb = token.lower_, is_verb(token)
        if not first and token.dep_ == "prep":
            first = low
        about = token.dep_ == "prep" and event.kind in words["topical"] and low in words["topics"]
        if about and (wide or first not in _SITED):
            return True
        if token.dep_ == "prep" and low in words["other_times"]:
            return True
        if verb and _another(event, token):
            return True
        token = token.head
    return False


def _another(event: Event, verb: Token) -> bool:
    """Whether a verb beneath an event's clause tells of another time, or of what the event is about."""
    if verb.i in {event.verb.i, event.trigger.i}:
        return False
    words = _words()
    if verb.dep_ == "relcl":
        return all(verb.head.i != t.i for t in (event.trigger, *event.words, *event.targets, *event.actors))
    if verb.dep_ in {"conj", "advcl"} and verb.lemma_.lower() in words["afterwards"]:
        return True
    if event.kind in words["topical"] and verb.lemma_.lower() in words["topic_verbs"]:
        return True
    return any(
        c.lower_ in words["other_times"] for c in verb.children if c.dep_ in {"mark", "advmod", "prep"}
    )
