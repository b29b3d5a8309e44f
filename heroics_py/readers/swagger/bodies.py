"""The body of an operation: a body parameter, or the fields of a form."""

from collections.abc import Sequence

from heroics_py.http.media_types import essence_of, is_json
from heroics_py.model.bodies import Body, Content, Encoding
from heroics_py.model.schema import Schema
from heroics_py.readers.fields import object_of, target_of, text_at, texts_at
from heroics_py.readers.swagger.parameters import Declared, explodes, style_of
from heroics_py.support.json_types import Json

__all__ = ["body_of", "media_types"]

_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"


def media_types(root: dict[str, Json], operation: dict[str, Json], keyword: str) -> list[str]:
    """Return what an operation ``consumes`` or ``produces``; its own list replaces that of the document."""
    return texts_at(operation if keyword in operation else root, keyword)


def body_of(at: Schema, declared: Declared, consumes: Sequence[str], *, is_part: bool = False) -> Body | None:
    """Return the body of an operation, if it has one.

    A form and a body parameter exclude each other: with both, the form counts if the operation consumes forms.

    Args:
        at: the operation.
        declared: its parameters.
        consumes: the media types that it consumes.
        is_part: whether the body is a part of what its schema describes, so that no field of it is required.
    """
    fields = [schema for (location, _), schema in declared.items() if location == "formData"]
    body = next((schema for (location, _), schema in declared.items() if location == "body"), None)
    forms = [each for each in map(essence_of, consumes) if each in {_FORM, _MULTIPART}]
    if fields and (body is None or forms or any(map(_is_file, fields))):
        return _form(at, fields, forms)
    return _body(body, consumes, is_part=is_part) if body is not None else None


def _is_file(field: Schema) -> bool:
    return object_of(field.raw).get("type") == "file"


def _form(at: Schema, fields: Sequence[Schema], forms: Sequence[str]) -> Body:
    nodes = [object_of(each.raw) for each in fields]
    required: list[Json] = [text_at(node, "name") for node in nodes if node.get("required") is True]
    properties: dict[str, Json] = {
        text_at(node, "name"): {"$ref": each.pointer} for node, each in zip(nodes, fields, strict=True)
    }
    form: dict[str, Json] = {"type": "object", "properties": properties}
    media_types = [_MULTIPART] if any(map(_is_file, fields)) else list(dict.fromkeys(forms)) or [_FORM]
    schema = Schema(at.documents, f"{at.pointer}/parameters", {**form, "required": required} if required else form)
    encodings = tuple(
        (text_at(node, "name"), Encoding(style=style_of(node, "form"), explode=explodes(node)))
        for node in nodes
        if node.get("type") == "array"
    )
    contents = tuple(Content(media_type=each, schema=schema, encodings=encodings) for each in media_types)
    return Body(schema=schema, media_type=media_types[0], required=bool(required), contents=contents)


def _body(at: Schema, consumes: Sequence[str], *, is_part: bool) -> Body:
    node = object_of(at.raw)
    # A readOnly field is not required in a request (Swagger 2.0, Schema Object).
    documents = at.documents.replaced(omits="readOnly")
    schema = Schema(documents, at.pointer, at.raw).child("schema") if "schema" in node else None
    schema = _part_of(schema) if schema is not None and is_part else schema
    is_binary = schema is not None and object_of(target_of(schema).raw).get("format") == "binary"
    media_types = _ordered(consumes, schema, is_binary=is_binary)
    contents = tuple(Content(media_type=each, schema=schema) for each in media_types)
    return Body(schema=schema, media_type=media_types[0], required=node.get("required") is True, contents=contents)


def _part_of(schema: Schema) -> Schema:
    """Return the schema of some fields of an object."""
    whole = target_of(schema)
    node = {key: value for key, value in object_of(whole.raw).items() if key != "required"}
    # A pointer of its own: what is cached for the whole object must not be taken for this schema.
    pointer = f"{whole.pointer.partition('#')[0]}#{schema.pointer.partition('#')[2]}"
    return Schema(whole.documents, pointer, node)


def _ordered(consumes: Sequence[str], schema: Schema | None, *, is_binary: bool) -> list[str]:
    """Return the media types, the preferred one first: JSON, unless the body is a file."""
    choices = list(dict.fromkeys(each.lower() for each in consumes if "*" not in each))
    if is_binary:
        files = [each for each in choices if not is_json(each) and essence_of(each) not in {_FORM, _MULTIPART}]
        return files or ["application/octet-stream"]
    is_list = schema is not None and object_of(target_of(schema).raw).get("type") == "array"
    # RFC 6902: a JSON Patch is a list of operations; other patches are objects.
    choices.sort(key=lambda each: (not is_json(each), (essence_of(each) == "application/json-patch+json") != is_list))
    return choices or ["application/json"]
