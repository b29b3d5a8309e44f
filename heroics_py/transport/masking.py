"""Secrets kept out of texts: a value that shows nothing, and URLs with their secrets masked."""

import re
from collections.abc import Collection, Mapping
from typing import NoReturn
from urllib.parse import unquote_plus

__all__ = ["MASK", "Secret", "for_stranger", "is_secret_name", "masked_target", "masked_url"]

MASK = "***"
_SECRET_WORDS = re.compile(
    r"auth|cookie|credential|jwt|passw(or)?d|passphrase|secret|session|sig(nature)?$|token|(^|[-_.])key$|apikey|api[-_]key",
    re.IGNORECASE,
)
_USERINFO = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*@")


class Secret:
    """A text that shows itself in no repr, no str, no pickle: only to whom asks with `reveal`."""

    __slots__ = ("_held",)

    def __init__(self, value: str) -> None:
        def held() -> str:
            return value

        self._held = held

    def reveal(self) -> str:
        """Return the text."""
        return self._held()

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret can't be pickled; give the credentials anew where the pickle is read")


def is_secret_name(name: str) -> bool:
    """Tell whether a header or query field of this name is likely to hold a secret."""
    return _SECRET_WORDS.search(name) is not None


def for_stranger(headers: Mapping[str, str]) -> dict[str, str | None]:
    """Return the changes that take every credential out of ``headers``, for a server that must not see them."""
    return {name: None for name in headers if is_secret_name(name)}


def masked_url(url: str, fields: Collection[str] = ()) -> str:
    """Return ``url`` without userinfo, and with the values of secret query fields masked.

    Args:
        url: absolute or relative.
        fields: names of query fields that are secret whatever they are called.
    """
    return masked_target(_USERINFO.sub(lambda found: f"{found[1] or ''}//{MASK}@", url), fields)


def masked_target(target: str, fields: Collection[str] = ()) -> str:
    """Return a request target (path and query) with the values of secret query fields masked."""
    path, mark, query = target.partition("?")
    if not mark:
        return target
    query, hash_mark, fragment = query.partition("#")
    pairs = re.split("([&;])", query)
    return f"{path}?{''.join(_masked_pair(pair, fields) for pair in pairs)}{hash_mark}{fragment}"


def _masked_pair(pair: str, fields: Collection[str]) -> str:
    name, mark, value = pair.partition("=")
    plain = unquote_plus(name)
    secret = value and (plain in fields or is_secret_name(plain))
    return f"{name}={MASK}" if mark and secret else pair
