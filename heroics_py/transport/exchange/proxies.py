"""Which URL of a proxy can be used, and what of it may be shown."""

from urllib.parse import unquote, urlsplit

from heroics_py.secrecy.urls import mask_authority

__all__ = ["is_readable", "shown_proxy"]


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


def shown_proxy(proxy: str) -> str:
    """Return what an error says of ``proxy``: its host and port, and nothing of a URL that can't be taken apart."""
    return f"the proxy {place}" if (place := mask_authority(proxy)) else "a proxy whose URL can't be read"
