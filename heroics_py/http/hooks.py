"""Hooks: what they are called with, and which functions can be one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeAlias

from heroics_py.display.terminal import shown
from heroics_py.support.loading import load_modules
from heroics_py.support.values import Value

__all__ = [
    "HOOK_NAMES",
    "CacheVerdict",
    "RequestDetails",
    "RequestHook",
    "ResponseDetails",
    "ResponseHook",
    "RetryDetails",
    "RetryHook",
    "check_hook",
    "is_coroutine_function",
    "name_of_hook",
]

HOOK_NAMES = ("on_request", "on_response", "on_retry")

CacheVerdict: TypeAlias = Literal["hit", "revalidated", "stale", "miss", "joined", "bypass"]


class _Details(Value, kw_only=True):
    """A value whose errors name its fields."""

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> NoReturn:
            if name.startswith("_"):
                raise AttributeError(name)
            raise AttributeError(f"{type(self).__name__} has no {name!r}{self._advice(name)}")

        def __getitem__(self, name: object) -> NoReturn:
            use = f": use details.{name}" if name in self._fields else self._advice(name)
            raise TypeError(f"{type(self).__name__} has attributes and no keys{use}")

    def _advice(self, name: object) -> str:
        reason = "; headers and bodies may hold secrets" if name in {"headers", "body", "content"} else ""
        return f"{reason}; its fields are {', '.join(self._fields)}"


class RequestDetails(_Details, kw_only=True):
    """A request that is about to be sent: what ``on_request`` is called with. It holds no secrets.

    Attributes:
        call: the name of the link, such as "app.info".
        method: as it is sent, in capitals.
        url: absolute, its secrets masked.
        url_template: the href of the link, such as "/apps/{app_identity}"; empty after a redirect, and for a request
            without a link.
        attempt: which request of the call it is, from 1: retries and redirects count.
        body_size: the bytes of the body, 0 without one; None if they are not known before they are sent.
    """

    call: str
    method: str
    url: str
    url_template: str = ""
    attempt: int = 1
    body_size: int | None = 0


class ResponseDetails(_Details, kw_only=True):
    """How a call ended: what ``on_response`` is called with. It holds no secrets.

    Attributes:
        call: the name of the link, such as "app.info".
        method: of the link, in capitals.
        url: absolute, that of the last redirect, its secrets masked.
        url_template: the href of the link, such as "/apps/{app_identity}"; empty for a request without a link.
        status: of the response; for a response from the cache, the status that was stored. None if none came.
        attempts: how many requests the call took; 0 if the cache had the response.
        seconds: how long the call took, with its retries, redirects and waits.
        cache: "hit" (nothing was sent), "revalidated" (the server confirmed the stored response), "stale" (the stored
            response was used without that), "miss" (the server sent another one), "joined" (the call shared the outcome
            of an equal one in progress, see ``single_flight``), or "bypass" (the cache took no part).
        body_size: the bytes of the body, decompressed; None for a response that is read as a stream.
        request_id: the server's name for the request, if it has one.
        error: the name of the error that the call raises because no response came, such as "RequestTimeout"; empty
            with a response of any status.
        reason: the text of that error.
    """

    call: str
    method: str
    url: str
    url_template: str = ""
    status: int | None = None
    attempts: int = 0
    seconds: float = 0.0
    cache: CacheVerdict = "bypass"
    body_size: int | None = 0
    request_id: str | None = None
    error: str = ""
    reason: str = ""


class RetryDetails(_Details, kw_only=True):
    """A request that failed and will be sent again: what ``on_retry`` is called with. It holds no secrets.

    Attributes:
        call: the name of the link, such as "app.info".
        method: of the link, in capitals.
        url: absolute, its secrets masked.
        url_template: the href of the link, such as "/apps/{app_identity}"; empty after a redirect, and for a request
            without a link.
        attempt: which request of the call has failed, from 1.
        status: of the response; None if none came.
        error: the name of the error in place of a response, such as "ConnectionFailed"; empty with a response.
        reason: what happened, in words, such as "server unavailable".
        wait: seconds until it is sent again.
    """

    call: str
    method: str
    url: str
    url_template: str = ""
    attempt: int = 1
    status: int | None = None
    error: str = ""
    reason: str = ""
    wait: float = 0.0


# A coroutine function returns an awaitable, which is an object too.
RequestHook: TypeAlias = Callable[[RequestDetails], object]
ResponseHook: TypeAlias = Callable[[ResponseDetails], object]
RetryHook: TypeAlias = Callable[[RetryDetails], object]


def check_hook(name: str, hook: object) -> object:
    """Return a hook, or None.

    Raises:
        ValueError: it can't be called with one value.
    """
    if hook is not None and not (callable(hook) and _takes_one_value(hook)):
        raise ValueError(f"{name}={shown(hook)}: expected a function that takes one value, or None for no hook")
    return hook


def _takes_one_value(hook: Callable[..., object]) -> bool:
    """Return whether a hook can be called with one value, as far as its signature shows."""
    load_modules("inspect")
    from inspect import signature

    try:
        signature(hook).bind(None)
    except TypeError:
        return False
    except ValueError:  # it is written in C and has no signature
        return True
    return True


def is_coroutine_function(hook: Any) -> bool:
    """Return whether calling ``hook`` makes a coroutine, which only an async client awaits."""
    from inspect import iscoroutinefunction

    return iscoroutinefunction(hook) or iscoroutinefunction(getattr(hook, "__call__", None))  # noqa: B004 - the method


def name_of_hook(hook: object) -> str:
    """Return the name of a function, without its arguments: those of a `partial` may be secrets."""
    function = getattr(hook, "func", hook)
    return str(getattr(function, "__qualname__", type(function).__name__))
