"""The link of the schema that a URL belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlsplit

from heroics_py.http.origins import origin_of
from heroics_py.model.api import Api, Link
from heroics_py.readers.path_shapes import VARIABLE
from heroics_py.support.values import Value

__all__ = ["UrlLink", "UrlLinks"]

_QUERY = re.compile(r"\{[?&#][^{}]*\}|[?#].*", re.DOTALL)
_EXPRESSION = re.compile(r"\{[^{}]*\}")
_VARIABLE = re.compile(r"\{([^{}+#./;?&*:,]+)\}")


class UrlLink(Value):
    """A link of the schema, and what a URL says of its variables.

    Attributes:
        link: the link.
        values: the values of its path, by variable; empty if the URL is a template.
    """

    link: Link
    values: Mapping[str, str]


class UrlLinks:
    """The links of an API by the URLs that they may have."""

    def __init__(self, api: Api, base_url: str) -> None:
        self._base_url = base_url
        self._by_length: dict[tuple[str, int], list[tuple[tuple[str, ...], Link]]] = {}
        for link in api.links:
            if not link.fault and "\\" not in link.href:
                origin, path = self._place(link)
                segments = tuple(path.strip("/").split("/"))
                self._by_length.setdefault((origin, len(segments)), []).append((segments, link))

    def find(self, url: str) -> Iterator[UrlLink]:
        """Yield the links of any method that a URL, or a template of one, may belong to, the most literal first."""
        path = _QUERY.sub("", url)
        origin = origin_of(path.partition("{")[0]) or ""
        segments = tuple(_path_of(_EXPRESSION.sub(VARIABLE, path)).strip("/").split("/"))
        candidates = self._by_length.get((origin, len(segments)), ())
        found = [link for link in candidates if _matches(link[0], segments)]
        for names, link in sorted(found, key=lambda each: sum("{" in name for name in each[0])):
            yield UrlLink(link, _values(names, segments))

    def _place(self, link: Link) -> tuple[str, str]:
        """Return the origin of a link, and its path with that of the base URL."""
        href = _QUERY.sub("", link.href)
        if "://" in href:
            return origin_of(href.partition("{")[0]) or "", _path_of(href)
        base = "" if link.at_server else urlsplit(self._base_url).path.rstrip("/")
        return origin_of(self._base_url) or "", f"{base}/{href.lstrip('/')}"


def _path_of(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:  # no URL, such as http://[
        return ""


def _matches(names: tuple[str, ...], segments: tuple[str, ...]) -> bool:
    return all(_matches_segment(*pair) for pair in zip(names, segments, strict=True))


def _matches_segment(name: str, segment: str) -> bool:
    if "{" not in name:
        return name == segment or unquote(name) == unquote(segment)
    return _VARIABLE.fullmatch(name) is not None and segment not in {"", ".", ".."}


def _values(names: tuple[str, ...], segments: tuple[str, ...]) -> dict[str, str]:
    if any(VARIABLE in segment for segment in segments):
        return {}
    variables = ((_VARIABLE.fullmatch(name), segment) for name, segment in zip(names, segments, strict=True))
    return {match[1]: unquote(segment) for match, segment in variables if match is not None}
