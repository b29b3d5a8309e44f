"""A JSON value as YAML for an editor, which reads back as the same value."""

import json

from heroics_py.cli.edit.values import is_same
from heroics_py.readers.yaml_text import parse_yaml
from heroics_py.support.json_types import Json
from heroics_py.writers.yaml_text import yaml_text

__all__ = ["to_yaml"]


def to_yaml(value: Json) -> str:
    """Return a value as YAML, in the order of its keys.

    Text that YAML would take for something else is quoted: ``no``, ``012``, ``2020-01-01``. A value that does not read
    back as the same is written as JSON, which is YAML too.
    """
    text = yaml_text(value)
    return text if _reads_back(text, value) else json.dumps(value, indent=2) + "\n"


def _reads_back(text: str, value: Json) -> bool:
    try:
        return is_same(parse_yaml(text)[0], value)
    except (ValueError, RecursionError):
        return False
