"""The calls of an API as one types them, and the links that each of them reaches."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from heroics_py.call.shape import CallShape, usable_shape_of
from heroics_py.model.api import Api, Link
from heroics_py.model.identifiers import resource_names
from heroics_py.model.link_names import call_names
from heroics_py.readers.path_shapes import Shape, literal_text, shape_of_path
from heroics_py.support.cached_property import cached_property

__all__ = ["CalledLink", "Surface"]


class CalledLink:
    """A link, and the call that reaches it.

    Attributes:
        name: the call as one types it: "config_var.info".
        link: the link.
    """

    def __init__(self, name: str, link: Link, base_path: str) -> None:
        self.name = name
        self.link = link
        self._base_path = base_path

    def __repr__(self) -> str:
        return f"<{self.name}: {self.target}>"

    @property
    def target(self) -> str:
        """The method and href, for messages."""
        return f"{self.link.method} {self.link.href}"

    @cached_property
    def call_shape(self) -> CallShape:
        """The arguments of the link."""
        return usable_shape_of(self.link)

    @cached_property
    def own_shape(self) -> Shape:
        """The shape of the path that the href has."""
        return shape_of_path(self._path)

    @cached_property
    def whole_shape(self) -> Shape:
        """The shape of the path that a request has, with that of the base URL."""
        is_whole = self.link.at_server or self._path != self.link.href
        return self.own_shape if is_whole else shape_of_path(f"{self._base_path}/{self._path.lstrip('/')}")

    @property
    def literal(self) -> str:
        """What the path of the href says apart from its variables, with a suffix, a last slash and a fixed query."""
        return literal_text(self._path)

    @property
    def server(self) -> str:
        """The scheme and host of an absolute href; empty for one that is relative to the server of the API."""
        href = self.link.href
        return "" if self._path == href else href[: len(href) - len(self._path)]

    @property
    def _path(self) -> str:
        href = self.link.href
        return href.partition("://")[2].partition("/")[2] if "://" in href.partition("?")[0] else href


class Surface:
    """The calls of an API.

    Attributes:
        api: the API.
        links: every link of it, with its call, in the order of the schema.
        calls: the links by the name of their call.
    """

    def __init__(self, api: Api) -> None:
        self.api = api
        base_path = urlsplit(api.url).path.rstrip("/")
        calls: dict[str, tuple[CalledLink, ...]] = {}
        for python_name, own_name in resource_names(api.resources).items():
            for name, links in call_names(api.resources[own_name]).items():
                spelled = f"{python_name}.{name}"
                calls[spelled] = tuple(CalledLink(spelled, link, base_path) for link in links)
        self.calls: Mapping[str, tuple[CalledLink, ...]] = calls
        self.links = tuple(each for shared in calls.values() for each in shared)
