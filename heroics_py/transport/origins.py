"""Who is being talked to: the origin of a URL (RFC 6454)."""

from functools import lru_cache
from urllib.parse import urlsplit

__all__ = ["is_loopback", "origin"]

_PORTS = {"http": 80, "https": 443}


@lru_cache(maxsize=512)
def origin(url: str) -> str | None:
    """Return the origin of ``url`` as ``scheme://host[:port]``, the usual port left out; None where it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or "\\" in parts.netloc:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    suffix = "" if port in (None, _PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{suffix}"


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` is this machine: localhost and names below it, 127.0.0.0/8, ::1."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost") or name == "::1":
        return True
    numbers = name.split(".")
    return len(numbers) == 4 and numbers[0] == "127" and all(number.isdigit() for number in numbers)
