"""What differs between the scopes of things: ``client.app["example"].dyno.list()``."""

from collections.abc import Iterator, Mapping

from heroics_py.changes.change import Change
from heroics_py.changes.link_pair import LinkPair
from heroics_py.changes.surface import CalledLink, Surface
from heroics_py.linking.catalog import Catalog
from heroics_py.linking.scope_rules import Filler, path_values

__all__ = ["Scopes", "scope_changes"]

_Filled = tuple[int, ...]


class Scopes:
    """The scopes of an API, and which links they offer.

    Args:
        surface: the calls of the API.
    """

    def __init__(self, surface: Surface) -> None:
        self._offers: dict[int, dict[str, _Filled]] = {}
        catalog = Catalog(surface.api)
        for python_name, own_name in catalog.names.items():
            attributes = catalog.identity_attributes.of_resource(own_name)
            thing = surface.api.resources[own_name].thing
            if attributes:
                filler = Filler(attributes=attributes, value="x", resource=own_name, thing=thing)
                self._add(python_name, filler, catalog)

    def _add(self, name: str, filler: Filler, catalog: Catalog) -> None:
        for resource in catalog.offering(filler).values():
            for link in (each for links in catalog.offered(resource, filler).values() for each in links):
                values = path_values(link, (filler,), catalog.identity_attributes)
                places = tuple(at for at, each in enumerate(link.path_parameters) if each.name in values)
                self._offers.setdefault(id(link), {})[name] = places

    def of(self, called: CalledLink) -> Mapping[str, _Filled]:
        """Return the resources whose things have a scope with a link, each with the places that it fills."""
        return self._offers.get(id(called.link), {})


def scope_changes(pair: LinkPair, old: Scopes, new: Scopes) -> Iterator[Change]:
    """Yield the scopes that do not offer a call any more, that offer it too, or that fill other arguments of it.

    Args:
        pair: the link.
        old: the scopes of the old API.
        new: those of the new one.
    """
    if pair.old.name != pair.new.name:
        return  # which is said of the call
    before, after = old.of(pair.old), new.of(pair.new)
    is_as_long = len(pair.old.link.path_parameters) == len(pair.new.link.path_parameters)
    for name in sorted({*before, *after}):
        scope = f"the scope client.{name}[...]"
        if name not in after:
            message = f"{scope} does not offer the call any more"
            yield pair.change("breaking", "scope-gone", message, old=name, cause=name)
        elif name not in before:
            yield pair.change("harmless", "scope-new", f"{scope} offers the call too", new=name, cause=name)
        elif is_as_long and before[name] != after[name]:
            message = f"{scope} fills other arguments of the call now"
            yield pair.change("breaking", "scope-changed", message, old=name, new=name, cause=name)
