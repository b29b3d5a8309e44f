"""How a client comes to be: from a schema and the way to its server."""

from __future__ import annotations

import sys
from collections.abc import Collection as Container
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from heroics_py.client import BoundLink, BoundResource, Client, Scope
from heroics_py.client.connect_arguments import check_schemes, checked, known_resources
from heroics_py.client.core import Core
from heroics_py.client.schema_url import base_url_of, check_url, fetched
from heroics_py.client.settings import Settings
from heroics_py.http.options import Options, Retry, Timeout
from heroics_py.model.api import Api
from heroics_py.readers import read_api
from heroics_py.record import Record
from heroics_py.secrecy.secret import Secret
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    import os

    from heroics_py.http.messages import Transport
    from heroics_py.transport.credentials.sources import Auth, Token

__all__ = ["connect", "read"]

_CALLED_FOR = frozenset(
    {
        "heroics_py.call.collection",
        "heroics_py.call.request",
        "heroics_py.call.response",
        "heroics_py.cache",
        "heroics_py.transport.session",
        "heroics_py.validation.checker",
    }
)


def connect(  # noqa: PLR0913 - each argument is a promise of its own, and all but the first are keywords
    schema: str | os.PathLike[str] | Mapping[str, Any] | Api = "heroku",
    *,
    url: str | None = None,
    token: Token = None,
    auth: Auth = None,
    headers: Mapping[str, str | None] | None = None,
    schema_headers: Mapping[str, str] | None = None,
    cache: object = "memory",
    cache_mode: str = "revalidate",
    cache_identity: str | None = None,
    timeout: Timeout | float | None = Timeout(),  # noqa: B008 - a frozen value
    retries: Retry | int = 2,
    throttle: bool = True,
    prefetch: bool = True,
    validate: bool = True,
    read_only: bool = False,
    method_override: bool = False,
    session: object = None,
    allowed_origins: Container[str] = (),
    secret_resources: Container[str] = (),
    trust_environment: bool = True,
    verify: bool | str = True,
    max_bytes: int = 64 * 1024 * 1024,
    pool_size: int = 10,
    transport: Transport | None = None,
) -> Client:
    """Return a live client for the API that ``schema`` describes. Nothing is sent, except to fetch a schema by URL.

    Args:
        schema: the name of a bundled schema (a bare word: "heroku", "bookshelf"); a path (anything with a separator
            or a suffix, or a `Path`) of a JSON or YAML file or a folder of split schemata; an http(s) URL; the text
            of a schema; a dict; an `Api` from `read`.
        url: the base URL of the API; else the schema's own self link, else where the schema came from.
        token: sent as ``Authorization: Bearer``, or as the key that an OpenAPI document asks for; or a function that
            returns a fresh one for each request.
        auth: ``("user", "password")`` for Basic; a text for the whole header, such as ``"Token token=..."``; an
            authorization object of requests; or what goes where, by the names that the document gives to its
            schemes: ``{"tokenAuth": "..."}``. Without token and auth, the environment variable of a known API
            (``HEROKU_API_KEY`` for https://api.heroku.com), then netrc. Credentials go to the API's own origin alone.
        headers: sent with every request to the API; None removes one that would be sent.
        schema_headers: sent to the host of the schema alone, with the request for it. A schema is fetched without
            credentials and without any other header of the caller, unless ``url`` is of the schema's own origin.
        cache: where answers are kept: "memory", "file", a path, a ``BaseCache`` of cachecontrol, a `Store`, or None.
        cache_mode: "revalidate" (nothing is served without asking), "rfc", "offline" or "bypass".
        cache_identity: names the account, for tokens that change while the account does not.
        timeout: seconds in total, or a `Timeout`; None for no limit. By default 5 to connect, 60 of silence.
        retries: how many times a failed request may be sent again, or a `Retry`; only where that is safe.
        throttle: slow down before the rate limit is reached.
        prefetch: fetch the next page of a list while one is used.
        validate: check bodies against their schema before they are sent.
        read_only: refuse everything but GET and HEAD.
        method_override: send PUT, PATCH and DELETE as POST with ``X-Http-Method-Override``.
        session: a `requests.Session` to send over; it stays the caller's to close.
        allowed_origins: further origins that links and redirects may lead to, without credentials.
        secret_resources: names of resources whose answers no cache may keep, beside those that the schema shows to
            be maps of secrets (config vars).
        trust_environment: take credentials, proxies and certificates from the environment and netrc.
        verify: check certificates; or a file or folder of trusted ones.
        max_bytes: the largest answer that is read, in bytes.
        pool_size: connections that are kept open; as many as there are threads at work.
        transport: what sends, in the place of a connection over the network.

    Raises:
        SchemaError: the schema can't be read, there is no base URL, or a schema that came over https names one of http.
        TransportError, ResponseError: a schema could not be fetched from its URL.
        ValueError: for a value that an argument can't have; no credential is in the text.
    """
    told = Settings(
        headers=Secret({} if headers is None else headers),
        schema_headers=Secret({} if schema_headers is None else schema_headers),
        token=Secret(token),
        auth=Secret(auth),
        session=session,
        cache=cache,
        cache_identity=cache_identity,
        method_override=method_override,
        read_only=read_only,
        allowed_origins=allowed_origins,  # type: ignore[arg-type]  # it is made a set of origins below
        secret_resources=secret_resources,  # type: ignore[arg-type]  # the same
        trust_environment=trust_environment,
        verify=verify,
        max_bytes=max_bytes,
        pool_size=pool_size,
    )
    # From here on no frame holds them: what fails below shows its frames to whoever asks for a whole traceback.
    del token, auth, headers, schema_headers
    options = Options().merged(
        timeout=timeout,
        retries=retries,
        validate=validate,
        cache_mode=cache_mode,
        throttle=throttle,
        prefetch=prefetch,
    )
    _welcome_notebook()
    settings = checked(told)
    if url is not None:
        check_url(url)
    api = read_api(schema, lambda address: fetched(address, url, settings, options))
    check_schemes(api, settings)
    settings = settings._replace(
        secret_resources=known_resources(api, settings.secret_resources), schema_headers=Secret({})
    )
    return Client(Core(api, base_url_of(api, url), settings, transport), options, owner=True)


def read(
    schema: str | os.PathLike[str] | Mapping[str, Any] | Api, *, schema_headers: Mapping[str, str] | None = None
) -> Api:
    """Return the API that ``schema`` describes, as `connect` reads it, without a client.

    Args:
        schema: as for `connect`.
        schema_headers: sent to the host of the schema, with the request for it.

    Raises:
        SchemaError: it can't be found or read, or describes no API.
        TransportError, ResponseError: it could not be fetched from its URL.
        ValueError: for headers that are none; no value of theirs is in the text.
    """
    settings = Settings(schema_headers=Secret({} if schema_headers is None else schema_headers))
    del schema_headers
    settings = checked(settings)
    return read_api(schema, lambda address: fetched(address, None, settings, Options()))


def _welcome_notebook() -> None:
    """Under IPython, load in the background what Tab and the first call need, so that nobody waits for it then."""
    if "IPython" not in sys.modules:
        return
    load_modules("heroics_py.display.notebook")
    from heroics_py.display.notebook import ipython

    if ipython() is None:
        return
    from threading import Thread

    Thread(target=_load, name="heroics-py warm-up", daemon=True).start()


def _load() -> None:
    from heroics_py.display.notebook import let_tab_look_into
    from heroics_py.support.loading import load_modules

    # Nothing is sent for what these are asked; a list is not among them, because its items may have to be fetched.
    let_tab_look_into(Client, BoundResource, Scope, BoundLink, Record)
    with suppress(ImportError):  # what is missing is told by the call that needs it
        load_modules("logging", *sorted(_CALLED_FOR))
