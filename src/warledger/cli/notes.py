"""Coded reports as an analyst's notes: a heading a report, a line a claim, cells wrapped in their columns."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO

from warledger.cli.output import printable, shorten
from warledger.model import (
    Actor,
    Claim,
    Coding,
    Count,
    Period,
    Place,
    Precision,
    Report,
    Source,
    Stance,
    harms_to_tell,
)

_TITLES = ("what", "who → whom", "where", "when", "says who", "told as", "in the words")
_NARROWEST = (9, 14, 10, 8, 10, 8, 24)
_WIDEST = (18, 30, 24, 15, 24, 14, 60)
_PIPED_WIDTH = 160
_GAP = "  "
_QUOTE = 150


@dataclass(slots=True)
class NotesWriter:
    """Writes coding after coding; columns keep their widths within a report.

    Attributes:
        out: Where to.
        explain: Add beneath each claim why it was coded so, its codes and where the words stand.
        width: Characters a line; 0 takes the terminal's width, or 160 when piped.
    """

    out: IO[str]
    explain: bool = False
    width: int = 0

    def write(self, coding: Coding) -> None:
        """Write one report's claims, links and warnings."""
        self.out.write("\n".join(self._lines(coding)) + "\n\n")

    def _lines(self, coding: Coding) -> Iterator[str]:
        yield heading(coding.report)
        if coding.dropped:
            yield f"  not coded: {printable(coding.dropped)}"
            return
        rows = [_row(claim, coding.report) for claim in coding.claims]
        if rows:
            widths = self._widths(rows)
            yield from _wrapped(_TITLES, widths)
            yield _GAP.join("─" * w for w in widths)
            for claim, row in zip(coding.claims, rows, strict=True):
                yield from _wrapped(row, widths)
                if self.explain:
                    yield from _explained(claim)
        else:
            yield "  no claims"
        for link in coding.links:
            yield f"  link, not news of this report: {shorten(printable(link.text), 100)}"
        for warning in coding.warnings:
            yield f"  note: {printable(warning)}"

    def _widths(self, rows: Sequence[Sequence[str]]) -> list[int]:
        """Each column as wide as its words ask, within limits; what is left goes to the quotation."""
        room = self.width or (shutil.get_terminal_size().columns if self.out.isatty() else _PIPED_WIDTH)
        room -= len(_GAP) * (len(_TITLES) - 1)
        asked = [max(len(cell) for cell in column) for column in zip(_TITLES, *rows, strict=True)]
        widths = [min(max(w, least), most) for w, least, most in zip(asked, _NARROWEST, _WIDEST, strict=True)]
        widths[-1] = _NARROWEST[-1]
        while sum(widths) > room:
            spare = [w - least for w, least in zip(widths, _NARROWEST, strict=True)]
            if max(spare) <= 0:
                break
            widths[spare.index(max(spare))] -= 1
        widths[-1] = max(widths[-1], min(_WIDEST[-1], room - sum(widths[:-1])))
        return widths


def heading(report: Report) -> str:
    """The report's name, day, outlet and headline."""
    day = told_day(report.date) if report.date else "undated"
    parts = [report.id, day, report.publisher, report.title]
    return "■ " + " · ".join(printable(part) for part in parts if part)


def _row(claim: Claim, report: Report) -> tuple[str, ...]:
    cells = (
        told_kind(claim),
        told_parties(claim.actors, claim.targets),
        told_where(claim),
        told_when(claim.date),
        told_source(claim.source, report.publisher),
        told_status(claim),
        "“" + shorten(printable(claim.quote), _QUOTE) + "”",
    )
    return tuple(printable(cell) for cell in cells)


def told_kind(claim: Claim) -> str:
    """The kind, with the human cost that the claim tells ("airstrike: killed 12, injured 20–30")."""
    harms = harms_to_tell(claim.counts.to_dict())
    told = ", ".join(f"{harm} {told_count(getattr(claim.counts, harm))}" for harm in harms)
    return f"{claim.kind}: {told}" if told else claim.kind


def told_count(count: Count) -> str:
    """A number as reported: "12", "20+", "up to 5", "10–20"."""
    low, best, high = count.low, count.best, count.high
    if low is not None and high is not None and low != high:
        return f"{low}–{high}"
    if best is not None:
        return f"{best}+" if low == best and high is None else str(best)
    if low is not None:
        return f"{low}+"
    return f"up to {high}" if high is not None else "some"


def told_parties(actors: Sequence[Actor], targets: Sequence[Actor]) -> str:
    """Who did it and to whom; "?" where only the other side is told."""
    who, whom = ("; ".join(a.name for a in side) for side in (actors, targets))
    if whom:
        return f"{who or '?'} → {whom}"
    return who


def told_where(claim: Claim) -> str:
    """The place with the province and country that it was taken to lie in."""
    words = _told_place(claim.place) if claim.place else ""
    if claim.origin:
        words = f"{claim.origin.name} → {words}".rstrip(" →") if words else f"from {claim.origin.name}"
    if claim.exceptions:
        words += ", except " + ", ".join(p.name for p in claim.exceptions)
    return words


def _told_place(place: Place) -> str:
    if place.lat is None:
        return f"{place.name} (not found)"
    inside = [part for part in (place.admin1, place.country) if part and part not in place.name]
    return f"{place.name} ({', '.join(inside)})" if inside else place.name


def told_when(period: Period | None) -> str:
    """The days ("30 Nov 2024", "27–30 Nov 2024"); "~" where they are known roughly."""
    if period is None or (period.start is None and period.end is None):
        return ""
    start, end = period.start, period.end
    rough = "~" if period.precision is not Precision.DAY else ""
    if start is None or end is None:
        known = start or end
        return f"{'by' if start is None else 'since'} {rough}{told_day(known)}" if known else ""
    if start == end:
        return rough + told_day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{rough}{start.day}–{told_day(end)}"
    if start.year == end.year:
        return f"{rough}{start.day} {start:%b} – {told_day(end)}"
    return f"{rough}{told_day(start)} – {told_day(end)}"


def told_day(day: date) -> str:
    """A day as people write it ("1 Dec 2024")."""
    return f"{day.day} {day:%b} {day.year}"


def told_source(source: Source, publisher: str) -> str:
    """Who says it, and through whom it came."""
    if source.name == "publisher":
        name = f"{publisher} (own words)" if publisher else "the report"
    else:
        name = source.name
    via = [v for v in source.via if v != "publisher"]
    return f"{name} (via {', '.join(via)})" if via else name


def told_status(claim: Claim) -> str:
    """Stance and status in a word or two ("happened", "denied", "denied: planned")."""
    if claim.stance is Stance.DENIES:
        return "denied" if claim.status.value == "happened" else f"denied: {claim.status.value}"
    return claim.status.value


def _explained(claim: Claim) -> Iterator[str]:
    from warledger.places import explain  # noqa: PLC0415 - the gazetteer's modules, and not every run needs them

    place = claim.place
    codes = claim.codes
    acled = " / ".join(filter(None, (codes.acled_event_type, codes.acled_sub_event_type)))
    plover = "-".join(filter(None, (codes.plover_type, codes.plover_mode)))
    facts = [
        ("why", claim.reason),
        ("cue", claim.source.cue),
        ("place", explain(place) if place else ""),
        ("codes", "; ".join(filter(None, (plover, f"CAMEO {codes.cameo}" if codes.cameo else "", acled)))),
        ("parties", ", ".join(f"{a.name} = {a.id}" for a in (*claim.actors, *claim.targets) if a.id)),
        ("coder's confidence", f"{claim.confidence:.2f}"),
        ("words at", f"{claim.start}–{claim.end}"),
    ]
    for name, words in facts:
        if words:
            yield f"    {name}: {printable(words)}"


def _wrapped(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    columns = [
        textwrap.wrap(c, w, break_on_hyphens=False) or [""] for c, w in zip(cells, widths, strict=True)
    ]
    for i in range(max(len(column) for column in columns)):
        line = (column[i] if i < len(column) else "" for column in columns)
        yield _GAP.join(part.ljust(w) for part, w in zip(line, widths, strict=True)).rstrip()
