"""The coder as the commands use it: reports in, codings out, with a bar for whoever waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from warledger.cli.errors import UserError
from warledger.cli.progress import progress
from warledger.model import Coding, Report
from warledger.reports.readers import Given, day


def given_by(date: str, publisher: str) -> Given:
    """What ``--date`` and ``--publisher`` say of reports that do not tell theirs.

    Raises:
        UserError: The date is none.
    """
    try:
        return Given(day(date) if date else None, publisher)
    except ValueError as error:
        raise UserError(f"--date: {error}") from None


@contextmanager
def coded(
    reports: Iterable[Report], model: str = "", total: int | None = None, bar: bool = True
) -> Iterator[Iterator[Coding]]:
    """Code reports lazily, in order.

    Args:
        reports: What to code; read as it is needed.
        model: An installed spaCy model; "" takes the pinned one.
        total: How many there are, for the bar.
        bar: Whether to show one, on a terminal.

    Raises:
        UserError: The model is not installed.
    """
    from warledger.coder import Coder  # noqa: PLC0415 - ``--help`` must not pay for the coder

    with progress("coding", total, bar) as advance:

        def codings() -> Iterator[Coding]:
            try:
                for coding in Coder(model=model).code_many(reports):
                    yield coding
                    advance(1)
            except LookupError as error:
                if type(error) is LookupError:
                    raise UserError(str(error)) from error
                raise

        yield codings()
