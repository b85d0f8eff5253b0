"""Listings: the same ``--table``, ``--json`` and ``--csv`` on every command that lists something."""

from __future__ import annotations

import csv
import dataclasses
import functools
import inspect
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from pathlib import Path
from typing import IO, Annotated, Any, get_type_hints

import typer

Row = Mapping[str, Any]
Command = Callable[..., Any]

_WIDEST_PLAIN_CELL = 60


@dataclasses.dataclass(slots=True, frozen=True)
class Listed:
    """Rows whose columns are others than the command's usual ones."""

    rows: Iterable[Any]
    columns: Sequence[str]
    table: Sequence[str] = ()


def listing(*columns: str, table: Sequence[str] = ()) -> Callable[[Command], Command]:
    """Give a command that returns rows the options ``--table --json --csv`` and print what it returns.

    The command returns (or yields) dataclasses or mappings. JSON holds the whole rows; CSV and the table
    hold the declared columns in the declared order.

    Args:
        columns: Names of the rows' fields, in order; none takes all the fields of the first row.
        table: The columns that the table shows, where it shows fewer.
    """

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def wrapped(*args: Any, as_table: bool, as_json: bool, as_csv: bool, **options: Any) -> None:
            if as_table + as_json + as_csv > 1:
                raise typer.BadParameter("choose one of --table, --json and --csv")
            found = command(*args, **options) or ()
            shown = found if isinstance(found, Listed) else Listed(found, columns, table)
            rows = (as_row(row) for row in shown.rows)
            if as_json:
                write_json(rows, sys.stdout)
            elif as_csv:
                write_csv(rows, shown.columns, sys.stdout)
            else:
                write_table(rows, shown.table or shown.columns, sys.stdout)

        options = {
            "as_table": _flag("--table", "A table to read (the default)."),
            "as_json": _flag("--json", "A JSON array of all the fields."),
            "as_csv": _flag("--csv", "CSV with one header line."),
        }
        hints = get_type_hints(command, include_extras=True)
        given = [
            p.replace(annotation=hints.get(name, p.annotation))
            for name, p in inspect.signature(command).parameters.items()
        ]
        added = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=hint)
            for name, hint in options.items()
        ]
        wrapped.__signature__ = inspect.Signature([*given, *added])  # type: ignore[attr-defined]
        wrapped.__annotations__ = {p.name: p.annotation for p in [*given, *added]} | {"return": None}
        return wrapped

    return decorate


def _flag(name: str, text: str) -> Any:
    return Annotated[bool, typer.Option(name, help=text)]


def as_row(item: Any) -> Row:
    """A row of a listing as a mapping: mappings stay, dataclasses become one (not deeply)."""
    if isinstance(item, Mapping):
        return item
    if dataclasses.is_dataclass(item) and not isinstance(item, type):
        return {field.name: getattr(item, field.name) for field in dataclasses.fields(item)}
    raise TypeError(f"a listing takes dataclasses and mappings, not {type(item).__name__}")


def plain(value: Any) -> Any:
    """Make a value ready for ``json.dumps``: dataclasses, enums, dates, paths and tuples become plain."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "to_dict"):
        return plain(value.to_dict())
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, Iterable):
        return [plain(v) for v in value]
    return str(value)


def cell(value: Any) -> str:
    """A value as the words of one cell: "" for None, names for named things, "; " between many."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return f"{value:.5g}"
    if isinstance(value, Mapping):
        return str(value["name"]) if "name" in value else json.dumps(plain(value), ensure_ascii=False)
    if name := getattr(value, "name", None):
        return str(name)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return json.dumps(plain(value), ensure_ascii=False)
    if isinstance(value, Sequence | set | frozenset):
        return "; ".join(cell(v) for v in value)
    return str(plain(value))


def printable(text: str) -> str:
    """One line without control characters: a report's words must not steer the terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def write_json(rows: Iterable[Row], out: IO[str]) -> None:
    """Write a JSON array, one row a line."""
    separator = "[\n"
    for row in rows:
        out.write(separator + json.dumps(plain(row), ensure_ascii=False))
        separator = ",\n"
    out.write("[]\n" if separator == "[\n" else "\n]\n")


def write_csv(rows: Iterable[Row], columns: Sequence[str], out: IO[str]) -> None:
    """Write CSV with a header; nothing but the header when there are no rows."""
    writer = csv.writer(out, lineterminator="\n")
    columns, rows = _columns(rows, columns)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(row.get(name)) for name in columns])


def write_table(rows: Iterable[Row], columns: Sequence[str], out: IO[str]) -> None:
    """Write a table: drawn by rich on a terminal, plain aligned text when piped; a note when it is empty."""
    columns, rows = _columns(rows, columns)
    cells = [[printable(cell(row.get(name))) for name in columns] for row in rows]
    if not cells:
        print("nothing found", file=sys.stderr)
        return
    titles = [name.replace("_", " ") for name in columns]
    if out.isatty():
        _draw(titles, cells, out)
        return
    cells = [[shorten(c, _WIDEST_PLAIN_CELL) for c in line] for line in cells]
    widths = [max(len(line[i]) for line in [titles, *cells]) for i in range(len(columns))]
    for line in [titles, *cells]:
        out.write("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() + "\n")


def shorten(text: str, width: int) -> str:
    """Cut at a word's end and mark the cut with "…"."""
    if len(text) <= width:
        return text
    cut = text[: width - 1]
    at = cut.rfind(" ")
    return (cut[:at] if at > width // 2 else cut).rstrip(" ,;:") + "…"


def _columns(rows: Iterable[Row], columns: Sequence[str]) -> tuple[Sequence[str], Iterator[Row]]:
    """The declared columns, or those of the first row, and the rows from the first on."""
    iterator = iter(rows)
    if columns:
        return columns, iterator
    first = next(iterator, None)
    if first is None:
        return (), iter(())

    def again() -> Iterator[Row]:
        yield first
        yield from iterator

    return tuple(first), again()


def _draw(titles: Sequence[str], cells: Sequence[Sequence[str]], out: IO[str]) -> None:
    from rich import box  # noqa: PLC0415 - only a terminal needs it
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in titles:
        drawn.add_column(title, overflow="fold")
    for line in cells:
        drawn.add_row(*(Text(c) for c in line))
    Console(file=out).print(drawn)
