"""One call of an assistant, from its arguments to the request, before it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from heroics_py.assistant.call_arguments import CallArguments, call_arguments
from heroics_py.assistant.directory import link_name
from heroics_py.assistant.permissions import change_of
from heroics_py.client import BoundLink
from heroics_py.http.messages import Request
from heroics_py.support.json_types import Json

__all__ = ["PlannedCall", "plan_call"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCall:
    """A call that is complete and valid, and was not sent.

    Attributes:
        link: with its options.
        arguments: as the assistant passed them.
        bound: as the link takes them.
        request: that it would send, without credentials.
        change: why it may change something; empty if it reads.
        token: that allows it.
        question: for the person; empty if it reads.
        fields: the fields of the answer to keep.
        save_as: the name of a file for the answer.
    """

    link: BoundLink
    arguments: Mapping[str, Json] = field(repr=False)
    bound: CallArguments = field(repr=False)
    request: Request = field(repr=False)
    change: str = ""
    token: str = field(default="", repr=False)
    question: str = field(default="", repr=False)
    fields: tuple[str, ...] = ()
    save_as: str = ""

    @property
    def name(self) -> str:
        """The name of the link."""
        return link_name(self.link)


def plan_call(link: BoundLink, arguments: Mapping[str, Json]) -> PlannedCall:
    """Return a call whose arguments fit and pass their schemas.

    Raises:
        HeroicsError: they don't; nothing was sent.
    """
    bound = call_arguments(link, arguments)
    call = link._call(*bound)  # noqa: SLF001 - public names of a link are those of its schema
    request = call.sent()
    meant = call.bound.shape.link
    return PlannedCall(
        link=link,
        arguments=arguments,
        bound=bound,
        request=request,
        change=change_of(link_name(link), request, meant),
    )
