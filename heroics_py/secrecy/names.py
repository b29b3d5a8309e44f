"""What says that something is secret, and what is shown in its place."""

import re
from collections.abc import Collection
from functools import cache, lru_cache
from urllib.parse import unquote_plus

__all__ = [
    "MASK",
    "Veil",
    "is_plain_url",
    "is_secret_name",
    "masked_target",
    "masked_text",
    "masked_url",
    "shown_origin",
]

MASK = "***"

_LONGEST_KEPT = 100  # letters of a name that is remembered

_DEEPEST = 40
_BETWEEN_WORDS = r"[^A-Za-z0-9]+"
_HUMPS = r"(?<=[a-z0-9])(?=[A-Z])"
_SENSITIVE_NAME = (
    r"passw|passphrase|(?<!by)(?<!com)pass$|(^|_)(pwd?|sk)$|(^|_)salt(_|$)|secret|token(?!iz)|credential|cookie|jwt|bearer"
    r"|auth(?!or(?!i[sz])|entic)"
    r"|(^|_)(php|j)?sess(ion)?(_?id|_?key|s)?$|(^|_)sig(nature)?(_input|_\d+)?$|(^|_)(otp|cvc|cvv)$"
    r"|(api|access|private|secret|signing|encryption|master|license)_?keys?(_|$)"
    r"|(^|_)(?<!public_)(?<!primary_)(?<!foreign_)key$"
)
# What is told of a secret, and is none: since when, for how long, of what kind.
_FACT = r"_(at|in|on|count|type)$"
# What stands below a secret name and is no secret: who, since when, until when.
_HARMLESS = r"id|.+_(at|in)"
# A host and a port, and nothing that could be a part of a password.
_NAME = r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])"
_HOST = rf"{_NAME}(?::[0-9]{{1,5}})?"
_PLAIN_URL = rf"(?:(?:[A-Za-z][A-Za-z0-9+.-]{{0,30}}:)?//)?(?:{_HOST})?(?:/[^@?#\\\s]*)?"
_PLACE = rf"(?:([A-Za-z][A-Za-z0-9+.-]{{0,30}})://)?([^/?#@\\\s\[\]]*@)?({_HOST})(?:/[^@\\\s]*)?"
# An authority that ends before the "@" that it was meant to end at: a password with "/", "?" or "#" in it.
# What looks like a port may be its beginning, unless the "@" begins a segment of the path.
_BROKEN = rf"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//(?!{_NAME}(?:/|$)|{_NAME}:[0-9]{{1,5}}/(?:[^@]*/)?@)[^@]*@"
_USERINFO = r"^([A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*@"
# Credentials within a URL, wherever in a text it stands; also those with a slash in the password, unless the part after
# the colon is a port.
# No part is read twice: what a part may hold ends before the next one, or before the next URL.
_USER = r"(?<=[A-Za-z0-9+.-]://)(?:[^\s/?#:@]*+:(?!\d++[/?#])[^\s/?#@\"'<>]*+|[^\s/?#@\"'<>]*+)@"
_PASSWORDS = r"(?<=[A-Za-z0-9+.-]://)(?:[^/?#:@]*+:(?!\d++[/?#]).*+|[^/?#]*@)"  # of a text that ends with "@"
_WORD = r"[^\s\"'<>]++"
_PAIR = r"([?&;])([^=&;#\s?]++)=([^&;#\s]++)"
# Three parts (RFC 7519, 3); looked for once from the beginning of each word, which may hold more before them.
_WEB_TOKEN = r"(?<![\w-])((?:(?!\beyJ)[\w-])*+)eyJ[\w-]{8,}+\.[\w-]{8,}+\.[\w-]*+"  # noqa: S105 - an expression
_TOKENS = (
    r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*"
    r"|(?i:\b(?:bearer|basic|token)\s++(?=[^\s\d=]*+[\d=])[\w.~+/=-]{8,})"
    r"|\b(?:HRKU-[\w-]{20,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|npm_\w{30,}|sk-[\w-]{20,}"
    r"|[rs]k_(?:live|test)_\w{8,}|xox[abpr]-[\w-]{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,})"
)
# What among config vars may be shown: a few plain words, a number, a version. Whatever else may be a key.
_PLAIN = r"[A-Za-z]{1,11}([-_. ][A-Za-z]{1,11}){0,3}|\d{1,6}(\.\d{1,4}){0,3}"

# Each when it is first used: to compile them all takes longer than a first look at a link.
_compiled = cache(re.compile)


def is_secret_name(name: str) -> bool:
    """Tell whether a field, a header or a query field of this name is likely to hold a secret.

    ``public_key`` is none; neither is a name that merely holds such a word in another one (``monkey``, ``author``), nor
    one that tells of a secret (``token_type``, ``password_changed_at``).
    """
    return _is_secret_name(name) if len(name) <= _LONGEST_KEPT else _is_secret_name.__wrapped__(name)


@lru_cache(maxsize=2048)  # each request asks it of some thirty names, which took a tenth of a call answered by a 304
def _is_secret_name(name: str) -> bool:
    plain = _compiled(_BETWEEN_WORDS).sub("_", _compiled(_HUMPS).sub("_", name)).lower()
    return _compiled(_SENSITIVE_NAME).search(plain) is not None and _compiled(_FACT).search(plain) is None


def masked_url(url: str, fields: Collection[str] = ()) -> str:
    """Return ``url`` without userinfo, and with the values of secret query fields masked.

    Of one that can't be taken apart, as by a password with a slash in it, nothing is shown.

    Args:
        url: absolute or relative.
        fields: names of query fields that are secret whatever they are called.
    """
    if "@" not in url:
        return masked_target(url, fields)
    found = _compiled(_USERINFO).match(url)
    rest = url[found.end() :] if found else ""
    if "@" in rest or (found is None and _compiled(_BROKEN).match(url)):
        return MASK  # it can't be told where a password ends
    return masked_target(f"{found[1] or ''}//{MASK}@{rest}" if found else url, fields)


def is_plain_url(text: str) -> bool:
    """Return whether ``text`` is a URL, or a part of one, that can be shown: no user, password, query or fragment."""
    return _compiled(_PLAIN_URL).fullmatch(text) is not None


def shown_origin(url: str) -> str:
    """Return scheme, host and port of ``url``, a user masked; empty where it can't be taken apart with certainty.

    Args:
        url: of a proxy, say, with or without a scheme, a user and a password.
    """
    found = _compiled(_PLACE).fullmatch(url)
    if found is None:
        return ""
    return f"{f'{found[1]}://' if found[1] else ''}{f'{MASK}@' if found[2] else ''}{found[3]}"


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


def masked_text(text: str) -> str:
    """Return a text without what shows by itself that it is secret.

    That is: credentials and secret query fields of the URLs in it, private keys, and tokens that are known by their
    form.
    """
    if "://" in text:
        text = _without_credentials(text)
        text = _compiled(_PAIR).sub(lambda found: f"{found[1]}{_masked_pair(f'{found[2]}={found[3]}', ())}", text)
    if "eyJ" in text:
        text = _compiled(_WEB_TOKEN).sub(rf"\1{MASK}", text)
    return _compiled(_TOKENS).sub(MASK, text)


def _without_credentials(text: str) -> str:
    """Return a text with the userinfo of its URLs masked, read in one pass: what comes after the last @ has none."""
    if "@" not in text:
        return text
    text = _compiled(_WORD).sub(_masked_word, text)
    return _compiled(_USER).sub(f"{MASK}@", text)


def _masked_word(found: re.Match[str]) -> str:
    before, mark, after = found[0].rpartition("@")
    return _compiled(_PASSWORDS).sub(f"{MASK}@", f"{before}@") + after if mark and "://" in before else found[0]


class Veil:
    """How much of a value may be shown.

    Attributes:
        hidden: what is secret whatever it is called, as the names of the keys that lead there; lists add none.
        suspicious: whether any text but plain words and short numbers is taken for a secret, as among config vars.
    """

    __slots__ = ("hidden", "suspicious")

    def __init__(self, *, hidden: frozenset[tuple[str, ...]] = frozenset(), suspicious: bool = False) -> None:
        self.hidden = hidden
        self.suspicious = suspicious

    def over(self, value: object, path: tuple[str, ...] = ()) -> object:
        """Return what of ``value`` may be shown: plain dicts and lists, each secret masked.

        Args:
            value: JSON, however it is nested.
            path: the keys that led to it.
        """
        return self._over(value, path, len(path), secret=path in self.hidden or any(map(is_secret_name, path)))

    def _over(self, value: object, path: tuple[str, ...], depth: int, *, secret: bool) -> object:
        if isinstance(value, dict | list) and depth > _DEEPEST:
            return "..."
        if isinstance(value, dict):
            return self._over_object(value, path, depth, secret=secret)
        if isinstance(value, list):
            return [self._over(item, path, depth + 1, secret=secret) for item in value]
        if value is None or isinstance(value, bool):
            return value
        if secret:
            return MASK if value != "" else value
        return self._over_text(value) if isinstance(value, str) else value

    def _over_object(
        self, value: dict[object, object], path: tuple[str, ...], depth: int, *, secret: bool
    ) -> dict[object, object]:
        shown = {}
        for key, item in dict.items(value):  # past what a subclass makes of its items
            below = (*path, str(key))
            hides = below in self.hidden or is_secret_name(str(key))
            hides = hides or (secret and not _compiled(_HARMLESS).fullmatch(str(key)))
            shown[key] = self._over(item, below, depth + 1, secret=hides)
        return shown

    def _over_text(self, text: str) -> str:
        masked = masked_text(text)
        return MASK if self.suspicious and text and masked == text and not _compiled(_PLAIN).fullmatch(text) else masked
