"""Texts without the secrets that show by their form."""

import re
from functools import cache

from heroics_py.secrecy.names import MASK
from heroics_py.secrecy.urls import mask_pair

__all__ = ["mask_text"]

# Credentials of a URL anywhere in a text, also with a slash in the password, unless the part after the colon is a port.
# No part is read twice: each ends before the next one, or before the next URL.
_USER = r"(?<=[A-Za-z0-9+.-]://)(?:[^\s/?#:@]*+:(?!\d++[/?#])[^\s/?#@\"'<>]*+|[^\s/?#@\"'<>]*+)@"
_PASSWORDS = r"(?<=[A-Za-z0-9+.-]://)(?:[^/?#:@]*+:(?!\d++[/?#]).*+|[^/?#]*@)"  # of a text that ends with "@"
_WORD = r"[^\s\"'<>]++"
_PAIR = r"([?&;])([^=&;#\s?]++)=([^&;#\s]++)"
# Three parts (RFC 7519, 3), at any place in a word; each word is searched once.
_WEB_TOKEN = r"(?<![\w-])((?:(?!\beyJ)[\w-])*+)eyJ[\w-]{8,}+\.[\w-]{8,}+\.[\w-]*+"  # noqa: S105 - an expression
_TOKENS = (
    r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*"
    r"|(?i:\b(?:bearer|basic|token)\s++(?=[^\s\d=]*+[\d=])[\w.~+/=-]{8,})"
    r"|\b(?:HRKU-[\w-]{20,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|npm_\w{30,}|sk-[\w-]{20,}"
    r"|[rs]k_(?:live|test)_\w{8,}|xox[abpr]-[\w-]{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,})"
)

# Compiled at first use: compiling all of them takes longer than a first look at a link.
_compiled = cache(re.compile)


def mask_text(text: str) -> str:
    """Return a text without the secrets that show by their form.

    These are the credentials and secret query fields of URLs, also of a text that is a relative one; private keys; and
    the tokens of well-known services.
    """
    if "://" in text or text.startswith(("/", "?")):
        text = _mask_userinfo(text)
        text = _compiled(_PAIR).sub(lambda match: f"{match[1]}{mask_pair(f'{match[2]}={match[3]}')}", text)
    if "eyJ" in text:
        text = _compiled(_WEB_TOKEN).sub(rf"\1{MASK}", text)
    return _compiled(_TOKENS).sub(MASK, text)


def _mask_userinfo(text: str) -> str:
    """Mask the userinfo of the URLs in a text, in one pass."""
    if "@" not in text:
        return text
    text = _compiled(_WORD).sub(_mask_word, text)
    return _compiled(_USER).sub(f"{MASK}@", text)


def _mask_word(match: re.Match[str]) -> str:
    before, mark, after = match[0].rpartition("@")
    return _compiled(_PASSWORDS).sub(f"{MASK}@", f"{before}@") + after if mark and "://" in before else match[0]
