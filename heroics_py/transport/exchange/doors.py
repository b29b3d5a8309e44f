"""The doors of requests, urllib3 and http.client, and who replaced one of them.

Mocks, recorders and instruments replace functions and classes of these libraries, and expect to see each request. Every
request passes the methods of urllib3 and http.client, so that a replacement of one sees it. The other doors are looked
up for each request: one that would not pass what replaced a door goes over a session of requests instead.
"""

import http.client
import socket
import ssl
import sys
from itertools import repeat
from operator import is_
from types import FunctionType, MethodType, ModuleType

import requests
import requests.adapters
import requests.api
import requests.models
import requests.sessions
import urllib3
import urllib3.connection
import urllib3.connectionpool
import urllib3.poolmanager
import urllib3.util.connection
import urllib3.util.ssl_

__all__ = ["REQUESTS", "WIRE", "Doors", "State", "are_same", "is_original", "is_wire_usual"]

State = tuple[object, ...]
"""What is behind each door at one moment."""

_VERBS = ("get", "head", "options", "post", "put", "patch", "delete")
# Functions of the classes that no request of ours passes, unless `Session.request` is replaced, which is a door, too.
_UNUSED = frozenset({*_VERBS, "merge_environment_settings", "get_connection"})
_LIBRARIES = frozenset({"requests", "urllib3", "http", "socket", "_socket", "ssl", "_ssl", "enum"})
_BUILT_IN = frozenset({"builtins", "typing", "abc", "_abc"})


class Doors:
    """Some doors: the names of modules, and the public functions of classes that a request may pass.

    Args:
        names: of each module or class; those that this version does not have are left out.
        classes: whose functions are doors as well.
    """

    def __init__(self, names: dict[object, tuple[str, ...]], *classes: object) -> None:
        pairs = [(owner, name) for owner, each in names.items() for name in each if hasattr(owner, name)]
        for kind in classes:
            pairs += [(kind, name) for name, value in getattr(kind, "__dict__", {}).items() if _is_passed(name, value)]
        self._owners = tuple(owner for owner, _ in pairs)
        self._names = tuple(name for _, name in pairs)
        self._originals: State | None = None

    def state(self) -> State:
        """Return what is behind each door now."""
        return tuple(map(getattr, self._owners, self._names, repeat(None)))

    def are_original(self) -> bool:
        """Return whether each door is the library's own; False if that is unknown.

        The first time it is checked where each function is defined, because something may have been replaced before
        this package was imported. From then on it is compared with the objects that passed that check.
        """
        if self._originals is None:
            state = self.state()
            self._originals = state if all(map(is_original, state)) else None
            return self._originals is not None
        try:
            return all(map(is_, map(getattr, self._owners, self._names), self._originals))
        except AttributeError:
            return False


def are_same(state: State, other: State) -> bool:
    """Return whether the same objects are behind the doors."""
    return len(state) == len(other) and all(map(is_, state, other))


def is_original(value: object) -> bool:
    """Return whether ``value`` is what the module that its ``__module__`` names defines."""
    if isinstance(value, classmethod | staticmethod | MethodType):
        return is_original(value.__func__)
    if isinstance(value, property):
        return all(each is None or is_original(each) for each in (value.fget, value.fset, value.fdel))
    if type(value) is FunctionType:  # a wrapper may copy the name of what it wraps, but not its globals
        home = _library(value.__module__)
        return home is not None and value.__globals__ is vars(home)
    if issubclass(type(value), type):
        return getattr(_library(value.__module__), value.__qualname__, None) is value  # type: ignore[attr-defined]
    return not callable(value) or type(value).__module__ in _BUILT_IN


def _library(name: object) -> ModuleType | None:
    """Return the module of one of these libraries that has this name."""
    if not isinstance(name, str) or name.partition(".")[0] not in _LIBRARIES:
        return None
    return sys.modules.get(name)


def _is_passed(name: str, value: object) -> bool:
    is_function = isinstance(value, FunctionType | property | staticmethod) or callable(value)
    return is_function and name not in _UNUSED and (name == "__init__" or not name.startswith("_"))


REQUESTS = Doors(
    {
        requests: ("Session", "session", "request", *_VERBS),
        requests.api: ("request", *_VERBS),
        requests.models: ("PreparedRequest", "Response"),
        requests.Response: ("__init__", "content", "iter_content", "close"),
        requests.sessions: ("Session", "HTTPAdapter", "Request"),
        requests.adapters: ("HTTPAdapter", "PoolManager"),
    },
    requests.Session,
    requests.adapters.HTTPAdapter,
    requests.PreparedRequest,
)
"""The doors of requests, which only a request over a session of requests passes."""

WIRE = Doors(
    {
        urllib3: ("PoolManager", "HTTPConnectionPool", "HTTPSConnectionPool"),
        urllib3.poolmanager: ("PoolManager", "ProxyManager", "HTTPConnectionPool", "HTTPSConnectionPool"),
        urllib3.connectionpool: (
            *("HTTPConnection", "HTTPSConnection", "HTTPConnectionPool", "HTTPSConnectionPool"),
            "is_connection_dropped",
        ),
        urllib3.connection: ("HTTPConnection", "HTTPSConnection", "ssl_wrap_socket"),
        urllib3.util.connection: ("create_connection",),
        urllib3.util.ssl_: ("ssl_wrap_socket",),
        http.client: ("HTTPConnection", "HTTPSConnection", "HTTPResponse"),
        http.client.HTTPResponse: ("__init__", "begin"),  # our own responses inherit the others
        socket: ("socket", "create_connection"),
        ssl: ("SSLContext", "SSLSocket"),
        urllib3.HTTPConnectionPool: ("ConnectionCls",),
        urllib3.HTTPSConnectionPool: ("ConnectionCls",),
    },
    urllib3.PoolManager,
)
"""The doors below, which our own connections do not pass: their classes are derived from what was there before."""


def is_wire_usual() -> bool:
    """Return whether urllib3 and http.client are the builds that our own connections derive from, and unchanged."""
    if not WIRE.are_original():
        return False
    return issubclass(urllib3.connection.HTTPConnection, http.client.HTTPConnection)
