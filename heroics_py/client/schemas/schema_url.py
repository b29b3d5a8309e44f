"""The download of a schema from its URL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from heroics_py.client.arguments.settings import Settings
from heroics_py.client.lazy_transport import FIRST_CALL_MODULES
from heroics_py.client.tracebacks import without_frames
from heroics_py.errors import SchemaError, warn
from heroics_py.http.options import Options
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.http.headers import Headers
    from heroics_py.http.messages import Request, Response
    from heroics_py.http.steps import Rule
    from heroics_py.transport.connection import Connection

__all__ = ["check_address", "fetch_schema", "open_connection", "schema_request"]

_SCHEMA_TYPES = "application/schema+json, application/json;q=0.9, application/yaml;q=0.8, */*;q=0.1"
# Headers that reveal nothing about the caller: they follow a redirect to another origin.
_ANONYMOUS_HEADERS = frozenset({"accept", "accept-language", "user-agent"})
_CREDENTIALS_NEEDED = frozenset({401, 403, 404})


def fetch_schema(address: str, url: str | None, settings: Settings, options: Options) -> bytes:
    """Return the schema at ``address``, cached on disk and revalidated by its ETag.

    If the server can't be reached, the last copy is returned with a warning. The caller's credentials, headers and
    session go along only if ``url`` has the origin of the schema; only then are credentials of the environment and
    netrc used.

    Raises:
        SchemaError: the address is not a URL that can be fetched.
        TransportError, ResponseError: no schema came.
    """
    load_modules(*FIRST_CALL_MODULES)
    from heroics_py.call.responses.response import error_of, is_success
    from heroics_py.http.origins import origin_of

    check_address(address)
    is_api_origin = url is not None and origin_of(url) == origin_of(address)
    connection = without_frames(lambda: open_connection(address, settings, is_api_origin=is_api_origin))
    try:
        response = connection.send(schema_request(address, settings, options, is_api_origin=is_api_origin))
    finally:
        connection.close()
    if not is_success(response.status):
        raise error_of(response, "the schema", "" if is_api_origin else _hint(response, settings))
    if response.stale:
        from heroics_py.secrecy.urls import mask_url

        warn(f"{mask_url(address)} can't be reached: using the last copy of the schema")
    return response.body


def check_address(address: str) -> None:
    """Check that a schema can be fetched from ``address``.

    Raises:
        SchemaError: it is not a URL of http(s), or holds credentials.
    """
    from urllib.parse import urlsplit

    from heroics_py.http.origins import origin_of
    from heroics_py.secrecy.names import MASK
    from heroics_py.secrecy.urls import mask_url

    if origin_of(address) is None:
        raise SchemaError("not a valid schema URL: expected http:// or https:// and a host")
    if "@" in urlsplit(address).netloc or mask_url(address) == MASK:
        raise SchemaError(
            "the schema URL holds credentials: pass them as schema_headers={'Authorization': ...}; "
            "write %40 for an '@' in its path"
        )


def open_connection(
    address: str,
    settings: Settings,
    *,
    is_api_origin: bool,
    caching: Callable[[Rule], Rule] | None = None,
) -> Connection:
    """Open a connection to the host of a schema; to another origin than the API's it has no credentials.

    Args:
        address: the URL of the schema.
        settings: of the client.
        is_api_origin: whether the schema has the origin of the API.
        caching: puts a cache around a rule; None for the cache of the settings.
    """
    from heroics_py.cache import open_cache
    from heroics_py.transport.connection import open_transport

    session = settings.session if is_api_origin else _bare(settings.session)
    auth = settings.auth.reveal() if is_api_origin else None
    return open_transport(
        base_url=address,
        token=settings.token.reveal() if is_api_origin else None,
        # Credentials by the names of schemes need the schema first.
        auth=None if isinstance(auth, Mapping) else auth,
        session=session,
        caching=caching
        or open_cache(
            "file" if settings.cache == "memory" else settings.cache,
            identity=settings.cache_identity if is_api_origin else None,
            session=session,
        ),
        allowed_origins=settings.allowed_origins,
        trust_environment=settings.trust_environment,
        verify=settings.verify,
        max_bytes=settings.max_bytes,
        find_credentials=is_api_origin and settings.auth.reveal() is None,
    )


def _bare(session: object) -> object:
    if session is None:
        return None
    load_modules("heroics_py.transport.exchange.anonymous_session")
    from heroics_py.transport.exchange.anonymous_session import anonymous_session

    return anonymous_session(session)


def schema_request(address: str, settings: Settings, options: Options, *, is_api_origin: bool) -> Request:
    """Return the request for a schema; its headers count as secret, and are dropped at a redirect to another origin."""
    from heroics_py.call.request import names_no_credentials
    from heroics_py.http.headers import Headers
    from heroics_py.http.messages import Request
    from heroics_py.http.option_headers import resolve_headers
    from heroics_py.transport.known_apis import default_accept

    headers: Headers = Headers()
    if is_api_origin:
        headers = headers.replaced(resolve_headers(settings.headers.reveal()))
    headers = headers.replaced(resolve_headers(settings.schema_headers.reveal()))
    accept = {} if "Accept" in headers else {"Accept": default_accept(address) or _SCHEMA_TYPES}
    return Request(
        method="GET",
        url=address,
        headers=headers.replaced(accept),
        call="the schema",
        secret_fields=frozenset(name for name in headers if name.lower() not in _ANONYMOUS_HEADERS),
        anonymous=is_api_origin and names_no_credentials(settings.headers.reveal()),
        # Hooks are for the calls of links: a thread fetches the schema of an async client, and can't await them.
        options=options.replaced(cache_mode="offline", on_request=None, on_response=None, on_retry=None),
    )


def _hint(response: Response, settings: Settings) -> str:
    """Return advice for a schema that was requested without credentials; a private one may be a 404."""
    secrets = (settings.token, settings.auth, settings.headers)
    has_credentials = settings.session is not None or any(each.reveal() for each in secrets)
    if response.status not in _CREDENTIALS_NEEDED or (response.status == 404 and not has_credentials):
        return ""
    return (
        "a schema is fetched without the credentials of the API: pass schema_headers= for its host, or "
        "url= if the API has the same origin"
    )
