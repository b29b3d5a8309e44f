"""What `connect` was told about the way to the server, checked before anything is made of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping

from heroics_py.client.core import without_frames
from heroics_py.client.settings import Settings
from heroics_py.model.api import Api
from heroics_py.model.naming import did_you_mean, resource_names
from heroics_py.secrecy.secret import Secret
from heroics_py.support.loading import load_modules

__all__ = ["check_schemes", "checked", "known_resources"]

_FLAGS = ("method_override", "read_only", "trust_environment")


def checked(settings: Settings) -> Settings:
    """Return ``settings`` with origins and paths in their usual form; nothing is opened.

    Raises:
        ValueError: for a value that an argument can't have; no credential is in the text.
    """
    for name in _FLAGS:
        if not isinstance(value := getattr(settings, name), bool):
            raise ValueError(f"{name}={value!r}: expected True or False")
    for name in ("max_bytes", "pool_size"):
        value = getattr(settings, name)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise ValueError(f"{name}={value!r}: expected a number, 1 or more")
    if not isinstance(settings.cache_identity, str | None):
        raise ValueError(f"cache_identity={settings.cache_identity!r}: expected a text that names the account, or None")
    _check_headers("headers", settings.headers)
    _check_headers("schema_headers", settings.schema_headers)
    if not _is_plain_token(settings):
        _check_credentials(settings)
    _check_session(settings.session)
    _check_cache(settings.cache)
    return settings._replace(
        allowed_origins=frozenset(map(_origin, _texts("allowed_origins", settings.allowed_origins))),
        secret_resources=frozenset(_texts("secret_resources", settings.secret_resources)),
        verify=_verify(settings.verify),
    )


def known_resources(api: Api, names: Iterable[str]) -> frozenset[str]:
    """Return the resources of ``api`` that ``names`` mean, as the schema or as Python spells them.

    Raises:
        ValueError: for a name that is no resource, and so would keep no secret.
    """
    if not names:
        return frozenset()
    spelled = resource_names(api.resources)
    found = {name: name if name in api.resources else spelled.get(name) for name in names}
    for name, known in found.items():
        if known is None:
            raise ValueError(
                f"secret_resources= names {name!r}, and this API has no such resource; "
                f"{did_you_mean(name, dict.fromkeys((*api.resources, *spelled)))}"
            )
    return frozenset(filter(None, found.values()))


def check_schemes(api: Api, settings: Settings) -> None:
    """Check the names of security schemes that credentials were given for.

    Raises:
        ValueError: the document has no such scheme; no credential is in the text.
    """
    if isinstance(settings.auth.reveal(), Mapping):
        load_modules("heroics_py.transport.credentials.sources")
        from heroics_py.transport.credentials.sources import credentials_for

        without_frames(lambda: credentials_for("", auth=settings.auth.reveal(), security=api.security))


# No frame of these holds a credential: an error may be shown with the locals of every frame.


def _check_headers(argument: str, headers: Secret[Mapping[str, str | None]]) -> None:
    if not isinstance(headers.reveal(), Mapping):
        kind = type(headers.reveal()).__name__
        raise ValueError(f"{argument}={kind}: expected a mapping of header names to values")
    wrong = [name for name, text in headers.reveal().items() if not (isinstance(name, str) and _is_header(text))]
    if wrong:
        raise ValueError(f"{argument}= has no text for {wrong[0]!r}: expected texts, or None for a header to leave out")


def _is_header(text: object) -> bool:
    return text is None or isinstance(text, str)


def _is_plain_token(settings: Settings) -> bool:
    """Return whether there is nothing to check but a token that is a text as it should be, or nothing at all."""
    token = settings.token.reveal()
    plain = token is None or (isinstance(token, str) and token != "" and token == token.strip())
    return plain and settings.auth.reveal() is None


def _check_credentials(settings: Settings) -> None:
    load_modules("heroics_py.transport.credentials.sources")
    from heroics_py.transport.credentials.sources import check_credentials

    without_frames(lambda: check_credentials(settings.token.reveal(), settings.auth.reveal()))


def _check_session(session: object) -> None:
    requests = sys.modules.get("requests")  # whoever has a session has loaded it
    if session is not None and not (requests and isinstance(session, requests.Session)):
        raise ValueError(f"session={type(session).__name__}: expected a requests.Session")


def _check_cache(cache: object) -> None:
    if cache is None or (isinstance(cache, str) and cache in {"memory", "file"}):
        return
    load_modules("heroics_py.cache")
    from heroics_py.cache import open_store

    open_store(cache)


def _verify(verify: object) -> bool | str:
    if isinstance(verify, bool):
        return verify
    path = os.fspath(verify) if isinstance(verify, str | os.PathLike) else None
    if not isinstance(path, str) or not os.path.exists(path):
        shown = repr(verify) if isinstance(verify, int) or (path and _is_shown(path)) else type(verify).__name__
        raise ValueError(f"verify={shown}: expected True, False, or a file or folder of certificates that is there")
    return path


def _is_shown(text: object) -> bool:
    """Return whether a text can hold no password: there is no URL with a user in it."""
    return isinstance(text, str) and "@" not in text and "://" not in text


def _texts(name: str, values: object) -> Iterable[str]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise ValueError(f"{name}={type(values).__name__}: expected a list of texts, such as {name}=[...]")
    texts = list(values)
    if wrong := [each for each in texts if not isinstance(each, str)]:
        raise ValueError(f"{name}= holds {type(wrong[0]).__name__}: expected texts")
    return texts


def _origin(text: str) -> str:
    """Return an origin as links and redirects are compared with it: in small letters, without the usual port."""
    load_modules("heroics_py.secrecy.urls", "heroics_py.http.origins")
    from heroics_py.http.origins import origin_of
    from heroics_py.secrecy.urls import is_plain_url

    found = origin_of(text.removesuffix("/"))
    if found is None or not is_plain_url(text) or text.removesuffix("/").count("/") != 2:
        shown = "credentials" if "@" in text else repr(text) if is_plain_url(text) else "more than that"
        raise ValueError(f"allowed_origins= holds {shown}: expected an origin alone, such as 'https://files.example'")
    return found
