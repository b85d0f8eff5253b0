"""One saying as the rules and the models hand it on, in words of the table."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Found:
    """One saying as words of the table.

    Attributes:
        head: The word that bears the cue.
        cue_class: Its class in the lexicon.
        source: Words that name the source; empty when the report does not say who.
        cue: Words of the cue.
        content: Words of what is said.
        denies: The cue denies its content.
        neutral: The source says neither yes nor no.
        anonymous: The cue leaves the source open ("is believed to", "reports of").
        via: Heads of the words that name a medium, nearest first.
        cites: The cue hands on another's words ("…, citing the ministry").
        source_head: The word that the source's others hang on; -1 for none.
        pieces: The content in pieces, where the model has cut it.
    """

    head: int
    cue_class: str
    source: list[int] = field(default_factory=list)
    cue: list[int] = field(default_factory=list)
    content: list[int] = field(default_factory=list)
    denies: bool = False
    neutral: bool = False
    anonymous: bool = False
    via: list[int] = field(default_factory=list)
    cites: bool = False
    source_head: int = -1
    pieces: list[list[int]] = field(default_factory=list)
