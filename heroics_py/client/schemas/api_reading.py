"""An API from its schema, wherever that is: `read`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Collection as Container
from typing import Any, TypeGuard

from heroics_py.client.arguments.connect_arguments import check_live, check_refs, normalize_origins, normalize_settings
from heroics_py.client.arguments.named_arguments import suggests_arguments
from heroics_py.client.arguments.settings import Settings
from heroics_py.client.schemas.schema_url import fetch_schema
from heroics_py.errors import SchemaWarning, TransportError, warn
from heroics_py.http.options import Options
from heroics_py.model.api import Api
from heroics_py.readers import read_api
from heroics_py.secrecy.reference import Reference
from heroics_py.secrecy.secret import Secret
from heroics_py.support.loading import load_modules

__all__ = ["is_address", "load_api", "read", "read_schema", "warn_of_unpatched"]


@suggests_arguments
def read(  # noqa: PLR0913 - the arguments of `connect` that concern its schema
    schema: str | os.PathLike[str] | Mapping[str, Any] | Api,
    *,
    live: bool = False,
    schema_headers: Mapping[str, str | Reference] | None = None,
    refs: Mapping[str, object] | None = None,
    allow_refs: Container[str] = (),
    patch: Mapping[str, Any] | Sequence[Any] | str | os.PathLike[str] | None = None,
) -> Api:
    """Return the API that ``schema`` describes, without a client.

    Args:
        schema: as for `connect`.
        live: fetch the schema of today in place of a bundled one.
        schema_headers: sent to the host of the schema, with the request for it.
        refs: documents that an OpenAPI document refers to, as for `connect`.
        allow_refs: origins that such documents may be fetched from.
        patch: mends the document before it is read, as for `connect`.

    Raises:
        SchemaError: the schema can't be found, read or patched, or does not describe an API.
        TransportError, ResponseError: the schema could not be fetched from its URL.
        ValueError: ``schema_headers`` are not valid headers, or no API is known for ``live``; the message shows no
            value of a header.
    """
    settings = Settings(schema_headers=Secret({} if schema_headers is None else schema_headers))
    del schema_headers
    api = load_api(schema, settings, live=live, refs=refs, allow_refs=allow_refs, patch=patch)
    if patch is not None:
        warn_of_unpatched(api)
    return api


def load_api(  # noqa: PLR0913 - the arguments of `read`
    schema: str | os.PathLike[str] | Mapping[str, Any] | Api,
    settings: Settings,
    *,
    live: bool = False,
    refs: Mapping[str, object] | None = None,
    allow_refs: Container[str] = (),
    patch: object = None,
    with_digest: bool = False,
) -> Api:
    """Return what `read` does, without a warning of what ``patch`` does not find.

    With ``with_digest``, the API has the digest of its text.

    Raises:
        HeroicsError, ValueError: as `read` does.
    """
    return read_schema(
        schema,
        None,
        normalize_settings(settings),
        Options(),
        live=live,
        refs=refs,
        allow_refs=allow_refs,
        patch=patch,
        with_digest=with_digest,
    )


def read_schema(  # noqa: PLR0913 - the arguments of `connect` that concern its schema
    schema: str | os.PathLike[str] | Mapping[str, Any] | Api,
    url: str | None,
    settings: Settings,
    options: Options,
    *,
    live: bool,
    refs: Mapping[str, object] | None,
    allow_refs: Container[str],
    patch: object,
    with_digest: bool = False,
) -> Api:
    """Return the API that a schema describes: a file, a document at a URL, or a bundled one.

    Args:
        schema: as for `connect`.
        url: the base URL that the caller names, if any; its origin gets the caller's headers with the request for the
            schema.
        settings: of the connection, normalized.
        options: of the requests for the schema.
        live: fetch the schema of today in place of a bundled one.
        refs: documents that an OpenAPI document refers to, as for `connect`.
        allow_refs: origins that such documents may be fetched from.
        patch: mends the document before it is read, as for `connect`.
        with_digest: whether the API gets the digest of its text, by which a lock knows it at once.

    Raises:
        HeroicsError, ValueError: as `read` does.
    """
    address = check_live(schema, url, live=live)
    source, origins, documents = address or schema, normalize_origins("allow_refs", allow_refs), check_refs(refs)
    try:
        return _read(
            source, url, settings, options, refs=documents, allow_refs=origins, patch=patch, with_digest=with_digest
        )
    except TransportError as error:
        if address is not None:
            error.add_note(f"connect({schema!r}) without live=True reads the bundled schema, and sends nothing")
        raise


def warn_of_unpatched(api: Api) -> None:
    """Warn of what the patches of a document did not find in it."""
    for line in api.unpatched:
        warn(line, SchemaWarning)


def _read(  # noqa: PLR0913 - the arguments of `connect` that concern its schema
    schema: str | os.PathLike[str] | Mapping[str, Any] | Api,
    url: str | None,
    settings: Settings,
    options: Options,
    *,
    refs: Mapping[str, object],
    allow_refs: frozenset[str],
    patch: object,
    with_digest: bool,
) -> Api:
    fetcher = _reference_fetcher(settings, options, allow_refs)

    def fetch(address: str) -> bytes:
        return fetch_schema(address, url, settings, options)

    if is_address(schema):
        from heroics_py.client.schemas.schema_discovery import discover_schema

        found = discover_schema(schema, settings, options)
        return read_api(found.url, lambda _: found.body, refs, allow_refs, fetcher, patch, with_digest=with_digest)
    return read_api(schema, fetch, refs, allow_refs, fetcher, patch, with_digest=with_digest)


def is_address(schema: object) -> TypeGuard[str]:
    """Return whether ``schema`` is the address of an API, whose description has to be found."""
    if not isinstance(schema, str) or schema[:4].lower() != "http" or schema.count("/") > 3:
        return False
    load_modules("heroics_py.client.schemas.schema_discovery")
    from heroics_py.client.schemas.schema_discovery import is_origin

    return is_origin(schema)


def _reference_fetcher(
    settings: Settings, options: Options, allow_refs: frozenset[str]
) -> Callable[[str], bytes] | None:
    if not allow_refs:
        return None
    load_modules("heroics_py.client.schemas.reference_fetch")
    from heroics_py.client.schemas.reference_fetch import reference_fetcher

    return reference_fetcher(settings, options)
