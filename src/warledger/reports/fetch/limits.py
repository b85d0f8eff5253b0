"""How much of anything one fetch may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, frozen=True)
class Limits:
    """Bounds of one fetch.

    Attributes:
        bytes: Most bytes over the wire, and most after unpacking: a page of 50 MB is no news page.
        seconds: Most seconds for a whole fetch with its redirects, however steadily it drips.
        connect_seconds: Most seconds until a connection stands.
        silent_seconds: Most seconds between two pieces of an answer.
        redirects: Most redirects in a row.
    """

    bytes: int = 10_000_000
    seconds: float = 60.0
    connect_seconds: float = 10.0
    silent_seconds: float = 20.0
    redirects: int = 8


STANDARD = Limits()
