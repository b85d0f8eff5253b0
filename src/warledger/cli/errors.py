"""What goes wrong, told to the user: one exception, one list of problems, three exit codes."""

from __future__ import annotations

import sys
from enum import IntEnum


class ExitCode(IntEnum):
    """What ``warledger`` ends with."""

    FINE = 0
    SOME_BAD = 1
    FAILED = 2


class UserError(Exception):
    """Something the user can put right: the message says what is wrong and what to do.

    Raised anywhere under a command it ends the program with ``error: <message>`` and exit code 2.
    """


def tell(kind: str, message: str) -> None:
    """Write one line to stderr ("error: …", "warning: …"), control characters taken out."""
    line = " ".join("".join(c if c.isprintable() else " " for c in message).split())
    print(f"{kind}: {line}", file=sys.stderr, flush=True)


class Problems:
    """Collects what was bad in the input while the rest goes on; tells each at once.

    Give ``problems.error`` and ``problems.warning`` to whatever reads; end with ``problems.exit_code``.
    """

    def __init__(self) -> None:
        self.errors = 0
        self.warnings = 0

    def error(self, message: str) -> None:
        """One input, or a part of it, is lost."""
        self.errors += 1
        tell("error", message)

    def warning(self, message: str) -> None:
        """Something was taken in a way that the user may not expect."""
        self.warnings += 1
        tell("warning", message)

    @property
    def exit_code(self) -> ExitCode:
        """0 when nothing was lost, else 1."""
        return ExitCode.SOME_BAD if self.errors else ExitCode.FINE
