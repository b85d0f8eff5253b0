"""What a person has set among the weights of places outlives the training."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path

_FILE = Path(__file__).resolve().parents[2] / "benchmarks" / "places_train.py"


def _script():
    spec = importlib.util.spec_from_file_location("places_train", _FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_weights_set_by_hand_are_kept_and_marked_again():
    places_train = _script()
    fixed = places_train.by_hand("# a head\ncued: 2.50  # by hand\nlisted: 0.80\n")
    assert fixed == {"cued": 2.5}
    dice = random.Random(3)
    rows = []
    for n in range(200):
        listed = float(dice.random() < 0.5)
        rows.append(
            ({"bias": 1.0, "listed": listed, "cued": float(dice.random() < 0.5)}, bool(listed), n % 2 == 0)
        )
    learnt = places_train.learn(rows, fixed)
    assert learnt["cued"] == 2.5
    assert learnt["listed"] > 1
    assert learnt["bias"] < 0
    written = places_train.lines(learnt, fixed, ["# a head"])
    assert written.startswith("# a head\n")
    assert places_train.by_hand(written) == fixed
