"""Answers that hold until the ledger changes: a small memory on the server, ETags for the browser."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from warledger import __version__
from warledger.ledger import Ledger
from warledger.ledger.errors import LedgerError

T = TypeVar("T")


def state_of(ledger: Ledger) -> str:
    """A short text that changes whenever something is added to the ledger or corrected."""
    return f"{__version__}.{ledger.revision()}"


class Memory:
    """The last answers to costly questions, forgotten when the ledger changes."""

    def __init__(self, ledger: Ledger, size: int = 128) -> None:
        self._ledger = ledger
        self._size = size
        self._state = ""
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()
        self._working: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, work_out: Callable[[], T]) -> T:
        """The answer kept under the key, else worked out and kept; by one asker at a time for each key."""
        state = state_of(self._ledger)
        with self._lock:
            if state != self._state:
                self._kept.clear()
                self._working.clear()
                self._state = state
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast(T, self._kept[key])
            working = self._working.setdefault(key, threading.Lock())
        with working:
            with self._lock:
                if key in self._kept and state == self._state:
                    return cast(T, self._kept[key])
            answer = work_out()
            with self._lock:
                if state == self._state:
                    self._kept[key] = answer
                    self._working.pop(key, None)
                    while len(self._kept) > self._size:
                        self._kept.popitem(last=False)
        return answer


class Tags:
    """Gives every answer of the API an ETag, and answers 304 where the browser has it already."""

    def __init__(self, app: ASGIApp, ledger: Ledger) -> None:
        self.app = app
        self.ledger = ledger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return
        try:
            state = await to_thread.run_sync(state_of, self.ledger)
        except LedgerError:
            await self.app(scope, receive, send)
            return
        asked = f"{state}|{scope['path']}|".encode() + scope["query_string"]
        tag = f'W/"{hashlib.sha256(asked).hexdigest()[:24]}"'
        known = {t.strip() for t in Headers(scope=scope).get("if-none-match", "").split(",")}
        if tag in known:
            head = [(b"etag", tag.encode())]
            await send({"type": "http.response.start", "status": 304, "headers": head})
            await send({"type": "http.response.body", "body": b""})
            return

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message)["etag"] = tag
            await send(message)

        await self.app(scope, receive, tagged)
