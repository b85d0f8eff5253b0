"""Files that the commands write: whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from warledger.cli.errors import UserError

STDOUT = "-"


@contextmanager
def written(path: Path | None) -> Iterator[IO[str]]:
    """Open an output to write: stdout for None or "-", else a file that appears whole when all went well.

    The words go to a new file in the same folder, which takes the old one's place at the end; if anything
    is raised, the old file stays as it was. A device or pipe is written to directly.

    Raises:
        UserError: The file cannot be written; the message says why.
    """
    if path is None or str(path) == STDOUT:
        yield sys.stdout
        return
    try:
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            with path.open("w", encoding="utf-8", newline="") as direct:
                yield direct
        else:
            with _replaced(path.resolve()) as replaced:
                yield replaced
    except OSError as error:
        raise UserError(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from error


@contextmanager
def _replaced(path: Path) -> Iterator[IO[str]]:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.chmod(_mode(path))
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def _mode(path: Path) -> int:
    """The old file's permissions, or what a new file gets."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
