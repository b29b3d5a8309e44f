"""Who is being talked to: the origin of a URL (RFC 6454)."""

from functools import lru_cache
from urllib.parse import quote, urldefrag, urljoin, urlsplit

__all__ = ["is_loopback", "origin", "resolved"]

_AS_IT_IS = "!#$%&'()*+,/:;=?@[]~"
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


def resolved(base: str, reference: str) -> str:
    """Return the URL that a header of an answer refers to (RFC 3986, 5.2), its fragment left out.

    What no URL may hold, such as a space or a letter beyond ASCII, is percent-encoded as UTF-8. Empty where it is no
    reference.
    """
    try:
        joined = urljoin(base, _as_text(reference).strip())
    except ValueError:
        joined = ""
    return quote(urldefrag(joined).url if joined else "", safe=_AS_IT_IS, errors="replace")


def _as_text(header: str) -> str:
    """Return a header that was sent in UTF-8 as its text: HTTP clients read headers as Latin-1."""
    try:
        return header if header.isascii() else header.encode("latin-1").decode()
    except UnicodeError:
        return header


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` is this machine: localhost and names below it, 127.0.0.0/8, ::1."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost") or name == "::1":
        return True
    numbers = name.split(".")
    return len(numbers) == 4 and numbers[0] == "127" and all(number.isdigit() for number in numbers)
