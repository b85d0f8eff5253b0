"""Work that kills its worker, for every engine that has workers; light to import, as each worker does."""

from __future__ import annotations

import os
import signal
from collections import Counter
from pathlib import Path

from warledger.engine import Engine, Shard
from warledger.engine.work import Done, Task


def dies_once(task: Task, shard: Shard) -> Done:
    """Kills its process at the first try of shard 1; shard 0 is under way until the second try.

    Shard 0 reads two named pipes: the one ends with the process that holds it, the other with the second try.
    """
    out = Path(task.out)
    (out / f"{shard.start}.begun.{os.getpid()}").touch()
    if shard.start == 0:
        (out / "first").read_bytes()
        (out / "second").read_bytes()
    elif shard.start == 1 and not (out / "died").exists():
        with (out / "first").open("wb"):
            (out / "died").touch()
            os.kill(os.getpid(), signal.SIGKILL)
    elif shard.start == 1:
        (out / "second").write_bytes(b"")
    return Done(shard.key, shard.url, shard.start, shard.end, reports=1)


def always_dies(task: Task, shard: Shard) -> Done:
    """Kills its process at every try."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def costs_its_shard_alone(engine: Engine, folder: Path) -> None:
    """Let a worker die in the middle; its own shard is begun twice, the others once."""
    shards = [Shard("a", n, n + 1) for n in range(6)]
    for name in ("first", "second"):
        os.mkfifo(folder / name)
    done = list(engine.map(dies_once, Task(str(folder)), shards))
    assert sorted(d.shard for d in done) == sorted(s.key for s in shards)
    begun = Counter(path.name.partition(".")[0] for path in folder.glob("*.begun.*"))
    assert begun == {"0": 1, "1": 2, "2": 1, "3": 1, "4": 1, "5": 1}
