"""A body, checked and encoded by its media type."""

from collections.abc import Callable, Mapping

from heroics_py.call.bodies.checking import Checker, check, with_hints
from heroics_py.call.bodies.choice import choose_content, named_content
from heroics_py.call.bodies.encoded import Encoded
from heroics_py.call.bodies.files import is_data, is_file
from heroics_py.call.bodies.pieces import utf8
from heroics_py.call.bodies.values import FORM
from heroics_py.call.schema_fields import properties_of
from heroics_py.call.values.json_text import compact_json, surrogate_place
from heroics_py.call.values.json_value import json_value
from heroics_py.call.values.scalars import has_surrogate
from heroics_py.errors import CallError, Problem, ValidationError
from heroics_py.http.media_types import essence_of, is_json, is_sequence
from heroics_py.model.bodies import Body, Content
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules

__all__ = ["content_of", "encode_body", "required_content"]

_RANGES_OF_JSON = frozenset({"*/*", "application/*", "*"})


def encode_body(
    name: str, body: Body, value: object, checker: Checker | None, media_type: str | None = None
) -> Encoded:
    """Return the body of a call, checked by the schema of its media type.

    Args:
        name: the name of the call, for errors.
        body: the body of the link.
        value: the argument.
        checker: returns the checker of a schema; None to send the body unchecked.
        media_type: the option; None to choose by the value.

    Raises:
        ValidationError: the value fails its schema.
        CallError: the value doesn't fit the media type, or the link doesn't take the media type.
    """
    content = content_of(name, body, value, media_type, validate=checker is not None and checker.refuses_all)
    if content.href and not content.payload and isinstance(value, Mapping) and len(value) == 1:
        # The content of an upload alone, passed by its keyword.
        value = value.get(next((each.payload for each in body.choices if each.payload), ""), value)
    problems: tuple[Problem, ...] = ()
    can_be_sent, reason = False, ""
    try:
        return _encoder(content, value)(name, content, value, checker)
    except ValidationError as error:
        problems, can_be_sent = error.problems, error.can_be_sent
    except CallError as error:
        reason = str(error).removeprefix(f"{name} ").removeprefix(f"{name}: ")
    if reason:
        raise CallError(f"{name}: {reason}{_other_types(body, content)}")
    raise ValidationError(with_hints(problems, body, content, value), link=name, can_be_sent=can_be_sent)


def content_of(name: str, body: Body, value: object, media_type: str | None, *, validate: bool = True) -> Content:
    """Return the media type of a body, with what the document says about it.

    The content of an upload that comes without other fields is sent as it is.

    Raises:
        CallError: the link doesn't take the media type.
    """
    if media_type is not None:
        return named_content(name, body, media_type, validate=validate)
    content = choose_content(body, value, properties_of)
    if content.payload and isinstance(value, Mapping) and list(value) == [content.payload]:
        alone = _alone(body, value[content.payload])
        return content if alone is None else alone
    return content


def _alone(body: Body, payload: object) -> Content | None:
    """Return the media type of an upload that is sent alone; None if it has none."""
    if not _is_file(payload):
        return None
    content = choose_content(body, payload, properties_of)
    return content if content.href and not content.payload else None


def _other_types(body: Body, content: Content) -> str:
    others = [each.media_type for each in body.choices if essence_of(each.media_type) != essence_of(content.media_type)]
    return f"; with_options(media_type=...) chooses another: {' or '.join(map(repr, others))}" if others else ""


def required_content(body: Body, media_type: str | None) -> Content:
    """Return the content whose schema a call without a body has to satisfy."""
    named = [each for each in body.choices if media_type and essence_of(each.media_type) == essence_of(media_type)]
    return (named or body.choices)[0]


def _encoder(content: Content, value: object) -> Callable[[str, Content, object, Checker | None], Encoded]:
    essence = essence_of(content.media_type)
    if is_json(essence):
        return _encode_json
    if essence == FORM:
        return _encode_form
    if essence.startswith("multipart/"):
        return _encode_multipart
    if is_sequence(essence):
        return _encode_sequence
    is_text = isinstance(value, str) and essence != "application/*"
    return _encode_json if essence in _RANGES_OF_JSON and not is_text and not _is_file(value) else _encode_raw


def _is_file(value: object) -> bool:
    return is_data(value) or (isinstance(value, tuple) and is_file(value, is_list=True))


def _encode_json(name: str, content: Content, value: object, checker: Checker | None) -> Encoded:
    """Return a JSON body; bytes and files are sent as they are."""
    media_type = content.media_type if is_json(content.media_type) else "application/json"
    if _is_file(value):
        return _encode_raw(name, content, value, checker)[0], media_type
    made = json_value(value)
    made = check(checker, content.schema, made)
    text = compact_json(made)
    if has_surrogate(text):
        place = surrogate_place(made) or "the body"
        raise CallError(f"{place} holds half a surrogate pair, which is not valid text")
    return utf8(text), media_type


def _encode_form(_: str, content: Content, value: object, checker: Checker | None) -> Encoded:
    load_modules("heroics_py.call.bodies.forms")
    from heroics_py.call.bodies.forms import encode_form

    return encode_form(content, _fields(content, value), checker), FORM


def _encode_multipart(name: str, content: Content, value: object, checker: Checker | None) -> Encoded:
    load_modules("heroics_py.call.bodies.multipart")
    from heroics_py.call.bodies.multipart import encode_multipart, encode_upload

    if _is_file(value) and "boundary=" in content.media_type.lower():  # the caller has made the parts
        return _encode_raw(name, content, value, checker)[0], content.media_type
    if content.payload and isinstance(value, Mapping):
        others = {key: each for key, each in value.items() if key != content.payload}
        check(checker, content.schema, {**_json_fields(others), content.payload: ""}, [f"/{content.payload}"])
        return encode_upload(content, _json_fields(others), value.get(content.payload))
    is_form = essence_of(content.media_type) == "multipart/form-data"
    if isinstance(value, list | tuple) and not is_form:
        return encode_multipart(content, value, checker)
    return encode_multipart(content, _fields(content, value), checker)


def _json_fields(value: Mapping[object, object]) -> dict[str, Json]:
    """Return fields in the types of JSON."""
    made = json_value(value)
    return made if isinstance(made, dict) else {}


def _encode_sequence(_: str, content: Content, value: object, checker: Checker | None) -> Encoded:
    load_modules("heroics_py.call.bodies.sequences")
    from heroics_py.call.bodies.sequences import encode_sequence

    return encode_sequence(content, value, checker), content.media_type


def _encode_raw(name: str, content: Content, value: object, checker: Checker | None) -> Encoded:
    load_modules("heroics_py.call.bodies.raw")
    from heroics_py.call.bodies.raw import encode_raw

    return encode_raw(name, content, value, checker)


def _fields(content: Content, value: object) -> Mapping[object, object]:
    if isinstance(value, Mapping):
        return value
    kind = essence_of(content.media_type)
    raise CallError(f"a body of {kind} consists of fields: expected a dict, got {type(value).__name__}")
