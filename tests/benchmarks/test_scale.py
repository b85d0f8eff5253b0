"""What was measured is kept, stage by stage, and what is kept is not measured again."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def scale() -> Iterator[Any]:
    spec = importlib.util.spec_from_file_location("scale", ROOT / "benchmarks/scale.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["scale"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["scale"]


def test_a_run_that_is_cut_off_goes_on_with_the_next_stage(
    scale: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    broken = {"second"}

    def work(name: str) -> Any:
        def measure() -> dict[str, float]:
            asked.append(name)
            if name in broken:
                raise RuntimeError(name)
            return {f"{name}_s": 1.23456}

        return measure

    stages = {"first": ((), work("first")), "second": (("first",), work("second"))}
    monkeypatch.setattr(scale.Bench, "stages", lambda _: stages)
    with pytest.raises(RuntimeError, match="second"):
        scale.Bench(tmp_path / "run", 3, False).stage("second")
    broken.clear()
    again = scale.Bench(tmp_path / "run", 3, False)
    again.stage("second")
    assert asked == ["first", "second", "second"]
    assert again.figures() == {"first_s": 1.2346, "second_s": 1.2346}
    scale.Bench(tmp_path / "run", 4, False).stage("first")  # another number of reports: nothing is kept
    assert asked[3:] == ["first"]


def test_marks_are_judged_by_their_bounds(scale: Any) -> None:
    told = list(scale.judged({"memory_growth": -0.2, "two_to_one": 1.8, "ray_differing_rows": 1}))
    assert [line.split()[:2] for line in told] == [
        ["met", "two_to_one"],
        ["MISSED", "memory_growth"],
        ["MISSED", "ray_differing_rows"],
    ]


def test_runs_differ_by_the_rows_that_one_of_them_has_more(scale: Any, tmp_path: Path) -> None:
    from warledger.engine import tables  # noqa: PLC0415

    times = [
        {"report": "r", "start": n, "end": n + 1, "text": "Monday", "type": "date", "value": ""}
        for n in (1, 1, 2)
    ]
    tables.write(tmp_path / "one", "a", {"times": times})
    tables.write(tmp_path / "other", "a", {"times": times[:1]})
    tables.write(tmp_path / "other", "b", {"times": times[2:]})
    assert scale.differing(tmp_path / "one", tmp_path / "other") == 1
    assert scale.differing(tmp_path / "one", tmp_path / "one") == 0
