"""Links that were called by the same words, and have names of their own: what a refused call may have meant."""

from collections.abc import Mapping, Sequence

from heroics_py.call.binding import bind
from heroics_py.call.shape import shape_of
from heroics_py.client.core import Core
from heroics_py.errors import HeroicsError
from heroics_py.model.api import Link
from heroics_py.model.identifiers import identifier
from heroics_py.model.link_names import link_words

__all__ = ["neighbour"]


def neighbour(
    core: Core, name: str, links: Sequence[Link], args: Sequence[object], kwargs: Mapping[str, object]
) -> str:
    """Return which other link of the same words takes these arguments; empty where none does.

    Args:
        core: of the client.
        name: of the call that was refused: "thing.delete".
        links: what it may mean.
        args: what it was given, by position.
        kwargs: what it was given, by keyword.
    """
    words = identifier(link_words(links[0]))
    for call, others in core.calls(links[0].resource).items():
        for link in others[:1]:
            if link not in links and identifier(link_words(link)) == words and _takes(name, link, args, kwargs):
                return f"{name.rpartition('.')[0]}.{call}() is {link.method} {link.href}"
    return ""


def _takes(name: str, link: Link, args: Sequence[object], kwargs: Mapping[str, object]) -> bool:
    try:
        bind(name, [shape_of(link)], args, kwargs)
    except HeroicsError:
        return False
    return True
