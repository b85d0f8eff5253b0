"""A background map by configuration: raster tiles by URL, or a .pmtiles file, here or on the web."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from warledger.web.models import Tiles

ADDRESS = "/tiles/map.pmtiles"  # where a file of this machine is served
_ASKED = ("{z}", "{x}", "{y}")


def tiles_of(given: str, credit: str = "") -> tuple[Tiles, str, Path | None]:
    """Read what was configured.

    Args:
        given: ``https://…/{z}/{x}/{y}.png``, ``https://….pmtiles``, or the path of a .pmtiles file.
        credit: Whose tiles they are, shown on the map.

    Returns:
        What the page is told, the origin that it may ask ("" for this server), and the file to serve.

    Raises:
        ValueError: It is none of these; the message says what is missing.
    """
    parts = urlsplit(given)
    if parts.scheme in ("http", "https"):
        if not parts.hostname or any(c in given for c in " ;,\"'"):
            raise ValueError(f"{given!r} is no address of tiles")
        origin = f"{parts.scheme}://{parts.netloc}"
        if parts.path.endswith(".pmtiles"):
            return Tiles(kind="pmtiles", url=given, credit=credit), origin, None
        if not all(part in given for part in _ASKED):
            raise ValueError(f"{given!r} needs {{z}}, {{x}} and {{y}}, or must end in .pmtiles")
        return Tiles(kind="raster", url=given, credit=credit), origin, None
    path = Path(given)
    if path.suffix != ".pmtiles":
        raise ValueError(f"{given!r} is neither an address with {{z}}/{{x}}/{{y}} nor a .pmtiles file")
    if not path.is_file():
        raise ValueError(f"there is no file {given}")
    with path.open("rb") as file:
        if file.read(7) != b"PMTiles":
            raise ValueError(f"{given} is no PMTiles archive")
    return Tiles(kind="pmtiles", url=ADDRESS, credit=credit), "", path
