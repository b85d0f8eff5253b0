from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from web_sample import HOSTILE, NOW, REBELS, Writer, codings, day, fill, place

from warledger.ledger import Ledger
from warledger.ledger.corrections import correct
from warledger.model import Coding
from warledger.web.app import STATIC, create_app
from warledger.web.security import Guard

GOOD_HOST = {"host": "127.0.0.1:8765"}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger.open(tmp_path_factory.mktemp("web") / "war.db") as opened:
        fill(opened)
        yield opened


@pytest.fixture(scope="module")
def client(ledger: Ledger) -> TestClient:
    return TestClient(create_app(ledger), headers=GOOD_HOST, raise_server_exceptions=False)


def get(client: TestClient, path: str, **query: object) -> object:
    answer = client.get(f"/api/v1/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_summary_counts_the_ledger_and_finds_its_episode(client: TestClient) -> None:
    told = get(client, "summary")
    assert told["claims"] == sum(told["kinds"].values()) == 79
    assert told["reports"] == 36
    assert told["unlocated"] == 13
    assert told["sample"] is True
    (episode,) = told["episodes"]
    assert (episode["country"], episode["since"]) == ("SY", "2024-11-27")
    west, south, east, north = episode["bbox"]
    assert west < 36.5 < east
    assert south < 34 < north


def test_claims_page_by_page_are_all_the_claims_once(client: TestClient) -> None:
    seen, cursor, pages = [], "", 0
    while cursor is not None:
        page = get(client, "claims", limit=17, cursor=cursor)
        assert page["total"] == 79
        seen += [c["id"] for c in page["items"]]
        cursor, pages = page["next"], pages + 1
    assert pages == 5
    assert len(seen) == len(set(seen)) == 79


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ({"kind": "capture"}, lambda c: c["kind"] == "capture"),
        ({"kind": "capture,advance"}, lambda c: c["kind"] in {"capture", "advance"}),
        ({"stance": "denies"}, lambda c: c["stance"] == "denies"),
        ({"status": "planned"}, lambda c: c["status"] == "planned"),
        ({"place": "Morek"}, lambda c: c["place"] == "Morek"),
        ({"source": "sohr"}, lambda c: c["source_id"] == "sohr"),
        ({"q": "Suran"}, lambda c: "Suran" in c["quote"]),
        ({"since": "2024-12-01", "until": "2024-12-02"}, lambda c: "2024-12-01" <= c["day"] <= "2024-12-02"),
        ({"known_by": "2024-11-29"}, lambda c: c["known"] <= "2024-11-29"),
        ({"unlocated": True}, lambda c: c["lat"] is None),
        ({"undated": True}, lambda c: c["start"] is None),
        ({"bbox": "36,35,37,36"}, lambda c: 35 <= c["lat"] <= 36),
    ],
)
def test_filters_find_what_they_ask_for(client: TestClient, query, holds) -> None:
    page = get(client, "claims", limit=500, **query)
    assert 0 < page["total"] < 79
    assert page["total"] == len(page["items"])
    assert all(holds(c) for c in page["items"])


def test_a_claim_comes_with_its_words_and_those_who_say_otherwise(client: TestClient) -> None:
    denial = get(client, "claims", stance="denies", place="Hama")["items"][0]
    detail = get(client, f"claims/{denial['id']}")
    passage = detail["passage"]
    assert passage["quote"] == denial["quote"]
    assert "will soon retake" in passage["after"]
    assert detail["report"]["publisher"] == "Sample State Agency"
    assert detail["disagree"]
    assert all(c["place"] == "Hama" for c in detail["disagree"])


def test_the_passage_is_the_paragraph_only(client: TestClient) -> None:
    claim = get(client, "claims", kind="displacement", limit=1)["items"][0]
    passage = get(client, f"claims/{claim['id']}")["passage"]
    assert "killed" not in passage["before"]


def test_holdings_change_with_the_day_and_with_what_was_known(client: TestClient) -> None:
    before = {h["place"]: h["holder"]["name"] for h in get(client, "holdings", at="2024-11-27")["items"]}
    after = {h["place"]: h["holder"]["name"] for h in get(client, "holdings", at="2024-12-08")["items"]}
    assert "Hayat Tahrir al-Sham" in after["Hama"]
    assert before.get("Hama", "") != after["Hama"]
    blind = get(client, "holdings", at="2024-12-08", known_by="2024-11-29")["items"]
    assert not any(h["place"] == "Damascus" and h["claims_for"] for h in blind)


def test_a_place_tells_its_holding_disputes_and_claims(client: TestClient) -> None:
    number = next(h["place_id"] for h in get(client, "holdings")["items"] if h["place"] == "Hama")
    told = get(client, f"holdings/{number}", at="2024-12-08")
    assert told["holding"]["place"] == "Hama"
    assert told["holding"]["claims_for"]
    assert {c["place"] for c in told["claims"]} == {"Hama"}


def test_holdings_without_argument_are_short(client: TestClient) -> None:
    short = get(client, "holdings", argument=False)["items"]
    assert short
    assert not any(h["claims_for"] or h["claims_against"] for h in short)


@pytest.mark.parametrize("name", ["disputes", "incidents", "sources", "actors", "places", "reports"])
def test_every_list_pages_to_its_end(client: TestClient, name: str) -> None:
    seen, cursor = 0, ""
    while cursor is not None:
        page = get(client, name, limit=3, cursor=cursor)
        assert 0 < len(page["items"]) <= 3
        seen, cursor = seen + len(page["items"]), page["next"]
    assert seen == get(client, name, limit=500)["total"]


def test_timeline_sums_to_the_claims(client: TestClient) -> None:
    assert sum(d["claims"] for d in get(client, "timeline")) == 79
    assert sum(d["claims"] for d in get(client, "timeline", kind="capture")) == 30


def test_the_map_gathers_by_place_and_kind(client: TestClient) -> None:
    features = [f for f in get(client, "map")["features"] if f["properties"]["n"]]
    assert sum(f["properties"]["n"] for f in features) == 66
    morek = next(f for f in features if f["properties"]["name"] == "Morek")
    assert morek["geometry"]["coordinates"] == [36.69, 35.37]
    assert ["capture", 2, 0, 1] in morek["properties"]["kinds"]


def test_arrows_lead_from_origin_to_place(client: TestClient) -> None:
    arrows = get(client, "map", place="Hama")["arrows"]
    assert arrows
    assert all(a["geometry"]["coordinates"][0] == [36.80, 35.86] for a in arrows)


def test_geojson_keeps_claims_without_a_place(client: TestClient) -> None:
    features = get(client, "geojson")["features"]
    assert len(features) == 79
    assert sum(f["geometry"] is None for f in features) == 13
    held = get(client, "geojson", layer="holdings")["features"]
    assert all(f["properties"]["status"] for f in held)


def test_csv_has_a_line_a_claim_and_no_formulas(ledger: Ledger, client: TestClient) -> None:
    answer = client.get("/api/v1/claims.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 79
    assert "attachment" in answer.headers["content-disposition"]
    assert not any(str(v).startswith(("=", "+", "@")) for r in rows for v in r.values())


def test_a_hostile_report_comes_through_as_data(client: TestClient) -> None:
    page = get(client, "claims", source="Sample <b>", limit=500)
    claim = next((c for c in page["items"] if "<script>" in c["quote"]), None) or next(
        c for c in get(client, "claims", limit=500)["items"] if "<script>" in c["quote"]
    )
    detail = client.get(f"/api/v1/claims/{claim['id']}")
    assert detail.headers["content-type"] == "application/json"
    assert detail.headers["x-content-type-options"] == "nosniff"
    assert HOSTILE.startswith(detail.json()["passage"]["quote"])
    assert len(detail.json()["passage"]["quote"]) <= 8000


def test_an_etag_spares_the_second_answer(client: TestClient) -> None:
    first = client.get("/api/v1/claims")
    again = client.get("/api/v1/claims", headers={"if-none-match": first.headers["etag"]})
    other = client.get("/api/v1/claims?kind=capture", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200


def test_the_etag_changes_when_the_ledger_grows(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "grow.db") as ledger:
        client = TestClient(create_app(ledger), headers=GOOD_HOST)
        first = client.get("/api/v1/summary")
        ledger.add(next(codings()))
        second = client.get("/api/v1/summary", headers={"if-none-match": first.headers["etag"]})
    assert second.status_code == 200
    assert (first.json()["claims"], second.json()["claims"]) == (0, 4)


def test_large_answers_are_compressed(client: TestClient) -> None:
    assert client.get("/api/v1/claims").headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/claims/999999", 404),
        ("/api/v1/reports/999999", 404),
        ("/api/v1/holdings/999999", 404),
        ("/api/v1/claims/0", 422),
        ("/api/v1/claims/99999999999999999999999", 422),
        ("/api/v1/claims?limit=100000", 422),
        ("/api/v1/claims?since=yesterday", 422),
        ("/api/v1/claims?bbox=1,2,3", 422),
        ("/api/v1/claims?bbox=nan,0,1,1", 422),
        ("/api/v1/claims?cursor=x", 422),
        ("/api/v1/nothing", 404),
        ("/static/../app.py", 404),
        ("/static/%2e%2e/app.py", 404),
        ("/api/v1/claims?q=" + "x" * 9000, 414),
    ],
)
def test_bad_requests_are_told_in_words(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert isinstance(answer.json()["detail"], str)
    assert "Traceback" not in answer.text
    assert ".py" not in answer.text


@pytest.mark.parametrize(
    "words", ['"', "*", "AND OR NOT", "a\0b", "quote:(x", "' OR 1=1 --", "\u202e", "😀", "-" * 200]
)
def test_any_words_can_be_searched(client: TestClient, words: str) -> None:
    for path in ("claims", "reports", "places"):
        assert (
            client.get(f"/api/v1/{path}", params={"q": words, "place": words, "actor": words}).status_code
            == 200
        )


def test_nothing_can_be_written(client: TestClient) -> None:
    for method in ("post", "put", "delete", "patch"):
        assert getattr(client, method)("/api/v1/claims").status_code == 405


def test_another_host_name_is_refused(client: TestClient) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421
    assert client.get("/", headers={"host": "127.0.0.1.evil.example:8765"}).status_code == 421
    assert client.get("/", headers={"host": "localhost:1"}).status_code == 200
    assert client.get("/", headers={"host": "[::1]:8765"}).status_code == 200


def test_a_large_body_is_refused(client: TestClient) -> None:
    answer = client.request("GET", "/api/v1/summary", content=b"x" * 100_000)
    assert answer.status_code == 413


def test_the_page_is_guarded_by_a_strict_policy(client: TestClient) -> None:
    page = client.get("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "<style" not in page.text
    assert "onload" not in page.text
    assert page.text.count("<script") == page.text.count("<script src=") + page.text.count(
        '<script type="module" src='
    )
    assert page.headers["x-content-type-options"] == "nosniff"


def test_no_file_of_the_page_names_another_host() -> None:
    for path in [*STATIC.glob("*.html"), *STATIC.glob("js/*.js"), *STATIC.glob("css/*.css")]:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text, path
        assert "https://" not in text, path
        assert "innerHTML" not in text, path


def test_a_token_is_asked_for_and_moves_into_a_cookie(ledger: Ledger) -> None:
    client = TestClient(create_app(ledger, token="s3cret"), headers=GOOD_HOST)
    assert client.get("/api/v1/summary").status_code == 401
    assert client.get("/").status_code == 401
    assert client.get("/?token=wrong").status_code == 401
    assert client.get("/api/v1/summary", headers={"authorization": "Bearer s3cret"}).status_code == 200
    moved = client.get("/?token=s3cret&tab=places", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (303, "/?tab=places")
    assert "HttpOnly" in moved.headers["set-cookie"]
    assert client.get("/api/v1/summary", headers={"cookie": "warledger_token=s3cret"}).status_code == 200


def test_a_broken_ledger_is_told_without_its_path(tmp_path: Path) -> None:
    path = tmp_path / "broken.db"
    with Ledger.open(path) as ledger:
        client = TestClient(create_app(ledger), headers=GOOD_HOST, raise_server_exceptions=False)
        with ledger.writing() as connection:
            connection.exec_driver_sql("DROP TABLE claims")
        answer = client.get("/api/v1/claims")
    assert answer.status_code == 503
    assert "broken.db" not in answer.text


def test_openapi_tells_every_route_with_a_typed_answer(client: TestClient) -> None:
    told = client.get("/api/v1/openapi.json").json()
    paths = set(told["paths"])
    for name in (
        "claims claims/{number} holdings holdings/{number} disputes incidents sources actors places reports "
        "reports/{number} summary timeline geojson"
    ).split():
        assert f"/api/v1/{name}" in paths
    assert "ClaimRow" in told["components"]["schemas"]
    assert client.get("/api/docs").status_code == 200


def test_the_map_has_the_holdings_of_its_day(client: TestClient) -> None:
    def hama(**asked: str) -> dict[str, object]:
        features = get(client, "map", **asked)["features"]
        return next((f["properties"] for f in features if f["properties"]["name"] == "Hama"), {})

    assert "Hayat" in hama(day="2024-12-08")["holder"]
    assert "Hayat" not in hama(day="2024-11-28", until="2024-12-08")["holder"]
    blind = hama(day="2024-12-08", known_by="2024-12-01", until="2024-12-08")
    assert "Hayat" not in blind.get("holder", "")


def crowd(count: int) -> Iterator[Coding]:
    """Many towns in a square of two degrees, one capture each."""
    for n in range(count):
        writer = Writer(f"crowd-{n}", "Sample Wire", day(n % 12), f"Town {n} falls")
        where = replace(
            place("Hama", 0), resolved=f"Town {n}", name=f"Town {n}", gazetteer_id=f"gn:{9_000_000 + n}",
            lat=34 + (n // 30) * 0.07, lon=36 + (n % 30) * 0.07,
        )  # fmt: skip
        yield writer.say("Insurgents took the town.", "capture", "", actors=(REBELS,), place=where).done()


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with Ledger.open(tmp_path_factory.mktemp("crowd") / "war.db") as opened:
        list(opened.add_all(crowd(400), NOW))
        yield TestClient(create_app(opened), headers=GOOD_HOST)


def test_many_places_are_gathered_and_none_is_lost(crowded: TestClient) -> None:
    answer = get(crowded, "map", zoom=4, bbox="30,30,45,40")
    counted = [f["properties"] for f in answer["features"]]
    assert not answer["whole"]
    assert len(counted) < 60
    assert sum(p.get("places", 1) for p in counted) == answer["places"] == 400
    assert sum(p["n"] for p in counted) == 400
    cell = next(p for p in counted if p.get("places", 1) > 1)
    assert sum(n for _, n in cell["sides"]) <= cell["places"]
    west, south, east, north = cell["box"]
    assert west < east or south < north


def test_a_near_view_tells_each_place_in_it_and_no_other(crowded: TestClient) -> None:
    answer = get(crowded, "map", zoom=10, bbox="36,34,36.5,34.5")
    names = {f["properties"]["name"] for f in answer["features"]}
    assert all("places" not in f["properties"] for f in answer["features"])
    assert "Town 0" in names
    assert "Town 399" not in names


def test_without_a_view_all_places_are_told(crowded: TestClient) -> None:
    answer = get(crowded, "map")
    assert answer["whole"]
    assert len(answer["features"]) == 400


def test_changes_are_what_differs_between_two_days(client: TestClient) -> None:
    changed = get(client, "changes", since="2024-11-28", until="2024-12-08")["items"]
    before = {h["place"]: h for h in get(client, "holdings", at="2024-11-28", argument=False)["items"]}
    after = {h["place"]: h for h in get(client, "holdings", at="2024-12-08", argument=False)["items"]}
    for change in changed:
        name = change["after"]["place"]
        assert change["after"]["holder"] == after[name]["holder"]
        assert change["moved"] == (change["before"]["holder"] != change["after"]["holder"])
        if name in before:
            assert change["before"]["status"] == before[name]["status"]
    assert "Hama" in {c["after"]["place"] for c in changed if c["moved"]}
    assert changed == sorted(changed, key=lambda c: not c["moved"])
    only = get(client, "changes", since="2024-11-28", until="2024-12-08", states=False)
    assert only["total"] == sum(c["moved"] for c in changed)
    assert get(client, "changes", since="2024-12-08", until="2024-12-08")["items"] == []


def test_the_network_tells_who_does_what_to_whom(client: TestClient) -> None:
    told = get(client, "network")
    names = {n["key"]: n["name"] for n in told["nodes"]}
    fight = next(line for line in told["lines"] if names[line["one"]] == "Hayat Tahrir al-Sham")
    assert (fight["relation"], names[fight["other"]]) == ("fights", "Syrian army")
    behind = get(
        client, "network/claims", one=fight["one"], other=fight["other"], relation="fights", limit=500
    )
    assert behind["total"] == fight["claims"] == len(behind["items"])
    assert {c["kind"] for c in behind["items"]} == set(fight["kinds"])
    assert all("hts" in {a["id"] for a in c["actors"]} for c in behind["items"])


def test_the_network_follows_the_days_and_the_sides(client: TestClient) -> None:
    first = get(client, "network", until="2024-11-27")
    assert sum(line["claims"] for line in first["lines"]) < sum(
        line["claims"] for line in get(client, "network")["lines"]
    )
    sides = get(client, "network", by="side")
    assert len(sides["nodes"]) <= len(get(client, "network")["nodes"])
    assert get(client, "network", limit=2)["left_out"] == max(0, len(get(client, "network")["nodes"]) - 2)


def test_sides_come_in_the_order_of_the_country(client: TestClient) -> None:
    sides = get(client, "sides", at="2024-12-08", country="SY")
    assert [s["here"] for s in sides] == sorted((s["here"] for s in sides), reverse=True)
    assert any("Hayat Tahrir al-Sham" in s["names"] for s in sides)


@pytest.mark.parametrize(
    ("name", "sort", "key"),
    [
        ("claims", "oldest", lambda r: r["day"]),
        ("disputes", "oldest", lambda r: r["first"]),
        ("sources", "alone", lambda r: -r["alone"]),
        ("actors", "name", lambda r: r["name"].casefold()),
        ("places", "claims", lambda r: -r["place"]["claims"]),
        ("reports", "oldest", lambda r: r["known"]),
    ],
)
def test_lists_are_sorted_by_the_server(client: TestClient, name: str, sort: str, key) -> None:
    rows, cursor = [], ""
    while cursor is not None:
        page = get(client, name, sort=sort, limit=7, cursor=cursor)
        rows += page["items"]
        cursor = page["next"]
    assert len(rows) == page["total"]
    assert [key(r) for r in rows] == sorted(key(r) for r in rows)


def test_places_can_be_listed_by_how_they_are_held(client: TestClient) -> None:
    every = get(client, "places", day="2024-12-08", limit=500)["items"]
    status = next(p["holding"]["status"] for p in every if p["holding"])
    some = get(client, "places", day="2024-12-08", holding_status=status, limit=500)["items"]
    assert 0 < len(some) <= len(every)
    assert {p["holding"]["status"] for p in some} == {status}
    assert all(not p["holding"]["claims_for"] for p in some)


@pytest.mark.parametrize("name", ["claims", "disputes", "places", "sources", "actors", "reports"])
def test_every_list_can_be_taken_away_as_csv(client: TestClient, name: str) -> None:
    answer = client.get(f"/api/v1/{name}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == get(client, name, limit=1)["total"]
    assert f'filename="{name}.csv"' in answer.headers["content-disposition"]
    assert not any(str(v).startswith(("=", "+", "@")) for r in rows for v in r.values())


def test_changes_can_be_taken_away(client: TestClient) -> None:
    days = {"since": "2024-11-28", "until": "2024-12-08"}
    rows = list(csv.DictReader(io.StringIO(client.get("/api/v1/changes.csv", params=days).text)))
    features = get(client, "geojson", layer="changes", **days)["features"]
    assert len(rows) == len(features) == get(client, "changes", **days)["total"]
    assert {f["properties"]["place"] for f in features} == {r["place"] for r in rows}


def test_a_claim_can_be_had_before_its_others_are_known(client: TestClient) -> None:
    number = get(client, "claims", stance="denies", place="Hama")["items"][0]["id"]
    quick, full = get(client, f"claims/{number}", others=False), get(client, f"claims/{number}")
    assert quick["passage"] == full["passage"]
    assert quick["disagree"] == []
    assert full["disagree"]


def test_a_request_that_takes_too_long_is_told_so() -> None:
    async def never(_scope: object, _receive: object, _send: object) -> None:
        await asyncio.Event().wait()

    client = TestClient(Guard(never, frozenset(), seconds=0.01))
    answer = client.get("/api/v1/claims")
    assert answer.status_code == 503
    assert "too long" in answer.json()["detail"]


def test_tiles_are_configured_and_nothing_else_may_be_asked(ledger: Ledger, tmp_path: Path) -> None:
    url = "https://tiles.example/{z}/{x}/{y}.png"
    client = TestClient(create_app(ledger, tiles=url, credit="© Example"), headers=GOOD_HOST)
    assert get(client, "settings")["tiles"] == {"kind": "raster", "url": url, "credit": "© Example"}
    policy = client.get("/").headers["content-security-policy"]
    assert "connect-src 'self' https://tiles.example;" in policy
    assert "script-src 'self';" in policy
    archive = tmp_path / "map.pmtiles"
    archive.write_bytes(b"PMTiles" + bytes(range(100)))
    client = TestClient(create_app(ledger, tiles=str(archive)), headers=GOOD_HOST)
    part = client.get(get(client, "settings")["tiles"]["url"], headers={"range": "bytes=0-6"})
    assert (part.status_code, part.content) == (206, b"PMTiles")
    assert "https" not in client.get("/").headers["content-security-policy"]


@pytest.mark.parametrize(
    "tiles",
    [
        "https://tiles.example/map.png",
        "map.png",
        "none.pmtiles",
        "https://a.example/{z}/{x}/{y}; script-src *",
    ],
)
def test_tiles_that_are_none_are_told(ledger: Ledger, tiles: str) -> None:
    with pytest.raises(ValueError, match=r"tiles|file|needs"):
        create_app(ledger, tiles=tiles)


def test_without_tiles_none_are_told_of(client: TestClient) -> None:
    assert get(client, "settings")["tiles"] is None


def test_a_correction_shows_from_the_day_on_which_it_was_made(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "war.db") as ledger:
        fill(ledger)
        client = TestClient(create_app(ledger), headers=GOOD_HOST)
        (wrong,) = get(client, "claims", kind="shelling")["items"]
        when = datetime(2024, 12, 20, tzinfo=UTC)
        correct(ledger, wrong["id"], {"kind": "airstrike"}, author="A. Reader", why="misread", now=when)
        assert get(client, "claims", kind="shelling")["total"] == 0
        assert get(client, "claims", kind="shelling", known_by="2024-12-19")["total"] == 1
        assert get(client, "claims", kind="airstrike", place="Salamiyah")["total"] == 1
        assert get(client, "summary")["claims"] == 79


def test_the_page_names_every_module_that_it_loads_before_it_is_asked_for() -> None:
    named = set(
        re.findall(r'modulepreload" href="/static/js/([a-z]+\.js)"', (STATIC / "index.html").read_text())
    )
    modules = {path.name for path in (STATIC / "js").glob("*.js")}
    assert named == modules - {"main.js", "docs.js", "theme.js"}


def test_claims_are_corrected_only_where_the_server_was_started_to_write(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "war.db") as ledger:
        fill(ledger)
        reading = TestClient(create_app(ledger), headers=GOOD_HOST)
        writing = TestClient(create_app(ledger, write=True), headers=GOOD_HOST)
        (wrong,) = get(reading, "claims", kind="shelling")["items"]
        path = f"/api/v1/claims/{wrong['id']}/corrections"
        wish = {
            "set": {"kind": "airstrike"},
            "by": "A. Reader",
            "why": "The words speak of shells from the air.",
        }
        assert reading.post(path, json=wish).status_code == 405
        assert writing.post(path, json=wish, headers={"origin": "http://evil.example"}).status_code == 403
        assert writing.post(path, data=wish).status_code == 403
        assert writing.post(path, json={**wish, "set": {"kind": "no such kind"}}).status_code == 409
        assert writing.post(path, json={**wish, "by": ""}).status_code == 422
        assert get(reading, "claims", kind="shelling")["total"] == 1
        made = writing.post(path, json=wish)
        assert made.status_code == 201
        assert made.json()["changes"]["kind"] == ["shelling", "airstrike"]
        assert get(reading, "claims", kind="shelling")["total"] == 0
        told = get(reading, f"claims/{wrong['id']}/history")
        assert told["claim"]["kind"] == "shelling"
        assert [a["author"] for a in told["amendments"]] == ["A. Reader"]
        new = made.json()["result"]
        assert get(reading, f"claims/{new}")["amendments"][0]["why"] == wish["why"]
        taken = writing.post(f"/api/v1/claims/{new}/retraction", json={"by": "A", "why": "b"})
        assert taken.status_code == 201
        assert get(reading, "summary")["claims"] == 78
        back = writing.post(f"/api/v1/claims/{new}/restoration", json={"by": "A", "why": "b"})
        assert back.status_code == 201
        assert get(reading, "summary")["claims"] == 79
