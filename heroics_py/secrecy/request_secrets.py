"""Secrets of a request, which its response may repeat, as in a link."""

import re
from binascii import a2b_base64
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from urllib.parse import quote, unquote, unquote_plus

from heroics_py.secrecy.base64_digits import base64_digits
from heroics_py.secrecy.names import MASK, is_secret_name

__all__ = [
    "Sealer",
    "credential_fields",
    "mask_field",
    "remove_query_field",
    "repeatable_values",
    "restore",
    "secrets_of",
]

_NAME = r"[?&;#]([^?&;#=\s<>\"]++)="
_VALUE = r"[^&;#\s<>\"]*+"
_CURSOR = r"(page|next|cursor|continuation|sync|skip|start|delta)[_-]?token"
_MARK = "\0"
_SHORTEST = 6  # a shorter text may be in a header by chance
_TO_URL = str.maketrans("+/", "-_")
_SHORTEST_COOKIE = 16  # most cookies are settings

_compiled = cache(re.compile)


def secrets_of(url: str, headers: Iterable[tuple[str, str]], fields: Collection[str] = ()) -> dict[str, str]:
    """Return the secrets of a request, each under a label that names its place.

    Args:
        url: of the request.
        headers: pairs of name and value.
        fields: names of further header and query fields that are secret.
    """
    secrets = {}
    declared = frozenset(name.lower() for name in fields)
    query = url.partition("?")[2].partition("#")[0]
    for pair in re.split("[&;]", query) if query else ():
        name, _, value = pair.partition("=")
        if value and _is_secret(unquote_plus(name), declared):
            secrets[f"query {unquote_plus(name)}"] = value
    for name, value in headers:
        if name.lower() == "cookie":
            secrets |= _cookies(value, declared)
        elif value and _is_secret(name, declared):
            secrets |= _parts(name.lower(), value)
    return secrets


def _parts(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield the secrets of a header: after its scheme, a password, parameters."""
    scheme, _, rest = value.partition(" ")
    yield f"header {name}", value.rpartition(" ")[2] or value
    if scheme.lower() == "basic":
        with suppress(ValueError):
            user, _, password = a2b_base64(rest).decode("utf-8", "replace").partition(":")
            yield f"header {name} password", password
            yield f"header {name} user and password", f"{user}:{password}"
    for number, text in enumerate(re.split('[,;= "]+', rest)):
        if len(text) >= _SHORTEST and number:
            yield f"header {name} {number}", text


def _cookies(value: str, declared: frozenset[str]) -> Iterator[tuple[str, str]]:
    for pair in value.split(";"):
        name, _, text = pair.strip().partition("=")
        if len(text) >= _SHORTEST_COOKIE or (text and _is_secret(name, declared)):
            yield f"cookie {name}", text


def _is_secret(name: str, declared: frozenset[str]) -> bool:
    return is_secret_name(name) or name.lower() in declared


def credential_fields(headers: Iterable[str], fields: Collection[str] = ()) -> frozenset[str]:
    """Return those of ``headers`` whose names say that they carry a credential."""
    declared = frozenset(name.lower() for name in fields)
    return frozenset(name for name in headers if _is_secret(name, declared))


def repeatable_values(secrets: Mapping[str, str]) -> tuple[str, ...]:
    """Return the secrets to look for in a response; a short one may be there by chance."""
    return tuple([secret for secret in secrets.values() if len(secret) >= _SHORTEST])


def _spellings(secret: str) -> tuple[str, ...]:
    plain = unquote(secret)
    coded = "".join([f"%{byte:02X}" for byte in plain.encode("utf-8", "surrogatepass")])
    return tuple(dict.fromkeys((secret, plain, quote(plain, safe=""), unquote_plus(secret), coded, coded.lower())))


def _coded(secret: str) -> Iterator[str]:
    """Yield how hexadecimal digits and base64, in both of its alphabets, spell a secret."""
    for plain in {secret, unquote(secret)} if len(secret) >= _SHORTEST else ():
        data = plain.encode("utf-8", "surrogatepass")
        yield from (data.hex(), data.hex().upper())
        for digits in base64_digits(data):
            yield from (digits, digits.translate(_TO_URL))


def mask_field(value: str, fields: Collection[str] = (), values: Iterable[str] = ()) -> str:
    """Mask secret query fields and ``values`` in the value of a header."""
    declared = frozenset(name.lower() for name in fields)
    value = _replace_values(value, lambda name, text: MASK if text and _is_secret(name, declared) else None)
    texts = {text for secret in values for text in (*_spellings(secret), *_coded(secret)) if len(text) >= _SHORTEST}
    for each in sorted(texts, key=len, reverse=True):
        value = value.replace(each, MASK)
    return value


def remove_query_field(value: str, field: str) -> str:
    """Return the value of a header without the query field ``field`` in its URLs."""
    return _remove(_remove(value, field, marks="&;#"), field, marks="?")


def _remove(value: str, field: str, *, marks: str) -> str:
    pieces, end = [], 0
    for start, name, _, stop in _pairs(value):
        if name == field and value[start] in marks and start >= end:
            keeps_mark = value[start] == "?" and value[stop : stop + 1] in ("&", ";")
            pieces.append(value[end : start + keeps_mark])
            end = stop + keeps_mark
    return "".join(pieces) + value[end:]


class Sealer:
    """Replaces the secrets of a request by labels, for storing.

    Args:
        secrets: of the request, as `secrets_of` returns them.
        fields: names of further fields that are secret.
    """

    __slots__ = ("_declared", "_labels", "_longest_first")

    def __init__(self, secrets: Mapping[str, str], fields: Collection[str] = ()) -> None:
        self._declared = frozenset(name.lower() for name in fields)
        self._labels = {
            text: f"{_MARK}{label}={number}{_MARK}"
            for label, secret in secrets.items()
            for number, text in enumerate(_spellings(secret))
        }
        self._longest_first = sorted((text for text in self._labels if len(text) >= _SHORTEST), key=len, reverse=True)

    def seal(self, value: str) -> str | None:
        """Return the value of a header with a label in place of each secret of the request.

        None if it holds any other secret, which `restore` could not put back.
        """
        sealed = value.replace(_MARK, "")
        has_fields = "=" in sealed and self._has_secret_fields(sealed)
        if has_fields:
            sealed = _replace_values(sealed, self._label)
        for text in self._longest_first:
            if text in sealed:
                sealed = sealed.replace(text, self._labels[text])
        if not has_fields:
            return sealed
        foreign = (_is_foreign(name, sealed[start:stop], self._declared) for _, name, start, stop in _pairs(sealed))
        return None if any(foreign) else sealed

    def _has_secret_fields(self, value: str) -> bool:
        names = _compiled(_NAME).findall(value)
        return any(_is_secret(unquote_plus(name), self._declared) for name in names)

    def _label(self, name: str, text: str) -> str | None:
        return self._labels.get(text) if text and _is_secret(name, self._declared) else None


def _is_foreign(name: str, text: str, declared: frozenset[str]) -> bool:
    """Return whether a pair is a secret of another request, not the token of a page."""
    if not text or text.startswith(_MARK) or not _is_secret(name, declared):
        return False
    return name.lower() in declared or _compiled(_CURSOR).search(name.lower()) is None


def restore(value: str, secrets: Mapping[str, str]) -> str | None:
    """Put ``secrets`` back into a sealed value; None if one is missing."""
    pieces = value.split(_MARK)
    for index in range(1, len(pieces), 2):
        label, _, number = pieces[index].rpartition("=")
        if label not in secrets:
            return None
        spellings = _spellings(secrets[label])
        pieces[index] = spellings[min(int(number), len(spellings) - 1)]
    return "".join(pieces)


def _pairs(value: str) -> Iterator[tuple[int, str, int, int]]:
    """Yield mark, name, start and end of value for each query field in ``value``."""
    end = 0
    for match in _compiled(_NAME).finditer(value):
        if match.end() > end:  # a field inside another's value ends with it, so that no text is read twice
            ending = _compiled(_VALUE).match(value, match.end())
            end = ending.end() if ending else match.end()
        yield match.start(), unquote_plus(match[1]), match.end(), end


def _replace_values(value: str, change: Callable[[str, str], str | None]) -> str:
    """Replace the value of each query field for which ``change`` returns a text."""
    if "=" not in value:
        return value
    pieces, end = [], 0
    for _, name, start, stop in _pairs(value):
        if start >= end and (text := change(name, value[start:stop])) is not None:
            pieces += [value[end:start], text]
            end = stop
    return "".join(pieces) + value[end:]
