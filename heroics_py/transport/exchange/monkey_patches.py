"""Whether requests, urllib3 or http.client are patched, so that something observes requests.

Mocks, recorders and instruments replace functions and classes of these libraries, and expect to see each request. So a
request takes the direct route only if each of these entry points is certainly the original.
"""

import http.client
import socket
import ssl
import sys
from collections.abc import Callable
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
import urllib3.response
import urllib3.util.connection
import urllib3.util.ssl_

__all__ = ["METHODS", "are_identical", "entry_points", "is_expected_build", "is_original", "is_unpatched"]

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
"""The methods that requests has a function for."""

# The modules through which these libraries call each other, and the names that are commonly patched there.
_NAMES: tuple[tuple[ModuleType, tuple[str, ...]], ...] = (
    (requests, ("Session", "session", "request", *(method.lower() for method in METHODS))),
    (requests.api, ("request", *(method.lower() for method in METHODS))),
    (requests.models, ("PreparedRequest", "Response")),
    (requests.sessions, ("Session", "HTTPAdapter", "Request")),
    (requests.adapters, ("HTTPAdapter", "PoolManager")),
    (urllib3, ("PoolManager", "HTTPConnectionPool", "HTTPSConnectionPool")),
    (urllib3.poolmanager, ("PoolManager", "ProxyManager", "HTTPConnectionPool", "HTTPSConnectionPool")),
    (
        urllib3.connectionpool,
        ("HTTPConnection", "HTTPSConnection", "HTTPConnectionPool", "HTTPSConnectionPool", "HTTPResponse"),
    ),
    (urllib3.connection, ("HTTPConnection", "HTTPSConnection", "ssl_wrap_socket")),
    (urllib3.util.connection, ("create_connection",)),
    (urllib3.util.ssl_, ("ssl_wrap_socket",)),
    (http.client, ("HTTPConnection", "HTTPSConnection", "HTTPResponse")),
    (socket, ("socket", "create_connection")),
    (ssl, ("SSLContext", "SSLSocket")),
)
# The undocumented names that the direct route uses; docs/dependencies.md gives the reason for each. A build without one
# of them, such as a fork of urllib3, gets the plain route.
_NEEDED: tuple[tuple[Callable[[], object], tuple[str, ...]], ...] = (
    (
        lambda: urllib3.connectionpool.HTTPConnectionPool,
        ("_get_conn", "_put_conn", "_validate_conn", "_make_request", "urlopen"),
    ),
    (lambda: urllib3.connection.HTTPConnection, ("_new_conn", "putheader", "request", "is_connected")),
    (lambda: http.client.HTTPConnection, ("_output", "getresponse", "send")),
    (lambda: http.client.HTTPResponse, ("_read_status", "begin")),
)


def entry_points() -> tuple[object, ...]:
    """Return the current functions and classes at each entry point, or what replaces them."""
    objects: list[object] = [getattr(module, name, None) for module, names in _NAMES for name in names]
    for class_ in dict.fromkeys(each for each in objects if isinstance(each, type)):
        objects.extend(vars(class_).values())
    return tuple(objects)


_originals: list[tuple[object, ...]] = []


def is_unpatched() -> bool:
    """Return whether each entry point is the original; False if that is unknown.

    The first call checks where each function is defined, because something may have been patched before this library
    was imported. Later calls compare with the objects that passed that check.
    """
    objects = entry_points()
    if not _originals and all(map(is_original, objects)):
        _originals.append(objects)
    return bool(_originals) and are_identical(objects, _originals[0])


def are_identical(objects: tuple[object, ...], others: tuple[object, ...]) -> bool:
    """Return whether two results of `entry_points` are the same objects."""
    return len(objects) == len(others) and all(map(is_, objects, others))


def is_expected_build() -> bool:
    """Return whether these are the libraries that the direct route is written for, rather than forks of them."""
    try:
        complete = all(hasattr(owner(), name) for owner, names in _NEEDED for name in names)
        return complete and issubclass(urllib3.connection.HTTPConnection, http.client.HTTPConnection)
    except (AttributeError, TypeError):
        return False


def is_original(value: object) -> bool:
    """Return whether ``value`` is defined in the module that its ``__module__`` names."""
    if isinstance(value, classmethod | staticmethod | MethodType):
        return is_original(value.__func__)
    if isinstance(value, property):
        return all(each is None or is_original(each) for each in (value.fget, value.fset, value.fdel))
    if type(value) is FunctionType:
        return _is_defined_in(value, value.__module__)
    if isinstance(value, type):
        return value.__module__.partition(".")[0] in _LIBRARIES
    return not callable(value) or type(value).__module__ in _BUILT_IN


def _is_defined_in(function: FunctionType, module: str | None) -> bool:
    """Return whether the code of ``function`` is in the file of ``module``; a wrapper only copies the name."""
    module = module or ""  # a mock with autospec has None
    home = getattr(sys.modules.get(module), "__file__", None)
    return module.partition(".")[0] in _LIBRARIES and function.__code__.co_filename == home


_LIBRARIES = frozenset({"requests", "urllib3", "http", "socket", "_socket", "ssl", "_ssl", "enum"})
_BUILT_IN = frozenset({"builtins", "typing", "abc", "_abc"})
