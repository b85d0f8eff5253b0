"""Ray: the same shards on a laptop's cores or a cluster's."""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from warledger.engine.shards import Shard
from warledger.engine.work import Done, Task

Work = Callable[[Task, Shard], Done]
_TRIES = 3  # as for the local pool


class OnRay:
    """Runs on a Ray cluster: its address, or a local one that is started where none is given.

    Every worker must see the data set's files and the output folder under the same names. The cluster is
    joined and the workers are made at the first work and kept until ``close``.
    """

    def __init__(self, address: str = "", workers: int = 0) -> None:
        """Choose the cluster.

        Args:
            address: ``host:port``, ``auto`` for the one of this machine, "" to start a local one.
            workers: How many shards at a time, no more than the cluster has cores; 0 for as many as that.

        Raises:
            ModuleNotFoundError: Ray is not installed; the message says how to install it.
        """
        try:
            import ray  # noqa: F401, PLC0415 - an extra
        except ImportError:
            raise ModuleNotFoundError("Ray is not installed; try: pip install 'warledger[ray]'") from None
        self._address, self._workers = address, workers
        self._actors: list[Any] = []
        self._mine = False

    def map(self, work: Work, task: Task, shards: Sequence[Shard]) -> Iterator[Done]:
        """Give each shard's mark as it comes; Ray does again what a lost worker had under way.

        Raises:
            RuntimeError: A shard killed its worker three times; it is named.
        """
        import ray  # noqa: PLC0415

        waiting = deque(shards)
        running: dict[Any, tuple[Any, Shard]] = {}
        idle = deque(self._ready(len(shards)))
        while waiting or running:
            while waiting and idle:
                actor, shard = idle.popleft(), waiting.popleft()
                running[actor.work.remote(work, task, shard)] = actor, shard
            finished, _ = ray.wait(list(running))
            for reference in finished:
                actor, shard = running.pop(reference)
                try:
                    done: Done = ray.get(reference)
                except ray.exceptions.RayTaskError as error:
                    raise error.cause or error from None
                except ray.exceptions.RayActorError:
                    raise RuntimeError(f"a worker died {_TRIES} times on {shard.told()}") from None
                idle.append(actor)
                yield done

    def _ready(self, shards: int) -> list[Any]:
        """The workers, no more of them than there are shards."""
        import ray  # noqa: PLC0415

        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        # A local Ray would run its workers at the lowest priority but four: whatever else runs stops them.
        os.environ.setdefault("RAY_worker_niceness", "0")
        if not ray.is_initialized():
            self._mine, self._actors = True, []
            local: Any = {} if self._address else {"num_cpus": self._workers or None}
            ray.init(
                address=self._address or None,
                include_dashboard=False,
                logging_level=logging.ERROR,
                log_to_driver=False,
                **local,
            )
        cores: Any = ray.cluster_resources()  # type: ignore[no-untyped-call]
        here = max(1, int(cores.get("CPU", 1)))  # a worker beyond these would be waited for in vain
        most = min(self._workers or here, here, max(1, shards))
        made = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=_TRIES - 1)(_Worker)
        self._actors += [made.remote() for _ in range(most - len(self._actors))]
        return self._actors[:most]

    def close(self) -> None:
        """Let the workers go, and the cluster if it was joined here; the next work starts them anew."""
        import ray  # noqa: PLC0415

        for actor in self._actors:
            ray.kill(actor)
        self._actors = []
        if self._mine:
            self._mine = False
            ray.shutdown()


class _Worker:
    """One process of the cluster, which keeps its model from shard to shard."""

    def work(self, work: Work, task: Task, shard: Shard) -> Done:
        return work(task, shard)
