"""The body of a method: its request, and the content of a file where media can be uploaded."""

from functools import partial

from heroics_py.http.media_types import essence_of
from heroics_py.model.bodies import Body, Content
from heroics_py.model.schema import Schema
from heroics_py.readers.discovery.keywords import rewrite_discovery
from heroics_py.readers.fields import object_at, object_of, text_at, texts_at
from heroics_py.support.json_types import Json

__all__ = ["MEDIA", "body_of", "schema_of"]

MEDIA = "media_body"
"""The argument for the content of an upload, as in Google's own client."""

_MEDIA_SCHEMA: Json = {
    "type": "string",
    "format": "binary",
    "description": "the content to upload: bytes, an open file, or (name, content, media type)",
}


def schema_of(at: Schema, keyword: str) -> Schema | None:
    """Return the schema of a method's request or response."""
    node = object_at(at.raw, keyword)
    if not node:
        return None
    reference = node.get("$ref")
    raw: Json = {"$ref": f"#/schemas/{reference}"} if isinstance(reference, str) and "#" not in reference else node
    return Schema(at.documents, f"{at.pointer}/{keyword}", raw)


def body_of(at: Schema) -> Body | None:
    """Return the body of a method, if it has one.

    Media is sent to a path of its own: alone, or together with the fields of the request as ``multipart/related``
    (Google APIs, media upload).
    """
    node = object_of(at.raw)
    rewrite = partial(rewrite_discovery, method=text_at(node, "id"))
    documents = at.documents.replaced(normalize=rewrite, omits="readOnly")
    request = schema_of(Schema(documents, at.pointer, at.raw), "request")
    upload = object_at(node, "mediaUpload")
    simple = object_at(object_at(upload, "protocols"), "simple")
    path = text_at(simple, "path")
    if not path:
        return Body(schema=request) if request is not None else None
    fields: dict[str, Json] = {"type": "object", "properties": {MEDIA: _MEDIA_SCHEMA}}
    if request is not None:
        fields["allOf"] = [request.raw]
    else:
        fields["additionalProperties"] = False
    related = Content(
        media_type="multipart/related",
        schema=Schema(documents, f"{at.pointer}/mediaUpload", fields),
        href=f"{path}?uploadType=multipart",
        payload=MEDIA,
    )
    media_types = dict.fromkeys(essence_of(each) for each in texts_at(upload, "accept") or ["*/*"])
    file = Schema(documents, f"{at.pointer}/mediaUpload", _MEDIA_SCHEMA)
    media = [Content(media_type=each, schema=file, href=f"{path}?uploadType=media") for each in media_types]
    plain = [Content(schema=request)] if request is not None else []
    return Body(
        schema=request if request is not None else related.schema,
        media_type="application/json" if request is not None else related.media_type,
        contents=(*plain, related, *media),
    )
