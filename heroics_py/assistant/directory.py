"""The links of a client by the names that an assistant passes."""

from collections.abc import Iterator

from heroics_py.assistant.errors import Refused
from heroics_py.assistant.masking import masked_texts
from heroics_py.call.shape import CallShape
from heroics_py.client import BoundLink, Client
from heroics_py.display.terminal import escaped
from heroics_py.model.plain_text import plain_line
from heroics_py.model.schemes import target_text
from heroics_py.support.cached_property import cached_property
from heroics_py.support.json_types import Json
from heroics_py.support.suggestions import closest_names
from heroics_py.tools.find import find
from heroics_py.writers.arguments import arguments_of

__all__ = ["Directory", "link_name", "shapes_of"]

_MOST_FOUND = 20
_LONGEST_TEXT = 200


class Directory:
    """The links of a client, each by one name: "app.update"."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @cached_property
    def names(self) -> list[str]:
        """The names of all links."""
        return list(self._names())

    def _names(self) -> Iterator[str]:
        catalog = self._client._core.catalog  # noqa: SLF001 - public names of a client belong to the API
        for resource, own in catalog.names.items():
            yield from (f"{resource}.{call}" for call in catalog.calls(own))

    def link(self, name: str) -> BoundLink:
        """Return a link by its name, also as the schema spells it: "config-var.update".

        Raises:
            Refused: the link does not exist; the text names the closest ones.
        """
        catalog = self._client._core.catalog  # noqa: SLF001 - as above
        resource, _, call = name.rpartition(".")
        resource = catalog.python_names.get(resource) or resource.replace("-", "_")
        call = call.replace("-", "_")
        own = catalog.names.get(resource)
        if own is None or call not in catalog.calls(own):
            known = self.names if own is None else [f"{resource}.{each}" for each in catalog.calls(own)]
            names = closest_names(name, known) or known[:_MOST_FOUND]
            raise Refused(f"unknown link {escaped(name)[:100]!r}: search with find", source="schema", closest=[*names])
        link: BoundLink = getattr(getattr(self._client, resource), call)
        return link

    def search(self, words: str, limit: int) -> list[Json]:
        """Return the links that words may mean, the likeliest first, each in a few words."""
        return [masked_texts(_summary(link)) for link in find(self._client, words, limit=min(limit, _MOST_FOUND))]


def link_name(link: BoundLink) -> str:
    """Return the name of a link: "app.update"."""
    return link._name  # noqa: SLF001 - public names of a link are those of its schema


def shapes_of(link: BoundLink) -> tuple[CallShape, ...]:
    """Return how a link is called."""
    return link._call_shapes()  # noqa: SLF001 - as above


def _summary(link: BoundLink) -> Json:
    shapes = shapes_of(link)
    text = plain_line(link.description or link.title)
    needs = [each.keyword or each.wire_name for each in arguments_of(shapes) if each.is_required]
    return {
        "link": link_name(link),
        "does": text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}...",
        "request": " | ".join(dict.fromkeys(target_text(each.link) for each in shapes)),
        **({"needs": list(needs)} if needs else {}),
    }
