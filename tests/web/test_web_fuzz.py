from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from web_sample import codings

from warledger.ledger import Ledger
from warledger.web.app import create_app

NAMES = (
    "place actor source kind stance status since until at known_by bbox q report unlocated undated limit "
    "cursor open_only argument layer day zoom sort by one other relation country holding_status others"
).split()
LISTS = (
    "claims claims.csv map geojson holdings disputes incidents sources actors places reports timeline "
    "changes network network/claims sides settings summary claims/1 reports/1 holdings/1"
).split()
VALUES = st.one_of(
    st.text(max_size=30),
    st.integers().map(str),
    st.dates().map(str),
    st.sampled_from(
        [
            "",
            "true",
            "capture",
            "Hama",
            "2024-12-05",
            "36,35,37,36",
            "o3",
            "2024-12-05~7",
            "-1",
            "1e9",
            "%",
            "\0",
            '"*',
        ]
    ),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with Ledger.open(tmp_path_factory.mktemp("fuzz") / "war.db") as ledger:
        for coding in codings():
            ledger.add(coding)
        yield TestClient(create_app(ledger), headers={"host": "localhost"}, raise_server_exceptions=False)


@settings(max_examples=150)
@given(path=st.sampled_from(LISTS), query=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4))
def test_no_request_breaks_the_server(client: TestClient, path: str, query: dict[str, str]) -> None:
    answer = client.get(f"/api/v1/{path}", params=query)
    assert answer.status_code in (200, 404, 414, 422), answer.text


@settings(max_examples=60)
@given(path=st.text(max_size=40))
def test_no_address_breaks_the_server(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/v1/{quote(path, errors='replace')}")
    assert answer.status_code < 500
