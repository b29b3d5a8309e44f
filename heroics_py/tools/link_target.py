"""The link inside of what `gather` calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from heroics_py.client.calls import Call
from heroics_py.client.links import BoundLink

__all__ = ["LinkTarget"]

# RFC 9110, 9.2.1 and 9.2.2.
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_IDEMPOTENT = _SAFE | {"PUT", "DELETE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTarget:
    """A link, its ``send``, or a `functools.partial` of one of them.

    Attributes:
        link: the link.
        whole: whether ``send`` is called, which returns the whole response.
        args, kwargs: the arguments of the partial.
    """

    link: BoundLink
    whole: bool
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]

    @classmethod
    def of(cls, called: object) -> LinkTarget | None:
        """Return what is called as a link; None if it is any other function."""
        args: tuple[Any, ...] = ()
        kwargs: Mapping[str, Any] = {}
        if isinstance(called, partial):
            args, kwargs = called.args, called.keywords
            called = called.func
        owner: object = getattr(called, "__self__", None)
        whole = isinstance(owner, BoundLink) and getattr(called, "__name__", "") == "send"
        link: object = owner if whole else called
        return cls(link=link, whole=whole, args=args, kwargs=kwargs) if isinstance(link, BoundLink) else None

    @property
    def name(self) -> str:
        """The name of the call, such as "app.info"."""
        return self.link._name  # noqa: SLF001 - public names of a link are those of its schema

    @property
    def methods(self) -> frozenset[str]:
        """The methods that a call may have."""
        return frozenset(each.method for each in self.link._links)  # noqa: SLF001 - as above

    @property
    def is_safe(self) -> bool:
        """Whether a call changes nothing."""
        return self.methods <= _SAFE

    @property
    def is_repeatable(self) -> bool:
        """Whether a second call has the effect of one."""
        return self.methods <= _IDEMPOTENT

    def call(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Call:
        """Return the call with further arguments.

        Raises:
            CallError: they don't fit the link.
        """
        return self.link._call((*self.args, *args), {**self.kwargs, **kwargs})  # noqa: SLF001 - as above
