"""Links with the same words but a name of their own, which a refused call may have meant."""

from collections.abc import Mapping, Sequence

from heroics_py.call.binding import bind
from heroics_py.call.filled_arguments import with_filled
from heroics_py.call.shape import shape_of
from heroics_py.client.core import Core
from heroics_py.errors import HeroicsError
from heroics_py.model.api import Link
from heroics_py.model.identifiers import identifier
from heroics_py.model.link_names import link_words

__all__ = ["describe_neighbour"]


def describe_neighbour(
    core: Core, name: str, links: Sequence[Link], args: Sequence[object], kwargs: Mapping[str, object]
) -> str:
    """Return which other link with the same words takes these arguments, if any.

    Args:
        core: of the client.
        name: the name of the refused call: "thing.delete".
        links: the links that share the name.
        args: its positional arguments.
        kwargs: its keyword arguments.
    """
    words = identifier(link_words(links[0]))
    for call, others in core.catalog.calls(links[0].resource).items():
        for link in others[:1]:
            if link not in links and identifier(link_words(link)) == words and _takes(core, name, link, args, kwargs):
                return f"{name.rpartition('.')[0]}.{call}() is {link.method} {link.href}"
    return ""


def _takes(core: Core, name: str, link: Link, args: Sequence[object], kwargs: Mapping[str, object]) -> bool:
    try:
        bind(name, [with_filled(shape_of(link), core.arguments)], args, kwargs)
    except HeroicsError:
        return False
    return True
