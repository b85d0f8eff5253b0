"""Write docs/reference/ from the code: the Python API, the model, the kinds, the forms of export."""

from __future__ import annotations

import dataclasses
import inspect
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import warledger
from warledger import api, model
from warledger.coding.codebook import Codebook
from warledger.outputs import FORMATS
from warledger.outputs.data import shape

FOLDER = Path(__file__).with_name("reference")
NOTE = "This page is written by `make docs`; a test compares the two.\n"
_SHAPES = ("acled", "ucdp", "gdelt", "hapi")
_MODEL = (
    model.Report,
    model.Coding,
    model.Claim,
    model.Source,
    model.Actor,
    model.Place,
    model.Period,
    model.Counts,
    model.Count,
    model.Codes,
    model.Attribution,
    model.TimeMention,
    model.Link,
)
_WORDS = (model.Stance, model.Status, model.Level, model.Precision)


def python_page() -> str:
    """The Python API."""
    parts = ["# Python\n", NOTE, "```python\nimport warledger as wl\n```\n"]
    parts.append(f"Names: {', '.join(f'`wl.{name}`' for name in warledger.__all__)}.\n")
    parts += _told("wl.code", api.code)
    parts += _told("wl.open", api.open_ledger)
    parts.append(f"## wl.War\n\n{_prose(api.War)}\n")
    for name, member in vars(api.War).items():
        if inspect.isfunction(member) and not name.startswith("_"):
            parts += _told(f"War.{name}", member, "###")
    parts += [f"## wl.Coder\n\n{_prose(warledger.Coder)}\n"]
    for name in ("code", "code_many"):
        parts += _told(f"Coder.{name}", getattr(warledger.Coder, name), "###")
    return "\n".join(parts)


def _told(name: str, thing: Any, level: str = "##") -> Iterator[str]:
    yield f"{level} {name}\n\n```python\n{name}{_signature(thing)}\n```\n\n{_prose(thing)}\n"


def _signature(thing: Any) -> str:
    given = inspect.signature(thing)
    told = [str(p.replace(annotation=p.empty)) for p in given.parameters.values()]
    hints = [p.annotation for p in given.parameters.values()]
    shown = [
        name if hint is inspect.Parameter.empty else f"{name.split('=')[0]}: {hint}{_default(name)}"
        for name, hint in zip(told, hints, strict=True)
        if name != "self"
    ]
    returned = "" if given.return_annotation is inspect.Signature.empty else f" -> {given.return_annotation}"
    whole = f"({', '.join(shown)}){returned}"
    if len(whole) < 90:
        return whole
    lines = "".join(f"    {part},\n" for part in shown)
    return f"(\n{lines}){returned}"


def _default(told: str) -> str:
    _, equals, value = told.partition("=")
    return f" = {value}" if equals else ""


def _prose(thing: Any) -> str:
    """A Google-style docstring as Markdown: its sections become lists."""
    out: list[str] = []
    section = ""
    for line in inspect.cleandoc(thing.__doc__ or "").splitlines():
        word = line.removesuffix(":")
        if word in ("Args", "Returns", "Raises", "Yields", "Attributes") and line.endswith(":"):
            section = word
            out.append(f"\n**{word}**\n")
        elif section and line.startswith("    ") and not line.startswith("     "):
            name, colon, rest = line.strip().partition(": ")
            is_item = section in ("Args", "Raises", "Attributes") and colon
            out.append(f"- `{name}`: {rest}" if is_item else f"- {line.strip()}")
        else:
            out.append(f"  {line.strip()}" if section and line.strip() else line.replace("``", "`"))
    return "\n".join(out).replace("``", "`")


def model_page() -> str:
    """The contract of the coder's output."""
    example = model.Claim(
        "c1",
        31,
        74,
        "Rebels took Saraqib on Saturday",
        "capture",
        source=model.Source("a monitor", cue="said"),
        actors=(model.Actor("Rebels"),),
        place=model.Place("Saraqib", 43, 50, resolved="Sarāqib", lat=35.86, lon=36.80, country="SY"),
        date=model.Period(date(2024, 11, 30), date(2024, 11, 30)),
    )
    coding = model.Coding(model.Report("saraqib.txt", ""), [example])
    parts = [
        "# Claims, field by field\n",
        NOTE,
        "All offsets count characters of the report's text as it was given; days are ISO days; coordinates "
        "are WGS 84 degrees. `warledger code -f jsonl` and `Coding.to_dict()` give one object a report:\n",
        f"```json\n{json.dumps(coding.to_dict(), indent=1, ensure_ascii=False)}\n```\n",
    ]
    for kind in _MODEL:
        parts.append(f"## {kind.__name__}\n\n{_prose(kind)}\n")
        rows = [f"| `{f.name}` | `{f.type}` |" for f in dataclasses.fields(kind)]
        parts += ["| field | type |\n|---|---|", *rows, ""]
    parts.append("## Words\n")
    for words in _WORDS:
        told = ", ".join(f"`{word.value}`" for word in words)
        parts.append(f"**{words.__name__}**: {told}. {_prose(words)}\n")
    return "\n".join(parts)


def kinds_page() -> str:
    """The kinds of claims with their codes."""
    parts = [
        "# Kinds of claims\n",
        NOTE,
        "| kind | family | what it is | PLOVER | CAMEO | ACLED |\n|---|---|---|---|---|---|",
    ]
    for kind in Codebook.load().kinds.values():
        plover = " ".join(part for part in (kind.plover, kind.mode) if part)
        cells = (
            f"`{kind.name}`",
            kind.family,
            kind.definition,
            plover,
            kind.cameo,
            " / ".join(kind.acled),
        )
        parts.append("| " + " | ".join(" ".join(str(c).split()).replace("|", "\\|") for c in cells) + " |")
    return "\n".join(parts) + "\n"


def forms_page() -> str:
    """The forms of export and the columns of those that others have laid down."""
    parts = ["# Forms of export\n", NOTE, "| form | file | what |\n|---|---|---|"]
    for form in FORMATS.values():
        parts.append(f"| `{form.name}` | {form.suffix or 'a folder'} | {form.what} |")
    for name in _SHAPES:
        parts += [f"\n## {name}\n", "| column | type | HXL | codes |\n|---|---|---|---|"]
        for column in shape(name).columns:
            codes = ", ".join(str(code) for code in column.codes[:12]) + (", …" if column.codes[12:] else "")
            parts.append(f"| `{column.name}` | {column.type} | {column.hxl} | {codes} |")
    return "\n".join(parts) + "\n"


PAGES = {
    "python.md": python_page,
    "model.md": model_page,
    "kinds.md": kinds_page,
    "forms.md": forms_page,
}


if __name__ == "__main__":
    for file, page in PAGES.items():
        (FOLDER / file).write_text(page(), encoding="utf-8")
        print(f"wrote {file}")
