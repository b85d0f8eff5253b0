"""Pages, tables, feeds, archives, channels and agencies' XML become reports; what is broken is told."""

# ruff: noqa: E501 - pages and feeds stand as they come

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from warledger.model import Report
from warledger.reports.layout import lay_out
from warledger.reports.readers import Given, count_reports, read_reports
from warledger.reports.readers.html import fragment
from warledger.reports.readers.kinds import reader_of, sniffed

FIRST = "Government troops entered the town of Ardan on Tuesday after rebels pulled out, residents said."
SECOND = "The rebel command denied it and said that its fighters hold the mill in the north of the town."
PAGE = f"""<!doctype html><html lang="en"><head><title>Troops enter Ardan | Sample Gazette</title>
<meta property="og:site_name" content="Sample Gazette">
<meta property="article:published_time" content="2024-03-05T08:00:00Z">
<link rel="canonical" href="https://gazette.example/ardan"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<article><h1>Troops enter Ardan</h1><p>{FIRST}</p><p>READ MORE: <a href="/x">Who fights in the hills</a></p><p>{SECOND}</p></article>
<aside><h2>Most read</h2><ul><li><a href="/y">A film opens</a></li></ul></aside>
<footer>Sample Gazette, all rights reserved</footer></body></html>"""


@dataclass
class Heard:
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def error(self, message: str) -> None:
        self.errors.append(message)

    def warning(self, message: str) -> None:
        self.warnings.append(message)


def read(
    path: Path, content: bytes | str, columns: dict[str, str] | None = None
) -> tuple[list[Report], Heard]:
    heard = Heard()
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_reports([path], Given(), heard, columns)), heard


def test_a_page_gives_its_text_title_day_outlet_and_address(tmp_path: Path) -> None:
    (report,), heard = read(tmp_path / "ardan.html", PAGE)
    assert (report.title, report.date, report.publisher) == (
        "Troops enter Ardan",
        date(2024, 3, 5),
        "Sample Gazette",
    )
    assert report.url == report.id == "https://gazette.example/ardan"
    assert report.text.startswith(FIRST)
    assert SECOND in report.text
    assert "A film opens" not in report.text
    assert "rights reserved" not in report.text
    assert [link.text for link in lay_out(report.text).links] == ["READ MORE: Who fights in the hills"]
    assert not heard.errors


def test_a_page_without_a_day_is_told(tmp_path: Path) -> None:
    (report,), heard = read(
        tmp_path / "a.html", f"<html><body><article><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
    )
    assert report.date is None
    assert "--date" in heard.warnings[0]


def test_a_page_without_text_is_an_error(tmp_path: Path) -> None:
    reports, heard = read(tmp_path / "a.html", "<html><body><nav><a href='/'>Home</a></nav></body></html>")
    assert not reports
    assert "no text" in heard.errors[0]


def test_a_table_finds_usual_columns_and_takes_named_ones(tmp_path: Path) -> None:
    usual, _ = read(
        tmp_path / "a.csv", f'headline,body,published,outlet\nT,"{FIRST}\n{SECOND}",2024-03-05,Gazette\n'
    )
    assert usual[0].text == f"{FIRST}\n{SECOND}"
    assert (usual[0].title, usual[0].date, usual[0].publisher) == ("T", date(2024, 3, 5), "Gazette")
    named, _ = read(tmp_path / "b.csv", f"wann;was\n2024-03-05;{FIRST}\n", {"text": "was", "date": "wann"})
    assert (named[0].text, named[0].date) == (FIRST, date(2024, 3, 5))


def test_a_bad_row_is_told_by_its_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    reports, heard = read(tmp_path / "a.csv", f"text,date\n{FIRST},soon\n,2024-03-05\n{SECOND},2024-03-06\n")
    assert [r.text for r in reports] == [SECOND]
    assert "a.csv:2: " in heard.errors[0]
    assert "a.csv:3: no text" in heard.errors[1]


def test_a_table_without_text_says_which_columns_there_are(tmp_path: Path) -> None:
    _, heard = read(tmp_path / "a.csv", "day,where\n2024-03-05,Ardan\n")
    assert "--map text=COLUMN" in heard.errors[0]
    assert "day, where" in heard.errors[0]
    _, heard = read(tmp_path / "b.csv", "text\nx\n", {"text": "body"})
    assert "no column 'body'" in heard.errors[0]


RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Sample Feed</title>
<item><title>Ardan &amp; the hills</title><link>https://feed.example/1</link><guid>g1</guid><pubDate>Tue, 05 Mar 2024 08:00:00 GMT</pubDate>
<description>short</description><content:encoded><![CDATA[<p>{FIRST}</p><script>x()</script><p>{SECOND}</p>]]></content:encoded></item>
<item><title>No words</title><link>https://feed.example/2</link></item></channel></rss>"""
ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Sample Atom</title><entry><id>e1</id>
<title>T</title><link href="https://feed.example/3"/><updated>2024-03-06T10:00:00Z</updated><summary>{FIRST}</summary></entry></feed>"""


@pytest.mark.parametrize("name", ["a.rss", "a.xml"])
def test_a_feed_gives_its_entries(tmp_path: Path, name: str) -> None:
    (report,), heard = read(tmp_path / name, RSS)
    assert report.text == f"{FIRST}\n{SECOND}"
    assert (report.title, report.date, report.publisher) == (
        "Ardan & the hills",
        date(2024, 3, 5),
        "Sample Feed",
    )
    assert "without text" in heard.warnings[0]
    (entry,), _ = read(tmp_path / name, ATOM)
    assert (entry.text, entry.date, entry.url) == (FIRST, date(2024, 3, 6), "https://feed.example/3")


def test_what_is_no_feed_is_told(tmp_path: Path) -> None:
    reports, heard = read(tmp_path / "a.rss", "no feed at all")
    assert not reports
    assert "no RSS or Atom" in heard.errors[0]


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_gives_its_pages_and_passes_over_the_rest(tmp_path: Path, packed: bool) -> None:
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=packed)
    for url, status, kind, body in (
        ("https://gazette.example/ardan", "200 OK", "text/html; charset=utf-8", PAGE.encode()),
        ("https://gazette.example/gone", "404 Not Found", "text/html", PAGE.encode()),
        ("https://gazette.example/a.jpg", "200 OK", "image/jpeg", b"\xff\xd8"),
    ):
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        record = writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers)
        writer.write_record(record)
    (report,), heard = read(tmp_path / ("a.warc.gz" if packed else "a.warc"), buffer.getvalue())
    assert report.url == "https://gazette.example/ardan"
    assert not heard.errors
    half, told = read(tmp_path / "b.warc", b"no archive at all")
    assert not half
    assert told.errors


def test_a_channels_export_gives_its_posts(tmp_path: Path) -> None:
    posts = [
        {"id": 1, "type": "service", "date": "2024-03-05T07:00:00", "text": ""},
        {
            "id": 2,
            "type": "message",
            "date": "2024-03-05T08:00:00",
            "from": "Ardan Monitor",
            "text": [{"type": "bold", "text": "Ardan."}, " " + FIRST],
        },
        {"id": 3, "type": "message", "date": "2024-03-05T09:00:00", "text": ""},
    ]
    channel = {"name": "Ardan Monitor", "type": "public_channel", "id": 77, "messages": posts}
    (report,), heard = read(tmp_path / "result.json", json.dumps(channel))
    assert report.text == f"Ardan. {FIRST}"
    assert (report.id, report.publisher, report.date) == ("telegram:77:2", "Ardan Monitor", date(2024, 3, 5))
    assert not heard.errors
    many, _ = read(tmp_path / "all.json", json.dumps({"chats": {"list": [channel, channel]}}))
    assert len(many) == 2


def test_agencies_xml_gives_its_items(tmp_path: Path) -> None:
    nitf = f"""<nitf><head><title>Ardan</title><docdata><date.issue norm="20240305T080000Z"/><doc-id id-string="n1"/></docdata></head>
    <body><body.head><hedline><hl1>Troops enter Ardan</hl1></hedline></body.head><body.content><p>{FIRST}</p><p>{SECOND}</p></body.content></body></nitf>"""
    (report,), _ = read(tmp_path / "a.xml", nitf)
    assert (report.id, report.title, report.date) == ("n1", "Troops enter Ardan", date(2024, 3, 5))
    assert report.text == f"{FIRST}\n{SECOND}"
    item = f"""<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet><newsItem guid="urn:g2"><itemMeta>
    <provider literal="Sample Agency"/><versionCreated>2024-03-05T08:00:00Z</versionCreated></itemMeta><contentMeta><headline>H</headline></contentMeta>
    <contentSet><inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{FIRST}</p></body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>"""
    (g2,), _ = read(tmp_path / "b.xml", item)
    assert (g2.id, g2.title, g2.publisher, g2.date) == ("urn:g2", "H", "Sample Agency", date(2024, 3, 5))


def test_xml_may_name_no_other_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    bomb = f"""<!DOCTYPE nitf [<!ENTITY x SYSTEM "{secret.as_uri()}">]><nitf><body><body.content><p>{FIRST} &x;</p></body.content></body></nitf>"""
    reports, _ = read(tmp_path / "a.nitf", bomb)
    assert all("the secret" not in r.text for r in reports)


def test_packed_files_are_unpacked(tmp_path: Path) -> None:
    line = json.dumps({"id": "r1", "text": FIRST, "date": "2024-03-05"}).encode()
    for name, raw in (
        ("a.jsonl.gz", gzip.compress(line)),
        ("a.jsonl.zst", zstandard.ZstdCompressor().compress(line)),
    ):
        (report,), heard = read(tmp_path / name, raw)
        assert report.text == FIRST
        assert not heard.errors


def test_a_folder_gives_all_its_files_in_order_and_no_hidden_ones(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / ".hidden").write_text("x", encoding="utf-8")
    (tmp_path / "sub" / "b.txt").write_text(SECOND, encoding="utf-8")
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    heard = Heard()
    reports = list(read_reports([tmp_path], Given(), heard))
    assert [r.text[:10] for r in reports] == [FIRST[:10], SECOND[:10]]
    assert count_reports([tmp_path]) == 2


@pytest.mark.parametrize(
    ("head", "reader"),
    [
        (b'{"id": 1, "text": "x"}', "JsonLinesReader"),
        (b'{"name": "c", "type": "public_channel", "messages": []}', "TelegramReader"),
        (b"<!DOCTYPE html><html>", "HtmlReader"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><rss>", "FeedReader"),
        (b"WARC/1.0\r\n", "WarcReader"),
        (b"Troops entered the town.", "TextReader"),
    ],
)
def test_the_first_bytes_tell_the_kind(head: bytes, reader: str) -> None:
    assert type(sniffed(io.BufferedReader(io.BytesIO(head)))).__name__ == reader  # type: ignore[type-var]
    assert type(reader_of(Path("named.html"), io.BytesIO(head))).__name__ == "HtmlReader"


@drawn(st.text(max_size=300))
def test_a_fragment_never_raises_and_runs_no_markup(text: str) -> None:
    assert "<script" not in fragment(f"<p>{text}</p><script>x</script>").lower() or "<script" in text.lower()


@pytest.mark.parametrize("suffix", [".html", ".csv", ".rss", ".warc", ".json", ".xml", ".txt", ".jsonl"])
@settings(max_examples=40)
@drawn(raw=st.binary(max_size=200))
def test_no_bytes_make_a_reader_raise(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, raw: bytes
) -> None:
    read(tmp_path_factory.getbasetemp() / f"any{suffix}", raw)


def test_the_command_codes_a_table_with_named_columns(warledger: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f'was,wann\n"{FIRST}",2024-03-05\n', encoding="utf-8")
    ran = warledger("code", tmp_path / "a.csv", "--map", "text=was", "--map", "date=wann", "-f", "jsonl")
    assert ran.code == 0
    assert json.loads(ran.out)["claims"]
    wrong = warledger("code", tmp_path / "a.csv", "--map", "words=was")
    assert wrong.code == 2
    assert "FIELD=COLUMN" in wrong.err
