"""The body of a request, in each of the media types that it may have."""

from heroics_py.model.schema import Schema
from heroics_py.support.cached_property import cached_property
from heroics_py.support.values import Value

__all__ = ["Body", "Content", "Encoding"]


class Encoding(Value):
    """How a field of a form, or a part of a multipart body, is encoded.

    Attributes:
        media_types: the media types that it may have, the preferred one first; a range such as "image/*" may be among
            them. Empty to take that of the value.
        style: "form", "spaceDelimited", "pipeDelimited" or "deepObject"; empty to encode by media type.
        explode: whether each item of a list, or field of an object, is a pair of its own; only with a style.
        allow_reserved: whether reserved characters stay as they are in a form.
        headers: further headers of the part, which have the same value in each request.
    """

    media_types: tuple[str, ...] = ()
    style: str = ""
    explode: bool = False
    allow_reserved: bool = False
    headers: tuple[tuple[str, str], ...] = ()


class Content(Value):
    """One of the media types that a body may have.

    Attributes:
        media_type: a media type, or a range such as "image/*".
        schema: the schema of the body; None if it may be anything.
        encodings: how its fields are encoded, by name; parts without names by their index, "*" for any other.
        item_schema: the schema of each value of a sequence, such as JSON Lines.
        brackets: whether a form names what is nested with brackets, as ``owner[name]``; if not, it is JSON.
        href: where a body of this type is sent, relative to the API's server; empty for the href of the link.
        payload: the field that is a part of its own, after one of JSON with all other fields; empty if each field is.
    """

    media_type: str = "application/json"
    schema: Schema | None = None
    encodings: tuple[tuple[str, Encoding], ...] = ()
    item_schema: Schema | None = None
    brackets: bool = True
    href: str = ""
    payload: str = ""


class Body(Value):
    """The body of a request.

    Attributes:
        schema: the schema of the body; None if it may be anything. With several media types, that of the preferred one.
        media_type: how it is encoded. With several media types, the preferred one.
        required: whether each call has to pass one.
        contents: the media types that it may have, the preferred one first; empty if ``media_type`` is the only one.
    """

    schema: Schema | None = None
    media_type: str = "application/json"
    required: bool = False
    contents: tuple[Content, ...] = ()

    @cached_property
    def choices(self) -> tuple[Content, ...]:
        """The media types that the body may have, with their schemas; at least one."""
        return self.contents or (Content(media_type=self.media_type, schema=self.schema),)
