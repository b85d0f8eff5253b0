"""Ray: the same shards on a laptop's cores or a cluster's."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from warledger.engine.shards import Shard
from warledger.engine.work import Done, Task

Work = Callable[[Task, Shard], Done]


class OnRay:
    """Runs on a Ray cluster: its address, or a local one that is started where none is given.

    Every worker must see the data set's files and the output folder under the same names.
    """

    def __init__(self, address: str = "", workers: int = 0) -> None:
        """Choose the cluster.

        Args:
            address: ``host:port``, ``auto`` for the one of this machine, "" to start a local one.
            workers: How many shards at a time; 0 for as many as the cluster has cores.

        Raises:
            ModuleNotFoundError: Ray is not installed; the message says how to install it.
        """
        try:
            import ray  # noqa: F401, PLC0415 - an extra
        except ImportError:
            raise ModuleNotFoundError("Ray is not installed; try: pip install 'warledger[ray]'") from None
        self._address, self._workers = address, workers

    def map(self, work: Work, task: Task, shards: Sequence[Shard]) -> Iterator[Done]:
        """Give each shard's mark as it comes; Ray does again what a lost worker had under way."""
        import ray  # noqa: PLC0415

        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        mine = not ray.is_initialized()
        if mine:
            local: Any = {} if self._address else {"num_cpus": self._workers or None}
            ray.init(
                address=self._address or None,
                include_dashboard=False,
                logging_level=logging.ERROR,
                log_to_driver=False,
                **local,
            )
        try:
            cores: Any = ray.cluster_resources()  # type: ignore[no-untyped-call]
            most = self._workers or max(1, int(cores.get("CPU", 1)))
            actor = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=3)(_Worker)
            workers = [actor.remote() for _ in range(min(most, max(1, len(shards))))]
            pool = ray.util.ActorPool(workers)
            yield from pool.map_unordered(lambda a, shard: a.work.remote(work, task, shard), list(shards))
        finally:
            if mine:
                ray.shutdown()


class _Worker:
    """One process of the cluster, which keeps its model from shard to shard."""

    def work(self, work: Work, task: Task, shard: Shard) -> Done:
        return work(task, shard)
