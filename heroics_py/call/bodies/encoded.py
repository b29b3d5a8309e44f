"""A body as it is sent, with its Content-Type."""

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from heroics_py.http.body_streams import BodyStream

__all__ = ["Encoded"]

Encoded: TypeAlias = "tuple[bytes | BodyStream, str]"
