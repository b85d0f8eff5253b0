"""One coder for the tests of what is read from sentences."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from warledger.coder import Coder
from warledger.model import Coding, Report

Code = Callable[..., Coding]


@pytest.fixture(scope="session")
def code() -> Code:
    """Code one text: ``code("…", date="2024-12-01")``."""
    coder = Coder()

    def code_one(text: str, date: str = "2024-12-01", publisher: str = "Sample Wire") -> Coding:
        day = datetime.date.fromisoformat(date) if date else None
        return coder.code(Report("test", text, day, publisher))

    return code_one
