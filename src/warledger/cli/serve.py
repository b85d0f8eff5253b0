"""``warledger serve``: the web page on this machine."""
# ruff: noqa: PLC0415 - FastAPI and uvicorn take most of a second to import

from __future__ import annotations

import contextlib
import errno
import secrets
import socket
import threading
import webbrowser
from typing import TYPE_CHECKING, Annotated

import typer

from warledger.cli.errors import UserError
from warledger.cli.progress import progress

if TYPE_CHECKING:
    from fastapi import FastAPI

_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_PORTS_TRIED = 20
_TAKEN = frozenset({errno.EADDRINUSE, errno.EACCES})


def serve(  # noqa: PLR0913, PLR0917 - the options of the command
    ledger: Annotated[str, typer.Option(help="The ledger to show: a file or a URL.")] = "warledger.db",
    host: Annotated[
        str, typer.Option(help="Address to listen on; others than this machine's need --token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port, or the next free one.")] = 8765,
    token: Annotated[
        str, typer.Option(envvar="WARLEDGER_TOKEN", help='What callers must show; "auto" makes one up.')
    ] = "",
    name: Annotated[
        list[str] | None, typer.Option("--name", help="A host name under which it is reached as well.")
    ] = None,
    tiles: Annotated[
        str,
        typer.Option(
            metavar="URL|FILE",
            help="A background map: https://…/{z}/{x}/{y}.png, or a .pmtiles file or address.",
        ),
    ] = "",
    tiles_credit: Annotated[str, typer.Option(metavar="TEXT", help="Whose tiles they are.")] = "",
    write: Annotated[
        bool, typer.Option("--write", help="Let claims be corrected through the API; else it is read-only.")
    ] = False,
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = True,
) -> None:
    """Show the ledger as a web page: the map, the claims, and the words behind each."""
    local = host in _LOCAL
    if not local and not token:
        raise UserError(f"--host {host} lets other machines in: give --token WORD, or --token auto")
    token = secrets.token_urlsafe(24) if token == "auto" else token
    if token and not all(c.isalnum() or c in "-_.~" for c in token):
        raise UserError("a token has letters, digits and - _ . ~ only")

    import uvicorn

    from warledger.ledger import Ledger, LedgerError
    from warledger.web.app import LOCAL_HOSTS, create_app

    try:
        with progress("bringing the ledger up to date") as update:
            opened = Ledger.open(ledger, create=False, progress=update)
    except LedgerError as error:
        raise UserError(str(error)) from error
    listening = _socket(host, port)
    hosts = LOCAL_HOSTS | {n.casefold() for n in name or ()} | {host.casefold()}
    everywhere = host in {"0.0.0.0", "::"}
    try:
        app = create_app(
            opened,
            token=token,
            hosts=frozenset() if everywhere and not name else hosts,
            tiles=tiles,
            credit=tiles_credit,
            write=write,
        )
    except ValueError as error:
        raise UserError(f"--tiles: {error}") from error
    threading.Thread(target=_warm, args=(app,), daemon=True).start()
    shown = "127.0.0.1" if everywhere else host
    address = f"http://{f'[{shown}]' if ':' in shown else shown}:{listening.getsockname()[1]}/"
    if token:
        address += f"?token={token}"
    print(f"warledger shows {opened.name} at {address}", flush=True)
    print("Ctrl+C ends it.", flush=True)
    if open_:
        threading.Timer(0.8, webbrowser.open, (address,)).start()
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_keep_alive=30,
        limit_concurrency=200, h11_max_incomplete_event_size=32 * 1024,
    )  # fmt: skip
    with opened:
        uvicorn.Server(config).run(sockets=[listening])


def _warm(app: FastAPI) -> None:
    """Work out what the first visitor would wait for; what goes wrong is told when it is asked for."""
    with contextlib.suppress(Exception):
        app.state.reader.warm()


def _socket(host: str, port: int) -> socket.socket:
    """A socket that listens on the port, or on the next free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for wanted in range(port, min(port + _PORTS_TRIED, 65536)) if port else (0,):
        found = socket.socket(family, socket.SOCK_STREAM)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, wanted))
            found.listen(128)
            return found
        except OSError as error:
            found.close()
            last = error
            if error.errno not in _TAKEN:
                raise UserError(f"cannot listen on {host}: {error.strerror or error}") from error
    raise UserError(f"no free port from {port} to {port + _PORTS_TRIED - 1}: give another --port") from last
