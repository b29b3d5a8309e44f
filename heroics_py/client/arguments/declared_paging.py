"""How lists continue, as the caller of `connect` states it.

paging={"thing.list": Paging.cursor("meta.next", "cursor", items="data")}    one link, by the name of its call
paging={"thing": Paging.pages("page", items="results")}                      the GET links of a resource that it fits
paging=Paging.offset("skip", size="top", items="value")                      those of the whole API
"""

from collections.abc import Iterable, Iterator, Mapping

from heroics_py.client.arguments.connect_arguments import resolve_resource
from heroics_py.errors import CallError, SchemaWarning, warn
from heroics_py.model.api import Api, Link, Resource
from heroics_py.model.identifiers import resource_names
from heroics_py.model.link_names import call_names
from heroics_py.model.paging import Paging
from heroics_py.support.lazy_mapping import LazyMapping
from heroics_py.support.loading import load_modules
from heroics_py.support.suggestions import did_you_mean

__all__ = ["DeclaredPaging", "with_paging"]

DeclaredPaging = Paging | Mapping[str, Paging]
"""How all lists continue; or by the names of calls or resources."""

_EXPECTED = "expected a Paging, or a dict such as {'thing.list': heroics_py.Paging.pages('page', items='data')}"


def with_paging(api: Api, paging: object) -> Api:
    """Return ``api`` with what the caller states; a resource is read when it is first looked up.

    Args:
        api: the API.
        paging: how its lists continue; see `DeclaredPaging`.

    Raises:
        CallError: there is no such link or resource, the link is not a GET, or the Paging fits no link.
    """
    if isinstance(paging, Paging):
        _check(paging, "paging=")
        stated = _stated(paging, "the API")
        if all(_fitting(resource, stated, warns=False) is resource for resource in api.resources.values()):
            raise CallError(f"paging={paging!r} fits no GET link of this API{_missing(paging)}")
        return api.replaced(resources=LazyMapping(api.resources, lambda name: _fitting(api.resources[name], stated)))
    if not isinstance(paging, Mapping):
        raise CallError(f"paging={type(paging).__name__}: {_EXPECTED}")
    changed: dict[str, Resource] = {}
    # What names a link is more certain than what names its resource.
    for name, value in sorted(paging.items(), key=lambda item: "." in str(item[0])):
        if not isinstance(value, Paging):
            raise CallError(f"paging={{{name!r}: {type(value).__name__}}}: {_EXPECTED}")
        _check(value, f"paging= for {name!r}: ")
        resource, call = _place(api, name)
        known = changed.get(resource, api.resources[resource])
        change = _of_call(known, name, call, value) if call else _of_resource(known, name, value)
        changed[resource] = change
    return api.replaced(resources=LazyMapping(api.resources, lambda name: changed.get(name) or api.resources[name]))


def _place(api: Api, name: object) -> tuple[str, str]:
    """Return the resource and the call that a name means; without a call, the whole resource."""
    known = {*api.resources, *resource_names(api.resources)}
    text = str(name).removeprefix("client.")
    resource, dot, call = text.rpartition(".")
    if dot and text not in known:
        return resolve_resource(api, "paging", resource), call
    return resolve_resource(api, "paging", text), ""


def _of_call(resource: Resource, name: str, call: str, paging: Paging) -> Resource:
    """Return a resource whose GET links of one name continue as stated."""
    calls = call_names(resource)
    if call not in calls:
        raise CallError(f"paging= names {name!r}, but {resource.name!r} has no such link; {did_you_mean(call, calls)}")
    links = calls[call]
    methods = sorted({link.method for link in links} - {"GET"})
    if not any(link.method == "GET" for link in links):
        raise CallError(f"paging= names {name!r}, which is a {methods[0]}: only a GET is sent again for further pages")
    return _replaced(resource, (link for link in links if link.method == "GET"), _stated(paging, name))


def _of_resource(resource: Resource, name: str, paging: Paging) -> Resource:
    """Return a resource whose fitting GET links continue as stated."""
    changed = _fitting(resource, _stated(paging, name))
    if changed is resource:
        raise CallError(
            f"paging= names {name!r}, which has no GET link{_missing(paging)}; name its call to state it all the same, "
            f"as in paging={{'{name}.{_call_that_reads(resource)}': ...}}"
        )
    return changed


def _call_that_reads(resource: Resource) -> str:
    """Return the name of a GET link; "list", if there is none."""
    calls = call_names(resource)
    return next((name for name, links in calls.items() if any(each.method == "GET" for each in links)), "list")


def _missing(paging: Paging) -> str:
    what = f" that takes {paging.parameter!r}" if paging.parameter else ""
    return what + (f" and returns {paging.items!r}" if paging.items else "")


def _fitting(resource: Resource, paging: Paging, *, warns: bool = True) -> Resource:
    """Return a resource whose GET links continue as stated, where it fits them."""
    load_modules("heroics_py.paging.fitting")
    from heroics_py.paging.fitting import fits

    links = [link for link in resource.links if fits(link, paging)]
    return _replaced(resource, links, paging, warns=warns) if links else resource


def _replaced(resource: Resource, links: Iterable[Link], paging: Paging, *, warns: bool = True) -> Resource:
    chosen = {id(link): link for link in links}
    load_modules("heroics_py.paging.fitting")
    from heroics_py.paging.fitting import doubts

    for link in chosen.values() if warns else ():
        for doubt in doubts(link, paging):
            warn(f"paging= says how {link.method} {link.href} continues, which does not have {doubt}", SchemaWarning)

    def changed() -> Iterator[Link]:
        for link in resource.links:
            yield link.replaced(paging=paging) if id(link) in chosen else link

    return resource.replaced(links=tuple(changed()))


def _check(paging: Paging, where: str) -> None:
    if paging.fault:
        raise CallError(f"{where}{paging!r} can't be meant: {paging.fault}")


def _stated(paging: Paging, name: str) -> Paging:
    return paging if paging.why else paging.replaced(why=f"connect(paging=...) states it for {name}")
