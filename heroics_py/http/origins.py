"""The origin of a URL (RFC 6454), and URLs relative to another one."""

from functools import lru_cache
from urllib.parse import quote, urldefrag, urljoin, urlsplit

__all__ = ["is_loopback", "origin_of", "resolve_url", "split_origin"]

_RESERVED = "!#$%&'()*+,/:;=?@[]~"
_PORTS = {"http": 80, "https": 443}


@lru_cache(maxsize=512)
def split_origin(url: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of ``url``, or None if it has no origin."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or "\\" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, _PORTS[parts.scheme] if port is None else port


@lru_cache(maxsize=512)
def origin_of(url: str) -> str | None:
    """Return the origin of ``url`` as ``scheme://host[:port]`` without the default port, or None if it has none."""
    parts = split_origin(url)
    if parts is None:
        return None
    scheme, name, port = parts
    host = f"[{name}]" if ":" in name else name
    return f"{scheme}://{host}" if port == _PORTS[scheme] else f"{scheme}://{host}:{port}"


def resolve_url(base: str, reference: str) -> str:
    """Return the absolute URL that a header of a response refers to (RFC 3986, 5.2), without its fragment.

    Characters that a URL can't hold, such as spaces and letters beyond ASCII, are percent-encoded as UTF-8. Empty if
    the reference is invalid.
    """
    try:
        joined = urljoin(base, _as_text(reference).strip())
    except ValueError:
        joined = ""
    return quote(urldefrag(joined).url if joined else "", safe=_RESERVED, errors="replace")


def _as_text(header: str) -> str:
    """Return a header that was sent in UTF-8 as text: HTTP clients read headers as Latin-1."""
    try:
        return header if header.isascii() else header.encode("latin-1").decode()
    except UnicodeError:
        return header


def is_loopback(host: str) -> bool:
    """Return whether ``host`` is this machine: localhost and names below it, 127.0.0.0/8, ::1."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost") or name == "::1":
        return True
    numbers = name.split(".")
    return len(numbers) == 4 and numbers[0] == "127" and all(number.isdigit() for number in numbers)
