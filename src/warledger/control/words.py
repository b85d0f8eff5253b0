"""The argument about a place in words."""

from __future__ import annotations

from collections.abc import Sequence

from warledger.control.items import Item
from warledger.control.types import Evidence, Holding

_SAYS = {
    ("gain", True): "{who} takes it from {lost}",
    ("gain", False): "{who} takes it",
    ("loss", False): "{who} leaves it",
    ("hold", False): "{who} holds it",
    ("denial", False): "{who} does not have it",
    ("fight", False): "{who} fights for it",
}
_INTEREST = {
    "against": "speaks against its own side's interest",
    "neutral": "has no side in it",
    "unknown": "its side is not known",
    "self": "its own side gains by it",
    "baseline": "the start state that was loaded",
}
_REACH = {
    "area": "said of the whole of {where}",
    "town": "said of {where}",
    "exception": "left out of what is said of {where}",
}
_NOTES = {
    "context": "the place is understood from what goes before",
    "rest": "its own side says no more than that it holds a rest of it",
    "entered": "said to be inside, no more",
    "governs": "told only of what it is governed from",
    "unnamed": "who took it is not told, but who was attacking it",
}
_STATUS = {
    "claimed": "claimed, not confirmed by independent sources",
    "disputed": "disputed: sources contradict each other",
    "contested": "contested: there is fighting for it",
    "unknown": "not known",
}
_STRENGTHS = ((30, "decisive"), (20, "strong"), (10, "fair"), (5, "weak"), (0, "slight"))  # decibans
_MOST = 4


def says(item: Item, who: str, lost: str) -> str:
    """What an item says of the place."""
    form = _SAYS[item.effect, bool(lost) and item.effect == "gain"]
    return form.format(who=who or "someone", lost=lost)


def telling(item: Item) -> str:
    """Why an item weighs what it weighs."""
    parts = [] if item.note == "rest" else [_INTEREST[item.interest]]  # the note tells whose word it is
    if item.reach in _REACH:
        parts.append(_REACH[item.reach].format(where=item.where))
    if item.note:
        parts.append(_NOTES[item.note])
    if item.status in ("background", "ongoing"):
        parts.append("told as history" if item.status == "background" else "said to be under way")
    return "; ".join(parts)


def why(holding: Holding) -> str:
    """Who holds a place and why, in a few sentences with the words that it rests on."""
    lines = []
    if holding.holder.name:
        since = f" since {holding.since}" if holding.since else " since before anything was told of it"
        lines.append(
            f"{holding.place} on {holding.date}: {holding.holder.name}{since}, "
            f"{_proven(holding)} (probability {holding.probability:.2f})."
        )
    else:
        lines.append(f"{holding.place} on {holding.date}: the holder is {_STATUS[holding.status]}.")
    if holding.rivals:
        lines.append(
            "Also possible: " + ", ".join(f"{name} ({p:.2f})" for name, p in holding.rivals[:3]) + "."
        )
    if holding.last_confirmed:
        lines.append(f"Last borne out by another than its own side on {holding.last_confirmed}.")
    lines += _listed("For:", holding.claims_for)
    lines += _listed("Against:" if holding.holder.name else "Told:", holding.claims_against)
    return "\n".join(lines)


def _strength(weight: float) -> str:
    return next(word for least, word in _STRENGTHS if weight >= least)


def _proven(holding: Holding) -> str:
    """The status of a holding in words, with what it rests on."""
    if holding.status != "confirmed":
        return _STATUS[holding.status]
    if any(_INTEREST["against"] in e.why for e in holding.claims_for):
        return "confirmed: one speaks against its own side's interest"
    if any(_INTEREST["baseline"] in e.why for e in holding.claims_for):
        return "confirmed by the start state"
    return "confirmed by independent sources"


def _listed(title: str, found: Sequence[Evidence]) -> list[str]:
    if not found:
        return []
    lines = [title]
    for e in found[:_MOST]:
        lines.append(
            f"  {e.day} {e.source}: {e.says} ({_strength(e.weight)}: {e.why})"
            + (f" “{e.quote}”" if e.quote else "")
            + (f" [claim {e.claim}]" if e.claim else "")
        )
    if len(found) > _MOST:
        lines.append(f"  and {len(found) - _MOST} more")
    return lines
