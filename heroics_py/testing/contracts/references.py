"""The fields of a body that name another thing, such as ``item_id``, and values for them that the server knows."""

from collections.abc import Callable, Iterator

from heroics_py.model.parameters import Parameter
from heroics_py.support.json_types import Json
from heroics_py.testing.contracts.things import Thing, folded, identity_of_thing

__all__ = ["nouns_in", "with_references"]

_IDENTITIES = ("id", "uuid", "slug", "key", "name")
_MAX_DEPTH = 4


def _noun(name: str, parent: str) -> str:
    """Return the noun of the thing that a field names: that of "item_id", of "item", of the "id" in an "item"."""
    if name.lower() in _IDENTITIES:
        return folded(parent)
    stems = (name.removesuffix(f"_{each}") for each in _IDENTITIES)
    stem = next((each for each in stems if each != name), name.removesuffix("Id").removesuffix("ID"))
    return folded(stem)


def nouns_in(value: Json, parent: str = "", depth: int = 0) -> Iterator[str]:
    """Yield the nouns of the things that the fields of a body may name."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from nouns_in(item, parent, depth + 1)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, dict | list):
                yield from nouns_in(inner, name, depth + 1)
            else:
                yield _noun(name, parent)


def with_references(
    value: Json, find: Callable[[str], Thing | None], unchanged: str = "", *, parent: str = "", where: str = ""
) -> Json:
    """Return a body whose fields name things that the server has.

    Args:
        value: the body.
        find: returns a thing by its noun, if the server has one.
        unchanged: the place that stays as it is, as a JSON pointer.
        parent: the name of the field that holds the value.
        where: the place of the value.
    """
    if (unchanged and where == unchanged) or where.count("/") > _MAX_DEPTH:
        return value
    if isinstance(value, list):
        return [
            with_references(item, find, unchanged, parent=parent, where=f"{where}/{index}")
            for index, item in enumerate(value)
        ]
    if not isinstance(value, dict):
        return value
    return {name: _field(name, inner, find, unchanged, parent, f"{where}/{name}") for name, inner in value.items()}


def _field(  # noqa: PLR0913, PLR0917 - as above
    name: str, value: Json, find: Callable[[str], Thing | None], unchanged: str, parent: str, where: str
) -> Json:
    if isinstance(value, dict | list):
        return with_references(value, find, unchanged, parent=name, where=where)
    is_identity = isinstance(value, str | int) and not isinstance(value, bool)
    thing = find(_noun(name, parent)) if is_identity and where != unchanged else None
    if thing is None:
        return value
    tail = name if name.lower() in _IDENTITIES else next((each for each in _IDENTITIES if name.endswith(each)), "id")
    identity = thing.data.get(tail, identity_of_thing(Parameter(name=tail), thing))
    return identity if type(identity) is type(value) else value
