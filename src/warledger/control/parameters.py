"""The numbers and words of the model, read from parameters.yaml."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def parameters() -> dict[str, Any]:
    """The numbers of parameters.yaml."""
    text = files(__package__).joinpath("parameters.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return raw
