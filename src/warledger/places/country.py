"""Countries: names, demonyms, short forms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from warledger.knowledge import bundled
from warledger.places.normal import fold


@dataclass(slots=True, frozen=True)
class Country:
    """A country as reports name it.

    Attributes:
        iso2: ISO 3166-1 alpha-2 code.
        name: Its usual name.
        also: Other names and short forms.
        demonyms: Words for its people and things; none of them is a place.
        capital: Whose name often stands for the government.
        lat: A point in the middle, degrees north.
        lon: Degrees east.
    """

    iso2: str
    name: str
    also: tuple[str, ...]
    demonyms: tuple[str, ...]
    capital: str
    lat: float
    lon: float


@cache
def countries() -> dict[str, Country]:
    """All countries by ISO code."""
    raw = bundled(__package__, "data/countries.yaml")
    return {
        iso: Country(
            iso,
            c["name"],
            tuple(c.get("also", ())),
            tuple(c.get("demonyms", ())),
            c["capital"],
            *map(float, c["at"]),
        )
        for iso, c in raw.items()
    }


@cache
def _demonyms() -> dict[str, str]:
    return {d.casefold(): c.iso2 for c in countries().values() for d in c.demonyms}


@cache
def _names() -> dict[str, str]:
    return {n.casefold(): c.iso2 for c in countries().values() for n in (c.name, *c.also)}


@cache
def _capitals() -> dict[str, str]:
    return {fold(c.capital): c.iso2 for c in countries().values()}


def country_of_demonym(word: str) -> str:
    """The ISO code behind "Syrian" or "Syrians"; "" for other words."""
    return _demonyms().get(word.casefold(), "")


def country_of_name(name: str) -> str:
    """The ISO code of a country's name or short form ("UAE"); "" for other words."""
    return _names().get(name.casefold(), "")


@lru_cache(maxsize=8192)
def country_of_capital(name: str) -> str:
    """The ISO code of the country whose capital this is; "" for other words."""
    return _capitals().get(fold(name), "")


def country_name(iso2: str) -> str:
    """The usual name of a country; the code itself where it is unknown."""
    found = countries().get(iso2.upper())
    return found.name if found else iso2
