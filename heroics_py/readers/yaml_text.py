"""YAML with the values of JSON: timestamps and keys stay text."""

from collections.abc import Iterator

import yaml

__all__ = ["yaml_value"]

_MERGE = "tag:yaml.org,2002:merge"
_TEXT = "tag:yaml.org,2002:str"
_TIMESTAMP = "tag:yaml.org,2002:timestamp"
_MOST_MERGED = 500_000


class _Loader(yaml.SafeLoader):
    """The safe loader, with keys and dates as text and limited merging."""

    merged = 0

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Put the pairs that ``<<`` merges before the node's own.

        Each key is kept once, so nested merges can't explode.
        """
        own = [pair for pair in node.value if pair[0].tag != _MERGE]
        merges = [value for key, value in node.value if key.tag == _MERGE]
        node.value = own
        pairs: dict[object, tuple[yaml.Node, yaml.Node]] = {}
        for source in reversed([source for value in merges for source in _sources(value)]):
            self.flatten_mapping(source)
            self.merged += len(source.value)
            if self.merged > _MOST_MERGED:
                raise yaml.YAMLError(f"more than {_MOST_MERGED:,} keys are merged by <<")
            pairs.update((_text_of(key), (key, value)) for key, value in source.value)
        node.value = [*pairs.values(), *own]

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:  # noqa: FBT001, FBT002 - PyYAML's signature
        """Return a dict whose keys are text."""
        self.flatten_mapping(node)
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                key.tag = _TEXT
        return super().construct_mapping(node, deep=deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _TIMESTAMP]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _sources(value: yaml.Node) -> Iterator[yaml.MappingNode]:
    for node in value.value if isinstance(value, yaml.SequenceNode) else [value]:
        if not isinstance(node, yaml.MappingNode):
            raise yaml.YAMLError("<< expects a mapping, or a list of mappings")
        yield node


def _text_of(key: yaml.Node) -> object:
    return key.value if isinstance(key, yaml.ScalarNode) else id(key)


def yaml_value(text: str) -> object:
    """Return the value of one YAML document.

    Raises:
        ValueError: it is not valid YAML.
    """
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
    except (yaml.YAMLError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # PyYAML raises the other errors for a wrong tag, such as ``!!timestamp soon``.
        reason = " ".join(str(error).split())
    raise ValueError(reason)
