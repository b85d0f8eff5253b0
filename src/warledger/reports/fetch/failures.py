"""Why a fetch gave nothing."""

from __future__ import annotations


class FetchError(Exception):
    """A fetch that gave nothing; the message says why, in words for the user.

    Attributes:
        lasting: Whether trying again is of no use (refused, forbidden, gone, too large).
        retry_after: Seconds after which the host wants to be asked again; None where it told nothing.
        status: The HTTP status; 0 where there was none.
    """

    def __init__(
        self, message: str, lasting: bool = False, retry_after: float | None = None, status: int = 0
    ) -> None:
        super().__init__(message)
        self.lasting = lasting
        self.retry_after = retry_after
        self.status = status
