"""Proxy URLs: which ones are usable, and how errors name them."""

from urllib.parse import unquote, urlsplit

from heroics_py.secrecy.urls import mask_authority

__all__ = ["is_socks", "is_usable_proxy", "proxy_name"]


def is_usable_proxy(proxy: str) -> bool:
    """Return whether ``proxy`` has a host, and a user and a password that a header can carry (RFC 7617).

    Args:
        proxy: a URL, also without a scheme, as environment variables may have it.
    """
    try:
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        host, _ = parts.hostname, parts.port
        unquote(f"{parts.username}{parts.password}").encode("latin-1")
    except ValueError:
        return False
    return bool(host)


def proxy_name(proxy: str) -> str:
    """Return how errors name ``proxy``: its host and port; nothing of a URL that can't be parsed."""
    return f"the proxy {place}" if (place := mask_authority(proxy)) else "a proxy whose URL is invalid"


def is_socks(proxy: str | None) -> bool:
    """Return whether ``proxy`` speaks SOCKS, whose connections are those of another library."""
    return (proxy or "").lower().startswith("socks")
