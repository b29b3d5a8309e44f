"""The function that makes clients: `connect`."""

from __future__ import annotations

import sys
from collections.abc import Collection as Container
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from heroics_py.client import BoundLink, BoundResource, Client, Scope
from heroics_py.client.arguments.connect_arguments import (
    LockMode,
    check_lock_arguments,
    check_schemes,
    check_transport,
    normalize_settings,
    resolve_resources,
)
from heroics_py.client.arguments.named_arguments import suggests_arguments
from heroics_py.client.arguments.settings import Settings
from heroics_py.client.core import Core
from heroics_py.client.lazy_transport import FIRST_CALL_MODULES
from heroics_py.client.schemas.api_reading import is_address, read_schema, warn_of_unpatched
from heroics_py.client.schemas.base_url import base_url_of, check_url
from heroics_py.errors import SchemaError
from heroics_py.http.hooks import RequestHook, ResponseHook, RetryHook
from heroics_py.http.option_headers import HeaderValue
from heroics_py.http.options import CacheMode, CheckMode, Options, Retry, Timeout, ValidateMode
from heroics_py.model.api import Api
from heroics_py.record import Record
from heroics_py.secrecy.reference import Reference
from heroics_py.secrecy.secret import Secret
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    import os

    from heroics_py.client.arguments.declared_paging import DeclaredPaging
    from heroics_py.client.arguments.identities import Identities
    from heroics_py.http.messages import Transport
    from heroics_py.transport.credentials.sources import Auth, Token
    from heroics_py.transport.throttles.base import SharedThrottle

__all__ = ["connect"]


@suggests_arguments
def connect(  # noqa: PLR0913 - each argument is a promise of its own, and all but the first are keywords
    schema: str | os.PathLike[str] | Mapping[str, Any] | Api = "heroku",
    *,
    url: str | None = None,
    live: bool = False,
    token: Token = None,
    auth: Auth = None,
    headers: Mapping[str, HeaderValue] | None = None,
    schema_headers: Mapping[str, str | Reference] | None = None,
    cache: object = "memory",
    cache_mode: CacheMode = "revalidate",
    cache_identity: str | None = None,
    single_flight: bool = False,
    timeout: Timeout | float | None = Timeout(),  # noqa: B008 - a frozen value
    retries: Retry | int = 2,
    throttle: bool | str | os.PathLike[str] | Reference | SharedThrottle = True,
    prefetch: bool = True,
    validate: ValidateMode = True,
    check_answers: CheckMode = None,
    on_request: RequestHook | None = None,
    on_response: ResponseHook | None = None,
    on_retry: RetryHook | None = None,
    telemetry: object = None,
    read_only: bool = False,
    method_override: bool = False,
    session: object = None,
    allowed_origins: Container[str] = (),
    secret_resources: Container[str] = (),
    identities: Identities | None = None,
    paging: DeclaredPaging | None = None,
    refs: Mapping[str, object] | None = None,
    allow_refs: Container[str] = (),
    patch: Mapping[str, Any] | Sequence[Any] | str | os.PathLike[str] | None = None,
    lock: str | os.PathLike[str] | None = None,
    lock_changes: LockMode = "raise",
    trust_environment: bool = True,
    verify: bool | str = True,
    max_bytes: int = 64 * 1024 * 1024,
    pool_size: int = 10,
    transport: Transport | None = None,
) -> Client:
    """Return a client for the API that ``schema`` describes. Nothing is sent, except to fetch a schema by URL.

    Args:
        schema: the name of a bundled schema (a bare word: "heroku", "bookshelf"); the path (with a separator or a
            suffix, or a `Path`) of a JSON or YAML file or a folder of split schemata; an http(s) URL; the text of a
            schema; a dict; or an `Api` from `read`. A URL without a path, "https://api.example.com", is searched for
            the API's description by at most five requests without credentials.
        url: the base URL of the API; by default the schema's own self link, else where the schema came from.
        live: fetch the schema of today in place of a bundled one, from the API itself (``url`` if given) at the address
            that is known for it: https://api.heroku.com/schema for "heroku". It is kept on disk, as by its URL.
        token: sent as ``Authorization: Bearer``, or as the key that an OpenAPI document asks for; or
            ``Env("SHOP_TOKEN")``, the name of an environment variable, which travels to other processes; or a function
            that returns a fresh token for each request.
        auth: ``("user", "password")`` for Basic; text for the whole header, such as ``"Token token=..."``; an `OAuth`,
            which fetches and renews tokens; an authorization object of requests; or a dict of credentials by the names
            of the document's security schemes: ``{"tokenAuth": "..."}``. Without token and auth, the environment
            variable of a known API (``HEROKU_API_KEY`` for https://api.heroku.com), then netrc. Only the API's own
            origin gets credentials; a key that is an origin of ``allowed_origins`` has those for it:
            ``{"https://uploads.example": "token"}``. Wherever text is a secret, an `Env` may name it.
        headers: sent with every request to the API; None removes a default header.
        schema_headers: sent to the host of the schema only, with the request for it. A schema is fetched without
            credentials and without the caller's other headers, unless ``url`` has the schema's own origin.
        cache: where responses are cached: "memory", "file", a path, a ``BaseCache`` of cachecontrol, a `Store`, or
            None for no cache.
        cache_mode: "revalidate" (the server confirms each cached response), "rfc", "offline" or "bypass".
        cache_identity: names the account, for tokens that change while the account does not.
        single_flight: let equal reads that are in progress at once share one request, in this process; with a
            `RedisStore` as cache, among all workers that share it.
        timeout: seconds in total, or a `Timeout`; None for no limit. By default 5 to connect, 60 of silence.
        retries: how often a failed request may be sent again if that is safe, or a `Retry`.
        throttle: slow down before the rate limit is reached. To count with all workers on the same account: the URL of
            a Redis server (``"redis://cache.internal:6379/0"``, extra "redis"), an `Env` that names it, a
            `RedisThrottle`, or, for the processes of this machine, "file" or the path of a folder.
        prefetch: fetch the next page of a list in the background.
        validate: check what is sent against its schema: True refuses what fails, "warn" warns (`ValidationWarning`) and
            sends it, False checks nothing.
        check_answers: check responses against their schemas: "warn" warns of each problem once for each link and place
            (`AnswerWarning`), "raise" raises `AnswerError`; None checks nothing.
        on_request: a function that is called with `RequestDetails` before each request that is sent.
        on_response: a function that is called with `ResponseDetails` at the end of each call.
        on_retry: a function that is called with `RetryDetails` before a failed request is sent again.
        telemetry: the spans of OpenTelemetry: None makes them if the program has set up a provider of tracers, True
            also loads OpenTelemetry, False makes none; or the provider to use.
        read_only: refuse everything but GET and HEAD.
        method_override: send PUT, PATCH and DELETE as POST with ``X-Http-Method-Override``.
        session: a `requests.Session` to send with; closing it remains up to the caller.
        allowed_origins: further origins that links and redirects may point to; they get no credentials but those that
            ``auth`` has for them.
        secret_resources: names of resources whose responses are never cached, in addition to those that the schema
            shows to be maps of secrets (config vars).
        identities: the fields of records that identify things, by resource, where the schema does not say so:
            ``{"item": "sku"}``, ``{"item": ["sku", "id"]}``, or by path parameter ``{"item": {"item_ref": "sku"}}``. A
            field within another is a JSON pointer, "/metadata/name".
        paging: how lists continue, where the schema does not show it: a `Paging` by the name of a call,
            ``{"thing.list": Paging.pages("page", items="data")}``, or of a resource, for its GET links that it fits; or
            one for the whole API.
        refs: documents that an OpenAPI document refers to, by URL or by path relative to it: each a dict, text or
            path. A URL that ends in a slash covers all below it, and its value is a folder. Files beside the
            document need no mention.
        allow_refs: origins that such documents may be fetched from, without credentials: ``["https://example.com"]``.
        patch: mends the document before it is read: a dict (a JSON merge patch, RFC 7396, or an OpenAPI Overlay), a
            list of operations (a JSON Patch, RFC 6902), the path or text of one, or a list of patches.
        lock: the path of a lock, which ``heroics lock`` writes. A schema that has changed since then is compared with
            it: what breaks the calls that it pins is a `SchemaMoved`, what may surprise them a `SchemaWarning`, and all
            else is silent.
        lock_changes: "raise" refuses what breaks calls that the lock pins; "warn" warns of it, too.
        trust_environment: take credentials, proxies and certificates from the environment and netrc.
        verify: check certificates; or the path of a file or folder of trusted certificates.
        max_bytes: the largest response that is read, in bytes.
        pool_size: how many connections are kept open; at least one for each thread that sends.
        transport: sends the requests, in place of a network connection.

    Raises:
        SchemaError: the schema or the lock can't be read, the schema can't be patched, there is no base URL, or a
            schema that came over https names one of http.
        SchemaMoved: the schema breaks calls that the lock pins.
        TransportError, ResponseError: the schema could not be fetched from its URL.
        CallError: ``identities`` or ``paging`` names what the API does not have.
        ValueError: an argument can't have its value; the message shows no credential.
    """
    arguments = Settings(
        headers=Secret({} if headers is None else headers),
        schema_headers=Secret({} if schema_headers is None else schema_headers),
        token=Secret(token),
        auth=Secret(auth),
        session=session,
        cache=cache,
        cache_identity=cache_identity,
        single_flight=single_flight,
        throttle=Secret(throttle),
        method_override=method_override,
        read_only=read_only,
        allowed_origins=allowed_origins,  # type: ignore[arg-type]  # `normalize_settings` makes it a frozenset
        secret_resources=secret_resources,  # type: ignore[arg-type]  # as above
        trust_environment=trust_environment,
        verify=verify,
        max_bytes=max_bytes,
        pool_size=pool_size,
    )
    slows_down = throttle if isinstance(throttle, bool) else True
    # From here on no frame holds credentials: tracebacks may show the local variables of every frame.
    del token, auth, headers, schema_headers, throttle
    options = Options().merged(
        timeout=timeout,
        retries=retries,
        validate=validate,
        check_answers=check_answers,
        cache_mode=cache_mode,
        throttle=slows_down,
        prefetch=prefetch,
        on_request=on_request,
        on_response=on_response,
        on_retry=on_retry,
        telemetry=telemetry,
    )
    _prepare_notebook()
    settings = normalize_settings(arguments)
    if url is not None:
        check_url(url)
    check_transport(transport)
    if lock is not None or lock_changes != "raise":
        check_lock_arguments(lock, lock_changes)
    api = read_schema(
        schema,
        url,
        settings,
        options,
        live=live,
        refs=refs,
        allow_refs=allow_refs,
        patch=patch,
        with_digest=lock is not None,
    )
    if patch is not None:
        warn_of_unpatched(api)
    if lock is not None:
        load_modules("heroics_py.locks.check")
        from heroics_py.locks.check import check_lock

        check_lock(api, lock, schema, refuses=lock_changes == "raise")
    base_url = base_url_of(api, url)
    if url is None:
        _check_found_server(schema, api, base_url)
    check_schemes(api, base_url, settings)
    if identities is not None:
        load_modules("heroics_py.client.arguments.identities")
        from heroics_py.client.arguments.identities import with_identities

        api = with_identities(api, identities)
    if paging is not None:
        load_modules("heroics_py.client.arguments.declared_paging")
        from heroics_py.client.arguments.declared_paging import with_paging

        api = with_paging(api, paging)
    settings = settings.replaced(
        secret_resources=resolve_resources(api, settings.secret_resources), schema_headers=Secret({})
    )
    return Client(Core(api, base_url, settings, transport), options, owner=True)


def _check_found_server(schema: object, api: Api, base_url: str) -> None:
    """Refuse a description that was found at an address, and sends the API's credentials elsewhere.

    Raises:
        SchemaError: its server is at another origin than the address that the caller knows.
    """
    if not is_address(schema):
        return
    load_modules("heroics_py.http.origins")
    from heroics_py.http.origins import origin_of

    if origin_of(base_url) != origin_of(schema):
        raise SchemaError(
            f"the description found at {api.source} says that the API is at {base_url}: if you trust it, "
            f"connect({schema!r}, url={base_url!r})"
        )


def _prepare_notebook() -> None:
    """Under IPython, load in the background what Tab and the first call need."""
    if "IPython" not in sys.modules:
        return
    load_modules("heroics_py.display.notebook")
    from heroics_py.display.notebook import ipython

    if ipython() is None:
        return
    from threading import Thread

    Thread(target=_warm_up, name="heroics-py warm-up", daemon=True).start()


def _warm_up() -> None:
    from heroics_py.client.records.scope import RecordScope
    from heroics_py.display.notebook import enable_completion

    # Tab sends nothing for these; a Collection is not among them, because it may have to fetch its items.
    enable_completion(Client, BoundResource, Scope, RecordScope, BoundLink, Record)
    with suppress(ImportError):  # the call that needs the module raises it
        load_modules(*FIRST_CALL_MODULES, "heroics_py.validation.thorough_check")
