"""A call that was sent, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from heroics_py.testing.contracts.drafts import Draft
from heroics_py.testing.contracts.sender import Outcome
from heroics_py.testing.contracts.subject import Arguments, Subject
from heroics_py.testing.contracts.things import Thing
from heroics_py.testing.contracts.variants import Variant

__all__ = ["Key", "Performed", "Sent"]

Key = tuple[str, str, str]
"""What makes a violation another one: a link, a kind and a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A call, and where it comes from.

    Attributes:
        subject: the link.
        arguments: as they were sent.
        things: those that the arguments name.
        draft: the call, as it was drawn.
        variant: the change of it, if it has one.
    """

    subject: Subject
    arguments: Arguments
    things: tuple[Thing, ...] = ()
    draft: Draft | None = None
    variant: Variant | None = None

    @property
    def is_invalid(self) -> bool:
        """Whether the schema of the link forbids the call."""
        return self.variant is not None and self.variant.is_invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Performed:
    """What came of a draft.

    Attributes:
        sent: its call; None if nothing was sent.
        outcome: of the call.
        created: what it created.
        broken: what it broke.
    """

    sent: Sent | None = None
    outcome: Outcome | None = None
    created: Sequence[Thing] = ()
    broken: frozenset[Key] = frozenset()

    @property
    def is_success(self) -> bool:
        """Whether the server answered with a success."""
        return self.outcome is not None and self.outcome.is_success

    @property
    def is_refused(self) -> bool:
        """Whether the server answered with a status of 4xx, so that nothing has changed."""
        response = self.outcome.response if self.outcome is not None else None
        return response is not None and 400 <= response.status < 500

    @property
    def is_gone(self) -> bool:
        """Whether the server says that there is nothing (404, 410)."""
        response = self.outcome.response if self.outcome is not None else None
        return response is not None and response.status in {404, 410}
