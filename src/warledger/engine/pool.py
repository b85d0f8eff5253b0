"""The local pool: one process, or several on this machine, each with a model of its own."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from warledger.engine.shards import Shard
from warledger.engine.work import Done, Task

Work = Callable[[Task, Shard], Done]
_AHEAD = 2  # shards that wait for each worker
_TRIES = 3


class InThisProcess:
    """One worker, this one."""

    def map(self, work: Work, task: Task, shards: Sequence[Shard]) -> Iterator[Done]:
        """Give each shard's mark, in order."""
        for shard in shards:
            yield work(task, shard)


class LocalPool:
    """Several processes; a worker that dies costs its own shard's work, which another one does again."""

    def __init__(self, workers: int) -> None:
        """Choose how many processes.

        Raises:
            ValueError: Fewer than one.
        """
        if workers < 1:
            raise ValueError("a pool needs at least one worker")
        self._workers = workers

    def map(self, work: Work, task: Task, shards: Sequence[Shard]) -> Iterator[Done]:
        """Give each shard's mark as it comes.

        Raises:
            RuntimeError: A shard killed its worker three times; it is named.
        """
        waiting = deque(shards)
        tries: dict[str, int] = {}
        while waiting:
            for shard in (yield from self._until_broken(work, task, waiting)):
                tries[shard.key] = tries.get(shard.key, 0) + 1
                if tries[shard.key] >= _TRIES:
                    where = f"{shard.url} from {shard.start} to {shard.end or 'its end'}"
                    raise RuntimeError(f"a worker died {_TRIES} times on {where}")
                waiting.append(shard)

    def _until_broken(
        self, work: Work, task: Task, waiting: deque[Shard]
    ) -> Generator[Done, None, list[Shard]]:
        """Work until all is done or a worker dies; returns the shards that were under way then."""
        running: dict[Future[Done], Shard] = {}
        # Spawned, not forked: a fork would share the threads and locks of the libraries that are loaded here.
        pool = ProcessPoolExecutor(self._workers, mp_context=multiprocessing.get_context("spawn"))
        try:
            while waiting or running:
                while waiting and len(running) < self._workers * _AHEAD:
                    shard = waiting.popleft()
                    running[pool.submit(work, task, shard)] = shard
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    done = future.result()
                    del running[future]
                    yield done
        except BrokenProcessPool:
            return list(running.values())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return []
