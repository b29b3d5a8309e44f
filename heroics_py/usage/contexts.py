"""What a context manager gives: ``with manager as value``, ``stack.enter_context(manager)``."""

from heroics_py.usage.attributes import found_in_class
from heroics_py.usage.frames import Analysis, Arguments
from heroics_py.usage.values import Bound, Box, Function, Instance, Values

__all__ = ["entered"]


def entered(analysis: Analysis, managers: Values) -> Values:
    """Return what a generator yields, or what ``__enter__`` returns; other managers give themselves."""
    found: set[object] = set()
    for each in managers:
        if isinstance(each, Box):
            found |= each.values()
        elif isinstance(each, Instance):
            methods = found_in_class(each.of, "__enter__") | found_in_class(each.of, "__aenter__")
            bound = frozenset(Bound(one, each) for one in methods if isinstance(one, Function))
            found |= analysis.call_silently(bound, Arguments()) if bound else {each}
        else:
            found.add(each)
    return frozenset(found)
