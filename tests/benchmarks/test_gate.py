from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


bench = load("bench")
gate = load("gate")

FIGURE = "talks.kind_f1"


def floors(floor: float = 0.8, sha: str = "aa") -> dict[str, Any]:
    return {
        "scorer": "s",
        "data": {"talks": sha},
        "floors": {FIGURE: floor},
        "ceilings": {"speed.memory_mb": 700},
    }


def results(value: float, sha: str = "aa", **more: float) -> dict[str, Any]:
    return {"scorer": "s", "data": {"talks": sha}, "figures": {FIGURE: value} | more}


def test_at_its_floor_a_figure_passes_and_below_it_is_named_with_both_values() -> None:
    assert gate.judge(floors(), results(0.8)) == []
    (fault,) = gate.judge(floors(), results(0.799))
    assert FIGURE in fault
    assert "0.799" in fault
    assert "0.800" in fault


def test_changed_data_or_scorer_fails_even_with_good_figures() -> None:
    assert "data of talks" in gate.judge(floors(), results(0.9, sha="bb"))[0]
    assert "scorer" in gate.judge(floors() | {"scorer": "t"}, results(0.9))[0]


def test_a_floor_whose_figure_vanished_fails_but_data_that_is_not_here_does_not() -> None:
    vanished = results(0.9)
    del vanished["figures"][FIGURE]
    assert "was not measured" in gate.judge(floors(), vanished)[0]
    assert gate.judge(floors(), {"scorer": "s", "data": {}, "figures": {}}) == []


def test_ceilings_hold_from_above() -> None:
    assert gate.judge(floors(), results(0.9) | {"figures": {FIGURE: 0.9, "speed.memory_mb": 700}}) == []
    faults = gate.judge(floors(), results(0.9) | {"figures": {FIGURE: 0.9, "speed.memory_mb": 701}})
    assert "over its ceiling" in faults[0]


def test_pinning_raises_floors_rounded_down_and_adds_new_figures() -> None:
    new, changes, faults = gate.pin(floors(), results(0.8399, **{"talks.new": 0.5}), False, "")
    assert new["floors"] == {FIGURE: 0.835, "talks.new": 0.5}
    assert len(changes) == 2
    assert not faults


def test_pinning_never_lowers_on_its_own() -> None:
    new, _, faults = gate.pin(floors(), results(0.7), False, "")
    assert new["floors"][FIGURE] == 0.8
    assert "stays" in faults[0]


CHANGELOG = """# Changelog
## Accuracy floors
{line}
### Older
## Something else
- `talks.kind_f1` 0.700 elsewhere
"""


@pytest.mark.parametrize(
    ("line", "floor"),
    [
        ("- `talks.kind_f1` falls to 0.700: the guide now counts calls as talks", 0.7),
        ("- `talks.kind_f1` falls a little", 0.8),
        ("- `other.kind_f1` falls to 0.700: no reason", 0.8),
        ("", 0.8),
    ],
)
def test_a_floor_falls_only_with_a_line_in_the_changelog_that_names_it(line: str, floor: float) -> None:
    new, _, faults = gate.pin(floors(), results(0.7), True, CHANGELOG.format(line=line))
    assert new["floors"][FIGURE] == floor
    assert bool(faults) == (floor == 0.8)


def test_rounding_is_down_to_half_a_hundredth() -> None:
    assert [gate.rounded_down(v) for v in (0.8, 0.8049, 0.805, 0.815, 1.0, 0.004)] == [
        *(0.8, 0.8, 0.805, 0.815, 1.0, 0.0)
    ]


def test_speed_is_never_a_floor() -> None:
    new, _, _ = gate.pin(floors(), results(0.8, **{"speed.help_cpu_s": 0.2}), False, "")
    assert list(new["floors"]) == [FIGURE]


def test_the_pinned_floors_name_only_figures_that_are_measured() -> None:
    pinned = json.loads(gate.FLOORS.read_text(encoding="utf-8"))
    known = {f"{task.name}.{name}" for task in bench.TASKS for name in task.figures}
    known |= {f"{name}.{figure}" for name, own in bench.OWN.items() for figure in own.figures}
    known |= {"meantime_dev.macro_f1"}
    assert set(pinned["floors"]) <= known
    assert set(pinned["data"]) <= {task.name for task in bench.TASKS} | {*bench.OWN, "meantime_dev"}
    assert {name for name in bench.MARKS if not name.startswith("speed.")} <= known
    assert set(pinned["ceilings"]) <= {"speed.memory_mb"}, "a busy machine must fail nobody's change"


def test_the_table_is_filled_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("a\n<!-- figures -->\nold\n<!-- /figures -->\nb\n", encoding="utf-8")
    bench.fill(page, bench.table({"aquaint.value_f1": 0.5, "speed.coding_to_spacy": 1.25}))
    text = page.read_text(encoding="utf-8")
    assert "| `aquaint.value_f1` | 0.500 |" in text
    assert "| 1.25 |" in text
    assert "old" not in text
    assert text.startswith("a\n")
    assert text.endswith("\nb\n")
