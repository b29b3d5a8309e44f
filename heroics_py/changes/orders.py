"""What differs between the attributes that a list can be ordered by."""

from collections.abc import Iterator

from heroics_py.changes.change import Change
from heroics_py.changes.link_pair import Context, LinkPair

__all__ = ["order_changes"]


def order_changes(pair: LinkPair, context: Context) -> Iterator[Change]:
    """Yield the attributes that a list can't be ordered by any more, and the new ones; other dialects name none."""
    old, new = pair.old.link.ranges, pair.new.link.ranges
    if not context.is_one_dialect:
        return
    if gone := [each for each in old if each not in new]:
        message = f"the list can't be ordered by {', '.join(gone)} any more"
        yield pair.change("breaking" if new else "risky", "order-changed", message, old=[*old], new=[*new])
    elif added := [each for each in new if each not in old]:
        message = f"the list can be ordered by {', '.join(added)} too"
        yield pair.change("harmless", "order-changed", message, old=[*old], new=[*new])
    elif old[:1] != new[:1]:
        message = f"the list is ordered by {new[0]} now, no longer by {old[0]}"
        yield pair.change("risky", "order-changed", message, old=[*old], new=[*new])
