"""Events in our own words: the sentence of a note, numbers with their ranges, days as people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from warledger.model import harms_to_tell
from warledger.outputs.data import state
from warledger.outputs.events import speaker

if TYPE_CHECKING:
    from warledger.ledger.rows import ClaimRow
    from warledger.outputs.events import Event
    from warledger.outputs.parties import Side

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_PLACED = re.compile(
    r"^(?:near|north|south|east|west|outside|around|between|along|inside|part|parts|most|the (?:out)?skirts|"
    r"outskirts|suburbs|countryside|villages|towns|northern|southern|eastern|western|central)\b",
    re.IGNORECASE,
)


@cache
def _words() -> dict[str, Any]:
    text = files(__package__).joinpath("data/words.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)  # the safe loader, in C
    return raw


def sentence(event: Event) -> str:
    """What happened, without day and source: "Hayat Tahrir al-Sham took Saraqib (Idlib, Syria)"."""
    templates = _words()["kinds"].get(event.kind, _words()["other"])
    place = place_of(event.head)
    slots = {
        "one": parties(event.one),
        "other": parties(event.other),
        "place": place or ("an unnamed place" if not event.head.place else event.head.place),
        "in": located(event.head),
        "kind": event.kind.replace("_", " "),
    }
    template = templates["one" if slots["one"] else "none"]
    return capital(_filled(template, slots))


def _filled(template: str, slots: Mapping[str, str]) -> str:
    full = {**slots, **{k.capitalize(): capital(v) for k, v in slots.items()}}

    def optional(match: re.Match[str]) -> str:
        for choice in match.group(1).split("|"):
            if all(full.get(name) for name in _SLOT.findall(choice)):
                return choice
        return ""

    return _SLOT.sub(lambda m: full.get(m.group(1), ""), _OPTIONAL.sub(optional, template))


def parties(side: Side, most: int = 3) -> str:
    """A side as words: "A", "A and B", "A, B and 2 others"."""
    names = [p.name for p in side.parties]
    if len(names) > most:
        names = [*names[: most - 1], f"{len(names) - most + 1} others"]
    return listed(names)


def listed(names: Sequence[str]) -> str:
    """Names as a list in a sentence: "A, B and C"."""
    return names[0] if len(names) == 1 else " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def place_of(claim: ClaimRow, country: bool = True) -> str:
    """The place with what holds it: "Saraqib (Idlib, Syria)"; "" where none is told."""
    name = claim.resolved or claim.place
    if not name:
        return ""
    above = (
        claim.admin1 if claim.level not in ("admin1", "country", "region") and claim.admin1 != name else ""
    )
    where = [
        above,
        state(claim.country).name if country and claim.country and claim.level != "country" else "",
    ]
    inside = ", ".join(w for w in where if w and w != name)
    return f"{name} ({inside})" if inside else name


def located(claim: ClaimRow) -> str:
    """The place with its preposition: "in Hama (Syria)", "at Hama Air Base", "north of Morek"."""
    if not claim.place and not claim.resolved:
        return ""
    if _PLACED.match(claim.place) and not claim.place.casefold().startswith(
        claim.resolved.casefold() or "\0"
    ):
        first = claim.place.split()[0].casefold()
        lead = "" if first in ("near", "outside", "around", "between", "along", "inside") else "in "
        if re.match(r"(?:north|south|east|west)\w* of\b", claim.place, re.IGNORECASE):
            lead = ""
        return lead + claim.place
    return f"{'at' if claim.level == 'point' else 'in'} {place_of(claim)}"


def note(event: Event) -> str:
    """The note of an event: what, when, who says so, published by whom, in which words."""
    when = (
        days(event.first, event.last)
        if event.dated
        else f"reported {days(event.head.known, event.head.known)}"
    )
    cost = harms(event.counts)
    said = f"{sentence(event)}, {when}, according to {listed(event.speakers)}"
    if cost:
        said += f"; {cost}"
    outlets = [o for o in event.outlets if o not in event.speakers]
    if outlets:
        said += f" (published by {listed(outlets)})"
    remark = f" [{event.said}]" if event.said else ""
    return f"{said}.{remark} “{' '.join(event.head.quote.split())}”"


def attributed(event: Event) -> str:
    """Who says it, as a phrase: "Syrian Observatory for Human Rights; residents"."""
    return "; ".join(dict.fromkeys(speaker(c) for c in event.claims))


def harms(counts: Mapping[str, Mapping[str, int | None]]) -> str:
    """Numbers with their ranges: "at least 4 killed, 10 to 12 injured"; "" for none."""
    told = {harm: words for harm in counts if (words := number(counts[harm]))}
    return ", ".join(f"{told[harm]} {harm}" for harm in harms_to_tell({h: counts[h] for h in told}))


def number(count: Mapping[str, int | None]) -> str:
    """A count in words: "12", "at least 20", "10 to 12"; "" where nothing is told."""
    low, best, high = count.get("low"), count.get("best"), count.get("high")
    if low is not None and high is not None and low != high:
        return f"{low:,} to {high:,}"
    if low is not None and high is None:
        return f"at least {low:,}"
    told = best if best is not None else low
    if told is not None:
        return f"{told:,}"
    return f"up to {high:,}" if high is not None else ""


def days(first: str, last: str) -> str:
    """Days as people write them: "5 December 2024", "3–5 December 2024", "30 November – 2 December 2024"."""
    a, b = date.fromisoformat(first), date.fromisoformat(last)
    if a == b:
        return f"{a.day} {a:%B %Y}"
    if (a.year, a.month) == (b.year, b.month):
        return f"{a.day}–{b.day} {b:%B %Y}"
    return f"{a.day} {a:%B}{f' {a.year}' if a.year != b.year else ''} – {b.day} {b:%B %Y}"


def capital(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]
