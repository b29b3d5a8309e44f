"""A multipart body, with its parts as curl's option -F spells them."""

from collections.abc import Sequence
from typing import Self

from heroics_py.http.body_streams import BodyPart, BodyStream

__all__ = ["MultipartBytes", "MultipartStream"]


class MultipartBytes(bytes):
    """A small multipart body.

    Attributes:
        fields: its parts as curl's option -F spells them, such as "file=@photo.png".
    """

    fields: tuple[str, ...]

    def __new__(cls, data: bytes, fields: Sequence[str]) -> Self:
        """Return ``data`` with the texts of its parts."""
        made = super().__new__(cls, data)
        made.fields = tuple(fields)
        return made

    def __reduce__(self) -> tuple[object, ...]:
        return MultipartBytes, (bytes(self), self.fields)


class MultipartStream(BodyStream):
    """A large multipart body, which is read while it is sent.

    Attributes:
        fields: its parts as curl's option -F spells them, such as "file=@photo.png".
    """

    __slots__ = ("fields",)

    def __init__(self, parts: Sequence[BodyPart], fields: Sequence[str]) -> None:
        names = [field.partition("=@")[2].partition(";")[0] for field in fields if "=@" in field]
        super().__init__(parts, ", ".join(names))
        self.fields = tuple(fields)
