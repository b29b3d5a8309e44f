"""The media types of a body in words: which there are, and which one is sent for which values."""

from heroics_py.http.media_types import essence_of, is_json, is_range, is_sequence, is_text
from heroics_py.model.bodies import Body, Content

__all__ = ["body_lines"]

_FORM = "application/x-www-form-urlencoded"
_RANGES_OF_JSON = frozenset({"*/*", "application/*", "*"})


def body_lines(body: Body | None) -> list[str]:
    """Return a line for each media type of a body, with the values that it is sent for; none if it is JSON alone."""
    contents = body.choices if body is not None else ()
    if len(contents) < 2 and all(is_json(each.media_type) for each in contents):
        return []
    lines = [f"{each.media_type}: {_values(each, contents)}" for each in contents]
    return [*lines, "Choose one yourself with with_options(media_type=...)."] if len(contents) > 1 else lines


def _values(content: Content, contents: tuple[Content, ...]) -> str:
    """Return the values that are sent as one media type."""
    media_type = essence_of(content.media_type)
    is_alone = not any(is_json(each.media_type) for each in contents)
    if is_json(media_type):
        first = next(each for each in contents if is_json(each.media_type))
        return "fields, a dict or a list" if content is first else "only if you choose it"
    if media_type == _FORM:
        return "fields" if is_alone and content is contents[0] else "if only it has the fields, or if you choose it"
    if media_type.startswith("multipart/"):
        return "fields, each text, bytes or an open file" if is_alone else "if a field is bytes or an open file"
    if is_sequence(media_type):
        return "an iterable of values, such as a list or a generator"
    if media_type in _RANGES_OF_JSON:
        return "a dict or a list as JSON, text, bytes or an open file"
    if is_range(media_type):
        return "bytes or an open file; its name tells the media type, or with_options(media_type=...) does"
    return "text, bytes or an open file" if is_text(media_type) else "bytes or an open file"
