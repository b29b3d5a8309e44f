"""Which URL of a proxy can be used at all: what requests would fail at by an error of its own, with words of it."""

from urllib.parse import unquote, urlsplit

__all__ = ["is_readable"]


def is_readable(proxy: str) -> bool:
    """Return whether ``proxy`` has a host, and a user and a password that a header can carry (RFC 7617).

    Args:
        proxy: a URL, also without a scheme, as the environment may have it.
    """
    try:
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        host, _ = parts.hostname, parts.port
        unquote(f"{parts.username}{parts.password}").encode("latin-1")
    except ValueError:
        return False
    return bool(host)
