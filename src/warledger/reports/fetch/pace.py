"""How fast one host is asked, and when it is left alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

LONGEST = 86_400.0
_MOST_HOSTS = 5_000


@dataclass(slots=True)
class _Host:
    next_at: float = 0.0
    failures: int = 0


class Pace:
    """Keeps requests to one host apart, and further apart after failures."""

    def __init__(self, delay: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Set the pace.

        Args:
            delay: Least seconds between two requests to one host.
            clock: The time in seconds.
        """
        self.delay = delay
        self._clock = clock
        self._hosts: dict[str, _Host] = {}

    def reserve(self, host: str, delay: float | None = None) -> float:
        """Take the next turn at a host; gives the seconds to wait for it.

        Args:
            host: The host.
            delay: What the host's robots.txt asks for, where it is more than ours (a minute at most).
        """
        now = self._clock()
        if host not in self._hosts and len(self._hosts) >= _MOST_HOSTS:
            self._hosts = {name: h for name, h in self._hosts.items() if h.next_at > now}
        entry = self._hosts.setdefault(host, _Host())
        turn = max(now, entry.next_at)
        entry.next_at = turn + max(self.delay, min(delay or 0.0, 60.0))
        return turn - now

    def wait(self, host: str) -> float:
        """Seconds until a host may be asked again."""
        entry = self._hosts.get(host)
        return max(0.0, entry.next_at - self._clock()) if entry else 0.0

    def failed(self, host: str, retry_after: float | None = None) -> None:
        """A host did not answer, or wants to be left alone: wait as it says, else twice as long each time."""
        entry = self._hosts.setdefault(host, _Host())
        entry.failures += 1
        pause = retry_after if retry_after is not None else self.delay * 2 ** min(entry.failures, 16)
        entry.next_at = max(entry.next_at, self._clock() + min(pause, LONGEST))

    def answered(self, host: str) -> None:
        """A host answered: failures before are forgotten."""
        if entry := self._hosts.get(host):
            entry.failures = 0


def seconds_of(retry_after: str, now: float) -> float | None:
    """Seconds that a Retry-After header asks for (a number or a date); None where it says nothing."""
    words = retry_after.strip()
    if words.isascii() and words.isdigit():
        return min(float(words[:9]), LONGEST)
    try:
        moment = parsedate_to_datetime(words)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(moment.timestamp() - now, 0.0), LONGEST)
