"""The resolution of a URI reference against a base URI (RFC 3986, section 5.2)."""

import re

from heroics_py.support.values import Value

__all__ = ["resolve_uri", "without_fragment"]

# RFC 3986, appendix B. urllib's urljoin leaves the references of schemes that it does not know as they are.
_PARTS = re.compile(r"(?s)(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?")


class _Parts(Value):
    scheme: str | None
    authority: str | None
    path: str
    query: str | None
    fragment: str | None

    @property
    def text(self) -> str:
        """The parts as one text (RFC 3986, 5.3)."""
        scheme = "" if self.scheme is None else f"{self.scheme}:"
        authority = "" if self.authority is None else f"//{self.authority}"
        query = "" if self.query is None else f"?{self.query}"
        fragment = "" if self.fragment is None else f"#{self.fragment}"
        return f"{scheme}{authority}{self.path}{query}{fragment}"


def resolve_uri(base: str, reference: str) -> str:
    """Return the URI that ``reference`` means at ``base``."""
    own, outer = _parts(reference), _parts(base)
    if own.scheme is not None:
        return own.replaced(path=_without_dots(own.path)).text
    if own.authority is not None:
        return own.replaced(scheme=outer.scheme, path=_without_dots(own.path)).text
    path, query = _path_and_query(outer, own)
    return outer.replaced(path=path, query=query, fragment=own.fragment).text


def without_fragment(uri: str) -> str:
    """Return ``uri`` without its fragment."""
    return uri.partition("#")[0]


def _parts(text: str) -> _Parts:
    match = _PARTS.fullmatch(text)
    scheme, authority, path, query, fragment = match.groups() if match else (None, None, text, None, None)
    return _Parts(scheme, authority, path, query, fragment)


def _path_and_query(base: _Parts, own: _Parts) -> tuple[str, str | None]:
    if not own.path:
        return base.path, base.query if own.query is None else own.query
    if own.path.startswith("/"):
        return _without_dots(own.path), own.query
    folder = "/" if base.authority is not None and not base.path else base.path[: base.path.rfind("/") + 1]
    return _without_dots(folder + own.path), own.query


def _without_dots(path: str) -> str:
    """Return a path without the segments "." and ".." (RFC 3986, 5.2.4)."""
    if not path.startswith("/"):
        return path  # that of a scheme without hierarchy, such as mailto:
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "".join(f"/{segment}" for segment in [*kept, *([""] if segments[-1] in {".", ".."} else [])])
