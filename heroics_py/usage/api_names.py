"""The calls that names in a program mean, by the schema if it is known."""

import re
from collections.abc import Mapping, Sequence

from heroics_py.call.shape import CallShape, shape_of
from heroics_py.client.link_words import LinkWords
from heroics_py.errors import SchemaError
from heroics_py.linking.catalog import Catalog
from heroics_py.model.api import Api, Link
from heroics_py.model.identifiers import identifier
from heroics_py.usage.use import ANY

__all__ = ["ApiNames"]

LINK_NAMES = frozenset(
    {"send", "prepare", "curl", "with_options", "method", "href", "rel", "title", "description"}
    | {"body_schema", "target_schema", "paging"}
)
"""The attributes of a link itself."""

_WITHOUT_BODY = ("info", "list", "delete", "search", "get", "show", "read")


class ApiNames:
    """The resources and links of APIs by the names that a program gives them.

    Args:
        apis: those that are known. Names of others count as they are typed.
    """

    def __init__(self, apis: Sequence[Api] = ()) -> None:
        self._catalogs = [*map(Catalog, apis)]
        self._known: dict[str, dict[str, tuple[Link, ...]]] = {}
        self._words: dict[str, LinkWords] = {}

    @property
    def is_known(self) -> bool:
        """Whether an API is known."""
        return bool(self._catalogs)

    def resource(self, name: str) -> str:
        """Return the Python name of a resource, from its name in Python or in the schema."""
        named = (each.python_names[name] for each in self._catalogs if name in each.python_names)
        return next(named, name if name.isidentifier() or name == ANY else identifier(name))

    def link(self, resource: str, words: str) -> str:
        """Return the Python name of a link, from its name in Python, its title, or its name in the schema."""
        index = self._link_words(resource)
        meant = index.own.get(words) or index.aliases.get(words) or index.rels.get(words)
        return meant or (words if words.isidentifier() or words == ANY else identifier(words))

    def has(self, resource: str, link: str) -> bool:
        """Return whether an API has a link; False if the API is not known."""
        return self.link(resource, link) in self._calls(resource)

    def is_own_link(self, resource: str, name: str) -> bool | None:
        """Return whether a name in a scope is a link of its own resource, or another resource; None if unknown."""
        return self.has(resource, name) if self._calls(resource) else None

    def resource_in_scope(self, name: str) -> str:
        """Return the resource that an attribute of a scope means: a trailing "_" sets it off from a link."""
        own = name.removesuffix("_")
        return own if self._calls(own) and not self._calls(name) else self.resource(name)

    def takes_body(self, call: str, positional: int, *, is_scoped: bool) -> bool:
        """Return whether the last of so many positional arguments may be a body."""
        resource, _, name = call.rpartition(".")
        links = self._calls(resource).get(name, ())
        if not links:
            return not name.startswith(_WITHOUT_BODY)
        shapes = [shape for link in links if (shape := _shape(link)) is not None]
        return len(shapes) < len(links) or any(
            shape.takes_body and (is_scoped or positional > len(shape.parameters)) for shape in shapes
        )

    def identity_fields(self, call: str) -> tuple[str, ...]:
        """Return the fields of a record by which another call may name it; none if they are not known."""
        resource, _, name = call.rpartition(".")
        links = [(each, link) for each in self._catalogs for link in _calls_of(each, resource).get(name, ())]
        return tuple(dict.fromkeys(field for catalog, link in links for field in catalog.identity_fields(link)))

    def readers(self, resource: str) -> list[str]:
        """Return the links that may read a thing of a resource again, by their relations and paths."""
        calls = self._calls(resource)
        return [name for name, links in calls.items() if any(map(_reads_one, links))] if calls else ["info"]

    def requested(self, method: str, url: str) -> list[str]:
        """Return the calls whose method and path a request has: ``GET``, ``/apps/{}``; none if it has no link."""
        path = _segments(url)
        return [
            f"{name}.{call}"
            for each in self._catalogs
            for name, own in each.names.items()
            for call, links in each.calls(own).items()
            if any(_is_alike(_segments(link.href), path) for link in links if method in {link.method, ANY})
        ]

    def _calls(self, resource: str) -> Mapping[str, tuple[Link, ...]]:
        if resource not in self._known:
            calls: dict[str, tuple[Link, ...]] = {}
            for each in self._catalogs:
                for name, links in _calls_of(each, resource).items():
                    calls[name] = (*calls.get(name, ()), *links)
            self._known[resource] = calls
        return self._known[resource]

    def _link_words(self, resource: str) -> LinkWords:
        if resource not in self._words:
            self._words[resource] = LinkWords.of(self._calls(resource))
        return self._words[resource]


def _calls_of(catalog: Catalog, resource: str) -> Mapping[str, tuple[Link, ...]]:
    own = catalog.resource_name(resource)
    return {} if own is None else catalog.calls(own)


_EXPRESSION = re.compile(r"{[^{}]*}")


def _segments(url: str) -> list[str]:
    path = _EXPRESSION.sub("{}", url.partition("://")[2].partition("/")[2] if "://" in url else url)
    return [part for part in path.partition("?")[0].partition("#")[0].split("/") if part]


def _is_alike(href: list[str], path: list[str]) -> bool:
    pairs = zip(reversed(href), reversed(path), strict=False)  # the base URL may have a path, too
    return len(href) <= len(path) and all(left == right or "{}" in {left, right} for left, right in pairs)


def _reads_one(link: Link) -> bool:
    return link.method == "GET" and (link.rel == "self" or link.href.partition("{?")[0].rstrip("/").endswith("}"))


def _shape(link: Link) -> CallShape | None:
    try:
        return shape_of(link)
    except SchemaError:
        return None
