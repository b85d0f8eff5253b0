"""The command line: one module a group of commands, all light to import, mounted here."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer

from warledger import __version__
from warledger.cli.errors import ExitCode, UserError, tell

_INTERRUPTED = 130
_COMMANDS = (
    ("code", "code"),
    ("adding", "add"),
    ("watch", "watch"),
    ("demo", "demo"),
    ("serve", "serve"),
    ("listings", "claims"),
    ("holders", "control"),
    ("listings", "disputes"),
    ("listings", "incidents"),
    ("listings", "reports"),
    ("holders", "changes"),
    ("correcting", "correct"),
    ("correcting", "history"),
    ("judging", "join"),
    ("judging", "split"),
    ("export", "export"),
    ("sitrep", "sitrep"),
    ("dataset", "load"),
    ("dataset", "query"),
)
_GROUPS = ("gazetteer", "actors", "codebook")


def _version(wanted: bool) -> None:
    if wanted:
        print(f"warledger {__version__}")
        raise typer.Exit


def _root(
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Log what is being done to stderr.")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """A war monitor in a box: dispatches in, sourced claims out, a ledger of who holds what and why."""
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO if verbose else logging.WARNING,
        format="%(levelname)s %(name)s: %(message)s",
    )


@cache
def build() -> typer.Typer:
    """The application with every command mounted; none of their modules imports anything heavy."""
    app = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,  # rich panels double the start-up time
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for module, function in _COMMANDS:
        app.command(function)(getattr(import_module(f"{__name__}.{module}"), function))
    for module in _GROUPS:
        app.add_typer(import_module(f"{__name__}.{module}").app, name=module)
    return app


def run(arguments: Sequence[str]) -> int:
    """Run one command line in this process.

    Args:
        arguments: What stands behind ``warledger``.

    Returns:
        The exit code: 0 fine, 1 some input bad but the rest done, 2 wrong usage or nothing done.
    """
    try:
        result: Any = build()(list(arguments), prog_name="warledger", standalone_mode=False)
    except typer.TyperException as error:
        _show_usage_error(error)
        return ExitCode.FAILED
    except UserError as error:
        tell("error", str(error))
        return ExitCode.FAILED
    except SystemExit as end:
        # Typer turns a broken pipe into exit code 1, which would read as bad input.
        if isinstance(end.__context__, BrokenPipeError):
            return _broken_pipe()
        raise
    except (typer.Abort, KeyboardInterrupt):
        return _INTERRUPTED
    except OSError as error:
        tell("error", _explain(error))
        return ExitCode.FAILED
    return result if isinstance(result, int) else ExitCode.FINE


def main() -> None:
    """The program ``warledger``."""
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = _broken_pipe()
    sys.exit(code)


def _show_usage_error(error: typer.TyperException) -> None:
    if isinstance(error, typer.BadParameter) or not hasattr(error, "show"):
        tell("error", error.format_message())
    else:
        error.show()


def _broken_pipe() -> int:
    """The reader of our output has had enough: end quietly, and keep the interpreter from flushing again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitCode.FINE


def _explain(error: OSError) -> str:
    what = error.strerror or str(error)
    return f"{error.filename}: {what}" if error.filename else what
