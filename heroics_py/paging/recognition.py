"""How a link's list continues: stated, or recognised by its parameters and the schema of its response."""

from heroics_py.model.api import Link
from heroics_py.model.paging import Paging

__all__ = ["paging_of"]


def paging_of(link: Link) -> Paging:
    """Return how the list of a link continues; `Paging.none` for a link that returns none."""
    if link.method != "GET":
        return Paging.none(why=f"a {link.method} is not sent again for further pages")
    return link.paging or Paging.headers(why="the headers of a response say so")
