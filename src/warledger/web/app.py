"""The application: the API, the page's files, and the guard around them."""

from __future__ import annotations

import logging
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware

from warledger import __version__
from warledger.ledger import Ledger
from warledger.ledger.errors import LedgerError
from warledger.web import writing
from warledger.web.api import router
from warledger.web.cache import Tags
from warledger.web.models import Settings
from warledger.web.reader import Reader
from warledger.web.security import Guard
from warledger.web.tiles import ADDRESS, tiles_of

log = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
_GZIP_FROM = 1024


def create_app(  # noqa: PLR0913, PLR0917 - each has its default
    ledger: Ledger,
    token: str = "",
    hosts: frozenset[str] = LOCAL_HOSTS,
    tiles: str = "",
    credit: str = "",
    write: bool = False,
) -> FastAPI:  # fmt: skip
    """Make the application for one ledger.

    Args:
        ledger: What it shows.
        token: What callers must show; "" asks for none.
        hosts: Names under which it answers; empty for any.
        tiles: A background map: see ``warledger.web.tiles``.
        credit: Whose tiles they are.
        write: Whether claims may be corrected through the API.

    Raises:
        ValueError: The tiles are none.
    """
    shown, origin, archive = tiles_of(tiles, credit) if tiles else (None, "", None)
    app = FastAPI(
        title="warledger",
        version=__version__,
        description="Claims about a war, who makes them, and what follows from them.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.reader = Reader(ledger)
    app.state.settings = Settings(version=__version__, tiles=shown, write=write)
    app.include_router(router)
    app.include_router(writing.router)
    app.add_exception_handler(LedgerError, _ledger_failed)
    app.add_exception_handler(RequestValidationError, _not_understood)

    @app.get("/", include_in_schema=False)
    def page() -> FileResponse:
        return FileResponse(STATIC / "index.html")

    @app.get("/api/docs", include_in_schema=False)
    def docs() -> FileResponse:
        return FileResponse(STATIC / "docs.html")

    if archive is not None:

        @app.get(ADDRESS, include_in_schema=False)
        def tiles_file() -> FileResponse:
            return FileResponse(archive, media_type="application/octet-stream")

    @app.get("/favicon.ico", include_in_schema=False)
    def icon() -> FileResponse:
        return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml")

    @app.get("/api/{rest:path}", include_in_schema=False)
    def nothing(rest: str) -> None:
        raise HTTPException(404, "There is nothing at this address.")

    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(GZipMiddleware, minimum_size=_GZIP_FROM, compresslevel=3)
    app.add_middleware(Tags, ledger=ledger)
    app.add_middleware(Guard, hosts=hosts, token=token, tiles_from=origin, write=write)
    return app


async def _ledger_failed(_request: Request, error: Exception) -> JSONResponse:
    # The words of the error name the file; they are for the log and not for the network.
    log.error("the ledger cannot be read: %s", error)
    return JSONResponse({"detail": "The ledger cannot be read just now."}, 503)


async def _not_understood(_request: Request, error: Exception) -> JSONResponse:
    wrong = error.errors() if isinstance(error, RequestValidationError) else []
    told = [f"{'.'.join(str(part) for part in e['loc'][1:])}: {e['msg']}" for e in wrong[:5]]
    return JSONResponse({"detail": "; ".join(told) or "The request was not understood."}, 422)
