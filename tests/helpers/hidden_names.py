"""A plugin of pytest that hides the undocumented names of http.client, urllib3 and requests from this package.

The libraries themselves still see them. ``pytest -p hidden_names`` runs any test that way.
"""

import http.client
import sys

import requests
import urllib3
import urllib3.connection
import urllib3.poolmanager

CLASSES = (
    http.client.HTTPConnection,
    http.client.HTTPResponse,
    urllib3.connection.HTTPConnection,
    urllib3.connection.HTTPSConnection,
    urllib3.connectionpool.HTTPConnectionPool,
    urllib3.connectionpool.HTTPSConnectionPool,
    urllib3.poolmanager.PoolManager,
    urllib3.response.HTTPResponse,
    requests.Session,
    requests.Request,
    requests.PreparedRequest,
    requests.Response,
    requests.adapters.HTTPAdapter,
)
hidden = set()
"""The names that this package asked for."""


def is_private(name):
    return name.startswith("_") and not name.endswith("__")


def is_ours(instance, name):
    """Return whether this package defines a name of an instance of one of its own classes."""
    kinds = [kind for kind in type(instance).__mro__ if kind.__module__.startswith("heroics_py")]
    return bool(kinds) and not any(name in dir(kind) for kind in type(instance).__mro__ if kind not in kinds)


def hide(kind):
    original = kind.__getattribute__

    def guarded(self, name):
        is_asked = is_private(name) and sys._getframe(1).f_globals.get("__name__", "").startswith("heroics_py")
        if is_asked and not is_ours(self, name):
            hidden.add(name)
            raise AttributeError(name)
        return original(self, name)

    kind.__getattribute__ = guarded


def pytest_configure():
    for each in CLASSES:
        hide(each)


def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(f"hidden: {sorted(hidden)}")
