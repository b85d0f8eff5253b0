"""What every command on a ledger has: the ledger's option, the filter's options, and errors told in words."""
# ruff: noqa: PLC0415 - ``--help`` must not pay for the database

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from warledger.cli.errors import UserError
from warledger.cli.progress import progress

if TYPE_CHECKING:
    from warledger.ledger import Ledger
    from warledger.ledger.queries import Filter

LedgerOption = Annotated[str, typer.Option("--ledger", metavar="FILE", help="The ledger: a file or a URL.")]
PlaceOption = Annotated[
    str, typer.Option(metavar="NAME", help="A place, its gazetteer id, or a province and all inside it.")
]
ActorOption = Annotated[
    str, typer.Option(metavar="NAME", help="An actor or target: part of a name, or an id.")
]
SourceOption = Annotated[str, typer.Option(metavar="NAME", help="Who says it: part of a name, or an id.")]
KindOption = Annotated[str, typer.Option(metavar="KINDS", help="Kinds, separated by commas.")]
StanceOption = Annotated[str, typer.Option(metavar="STANCE", help="asserts or denies.")]
StatusOption = Annotated[str, typer.Option(metavar="STATUSES", help="Statuses, separated by commas.")]
SinceOption = Annotated[str, typer.Option(metavar="DAY", help="From this day on.")]
UntilOption = Annotated[str, typer.Option(metavar="DAY", help="Up to this day.")]
AtOption = Annotated[str, typer.Option(metavar="DAY", help="As of this day.")]
KnownByOption = Annotated[str, typer.Option(metavar="DAY", help="Only what was published by this day.")]
BoxOption = Annotated[str, typer.Option(metavar="W,S,E,N", help="Inside this box of degrees.")]
TextOption = Annotated[str, typer.Option(metavar="WORDS", help='Words that it has; "a phrase"; begin*.')]
LimitOption = Annotated[int | None, typer.Option(min=1, metavar="N", help="At most so many.")]
DEFAULT = "warledger.db"
_OPTIONS: dict[str, tuple[Any, Any]] = {
    "place": (PlaceOption, ""),
    "actor": (ActorOption, ""),
    "source": (SourceOption, ""),
    "kind": (KindOption, ""),
    "stance": (StanceOption, ""),
    "status": (StatusOption, ""),
    "since": (SinceOption, ""),
    "until": (UntilOption, ""),
    "at": (AtOption, ""),
    "known_by": (KnownByOption, ""),
    "bbox": (BoxOption, ""),
    "text": (TextOption, ""),
    "limit": (LimitOption, None),
}


def asking(*fields: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command ``--ledger`` and some of the filter's options.

    The command is called with the opened ledger and the filter in front of its own parameters. What it
    returns must be whole: the ledger is closed behind it.

    Args:
        fields: Names of the filter's fields, in the order in which the help shows them.
    """

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def wrapped(ledger: str, **options: Any) -> Any:
            wanted = filter_of(**{name: options.pop(name) for name in fields})
            with opened(ledger) as book:
                return command(book, wanted, **options)

        hints = get_type_hints(command, None, {"Ledger": Any, "Filter": Any}, include_extras=True)
        own = list(inspect.signature(command).parameters.values())[2:]
        keyword = inspect.Parameter.KEYWORD_ONLY
        shown = [p.replace(annotation=hints[p.name], kind=keyword) for p in own]
        given = [("ledger", (LedgerOption, DEFAULT)), *((name, _OPTIONS[name]) for name in fields)]
        added = [
            inspect.Parameter(name, keyword, default=default, annotation=hint)
            for name, (hint, default) in given
        ]
        arguments = [p for p in shown if _is_argument(p.annotation)]
        others = [p for p in shown if not _is_argument(p.annotation)]
        parameters = [*arguments, *added, *others]
        wrapped.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        wrapped.__annotations__ = {p.name: p.annotation for p in parameters} | {"return": None}
        return wrapped

    return decorate


def _is_argument(hint: Any) -> bool:
    return any(isinstance(part, typer.models.ArgumentInfo) for part in getattr(hint, "__metadata__", ()))


@contextmanager
def opened(ledger: str, create: bool = False) -> Iterator[Ledger]:
    """The ledger that a command works on; what goes wrong with it is told to the user.

    Raises:
        UserError: It cannot be opened, read or written.
    """
    from warledger.ledger import Ledger, LedgerError

    try:
        with (
            progress("bringing the ledger up to date") as update,
            Ledger.open(ledger, create=create, progress=update) as found,
        ):
            yield found
    except LedgerError as error:
        raise UserError(str(error)) from error


def filter_of(**fields: Any) -> Filter:
    """The options as the queries' filter.

    Raises:
        UserError: A day, box, stance or status is none.
    """
    from warledger.ledger.queries import Filter
    from warledger.model import Stance, Status

    chosen = {name: value for name, value in fields.items() if value not in ("", None)}
    for name in ("since", "until", "at", "known_by"):
        if name in chosen:
            chosen[name] = _day(chosen[name], "--" + name.replace("_", "-"))
    if "bbox" in chosen:
        chosen["bbox"] = _box(chosen["bbox"])
    for name, allowed in (("stance", list(Stance)), ("status", list(Status))):
        for word in str(chosen.get(name, "")).split(","):
            if word.strip() and word.strip() not in allowed:
                raise UserError(f"--{name}: {word.strip()!r} is none of {', '.join(allowed)}")
    return Filter(**chosen)


def _day(text: str, option: str) -> str:
    from warledger.reports.readers import day

    try:
        return day(text).isoformat()
    except ValueError as error:
        raise UserError(f"{option}: {error}") from None


def _box(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise UserError(f"--bbox: {text!r} is not west,south,east,north") from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise UserError(f"--bbox: {text!r} lies outside the world")
    return west, south, east, north
