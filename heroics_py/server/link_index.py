"""The links of an API by the names of their calls, such as "app.list"."""

from collections.abc import Iterable
from functools import cached_property

from heroics_py.display.terminal import shown
from heroics_py.model.api import Api, Link
from heroics_py.model.identifiers import identifier
from heroics_py.model.link_names import call_names
from heroics_py.support.suggestions import did_you_mean

__all__ = ["LinkIndex"]


class LinkIndex:
    """Names the links of an API as a client does."""

    def __init__(self, api: Api) -> None:
        self._api = api

    @cached_property
    def _names(self) -> dict[int, str]:
        """The name of each link, by its identity in memory."""
        return {
            id(link): f"{identifier(resource.name)}.{name}"
            for resource in self._api.resources.values()
            for name, links in call_names(resource).items()
            for link in links
        }

    def name_of(self, link: Link) -> str:
        """Return the name of a link; empty if it has none."""
        return self._names.get(id(link), "")

    def names_of(self, links: Iterable[Link]) -> tuple[str, ...]:
        """Return the names of links, each once."""
        return tuple(dict.fromkeys(filter(None, map(self.name_of, links))))

    def known(self, name: object) -> str:
        """Return the name of a call that a text such as "app.list" means.

        Raises:
            LookupError: the API has no such call.
        """
        resource, _, call = name.partition(".") if isinstance(name, str) else ("", "", "")
        meant = f"{identifier(resource)}.{identifier(call)}"
        names = dict.fromkeys(self._names.values())
        if meant in names:
            return meant
        raise LookupError(f"the API has no link {shown(name)}: {did_you_mean(meant, names)}")
