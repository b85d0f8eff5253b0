"""Which addresses may be connected to, checked on the very address that the connection then uses.

A feed, a page or a redirect may name a host inside the user's own network, and a name that was public a
moment ago may resolve to 127.0.0.1 now (DNS rebinding; OWASP, "Server-Side Request Forgery Prevention"). So
names are resolved here, each address is judged, and the socket is opened to the judged address, not to the
name.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpcore2

from warledger.reports.fetch.failures import FetchError

Resolver = Callable[[str, int], Awaitable[list[str]]]
_NAT64 = ip_network("64:ff9b::/96")


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system finds them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether an address lies in the open internet, also when it is wrapped into an IPv6 one."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inside(found) if isinstance(found, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for (mapped, 6to4, Teredo, NAT64)."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Opens sockets to public addresses only, or to hosts that are allowed by name."""

    def __init__(self, allowed: Collection[str] = (), resolver: Resolver = resolve) -> None:
        """Name what is allowed.

        Args:
            allowed: Hosts (``intranet.example``, ``127.0.0.1``) whose addresses may be any.
            resolver: Finds a host's addresses.
        """
        self._allowed = {host.lower().strip("[]") for host in allowed}
        self._resolver = resolver
        self._inner = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Resolve, judge, and connect to what was judged.

        Raises:
            FetchError: No address of the host may be connected to.
        """
        try:
            async with asyncio.timeout(timeout):
                found = await self._resolver(host, port)
        except TimeoutError:
            raise httpcore2.ConnectTimeout(f"{host} could not be resolved in time") from None
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"{host} could not be resolved: {error}") from error
        open_ = found if host.lower().strip("[]") in self._allowed else [a for a in found if is_public(a)]
        if not open_:
            raise FetchError(
                f"{host} has the address {', '.join(found) or 'none'}, which is no public one; allow the "
                "host by its name if you mean it",
                lasting=True,
            )
        failure: Exception | None = None
        for address in open_:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        assert failure is not None
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Refuse: no URL leads to a socket of this machine."""
        raise FetchError("sockets of this machine are not connected to", lasting=True)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
