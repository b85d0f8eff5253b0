"""Other processes that work for this one, started so that no script of the user's runs again in them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.context import SpawnContext, SpawnProcess
from threading import Lock
from types import ModuleType
from typing import Any

_starting = Lock()


class _Process(SpawnProcess):
    """A process that does not import the main module of the one that starts it.

    Python imports it there, so that a plain script without ``if __name__ == "__main__"`` would begin anew in
    each worker. What workers of ours are given stands in modules of their own.
    """

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802 - so multiprocessing names it
        with _starting:
            main = sys.modules["__main__"]
            sys.modules["__main__"] = ModuleType("__main__")  # one without a file: nothing to import
            try:
                return SpawnProcess._Popen(process_obj)
            finally:
                sys.modules["__main__"] = main


class _Context(SpawnContext):
    Process = _Process


def workers(
    many: int, initializer: Callable[..., object] | None = None, initargs: tuple[Any, ...] = ()
) -> ProcessPoolExecutor:
    """So many processes; what they are given to do must stand in a module, not in the user's script.

    Args:
        many: How many.
        initializer: Called in each at its start.
        initargs: With these.
    """
    # Not forked: a fork would share the threads and locks of the libraries that are loaded here.
    return ProcessPoolExecutor(many, _Context(), initializer, initargs)
