"""The URL of a request that no link describes: a path below the base URL, or an absolute URL that is allowed."""

import re
from collections.abc import Collection
from urllib.parse import quote, unquote, urlsplit

from heroics_py.display.terminal import shown
from heroics_py.errors import CallError
from heroics_py.http.origins import origin_of
from heroics_py.secrecy.urls import mask_url

__all__ = ["direct_url"]

_ABSOLUTE = re.compile(r"(?i)https?://")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# What a URL can hold as it is (RFC 3986, 2.2 and 2.3), with the sign of what is percent-encoded.
_SAFE_IN_PATHS = "%/:@!$&'()*+,;=~"
_SAFE_IN_QUERIES = f"{_SAFE_IN_PATHS}?[]"
_MOST_DECODINGS = 3


def direct_url(base_url: str, allowed_origins: Collection[str], url: str) -> str:
    """Return the absolute URL of a path or URL that a caller wrote.

    A path is below the base URL, with or without a slash at its beginning, as an href is: with the base URL
    "https://api.example/v1", both "/apps" and "apps" are "https://api.example/v1/apps". An absolute URL is at the
    origin of the API, or at an allowed one, and its path is whole.

    Raises:
        CallError: it is at another origin, or not plainly the address that it seems to be.
    """
    if not isinstance(url, str):
        raise CallError(f"expected a path such as '/apps', or a URL of the API; got {type(url).__name__}")
    _check_letters(url)
    head, mark, query = url.partition("?")
    if _ABSOLUTE.match(head):
        _check_origin(base_url, allowed_origins, head)
        parts = urlsplit(head)
        start, path = f"{parts.scheme}://{parts.netloc}", parts.path
    else:
        _check_path(head)
        start, path = base_url.rstrip("/"), f"/{head.lstrip('/')}" if head else ""
    if has_detour(path):
        raise CallError(f"{_shown(url)} holds '.' or '..', which would lead to another URL: write the path without it")
    return f"{start}{quote(path, safe=_SAFE_IN_PATHS)}{mark}{quote(query, safe=_SAFE_IN_QUERIES)}"


def _check_letters(url: str) -> None:
    """Refuse what readers of a URL disagree on, or what no request carries."""
    if not url.isprintable() or url != url.strip():
        raise CallError(f"the URL {_shown(url)} begins or ends with a space, or holds a control character: remove it")
    if any("\ud800" <= letter <= "\udfff" for letter in url):
        raise CallError("the URL holds half a surrogate pair, which is not valid text")
    if "\\" in url.partition("?")[0]:
        raise CallError(f"the URL {_shown(url)} holds a backslash: write '/', or %5C for the character itself")
    if "#" in url:
        raise CallError(f"the URL {_shown(url)} holds a fragment, which no request carries: remove it, or write %23")


def _check_origin(base_url: str, allowed_origins: Collection[str], url: str) -> None:
    origin, own = origin_of(url), origin_of(base_url)
    if origin is None:
        raise CallError("the URL is not valid: expected http:// or https:// and a host")
    if "@" in urlsplit(url).netloc:
        raise CallError("the URL holds credentials: pass them to connect(), as token= or auth=")
    if origin != own and origin not in allowed_origins:
        raise CallError(
            f"the URL is at {origin}, but this client sends requests to {own} only; to use it, "
            f"connect(..., allowed_origins=[{origin!r}]); the credentials of the API don't go there"
        )


def _check_path(path: str) -> None:
    if path.startswith("//"):
        raise CallError(
            f"the path {_shown(path)} begins with '//', which means another host: write one '/', or a whole URL"
        )
    if _SCHEME.match(path):
        raise CallError(
            f"{_shown(path)} is neither a path of the API nor a URL with http:// or https://; a path whose first part "
            "holds a colon begins with '/'"
        )


def has_detour(path: str) -> bool:
    """Return whether a server may read "." or ".." as a part of a path.

    Percent-encoded dots and slashes count, and so does what follows a ";" in a segment: servers differ in what they
    decode, and when.
    """
    for _ in range(_MOST_DECODINGS):
        if any(part.partition(";")[0].strip() in {".", ".."} for part in re.split(r"[/\\]", path)):
            return True
        decoded = unquote(path)
        if decoded == path:
            return False
        path = decoded
    return re.search(r"(?i)%(25)*+2e", path) is not None


def _shown(url: str) -> str:
    return shown(mask_url(url))
