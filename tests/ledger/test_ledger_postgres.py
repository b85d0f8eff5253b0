"""The same ledger on PostgreSQL, with a server of our own, where Debian's packages and a driver are there."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ledger.make import ARMY, MONITOR, claim, coding, place
from warledger import control
from warledger.ledger import Ledger, queries
from warledger.ledger.queries import Filter
from warledger.ledger.store import counts_of


def _program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name) or ""


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    pytest.importorskip("psycopg", reason="no PostgreSQL driver (pip install 'psycopg[binary]')")
    if not _program("initdb") or not _program("postgres"):
        pytest.skip("no PostgreSQL server on this machine (apt-get install postgresql)")
    folder = tmp_path_factory.mktemp("pg")
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
        [_program("initdb"), "-D", str(data), "-U", "tester", "-A", "trust", "-E", "UTF8"],
        check=False,
        **quiet,
    )
    if made.returncode:
        pytest.skip("initdb does not run here")
    server = subprocess.Popen(
        [
            _program("postgres"),
            "-D",
            str(data),
            "-k",
            str(folder),
            "-c",
            "listen_addresses=",
            "-c",
            "fsync=off",
        ],
        **quiet,
    )
    try:
        address = f"postgresql://tester@/postgres?host={folder}"
        if not _answers(folder, server):
            pytest.skip("the PostgreSQL server does not start here")
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _answers(folder: Path, server: subprocess.Popen[bytes]) -> bool:
    import psycopg  # noqa: PLC0415

    for _ in range(200):
        if server.poll() is not None:
            return False
        try:
            psycopg.connect(f"host={folder} user=tester dbname=postgres").close()
            return True
        except psycopg.OperationalError:
            server.poll()
            try:
                server.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
    return False


def test_the_same_on_postgresql(url):
    reports = [
        coding(1, claim("hold", "2024-11-20", actors=(ARMY,)), on="2024-11-20"),
        coding(2, claim(quote="rebels captured the city of Hama"), on="2024-12-05"),
        coding(3, claim(source=MONITOR, exceptions=(place("Morek", 35.4, 36.7),)), on="2024-12-06"),
    ]
    results = []
    for target in (":memory:", url):
        with Ledger.open(target) as ledger:
            states = [ledger.add(c).state for c in [*reports, *reports]]
            changed = ledger.add(coding(2, claim("withdraw"), text="new words")).state
            wanted = [
                Filter(),
                Filter(text='captured "city of Hama"', superseded=True),
                Filter(place="hama", since="2024-12-01"),
                Filter(bbox=(36.0, 35.0, 37.0, 36.0), limit=1),
                Filter(actor="tahrir", source="observatory"),
                Filter(superseded=True),
            ]
            found = [[(c.kind, c.quote, c.known) for c in queries.claims(ledger, w)] for w in wanted]
            held = [(h.holder, h.status, h.probability) for h in control.holdings(ledger, at="2024-12-07")]
            results.append(
                (
                    states,
                    changed,
                    found,
                    held,
                    counts_of(ledger),
                    [r.ref for r in queries.reports(ledger, Filter(text="report number"))],
                    [(i.family, i.origins) for i in queries.incidents(ledger)],
                    [(p.name, p.claims) for p in queries.places(ledger)],
                    [(a.name, a.acts) for a in queries.actors(ledger)],
                    [(s.name, s.claims) for s in queries.sources(ledger)],
                )
            )
    for one, other in zip(*results, strict=True):
        assert one == other
    with Ledger.open(url, create=False) as again:
        assert counts_of(again)["versions"] == 4
