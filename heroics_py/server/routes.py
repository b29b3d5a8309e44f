"""The places of an API: which links a path can mean."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from heroics_py.model.api import Link

__all__ = ["Place", "Router", "shape_of"]

_BESIDE = re.compile(r"\{[?&#][^{}]*+\}|\?.*", re.DOTALL)
_PATH_STYLE = re.compile(r"\{/([^{}]*+)\}")
_WHOLE = re.compile(r"\{[^{}]*\}")
_CAPTURE = "{}"
_REST = "{+}"


@dataclass(slots=True, eq=False)
class Place:
    """One path of the API, its captures left open.

    Attributes:
        shape: the segments; a capture is ``{}``.
        links: what can be done there, by method, in the order of the schema.
    """

    shape: tuple[str, ...]
    links: dict[str, list[Link]] = field(default_factory=dict)

    @property
    def captures(self) -> int:
        """How many segments are open."""
        return sum("{" in segment for segment in self.shape)

    @property
    def ends_open(self) -> bool:
        """Whether the last segment is a capture, so that the path names one thing."""
        return bool(self.shape) and "{" in self.shape[-1]


@dataclass(slots=True)
class _Node:
    literals: dict[str, "_Node"] = field(default_factory=dict)
    patterns: dict[str, tuple[tuple[str, ...], "_Node"]] = field(default_factory=dict)
    place: Place | None = None


class Router:
    """Finds the place that a path means; where several fit, the one with the fewest captures."""

    def __init__(self, links: Iterable[Link]) -> None:
        self._root = _Node()
        self.places: dict[tuple[str, ...], Place] = {}
        for link in links:
            if not link.fault:
                self._add(link)

    def match(self, path: str, method: str) -> tuple[Place, tuple[str, ...]] | None:
        """Return the place that ``path`` (percent-encoded, without query) means, and the text of its captures.

        A place where ``method`` is known goes before one where it is not.
        """
        segments = tuple(path.strip("/").split("/")) if path.strip("/") else ()
        found = _matches(self._root, segments, ())
        return min(found, key=lambda match: (method not in match[0].links, match[0].captures), default=None)

    def _add(self, link: Link) -> None:
        shape = shape_of(link.href)
        node = self._root
        for segment in shape:
            if "{" not in segment:
                node = node.literals.setdefault(segment, _Node())
            else:
                node = node.patterns.setdefault(segment, (_pattern(segment), _Node()))[1]
        if node.place is None:
            node.place = self.places.setdefault(shape, Place(shape))
        node.place.links.setdefault(link.method, []).append(link)


def shape_of(href: str) -> tuple[str, ...]:
    """Return the segments of a template without its query; the names of its captures don't matter."""
    path = _BESIDE.sub("", href)
    path = _PATH_STYLE.sub(lambda found: "".join(f"/{{{name}}}" for name in found[1].split(",")), path)
    path = re.sub(r"\{\+[^{}]*\}$", _REST, path.strip("/"))
    return tuple(_segment(part) for part in path.split("/")) if path else ()


def _segment(part: str) -> str:
    return part if part == _REST else _WHOLE.sub(_CAPTURE, part) if "{" in part else unquote(part)


def _pattern(segment: str) -> tuple[str, ...]:
    return tuple(unquote(part) for part in segment.split(_CAPTURE))


def _captures(literals: tuple[str, ...], text: str) -> tuple[str, ...] | None:
    """Return what of ``text`` is between ``literals``, the first parts as long as they can be; None if it differs.

    Each literal is looked for once, from the end: an expression would try every way to divide the text.
    """
    first, *between, last = literals
    if not (text.startswith(first) and text.endswith(last) and len(first) + len(last) < len(text)):
        return None
    found: list[str] = []
    end = len(text) - len(last)
    for literal in reversed(between):
        at = text.rfind(literal, len(first) + 1, end - 1)
        if at < 0:
            return None
        found.append(text[at + len(literal) : end])
        end = at
    return (text[len(first) : end], *reversed(found))


def _matches(
    node: _Node, segments: tuple[str, ...], captured: tuple[str, ...]
) -> Iterator[tuple[Place, tuple[str, ...]]]:
    if not segments:
        if node.place is not None:
            yield node.place, captured
        return
    text = unquote(segments[0])
    if (literal := node.literals.get(text)) is not None:
        yield from _matches(literal, segments[1:], captured)
    for segment, (pattern, below) in node.patterns.items():
        if segment == _REST:
            if below.place is not None:
                yield below.place, (*captured, unquote("/".join(segments)))
        elif (found := _captures(pattern, text)) is not None:
            yield from _matches(below, segments[1:], (*captured, *found))
