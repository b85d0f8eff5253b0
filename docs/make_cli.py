"""Write docs/cli.md from the commands' own help: ``make docs``."""

from __future__ import annotations

from pathlib import Path

from warledger.cli.describe import Described, describe

PAGE = Path(__file__).with_name("cli.md")
HEAD = """# The commands

This page is written by `make docs` from the commands' own help; a test compares the two.

Exit codes: 0 fine; 1 some input was bad, was told of on stderr and passed over; 2 wrong usage, or nothing
could be done. Every command that lists something takes `--table` (the default), `--json` and `--csv`.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(_section(command) for command in describe())])


def _section(command: Described) -> str:
    lines = [f"## {command.path}", "", "```", command.usage, "```", "", command.text, ""]
    if command.parameters:
        rows = (f"| `{_cell(written)}` | {_cell(told)} |" for written, told in command.parameters)
        lines += ["| argument, option | what it does |", "|---|---|", *rows, ""]
    return "\n".join(lines)


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE.name}")
