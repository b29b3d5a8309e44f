"""The fields of a profile as they are in its file, and what each may be."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import fields

from heroics_py.cli.paging_text import parse_paging
from heroics_py.cli.profiles.addresses import has_user, is_address
from heroics_py.cli.profiles.oauth_fields import GRANTS, OAUTH_TEXTS, STORES
from heroics_py.cli.profiles.profile import Profile
from heroics_py.display.terminal import shown
from heroics_py.http.origins import origin_of
from heroics_py.readers.bundled_schemas import bundled
from heroics_py.secrecy.names import is_secret_name
from heroics_py.secrecy.urls import mask_url
from heroics_py.support.json_types import Json
from heroics_py.support.suggestions import did_you_mean

__all__ = ["WHERE_SECRETS_GO", "as_json", "check_fields", "check_url", "profile_of"]

WHERE_SECRETS_GO = (
    "a profile holds no secrets: 'heroics profile login {name}' keeps a token in the keyring of the system, and "
    "HEROICS_TOKEN, netrc and --token-stdin work, too"
)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)  # RFC 9110, 5.6.2
_CREDENTIALS = re.compile(r"(?i)(basic|bearer|token|apikey|negotiate|digest|aws4-hmac-sha256)[ :=]")
_LONGEST_TIMEOUT = 86_400.0


def profile_of(name: str, value: Json) -> Profile:
    """Return the profile that a value in the file describes.

    Raises:
        ValueError: a field is unknown, missing, or can't have its value; no value that may be secret is in the message.
    """
    if not isinstance(value, dict):
        raise ValueError(f"it is {_kind(value)}: expected an object with a schema")
    for key in value:
        if key not in _CHECKS:
            secret = f"; {WHERE_SECRETS_GO.format(name=name)}" if is_secret_name(key) else ""
            raise ValueError(f"it has an unknown field {shown(key)}: {secret[2:] or did_you_mean(key, _CHECKS)}")
    if "schema" not in value:
        raise ValueError("it has no field 'schema': expected a bundled name, an absolute path or a URL")
    return check_fields(Profile(name=name, **{_ATTRIBUTES.get(key, key): each for key, each in value.items()}))  # type: ignore[arg-type]  # checked now


def check_fields(profile: Profile) -> Profile:
    """Return ``profile`` with every field checked, and in its own type.

    Raises:
        ValueError: a field can't have its value; no value that may be secret is in the message.
    """
    changes: dict[str, object] = {}
    for key, check in _CHECKS.items():
        attribute = _ATTRIBUTES.get(key, key)
        value = getattr(profile, attribute)
        try:
            is_default = value == _DEFAULTS[attribute] and key != "schema"
            changes[attribute] = _DEFAULTS[attribute] if is_default else check(value)
        except ValueError as error:
            secret = f"; {WHERE_SECRETS_GO.format(name=profile.name)}" if isinstance(error, _SecretError) else ""
            raise ValueError(f"{key}: {error}{secret}") from None
    return Profile(name=profile.name, **changes)  # type: ignore[arg-type]  # the checks return the types


def as_json(profile: Profile) -> dict[str, Json]:
    """Return the fields of a profile for its file, without those that have their default."""
    values = {key: getattr(profile, _ATTRIBUTES.get(key, key)) for key in _CHECKS}
    return {key: _plain(value) for key, value in values.items() if value != _DEFAULTS[_ATTRIBUTES.get(key, key)]}


class _SecretError(ValueError):
    """A value holds a secret."""


def _plain(value: object) -> Json:
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | float | bool) else None


def _schema(value: object) -> str:
    text = _text(value)
    if is_address(text):
        if origin_of(_plain_address(text)) is None:
            raise ValueError(f"{shown(mask_url(text))}: expected http:// or https:// and a host")
        return text
    if text not in bundled() and not os.path.isabs(text):
        raise ValueError(f"{shown(text)}: expected a bundled name ({', '.join(bundled())}), an absolute path or a URL")
    return text


def check_url(value: object) -> str:
    """Return the base URL of an API without a slash at its end.

    Raises:
        ValueError: it is not one; no value that may be secret is in the message.
    """
    text = _plain_address(_text(value))
    if origin_of(text) is None or "?" in text or "#" in text or any(map(str.isspace, text)):
        raise ValueError(f"{shown(mask_url(text))}: expected http:// or https://, a host, and a path at most")
    return text.rstrip("/")


def _plain_address(text: str) -> str:
    """Return a URL without a user and without secrets in its query."""
    if has_user(text) or mask_url(text) != text:
        raise _SecretError(f"{mask_url(text)} holds credentials")
    return text


def _headers(value: object) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{_kind(value)}: expected an object of names and texts")
    return {_header_name(name): _header_text(name, text) for name, text in value.items()}


def _header_name(name: object) -> str:
    if not isinstance(name, str) or not _HEADER_NAME.fullmatch(name):
        raise ValueError(f"{shown(name)} is not the name of a header")
    if is_secret_name(name):
        raise _SecretError(f"the header {name} is a secret")
    return name


def _header_text(name: object, text: object) -> str:
    if not isinstance(text, str) or not text.isprintable() or text != text.strip():
        raise ValueError(f"the header {name} needs a text on one line, without space around it")
    if _CREDENTIALS.match(text):
        raise _SecretError(f"the header {name} begins as credentials do")
    return text


def _paths(value: object) -> tuple[str, ...]:
    paths = _texts(value)
    if relative := [each for each in paths if not os.path.isabs(each)]:
        raise ValueError(f"{shown(relative[0])}: expected an absolute path")
    return paths


def _origins(value: object) -> tuple[str, ...]:
    origins = _texts(value)
    for each in origins:
        if origin_of(each) is None or each.rstrip("/").count("/") != 2 or "@" in each:
            raise ValueError(f"{shown(mask_url(each))}: expected an origin alone, such as https://files.example")
    return origins


def _paging(value: object) -> tuple[str, ...]:
    texts = _texts(value)
    parse_paging(texts)
    return texts


def _timeout(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{_kind(value)}: expected a number of seconds")
    if not 0 < value <= _LONGEST_TIMEOUT:
        raise ValueError(f"{shown(value)}: expected a number of seconds above 0, and a day at most")
    return value


def _variable(value: object) -> str:
    text = _text(value)
    if not _VARIABLE.fullmatch(text):
        raise _SecretError("the value is not shown, as it may be a token: expected the NAME of an environment variable")
    return text


def _oauth(value: object) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{_kind(value)}: expected an object with a grant")
    return {str(name): _oauth_field(str(name), each) for name, each in value.items()} if value else {}


def _oauth_field(name: str, value: object) -> str:
    choices = {"grant": tuple(GRANTS), "store": STORES}.get(name)
    if choices:
        if value not in choices:
            raise ValueError(f"{name}: expected one of {', '.join(choices)}")
        return str(value)
    if name not in OAUTH_TEXTS:
        kind = _SecretError if is_secret_name(name) else ValueError
        raise kind(f"unknown field {shown(name)}; {did_you_mean(name, ('grant', 'store', *OAUTH_TEXTS))}")
    if name.endswith("_from"):
        return _variable(value)
    return _plain_address(_text(value)) if name.endswith(("_url", "issuer")) else _text(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        found = "" if isinstance(value, str) else f"{_kind(value)}: "
        raise ValueError(f"{found}expected text on one line, with something in it")
    return value.strip()


def _texts(value: object) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list | tuple):
        raise ValueError(f"{_kind(value)}: expected a list of texts")
    return tuple(map(_text, values))


def _kind(value: object) -> str:
    """Return what a value is, in the words of JSON; it may be a secret in the wrong place."""
    if value is None or isinstance(value, bool):
        return str(value).lower().replace("none", "null")
    names = {"str": "text", "int": "a number", "float": "a number", "list": "a list", "dict": "an object"}
    return names.get(type(value).__name__, type(value).__name__)


_ATTRIBUTES = {"patch": "patches"}
# Each field of the file, and the function that checks it.
_CHECKS: dict[str, Callable[[object], object]] = {
    "schema": _schema,
    "url": check_url,
    "headers": _headers,
    "patch": _paths,
    "allow_refs": _origins,
    "paging": _paging,
    "timeout": _timeout,
    "token_from": _variable,
    "login": _text,
    "oauth": _oauth,
}
_EMPTY = Profile(name="", schema="")
_DEFAULTS = {each.name: getattr(_EMPTY, each.name) for each in fields(Profile)}
