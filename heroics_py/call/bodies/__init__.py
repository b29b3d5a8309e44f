"""The body of a request: which of its media types is meant, and the bytes in it.

argument
 |  choice      the media type: the option media_type, or by the kind of the value
 v
 encoding       the value checked by the schema of that media type, then encoded:
                json, forms, multipart, sequences (JSON Lines), raw (text, bytes, files)
 |  files       what counts as a file: bytes, open files, tuples of name and data
 v
 pieces         bytes, or a stream if it is large
"""

from heroics_py.call.bodies.encoding import content_of, encode_body, required_content
from heroics_py.call.bodies.values import is_body

__all__ = ["content_of", "encode_body", "is_body", "required_content"]
