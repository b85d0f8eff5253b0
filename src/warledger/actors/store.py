"""Reads the actors' YAML, expands the states' templates, checks users' files, caches the result as JSON."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypedDict

import yaml

from warledger.knowledge import WordLoader, bundled

log = logging.getLogger(__name__)
_FORMAT = "4"
_PACKAGE = "warledger.actors"
_RULES = ("kinds.yaml", "names.yaml", "generic.yaml", "parties.yaml", "states.yaml", "sources.yaml")
Row = dict[str, Any]


class RegistryError(ValueError):
    """A data file that cannot be used; the message names the file and the line."""


class Compiled(TypedDict):
    """Everything that the registry indexes, as plain JSON."""

    actors: list[Row]
    sources: list[Row]
    heads: dict[str, str]
    countries: dict[str, str]
    demonyms: dict[str, str]
    country_names: dict[str, str]
    kinds: dict[str, dict[str, str]]
    generic: dict[str, dict[str, list[Row]]]
    wars: dict[str, str]
    demonym_of: dict[str, str]


def read_rules(name: str) -> Row:
    """A rule file of the package as YAML."""
    data: Row = bundled(_PACKAGE, f"data/{name}")
    return data


@cache
def _package_files() -> dict[str, str]:
    folder = files(_PACKAGE).joinpath("data")
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".yaml"))
    return {name: folder.joinpath(name).read_text(encoding="utf-8") for name in names}


def compiled(extra: Sequence[Path], key_of: Callable[[str], str]) -> Compiled:
    """The registry's data: from the cache when no file has changed, else from the YAML.

    Raises:
        RegistryError: A file is malformed.
    """
    texts = dict(_package_files())
    users: dict[str, str] = {}
    for path in extra:
        try:
            users[str(path)] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RegistryError(f"{path}: cannot be read: {error}") from error
    digest = hashlib.sha256(_FORMAT.encode())
    for name, text in (*texts.items(), *users.items()):
        digest.update(f"\0{name}\0{text}".encode())
    cached = _cache_dir() / f"actors-{digest.hexdigest()[:24]}.json"
    try:
        data: Compiled = json.loads(cached.read_text(encoding="utf-8"))
        return data
    except (OSError, ValueError):
        pass
    data = _compile(texts, users, key_of)
    try:
        cached.parent.mkdir(parents=True, exist_ok=True)
        part = cached.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        part.replace(cached)
        for old in cached.parent.glob("actors-*.json"):
            if old != cached and not extra and old.stat().st_mtime < cached.stat().st_mtime - 86400:
                old.unlink(missing_ok=True)
    except OSError as error:
        log.debug("the actors' cache cannot be written: %s", error)
    return data


def _cache_dir() -> Path:
    named = os.environ.get("WARLEDGER_CACHE", "")
    if named:
        return Path(named)
    import platformdirs  # noqa: PLC0415 - only for whom the environment names no folder

    return Path(platformdirs.user_cache_dir("warledger"))


def _compile(texts: dict[str, str], users: dict[str, str], key_of: Callable[[str], str]) -> Compiled:
    known = _parse("kinds.yaml", texts["kinds.yaml"])
    kinds: dict[str, dict[str, str]] = known["kinds"]
    checker = _Checker(kinds, known["inter"])
    own_rows, own_sources = _users_rows(users, checker)  # a user's mistake is told before ours are read
    parsed = {name: _parse(name, text) for name, text in texts.items()}
    states = parsed["states.yaml"]
    rows: dict[str, Row] = {}
    countries: dict[str, str] = {}
    demonyms: dict[str, str] = {}
    names: dict[str, str] = {}
    for state in states["states"]:
        for row in _expand(state, states["organs"]):
            rows[row["id"]] = row
        iso = state["iso"]
        names[iso] = state["name"]
        for form in (state["name"], *state.get("aka", ())):
            countries[key_of(form).removeprefix("=").lower()] = iso
        for form in state["dem"] if isinstance(state["dem"], list) else [state["dem"]]:
            demonyms[key_of(form).lower()] = iso
    heads = {key_of(head): organ for organ, spec in states["organs"].items() for head in spec["heads"]}
    for name, data in parsed.items():
        if name not in _RULES:
            _merge(rows, checker.rows(name, data))
    sources = checker.rows("sources.yaml", parsed["sources.yaml"], "sources")
    _merge(rows, own_rows)
    sources = own_sources + sources
    for source in sources:
        if source["kind"] in kinds:
            rows.setdefault(source["id"], source)
    for row in rows.values():
        row.setdefault("inter", kinds[row["kind"]]["inter"])
        row["keys"] = _keys([row["name"], *row.get("aka", ())], key_of)
        row.pop("_line", None)
    source_rows = [
        {
            "id": s["id"],
            "name": s["name"],
            "kind": kinds.get(s["kind"], {}).get("source", s["kind"]),
            "side": (s.get("sides") or [""])[0],
            "country": s.get("country", ""),
            "aliases": s.get("aka", []),
            "keys": _keys([s["name"], *s.get("aka", ())], key_of),
        }
        for s in sources
    ]
    return {
        "actors": list(rows.values()),
        "sources": source_rows,
        "heads": heads,
        "countries": countries,
        "demonyms": demonyms,
        "country_names": names,
        "kinds": kinds,
        "generic": _generic(parsed["generic.yaml"]["generic"], key_of),
        "wars": {iso: war for war, isos in parsed["generic.yaml"]["wars"].items() for iso in isos},
        "demonym_of": {
            s["iso"]: s["dem"][0] if isinstance(s["dem"], list) else s["dem"] for s in states["states"]
        },
    }


def _users_rows(users: dict[str, str], checker: _Checker) -> tuple[list[Row], list[Row]]:
    actors: list[Row] = []
    sources: list[Row] = []
    for name, text in users.items():
        data = _parse(name, text)
        if not isinstance(data, dict) or not ({"actors", "sources"} & set(data)):
            raise RegistryError(f"{name}:1: expected a mapping with a list `actors` or `sources`")
        actors += checker.rows(name, data)
        sources = checker.rows(name, data, "sources") + sources
    return actors, sources


def _generic(rules: list[Row], key_of: Callable[[str], str]) -> dict[str, dict[str, list[Row]]]:
    out: dict[str, dict[str, list[Row]]] = {}
    for rule in rules:
        for word in rule["words"]:
            of_word = out.setdefault(key_of(word), {})
            for war, meant in rule["wars"].items():
                choices = meant if isinstance(meant, list) else [meant]
                of_word.setdefault(war, []).extend(
                    {"id": c} if isinstance(c, str) else {k: str(v) for k, v in c.items()} for c in choices
                )
    return out


def _keys(names: Iterable[str], key_of: Callable[[str], str]) -> list[str]:
    return list(dict.fromkeys(key_of(n) for n in names))


def _merge(rows: dict[str, Row], more: Iterable[Row]) -> None:
    for row in more:
        base = rows.get(row["id"], {})
        if base.get("_made"):  # a hand-written entry completes the one made from the template
            aka = [*row.get("aka", ()), *base.get("aka", ())]
            rows[row["id"]] = {**base, **row, "aka": list(dict.fromkeys(aka)), "_made": False}
        else:
            rows[row["id"]] = row


def _expand(state: Row, organs: dict[str, Row]) -> list[Row]:
    """A state and its organs, made from the templates of ``states.yaml``."""
    iso, iso3, name = state["iso"], state["id"], state["name"]
    demonym = state["dem"][0] if isinstance(state["dem"], list) else state["dem"]
    rows: list[Row] = [
        {
            "id": iso3,
            "name": name,
            "kind": "state",
            "country": iso,
            "aka": [*state.get("aka", ())],
            "sides": [],
            "_made": True,
        }
    ]
    for organ, spec in organs.items():
        if organ in state.get("without", ()):
            continue
        rows.append(
            {
                "id": f"{iso3}-{organ}",
                "name": spec["name"].format(dem=demonym, name=name),
                "kind": spec["kind"],
                "country": iso,
                "parent": f"{iso3}-{spec['parent']}" if spec.get("parent") else iso3,
                "organ": organ,
                "aka": [],
                "sides": [],
                "_made": True,
            }
        )
    return rows


class _LineLoader(WordLoader):
    """Keeps the line on which each mapping starts, for messages."""


def _mapping(loader: _LineLoader, node: yaml.MappingNode) -> Row:
    data: Row = {str(k): v for k, v in loader.construct_mapping(node, deep=True).items()}
    data["_line"] = node.start_mark.line + 1
    return data


def _day(loader: _LineLoader, node: yaml.ScalarNode) -> Any:
    """A date; what only looks like one stays text, so that the message can name its line."""
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return node.value


_LineLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
_LineLoader.add_constructor("tag:yaml.org,2002:timestamp", _day)


def _parse(name: str, text: str) -> Row:
    loader = WordLoader if name in _RULES and name != "sources.yaml" else _LineLoader
    try:
        data: Row = yaml.load(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RegistryError(f"{name}:{line}: not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise RegistryError(f"{name}:1: not YAML: {error}") from error
    return data


_FIELDS = {
    "id", "name", "kind", "country", "parent", "side", "aka", "allies", "enemies", "since", "until", "inter",
    "organ", "role", "_line",
}  # fmt: skip


class _Checker:
    """Checks hand-written entries and brings them into one form."""

    def __init__(self, kinds: dict[str, dict[str, str]], inters: list[str]) -> None:
        self._kinds = kinds
        self._inters = inters

    def rows(self, file: str, data: Row, section: str = "actors") -> list[Row]:
        entries = data.get(section) or []
        if not isinstance(entries, list):
            raise RegistryError(f"{file}:1: `{section}` must be a list")
        return [self._row(file, data, entry, section) for entry in entries]

    def _row(self, file: str, data: Row, entry: Any, section: str) -> Row:
        if not isinstance(entry, dict):
            raise RegistryError(f"{file}:1: each entry of `{section}` must be a mapping, not {entry!r}")
        at = f"{file}:{entry.get('_line', 1)}"
        self._check_identity(at, entry, section)
        row: Row = {
            "id": entry["id"],
            "name": entry["name"],
            "kind": entry["kind"],
            "country": _country(at, entry.get("country", data.get("country", ""))),
            "sides": _texts(at, "side", entry.get("side")),
            "_line": entry.get("_line", 1),
        }
        for field in ("aka", "allies", "enemies"):
            row[field] = _texts(at, field, entry.get(field))
        for field in ("parent", "organ", "role"):
            if entry.get(field):
                row[field] = str(entry[field])
        if "inter" in entry:
            row["inter"] = entry["inter"]
        for field, last in (("since", False), ("until", True)):
            if entry.get(field) is not None:
                row[field] = _iso(at, field, entry[field], last)
        if row.get("since") and row.get("until") and row["since"] > row["until"]:
            raise RegistryError(f"{at}: `since` is later than `until`")
        return row

    def _check_identity(self, at: str, entry: Row, section: str) -> None:
        unknown = set(entry) - _FIELDS
        if unknown:
            raise RegistryError(f"{at}: unknown field {sorted(unknown)[0]!r}")
        for field in ("id", "name", "kind"):
            if not isinstance(entry.get(field), str) or not entry[field].strip():
                raise RegistryError(f"{at}: `{field}` is missing or is not text")
        if section == "actors" and entry["kind"] not in self._kinds:
            raise RegistryError(f"{at}: unknown kind {entry['kind']!r}; kinds.yaml lists them")
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", entry["id"]):
            raise RegistryError(f"{at}: the id {entry['id']!r} must be small letters, digits and hyphens")
        if "inter" in entry and entry["inter"] not in self._inters:
            raise RegistryError(f"{at}: unknown inter {entry['inter']!r}; kinds.yaml lists them")


def _country(at: str, value: Any) -> str:
    if value is False:  # YAML 1.1 reads the code of Norway as a truth value
        return "NO"
    if value and not re.fullmatch(r"[A-Z]{2}", str(value)):
        raise RegistryError(f"{at}: the country {value!r} is not an ISO 3166-1 alpha-2 code")
    return str(value or "")


def _texts(at: str, field: str, value: Any) -> list[str]:
    if value is None:
        return []
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str | int) and not isinstance(item, bool) for item in items):
        raise RegistryError(f"{at}: `{field}` must be text or a list of texts (quote words like NO and ON)")
    return [str(item) for item in items]


def _iso(at: str, field: str, value: Any, last: bool) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and 1000 < value < 3000:
        return f"{value}-12-31" if last else f"{value}-01-01"
    if isinstance(value, str):
        if match := re.fullmatch(r"(\d{4})-(\d\d)", value):
            return f"{value}-28" if last and int(match[2]) <= 12 else f"{value}-01"
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            pass
    raise RegistryError(f"{at}: `{field}` must be a year or an ISO date, not {value!r}")
