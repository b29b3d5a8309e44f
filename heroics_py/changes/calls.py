"""The calls that are gone, renamed, taken over by another link, moved or new."""

from collections.abc import Iterator

from heroics_py.changes.change import Change
from heroics_py.changes.pairing import Pairing
from heroics_py.changes.surface import CalledLink, Surface

__all__ = ["call_changes"]


def call_changes(pairing: Pairing, new: Surface, *, is_one_dialect: bool) -> Iterator[Change]:
    """Yield what happened to the calls of the old API, and those of the new one that it did not have.

    Args:
        pairing: the links of both.
        new: the calls of the new one.
        is_one_dialect: whether both documents spell paths by the same rules.
    """
    for each in pairing.gone:
        yield _gone(each, new)
    for old_link, new_link in pairing.pairs:
        if old_link.name != new_link.name:
            yield _renamed(old_link, new_link, new)
        elif _is_moved(old_link, new_link) or (is_one_dialect and _is_spelled_otherwise(old_link, new_link)):
            yield _moved(old_link, new_link)
    for each in pairing.added:
        message = f"new: {each.target}"
        yield Change(effect="harmless", kind="call-new", call=each.name, new_call=each.name, message=message)


def _gone(old: CalledLink, new: Surface) -> Change:
    others = new.calls.get(old.name)
    if others:
        message = f"{old.target} is gone: the call goes to {others[0].target} now"
        return Change(effect="breaking", kind="call-taken-over", call=old.name, new_call=old.name, message=message)
    return Change(effect="breaking", kind="call-gone", call=old.name, message=f"gone: {old.target}")


def _renamed(old: CalledLink, new: CalledLink, surface: Surface) -> Change:
    others = surface.calls.get(old.name)
    message = f"renamed to {new.name}: {new.target}"
    if others:
        message = f"leads to {others[0].target} now; {old.target} is {new.name} now"
    return Change(
        effect="breaking",
        kind="call-taken-over" if others else "call-renamed",
        message=message,
        call=old.name,
        new_call=new.name,
        old=old.name,
        new=new.name,
    )


def _is_moved(old: CalledLink, new: CalledLink) -> bool:
    """Return whether a call uses another method, path or server; the base URL of all calls is told once."""
    if bool(old.link.scheme) != bool(new.link.scheme):
        return False  # a fault of the call: see `heroics_py.changes.faults`
    if (old.link.method, old.server) != (new.link.method, new.server):
        return True
    return old.own_shape != new.own_shape and old.whole_shape != new.whole_shape


def _is_spelled_otherwise(old: CalledLink, new: CalledLink) -> bool:
    """Return whether paths differ in a suffix, a last slash or a fixed query."""
    return old.own_shape == new.own_shape and old.literal != new.literal


def _moved(old: CalledLink, new: CalledLink) -> Change:
    kind = "method-changed" if old.link.method != new.link.method else "path-moved"
    message = f"goes to {new.target} now, no longer to {old.target}"
    return Change(
        effect="risky",
        kind=kind,
        message=message,
        call=old.name,
        new_call=new.name,
        old=old.target,
        new=new.target,
    )
