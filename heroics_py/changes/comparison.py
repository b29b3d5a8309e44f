"""The comparison of two APIs, call by call."""

from collections.abc import Iterator

from heroics_py.changes.calls import call_changes
from heroics_py.changes.change import Change
from heroics_py.changes.pairing import pair_links
from heroics_py.changes.surface import Surface
from heroics_py.model.api import Api

__all__ = ["compare"]


def compare(old: Api, new: Api) -> Iterator[Change]:
    """Yield the changes from one API to another."""
    surface, new_surface = Surface(old), Surface(new)
    pairing = pair_links(surface, new_surface)
    yield from call_changes(pairing, new_surface)
