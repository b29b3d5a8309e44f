"""A large multipart body, with what curl shows instead of it."""

from collections.abc import Sequence

from heroics_py.http.body_streams import BodyPart, BodyStream

__all__ = ["MultipartStream"]


class MultipartStream(BodyStream):
    """A multipart body that is read while it is sent.

    Attributes:
        fields: its parts as curl's option -F spells them, such as "file=@photo.png".
    """

    __slots__ = ("fields",)

    def __init__(self, parts: Sequence[BodyPart], fields: Sequence[str]) -> None:
        names = [field.partition("=@")[2].partition(";")[0] for field in fields if "=@" in field]
        super().__init__(parts, ", ".join(names))
        self.fields = tuple(fields)
