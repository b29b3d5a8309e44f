"""The text of a cassette of vcrpy, parsed: YAML 1.1 with tags of Python, or JSON."""

import json
from functools import cache
from typing import Any

from heroics_py.errors import TapeError

__all__ = ["parse_cassette"]

_LARGEST = 256 * 1024 * 1024
_LEAST = 64  # bytes of any value
_MERGE = "tag:yaml.org,2002:merge"


def parse_cassette(text: str) -> object:
    """Return the value of a cassette, whose binary data are bytes.

    Tags of Python, by which old cassettes hold objects, are read as the plain values that they are made of: nothing is
    imported or called.

    Raises:
        TapeError: it is neither JSON nor YAML.
    """
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        try:
            return json.loads(text)  # it has no aliases
        except (ValueError, RecursionError) as error:
            problem = str(error)
    try:
        import yaml

        value = yaml.load(text, Loader=_loader())  # noqa: S506 - a safe loader
        if _weight(value, {}) <= _LARGEST:
            return value
        problem = f"it has more than {_LARGEST:,} bytes, counting each alias"
    except ImportError:
        problem = "YAML needs PyYAML: pip install 'heroics-py[yaml]'"
    except RecursionError:
        problem = "it is nested too deeply"
    except (yaml.YAMLError, ValueError, TypeError, LookupError, AttributeError) as error:
        problem = f"it is not valid YAML: {' '.join(str(error).split())}"
    raise TapeError(problem)


def _weight(value: object, known: dict[int, int]) -> int:
    """Return about how many bytes a value has with each alias written out.

    Args:
        value: of YAML.
        known: those of lists and objects by their ids; 0 as long as it is not known.

    Raises:
        ValueError: an alias contains itself.
    """
    if not isinstance(value, dict | list | tuple | set):
        return _LEAST + (len(value) if isinstance(value, str | bytes) else 0)
    if id(value) not in known:
        known[id(value)] = 0
        items = [*value.keys(), *value.values()] if isinstance(value, dict) else value
        known[id(value)] = _LEAST + sum(_weight(each, known) for each in items)
    if not known[id(value)]:
        raise ValueError("an alias contains itself")
    return known[id(value)]


@cache
def _loader() -> Any:
    import yaml

    class Loader(yaml.CSafeLoader):
        def flatten_mapping(self, node: Any) -> None:
            if any(key.tag == _MERGE for key, _ in node.value):  # nested merges explode
                raise yaml.constructor.ConstructorError(None, None, "<< is not supported", node.start_mark)

    def plain(loader: Any, _: str, node: Any) -> Any:
        if isinstance(node, yaml.MappingNode):
            return loader.construct_mapping(node, deep=True)
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        return loader.construct_scalar(node)

    def data(loader: Any, node: Any) -> Any:
        return loader.construct_yaml_binary(node)

    Loader.add_multi_constructor("tag:yaml.org,2002:python/", plain)
    Loader.add_multi_constructor("!", plain)
    Loader.add_constructor("tag:yaml.org,2002:python/bytes", data)
    Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)
    return Loader
