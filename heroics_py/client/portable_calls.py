"""The arguments of calls as pickles hold them: without what may be a secret."""

from heroics_py.call.additions import is_portable_value
from heroics_py.call.binding import Bound
from heroics_py.call.shape import UNSET
from heroics_py.client.core import Core
from heroics_py.record import Record

__all__ = ["has_portable_path", "portable_bound"]


def has_portable_path(bound: Bound) -> bool:
    """Return whether a pickle may hold the values of the href."""
    return all(isinstance(value, Record) or is_portable_value({name: value}) for name, value in bound.path.items())


def portable_bound(core: Core, bound: Bound) -> tuple[Bound, bool]:
    """Return a call for a pickle, and whether it is whole, so that it may be sent again.

    The body of a request that changes something is left out: such a request is never sent again by itself.
    """
    keeps_body = bound.body is UNSET or (bound.shape.link.method == "GET" and is_portable_value(bound.body))
    kept = {key: value for key, value in bound.parameters.items() if is_portable_value({key[1]: value})}
    additions = None if bound.additions is None else bound.additions.portable(core.key_headers)
    is_whole = keeps_body and len(kept) == len(bound.parameters)
    body = bound.body if keeps_body else UNSET
    return bound.replaced(body=body, parameters=kept, additions=additions), is_whole
