"""Keep accuracy from falling: every figure has a floor, and the floor only rises.

``gate.py`` measures the fast set and ends with 1 when a figure lies under its floor. ``gate.py --pin`` raises
the floors to the figures of the last ``make bench``; with ``--allow-regression`` it lowers them too, each
only with a line in CHANGELOG.md under "Accuracy floors" that names the figure and its new floor and says why.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import bench

FLOORS = Path(__file__).with_name("floors.json")
CHANGELOG = bench.ROOT / "CHANGELOG.md"
HEADING = "Accuracy floors"
STEP = 0.005

Json = dict[str, Any]


def judge(floors: Json, results: Json) -> list[str]:
    """What is wrong: figures under their floors or over their ceilings, and data that is not what it was."""
    faults = []
    figures, data = results["figures"], results["data"]
    if floors.get("scorer") and results["scorer"] != floors["scorer"]:
        faults.append("score/score.py is not the scorer that the floors were pinned with: pin anew")
    for task, pinned in floors["data"].items():
        if task in data and data[task] != pinned:
            faults.append(f"the data of {task} is not what its floors were pinned on: pin anew")
    for name, floor in floors["floors"].items():
        if name in figures and figures[name] < floor:
            faults.append(f"{name} is {figures[name]:.3f}, under its floor of {floor:.3f}")
        elif name not in figures and name.partition(".")[0] in data:
            faults.append(f"{name} has a floor and was not measured")
    for name, ceiling in floors["ceilings"].items():
        if name in figures and figures[name] > ceiling:
            faults.append(f"{name} is {figures[name]:g}, over its ceiling of {ceiling:g}")
    return faults


def pin(
    floors: Json, results: Json, allow_regression: bool, changelog: str
) -> tuple[Json, list[str], list[str]]:
    """Raise the floors to what was measured.

    Returns:
        The new floors, what was changed, and what is wrong (floors that would fall and may not).
    """
    new = {"scorer": results["scorer"], "data": {**floors["data"], **results["data"]}}
    kept, changes, faults = dict(floors["floors"]), [], []
    excused = _under_heading(changelog)
    for name, value in results["figures"].items():
        if name.startswith("speed."):
            continue
        old, floor = kept.get(name), rounded_down(value)
        if old is None or floor > old:
            kept[name] = floor
            changes.append(f"{name}: {'new' if old is None else f'{old:.3f}'} -> {floor:.3f}")
        elif floor < old and allow_regression:
            if any(name in line and f"{floor:.3f}" in line for line in excused):
                kept[name] = floor
                changes.append(f"{name}: {old:.3f} -> {floor:.3f} (lowered)")
            else:
                faults.append(
                    f"{name} would fall from {old:.3f} to {floor:.3f}: say why in CHANGELOG.md, in a line "
                    f"under '{HEADING}' that names `{name}` and {floor:.3f}"
                )
        elif value < old:
            faults.append(f"{name} is {value:.3f}, under its floor of {old:.3f}; the floor stays")
    return new | {"floors": dict(sorted(kept.items())), "ceilings": floors["ceilings"]}, changes, faults


def rounded_down(value: float) -> float:
    """The floor for a figure: the next multiple of .005 at or below it."""
    return round(math.floor(value / STEP + 1e-9) * STEP, 3)


def _under_heading(changelog: str) -> list[str]:
    """The lines under the heading, up to the next heading of the same or a higher level."""
    lines: list[str] = []
    level = 0
    for line in changelog.splitlines():
        marks = re.match(r"(#+)\s+(.*)", line)
        if marks and marks.group(2).strip() == HEADING:
            level = len(marks.group(1))
        elif marks and len(marks.group(1)) <= level:
            level = 0
        elif level:
            lines.append(line)
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pin", action="store_true", help="raise the floors")
    parser.add_argument("--allow-regression", action="store_true", help="with --pin: also lower floors")
    parser.add_argument("--from", dest="source", type=Path, help="figures measured before")
    chosen = parser.parse_args()
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    source = chosen.source or (bench.RESULTS if chosen.pin else None)
    if source is None and not bench.SHARED.exists():
        print("../shared is not here: nothing to measure by")
        return 0
    results = json.loads(source.read_text(encoding="utf-8")) if source else bench.measure(fast=True)
    print(bench.table(results["figures"]))
    if chosen.pin:
        changelog = CHANGELOG.read_text(encoding="utf-8") if CHANGELOG.exists() else ""
        floors, changes, faults = pin(floors, results, chosen.allow_regression, changelog)
        FLOORS.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
        print("\n".join(changes) or "no floor rises")
    else:
        faults = judge(floors, results)
    for fault in faults:
        print(f"GATE: {fault}", file=sys.stderr)
    if not faults and not chosen.pin:
        measured = sum(name in results["figures"] for name in floors["floors"])
        print(f"gate passed: {measured} figures at or above their floors")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
