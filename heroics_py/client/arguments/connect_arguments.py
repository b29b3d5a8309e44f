"""Checks of the arguments of `connect`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeAlias

from heroics_py.client.arguments.settings import Settings
from heroics_py.client.tracebacks import without_frames
from heroics_py.errors import CallError
from heroics_py.http.option_headers import HeaderValue
from heroics_py.model.api import Api
from heroics_py.model.identifiers import resource_names
from heroics_py.secrecy.reference import Reference
from heroics_py.secrecy.secret import Secret
from heroics_py.support.loading import load_modules
from heroics_py.support.suggestions import did_you_mean

__all__ = [
    "LockMode",
    "check_live",
    "check_lock_arguments",
    "check_refs",
    "check_schemes",
    "check_transport",
    "normalize_origins",
    "normalize_settings",
    "resolve_resource",
    "resolve_resources",
]

LockMode: TypeAlias = Literal["raise", "warn"]
"""What becomes of changes that break calls which a lock pins."""

_FLAGS = ("method_override", "read_only", "single_flight", "trust_environment")


def normalize_settings(settings: Settings) -> Settings:
    """Return ``settings`` with origins and paths in their normal form; nothing is opened.

    Raises:
        ValueError: an argument can't have its value; the message shows no credential.
    """
    for name in _FLAGS:
        if not isinstance(value := getattr(settings, name), bool):
            raise ValueError(f"{name}={value!r}: expected True or False")
    for name in ("max_bytes", "pool_size"):
        value = getattr(settings, name)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise ValueError(f"{name}={value!r}: expected a whole number, 1 or more")
    if not isinstance(settings.cache_identity, str | None):
        raise ValueError(f"cache_identity={settings.cache_identity!r}: expected text that names the account, or None")
    _check_headers("headers", settings.headers)
    _check_headers("schema_headers", settings.schema_headers)
    if not _is_plain_token(settings):
        _check_credentials(settings)
    _check_session(settings.session)
    _check_cache(settings.cache)
    return settings.replaced(
        throttle=_shared_throttle(settings.throttle),
        allowed_origins=normalize_origins("allowed_origins", settings.allowed_origins),
        secret_resources=frozenset(_texts("secret_resources", settings.secret_resources)),
        verify=_normalize_verify(settings.verify),
    )


def normalize_origins(argument: str, origins: object) -> frozenset[str]:
    """Return origins in their normal form.

    Raises:
        ValueError: one of them is more or less than an origin.
    """
    return frozenset(_normalize_origin(argument, text) for text in _texts(argument, origins))


def check_refs(refs: object) -> Mapping[str, object]:
    """Return the ``refs`` argument of `connect`.

    Raises:
        ValueError: it does not map URLs or paths to documents.
    """
    if refs is None:
        return {}
    if not isinstance(refs, Mapping):
        raise ValueError(f"refs={type(refs).__name__}: expected a dict of URLs, or relative paths, to documents")
    for name, value in refs.items():
        if not isinstance(name, str) or not isinstance(value, Mapping | list | str | bytes | os.PathLike):
            raise ValueError(
                f"refs= holds {type(value).__name__} for {name!r}: expected a dict, the text of a document, or its path"
            )
    return refs


def check_live(schema: object, url: str | None, *, live: object) -> str | None:
    """Return the URL of the schema of today for a bundled one; None unless ``live`` is True.

    Args:
        schema: the first argument of `connect`.
        url: the base URL of the API, if the caller gives one: it is asked for its schema.
        live: the argument of `connect`.

    Raises:
        ValueError: no API is known that has the schema of today.
    """
    if not isinstance(live, bool):
        raise ValueError(f"live={live!r}: expected True or False")
    if not live:
        return None
    load_modules("heroics_py.readers.bundled_schemas")
    from heroics_py.readers.bundled_schemas import bundled, bundled_schema, live_names

    known = bundled_schema(schema) if isinstance(schema, str) else None
    if known is not None and known.api:
        return f"{(url or known.api).rstrip('/')}{known.path}"
    names = " or ".join(map(repr, live_names()))
    if isinstance(schema, str) and schema.lower().startswith(("http://", "https://")):
        raise ValueError("live=True is for bundled schemas; a schema by its URL is that of today without it")
    if isinstance(schema, str) and schema in bundled():
        raise ValueError(f"live=True: no API is known for the schema {schema!r}; expected {names}, or pass its URL")
    raise ValueError(f"live=True fetches the schema of today in place of a bundled one: expected {names}")


def check_lock_arguments(lock: object, lock_changes: object) -> None:
    """Check the arguments of `connect` about a lock, before anything is fetched.

    Raises:
        ValueError: one of them can't have its value.
    """
    if lock is None:
        raise ValueError(f"lock_changes={lock_changes!r} is about a lock: pass lock='heroics.lock', too")
    if not isinstance(lock, str | os.PathLike):
        raise ValueError(f"lock={type(lock).__name__}: expected the path of a lock, as 'heroics lock' writes it")
    if lock_changes not in {"raise", "warn"}:
        raise ValueError(f"lock_changes={lock_changes!r}: expected 'raise' or 'warn'")


def resolve_resources(api: Api, names: Iterable[str]) -> frozenset[str]:
    """Return the schema's names of the resources that ``names`` mean, in the spelling of the schema or of Python.

    Raises:
        ValueError: there is no such resource, so its responses would be cached.
    """
    if not names:
        return frozenset()
    by_python_name = resource_names(api.resources)
    resources = {name: name if name in api.resources else by_python_name.get(name) for name in names}
    for name, resource in resources.items():
        if resource is None:
            raise ValueError(
                f"secret_resources= names {name!r}, but this API has no such resource; "
                f"{did_you_mean(name, dict.fromkeys((*api.resources, *by_python_name)))}"
            )
    return frozenset(filter(None, resources.values()))


def resolve_resource(api: Api, argument: str, name: object) -> str:
    """Return the schema's name of the resource that ``name`` means, in the spelling of the schema or of Python.

    Raises:
        CallError: there is no such resource.
    """
    by_python_name = resource_names(api.resources)
    resource = name if name in api.resources else by_python_name.get(str(name))
    if not isinstance(resource, str):
        known = dict.fromkeys((*api.resources, *by_python_name))
        raise CallError(
            f"{argument}= names {name!r}, but this API has no such resource; {did_you_mean(str(name), known)}"
        )
    return resource


def check_schemes(api: Api, base_url: str, settings: Settings) -> None:
    """Check the names of the security schemes and the origins in ``auth``, and show the document to OAuth.

    Raises:
        ValueError: the API has no such scheme, the origin is not allowed, or the server of the tokens is unknown; the
            message shows no credential.
    """
    if settings.auth.reveal() is not None:
        load_modules("heroics_py.transport.credentials.token_source")
        from heroics_py.transport.credentials.token_source import token_sources

        for source in token_sources(settings.auth.reveal()):
            source.use_flows(api.oauth_flows, base_url)
    if isinstance(settings.auth.reveal(), Mapping):
        load_modules("heroics_py.transport.credentials.sources")
        from heroics_py.transport.credentials.sources import credentials_for

        credentials = without_frames(
            lambda: credentials_for(
                base_url, token=settings.token.reveal(), auth=settings.auth.reveal(), security=api.security
            )
        )
        for origin in credentials.by_origin:
            if origin not in settings.allowed_origins:
                raise ValueError(
                    f"auth= has credentials for {origin}, where this client sends no requests: "
                    f"allowed_origins=[{origin!r}] allows it"
                )


# The functions below keep credentials out of their local variables, which tools show for every frame of a traceback.


def _check_headers(
    argument: str, headers: Secret[Mapping[str, HeaderValue]] | Secret[Mapping[str, str | Reference]]
) -> None:
    if not isinstance(headers.reveal(), Mapping):
        kind = type(headers.reveal()).__name__
        raise ValueError(f"{argument}={kind}: expected a mapping of header names to values")
    invalid = [name for name, text in headers.reveal().items() if not (isinstance(name, str) and _is_header(text))]
    if invalid:
        raise ValueError(f"{argument}= has no text for {invalid[0]!r}: expected text, or None to leave the header out")


def _is_header(text: object) -> bool:
    return text is None or isinstance(text, str | Reference)


def _is_plain_token(settings: Settings) -> bool:
    """Return whether the only credential is valid text, or None: such settings need no further module."""
    token = settings.token.reveal()
    is_plain = token is None or (isinstance(token, str) and token != "" and token == token.strip())
    return is_plain and settings.auth.reveal() is None


def _check_credentials(settings: Settings) -> None:
    load_modules("heroics_py.transport.credentials.sources")
    from heroics_py.transport.credentials.sources import check_credentials

    without_frames(lambda: check_credentials(settings.token.reveal(), settings.auth.reveal()))


def _check_session(session: object) -> None:
    requests = sys.modules.get("requests")  # loaded if there is a session
    if session is not None and not (requests and isinstance(session, requests.Session)):
        raise ValueError(f"session={type(session).__name__}: expected a requests.Session")


def check_transport(transport: object) -> None:
    """Refuse what can't send requests.

    Raises:
        ValueError: it has no method ``send``.
    """
    if transport is not None and not callable(getattr(transport, "send", None)):
        raise ValueError(f"transport={type(transport).__name__}: expected an object with send(request) and close()")


def _check_cache(cache: object) -> None:
    if cache is None or (isinstance(cache, str) and cache in {"memory", "file"}):
        return
    load_modules("heroics_py.cache")
    from heroics_py.cache import open_store

    open_store(cache)


def _shared_throttle(throttle: Any) -> Any:
    """Return the throttle that workers share; None for one of the client's own, or none at all."""
    if not isinstance(throttle, Secret) or isinstance(throttle.reveal(), bool):
        return None if isinstance(throttle, Secret) else throttle
    load_modules("heroics_py.transport.throttles.arguments")
    from heroics_py.transport.throttles.arguments import open_throttle

    return without_frames(lambda: open_throttle(throttle))


def _normalize_verify(verify: object) -> bool | str:
    if isinstance(verify, bool):
        return verify
    path = os.fspath(verify) if isinstance(verify, str | os.PathLike) else None
    if not isinstance(path, str) or not os.path.exists(path):
        text = repr(verify) if isinstance(verify, int) or (path and _is_public(path)) else type(verify).__name__
        raise ValueError(f"verify={text}: expected True, False, or the path of an existing certificate file or folder")
    return path


def _is_public(text: object) -> bool:
    """Return whether a text holds no password: it is not a URL with a user in it."""
    return isinstance(text, str) and "@" not in text and "://" not in text


def _texts(name: str, values: object) -> Iterable[str]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise ValueError(f"{name}={type(values).__name__}: expected a list of texts, such as {name}=[...]")
    texts = list(values)
    if invalid := [each for each in texts if not isinstance(each, str)]:
        raise ValueError(f"{name}= holds {type(invalid[0]).__name__}: expected text")
    return texts


def _normalize_origin(argument: str, text: str) -> str:
    """Return an origin as links and redirects are compared with it: in lower case, without the default port."""
    load_modules("heroics_py.secrecy.urls", "heroics_py.http.origins")
    from heroics_py.http.origins import origin_of
    from heroics_py.secrecy.urls import is_plain_url

    normal = origin_of(text.removesuffix("/"))
    if normal is None or not is_plain_url(text) or text.removesuffix("/").count("/") != 2:
        found = "credentials" if "@" in text else repr(text) if is_plain_url(text) else "more than an origin"
        raise ValueError(f"{argument}= holds {found}: expected an origin alone, such as 'https://files.example'")
    return normal
