"""Credentials for other origins than the API's own, by origin."""

from collections.abc import Mapping

from heroics_py.http.origins import origin_of
from heroics_py.secrecy.urls import is_plain_url

__all__ = ["names_origin", "split_by_origin"]


def names_origin(key: object) -> bool:
    """Return whether a key of ``auth`` is an origin, not the name of a security scheme."""
    return isinstance(key, str) and "://" in key


def split_by_origin(auth: object) -> tuple[object, dict[str, object]]:
    """Return the part of ``auth`` for the API itself, and the credentials for each other origin.

    The first is None if ``auth`` has only origins.

    Raises:
        ValueError: a key is a URL, but more than an origin; no credential is in the message.
    """
    if not isinstance(auth, Mapping) or not any(map(names_origin, auth)):
        return auth, {}
    others: dict[str, object] = {}
    for key in filter(names_origin, auth):
        origin = origin_of(key.removesuffix("/"))
        if origin is None or not is_plain_url(key) or key.removesuffix("/").count("/") != 2:
            shown = repr(key) if is_plain_url(key) and "@" not in key else "a URL"
            raise ValueError(f"auth= names {shown}: expected an origin alone, such as 'https://uploads.example'")
        if origin in others:
            raise ValueError(f"auth= names the origin {origin!r} twice")
        others[origin] = auth[key]
    own = {key: value for key, value in auth.items() if not names_origin(key)}
    return own or None, others
