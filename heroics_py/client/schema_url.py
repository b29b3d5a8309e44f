"""How a schema is fetched from its URL, and where the API is that it describes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from heroics_py.client.core import without_frames
from heroics_py.client.settings import Settings
from heroics_py.errors import SchemaError, warn
from heroics_py.http.options import Options
from heroics_py.model.api import Api
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.http.headers import Headers
    from heroics_py.http.messages import Request, Response
    from heroics_py.transport.connection import Connection

__all__ = ["base_url_of", "check_url", "fetched"]

_CALLED_FOR = (
    "logging",
    "encodings.idna",
    "heroics_py.call.request",
    "heroics_py.call.response",
    "heroics_py.cache",
    "heroics_py.transport.connection",
    "heroics_py.transport.credentials.known_apis",
    "heroics_py.transport.session",
)
_SCHEMA_TYPES = "application/schema+json, application/json;q=0.9, application/yaml;q=0.8, */*;q=0.1"
# Most base URLs: for these no URL has to be taken apart before the first call.
_ORDINARY = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[1-9][0-9]{0,3})?(/[A-Za-z0-9_~-]+)*/?")
# Headers that say nothing of who asks: they go along with a redirect.
_PLAIN = frozenset({"accept", "accept-language", "user-agent"})
_REFUSED = frozenset({401, 403, 404})


def fetched(address: str, url: str | None, settings: Settings, options: Options) -> bytes:
    """Fetch a schema, kept on disk and revalidated by its ETag; the last copy serves where the server is away.

    The caller's credentials and headers, and those of their session, go along only where ``url`` says that the API has
    the very origin of the schema; what the environment and netrc hold is looked up only then as well.

    Raises:
        SchemaError: the address is no URL that can be fetched.
        TransportError, ResponseError: no schema came.
    """
    load_modules(*_CALLED_FOR)
    from heroics_py.call.response import error_of, is_success
    from heroics_py.http.origins import origin_of

    _check_address(address)
    own = url is not None and origin_of(url) == origin_of(address)
    connection = without_frames(lambda: _connection(address, settings, own=own))
    try:
        response = connection.send(_request(address, settings, options, own=own))
    finally:
        connection.close()
    if not is_success(response.status):
        raise error_of(response, "the schema", "" if own else _hint(response, settings))
    if response.stale:
        from heroics_py.secrecy.urls import mask_url

        warn(f"{mask_url(address)} can't be reached: the last copy of the schema serves")
    return response.body


def _check_address(address: str) -> None:
    from urllib.parse import urlsplit

    from heroics_py.http.origins import origin_of
    from heroics_py.secrecy.names import MASK
    from heroics_py.secrecy.urls import mask_url

    if origin_of(address) is None:
        raise SchemaError("the URL of the schema is none: expected http:// or https:// and a host")
    if "@" in urlsplit(address).netloc or mask_url(address) == MASK:
        raise SchemaError(
            "the URL of the schema holds credentials: pass them as schema_headers={'Authorization': ...}; "
            "an '@' of its path is spelled %40"
        )


def _connection(address: str, settings: Settings, *, own: bool) -> Connection:
    """Open the way to the host of a schema; to a stranger it knows no credential, and nothing of the session's."""
    from heroics_py.cache import open_cache
    from heroics_py.transport.connection import open_transport

    session = settings.session if own else _bare(settings.session)
    # The names of schemes are in the document that is still to come.
    auth = settings.auth.reveal() if own and not isinstance(settings.auth.reveal(), Mapping) else None
    return open_transport(
        base_url=address,
        token=settings.token.reveal() if own else None,
        auth=auth,
        session=session,
        caching=open_cache(
            "file" if settings.cache == "memory" else settings.cache,
            identity=settings.cache_identity if own else None,
            session=session,
        ),
        allowed_origins=settings.allowed_origins,
        trust_environment=settings.trust_environment,
        verify=settings.verify,
        max_bytes=settings.max_bytes,
        find_credentials=own and settings.auth.reveal() is None,
    )


def _bare(session: object) -> object:
    if session is None:
        return None
    load_modules("heroics_py.transport.exchange.bare_session")
    from heroics_py.transport.exchange.bare_session import bare_session

    return bare_session(session)


def _request(address: str, settings: Settings, options: Options, *, own: bool) -> Request:
    """Return the request for a schema; its headers are secret, whatever they are called, and leave at a redirect."""
    from heroics_py.call.request import names_no_credentials
    from heroics_py.http.headers import Headers
    from heroics_py.http.messages import Request
    from heroics_py.transport.credentials.known_apis import accept_for

    given: Headers = Headers()
    for headers in (settings.headers if own else None, settings.schema_headers):
        given = given if headers is None else given.replaced(headers.reveal())
    accept = {} if "Accept" in given else {"Accept": accept_for(address) or _SCHEMA_TYPES}
    return Request(
        method="GET",
        url=address,
        headers=given.replaced(accept),
        call="the schema",
        secret_fields=frozenset(name for name in given if name.lower() not in _PLAIN),
        anonymous=own and names_no_credentials(settings.headers.reveal()),
        options=options.replaced(cache_mode="offline"),
    )


def _hint(response: Response, settings: Settings) -> str:
    """Return what to tell of a schema that was fetched without credentials; a private one may be a 404 as well."""
    given = any(each.reveal() for each in (settings.token, settings.auth, settings.headers)) or settings.session
    if response.status not in _REFUSED or (response.status == 404 and not given):
        return ""
    return (
        "a schema is fetched without the credentials of the API: schema_headers= gives its host some of its own, and "
        "url= says that the API has the same origin"
    )


def check_url(url: str) -> None:
    """Refuse a base URL that can't be used, before anything is sent.

    Raises:
        SchemaError: it is empty, or no plain http(s) URL; nothing of it is shown that may be a password.
    """
    if not isinstance(url, str) or not url.strip():
        shown = repr(url) if isinstance(url, str) else f"{type(url).__name__}:"
        raise SchemaError(f"url={shown} expected http:// or https:// and a host, or None for the API's own URL")
    if not _ORDINARY.fullmatch(url):
        _check_base(url, "")


def base_url_of(api: Api, url: str | None) -> str:
    """Return the base URL of a client: ``url``, else what the schema names, else where the schema came from.

    Raises:
        SchemaError: there is none; it is no plain http(s) URL; or it would send in clear what a schema that came over
            https asks for, and the caller did not say so.
    """
    if _ORDINARY.fullmatch(url or api.url) and (url or not api.source.startswith("http")):
        return (url or api.url).rstrip("/")
    from urllib.parse import urljoin

    source = api.source if api.source.startswith(("http://", "https://")) else ""
    wanted = url or api.url or (urljoin(source, "/") if source else "")
    if not wanted:
        raise SchemaError("the schema names no base URL: pass one, connect(schema, url='https://api.example.com')")
    if source and not url:
        wanted = _joined(source, wanted)
    _check_base(wanted, "" if url else "; pass one, connect(schema, url='https://api.example.com')")
    if not url and source.startswith("https:") and wanted.lower().startswith("http:"):
        raise SchemaError(
            f"the schema came over https, and its base URL {wanted!r} is of http, where anyone can read credentials: "
            "pass the URL that is meant, connect(schema, url=...)"
        )
    return wanted.partition("#")[0].rstrip("/")


def _joined(source: str, wanted: str) -> str:
    from urllib.parse import urljoin

    try:
        return urljoin(source, wanted)
    except ValueError:
        return wanted


def _check_base(wanted: str, instead: str) -> None:
    """Refuse what is no base URL; what can't be taken apart may hold a password, and is not shown."""
    load_modules("heroics_py.secrecy.urls", "heroics_py.http.origins")
    from heroics_py.http.origins import origin_of
    from heroics_py.secrecy.urls import is_plain_url

    shown = repr(wanted) if is_plain_url(wanted) else "what was given"
    if "@" in wanted:
        raise SchemaError(
            "the base URL holds credentials: pass them as auth=('user', 'password'), or token=; "
            "an '@' of its path is spelled %40"
        )
    if "?" in wanted:
        raise SchemaError(
            "the base URL holds a query: pass a key as token= or headers=, and leave out whatever begins with '?'"
        )
    if any(letter.isspace() or not letter.isprintable() for letter in wanted):
        raise SchemaError("the base URL holds white space or an invisible character: leave it out, or write %20")
    if origin_of(wanted) is None:
        raise SchemaError(f"{shown} is no base URL: expected http:// or https:// and a host{instead}")
