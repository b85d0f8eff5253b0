"""The codebook: kinds of claims, the frames that tell them and their codes, read from YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from warledger.knowledge import bundled, read
from warledger.model import Codes

_LISTS = tuple(  # keys that hold words, classes or roles
    "with adverbs object object_if_any under not_after attr not_object subject not_subject requires needs "
    "then needs_mod not_mod not_of not_with_mod light_class actor_class actor target parties place "
    "destination".split()
)
_FLAGS = ("passive", "finite", "there", "lacking", "stative", "weak", "number", "aggregate")
_OTHER = ("verbs", "nouns", "needs_class", "needs_any", "status", "codes", "told_as")
_CODES = ("plover", "mode", "cameo")


class CodebookError(ValueError):
    """A codebook file is not as it should be; the message names the file, the kind and what to mend."""


@dataclass(slots=True, frozen=True)
class Trigger:
    """The words that set a frame off: a head in its dictionary form and the words that go with it."""

    head: str
    rest: tuple[str, ...] = ()


@dataclass(slots=True, frozen=True)
class Frame:
    """One way of telling a kind; README.md beside the YAML files explains the fields."""

    kind: str
    order: int
    verbal: bool
    triggers: tuple[Trigger, ...]
    words: Mapping[str, tuple[str, ...]]
    flags: frozenset[str]
    needs_class: Mapping[str, tuple[str, ...]]
    status: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    told_as: str = ""

    def get(self, key: str) -> tuple[str, ...]:
        """The list under a key, empty where the frame does not have it."""
        return self.words.get(key, ())

    @property
    def strictness(self) -> int:
        """How much the frame asks for: the stricter frame wins where two fit one word."""
        asked = ("with", "then", "adverbs", "object", "subject", "requires", "needs_mod", "light_class")
        return (
            sum(key in self.words for key in asked)
            + ("with" in self.words)
            + ("aggregate" in self.flags)
            + len(self.needs_class)
            + len(self.flags)
        )


@dataclass(slots=True, frozen=True)
class Kind:
    """One kind of claim."""

    name: str
    family: str
    definition: str
    plover: str
    mode: str
    cameo: str
    acled: tuple[str, str]
    acled_state: str = ""
    acled_civilians: tuple[str, str] | None = None
    speech: bool = False
    status: str = ""
    planned: Mapping[str, str] = field(default_factory=dict)
    told_as: str = ""

    def codes(
        self,
        by_state: bool = False,
        on_civilians: bool = False,
        own: Mapping[str, str] | None = None,
        planned: bool = False,
    ) -> Codes:
        """The codes of a claim of this kind.

        Args:
            by_state: The actor is a state's force: it regains territory, it does not overtake it.
            on_civilians: The targets are civilians.
            own: A frame's own PLOVER and CAMEO codes, where its words tell them closer than the kind does.
            planned: It is announced or threatened: PLOVER and CAMEO then code the announcement, not the deed.
        """
        event_type, sub_type = self.acled
        if by_state and self.acled_state:
            sub_type = self.acled_state
        if on_civilians and self.acled_civilians:
            event_type, sub_type = self.acled_civilians
        word = {"plover": self.plover, "mode": self.mode, "cameo": self.cameo, **(own or {})}
        if planned:
            word |= self.planned
        return Codes(word["plover"], word["mode"], word["cameo"], event_type, sub_type)


@dataclass(slots=True)
class Codebook:
    """All kinds and frames, indexed by the heads of their triggers."""

    kinds: dict[str, Kind] = field(default_factory=dict)
    frames: list[Frame] = field(default_factory=list)
    verbs: dict[str, list[tuple[Trigger, Frame]]] = field(default_factory=dict)
    nouns: dict[str, list[tuple[Trigger, Frame]]] = field(default_factory=dict)

    @classmethod
    def load(cls, extra: Sequence[Path] = ()) -> Codebook:
        """Read the bundled codebook and a user's own files on top of it.

        Args:
            extra: YAML files of the same form; a kind that they name is added, or takes the place of ours.

        Raises:
            CodebookError: A file is malformed.
        """
        book = cls()
        raw: dict[str, tuple[Any, str]] = {}
        for ours in _bundled():
            raw |= _read(ours.read_text(encoding="utf-8"), ours.name)
        for path in extra:
            raw |= _read(path.read_text(encoding="utf-8"), str(path))
        for name, (body, at) in raw.items():
            try:
                book._add(name, body)
            except CodebookError as error:
                raise CodebookError(f"{at}: {error}") from error
        return book

    def _add(self, name: str, body: Mapping[str, Any]) -> None:
        if not isinstance(body, Mapping):
            raise CodebookError(f"kind {name!r}: a mapping of definition, codes and frames is needed")
        try:
            codes = body["codes"]
            civilians = body.get("acled_civilians")
            self.kinds[name] = Kind(
                name=name,
                family=str(body["family"]),
                definition=str(body["definition"]),
                plover=str(codes["plover"]),
                mode=str(codes["mode"]),
                cameo=str(codes["cameo"]),
                acled=(str(codes["acled"][0]), str(codes["acled"][1])),
                acled_state=str(body.get("acled_state", "")),
                acled_civilians=(str(civilians[0]), str(civilians[1])) if civilians else None,
                speech=bool(body.get("speech", False)),
                status=str(body.get("status", "")),
                planned=_codes(name, body.get("planned", {})),
                told_as=str(body.get("told_as", "")),
            )
        except (KeyError, IndexError, TypeError) as error:
            raise CodebookError(f"kind {name!r}: {error} is missing or malformed") from error
        for raw in body.get("frames", ()):
            frame = _frame(name, raw, len(self.frames), str(body.get("status", "")))
            self.frames.append(frame)
            index = self.verbs if frame.verbal else self.nouns
            for trigger in frame.triggers:
                index.setdefault(trigger.head, []).append((trigger, frame))


def _bundled() -> list[Traversable]:
    """Our own files, one a family; the earlier wins where two frames ask the same of a word."""
    return sorted((f for f in files(__package__).iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)


def _read(text: str, name: str) -> dict[str, tuple[Any, str]]:
    """Kind → its body, and the file and line where it stands."""
    try:
        kinds = dict(read(text)["kinds"])
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise CodebookError(f"{name}: not a codebook (a mapping with 'kinds:'): {error}") from error
    lines = text.splitlines()
    at = {line.split(":")[0].strip(): n for n, line in reversed(list(enumerate(lines, 1)))}
    return {kind: (body, f"{name}:{at.get(str(kind), 1)}") for kind, body in kinds.items()}


def _frame(kind: str, raw: Mapping[str, Any], order: int, status: str) -> Frame:
    unknown = set(raw) - set(_LISTS) - set(_FLAGS) - set(_OTHER)
    if unknown:
        raise CodebookError(f"kind {kind!r}: unknown key {', '.join(sorted(unknown))} in a frame")
    verbal = "verbs" in raw
    words = raw.get("verbs") or raw.get("nouns")
    if not words:
        raise CodebookError(f"kind {kind!r}: a frame needs 'verbs' or 'nouns'")
    lists = {key: _as_tuple(raw[key]) for key in _LISTS if key in raw}
    if "needs_any" in raw:
        lists["needs"] = _as_tuple(raw["needs_any"])
    return Frame(
        kind=kind,
        order=order,
        verbal=verbal,
        triggers=tuple(_trigger(str(w), verbal) for w in words),
        words=lists,
        flags=frozenset(f for f in _FLAGS if raw.get(f)),
        needs_class={k: _as_tuple(v) for k, v in raw.get("needs_class", {}).items()},
        status=str(raw.get("status", status)),
        codes=_codes(kind, raw.get("codes", {})),
        told_as=str(raw.get("told_as", "")),
    )


def _codes(kind: str, raw: Mapping[str, Any]) -> dict[str, str]:
    unknown = set(raw) - set(_CODES)
    if unknown:
        raise CodebookError(f"kind {kind!r}: unknown code {', '.join(sorted(unknown))}; known: {_CODES}")
    return {key: str(value) for key, value in raw.items()}


def _trigger(words: str, verbal: bool) -> Trigger:
    """As in "take over" is headed by its first word, "air strike" by its last."""
    parts = words.split()
    return Trigger(parts[0], tuple(parts[1:])) if verbal else Trigger(parts[-1], tuple(parts[:-1]))


def _as_tuple(value: str | Iterable[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(v) for v in value)


@cache
def word_classes() -> dict[str, frozenset[str]]:
    """The classes of nouns in classes.yaml: class name → lemmas."""
    raw = bundled("warledger.coding", "classes.yaml")
    return {name: frozenset(str(w) for row in rows for w in row) for name, rows in raw.items()}
