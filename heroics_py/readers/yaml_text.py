"""YAML 1.2 by its core schema, with the values of JSON and keys that are text.

OpenAPI asks for YAML 1.2 with values and keys that JSON can express (3.0.4 and 3.1.1, "Format"), so ``NO``, ``on``,
``12:30`` and dates are text. Merge keys (``<<``) are no longer part of YAML 1.2, but documents use them.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator

import yaml
import yamlcore

__all__ = ["parse_yaml", "typed_scalars"]

_MERGE = "<<"
_FLOAT = "tag:yaml.org,2002:float"
_LANGUAGE_TAG = "tag:yaml.org,2002:python/"
_MOST_MERGED = 500_000
_MOST_SHOWN = 3


class _Loader(yamlcore.CCoreLoader):  # type: ignore[misc]  # the library has no types
    """The loader for the core schema, with keys as text and limited merging."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.merged = 0
        self.repeated: list[str] = []

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Put the pairs that ``<<`` merges before the node's own.

        Each key is kept once, so nested merges can't explode.
        """
        merges = [value for key, value in node.value if _is_merge(key)]
        if not merges:
            return
        own = [pair for pair in node.value if not _is_merge(pair[0])]
        node.value = own
        pairs: dict[object, tuple[yaml.Node, yaml.Node]] = {}
        for source in reversed([source for value in merges for source in _sources(value)]):
            self.flatten_mapping(source)
            self.merged += len(source.value)
            if self.merged > _MOST_MERGED:
                raise yaml.YAMLError(f"more than {_MOST_MERGED:,} keys are merged by <<")
            pairs.update((_text_of(key), (key, value)) for key, value in source.value)
        names = {_text_of(key) for key, _ in own}
        node.value = [*(pair for name, pair in pairs.items() if name not in names), *own]

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, object]:  # noqa: FBT001, FBT002 - PyYAML's signature
        """Return a dict whose keys are text; the last of equal keys counts, as in JSON."""
        self.flatten_mapping(node)
        fields = {_key(key): self.construct_object(value, deep=deep) for key, value in node.value}
        if len(fields) < len(node.value):
            counts = Counter(_key(key) for key, _ in node.value)
            self.repeated += (
                f"the key {name!r} twice near line {node.start_mark.line + 1}" for name in counts if counts[name] > 1
            )
        return fields

    def construct_number(self, node: yaml.ScalarNode) -> object:
        """Return a float; infinity and "not a number", which JSON can't express, are text."""
        value: float = self.construct_yaml_float_core(node)
        return value if math.isfinite(value) else node.value

    def construct_plain(self, tag: str, node: yaml.Node) -> Iterator[object]:
        """Return the plain value of a tag that means nothing to JSON, such as ``!Ref`` or ``!!binary``."""
        if tag.startswith(_LANGUAGE_TAG):
            raise yaml.constructor.ConstructorError(
                None, None, f"could not determine a constructor for the tag {node.tag!r}", node.start_mark
            )
        # A container is yielded before its items: an alias among them may be the container itself.
        if isinstance(node, yaml.MappingNode):
            fields: dict[str, object] = {}
            yield fields
            fields.update(self.construct_mapping(node))
        elif isinstance(node, yaml.SequenceNode):
            items: list[object] = []
            yield items
            items.extend(self.construct_sequence(node))
        else:
            yield node.value


_Loader.add_constructor(_FLOAT, _Loader.construct_number)
_Loader.add_multi_constructor("", _Loader.construct_plain)


def _is_merge(key: yaml.Node) -> bool:
    return isinstance(key, yaml.ScalarNode) and key.value == _MERGE and not key.style


def _sources(value: yaml.Node) -> Iterator[yaml.MappingNode]:
    for node in value.value if isinstance(value, yaml.SequenceNode) else [value]:
        if not isinstance(node, yaml.MappingNode):
            raise yaml.YAMLError("<< expects a mapping, or a list of mappings")
        yield node


def _text_of(key: yaml.Node) -> object:
    return key.value if isinstance(key, yaml.ScalarNode) else id(key)


def _key(key: yaml.Node) -> str:
    if not isinstance(key, yaml.ScalarNode):
        raise yaml.constructor.ConstructorError(None, None, "expected a key that is text", key.start_mark)
    return str(key.value)


def parse_yaml(text: str) -> tuple[object, str]:
    """Return the value of one YAML document, and what was corrected in it, if anything.

    Raises:
        ValueError: it is not valid YAML.
    """
    try:
        loader = _Loader(text)
        try:
            return loader.get_single_data(), _listed(loader.repeated)
        finally:
            loader.dispose()
    except (yaml.YAMLError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # The library raises the other errors for a wrong tag, such as ``!!int soon``.
        reason = " ".join(str(error).split()).replace(' in "<unicode string>", line', " at line")
    raise ValueError(reason)


def typed_scalars(text: str) -> object:
    """Return the value of one YAML document with each scalar as the text that was typed; None if that fails."""
    try:
        value: object = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - it knows text, lists and dicts alone
    except (yaml.YAMLError, RecursionError):
        return None
    return value


def _listed(repeated: Iterable[str]) -> str:
    texts = list(dict.fromkeys(repeated))
    more = f" and {len(texts) - _MOST_SHOWN} more" if len(texts) > _MOST_SHOWN else ""
    return ", ".join(texts[:_MOST_SHOWN]) + more
