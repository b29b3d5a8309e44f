"""The client of an API as its user sees it: what is behind each dot, and how each link is called.

These are the objects of a client that sends nothing, so a stub says what they do. Their public names belong to the API.
"""

# ruff: noqa: SLF001 - as above
from collections.abc import Sequence

from heroics_py.call.shape import CallShape
from heroics_py.client import BoundLink, BoundResource, Client, Scope
from heroics_py.client.connect import connect
from heroics_py.errors import CallError
from heroics_py.model.api import Api, Link

__all__ = [
    "client_of",
    "links_of",
    "name_of",
    "own_links",
    "resources_of",
    "schema_links",
    "scope_of",
    "scoped_resources",
    "shapes_of",
]

_NOWHERE = "https://url-of-the-api.invalid"


def client_of(api: Api) -> Client:
    """Return a client that describes an API, and sends nothing."""
    return connect(api, url=_NOWHERE, trust_environment=False)


def resources_of(client: Client) -> dict[str, BoundResource]:
    """Return the resources of a client by their names in Python."""
    return {name: getattr(client, name) for name in client}


def links_of(resource: BoundResource) -> dict[str, BoundLink]:
    """Return the links of a resource by their names in Python."""
    return {name: getattr(resource, name) for name in resource._calls}


def name_of(resource: BoundResource) -> str:
    """Return the name of a resource in the schema."""
    return resource._resource.name


def scope_of(resource: BoundResource) -> Scope | None:
    """Return the scope of one thing of a resource; None if the schema does not say what identifies one."""
    try:
        return resource["example"]
    except CallError:
        return None


def own_links(scope: Scope) -> dict[str, BoundLink]:
    """Return the links of the thing of a scope."""
    return {name: getattr(scope, name) for name in scope._own._calls}


def scoped_resources(scope: Scope) -> dict[str, BoundResource]:
    """Return the resources with links that name the thing of a scope."""
    return {name: getattr(scope, name) for name in scope._names()}


def shapes_of(link: BoundLink) -> Sequence[CallShape]:
    """Return how each link of a callable is called."""
    return link._call_shapes()


def schema_links(link: BoundLink) -> tuple[Link, ...]:
    """Return the links of the schema that share a callable."""
    return link._links
