"""What commands and options there are, read from the application itself: for docs/cli.md and its test."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import typer.main

from warledger.cli import build


@dataclass(slots=True, frozen=True)
class Described:
    """A command and what can be given to it.

    Attributes:
        path: Its words ("warledger gazetteer build").
        usage: The line that shows how it is called.
        text: Its help.
        parameters: Each argument and option as it is written, with its help.
    """

    path: str
    usage: str
    text: str
    parameters: tuple[tuple[str, str], ...] = field(default=())


def describe() -> Iterator[Described]:
    """Every command, groups before what they hold, in the order of ``warledger --help``."""
    yield from _walk(typer.main.get_command(build()), "warledger")


def _walk(command: Any, path: str) -> Iterator[Described]:
    context = command.context_class(command, info_name=path)
    yield Described(
        path,
        f"{path} {' '.join(command.collect_usage_pieces(context))}",
        inspect.cleandoc(command.help or ""),
        tuple(_parameters(command, context)),
    )
    for name, below in getattr(command, "commands", {}).items():
        if not below.hidden:
            yield from _walk(below, f"{path} {name}")


def _parameters(command: Any, context: Any) -> Iterator[tuple[str, str]]:
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record:
            written, told = record
            yield written, told if (parameter.help or "").strip() else ""
