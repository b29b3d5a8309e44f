"""Which media type of a body a value is sent as."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from heroics_py.call.bodies.files import file_of, has_file, is_data, is_file
from heroics_py.call.bodies.values import FORM, is_fields, is_raw, takes_json_scalar
from heroics_py.errors import CallError
from heroics_py.http.media_types import essence_of, is_json, is_range, is_sequence, is_text, matches
from heroics_py.model.bodies import Body, Content
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of

__all__ = ["choose_content", "guessed_type", "named_content"]

_ANYTHING = frozenset({"*/*", "application/*", "*"})
_OCTETS = "application/octet-stream"
_JSON_PATCH = "application/json-patch+json"  # a list of operations (RFC 6902, 3); other patches are objects
_COMPRESSED = {"gzip": "application/gzip", "bzip2": "application/x-bzip2", "xz": "application/x-xz"}


def named_content(name: str, body: Body, media_type: str, *, validate: bool) -> Content:
    """Return the content of the option ``media_type``.

    The most specific of the document applies (OpenAPI 3.1.1, 4.8.13.1).

    Raises:
        CallError: the link doesn't take this media type, and the call is validated.
    """
    exact = [each for each in body.choices if each.media_type.lower() == media_type.lower()]
    same = [each for each in body.choices if essence_of(each.media_type) == essence_of(media_type)]
    inside = [each for each in body.choices if is_range(each.media_type) and matches(media_type, each.media_type)]
    found = exact or same or sorted(inside, key=lambda each: -len(essence_of(each.media_type).replace("*", "")))
    if found:
        return found[0].replaced(media_type=media_type)
    if not validate:
        return Content(media_type=media_type)
    known = " or ".join(repr(each.media_type) for each in body.choices)
    raise CallError(
        f"{name}: media_type={media_type!r} is not one that the link takes: expected {known}; "
        "validate=False sends it all the same"
    )


def choose_content(body: Body, value: object, fields_of: Callable[[Schema], Mapping[str, Schema]]) -> Content:
    """Return the media type for a value: of those that take this kind of value, the first.

    Args:
        body: the body of the link.
        value: the argument.
        fields_of: returns the properties of a schema.
    """
    choices = body.choices
    if len(choices) == 1:
        return choices[0]
    if isinstance(value, Mapping):
        return _for_fields(choices, value, fields_of)
    if is_data(value) or (isinstance(value, tuple) and is_file(value, is_list=True)):
        return _for_data(choices, value)
    if isinstance(value, str):
        return _for_text(choices)
    if isinstance(value, Iterable):
        sequences = [each for each in choices if is_sequence(each.media_type)]
        if not isinstance(value, list | tuple):
            return _first(sequences, [each for each in choices if is_raw(each)], choices)
        lists = [each for each in choices if _is_json(each) and _takes(each, "array")]
        patches = [each for each in choices if essence_of(each.media_type) == _JSON_PATCH]
        return _first(lists, patches, sequences, [each for each in choices if _is_json(each)], choices)
    return _first([each for each in choices if takes_json_scalar(each)], choices)


def guessed_type(name: str | None) -> str:
    """Return the media type that a file name suggests; empty for none."""
    if not name:
        return ""
    from mimetypes import guess_type

    media_type, compression = guess_type(name)
    if compression:
        return _COMPRESSED.get(compression, "")
    return media_type or ""


def _for_fields(
    choices: Sequence[Content], value: Mapping[object, object], fields_of: Callable[[Schema], Mapping[str, Schema]]
) -> Content:
    """Return the content for a dict: multipart if it holds files; else the first that has all of its fields."""
    multipart = [each for each in choices if essence_of(each.media_type).startswith("multipart/")]
    if has_file(value) and multipart:
        return min(multipart, key=lambda each: essence_of(each.media_type) != "multipart/form-data")
    json = sorted((each for each in choices if _is_json(each)), key=lambda each: each.media_type == _JSON_PATCH)
    forms = [each for each in choices if essence_of(each.media_type) == FORM]
    sequences = [each for each in choices if is_sequence(each.media_type)]
    ordered = [*json, *[each for each in choices if is_fields(each)], *sequences]
    ordered = [*json, *forms, *multipart, *sequences] if json else ordered
    fitting = [each for each in ordered if _has_all(each, value, fields_of)]
    return _first(fitting, ordered, choices)


def _has_all(
    content: Content, value: Mapping[object, object], fields_of: Callable[[Schema], Mapping[str, Schema]]
) -> bool:
    if content.schema is None:
        return True
    if "object" not in (types_of(content.schema) or ("object",)):
        return False
    fields = fields_of(content.schema)
    return not fields or all(name in fields for name in value)


def _for_data(choices: Sequence[Content], value: object) -> Content:
    """Return the content for bytes or a file: by its own type or name, else bytes before JSON before text."""
    raw = [each for each in choices if is_raw(each)]
    file = file_of("the body", value)
    media_type = file.media_type or guessed_type(file.name)
    own = [each for each in choices if media_type and not is_fields(each) and matches(media_type, each.media_type)]
    own.sort(key=lambda each: is_range(each.media_type))
    binary = [each for each in raw if not is_text(each.media_type) and not is_sequence(each.media_type)]
    octets = [each for each in binary if essence_of(each.media_type) == _OCTETS]
    anything = [each for each in binary if essence_of(each.media_type) in _ANYTHING]
    json = [each for each in choices if is_json(each.media_type)]
    is_markup = isinstance(file.data, bytes) and file.data.lstrip().startswith(b"<")
    xml = [each for each in raw if is_markup and essence_of(each.media_type).endswith("xml")]
    return _first(own, octets, anything, binary, xml, json, raw, choices)


def _for_text(choices: Sequence[Content]) -> Content:
    """Return the content for text: JSON if its schema takes text, else what is text, else what is not JSON."""
    json = [each for each in choices if is_json(each.media_type) and _takes(each, "string")]
    raw = [each for each in choices if is_raw(each)]
    texts = [each for each in raw if is_text(each.media_type)]
    return _first(json, texts, raw, choices)


def _is_json(content: Content) -> bool:
    return is_json(content.media_type) or essence_of(content.media_type) in _ANYTHING


def _takes(content: Content, kind: str) -> bool:
    """Return whether the schema of a content names ``kind`` among its types."""
    return content.schema is not None and kind in types_of(content.schema)


def _first(*lists: Sequence[Content]) -> Content:
    return next(each for contents in lists for each in contents)
