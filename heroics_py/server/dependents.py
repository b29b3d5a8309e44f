"""Values that depend on an identity, as the examples of a schema show: the address of an app has its name."""

import re
from collections.abc import Iterator, Mapping

from heroics_py.server.resource_types import ResourceType
from heroics_py.support.json_types import Json

__all__ = ["dependents"]

_SHORTEST_WORD = 3
_LONGEST = 2000
_MOST_PARTS = 4
# A domain for documentation (RFC 2606) has the word by chance.
_RESERVED = r"(?!\.(?:com|net|org|edu)\b)"


def dependents(resource_type: ResourceType, example: Mapping[str, Json], data: Mapping[str, Json]) -> dict[str, Json]:
    """Return the fields of an entity that follow its identities, with the values that they have then.

    Only an address, a text with ``/``, ``:`` or ``@`` and without spaces, depends on an identity, and only if the
    example of the identity is a whole word of it.

    Args:
        resource_type: the type of the entity.
        example: an example of it.
        data: the entity.
    """
    changes = list(_changes(resource_type, example, data))
    values = ((name, _follow(value, changes)) for name, value in example.items() if name not in resource_type.identity)
    return {name: value for name, value in values if value != example[name] and resource_type.accepts(name, value)}


def _changes(
    resource_type: ResourceType, example: Mapping[str, Json], data: Mapping[str, Json]
) -> Iterator[tuple[re.Pattern[str], str]]:
    """Yield each identity that differs from its example: where it occurs in an address, and what it is now."""
    for name in dict.fromkeys((*resource_type.identity, "id")):
        old, new = example.get(name), data.get(name)
        if old == new or not _is_identity(old) or not _is_identity(new):
            continue
        word = re.escape(str(old))
        is_segment = not isinstance(old, str) or len(old) < _SHORTEST_WORD
        pattern = rf"(?<=/){word}(?=[/?#]|\Z)" if is_segment else rf"(?<![\w-]){word}(?![\w-]){_RESERVED}"
        yield re.compile(pattern), str(new)


def _is_identity(value: Json) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and 0 < len(str(value)) < _LONGEST


def _follow(value: Json, changes: list[tuple[re.Pattern[str], str]], depth: int = 0) -> Json:
    if isinstance(value, str) and len(value) < _LONGEST and _is_address(value):
        for pattern, new in changes:
            value = pattern.sub(lambda _, text=new: text, value)  # type: ignore[misc] # the text of this round
        return value
    if isinstance(value, dict) and depth < _MOST_PARTS and not value.keys() & {"id", "name", "email"}:
        return {name: _follow(each, changes, depth + 1) for name, each in value.items()}
    return value


def _is_address(text: str) -> bool:
    return not re.search(r"\s", text) and re.search(r"[/:@]", text) is not None
