"""``warledger codebook``: the kinds of claims, what tells them, and a check of a user's own file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warledger.cli.errors import UserError
from warledger.cli.output import listing

if TYPE_CHECKING:
    from warledger.coding.codebook import Codebook, Frame

app = typer.Typer(no_args_is_help=True, help="The kinds of claims and the words that tell them.")

_OWN = Annotated[
    list[Path],
    typer.Option("--codebook", metavar="FILE", help="Your own codebook, on top of the bundled one."),
]


@app.command("list")
@listing("kind", "family", "definition", "plover", "cameo", "acled")
def list_kinds(codebook: _OWN = []) -> Iterator[dict[str, Any]]:  # noqa: B006 - Typer reads, never writes it
    """List every kind with its definition and codes."""
    book = _load(codebook)
    for kind in book.kinds.values():
        yield {
            "kind": kind.name,
            "family": kind.family,
            "definition": kind.definition,
            "plover": "/".join(filter(None, (kind.plover, kind.mode))),
            "cameo": kind.cameo,
            "acled": " / ".join(filter(None, kind.acled)),
            "frames": sum(f.kind == kind.name for f in book.frames),
        }


@app.command("show")
@listing("words", "form", "asks_for", "roles")
def show_kind(
    kind: Annotated[str, typer.Argument(help="A kind, such as capture; see: warledger codebook list.")],
    codebook: _OWN = [],  # noqa: B006 - Typer reads, never writes it
) -> Iterator[dict[str, Any]]:
    """Show the frames that tell one kind: the words, what they ask for, and who stands where."""
    book = _load(codebook)
    if kind not in book.kinds:
        raise UserError(f"no kind {kind!r}; there are: {', '.join(book.kinds)}")
    for frame in book.frames:
        if frame.kind == kind:
            yield _row(frame)


@app.command("check")
@listing("file", "kinds", "frames", "result")
def check_file(
    file: Annotated[Path, typer.Argument(help="A codebook of your own (YAML).")],
) -> list[dict[str, Any]]:
    """Check a codebook file: its form, its keys, and which bundled kinds it overrides."""
    book, ours = _load([file]), _load([])
    own = {f.kind for f in book.frames} - {f.kind for f in ours.frames} | {
        name for name, kind in book.kinds.items() if ours.kinds.get(name) != kind
    }
    changed = sorted(own & set(ours.kinds))
    result = f"fine; overrides {', '.join(changed)}" if changed else "fine"
    return [{"file": file, "kinds": len(book.kinds), "frames": len(book.frames), "result": result}]


def _load(extra: list[Path]) -> Codebook:
    from warledger.coding.codebook import Codebook, CodebookError  # noqa: PLC0415 - YAML is not needed for --help

    for path in extra:
        if not path.is_file():
            raise UserError(f"{path}: no such file; name a codebook (YAML)")
    try:
        return Codebook.load(extra)
    except CodebookError as error:
        raise UserError(str(error)) from error


_ROLES = ("actor", "target", "parties", "place", "destination")


def _row(frame: Frame) -> dict[str, Any]:
    triggers = [
        " ".join((t.head, *t.rest)) if frame.verbal else " ".join((*t.rest, t.head)) for t in frame.triggers
    ]
    asks = [f"{key}: {', '.join(words)}" for key, words in frame.words.items() if key not in _ROLES]
    asks += sorted(frame.flags)
    return {
        "words": ", ".join(triggers),
        "form": "verb" if frame.verbal else "noun",
        "asks_for": "; ".join(asks),
        "roles": "; ".join(f"{key}: {', '.join(frame.get(key))}" for key in _ROLES if frame.get(key)),
    }
