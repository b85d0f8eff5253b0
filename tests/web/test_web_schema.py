from __future__ import annotations

from pathlib import Path

import pytest
from web_sample import fill

from warledger.ledger import Ledger
from warledger.web.app import create_app


def test_no_request_made_from_the_openapi_document_breaks_the_server(tmp_path: Path) -> None:
    pytest.importorskip("schemathesis")
    from schemathesis_run import failures  # noqa: PLC0415 - a second to import

    with Ledger.open(tmp_path / "war.db") as ledger:
        fill(ledger)
        tried, broken = failures(create_app(ledger, hosts=frozenset()), 70)
    assert tried >= 70
    assert broken == []
