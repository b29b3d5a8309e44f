"""What ``connect(throttle=)`` takes in place of True and False."""

import os
import re
from typing import Any

from heroics_py.secrecy.reference import Reference
from heroics_py.secrecy.secret import Secret
from heroics_py.support.loading import load_modules
from heroics_py.transport.throttles.base import SharedThrottle

__all__ = ["open_throttle"]

_EXPECTED = (
    'expected True, False, a Redis URL ("redis://host:6379/0"), Env("REDIS_URL"), a RedisThrottle, "file", or the path '
    "of a folder"
)
_URL = re.compile(r"(redis|valkey|unix)[^/]*(:|//)|[^/]*://")
_HOST = re.compile(r"[\w.-]+:\d+(/\d*)?", re.ASCII)
_METHODS = ("depart", "arrive", "view", "close")


def open_throttle(value: Secret[Any]) -> SharedThrottle:
    """Return the shared throttle that an argument describes; nothing is opened or sent.

    Args:
        value: a URL of Redis or a reference to one; "file" or the path of a folder; or a throttle itself.

    Raises:
        ValueError: it is something else, or an invalid URL; the message shows no password.
        ImportError: Redis is meant, and its package is not installed.
    """
    given = value.reveal()
    if all(callable(getattr(given, name, None)) for name in _METHODS):
        return given  # type: ignore[no-any-return]
    if callable(getattr(given, "execute_command", None)):
        raise ValueError(f"throttle={type(given).__name__}: pass a client of Redis as throttle=RedisThrottle(client)")
    if isinstance(given, Reference) or (isinstance(given, str) and _URL.match(given)):
        del given
        return _in_redis(value)
    if isinstance(given, str) and _HOST.fullmatch(given):
        raise ValueError(f'throttle={given!r}: a URL of Redis has a scheme, "redis://{given}"')
    if isinstance(given, os.PathLike) or (isinstance(given, str) and (given == "file" or _is_path(given))):
        from heroics_py.transport.throttles.files import FileThrottle

        return FileThrottle(None if given == "file" else given)
    is_public = isinstance(given, int | float | None) or (isinstance(given, str) and "@" not in given)
    text = repr(given) if is_public else type(given).__name__
    raise ValueError(f"throttle={text}: {_EXPECTED}")


def _is_path(text: str) -> bool:
    return ("/" in text or os.sep in text) and "@" not in text


def _in_redis(value: Secret[Any]) -> SharedThrottle:
    try:
        load_modules("redis")
    except ImportError:
        raise ImportError("throttle= in Redis needs the redis package: pip install 'heroics-py[redis]'") from None
    from heroics_py.transport.throttles.redis import RedisThrottle

    return RedisThrottle(value.reveal())
