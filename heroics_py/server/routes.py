"""The routes of an API, and the router that finds them by path."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from heroics_py.model.api import Link

__all__ = ["Route", "Router", "capture_places", "segment_before", "shape_of"]

_QUERY = re.compile(r"\{[?&#][^{}]*+\}|\?.*", re.DOTALL)
_PATH_STYLE = re.compile(r"\{/([^{}]*+)\}")
_VARIABLE = re.compile(r"\{[^{}]*\}")
_CAPTURE = "{}"
_REST = "{+}"


@dataclass(slots=True, eq=False)
class Route:
    """One path of the API, with captures for its variables.

    Attributes:
        shape: the segments; a capture is ``{}``.
        links: the links with this path by method, in the order of the schema.
    """

    shape: tuple[str, ...]
    links: dict[str, list[Link]] = field(default_factory=dict)

    @property
    def captures(self) -> int:
        """How many segments hold captures."""
        return sum("{" in segment for segment in self.shape)

    def rank(self, method: str) -> tuple[bool, int, bool]:
        """Return how well the route fits a request with ``method``; the lowest fits best."""
        lacks = method not in self.links and not (method == "HEAD" and "GET" in self.links)
        documented = any(link.replies for links in self.links.values() for link in links)
        return (lacks and not documented, self.captures, lacks)

    @property
    def ends_with_capture(self) -> bool:
        """Whether the last segment is a capture, so that the path identifies one entity."""
        return bool(self.shape) and "{" in self.shape[-1]


@dataclass(slots=True)
class _Node:
    literals: dict[str, "_Node"] = field(default_factory=dict)
    patterns: dict[str, tuple[tuple[str, ...], "_Node"]] = field(default_factory=dict)
    route: Route | None = None


class Router:
    """Finds the route of a path; if several match, the one with the fewest captures."""

    def __init__(self, links: Iterable[Link]) -> None:
        self._root = _Node()
        self.routes: dict[tuple[str, ...], Route] = {}
        for link in links:
            if not link.fault and not link.scheme:
                self._add(link)

    def match(self, path: str, method: str) -> tuple[Route, tuple[str, ...]] | None:
        """Return the route of ``path`` (percent-encoded, without query) and the texts of its captures.

        A route that has ``method`` precedes one that lacks it, unless the document describes responses: there, a path
        without variables precedes others whatever its methods (OpenAPI 3.1.1, 4.8.8.2).
        """
        segments = tuple(path.strip("/").split("/")) if path.strip("/") else ()
        matches = _matches(self._root, segments, ())
        return min(matches, key=lambda match: match[0].rank(method), default=None)

    def _add(self, link: Link) -> None:
        shape = shape_of(link.href)
        node = self._root
        for segment in shape:
            if "{" not in segment:
                node = node.literals.setdefault(segment, _Node())
            else:
                node = node.patterns.setdefault(segment, (_pattern(segment), _Node()))[1]
        if node.route is None:
            node.route = self.routes.setdefault(shape, Route(shape))
        node.route.links.setdefault(link.method, []).append(link)


def shape_of(href: str) -> tuple[str, ...]:
    """Return the segments of a template without its query; the names of its variables don't matter."""
    path = _QUERY.sub("", href)
    path = _PATH_STYLE.sub(lambda match: "".join(f"/{{{name}}}" for name in match[1].split(",")), path)
    path = re.sub(r"\{\+[^{}]*\}$", _REST, path.strip("/"))
    return tuple(_segment(part) for part in path.split("/")) if path else ()


def capture_places(shape: tuple[str, ...]) -> list[int]:
    """Return the number of the segment of each capture; one segment may hold several."""
    return [number for number, segment in enumerate(shape) for _ in range(segment.count("{"))]


def segment_before(shape: tuple[str, ...], index: int) -> str:
    """Return the segment before that of the capture ``index``, such as "pets"; empty if there is none."""
    places = capture_places(shape)
    return shape[places[index] - 1] if index < len(places) and places[index] else ""


def _segment(part: str) -> str:
    return part if part == _REST else _VARIABLE.sub(_CAPTURE, part) if "{" in part else unquote(part)


def _pattern(segment: str) -> tuple[str, ...]:
    return tuple(unquote(part) for part in segment.split(_CAPTURE))


def _captures(literals: tuple[str, ...], text: str) -> tuple[str, ...] | None:
    """Return the parts of ``text`` between ``literals``, the first ones as long as possible; None if it differs.

    Each literal is searched once, from the end: a regular expression would try every way to divide the text.
    """
    first, *between, last = literals
    if not (text.startswith(first) and text.endswith(last) and len(first) + len(last) < len(text)):
        return None
    parts: list[str] = []
    end = len(text) - len(last)
    for literal in reversed(between):
        at = text.rfind(literal, len(first) + 1, end - 1)
        if at < 0:
            return None
        parts.append(text[at + len(literal) : end])
        end = at
    return (text[len(first) : end], *reversed(parts))


def _matches(
    node: _Node, segments: tuple[str, ...], captured: tuple[str, ...]
) -> Iterator[tuple[Route, tuple[str, ...]]]:
    if not segments:
        if node.route is not None:
            yield node.route, captured
        return
    text = unquote(segments[0])
    if (literal := node.literals.get(text)) is not None:
        yield from _matches(literal, segments[1:], captured)
    for segment, (pattern, child) in node.patterns.items():
        if segment == _REST:
            if child.route is not None:
                yield child.route, (*captured, unquote("/".join(segments)))
        elif (parts := _captures(pattern, text)) is not None:
            yield from _matches(child, segments[1:], (*captured, *parts))
