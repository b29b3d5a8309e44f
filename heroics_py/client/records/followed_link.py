"""A link that a response holds, as a call sends it."""

from collections.abc import Mapping

from heroics_py.model.api import Link

__all__ = ["FollowedLink"]


class FollowedLink(Link):
    """A link that a response holds.

    Attributes:
        schema_link: the link of the schema that has this URL; None if the schema has none.
        values: the values of the path of ``schema_link``, by variable.
        typed: what a program types for it.
    """

    schema_link: Link | None = None
    values: Mapping[str, str] = {}
    typed: str = ""

    @property
    def template(self) -> str:
        """The href of the link of the schema; empty without one, because the link's own is that of one thing."""
        return "" if self.schema_link is None else self.schema_link.template
