"""The base URL of an API, from the caller or from its schema."""

from __future__ import annotations

import re

from heroics_py.errors import SchemaError
from heroics_py.model.api import Api
from heroics_py.support.loading import load_modules

__all__ = ["base_url_of", "check_url", "origin_of_links"]

# Most base URLs match this, and need no parsing before the first call.
_SIMPLE_URL = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[1-9][0-9]{0,3})?(/[A-Za-z0-9_~-]+)*/?")
_HOST = r"(([a-z0-9-]+\.)+[a-z]{2,}|localhost)(:[0-9]+)?(/|$)"
_URL_ADVICE = "pass one, connect(schema, url='https://api.example.com')"


def check_url(url: str) -> None:
    """Check the ``url`` argument of `connect`, before anything is sent.

    Raises:
        SchemaError: it is empty, or not a plain http(s) URL; the message shows nothing that may be a password.
    """
    if not isinstance(url, str) or not url.strip():
        text = repr(url) if isinstance(url, str) else type(url).__name__
        raise SchemaError(f"url={text}: expected http:// or https:// and a host, or None for the API's own URL")
    if not _SIMPLE_URL.fullmatch(url):
        _check_base_url(url, "")


def base_url_of(api: Api, url: str | None) -> str:
    """Return the base URL of a client: ``url``, else the schema's own, else the origin the schema came from.

    A schema without one whose links are all on one origin means that.

    Raises:
        SchemaError: there is no base URL, or it is not a plain http(s) URL; or a schema that came over https names a
            base URL of http, which would expose credentials.
    """
    if _SIMPLE_URL.fullmatch(url or api.url) and (url or not api.source.startswith("http")):
        return (url or api.url).rstrip("/")
    from urllib.parse import urljoin

    source = api.source if api.source.startswith(("http://", "https://")) else ""
    base = url or api.url or (urljoin(source, "/") if source else origin_of_links(api))
    if not base:
        raise SchemaError(f"the schema has no base URL: {_URL_ADVICE}")
    if not url:
        _check_server(base, source)
    if source and not url:
        base = _join(source, base)
    _check_base_url(base, "" if url else f"; {_URL_ADVICE}")
    if not url and source.startswith("https:") and base.lower().startswith("http:"):
        raise SchemaError(
            f"the schema came over https, but its base URL {base!r} is http, where anyone can read credentials: "
            "pass the right URL, connect(schema, url=...)"
        )
    return base.partition("#")[0].rstrip("/")


def origin_of_links(api: Api) -> str:
    """Return the origin of all links; empty if a link is relative, or if they are on several."""
    hrefs = [link.href for link in api.links if not re.match(r"(?!https?:)[a-z][a-z0-9+.-]*:", link.href.lower())]
    matches = [re.match(r"(?i)https?://[^/?#{}]+(?=[/?#]|$)", href) for href in hrefs]
    origins = {match[0].lower() if match else "" for match in matches}
    return origins.pop() if len(origins) == 1 else ""


def _check_server(base: str, source: str) -> None:
    """Refuse the server of a schema if only the caller knows the rest of its URL.

    OpenAPI 3.1.1, 4.8.5: a relative one is relative to the URL of the document, and variables have defaults.
    """
    if variables := re.findall(r"\{[^{}]*\}", base):
        raise SchemaError(
            f"the schema's server {base!r} has no default for {' and '.join(dict.fromkeys(variables))}: "
            "pass the whole URL, connect(schema, url='https://...')"
        )
    if not source and "@" not in base and not re.match(r"[A-Za-z][A-Za-z0-9+-]*:(?![0-9])", base):
        is_host = base.startswith("//") or re.match(_HOST, base)
        whole = f"https://{base.lstrip('/')}" if is_host else f"https://HOST/{base.lstrip('./')}"
        raise SchemaError(
            f"the schema's server {base!r} is relative, and the schema was not fetched from a URL: pass the whole "
            f"URL, connect(schema, url={whole!r})"
        )


def _join(source: str, base: str) -> str:
    from urllib.parse import urljoin

    try:
        return urljoin(source, base)
    except ValueError:
        return base


def _check_base_url(base: str, advice: str) -> None:
    """Refuse an invalid base URL; one that can't be parsed may hold a password, and is not shown."""
    load_modules("heroics_py.secrecy.urls", "heroics_py.http.origins")
    from heroics_py.http.origins import origin_of
    from heroics_py.secrecy.urls import is_plain_url

    if "@" in base:
        raise SchemaError(
            "the base URL holds credentials: pass them as auth=('user', 'password') or token=; "
            "write %40 for an '@' in its path"
        )
    if "?" in base:
        raise SchemaError(
            "the base URL holds a query: pass a key as token= or headers=, and remove the '?' and the rest"
        )
    if any(letter.isspace() or not letter.isprintable() for letter in base):
        raise SchemaError("the base URL holds white space or an invisible character: remove it, or write %20")
    if origin_of(base) is None:
        text = f"{base!r} is not a valid base URL" if is_plain_url(base) else "not a valid base URL"
        raise SchemaError(f"{text}: expected http:// or https:// and a host{advice}")
