"""Schemas that describe the same data as a schema inside of them."""

from collections.abc import Iterator

__all__ = ["schemas_of_same_data"]

_LISTS_AND_MAPS = frozenset({"allOf", "anyOf", "oneOf", "extends", "dependencies", "dependentSchemas"})
_SINGLES = frozenset({"if", "then", "else", "not", "extends"})
_MAPS_OF_NAMES = frozenset({"definitions", "$defs", "properties", "patternProperties"})


def schemas_of_same_data(pointer: str) -> Iterator[str]:
    """Yield the pointer of a schema, then those of the schemas around it that describe the same data.

    "#/properties/a/allOf/0/then" is followed by "#/properties/a/allOf/0" and "#/properties/a".
    """
    yield pointer
    keys = pointer.split("/")
    while len(keys) > 1:
        is_name = keys[-2] in _MAPS_OF_NAMES
        if keys[-1] in _SINGLES and not is_name:
            keys = keys[:-1]
        elif len(keys) > 2 and keys[-2] in _LISTS_AND_MAPS and keys[-3] not in _MAPS_OF_NAMES:
            keys = keys[:-2]
        else:
            return
        yield "/".join(keys)
