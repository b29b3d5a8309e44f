"""Bodies without their secrets."""

import json

from heroics_py.support.json_types import Json
from heroics_py.tapes.bodies import Part, binary, form_fields, json_of, parts_of, text_of
from heroics_py.tapes.exchange import TapedBody
from heroics_py.tapes.secret_places import SecretPlaces
from heroics_py.tapes.streamed_texts import scrub_text

__all__ = ["scrub_body"]


def scrub_body(
    places: SecretPlaces, data: bytes, media_type: str, *, hidden: frozenset[tuple[str, ...]], is_map: bool
) -> TapedBody:
    """Return a body as a tape may hold it, what is secret by its place replaced.

    Args:
        places: replaces what is secret.
        data: the bytes.
        media_type: of the body, with its parameters.
        hidden: the places that the schema declares secret.
        is_map: whether all of its texts are secret, as those of config vars.
    """
    value, is_value = json_of(data, media_type)
    if is_value or value is not None:
        masked = _all_secret(places, value) if is_map else places.in_json(value, hidden)
        return TapedBody("json", masked) if is_value else TapedBody("text", json.dumps(masked))
    fields = form_fields(data, media_type)
    if fields is not None:
        return TapedBody("form", places.in_json(fields, hidden))
    parts = parts_of(data, media_type)
    if parts is not None:
        return TapedBody("parts", [_scrub_part(places, part, hidden) for part in parts])
    return _scrub_text(places, data, media_type)


def _scrub_text(places: SecretPlaces, data: bytes, media_type: str) -> TapedBody:
    text = text_of(data, media_type)
    if text is None:
        return TapedBody("base64", binary(data))
    return TapedBody("text", scrub_text(places, text))


def _scrub_part(places: SecretPlaces, part: Part, hidden: frozenset[tuple[str, ...]]) -> Json:
    """Return a part of a multipart body as an object: its name, its file, its type, and its content by its kind."""
    head: dict[str, Json] = {"name": part.name} if part.name else {}
    if part.file_name is not None:
        head["file_name"] = places.in_text(part.file_name)
    if part.media_type:
        head["media_type"] = part.media_type
    below = frozenset(path[1:] for path in hidden if path[:1] == (part.name,))
    body = scrub_body(places, part.data, part.media_type or "text/plain", hidden=below, is_map=False)
    content = body.content
    if places.names(part.name) or () in below:
        content = places.replace(content) if isinstance(content, str) else _all_secret(places, content)
    return {**head, body.kind: content}


def _all_secret(places: SecretPlaces, value: Json) -> Json:
    """Return a value whose texts are all secret, as those of config vars are."""
    if isinstance(value, dict):
        return {key: _all_secret(places, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_all_secret(places, item) for item in value]
    return places.replace(value) if isinstance(value, str) else places.in_json(value, secret=True)
