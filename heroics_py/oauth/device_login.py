"""A login on another device: the device authorization grant (RFC 8628)."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from heroics_py.errors import LoginRequired, OAuthError, TransportError
from heroics_py.oauth.login import Login, new_account
from heroics_py.oauth.prompts import LoginPrompt, Show, open_in_browser
from heroics_py.oauth.protocol import Protocol
from heroics_py.support.json_types import Json

__all__ = ["log_in_by_device"]

_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_INTERVAL = 5.0  # seconds between two requests, and what "slow_down" adds (RFC 8628, 3.2 and 3.5)
_LONGEST_INTERVAL = 60.0


def log_in_by_device(  # noqa: PLR0913 - the arguments of `OAuth.login`, and the time
    protocol: Protocol,
    *,
    open_browser: bool,
    timeout: float,
    show: Show,
    pause: Callable[[float], object] = time.sleep,
    now: Callable[[], float] = time.monotonic,
) -> Login:
    """Return the login that a person confirms on another device.

    Args:
        protocol: asks the server.
        open_browser: open the page on this machine, too, if it carries the code.
        timeout: the longest wait, in seconds.
        show: shows the prompt.
        pause: waits.
        now: returns the seconds on a clock that only advances.

    Raises:
        OAuthError: the server or the person refuses, or the code expired.
        TransportError: the server can't be reached.
    """
    code = _request_code(protocol)
    whole = code.get("verification_uri_complete")
    page = _page(code.get("verification_uri") or code.get("verification_url"))
    opened = open_browser and isinstance(whole, str) and open_in_browser(_page(whole))
    show(LoginPrompt(url=page, code=str(code["user_code"]), is_opened=opened))
    interval = max(1.0, _number(code.get("interval"), _INTERVAL))  # some servers ask for a fraction
    end = now() + min(timeout, _number(code.get("expires_in"), timeout))
    while True:
        if now() + interval > end:
            pause(max(0.0, end - now()))
            raise LoginRequired("nobody logged in before the code expired: begin again", error="expired_token")
        pause(interval)
        try:
            return protocol.request_token(_GRANT, new_account(), device_code=str(code["device_code"]))
        except TransportError:
            interval = min(interval * 2, _LONGEST_INTERVAL)  # RFC 8628, 3.5
            continue
        except OAuthError as error:
            refusal = error.with_traceback(None)
        if refusal.error == "slow_down":
            interval = min(interval + _INTERVAL, _LONGEST_INTERVAL)
        elif refusal.error == "expired_token":
            raise LoginRequired("nobody logged in before the code expired: begin again", error="expired_token")
        elif refusal.error != "authorization_pending":
            raise refusal


def _request_code(protocol: Protocol) -> dict[str, Json]:
    url, settings = protocol.endpoints.device_url, protocol.settings
    if not url:
        raise OAuthError(f"{settings.server} names no URL for device codes: pass device_url=")
    scope = {"scope": settings.scope} if settings.scope else {}
    code = protocol.post(url, **scope, **dict(settings.parameters))
    if not all(isinstance(code.get(name), str) and code[name] for name in ("device_code", "user_code")):
        raise OAuthError(f"{settings.server} sent no device code")
    return code


def _page(url: Json) -> str:
    """Return the page where a code is entered; a browser opens it."""
    if not isinstance(url, str) or urlsplit(url).scheme not in {"https", "http"} or not url.isprintable():
        raise OAuthError("the authorization server names no page where to enter the code")
    return url


def _number(value: Json, default: float) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and value > 0
    return float(value) if is_number else default  # type: ignore[arg-type]
