"""What can't be used any more because the new document is wrong."""

from collections.abc import Iterator

from heroics_py.changes.change import Change
from heroics_py.changes.link_pair import Context, LinkPair
from heroics_py.changes.surface import CalledLink
from heroics_py.model.schemes import describe_scheme

__all__ = ["fault_changes", "fault_of"]


def fault_of(link: CalledLink) -> str:
    """Return why a link can't be called; empty if it can."""
    return link.link.fault or link.call_shape.link.fault


def fault_changes(pair: LinkPair, context: Context) -> Iterator[Change]:  # noqa: ARG001 - as its neighbours
    """Yield whether a link can't be used any more, or can be used now."""
    old, new = fault_of(pair.old), fault_of(pair.new)
    if new and not old:
        yield pair.change("breaking", "call-unusable", f"the call can't be used any more: {new}")
    elif old and not new:
        yield pair.change("harmless", "call-usable", "the call can be used now")
    scheme = pair.new.link.scheme
    if scheme and not pair.old.link.scheme:
        message = f"no request is sent any more: {pair.new.link.href} is {describe_scheme(scheme)}"
        yield pair.change("breaking", "call-unusable", message)
    elif pair.old.link.scheme and not scheme:
        yield pair.change("harmless", "call-usable", "the call sends a request now")
