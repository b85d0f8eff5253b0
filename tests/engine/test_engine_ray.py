"""Ray works the same shards off; left out where Ray is not installed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from warledger.engine import Job, run, tables
from warledger.engine.pool import InThisProcess
from warledger.engine.work import Task

pytest.importorskip("ray", reason="Ray is an extra: pip install 'warledger[ray]'")

TEXT = "Rebel fighters captured the town of {} on Monday, residents said."


def test_ray_writes_what_one_process_writes(tmp_path: Path) -> None:
    from warledger.engine.on_ray import OnRay  # noqa: PLC0415

    data = tmp_path / "data.jsonl"
    rows = [
        {"id": t, "text": TEXT.format(t), "date": "2024-12-03"} for t in ("Hama", "Homs", "Morek", "Suran")
    ]
    data.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    for name, engine in (("one", InThisProcess()), ("ray", OnRay(workers=1))):
        run(Job((str(data),), Task(str(tmp_path / name)), shard_bytes=200, keep_copies=True), engine)
    one, ray = (sorted(map(str, tables.read(tmp_path / n, "claims").to_pylist())) for n in ("one", "ray"))
    assert one == ray
    assert one
