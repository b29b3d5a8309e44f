"""A link on another base than the one that the schema shows without a record."""

from heroics_py.client.core import Core
from heroics_py.linking.scope_rules import AttachedLink
from heroics_py.model.api import Link
from heroics_py.readers.base_urls import self_links_of
from heroics_py.readers.hyper_schema.link import LinkContext, read_links
from heroics_py.readers.hyper_schema.resources import links_of

__all__ = ["rebased"]

_OF_HREF = ("href", "parameters", "query", "scheme", "at_server", "query_template", "reference", "fault")


def rebased(core: Core, link: Link, attached: AttachedLink | None) -> Link:
    """Return a link with its href on the base that a record gives it."""
    if attached is None or attached.base is None:
        return link
    home = link.pointer.rpartition("/links/")[0] or link.pointer.removesuffix("/links")
    holder = core.api.documents.schema_at(home)
    context = LinkContext(
        resource=link.resource,
        schema=holder,
        resources=frozenset(core.api.resources),
        url=core.base_url if attached.is_at_response else core.api.url,
        self_links=self_links_of(holder.node),
        base=attached.base,
    )
    for steps, raw in links_of(holder):
        if f"{holder.pointer}{steps}" == link.pointer:
            found = next(each for each in read_links(context, steps, raw) if each.method == link.method)
            return link.replaced(**{name: getattr(found, name) for name in _OF_HREF})
    return link
