"""The settings that a client lacks after unpickling."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from heroics_py.client.settings import Settings
from heroics_py.http.option_headers import REMOVED

if TYPE_CHECKING:
    from heroics_py.http.messages import Request

__all__ = ["missing_settings"]

# Settings that a header of the caller can replace.
_CREDENTIALS = frozenset({"token=", "auth=", "session= with credentials"})
_GAP: Any = REMOVED


def missing_settings(settings: Settings, request: Request, key_headers: Collection[str]) -> str:
    """Return what pickling left out that ``request`` needs, and how to set it; empty if the request can be sent.

    Args:
        settings: the settings of the client.
        request: the request to send.
        key_headers: the names of headers that carry a key of the API, in lower case.
    """
    if name := _header_without_value(settings, request):
        return (
            f"its header {name} lost its value when the client was pickled; set it, "
            f"with_options(headers={{{name!r}: ...}}), or set it to None to leave it out"
        )
    gaps = settings.left_behind
    if request.anonymous or any(name in request.headers for name in ("Authorization", *key_headers)):
        gaps -= _CREDENTIALS
    if not gaps:
        return ""
    problem = f"pickling this client left out its {' and '.join(sorted(gaps))}; "
    if gaps <= _CREDENTIALS:
        return (
            f"{problem}connect again, heroics_py.connect(schema, {min(gaps).partition(' ')[0]}...), or set the header, "
            "client.with_options(headers={'Authorization': ...}), with None to send none"
        )
    return f"{problem}connect again, heroics_py.connect(schema, {min(gaps - _CREDENTIALS)}...)"


def _header_without_value(settings: Settings, request: Request) -> str | None:
    """Return the name of a header whose value the pickle left out and no option of the request sets."""
    options = request.options.headers
    overridden = {name.lower() for name in options}
    names = [
        *(name for name, text in settings.headers.reveal().items() if text is _GAP and name.lower() not in overridden),
        *(name for name, text in options.items() if text is _GAP),
    ]
    return names[0] if names else None
