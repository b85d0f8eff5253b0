"""What every room's tests share: one parser, one gazetteer, one registry, and the command line in-process."""
# ruff: noqa: PLC0415 - a room that a test run does not need is not imported

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
# The gazetteer is built once and kept beside the checkout, never in the user's own cache.
os.environ.setdefault("WARLEDGER_CACHE", str(ROOT / ".cache"))
# How long an example takes, or is made, fails no test: a machine may be busy.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

if TYPE_CHECKING:
    from warledger.actors import Registry
    from warledger.language.document import Document
    from warledger.language.parse import Parser
    from warledger.places import Gazetteer


@pytest.fixture(scope="session")
def parser() -> Parser:
    """The pinned spaCy model, loaded once."""
    from warledger.language.parse import Parser

    return Parser()


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """The gazetteer, built on first use."""
    from warledger.places import Gazetteer

    return Gazetteer.open()


@pytest.fixture(scope="session")
def registry() -> Registry:
    """The registry as shipped."""
    from warledger.actors import Registry

    return Registry.load()


@pytest.fixture(scope="session")
def parse(parser: Parser) -> Callable[..., Document]:
    """Parse one text: ``parse(text, date=None, publisher="")``; the date is a ``date`` or an ISO day."""
    from warledger.model import Report

    def parse_one(text: str, date: datetime.date | str | None = None, publisher: str = "") -> Document:
        day = datetime.date.fromisoformat(date) if isinstance(date, str) else date
        return next(parser.parse([Report("test", text, day, publisher)]))

    return parse_one


@dataclass
class Ran:
    """What a command line gave."""

    code: int
    out: str
    err: str


@pytest.fixture
def warledger(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run a command line in this process: ``warledger("code", path).out``."""
    from warledger.cli import run

    def run_one(*arguments: object) -> Ran:
        capfd.readouterr()
        words: Sequence[str] = [str(a) for a in arguments]
        code = run(words)
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return run_one
