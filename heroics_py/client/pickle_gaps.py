"""The settings that a client lacks after unpickling."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from heroics_py.client.arguments.settings import Settings
from heroics_py.http.option_headers import REMOVED
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.http.messages import Request, Transport

__all__ = ["credential_source", "missing_settings", "missing_source"]

# Settings that a header of the caller can replace.
_CREDENTIALS = frozenset({"token=", "auth=", "session= with credentials"})
_GAP: Any = REMOVED
_BY_NAME = "heroics_py.Env('NAME')"


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
            f"with_options(headers={{{name!r}: ...}}), with None to leave it out; {_BY_NAME} in it travels by its name"
        )
    gaps = settings.left_behind
    if request.anonymous or any(name in request.headers for name in ("Authorization", *key_headers)):
        gaps -= _CREDENTIALS
    if not gaps:
        return ""
    problem = f"pickling this client left out its {' and '.join(sorted(gaps))}; "
    if gaps <= _CREDENTIALS:
        return (
            f"{problem}connect again with what travels by its name, {_by_name(gaps)}; or set the header, "
            "client.with_options(headers={'Authorization': ...}), with None to send none"
        )
    return f"{problem}connect again, heroics_py.connect(schema, {min(gaps - _CREDENTIALS)}...){_throttle_hint(gaps)}"


def _throttle_hint(gaps: Collection[str]) -> str:
    return "; throttle=heroics_py.Env('REDIS_URL') travels by its name" if "throttle=" in gaps else ""


def credential_source(settings: Settings, base_url: str, replacement: Transport | None) -> str:
    """Return where this process finds credentials that nobody passed, which another process has to find, too.

    Args:
        settings: the settings of the client.
        base_url: of the API.
        replacement: what sends the requests in place of a connection, if anything.
    """
    passed = (settings.token.reveal(), settings.auth.reveal(), settings.session, replacement)
    if not settings.trust_environment or any(each is not None for each in passed) or settings.left_behind:
        return settings.source
    load_modules("heroics_py.transport.credentials.sources")
    from os import environ

    from heroics_py.transport.credentials.sources import found_source

    return found_source(base_url, environ) or settings.source


def missing_source(source: str, base_url: str, request: Request) -> str:
    """Return what to say about credentials that this process does not find; empty if ``request`` needs none.

    Args:
        source: where the process that pickled the client finds them: the name of a variable, or "netrc".
        base_url: of the API.
        request: the request to send.
    """
    load_modules("heroics_py.portable.process", "heroics_py.http.origins")
    from heroics_py.http.origins import origin_of
    from heroics_py.portable.process import this_process

    is_sent_without = request.anonymous or "Authorization" in request.headers or not request.secured
    if is_sent_without or origin_of(request.url) != origin_of(base_url):
        return ""
    missing = "netrc has no entry for it" if source == "netrc" else f"{source} is not set in the environment"
    return (
        f"the process that pickled this client has credentials for {origin_of(base_url)}, and {this_process()} has "
        f"none: {missing}; headers={{'Authorization': None}} sends none"
    )


def _by_name(gaps: Collection[str]) -> str:
    """Return what to pass in place of the credentials that were left out."""
    if "auth=" in gaps:
        return f"auth= with {_BY_NAME} in place of each secret, or a function of a module"
    return f"token={_BY_NAME}, or a function of a module"


def _header_without_value(settings: Settings, request: Request) -> str | None:
    """Return the name of a header whose value the pickle left out and no option of the request sets."""
    options = request.options.headers
    overridden = {name.lower() for name in options}
    names = [
        *(name for name, text in settings.headers.reveal().items() if text is _GAP and name.lower() not in overridden),
        *(name for name, text in options.items() if text is _GAP),
    ]
    return names[0] if names else None
