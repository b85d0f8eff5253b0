"""``warledger actors``: who is known by what name, on whose side and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warledger.cli.errors import UserError
from warledger.cli.output import listing

if TYPE_CHECKING:
    from warledger.actors import ActorEntry, Registry

app = typer.Typer(
    no_args_is_help=True, help="The parties that are known by name, and how names lead to them."
)

_OWN = Annotated[
    list[Path], typer.Option("--actors", metavar="FILE", help="Your own actors, on top of the bundled ones.")
]
_COLUMNS = ("id", "name", "kind", "country", "side", "since", "until")


@app.command("find")
@listing(*_COLUMNS, "reason", table=("id", "name", "kind", "side", "since", "until", "reason"))
def find_actor(
    name: Annotated[str, typer.Argument(help="A name, an alias or an acronym, as a report would have it.")],
    on: Annotated[
        str, typer.Option("--on", metavar="DAY", help="The day in question (2025-01-31); default: today.")
    ] = "",
    country: Annotated[
        str, typer.Option("--country", metavar="CODE", help="ISO code that wins where several bear the name.")
    ] = "",
    actors: _OWN = [],  # noqa: B006 - Typer reads, never writes it
) -> Iterator[dict[str, Any]]:
    """Find whom a name means on a day: "Syrian army" is another army in 2024 than in 2025."""
    registry = _load(actors)
    day = _day(on)
    entry = registry.find(name, day, country.upper())
    if entry is None:
        raise UserError(f"no party is known as {name!r}; see: warledger actors list")
    plain = name.strip().casefold()
    known = plain in {n.casefold() for n in (entry.name, *entry.aliases)}
    lived = "" if entry.lived(day) else f"; not on {day}"
    yield {**_row(entry), "reason": ("by its name" if known else "by a form of its name") + lived}


@app.command("list")
@listing(*_COLUMNS)
def list_actors(
    kind: Annotated[
        str, typer.Option("--kind", help="Only this kind: state, army, rebel, militia, official, monitor …")
    ] = "",
    country: Annotated[
        str, typer.Option("--country", metavar="CODE", help="Only parties of this country (ISO code, as SY).")
    ] = "",
    actors: _OWN = [],  # noqa: B006 - Typer reads, never writes it
) -> Iterator[dict[str, Any]]:
    """List the parties that are known."""
    registry = _load(actors)
    if kind and kind not in registry.kinds:
        raise UserError(f"no kind {kind!r}; there are: {', '.join(registry.kinds)}")
    if country and country.upper() not in registry.country_names:
        raise UserError(f"no country {country!r}; give an ISO 3166-1 alpha-2 code such as SY")
    for entry in registry:
        if kind in ("", entry.kind) and country.upper() in ("", entry.country):
            yield _row(entry)


@app.command("show")
@listing("field", "value")
def show_actor(
    actor: Annotated[
        str, typer.Argument(metavar="ID", help="An id, such as hts; see: warledger actors list.")
    ],
    actors: _OWN = [],  # noqa: B006 - Typer reads, never writes it
) -> Iterator[dict[str, Any]]:
    """Show all that is known of one party: its names, its days, its allegiance."""
    registry = _load(actors)
    entry = registry.get(actor)
    if entry is None:
        near = registry.find(actor)
        raise UserError(f"no party has the id {actor!r}" + (f"; did you mean {near.id}?" if near else ""))
    source = registry.source_of(entry)
    row: dict[str, Any] = {
        **_row(entry),
        "sides": entry.sides,
        "parent": entry.parent,
        "role": entry.role,
        "aliases": entry.aliases,
        "allies": entry.allies,
        "enemies": entry.enemies,
        "speaks_as": source.kind,
        "acled_category": entry.inter,
    }
    row["side"] = registry.side_of(entry.id)
    yield from ({"field": field, "value": value} for field, value in row.items() if value)


def _row(entry: ActorEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _COLUMNS}


def _day(text: str) -> date:
    if not text:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(f"--on {text}: give a day as YYYY-MM-DD") from None


def _load(extra: list[Path]) -> Registry:
    from warledger.actors.registry import Registry, RegistryError  # noqa: PLC0415 - YAML is not needed for --help

    try:
        return Registry.load(extra)
    except RegistryError as error:
        raise UserError(str(error)) from error
