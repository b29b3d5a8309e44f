"""URLs as the command line takes them."""

import re

from heroics_py.secrecy.names import MASK
from heroics_py.secrecy.urls import mask_url

__all__ = ["has_user", "is_address"]


def is_address(text: str) -> bool:
    """Return whether ``text`` is a URL, and not a name or a path."""
    return text.lower().startswith(("http://", "https://"))


def has_user(url: str) -> bool:
    """Return whether a URL, which may be malformed, holds a user or a password."""
    return "@" in re.split(r"[/?#]", url.partition("://")[2], maxsplit=1)[0] or mask_url(url) == MASK
