"""A JavaScript file that exports one value, read as data: nothing of it is run."""

import json
import re

from heroics_py.support.loading import load_modules

__all__ = ["is_javascript", "javascript_value"]

_LARGEST = 1_000_000
_NOISE = r"(?:\s+|//[^\n]*(?:\n|$)|/\*(?:(?!\*/)[\s\S])*\*/|(['\"])use strict\1\s*;?)*+"
_EXPORTS = re.compile(rf"{_NOISE}(?:module\.exports|exports\.\w+|export\s+default(?=\W))\s*=?\s*")


def is_javascript(text: str) -> bool:
    """Tell whether a text begins as a JavaScript module that exports something."""
    return _EXPORTS.match(text) is not None


def javascript_value(text: str) -> object:
    """Return the value that a module exports, where it is one literal.

    Raises:
        ValueError: it is more than a literal, or too long.
        ImportError: it is no plain JSON, and json5 is not installed.
    """
    found = _EXPORTS.match(text)
    literal = (text[found.end() :] if found else text).rstrip().removesuffix(";").rstrip()
    try:
        return json.loads(literal)
    except ValueError:
        pass
    if len(literal) > _LARGEST:
        raise ValueError(f"a literal of more than {_LARGEST:,} characters has to be plain JSON")
    load_modules("json5")
    from json5 import loads

    value: object = loads(literal)
    return value
