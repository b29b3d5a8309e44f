"""The media type of a file in a multipart body."""

from heroics_py.call.bodies.choice import guessed_type
from heroics_py.call.bodies.files import BodyFile
from heroics_py.errors import SchemaError
from heroics_py.http.media_types import essence_of, is_range, matches
from heroics_py.model.bodies import Encoding
from heroics_py.model.schema import Schema

__all__ = ["file_type"]

_OCTETS = "application/octet-stream"


def file_type(file: BodyFile, encoding: Encoding, schema: Schema | None) -> str:
    """Return the media type of a file: the first of these that says one.

    1. the caller's tuple
    2. the encoding of the document, if it names one media type; if it names several or a range, the one that the name
       of the file suggests, else the first
    3. ``contentMediaType`` in the schema
    4. the name of the file
    5. application/octet-stream (RFC 7578, 4.4)
    """
    if file.media_type:
        return file.media_type
    guess = guessed_type(file.name)
    named = [each for each in encoding.media_types if not is_range(each)]
    if len(encoding.media_types) == 1 and named:
        return named[0]
    fitting = [each for each in encoding.media_types if guess and matches(guess, each)]
    if fitting:
        return next((each for each in fitting if not is_range(each)), guess)
    if named:
        return named[0]
    return _content_media_type(schema) or guess or _OCTETS


def _content_media_type(schema: Schema | None) -> str:
    if schema is None:
        return ""
    try:
        target = schema.dereference()
        node = target.child("items").dereference().node if isinstance(target.node.get("items"), dict) else target.node
    except SchemaError:
        return ""
    media_type = node.get("contentMediaType")
    if not isinstance(media_type, str) or "contentEncoding" in node or essence_of(media_type) == _OCTETS:
        return ""
    return media_type
