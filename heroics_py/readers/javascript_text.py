"""JavaScript modules that export one value, read as data without running them."""

import json
import re

from heroics_py.support.loading import load_modules

__all__ = ["is_javascript", "javascript_value"]

_LONGEST = 1_000_000
_NOISE = r"(?:\s+|//[^\n]*(?:\n|$)|/\*(?:(?!\*/)[\s\S])*\*/|(['\"])use strict\1\s*;?)*+"
_EXPORTS = re.compile(rf"{_NOISE}(?:module\.exports|exports\.\w+|export\s+default(?=\W))\s*=?\s*")


def is_javascript(text: str) -> bool:
    """Return whether a text begins as a JavaScript module that exports something."""
    return _EXPORTS.match(text) is not None


def javascript_value(text: str) -> object:
    """Return the value that a module exports, which must be one literal.

    Raises:
        ValueError: it is more than a literal, or too long.
        ImportError: it is not plain JSON, and json5 is not installed.
    """
    match = _EXPORTS.match(text)
    literal = (text[match.end() :] if match else text).rstrip().removesuffix(";").rstrip()
    try:
        return json.loads(literal)
    except ValueError:
        pass
    if len(literal) > _LONGEST:
        raise ValueError(f"a literal of more than {_LONGEST:,} characters must be plain JSON")
    load_modules("json5")
    from json5 import loads

    value: object = loads(literal)
    return value
