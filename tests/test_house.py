"""The rules of the house that a machine can check."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import warledger

ROOT = Path(__file__).resolve().parents[1]
MOST_LINES = 600
MOST_NAMES = 9
TEXTS = (
    ".py",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".json",
    ".js",
    ".mjs",
    ".css",
    ".html",
    ".sh",
    ".txt",
    ".lock",
    "",
)
# Written in pieces, so that this file does not hold what it forbids.
MACHINE = re.compile("|".join(["/" + "home/[a-z]", "/" + "Users/[A-Za-z]", "/" + "work/", "/" + "root/"]))
INDEX = re.compile(
    "|".join([r"(extra-)?index" + r"-url\s*[=:\s]\s*http", r"trusted" + r"-host", r"/" + r"simple/?\s"])
)


def tracked() -> list[Path]:
    """The files of the project: git's list, or all that is there where it is no checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = listed.stdout.split("\0") if listed.returncode == 0 else []
    return [path for name in names if name and (path := ROOT / name).is_file()]


def texts() -> list[Path]:
    return [path for path in tracked() if path.suffix in TEXTS and "vendor" not in path.parts]


def test_no_file_in_src_is_longer_than_a_person_reads_at_a_sitting() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in (ROOT / "src").rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not long


def test_no_file_names_this_machine_or_a_package_index() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in texts()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if len(line) < 2000 and (MACHINE.search(line) or INDEX.search(line))
    ]
    assert not found


def test_nothing_that_is_tracked_is_large() -> None:
    large = [path.name for path in tracked() if path.stat().st_size > 8_000_000]
    assert not large


@pytest.mark.parametrize(
    "name", sorted(p.parent.name for p in (ROOT / "src" / "warledger").glob("*/__init__.py"))
)
def test_rooms_have_narrow_doors(name: str) -> None:
    names = getattr(importlib.import_module(f"warledger.{name}"), "__all__", ())
    assert len(names) <= MOST_NAMES
    module = importlib.import_module(f"warledger.{name}")
    assert all(hasattr(module, n) for n in names)


def test_the_house_has_a_narrow_door() -> None:
    assert len(getattr(warledger, "__all__", ())) <= MOST_NAMES


def test_the_version_is_told_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == warledger.__version__
    assert warledger.__version__ in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_an_exact_version_and_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)
    for entry in filter(str.strip, entries):
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+", entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]
    assert re.search(r"^setuptools==", text, flags=re.M), "the package is built by the locked setuptools"


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    every_extra = [name for extra in project["optional-dependencies"].values() for name in extra]
    others = [name for name in every_extra if not name.startswith("warledger[")]
    for lock, wanted in (
        ("requirements.lock", project["dependencies"]),
        ("requirements-dev.lock", [*project["dependencies"], *others]),
    ):
        names = {
            line.split("==")[0].split("[")[0]
            for line in (ROOT / lock).read_text(encoding="utf-8").splitlines()
            if "==" in line and not line.startswith((" ", "#"))
        }
        for requirement in wanted:
            name = re.split(r"[\[<>=~! ;]", requirement)[0].lower().replace("_", "-").replace(".", "-")
            assert name in names, f"{name} is not in {lock}: make lock"


# Whichever module is asked for, its room comes first, and with it all that the room imports itself.
_EACH_FIRST = """
import importlib, pkgutil, sys
def first(module):
    for name in [n for n in sys.modules if n.startswith(("warledger.ledger", "warledger.control"))]:
        del sys.modules[name]
    return importlib.import_module(module)
for room in ("warledger.ledger", "warledger.control"):
    root = first(room)
    others = {m.name for m in pkgutil.iter_modules(root.__path__, f"{room}.")} - sys.modules.keys()
    for name in others:
        first(name)
    print(room, len(others))
"""


def test_each_module_of_ledger_and_control_can_be_imported_first() -> None:
    """The two rooms ask each other; no command may depend on which of them was imported before."""
    done = subprocess.run([sys.executable, "-c", _EACH_FIRST], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-400:]
