"""The places at which a walk of the graph meets a pair of schemas."""

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Generic, Protocol, Self, TypeVar

__all__ = ["ANY_NAME", "ITEMS", "Places"]

ITEMS = "[]"
ANY_NAME = "*"
"""In a path: fields of any name, and at its end all that is below."""

_MOST_PATHS = 12
_MOST_STARTS = 16
_Path = tuple[str, ...]


class _Place(Protocol):
    @property
    def below(self) -> Sequence[tuple[_Path, Self]]: ...


Node = TypeVar("Node", bound=_Place)


class Places(Generic[Node]):
    """The steps of one walk, from which the paths to a node follow.

    Args:
        root: where the walk begins.
    """

    def __init__(self, root: Node) -> None:
        self._root = root
        self._steps: dict[Node, list[tuple[_Path, Node]]] = {root: []}
        self._masks: dict[Node, int] | None = None
        self._starts: list[_Path] = []
        self._open: dict[Node, _Path] = {}
        self._others: dict[Node, tuple[list[_Path], list[_Path]]] = {}

    def add(self, origin: Node, step: _Path, node: Node) -> bool:
        """Add a step of the walk; return whether it leads to a node that no other did."""
        is_new = node not in self._steps
        self._steps.setdefault(node, []).append((step, origin))
        return is_new

    def shortest(self, node: Node) -> _Path:
        """Return the shortest path to a node, which the walk took first."""
        path: _Path = ()
        while node is not self._root:
            step, node = self._steps[node][0]
            path = (*step, *path)
        return path

    def further(self, node: Node, own: _Path) -> tuple[_Path, ...]:
        """Return the other paths to a part of a node.

        Where schemas lead back to themselves, paths are endless: then the fields are returned below which they go on,
        ``("owner", "*")``. If there are too many paths, the fields of the root are; if those are too many, ``("*",)``.

        Args:
            node: the node.
            own: the path to the part within the node.
        """
        if node not in self._others:
            self._others[node] = self._all(node) or self._cut(node)
        paths, areas = self._others[node]
        known = (*self.shortest(node), *own)
        found = chain(((*path, *own) for path in paths), areas)
        return tuple(dict.fromkeys(each for each in found if each not in {known, (*known, ANY_NAME)}))

    def _all(self, node: Node) -> tuple[list[_Path], list[_Path]] | None:
        """Return the paths to a node, the shortest first, and where endless ones go on; None if there are too many."""
        returns: dict[tuple[Node, _Path], None] = {}
        paths = self._paths(node, returns)
        if paths is None:
            return None
        areas: list[_Path] = []
        for origin, step in returns:
            ways = self._paths(origin, {})
            if ways is None or len(paths) + len(areas) + len(ways) > _MOST_PATHS:
                return None
            areas += [(*way, *step, ANY_NAME) for way in ways if step]
        return paths, areas

    def _paths(self, node: Node, returns: dict[tuple[Node, _Path], None]) -> list[_Path] | None:
        """Return the paths to a node that meet no node twice; None if there are too many.

        Args:
            node: the node.
            returns: gets the steps with which a path sets out for a node that it has met.
        """
        found: list[_Path] = []
        waiting: deque[tuple[_Path, Node, frozenset[Node]]] = deque([((), node, frozenset({node}))])
        while waiting:
            path, at, seen = waiting.popleft()
            if at is self._root:
                found.append(path)
            for step, origin in self._steps[at]:
                if origin in seen:
                    returns[origin, step] = None
                else:
                    waiting.append(((*step, *path), origin, seen | {origin}))
            if len(found) + len(waiting) > _MOST_PATHS:
                return None
        return found

    def _cut(self, node: Node) -> tuple[list[_Path], list[_Path]]:
        """Return the path to a node in the items of the root, if it is there, and the fields below which it is."""
        if self._masks is None:
            self._masks = self._spread(dict(self._seeds()))
        mask = self._masks.get(node, 0)
        starts = [(*each, ANY_NAME) for number, each in enumerate(self._starts) if mask >> number & 1]
        whole = [self._open[node]] if node in self._open else []
        return whole, starts if len(starts) <= _MOST_STARTS else [(ANY_NAME,)]

    def _seeds(self) -> Iterator[tuple[Node, int]]:
        """Yield the nodes that fields of the root lead to, each with these fields as a set of bits."""
        masks: dict[Node, int] = {}
        self._open[self._root] = ()
        waiting = [self._root]
        while waiting:
            at = waiting.pop()
            for step, below in at.below:
                path = (*self._open[at], *step)
                if any(name != ITEMS for name in path):
                    masks[below] = masks.get(below, 0) | 1 << len(self._starts)
                    self._starts.append(path)
                elif below not in self._open:
                    self._open[below] = path
                    waiting.append(below)
        yield from masks.items()

    def _spread(self, masks: dict[Node, int]) -> dict[Node, int]:
        """Return the fields of the root that lead to each node."""
        waiting = deque(masks)
        while waiting:
            node = waiting.popleft()
            for _, below in node.below:
                mask = masks.get(below, 0)
                if mask | masks[node] != mask:
                    masks[below] = mask | masks[node]
                    waiting.append(below)
        return masks
