"""The local pool: one process, or several on this machine, each with a model of its own."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from warledger.engine.shards import Shard
from warledger.engine.work import Done, Task
from warledger.processes import workers

Work = Callable[[Task, Shard], Done]
_TRIES = 3


class InThisProcess:
    """One worker, this one."""

    def map(self, work: Work, task: Task, shards: Sequence[Shard]) -> Iterator[Done]:
        """Give each shard's mark, in order."""
        for shard in shards:
            yield work(task, shard)

    def close(self) -> None:
        """Nothing was opened."""


class LocalPool:
    """Several processes; one that dies costs its own shard's work, which another does again.

    They are started at the first work and kept until ``close``. Each is an executor of its own: where one
    executor has several processes, the death of one ends them all.
    """

    def __init__(self, workers: int) -> None:
        """Choose how many processes.

        Raises:
            ValueError: Fewer than one.
        """
        if workers < 1:
            raise ValueError("a pool needs at least one worker")
        self._size = workers
        self._workers: list[ProcessPoolExecutor] = []

    def map(self, work: Work, task: Task, shards: Sequence[Shard]) -> Iterator[Done]:
        """Give each shard's mark as it comes.

        Raises:
            RuntimeError: A shard killed its worker three times; it is named.
        """
        waiting = deque(shards)
        idle = deque(self._ready(len(shards)))
        running: dict[Future[Done], tuple[ProcessPoolExecutor, Shard]] = {}
        died = Counter[str]()
        try:
            while waiting or running:
                while waiting and idle:
                    worker, shard = idle.popleft(), waiting.popleft()
                    running[worker.submit(work, task, shard)] = worker, shard
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    worker, shard = running.pop(future)
                    try:
                        done = future.result()
                    except BrokenProcessPool:
                        died[shard.key] += 1
                        if died[shard.key] >= _TRIES:
                            raise RuntimeError(f"a worker died {_TRIES} times on {shard.told()}") from None
                        waiting.append(shard)
                        idle.append(self._instead_of(worker))
                        continue
                    idle.append(worker)
                    yield done
        finally:
            if running:
                self.close()

    def _ready(self, shards: int) -> list[ProcessPoolExecutor]:
        """The workers, no more of them than there are shards."""
        wanted = min(self._size, max(1, shards))
        self._workers += [workers(1) for _ in range(wanted - len(self._workers))]
        return self._workers[:wanted]

    def _instead_of(self, dead: ProcessPoolExecutor) -> ProcessPoolExecutor:
        dead.shutdown(wait=False)
        new = self._workers[self._workers.index(dead)] = workers(1)
        return new

    def close(self) -> None:
        """Let the processes go; the next work starts new ones."""
        for worker in self._workers:
            worker.shutdown(wait=False, cancel_futures=True)
        self._workers = []
