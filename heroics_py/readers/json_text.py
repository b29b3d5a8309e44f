"""JSON text, also with the mistakes that people make by hand."""

import json
import re

from heroics_py.support.json_types import Json

__all__ = ["COMMENT", "load_json", "repair_json"]

COMMENT = "a comment"

# The first branch also matches a string without an end, to the end of the text, as the second does a comment. Trying
# each later quote as the start of a string would take quadratic time.
_COMMENT = r'(?s)("(?:\\.|[^"\\])*+"?)|//[^\r\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?'
_TRAILING_COMMA = r'(?s)("(?:\\.|[^"\\])*+"?)|,(?=\s*[}\]])'


def load_json(text: str, *, strict: bool = True) -> tuple[Json, str]:
    """Return the value of a JSON text, and why it has none, if so; ``strict`` rejects control characters in strings."""
    try:
        return json.loads(text, parse_constant=_reject_constant, strict=strict), ""
    except RecursionError:
        return None, "it is nested too deeply"
    except ValueError as error:
        return None, str(error)


def repair_json(text: str) -> tuple[Json, str]:
    """Return the value of a text without its mistakes, and what these are; they are empty if it has others."""
    plain = _without_comments(text)
    mended = re.sub(_TRAILING_COMMA, lambda match: match[1] or " ", plain)
    value, problem = load_json(mended)
    if is_broken := bool(problem):
        value, problem = load_json(mended, strict=False)
    if problem:
        return None, ""
    mistakes = ((COMMENT, plain != text), ("a trailing comma", mended != plain))
    found = [*(name for name, is_there in mistakes if is_there), *(["a control character in a string"] * is_broken)]
    return value, f"{' and '.join(found)}, which JSON does not allow"


def _without_comments(text: str) -> str:
    """Return a text with spaces in place of the comments of JavaScript, so that lines and columns stay."""
    return re.sub(_COMMENT, lambda match: match[1] or re.sub(r"[^\r\n]", " ", match[0]), text)


def _reject_constant(name: str) -> Json:
    raise ValueError(f"JSON can't express {name}")
