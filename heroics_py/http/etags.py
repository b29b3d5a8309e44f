"""Entity tags (RFC 9110, 8.8.3)."""

import re

__all__ = ["matches_etag", "opaque_tag"]

_ETAGS = re.compile(r'(?:W/)?"[^"]*"|[^\s,"]+')


def matches_etag(field: str, etag: str | None, *, weakly: bool = True) -> bool:
    """Return whether an ``If-None-Match`` or ``If-Match`` field matches ``etag`` (RFC 9110, 13.1).

    Args:
        field: the value of the field.
        etag: the current tag; None if there is nothing to match.
        weakly: compare weakly, as ``If-None-Match`` does; ``If-Match`` compares strongly.
    """
    if etag is None:
        return False
    if field.strip() == "*":
        return True
    tags = _ETAGS.findall(field)
    if weakly:
        return opaque_tag(etag) in map(opaque_tag, tags)
    return etag in tags and not etag.startswith("W/")


def opaque_tag(etag: str) -> str:
    """Return a tag without its mark of weakness."""
    return etag.strip().removeprefix("W/")
