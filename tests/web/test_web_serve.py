from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from web_sample import fill

import patience
from warledger.ledger import Ledger


@pytest.fixture
def ledger_file(tmp_path: Path) -> Path:
    path = tmp_path / "war.db"
    with Ledger.open(path) as ledger:
        fill(ledger)
    return path


def start(*arguments: object) -> tuple[subprocess.Popen[str], str]:
    words = [sys.executable, "-m", "warledger.cli", "serve", "--no-open", *(str(a) for a in arguments)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout
    line = process.stdout.readline()
    found = re.search(r"http://\S+", line)
    assert found, line + process.stdout.read()
    return process, found.group()


def stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=patience.SECONDS)


def test_it_prints_its_address_and_takes_the_next_free_port(ledger_file: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process, address = start("--ledger", ledger_file, "--port", port)
        try:
            found = int(address.rsplit(":", 1)[1].rstrip("/"))
            assert port < found < port + 20
            connection = http.client.HTTPConnection("127.0.0.1", found, timeout=patience.SECONDS)
            connection.request("GET", "/api/v1/summary")
            answer = connection.getresponse()
            assert answer.status == 200
            assert answer.getheader("server") is None
        finally:
            stop(process)
    assert process.returncode in (0, 130, -signal.SIGINT)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--host", "0.0.0.0"), "--token"),
        (("--host", "192.0.2.1"), "--token"),
        (("--host", "0.0.0.0", "--token", "two words"), "token has letters"),
        (("--ledger", "{tmp}/none.db"), "no ledger at"),
    ],
)
def test_what_is_wrong_is_told_in_words(
    warledger: Callable[..., Any], tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    os.environ.pop("WARLEDGER_TOKEN", None)
    ran = warledger("serve", "--no-open", *(a.replace("{tmp}", str(tmp_path)) for a in arguments))
    assert ran.code == 2
    assert told in ran.err
    assert "Traceback" not in ran.err
    assert not (tmp_path / "none.db").exists()
