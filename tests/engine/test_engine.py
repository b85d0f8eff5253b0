"""Data sets: the same shards whoever works them off, nothing done twice, nothing lost."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.deaths import always_dies, costs_its_shard_alone
from warledger.engine import Job, Shard, plan, run, tables
from warledger.engine.gate import gate
from warledger.engine.pool import InThisProcess, LocalPool
from warledger.engine.shards import Piece
from warledger.engine.work import Done, Task, code_shard
from warledger.records import from_record, to_record

WAR = "Rebel fighters captured the town of {} on Monday, residents said. Shelling killed two people there."
SPORT = "The visitors won the cup final on Sunday after extra time, and their coach praised the young keeper."
TOWNS = (
    "Saraqib Morek Suran Rastan Hama Homs Talbiseh Salamiyah Maarat Tafas Nawa Inkhil Jasim Busra Qusayr Azaz"
).split()


def row(number: int, text: str, **fields: Any) -> str:
    return json.dumps(
        {"id": f"r{number}", "text": text, "date": "2024-12-03", "publisher": "Sample Wire"} | fields
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Sixteen reports on a war, one of sport, one copied by another paper, one line that is broken."""
    agency = (
        "Government troops pulled out of the town of Mork before dawn on Tuesday after two days of shelling, "
        "three residents said by telephone, and fighters of the opposition entered its market an hour later. "
        "A doctor at the town's only clinic said that eleven wounded people had been brought in since Sunday."
    )
    lines = [row(n, WAR.format(town)) for n, town in enumerate(TOWNS)]
    lines += [
        row(90, SPORT),
        row(91, agency),
        row(92, agency + " (Agencies)", publisher="Copy Paper", date="2024-12-04"),
    ]
    path = tmp_path / "data.jsonl"
    path.write_text("\n".join([*lines, "{broken"]) + "\n", encoding="utf-8")
    return path


def job(data: Path, out: Path, **settings_: Any) -> Job:
    return Job((str(data),), Task(str(out)), shard_bytes=1200, **settings_)


def content(out: Path, name: str) -> list[str]:
    rows = tables.read(out, name).to_pylist()
    return sorted(json.dumps(r, sort_keys=True, ensure_ascii=False) for r in rows)


def test_a_run_codes_every_report_and_says_what_it_passed_over(data: Path, tmp_path: Path) -> None:
    tally = run(job(data, tmp_path / "out"), InThisProcess())
    assert tally.shards > 2
    assert (tally.reports, tally.gated, tally.copies, tally.rejected) == (19, 1, 1, 1)
    claims = tables.read(tmp_path / "out", "claims").to_pylist()
    assert {"capture"} <= {c["kind"] for c in claims}
    reports = {r["report"]: r for r in tables.read(tmp_path / "out", "reports").to_pylist()}
    assert reports["r92"]["copy_of"] == "r91"
    assert reports["r90"]["claims"] == 0
    assert "gate" in json.loads(reports["r90"]["record"])["warnings"][0]
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["counts"]["reports"] == 19
    assert len(manifest["shards"]) == tally.shards


def test_starting_again_does_nothing_twice(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shards = plan([str(data)], 1200)
    code_shard(Task(str(out)), shards[1])
    before = (out / "claims" / f"{shards[1].key}.parquet").stat().st_mtime_ns
    tally = run(job(data, out, keep_copies=True), InThisProcess())
    assert tally.again == 1
    assert tally.reports == 19
    assert (out / "claims" / f"{shards[1].key}.parquet").stat().st_mtime_ns == before
    assert run(job(data, out, keep_copies=True), InThisProcess()).again == tally.shards


def test_another_run_may_not_mix_into_a_folder(data: Path, tmp_path: Path) -> None:
    run(job(data, tmp_path / "out"), InThisProcess())
    with pytest.raises(ValueError, match="keep_copies"):
        run(job(data, tmp_path / "out", keep_copies=True), InThisProcess())


def test_many_workers_write_what_one_writes(data: Path, tmp_path: Path) -> None:
    run(job(data, tmp_path / "one"), InThisProcess())
    run(job(data, tmp_path / "two"), LocalPool(2))
    for name in tables.TABLES:
        assert content(tmp_path / "one", name) == content(tmp_path / "two", name), name


def test_a_killed_worker_costs_only_its_shard(tmp_path: Path) -> None:
    costs_its_shard_alone(LocalPool(2), tmp_path)


def test_a_shard_that_kills_every_worker_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="poison"):
        list(LocalPool(1).map(always_dies, Task(str(tmp_path)), [Shard("poison")]))


@given(
    st.lists(st.binary(min_size=0, max_size=30).filter(lambda b: b"\n" not in b), max_size=12),
    st.integers(1, 9),
)
def test_pieces_share_no_line_and_lose_none(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], pieces: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "lines"
    whole = b"".join(line + b"\n" for line in lines)
    path.write_bytes(whole)
    bounds = [len(whole) * n // pieces for n in range(pieces + 1)]
    found = b""
    for start, end in pairwise(bounds):
        with path.open("rb") as stream:
            found += Piece(stream, start, end).readall() or b"" if end > start else b""
    assert found == whole


def test_packed_lines_parquet_and_folders_are_data_sets(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(row(1, WAR.format("Hama")).encode()))
    table = pa.table({"body": [WAR.format("Homs"), ""], "day": ["2024-12-03", "2024-12-03"]})
    pq.write_table(table, folder / "b.parquet")
    (folder / "c.txt").write_text(WAR.format("Morek"), encoding="utf-8")
    task = Task(str(tmp_path / "out"), columns=(("text", "body"), ("date", "day")))
    tally = run(Job((str(folder),), task), InThisProcess())
    assert (tally.shards, tally.reports, tally.rejected) == (3, 3, 1)
    with pytest.raises(FileNotFoundError):
        plan([str(tmp_path / "nothing-*.jsonl")])


def test_versions_of_one_report_are_no_copies(tmp_path: Path) -> None:
    text = " ".join(WAR.format(town) for town in TOWNS)
    data = tmp_path / "data.jsonl"
    lines = [
        row(1, text, url="https://wire.example/1"),
        row(2, text + " More.", url="https://wire.example/1"),
    ]
    data.write_text("\n".join(lines), encoding="utf-8")
    assert run(Job((str(data),), Task(str(tmp_path / "out"))), InThisProcess()).copies == 0


def test_a_record_makes_its_coding_again(data: Path, tmp_path: Path) -> None:
    run(job(data, tmp_path / "out"), InThisProcess())
    for report in tables.read(tmp_path / "out", "reports").to_pylist():
        record = json.loads(report["record"])
        again = from_record(record)
        assert json.loads(json.dumps(to_record(again))) == record


@pytest.mark.parametrize(("text", "passes"), [(WAR.format("Hama"), True), (SPORT * 3, False), ("", False)])
def test_the_gate_lets_war_pass_and_sport_not(text: str, passes: bool) -> None:
    assert gate().passes(text) is passes


def test_the_gate_keeps_what_has_claims() -> None:
    from warledger import samples  # noqa: PLC0415

    reports = list(samples.load())
    assert sum(gate().passes(r.text) for r in reports) == len(reports)


def test_load_and_query(warledger: Callable[..., Any], data: Path, tmp_path: Path) -> None:
    out, ledger = tmp_path / "out", tmp_path / "war.db"
    coded = warledger("code", data, "-o", out, "--workers", "1")
    assert coded.code == 1
    assert "19 reports" in coded.out
    loaded = warledger("load", out, "--ledger", ledger)
    assert "19 new" in loaded.out
    assert "19 already there" in warledger("load", out, "--ledger", ledger).out
    asked = warledger(
        "query", out, "SELECT kind, count(*) AS n FROM claims GROUP BY kind ORDER BY n DESC", "--json"
    )
    assert json.loads(asked.out)[0]["n"] >= 10
    wrong = warledger("query", out, "SELECT nothing FROM nowhere")
    assert wrong.code == 2
    assert "SQL" in wrong.err
    assert warledger("load", tmp_path).code == 2


def test_an_engine_needs_only_to_map_and_to_close(data: Path, tmp_path: Path) -> None:
    class Backwards:
        closed = False

        def map(
            self, work: Callable[[Task, Shard], Done], task: Task, shards: Sequence[Shard]
        ) -> Iterator[Done]:
            for shard in reversed(shards):
                yield work(task, shard)

        def close(self) -> None:
            self.closed = True

    engine = Backwards()
    run(job(data, tmp_path / "one"), InThisProcess())
    run(replace(job(data, tmp_path / "two")), engine)
    assert engine.closed
    assert content(tmp_path / "one", "claims") == content(tmp_path / "two", "claims")
