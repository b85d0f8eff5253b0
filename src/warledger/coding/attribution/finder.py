"""The finder of sayings: rules and model find the spans, the naming says who, the nesting says through whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warledger.coding.attribution import rules
from warledger.coding.attribution.lexicon import lexicon
from warledger.coding.attribution.naming import CastLike, Namer
from warledger.coding.attribution.rules import Found
from warledger.coding.attribution.table import Table, tabulate
from warledger.model import Attribution, Source, Span

if TYPE_CHECKING:
    from warledger.language.document import Document


@dataclass(slots=True)
class Saying:
    """Someone says something.

    Attributes:
        attribution: The words: source, cue and content, in offsets of the report's text.
        source: Who that is at the fullest; a name of "" means that the report does not tell who.
        denies: The source says that the content is not so.
        neutral: The source says neither yes nor no ("did not comment").
        cue_class: Class of the cue in cues.yaml; "attitude" for cues outside the lexicon.
        parent: Index of the saying whose content holds this one.
        proposition: Whether the content is something told, so that its events are the source's claims.
    """

    attribution: Attribution
    source: Source
    denies: bool = False
    neutral: bool = False
    cue_class: str = "say"
    parent: int | None = None
    proposition: bool = True

    def holds(self, span: Span) -> bool:
        """Whether the greater part of a span lies in the content."""
        shared = sum(
            max(0, min(c.end, span.end) - max(c.start, span.start)) for c in self.attribution.content
        )
        return 2 * shared > span.end - span.start


def innermost(sayings: Sequence[Saying], span: Span) -> Saying | None:
    """The saying whose source claims what stands at a span; None in the report's own voice."""
    best: Saying | None = None
    size = 0
    for saying in sayings:
        if not saying.proposition or not saying.holds(span):
            continue
        length = sum(c.end - c.start for c in saying.attribution.content)
        if best is None or length < size or (length == size and saying.parent is not None):
            best, size = saying, length
    return best


class Attributor:
    """Finds who says what in a parsed report."""

    def find(self, document: Document, cast: CastLike | None = None) -> list[Saying]:
        """Find the sayings of a report.

        Args:
            document: The parsed report.
            cast: The parties of the report; the naming does without where it is None.

        Returns:
            The sayings sorted by the start of their content; ``parent`` points into the list.
        """
        table = tabulate(document)
        if not len(table):
            return []
        return _assemble(table, rules.find(table), cast)


def _assemble(table: Table, found: list[Found], cast: CastLike | None) -> list[Saying]:
    found = [f for f in found if f.content]
    found.sort(key=lambda f: (f.content[0], -len(f.content), f.head))
    sets = [frozenset(f.content) for f in found]
    parents = [_parent(found, sets, i) for i in range(len(found))]
    namer = Namer(table, cast)
    named: dict[int, tuple[str, str]] = {}
    order = sorted(range(len(found)), key=lambda i: min([found[i].head, *found[i].source]))
    waiting: list[int] = []
    for i in order:
        if found[i].source_head < 0:
            waiting.append(i)
            continue
        parent = parents[i]
        named[i] = namer.name(found[i], named.get(parent) if parent is not None else None)
    words = lexicon()
    for i in waiting:
        up = parents[i]
        while up is not None and up not in named:
            up = parents[up]
        named[i] = named[up] if up is not None else ("", "")
    out: list[Saying] = []
    for i, f in enumerate(found):
        via: list[str] = [namer.resolve(v)[0] for v in f.via]
        up = parents[i]
        steps = 0
        while up is not None and steps < 8:
            name = named[up][0]
            if name and name != named[i][0] and name not in via and found[up].source_head >= 0:
                via.append(name)
            up = parents[up]
            steps += 1
        via = [v for v in via if v and v != named[i][0]]
        cue = table.words(f.cue)
        out.append(
            Saying(
                Attribution(table.spans(f.source), table.spans(f.cue), table.spans(f.content)),
                Source(named[i][0], named[i][1], tuple(via), cue),
                f.denies,
                f.neutral,
                f.cue_class,
                parents[i],
                f.cue_class in words.propositions,
            )
        )
    return out


def _parent(found: list[Found], sets: list[frozenset[int]], index: int) -> int | None:
    """The smallest saying whose content holds this one's cue and content."""
    mine = found[index]
    best: int | None = None
    for other, theirs in enumerate(found):
        if other == index:
            continue
        if sets[other] == sets[index]:
            # "SANA said, citing the ministry": who is cited stands inside who cites.
            if not (mine.via and not theirs.via):
                continue
        elif mine.head not in sets[other] or len(sets[index] - sets[other]) > 0.2 * len(sets[index]):
            continue
        elif theirs.head in sets[index]:
            continue
        if best is None or len(sets[other]) < len(sets[best]):
            best = other
    return best
