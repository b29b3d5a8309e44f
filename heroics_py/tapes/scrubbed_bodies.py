"""Bodies without their secrets."""

import json
from binascii import a2b_base64
from collections.abc import Collection
from contextlib import suppress

from heroics_py.support.json_types import Json
from heroics_py.tapes.exchange import BODY_KINDS, TapedBody
from heroics_py.tapes.packed_data import is_packed, unpacked
from heroics_py.tapes.secret_places import SecretPlaces
from heroics_py.tapes.streamed_texts import scrub_text

__all__ = ["scrub_body"]

_MOST_PACKED = 3  # within each other
_Paths = Collection[tuple[str, ...]]


def scrub_body(places: SecretPlaces, body: TapedBody, hidden: _Paths = (), *, is_map: bool = False) -> TapedBody:
    """Return a body with what is secret by its place replaced.

    Args:
        places: replaces what is secret.
        body: the body.
        hidden: the places that the schema declares secret, each as the keys that lead there.
        is_map: whether all of its texts are secret, as those of config vars.
    """
    if body.kind == "parts" and isinstance(body.content, list):
        return TapedBody("parts", [_scrub_part(places, part, hidden) for part in body.content])
    return TapedBody(body.kind, _scrub(places, body.kind, body.content, hidden, is_map=is_map))


def _scrub(places: SecretPlaces, kind: str, content: Json, hidden: _Paths, *, is_map: bool) -> Json:
    if kind == "base64":
        _find_in(places, a2b_base64(str(content)))
        return content
    if is_map:
        return places.all_of(content)
    if kind == "text":
        return _scrub_text(places, str(content), hidden)
    return places.in_json(content, hidden)


def _find_in(places: SecretPlaces, data: bytes, depth: int = 0) -> None:
    """Remember the secrets of compressed text; the search replaces them."""
    if depth < _MOST_PACKED and is_packed(data):
        inner = unpacked(data)
        if inner is not None:
            _find_in(places, inner, depth + 1)
    elif depth:
        with suppress(UnicodeDecodeError):
            scrub_text(places, data.decode())


def _scrub_text(places: SecretPlaces, text: str, hidden: _Paths) -> str:
    if hidden:  # JSON that a tape can't hold as a value, such as one with half a surrogate pair
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            pass
        else:
            return json.dumps(places.in_json(value, hidden))
    return scrub_text(places, text)


def _scrub_part(places: SecretPlaces, part: Json, hidden: _Paths) -> Json:
    if not isinstance(part, dict):
        return part
    name = str(part.get("name", ""))
    below = frozenset(path[1:] for path in hidden if path[:1] == (name,))
    is_secret = places.names(name) or () in below
    return {
        key: _scrub(places, key, value, below, is_map=is_secret)
        if key in BODY_KINDS
        else places.in_text(str(value))
        if key == "file_name"
        else value
        for key, value in part.items()
    }
