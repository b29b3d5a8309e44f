"""Whether the doors of requests, urllib3 and http.client are as those libraries made them.

Mocks, recorders and instruments replace functions and classes of these libraries. Whoever does so wants to see every
request, so that a request takes the direct way only if each of these doors is certainly untouched.
"""

import http.client
import socket
import ssl
import sys
from collections.abc import Callable, Iterable
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

__all__ = ["METHODS", "are_the_same", "behind_the_doors", "is_as_made", "is_expected_build", "is_untouched"]

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
"""The methods that requests has a function for."""

# The modules by which these libraries reach each other, and the names that others are known to replace there.
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
# What the direct way uses of the libraries beyond their documents; each is named, with its reason, in
# docs/dependencies.md. A build without one of them, such as a fork of urllib3, gets the plain way.
_NEEDED: tuple[tuple[Callable[[], object], tuple[str, ...]], ...] = (
    (
        lambda: urllib3.connectionpool.HTTPConnectionPool,
        ("_get_conn", "_put_conn", "_validate_conn", "_make_request", "urlopen"),
    ),
    (lambda: urllib3.connection.HTTPConnection, ("_new_conn", "putheader", "request", "is_connected")),
    (lambda: http.client.HTTPConnection, ("_output", "getresponse", "send")),
    (lambda: http.client.HTTPResponse, ("_read_status", "begin")),
)


def behind_the_doors() -> tuple[object, ...]:
    """Return what can be found behind each door now: functions, classes, and whatever took their place."""
    found: list[object] = [getattr(module, name, None) for module, names in _NAMES for name in names]
    for class_ in dict.fromkeys(each for each in found if isinstance(each, type)):
        found.extend(vars(class_).values())
    return tuple(found)


_known: list[tuple[object, ...]] = []


def is_untouched() -> bool:
    """Return whether nobody has replaced anything behind the doors.

    The first look asks where each function comes from: something may have been replaced before this library was
    loaded. Later looks compare with that one. In doubt the answer is False.
    """
    now = behind_the_doors()
    if not _known and _is_as_made(now):
        _known.append(now)
    return bool(_known) and are_the_same(now, _known[0])


def are_the_same(now: tuple[object, ...], before: tuple[object, ...]) -> bool:
    """Return whether two looks behind the doors found the same, object by object."""
    return len(now) == len(before) and all(map(is_, now, before))


def is_expected_build() -> bool:
    """Return whether these are the libraries that the direct way was written for, and not a fork of one of them."""
    try:
        complete = all(hasattr(owner(), name) for owner, names in _NEEDED for name in names)
        return complete and issubclass(urllib3.connection.HTTPConnection, http.client.HTTPConnection)
    except (AttributeError, TypeError):
        return False


def _is_as_made(found: Iterable[object]) -> bool:
    return all(is_as_made(each) for each in found)


def is_as_made(thing: object) -> bool:
    """Return whether ``thing`` comes from the file of the module that it names as its home."""
    if isinstance(thing, classmethod | staticmethod | MethodType):
        return is_as_made(thing.__func__)
    if isinstance(thing, property):
        return all(each is None or is_as_made(each) for each in (thing.fget, thing.fset, thing.fdel))
    if type(thing) is FunctionType:
        return _is_from(thing, thing.__module__)
    if isinstance(thing, type):
        return thing.__module__.partition(".")[0] in _LIBRARIES
    return not callable(thing) or type(thing).__module__ in _OF_PYTHON


def _is_from(function: FunctionType, module: str | None) -> bool:
    """Return whether the code of ``function`` is in the file of ``module``; a wrapper only borrows the name of one."""
    module = module or ""  # as a mock with autospec has it
    home = getattr(sys.modules.get(module), "__file__", None)
    return module.partition(".")[0] in _LIBRARIES and function.__code__.co_filename == home


_LIBRARIES = frozenset({"requests", "urllib3", "http", "socket", "_socket", "ssl", "_ssl", "enum"})
_OF_PYTHON = frozenset({"builtins", "typing", "abc", "_abc"})
