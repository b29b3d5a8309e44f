"""The Encoding Objects of a media type (OpenAPI 3.1.1, 4.8.15)."""

from heroics_py.errors import SchemaError
from heroics_py.model.bodies import Encoding
from heroics_py.model.schema import Schema
from heroics_py.readers.fields import list_at, object_at, object_of, target_of, text_at
from heroics_py.support.json_types import Json

__all__ = ["encodings_of"]

_STYLES = frozenset({"form", "spaceDelimited", "pipeDelimited", "deepObject"})
_STYLE_KEYS = frozenset({"style", "explode", "allowReserved"})


def encodings_of(media_type: Schema) -> tuple[tuple[str, Encoding], ...]:
    """Return how the fields of a form or a multipart body are encoded, by name.

    Parts without names are encoded by their position, "*" is for those after them (3.2.0, 4.14.2).
    """
    node = object_of(media_type.raw)
    places: list[tuple[str, tuple[str, ...]]] = [(name, ("encoding", name)) for name in object_at(node, "encoding")]
    prefix = enumerate(list_at(node, "prefixEncoding"))
    places += [(str(index), ("prefixEncoding", str(index))) for index, _ in prefix]
    places += [("*", ("itemEncoding",))] if "itemEncoding" in node else []
    return tuple((name, _encoding(media_type.child(*keys))) for name, keys in places)


def _encoding(at: Schema) -> Encoding:
    """Return one encoding.

    With one of style, explode and allowReserved, the others have their defaults (4.8.15.1.2).
    """
    node = object_of(at.raw)
    style, explode = "", node.get("explode")
    if not _STYLE_KEYS.isdisjoint(node):
        style = text_at(node, "style")
        style = style if style in _STYLES else "form"
    return Encoding(
        media_types=tuple(each.strip() for each in text_at(node, "contentType").split(",") if each.strip()),
        style=style,
        explode=explode if isinstance(explode, bool) else style == "form",
        allow_reserved=node.get("allowReserved") is True,
        headers=tuple(_headers(at, node)),
    )


def _headers(at: Schema, node: dict[str, Json]) -> list[tuple[str, str]]:
    """Return the headers of a part whose value the document fixes, by const, a single enum or a default."""
    headers = []
    for name in object_at(node, "headers"):
        try:
            header = target_of(at.child("headers", name))
            schema = header.child("schema").dereference().node if "schema" in object_of(header.raw) else {}
        except SchemaError:
            continue
        values = schema.get("enum")
        fixed = values[0] if isinstance(values, list) and len(values) == 1 else schema.get("default")
        value = schema.get("const", fixed)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and name.lower() != "content-type":
            headers.append((name, str(value)))
    return headers
