"""A user's own YAML on top of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from warledger.actors import Registry
from warledger.actors.registry import RegistryError

GOOD = """
actors:
  - id: dune-front
    name: Dune Liberation Front
    kind: rebel
    country: TD
    side: tcd:rebels
    aka: [DLF, Dune Front]
    since: 2019
    until: 2024-06
"""


def load(folder: Path, text: str) -> Registry:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return Registry.load([path])


def test_a_users_party_is_known_by_all_its_names(tmp_path: Path, registry: Registry) -> None:
    own = load(tmp_path, GOOD)
    entry = own.find("DLF")
    assert entry is not None and entry.id == "dune-front"
    assert entry == own.find("the Dune Front fighters")
    assert str(entry.since) == "2019-01-01" and entry.side == "tcd:rebels"
    assert len(own) == len(registry) + 1
    assert registry.find("DLF") is None


def test_a_users_entry_replaces_ours(tmp_path: Path) -> None:
    own = load(tmp_path, "actors: [{id: hts, name: The Organisation, kind: rebel}]")
    entry = own.get("hts")
    assert entry is not None and entry.name == "The Organisation"


def test_a_users_source_comes_first(tmp_path: Path) -> None:
    own = load(tmp_path, "sources: [{id: dune-radio, name: Dune Radio, kind: media, side: 'tcd:rebels'}]")
    source = own.source("Dune Radio")
    assert source is not None and (source.kind, source.side) == ("media", "tcd:rebels")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("actors:\n  - id: a\n    name: A\n    kind: dragon\n", 2, "unknown kind 'dragon'"),
        ("actors:\n  - {id: b, name: B, kind: rebel}\n  - {id: a, kind: rebel}\n", 3, "`name` is missing"),
        ("actors:\n  - {id: A B, name: A, kind: rebel}\n", 2, "small letters"),
        ("actors:\n  - {id: a, name: A, kind: rebel, since: 2020-13-45}\n", 2, "`since` must be"),
        ("actors:\n  - {id: a, name: A, kind: rebel, since: 2021, until: 2020}\n", 2, "later than"),
        ("actors:\n  - {id: a, name: A, kind: rebel, colour: red}\n", 2, "unknown field 'colour'"),
        ("actors:\n  - {id: a, name: A, kind: rebel, aka: [NO, [x]]}\n", 2, "`aka` must be text"),
        ("actors:\n  - {id: a, name: A, kind: rebel, country: Chad}\n", 2, "alpha-2"),
        ("actors:\n  - just words\n", 1, "must be a mapping"),
        ("actors:\n  a: b\n", 1, "must be a list"),
        ("actors: [\n  {id: a,\n", 3, "not YAML"),
        ("- a\n- b\n", 1, "expected a mapping"),
        ("", 1, "expected a mapping"),
        ("\x07", 1, "not YAML"),
    ],
)
def test_a_bad_file_is_told_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    with pytest.raises(RegistryError) as caught:
        load(tmp_path, text)
    message = str(caught.value)
    assert f"own.yaml:{line}:" in message and says in message


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"missing\.yaml: cannot be read"):
        Registry.load([tmp_path / "missing.yaml"])
    (tmp_path / "latin.yaml").write_bytes(b"actors: \xe9")
    with pytest.raises(RegistryError, match=r"latin\.yaml: cannot be read"):
        Registry.load([tmp_path / "latin.yaml"])
