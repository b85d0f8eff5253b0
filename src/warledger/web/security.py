"""What stands between the network and the page: hosts, the token, sizes, and the headers of every answer."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

COOKIE = "warledger_token"
LONGEST_URL = 8192
LARGEST_BODY = 64 * 1024
LONGEST_SECONDS = 90.0  # the first visitor of a very large ledger waits; nobody waits for ever


def policy(tiles_from: str = "") -> str:
    """The Content-Security-Policy: all from this server, and tiles from one other origin where configured."""
    more = f" {tiles_from}" if tiles_from else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' data: blob:{more}",
            f"connect-src 'self'{more}",
            "worker-src 'self'",
            "font-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
}


class Guard:
    """Refuses what is too large, for another host or without the token; hides what goes wrong inside.

    Args:
        app: What it guards.
        hosts: Names (without port) that the Host header may have; empty lets every name pass.
        token: What a caller must show as ``Authorization: Bearer``, cookie or ``?token=``; "" asks for none.
        tiles_from: Origin of a background map that the page may ask for tiles, or "".
        write: Whether a request may be a POST: of JSON, from this page or from no page.
        seconds: After so long without an answer the caller is told that it took too long.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - each has its default
        self,
        app: ASGIApp,
        hosts: frozenset[str],
        token: str = "",
        tiles_from: str = "",
        seconds: float = LONGEST_SECONDS,
        write: bool = False,
    ) -> None:
        self.app = app
        self.hosts = hosts
        self.token = token
        self.seconds = seconds
        self.write = write
        self.headers = HEADERS | {"content-security-policy": policy(tiles_from)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        started = late = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if late:
                return
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-cache")
            await send(message)

        refused = self._refusal(scope)
        if refused:
            await _answer(dressed, *refused)
            return
        redirect = self._taken_token(scope)
        if redirect:
            await _answer(dressed, 303, "", redirect)
            return
        work = asyncio.ensure_future(self.app(scope, receive, dressed))
        done, _ = await asyncio.wait({work}, timeout=self.seconds)
        if not done and not started:
            log.warning("a request took more than %s s: %s", self.seconds, scope["path"])
            work.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
            await _answer(dressed, 503, "This took too long; ask for less, or again in a while.")
            late = True
            return
        try:
            await work
        except Exception:
            log.exception("a request failed")
            if not started:
                await _answer(dressed, 500, "Something went wrong here; the server's log tells more.")

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        host = _name_of(headers.get("host", ""))
        length = headers.get("content-length", "0")
        if self.hosts and host not in self.hosts:
            return 421, "This server does not answer to that name."
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_URL:
            return 414, "The address is too long."
        if scope["method"] not in ({"GET", "HEAD", "POST"} if self.write else {"GET", "HEAD"}):
            return 405, "This server is read-only."
        if scope["method"] == "POST" and not _from_here(headers):
            return 403, "A correction comes as JSON from this page or from a program."
        if not length.isdigit() or int(length) > LARGEST_BODY or "transfer-encoding" in headers:
            return 413, "The request is too large."
        if self.token and not self._shown(scope, headers):
            return 401, "A token is asked for: open the address that `warledger serve` printed."
        return None

    def _shown(self, scope: Scope, headers: Headers) -> bool:
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        given = [bearer if scheme.casefold() == "bearer" else "", _cookie(headers.get("cookie", ""))]
        given += [value for name, value in _query(scope) if name == "token"]
        return any(hmac.compare_digest(g.encode(), self.token.encode()) for g in given if g)

    def _taken_token(self, scope: Scope) -> list[tuple[str, str]] | None:
        """Headers that move a token from the address into a cookie, where it is not seen or shared."""
        pairs = _query(scope)
        if not self.token or "token" not in dict(pairs) or scope["path"].startswith("/api/"):
            return None
        rest = urlencode([(name, value) for name, value in pairs if name != "token"])
        cookie = f"{COOKIE}={self.token}; HttpOnly; SameSite=Strict; Path=/"
        return [("location", "/" + (f"?{rest}" if rest else "")), ("set-cookie", cookie)]


def _from_here(headers: Headers) -> bool:
    """Whether no other site's page can have sent this: forms send no JSON, and scripts tell their origin."""
    origin = headers.get("origin", "")
    kind = headers.get("content-type", "").partition(";")[0].strip()
    return kind == "application/json" and (
        not origin or origin.partition("://")[2] == headers.get("host", "")
    )


def _query(scope: Scope) -> list[tuple[str, str]]:
    try:
        return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return []


def _cookie(raw: str) -> str:
    try:
        morsel = SimpleCookie(raw).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _name_of(host: str) -> str:
    """The Host header without its port."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.rpartition(":")[0].casefold() if ":" in host else host.casefold()


async def _answer(send: Send, status: int, detail: str, headers: list[tuple[str, str]] | None = None) -> None:
    body = json.dumps({"detail": detail}).encode() if detail else b""
    raw = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    raw += [(name.encode(), value.encode("latin-1")) for name, value in headers or []]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
