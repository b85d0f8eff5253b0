"""Reading the YAML files of words: in them "on", "off", "yes" and "no" are words, not truth values."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

import yaml

__all__ = ["WordLoader", "bundled", "read"]


class WordLoader(yaml.CSafeLoader):
    """The safe loader, in C, that takes only ``true`` and ``false`` for truth values."""


WordLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
WordLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def read(text: str) -> Any:
    """The content of a YAML text; a ``yaml.YAMLError`` where it is malformed."""
    return yaml.load(text, Loader=WordLoader)  # a safe loader


def bundled(package: str, name: str) -> Any:
    """The content of a YAML file that lies in a package."""
    return read(files(package).joinpath(name).read_text(encoding="utf-8"))
