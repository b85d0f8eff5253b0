"""Ledgers to test on: SQLite, and PostgreSQL with a server of our own where Debian's packages are there."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import patience

NUMBERS = itertools.count()


def _program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name) or ""


@pytest.fixture(scope="session")
def server() -> Iterator[Path]:
    """The folder in which a PostgreSQL server listens; skips, with the reason, where there is none."""
    pytest.importorskip("psycopg", reason="no PostgreSQL driver (pip install 'psycopg[binary]')")
    if not _program("initdb") or not _program("postgres"):
        pytest.skip("no PostgreSQL server on this machine (apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # pytest clears its own folders beside running tests
    user = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        for part in (folder, *folder.parents):
            if str(part).startswith("/tmp/"):
                part.chmod(0o755)
        shutil.chown(folder, "nobody")
        user = {"user": "nobody"}
    data = folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, "cwd": str(folder), **user}
    made = subprocess.run(
        [_program("initdb"), "-D", str(data), "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=False,
        **quiet,
    )
    if made.returncode:
        pytest.skip("initdb does not run here")
    settings = "listen_addresses= fsync=off full_page_writes=off shared_buffers=16MB autovacuum=off jit=off"
    options = [part for setting in settings.split() for part in ("-c", setting)]
    running = subprocess.Popen([_program("postgres"), "-D", str(data), "-k", str(folder), *options], **quiet)
    try:
        if not _answers(folder, running):
            pytest.skip("the PostgreSQL server does not start here")
        yield folder
    finally:
        running.send_signal(signal.SIGQUIT)  # at once: what it holds is thrown away
        running.wait(patience.SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def _answers(folder: Path, running: subprocess.Popen[bytes]) -> bool:
    """Whether the server answers, which it does as soon as it is up: waited for as long as it lives."""
    import psycopg  # noqa: PLC0415

    while True:
        try:
            psycopg.connect(f"host={folder} user=tester dbname=postgres").close()
            return True
        except psycopg.OperationalError:
            with suppress(subprocess.TimeoutExpired):
                running.wait(0.05)
                return False


@pytest.fixture(scope="session")
def empty(server: Path) -> str:
    """A database with an empty ledger in it, to be copied: quicker than to make its tables each time."""
    from warledger.ledger import Ledger  # noqa: PLC0415

    _on(server, "CREATE DATABASE empty")
    with Ledger.open(f"postgresql://tester@/empty?host={server}") as made:
        made.engine.dispose()
    return "empty"


def _on(server: Path, command: str) -> None:
    import psycopg  # noqa: PLC0415

    with psycopg.connect(f"host={server} user=tester dbname=postgres", autocommit=True) as admin:
        admin.execute(command)


@pytest.fixture(params=["sqlite", "postgresql"])
def new_ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Gives the address of an empty ledger, another one at each call; on both databases in turn."""
    made: list[str] = []
    if request.param == "sqlite":

        def in_a_file() -> str:
            made.append(str(tmp_path / f"{len(made)}.db"))
            return made[-1]

        return in_a_file
    folder, empty = request.getfixturevalue("server"), request.getfixturevalue("empty")

    def on_the_server() -> str:
        name = f"ledger_{next(NUMBERS)}"
        _on(folder, f"CREATE DATABASE {name} TEMPLATE {empty}")
        made.append(f"postgresql://tester@/{name}?host={folder}")
        return made[-1]

    return on_the_server
