"""Looking up the address of a host in a thread."""

import socket

import aiohttp
from aiohttp.abc import ResolveResult

from heroics_py.errors import RequestRefused
from heroics_py.transport.exchange.decoding import Fault

__all__ = ["Resolver"]


class Resolver(aiohttp.ThreadedResolver):
    """Looks up hosts by the functions of the system."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a host.

        Raises:
            Fault: a label of its name is empty or too long (RFC 1035, 2.3.4).
            OSError: it has none.
        """
        try:
            return await super().resolve(host, port, family)
        except UnicodeError:
            raise Fault(RequestRefused, "invalid URL") from None
