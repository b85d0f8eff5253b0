"""Ray works the same shards off; left out where Ray is not installed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine import deaths
from warledger.engine import Job, run, tables
from warledger.engine.pool import InThisProcess
from warledger.engine.work import Task

if TYPE_CHECKING:
    from warledger.engine.on_ray import OnRay

ray = pytest.importorskip("ray", reason="Ray is an extra: pip install 'warledger[ray]'")

TEXT = "Rebel fighters captured the town of {} on Monday, residents said."


@pytest.fixture(scope="module")
def engine() -> Iterator[OnRay]:
    from warledger.engine.on_ray import OnRay  # noqa: PLC0415

    engine = OnRay(workers=2)
    yield engine
    engine.close()


def test_a_killed_worker_costs_ray_only_its_shard(engine: OnRay, tmp_path: Path) -> None:
    ray.cloudpickle.register_pickle_by_value(deaths)  # the workers do not see the folder of tests
    deaths.costs_its_shard_alone(engine, tmp_path)


def test_ray_writes_what_one_process_writes(engine: OnRay, tmp_path: Path) -> None:
    data = tmp_path / "data.jsonl"
    rows = [
        {"id": t, "text": TEXT.format(t), "date": "2024-12-03"} for t in ("Hama", "Homs", "Morek", "Suran")
    ]
    data.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    for name, by in (("one", InThisProcess()), ("ray", engine)):
        run(Job((str(data),), Task(str(tmp_path / name)), shard_bytes=200, keep_copies=True), by)
    one, ray = (sorted(map(str, tables.read(tmp_path / n, "claims").to_pylist())) for n in ("one", "ray"))
    assert one == ray
    assert one
