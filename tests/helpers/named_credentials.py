"""Functions that return a credential, as workers find them by their names."""

import os

from heroics_py.secrecy.secret import Secret


def token():
    """Return a token."""
    return os.environ["SHOP_TOKEN"]


def hidden():
    """Return a token that hides itself."""
    return Secret(os.environ["SHOP_TOKEN"])


def sign(request):
    """Sign a request of requests."""
    request.headers["Authorization"] = f"Bearer {os.environ['SHOP_TOKEN']}"
    return request
