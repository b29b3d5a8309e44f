"""The further names by which a link is found, such as the operation id of OpenAPI."""

from collections.abc import Iterator

from heroics_py.changes.change import Change
from heroics_py.changes.link_pair import Context, LinkPair

__all__ = ["alias_changes"]


def alias_changes(pair: LinkPair, context: Context) -> Iterator[Change]:
    """Yield the further names that do not find a link any more; documents of other dialects have other ones."""
    if not context.is_one_dialect or pair.old.name != pair.new.name:
        return
    resource, _, name = pair.new.name.rpartition(".")
    known = {name, *pair.new.link.aliases}
    gone = [
        each for each in pair.old.link.aliases if each not in known and f"{resource}.{each}" not in context.new.calls
    ]
    if gone:
        message = f"is not found as {' or '.join(map(repr, gone))} any more"
        yield pair.change("risky", "alias-gone", message, old=[*gone], new=[*pair.new.link.aliases])
