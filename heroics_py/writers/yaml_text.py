"""A JSON value as YAML that every parser reads in the same way, whether it follows YAML 1.1 or 1.2."""

import re
from functools import cache
from typing import Any

from heroics_py.call.values.scalars import ExactFloat
from heroics_py.support.json_types import Json

__all__ = ["yaml_text"]

_WIDEST = 1 << 30  # characters of a line, so that none is wrapped


def yaml_text(value: Json, *, ascii_only: bool = False, fast: bool = False) -> str:
    """Return a value as block YAML, its keys in their order.

    Args:
        value: of plain dicts and lists.
        ascii_only: whether other characters become escapes.
        fast: write it ten times as fast, for large values: lists are then not indented below their keys.
    """
    import yaml

    text: str = yaml.dump(
        value,
        Dumper=_dumper(fast=fast),
        allow_unicode=not ascii_only,
        sort_keys=False,
        default_flow_style=False,
        width=_WIDEST,
    )
    return text.removesuffix("...\n")  # the end of a document that is a single value


@cache
def _dumper(*, fast: bool) -> Any:
    """Return the class that writes YAML without references, and quotes text that YAML 1.2 would read as a number."""
    import yaml

    base: Any = yaml.CSafeDumper if fast else yaml.SafeDumper

    class Dumper(base):  # type: ignore[misc]  # the class of C has no types
        def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - as PyYAML calls it
            return True

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:  # noqa: ARG002, FBT001, FBT002
            return super().increase_indent(flow, False)

    number = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$|0o[0-7]+$|0x[0-9a-fA-F]+$")
    Dumper.add_implicit_resolver("tag:yaml.org,2002:float", number, list("-+.0123456789"))
    Dumper.add_representer(ExactFloat, _represent_exact)
    Dumper.add_representer(str, _represent_text)
    return Dumper


def _represent_text(dumper: Any, text: str) -> Any:
    """Return a text: lines as a block, and characters that can't be seen as escapes."""
    style = None
    if not text.isprintable():
        is_block = "\n" in text.strip("\n") and text.replace("\n", "").isprintable() and text[0] not in " \n"
        style = "|" if is_block else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _represent_exact(dumper: Any, value: ExactFloat) -> Any:
    tag = "int" if value.text.lstrip("-").isdecimal() else "float"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{tag}", value.text)
