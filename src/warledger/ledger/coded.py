"""Claims that were coded before, read back from the JSON Lines that ``warledger code`` writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Protocol

from warledger.model import Coding, Report
from warledger.records import coding_of, report_of


class Problems(Protocol):
    """Told of what is lost."""

    def error(self, message: str) -> None:
        """One line is lost."""


def read_coded(
    lines: Iterable[bytes], name: str, reports: Iterator[Report], problems: Problems
) -> Iterator[Coding]:
    """Read coded reports, one a line.

    A line that has a ``text`` holds its report too; else the report of its ``id`` is looked for among
    ``reports``, which are read on as far as needed.

    Args:
        lines: The file's lines.
        name: Its name, for messages.
        reports: The reports that were coded, best in the same order.
        problems: Told of each bad line by file and number; the rest goes on.
    """
    waiting: dict[str, Report] = {}
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        where = f"{name}:{number}"
        try:
            fields = json.loads(raw)
            if not isinstance(fields, dict) or not isinstance(fields.get("claims"), list):
                raise ValueError('no JSON object with an "id" and "claims"')
            report = (
                report_of(fields) if "text" in fields else _waited_for(str(fields["id"]), waiting, reports)
            )
            yield coding_of(fields, report)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            told = f"no {error}" if isinstance(error, KeyError) else str(error)
            problems.error(f"{where}: this is no coded report: {told}")


def _waited_for(name: str, waiting: dict[str, Report], reports: Iterator[Report]) -> Report:
    if name in waiting:
        return waiting.pop(name)
    for report in reports:
        if report.id == name:
            return report
        waiting[report.id] = report
    raise ValueError(f"no report has the id {name!r}; give the file that was coded")
