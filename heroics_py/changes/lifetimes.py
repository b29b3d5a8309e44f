"""What documents say about the end of a link, and in words."""

from collections.abc import Iterator

from heroics_py.changes.change import Change
from heroics_py.changes.link_pair import Context, LinkPair
from heroics_py.model.api import Link

__all__ = ["lifetime_changes", "text_changes"]


def lifetime_changes(pair: LinkPair, context: Context) -> Iterator[Change]:  # noqa: ARG001 - as its neighbours
    """Yield whether a link is deprecated now, or has another date for its end."""
    old, new = pair.old.link, pair.new.link
    if _is_deprecated(new) and not _is_deprecated(old):
        more = f": {new.deprecation.more}" if new.deprecation is not None and new.deprecation.more else ""
        yield pair.change("risky", "deprecated", f"deprecated now{more}")
    if _is_deprecated(old) and not _is_deprecated(new):
        yield pair.change("harmless", "deprecated", "not deprecated any more")
    ends, new_ends = (each.deprecation.ends if each.deprecation is not None else "" for each in (old, new))
    if new_ends and new_ends != ends:
        before = f" (before: {ends})" if ends else ""
        yield pair.change("risky", "sunset", f"ends {new_ends}{before}", old=ends or None, new=new_ends)
    if old.stability and new.stability and old.stability != new.stability and not _is_deprecated(new):
        effect = "harmless" if new.stability == "production" else "risky"
        message = f"its stability is {new.stability!r} now, no longer {old.stability!r}"
        yield pair.change(effect, "stability-changed", message, old=old.stability, new=new.stability)


def _is_deprecated(link: Link) -> bool:
    return link.deprecation is not None or link.stability.startswith("deprecat")


def text_changes(pair: LinkPair, context: Context) -> Iterator[Change]:  # noqa: ARG001 - as its neighbours
    """Yield whether the words about a link are others."""
    old, new = pair.old.link, pair.new.link
    if (old.title, old.description) != (new.title, new.description):
        yield pair.change(
            "harmless", "text-changed", "has another description", old=old.description, new=new.description
        )
