from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated

import typer
from typer.testing import CliRunner

from warledger.cli.output import cell, listing, plain, shorten, write_csv, write_table


class Side(Enum):
    NORTH = "north"


@dataclass
class Town:
    name: str
    held_by: tuple[str, ...]
    since: date | None
    side: Side = Side.NORTH
    chance: float = 0.123456789


TOWNS = [Town("Tall Brak", ("A", "B"), date(2024, 12, 1)), Town("Rasm\x1b[31m \n Red", (), None)]


def app_of(rows: list[Town]) -> typer.Typer:
    app = typer.Typer(rich_markup_mode=None)

    @app.command()
    @listing("name", "held_by", "since", table=("name",))
    def towns(most: Annotated[int, typer.Option("--most", help="How many.")] = 9) -> Iterator[Town]:
        """List towns."""
        yield from rows[:most]

    return app


def run(*words: str, rows: list[Town] = TOWNS) -> str:
    result = CliRunner().invoke(app_of(rows), list(words))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_json_holds_whole_rows() -> None:
    rows = json.loads(run("--json"))
    assert rows[0] == {
        "name": "Tall Brak",
        "held_by": ["A", "B"],
        "since": "2024-12-01",
        "side": "north",
        "chance": 0.123456789,
    }
    assert json.loads(run("--json", rows=[])) == []


def test_csv_holds_the_declared_columns() -> None:
    lines = run("--csv").split("\n")
    assert lines[0] == "name,held_by,since"
    assert lines[1] == "Tall Brak,A; B,2024-12-01"
    assert run("--csv", rows=[]) == "name,held_by,since\n"


def test_the_table_is_plain_when_piped_and_control_characters_never_reach_the_terminal() -> None:
    out = run()
    assert out.split("\n")[0] == "name"
    assert "Rasm [31m Red" in out
    assert "\x1b" not in out


def test_the_commands_own_options_stay() -> None:
    assert len(json.loads(run("--json", "--most", "1"))) == 1
    assert "How many." in run("--help")
    assert "--csv" in run("--help")


def test_two_formats_at_once_are_wrong_usage() -> None:
    assert CliRunner().invoke(app_of(TOWNS), ["--json", "--csv"]).exit_code == 2


def test_columns_come_from_the_first_row_when_none_are_declared() -> None:
    out = io.StringIO()
    write_csv(iter([{"a": 1, "b": None}, {"a": 2, "b": True}]), (), out)
    assert out.getvalue() == "a,b\n1,\n2,yes\n"


def test_a_terminal_gets_a_drawn_table() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()
    write_table([{"name": "[red]Tall[/red]"}], ("name",), out)
    assert "[red]Tall[/red]" in out.getvalue()


def test_cells_and_plain_values() -> None:
    assert cell([{"name": "A"}, None, 2.0]) == "A; ; 2"
    assert cell({"x": 1}) == '{"x": 1}'
    assert plain({1: {Side.NORTH}}) == {"1": ["north"]}


def test_shortening_cuts_at_a_word() -> None:
    assert shorten("one two three", 20) == "one two three"
    assert shorten("one two three", 10) == "one two…"
    assert shorten("x" * 30, 10) == "x" * 9 + "…"
