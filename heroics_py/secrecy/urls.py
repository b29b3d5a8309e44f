"""URLs without their secrets."""

import re
from collections.abc import Collection
from functools import cache
from urllib.parse import unquote_plus

from heroics_py.secrecy.names import MASK, is_secret_name

__all__ = ["is_plain_url", "mask_authority", "mask_pair", "mask_target", "mask_url"]

# A host and a port, and nothing that could be a part of a password.
_NAME = r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])"
_HOST = rf"{_NAME}(?::[0-9]{{1,5}})?"
_PLAIN_URL = rf"(?:(?:[A-Za-z][A-Za-z0-9+.-]{{0,30}}:)?//)?(?:{_HOST})?(?:/[^@?#\\\s]*)?"
_PLACE = rf"(?:([A-Za-z][A-Za-z0-9+.-]{{0,30}})://)?([^/?#@\\\s\[\]]*@)?({_HOST})(?:/[^@\\\s]*)?"
# An authority that ends before its "@": a password with "/", "?" or "#" in it.
# Such a password may begin with what looks like a port, unless the "@" begins a segment of the path.
_BROKEN = rf"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//(?!{_NAME}(?:/|$)|{_NAME}:[0-9]{{1,5}}/(?:[^@]*/)?@)[^@]*@"
_USERINFO = r"^([A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*@"

# Compiled at first use: compiling all of them takes longer than a first look at a link.
_compiled = cache(re.compile)


def mask_url(url: str, fields: Collection[str] = ()) -> str:
    """Return ``url`` without userinfo, and with the values of secret query fields masked.

    If it can't be taken apart, as with a slash in the password, all of it is masked.

    Args:
        url: absolute or relative.
        fields: names of further query fields that are secret.
    """
    if "@" not in url:
        return mask_target(url, fields)
    match = _compiled(_USERINFO).match(url)
    rest = url[match.end() :] if match else ""
    if "@" in rest or (match is None and _compiled(_BROKEN).match(url)):
        return MASK  # the password may end anywhere
    return mask_target(f"{match[1] or ''}//{MASK}@{rest}" if match else url, fields)


def is_plain_url(text: str) -> bool:
    """Return whether ``text`` is a URL without userinfo, query and fragment."""
    return _compiled(_PLAIN_URL).fullmatch(text) is not None


def mask_authority(url: str) -> str:
    """Return scheme, host and port of ``url`` with the user masked.

    Empty if a password could be mistaken for them.

    Args:
        url: such as that of a proxy, with or without a scheme, a user and a password.
    """
    match = _compiled(_PLACE).fullmatch(url)
    if match is None:
        return ""
    return f"{f'{match[1]}://' if match[1] else ''}{f'{MASK}@' if match[2] else ''}{match[3]}"


def mask_target(target: str, fields: Collection[str] = ()) -> str:
    """Return a request target (path and query) with secret query fields masked."""
    path, mark, query = target.partition("?")
    if not mark:
        return target
    query, hash_mark, fragment = query.partition("#")
    pairs = re.split("([&;])", query)
    return f"{path}?{''.join(mask_pair(pair, fields) for pair in pairs)}{hash_mark}{fragment}"


def mask_pair(pair: str, fields: Collection[str] = ()) -> str:
    """Return ``name=value`` with the value masked if the name is that of a secret."""
    name, mark, value = pair.partition("=")
    plain = unquote_plus(name)
    secret = value and (plain in fields or is_secret_name(plain))
    return f"{name}={MASK}" if mark and secret else pair
