"""A link in both schemas, and the changes that concern it."""

from collections.abc import Iterable, Iterator

from heroics_py.changes.change import Change
from heroics_py.changes.schemas.finding import Finding
from heroics_py.changes.schemas.graph import Comparison
from heroics_py.changes.schemas.sameness import Sameness
from heroics_py.changes.surface import CalledLink, Surface
from heroics_py.changes.wording import sentence
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["Context", "LinkPair"]


class Context(Value):
    """What the comparison of two APIs needs at each link.

    Attributes:
        old: the calls of the old one.
        new: the calls of the new one.
        sent: compares what is sent.
        received: compares what is received.
        sameness: knows which schemas are written the same.
    """

    old: Surface
    new: Surface
    sent: Comparison
    received: Comparison
    sameness: Sameness

    @property
    def is_one_dialect(self) -> bool:
        """Whether both documents can say the same things."""
        return self.old.api.dialect == self.new.api.dialect


class LinkPair(Value):
    """A link in the old and in the new schema.

    Attributes:
        old, new: the link with its call.
    """

    old: CalledLink
    new: CalledLink

    def change(  # noqa: PLR0913 - the fields of a change
        self,
        effect: str,
        kind: str,
        message: str,
        *,
        part: str = "",
        path: tuple[str, ...] = (),
        keyword: str = "",
        old: Json = None,
        new: Json = None,
        cause: str = "",
        further_paths: tuple[tuple[str, ...], ...] = (),
    ) -> Change:
        """Return a change of this link, whose fields are those of `Change`."""
        return Change(
            effect=effect,
            kind=kind,
            message=message,
            call=self.old.name,
            new_call=self.new.name,
            part=part,
            path=path,
            keyword=keyword,
            old=old,
            new=new,
            cause=cause,
            further_paths=further_paths,
        )

    def changes(self, part: str, findings: Iterable[Finding], keyword: str = "") -> Iterator[Change]:
        """Yield the findings about a part of the call as changes.

        Args:
            part: "body", "answer" and the like.
            findings: what differs, with paths in that part.
            keyword: the keyword argument that they are about.
        """
        for each in findings:
            yield self.change(
                each.effect,
                each.kind,
                sentence(part, each),
                part=part,
                path=each.path,
                keyword=keyword,
                old=each.old,
                new=each.new,
                cause=each.cause,
                further_paths=each.further_paths,
            )
