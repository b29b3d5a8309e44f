"""What the modules of advice know of a client and its parts, which import them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from heroics_py.client.core import Core
from heroics_py.client.link_words import LinkWords
from heroics_py.linking.scope_rules import Filler
from heroics_py.model.api import Link, Resource
from heroics_py.model.things import Thing

__all__ = ["ClientLike", "LinkLike", "OriginLike", "ResourceLike", "ScopeLike"]


class ClientLike(Protocol):
    """A client."""

    _core: Core


class LinkLike(Protocol):
    """A link of a client."""

    _name: str
    _link: Link

    @property
    def __name__(self) -> str: ...

    @property
    def body_schema(self) -> dict[str, Any] | None:
        """The schema of the body."""

    @property
    def target_schema(self) -> dict[str, Any] | None:
        """The schema of the response."""

    def _short_call(self) -> str: ...

    def _typed(self) -> str: ...


class OriginLike(Protocol):
    """Where a record came from."""

    @property
    def core(self) -> Core:
        """The core of the client."""

    @property
    def kind(self) -> str:
        """The name of the record's resource in the schema."""

    def thing_at(self, place: tuple[str, ...] = ()) -> Thing | None:
        """Return what the record describes."""


class ResourceLike(Protocol):
    """A resource of a client."""

    _core: Core
    _label: str
    _calls: dict[str, tuple[Link, ...]]
    _resource: Resource

    def _words(self) -> LinkWords: ...


class ScopeLike(Protocol):
    """The scope of one thing."""

    _core: Core
    _label: str
    _fillers: tuple[Filler, ...]

    @property
    def _own(self) -> ResourceLike: ...

    @property
    def _outer(self) -> ResourceLike: ...

    def _names(self) -> Mapping[str, str]: ...
