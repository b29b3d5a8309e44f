"""Links that are written the same in both schemas, with all that they refer to: nothing of them is compared."""

from collections.abc import Iterator

from heroics_py.changes.credentials import has_same_scopes
from heroics_py.changes.link_pair import Context, LinkPair
from heroics_py.model.api import Link
from heroics_py.model.schema import Schema

__all__ = ["is_unchanged"]


def is_unchanged(pair: LinkPair, context: Context) -> bool:
    """Return whether a link is certainly the same in both schemas; False if it has to be compared."""
    old, new = pair.old.link, pair.new.link
    old_api, new_api = context.old.api, context.new.api
    if pair.old.name != pair.new.name or (old_api.needs, old_api.security) != (new_api.needs, new_api.security):
        return False
    if old != new or not has_same_scopes(pair, context) or [*old.replies.items()] != [*new.replies.items()]:
        return False
    # Equal links may refer to definitions that differ.
    return all(map(context.sameness.is_same, _schemas(old), _schemas(new)))


def _schemas(link: Link) -> Iterator[Schema]:
    """Yield every schema of a link."""
    yield from filter(None, (link.query, link.target_schema, *(each.schema for each in link.parameters)))
    for content in link.body.choices if link.body is not None else ():
        yield from filter(None, (content.schema, content.item_schema))
    for reply in link.replies.values():
        yield from filter(None, reply.contents.values())
        yield from reply.items.values()
        yield from filter(None, (each.schema for each in reply.headers))
