"""The warnings of a client about responses that have a further page which nothing follows, once for each link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heroics_py.client.records.followed_link import FollowedLink
from heroics_py.display.terminal import escaped
from heroics_py.errors import PagingWarning, warn
from heroics_py.model.api import Link
from heroics_py.model.paging import Paging
from heroics_py.paging.signs import sign_of
from heroics_py.support.once import Once

if TYPE_CHECKING:
    from heroics_py.http.messages import Response

__all__ = ["UnfollowedPages"]


class UnfollowedPages:
    """Warns of objects that show a next page; of the last 10,000 links."""

    def __init__(self) -> None:
        self._told = Once()

    def warn(self, name: str, link: Link, response: Response) -> None:
        """Warn if the object in a response shows a next page, and nobody stated how the link continues.

        Args:
            name: the name of the call.
            link: its link.
            response: the response to a GET, with an object.
        """
        data = response.data
        if link.paging is not None or isinstance(link, FollowedLink) or not isinstance(data, dict):
            return
        paging = sign_of(link, data, response.headers.get("Link"))
        if paging is not None and self._told.is_first(link.pointer or link.href):
            text = _text(name if "[" not in name else f"{link.resource}.{name.rpartition('.')[2]}", paging)
            warn(escaped(response.headers.masked(text)), PagingWarning)


def _text(name: str, paging: Paging) -> str:
    sign = repr(paging.more or paging.next) if paging.more or paging.next else "the header Link"
    return (
        f"{name}: {sign} in the response shows a next page, which is not followed; "
        f"connect(..., paging={{{name!r}: {paging!r}}}) states how the list continues, Paging.none() that it ends"
    )
