"""Calls that reach another link, or are refused, with the arguments that worked before.

The rules by which a call chooses among links are not repeated here: it is bound to its arguments, as a client does it.
"""

from collections.abc import Iterator, Mapping, Sequence

from heroics_py.call.binding import bind
from heroics_py.call.shape import CallShape
from heroics_py.changes.change import Change
from heroics_py.changes.link_pair import LinkPair
from heroics_py.changes.surface import CalledLink
from heroics_py.errors import HeroicsError
from heroics_py.model.api import Link

__all__ = ["choice_changes"]

_VALUE = "x"
_Arguments = tuple[Sequence[object], Mapping[str, object]]


def choice_changes(pair: LinkPair, old: Sequence[CalledLink], new: Sequence[CalledLink]) -> Iterator[Change]:
    """Yield whether a call that chose a link chooses another one now.

    Args:
        pair: the link.
        old: the links that share the call in the old schema.
        new: the links that share the call of that spelling in the new one.
    """
    for args, kwargs in _samples(pair.old.call_shape):
        if _chosen(pair.old.name, old, args, kwargs) is not pair.old.link:
            continue
        chosen = _chosen(pair.old.name, new, args, kwargs)
        if chosen is pair.new.link:
            continue
        shown = ", ".join([*("..." for _ in args), *(f"{name}=..." for name in kwargs)])
        if chosen is None:
            message = f"{pair.old.name}({shown}) is refused now"
            yield pair.change("breaking", "arguments-refused", message)
        else:
            message = f"{pair.old.name}({shown}) leads to {chosen.method} {chosen.href} now"
            yield pair.change("breaking", "call-taken-over", message, old=pair.old.target, new=pair.new.target)
        return


def _samples(shape: CallShape) -> Iterator[_Arguments]:
    """Yield arguments that a link takes: the fewest, by position and by keyword, and all."""
    needed = {keyword: _VALUE for keyword, each in shape.fields.items() if each.required}
    least = [keyword for keyword, each in shape.parameters.items() if each.required]
    yield [_VALUE] * len(least), needed
    if least:
        yield [], {**dict.fromkeys(least, _VALUE), **needed}
    yield [_VALUE] * len(shape.parameters), dict.fromkeys(shape.fields, _VALUE)


def _chosen(
    name: str, links: Sequence[CalledLink], args: Sequence[object], kwargs: Mapping[str, object]
) -> Link | None:
    """Return the link that arguments choose; None if they are refused."""
    shapes = [each.call_shape for each in links]
    try:
        bound = bind(name, shapes, args, kwargs)
    except HeroicsError:
        return None
    return next(each.link for each in links if each.call_shape is bound.shape)
