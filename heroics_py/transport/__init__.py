"""The way to the server: one method, ``send``, worn as skins one over the other."""

from typing import TYPE_CHECKING

from heroics_py.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.transport.connection import Connection, open_transport
    from heroics_py.transport.credentials import Auth, Token
    from heroics_py.transport.known import accept_for
    from heroics_py.transport.origins import origin
    from heroics_py.transport.throttling import RateLimit

__all__ = ["Auth", "Connection", "RateLimit", "Token", "accept_for", "open_transport", "origin"]

_HOMES = {
    "Auth": "credentials",
    "Connection": "connection",
    "RateLimit": "throttling",
    "Token": "credentials",
    "accept_for": "known",
    "open_transport": "connection",
    "origin": "origins",
}


def __getattr__(name: str) -> object:
    """Load a part when it is asked for: to know an origin, a client needs none of the others."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    home = f"{__name__}.{_HOMES[name]}"
    load_modules(home)
    return getattr(import_module(home), name)
