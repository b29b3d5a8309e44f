"""What a positional argument may be to count as the body."""

from collections.abc import Iterable, Mapping

from heroics_py.call.bodies.files import is_data
from heroics_py.http.media_types import essence_of, is_json, is_sequence, is_text
from heroics_py.model.bodies import Body, Content
from heroics_py.model.schema_types import types_of
from heroics_py.record import Record

__all__ = ["FORM", "is_body", "is_fields", "is_raw", "takes_json_scalar"]

FORM = "application/x-www-form-urlencoded"


def is_fields(content: Content) -> bool:
    """Return whether a media type consists of named fields: a form, or multipart."""
    essence = essence_of(content.media_type)
    return essence == FORM or essence.startswith("multipart/")


def is_raw(content: Content) -> bool:
    """Return whether a media type is neither JSON nor fields: text, bytes or a file."""
    return not is_json(content.media_type) and not is_fields(content)


def takes_json_scalar(content: Content) -> bool:
    """Return whether a media type is JSON whose schema takes more than objects and lists."""
    if not is_json(content.media_type) and essence_of(content.media_type) not in {"*/*", "application/*"}:
        return False
    kinds = types_of(content.schema) if content.schema is not None else ()
    return not kinds or not {"object", "array"}.issuperset(kinds)


def is_body(body: Body | None, value: object) -> bool:
    """Return whether the last positional argument is the body.

    A dict, a list, bytes and an open file always are, a Record never. A single value is one if the link takes JSON that
    is not an object; text, or an iterable, if it takes something other than JSON and fields.
    """
    if isinstance(value, Record):
        return False
    if isinstance(value, Mapping | list | tuple):
        return True
    if body is None:
        return False
    if is_data(value):
        return True
    if any(takes_json_scalar(each) and (body.contents or each.schema is not None) for each in body.choices):
        return True
    if isinstance(value, str):
        return any(is_raw(each) for each in body.choices)
    if isinstance(value, Iterable):
        return any(is_raw(each) for each in body.choices)
    return any(is_text(each.media_type) or is_sequence(each.media_type) for each in body.choices)
