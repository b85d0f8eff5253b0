"""A situation report in HTML (one file), Markdown or PDF."""
# ruff: noqa: PLC0415 - jinja and typst are imported by whoever renders

from __future__ import annotations

import base64
import json
import re
import tempfile
from dataclasses import asdict
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from warledger.outputs.sitrep.types import Situation

FORMATS = ("html", "md", "pdf")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#])")


def render(situation: Situation, form: str) -> bytes:
    """Give a report a form.

    Args:
        situation: What ``gather`` made.
        form: ``html``, ``md`` or ``pdf``.

    Returns:
        The bytes of the file; text is UTF-8.

    Raises:
        ValueError: There is no such form.
    """
    if form == "pdf":
        return _pdf(situation)
    if form not in FORMATS:
        raise ValueError(f"{form!r} is none of {', '.join(FORMATS)}")
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    with as_file(files(__package__).joinpath("templates")) as folder:
        environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=form == "html",
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.filters["md"] = _escaped
        environment.filters["datauri"] = _datauri
        environment.filters["weburl"] = _weburl
        text = environment.get_template(f"report.{form}.j2").render(s=situation)
    if form == "md":
        text = re.sub(r"\n{3,}", "\n\n", text)
    return text.encode()


def _escaped(text: str) -> str:
    """A report's words as words: no markup of Markdown's, one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(str(text).split()))


def _datauri(svg: str) -> str:
    """A drawing as an image: what it holds cannot run as part of the page."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _weburl(url: str) -> str:
    """The address where it is one of the web; else "" (a report's own words may not become a script)."""
    return url if url.startswith(("https://", "http://")) else ""


def _pdf(situation: Situation) -> bytes:
    import typst

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data: dict[str, Any] = asdict(situation)
        for number, picture in enumerate(_pictures(data)):
            picture["file"] = f"picture{number}.svg"
            (folder / picture["file"]).write_text(picture.pop("svg"), encoding="utf-8")
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        template = files(__package__).joinpath("templates/report.typ").read_text(encoding="utf-8")
        (folder / "report.typ").write_text(template, encoding="utf-8")
        made: bytes = typst.compile(str(folder / "report.typ"), root=str(folder))
    return made


def _pictures(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [*data["charts"], *(c["map"] for c in data["countries"] if c["map"])]
