"""The bytes of a small file as a whole body."""

from typing import Self

__all__ = ["FileBytes"]


class FileBytes(bytes):
    """A small file as a body.

    Attributes:
        label: what curl shows instead of bytes that are not text, such as "photo.jpg".
    """

    label: str

    def __new__(cls, data: bytes, label: str) -> Self:
        """Return ``data`` with the name of its file."""
        made = super().__new__(cls, data)
        made.label = label
        return made

    def __reduce__(self) -> tuple[object, ...]:
        return FileBytes, (bytes(self), self.label)
