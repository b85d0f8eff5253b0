"""The watch: what is new is read once, what fails is told and tried again, what is stopped goes on later."""

# ruff: noqa: E501 - configurations stand as they are written

from __future__ import annotations

import asyncio
import io
import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

import patience
from reports.misbehaving import ROOMY, Misbehaving, misbehaving
from warledger.cli.watch import table_of
from warledger.model import Report
from warledger.reports.readers import Given, read_reports
from warledger.reports.watch import ConfigError, Feed, Settings, Watch, WatchState, read_settings
from warledger.reports.watch.archive import Archive
from warledger.reports.watch.state import fetches_of
from warledger.reports.watch.watching import DeskError

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Desk:
    """Takes reports as the coder and the ledger would."""

    taken: list[Report] = field(default_factory=list)
    passed: dict[str, str] = field(default_factory=dict)
    before: Callable[[Report], None] = lambda report: None

    def take(self, report: Report) -> tuple[str, int]:
        self.before(report)
        self.taken.append(report)
        return "new", 2

    def pass_over(self, report: Report, reason: str) -> None:
        self.passed[report.url.rpartition("/")[2]] = reason


@pytest.fixture
def server() -> Iterator[Misbehaving]:
    with misbehaving() as running:
        yield running


@dataclass
class House:
    """A watch's surroundings, which outlive it."""

    folder: Path
    server: Misbehaving
    desk: Desk = field(default_factory=Desk)
    told: list[str] = field(default_factory=list)
    clock: float = 1_700_000_000.0
    last: Watch | None = None

    def watch(self, *paths: str, once: bool = True, archive: bool = False, **settings: Any) -> Watch:
        """One run, to its end."""
        feeds = tuple(Feed(f"{self.server.url}/{path}", name="Sample Gazette") for path in paths or ("feed",))
        chosen = replace(
            Settings(feeds, allow=("127.0.0.1",), delay=0.0, robots=False, limits=ROOMY), **settings
        )
        state = WatchState(self.folder / "state.db")
        kept = Archive(self.folder / "archive", datetime.now(UTC)) if archive else None
        self.last = Watch(
            chosen, self.desk, state, archive=kept, tell=self.note, now=lambda: self.clock, sleep=self.sleep
        )
        try:
            asyncio.run(self.last.run(once))
        finally:
            state.close()
        return self.last

    def note(self, kind: str, who: str, words: str) -> None:
        self.told.append(f"{kind} {who}: {words}")

    async def sleep(self, seconds: float) -> None:
        self.clock += seconds
        await asyncio.sleep(0)

    def counts(self) -> dict[str, int]:
        state = WatchState(self.folder / "state.db")
        found = state.counts()
        state.close()
        return found


@pytest.fixture
def house(tmp_path: Path, server: Misbehaving) -> House:
    return House(tmp_path, server)


def test_new_entries_are_read_once(house: House, server: Misbehaving) -> None:
    server.links = [f"{server.url}/page/1", "/page/2"]
    watch = house.watch()
    assert sorted(r.title for r in house.desk.taken) == ["Dispatch 1", "Dispatch 2"]
    first = house.desk.taken[0]
    assert (first.publisher, str(first.date)) == ("Sample Gazette", "2024-03-05")
    assert first.text.startswith("Government troops entered")
    (tally,) = watch.tallies.values()
    assert (tally.new, tally.reports, tally.claims) == (2, 2, 4)
    house.watch()
    assert len(house.desk.taken) == 2
    assert server.seen[-1]["If-None-Match"]
    server.links.append(f"{server.url}/page/3")
    house.watch()
    assert [r.title for r in house.desk.taken[2:]] == ["Dispatch 3"]


def test_every_faulty_page_is_passed_over_or_waits_and_the_good_ones_are_read(
    house: House, server: Misbehaving
) -> None:
    lasting = (
        "bomb double-bomb brotli huge huge-untold loop ladder/1 gone forbidden empty menu picture".split()
    )
    passing = "hang-up short no-http endless-header down broken-gzip to-nowhere busy".split()
    paths = ["page/1", *lasting, "latin", "packed", *passing[:-1], "to?/page/9", "page/2", "busy"]
    server.links = [f"{server.url}/{path}" for path in paths]
    house.watch()
    assert {r.title for r in house.desk.taken} == {f"Dispatch {n}" for n in (1, 2, 4, 9)}
    assert {"gone", "bomb", "huge", "loop", "menu", "picture", "empty", "forbidden"} <= set(house.desk.passed)
    assert "unpacks to more than" in house.desk.passed["bomb"]
    # Nothing is lost: each of the entries was read, passed over with its reason, or waits for another try.
    assert sum(house.counts().values()) == len(paths)
    assert house.counts()["passed over"] == len(lasting)
    assert house.counts()["waiting"] == len(passing)


def test_a_page_that_never_comes_is_given_up_after_some_tries(house: House, server: Misbehaving) -> None:
    server.links = [f"{server.url}/hang-up"]
    for _ in range(8):
        house.watch()
        house.clock += 90_000
    assert house.counts() == {"passed over": 1}
    assert server.hits["/hang-up"] == 6
    assert "given up after 6 tries" in house.desk.passed["hang-up"]


def test_private_addresses_in_a_feed_are_not_fetched(house: House, server: Misbehaving) -> None:
    port = server.url.rpartition(":")[2]
    server.links = [f"http://localhost:{port}/page/1", f"{server.url}/to?http://127.0.0.2:{port}/page/2"]
    house.watch()
    assert not house.desk.taken
    assert all("no public one" in reason for reason in house.desk.passed.values())
    assert server.hits["/page/1"] == server.hits["/page/2"] == 0


def test_robots_txt_is_obeyed_and_told(house: House, server: Misbehaving) -> None:
    server.links = [f"{server.url}/page/1", f"{server.url}/latin"]
    server.robots, server.robots_status = b"User-agent: *\nDisallow: /page/", 200
    house.watch(robots=True)
    assert [r.title for r in house.desk.taken] == ["Dispatch 4"]
    assert "robots.txt" in house.desk.passed["1"]


def test_a_failing_feed_holds_up_no_other_and_is_left_alone_for_longer_each_time(
    house: House, server: Misbehaving
) -> None:
    server.links = [f"{server.url}/page/1"]
    faulty = ["down", "drip", "broken-feed", "page/7", "loop", "gone"]
    # The feed that drips ends when the good one has been read, and not before.
    house.desk.before = lambda report: server.ended.set()
    watch = house.watch(*faulty, "feed")
    assert len(house.desk.taken) == 1
    assert not any("took longer" in words for words in house.told)
    assert sum(t.failures for t in watch.tallies.values()) == len(faulty)
    hits = server.hits["/down"]
    house.watch("down", "feed")
    assert server.hits["/down"] == hits  # its next turn has not come
    pauses = []
    for _ in range(3):
        state = WatchState(house.folder / "state.db")
        turn = state.feed(f"{server.url}/down").next_at
        state.close()
        pauses.append(turn - house.clock)
        house.clock = turn + 1
        house.watch("down")
    assert pauses[0] < pauses[1] < pauses[2]


def test_what_the_desk_could_not_take_is_read_by_the_next_watch(house: House, server: Misbehaving) -> None:
    server.links = [f"{server.url}/page/{n}" for n in range(1, 6)]

    def full(report: Report) -> None:
        if len(house.desk.taken) == 2:
            raise DeskError("the disk is full")

    house.desk.before = full
    with pytest.raises(DeskError, match="disk is full"):
        house.watch()
    assert house.counts() == {"done": 2, "waiting": 3}
    house.desk.before = lambda report: None
    house.watch()
    assert sorted(r.title for r in house.desk.taken) == [f"Dispatch {n}" for n in range(1, 6)]


def test_one_report_that_breaks_the_coder_ends_no_watch(house: House, server: Misbehaving) -> None:
    server.links = [f"{server.url}/page/{n}" for n in (1, 2, 3)]

    def odd(report: Report) -> None:
        if report.title == "Dispatch 2":
            raise ValueError("odd")

    house.desk.before = odd
    for _ in range(7):
        house.watch()
        house.clock += 90_000
    assert sorted(r.title for r in house.desk.taken) == ["Dispatch 1", "Dispatch 3"]
    assert "could not be coded" in house.desk.passed["2"]


def test_a_stopped_watch_finishes_what_it_writes_and_resumes(house: House, server: Misbehaving) -> None:
    server.links = [f"{server.url}/page/{n}" for n in range(1, 5)]

    def stop(report: Report) -> None:
        assert house.last is not None
        loop.call_soon_threadsafe(house.last.stop)

    loops: list[asyncio.AbstractEventLoop] = []
    house.desk.before = stop
    original = house.note

    def note(kind: str, who: str, words: str) -> None:
        loops.append(asyncio.get_running_loop())
        original(kind, who, words)

    house.note = note  # type: ignore[method-assign]

    class Late:
        def call_soon_threadsafe(self, work: Callable[[], None]) -> None:
            loops[0].call_soon_threadsafe(work)

    loop = Late()
    house.watch(once=False)
    done = len(house.desk.taken)
    assert 1 <= done < 4
    assert house.counts() == {"done": done, "waiting": 4 - done}
    house.desk.before = lambda report: None
    house.watch()
    assert sorted(r.title for r in house.desk.taken) == [f"Dispatch {n}" for n in range(1, 5)]


def test_a_watch_looks_again_when_it_is_time(house: House, server: Misbehaving) -> None:
    server.links = [f"{server.url}/page/1"]
    started = house.clock

    def second(report: Report) -> None:
        if report.title == "Dispatch 1":
            server.links.append(f"{server.url}/page/2")
        else:
            assert house.last is not None
            house.last.stop()

    house.desk.before = second
    house.watch(once=False)
    assert [r.title for r in house.desk.taken] == ["Dispatch 1", "Dispatch 2"]
    assert house.clock - started >= 900
    assert server.hits["/feed"] >= 2


def test_the_feeds_own_text_is_read_where_pages_are_not_wanted(house: House, server: Misbehaving) -> None:
    server.links = [f"{server.url}/page/1"]
    feeds = (Feed(f"{server.url}/feed", pages=False),)
    house.watch(feeds=feeds)
    assert house.desk.passed == {"1": "an entry without text"}
    assert server.hits["/page/1"] == 0


def test_each_fetch_is_kept_with_hash_time_address_headers_and_bytes(
    house: House, server: Misbehaving
) -> None:
    server.links = [f"{server.url}/packed", f"{server.url}/to?/page/5", f"{server.url}/gone"]
    house.watch(archive=True)
    kept = fetches_of(house.folder / "state.db")
    assert [status for _, _, status, *_ in kept].count(200) == 3
    assert {302, 410} <= {status for _, _, status, *_ in kept}
    (file,) = (house.folder / "archive").iterdir()
    assert {name for *_, name, _ in kept} == {file.name}
    assert len({place for *_, place in kept}) == len(kept)

    class Quiet:
        def error(self, message: str) -> None:
            raise AssertionError(message)

        def warning(self, message: str) -> None:
            raise AssertionError(message)

    again = {r.title: r.text for r in read_reports([file], Given(), Quiet())}
    assert again == {r.title: r.text for r in house.desk.taken}
    assert set(again) == {"Dispatch 1", "Dispatch 5"}


def test_the_live_table_shows_what_each_feed_brings(house: House, server: Misbehaving) -> None:
    server.links = [f"{server.url}/page/1", f"{server.url}/gone"]
    watch = house.watch("feed", "down")
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(table_of(watch))
    shown = console.export_text()
    assert "Sample Gazette" in shown
    assert "HTTP 503" in shown
    assert "passed" in shown


CONFIGS = {
    "[[feed]\nurl='x'": "at line 1",
    "ledger = 'a.db'\n": "no feed",
    "[[feed]]\nname = 'x'": ":1: feed: has no url",
    "[[feed]]\nurl = 'https://a.example/'\n\n[[feed]]\nurl = 'gopher://x'": ":5: feed.url: 'gopher://x'",
    "evry = '5m'\n[[feed]]\nurl = 'https://a.example/'": ":1: evry: there is no such key; did you mean 'every'?",
    "every = '5 parsecs'\n[[feed]]\nurl = 'https://a.example/'": ':1: every: must be a time such as "90s"',
    "every = '1s'\n[[feed]]\nurl = 'https://a.example/'": "at least 10 seconds",
    "allow = 'x'\n[[feed]]\nurl = 'https://a.example/'": ":1: allow: must be a list",
    "[limits]\nmegabytes = -1\n[[feed]]\nurl = 'https://a.example/'": ":2: limits.megabytes: must be a number",
    "[[feed]]\nurl = 'https://a.example/'\npages = 'no'": ":3: feed.pages: must be true or false",
    "[[feed]]\nurl = 'https://a.example/'\n[[feed]]\nurl = 'https://a.example/'": ":4: feed.url: the same",
    "feed = ['https://a.example/']": ":1: feed: is no table",
}


@pytest.mark.parametrize("text", CONFIGS, ids=range(len(CONFIGS)))
def test_a_bad_feeds_toml_is_told_with_its_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_settings(path)
    assert CONFIGS[text] in str(caught.value)
    assert "feeds.toml" in str(caught.value)


def test_the_example_is_read_and_its_commented_lines_are_the_defaults(tmp_path: Path) -> None:
    example = (ROOT / "docs" / "feeds.example.toml").read_text(encoding="utf-8")
    (tmp_path / "feeds.toml").write_text(example, encoding="utf-8")
    given = read_settings(tmp_path / "feeds.toml")
    assert [f.label for f in given.feeds] == ["Sample Gazette", "agency.example"]
    assert (given.feeds[0].every, given.feeds[1].pages) == (300, False)
    assert given.ledger == str(tmp_path / "war.db")
    switched_on = re.sub(r"^# (?=\w+ = |\[limits\])(?!allow)", "", example, flags=re.M)
    assert switched_on.count("\n# ") < 4
    (tmp_path / "feeds.toml").write_text(switched_on, encoding="utf-8")
    assert read_settings(tmp_path / "feeds.toml") == given


def feeds_file(folder: Path, server: Misbehaving) -> Path:
    path = folder / "feeds.toml"
    path.write_text(
        f'ledger = "war.db"\ndelay = 0\nallow = ["127.0.0.1"]\n[[feed]]\nurl = "{server.url}/feed"\n',
        encoding="utf-8",
    )
    return path


def test_the_command_fills_the_ledger(
    warledger: Callable[..., Any], tmp_path: Path, server: Misbehaving
) -> None:
    server.links = [f"{server.url}/page/1", f"{server.url}/gone", f"{server.url}/cyrillic"]
    path = feeds_file(tmp_path, server)
    assert "1 feeds into" in warledger("watch", path, "--check").out
    ran = warledger("watch", path, "--once")
    assert ran.code == 0
    assert "1 reports, " in ran.out
    assert "Dispatch 1: " in ran.err
    dropped = warledger("reports", "--ledger", tmp_path / "war.db", "--dropped", "--json").out
    reasons = {r["url"].rpartition("/")[2]: r["reason"] for r in json.loads(dropped)}
    assert reasons == {"gone": "HTTP 410", "cyrillic": "not in English (written in Cyrillic letters)"}
    assert warledger("watch", tmp_path / "none.toml").code == 2
    server.links = []
    server.shutdown()
    server.server_close()
    assert warledger("watch", path, "--once").code == 1


def test_sigterm_ends_the_program_cleanly(tmp_path: Path, server: Misbehaving) -> None:
    server.links = [f"{server.url}/gone"]
    program = subprocess.Popen(
        [sys.executable, "-m", "warledger.cli", "watch", str(feeds_file(tmp_path, server))],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    killer = threading.Timer(patience.SECONDS, program.kill)
    killer.start()
    try:
        assert program.stderr is not None
        for line in program.stderr:
            if "passed over" in line:
                break
        program.send_signal(signal.SIGTERM)
        out, _ = program.communicate()
    finally:
        killer.cancel()
        program.kill()
    assert program.returncode == 0
    assert "0 reports" in out
    assert "1 passed over" in out
