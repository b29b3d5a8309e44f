"""A JSON value as YAML for people, which reads back as the same value by YAML 1.1 and 1.2."""

import json
import re

import yaml

from heroics_py.cli.edit.values import is_same
from heroics_py.readers.yaml_text import parse_yaml
from heroics_py.support.json_types import Json

__all__ = ["to_yaml"]


class _Dumper(yaml.SafeDumper):
    """A dumper that quotes whatever either version of YAML would take for another value than text."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - PyYAML's signature
        """Indent the items of a list below its key, too."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's signature
        """Write each value where it is: an alias would join two values in the editor."""
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if not text.isprintable():
        is_block = "\n" in text.strip("\n") and text.replace("\n", "").isprintable() and text[0] not in " \n"
        style = "|" if is_block else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)
# What the core schema of YAML 1.2.2 (10.3.2) takes for a number, beyond YAML 1.1: 0o17, 1e3.
_Dumper.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$"), None)
_Dumper.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"), None
)


def to_yaml(value: Json) -> str:
    """Return a value as YAML, in the order of its keys.

    Text that YAML would take for something else is quoted: ``no``, ``012``, ``2020-01-01``. A value that does not read
    back as the same is written as JSON, which is YAML too.
    """
    text = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**31)
    text = text.removesuffix("...\n")
    if _reads_back(text, value):
        return text
    return json.dumps(value, indent=2) + "\n"


def _reads_back(text: str, value: Json) -> bool:
    try:
        return is_same(parse_yaml(text)[0], value)
    except (ValueError, RecursionError):
        return False
