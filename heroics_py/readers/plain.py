"""The words of each draft, and of interagent's files, as JSON Schema that a validator knows."""

from heroics_py.readers.parts import list_of, object_of, words_in
from heroics_py.support.json_types import Json

__all__ = ["plain", "plain_of_draft_3"]


def plain(node: dict[str, Json]) -> dict[str, Json]:
    """Say ``strictProperties``, and ``required: true`` in a property, as draft-04 says it."""
    needed = _needed(node)
    if "required" not in node and not needed:
        return {**node, "additionalProperties": False} if _strict(node) else node
    said = {key: value for key, value in node.items() if key != "required"}
    listed = words_in(node, "required")
    if listed or needed:
        said["required"] = list(dict.fromkeys([*listed, *needed]))
    return {**said, "additionalProperties": False} if _strict(node) else said


def plain_of_draft_3(node: dict[str, Json]) -> dict[str, Json]:
    """Say the words of draft-03 alone (its sections 5.1, 5.8, 5.24 to 5.26) as draft-04 says them."""
    made = plain(node)
    if not made.keys() & _ONLY_DRAFT_3:
        return made
    made = dict(made)
    if "divisibleBy" in made:
        made.setdefault("multipleOf", made.pop("divisibleBy"))
    parts = list_of(made, "allOf")
    if "extends" in made:
        above = made.pop("extends")
        parts = [*parts, *(above if isinstance(above, list) else [above])]
    if "disallow" in made:
        parts = [*parts, {"not": _typed(made.pop("disallow"))}]
    if isinstance(made.get("dependencies"), dict):
        made["dependencies"] = {
            name: [needs] if isinstance(needs, str) else needs
            for name, needs in object_of(made["dependencies"]).items()
        }
    if "type" in made:
        kinds = _typed(made.pop("type"))
        made |= {"type": kinds["type"]} if "type" in kinds else {}
        parts = [*parts, kinds] if "anyOf" in kinds else parts
    return {**made, "allOf": parts} if parts else made


_ONLY_DRAFT_3 = frozenset({"divisibleBy", "extends", "disallow", "dependencies", "type"})


def _typed(kind: Json) -> dict[str, Json]:
    """Return the schema of a type of draft-03: a name, "any", or a list of names and schemas."""
    kinds = kind if isinstance(kind, list) else [kind]
    if "any" in kinds:
        return {}
    schemas: list[Json] = [each for each in kinds if isinstance(each, dict)]
    if not schemas:
        return {"type": kind}
    names: list[Json] = [each for each in kinds if isinstance(each, str)]
    named: list[Json] = [{"type": names}] if names else []
    return {"anyOf": [*named, *schemas]}


def _strict(node: dict[str, Json]) -> bool:
    return node.get("strictProperties") is True and "properties" in node


def _needed(node: dict[str, Json]) -> list[str]:
    """Return the properties that are required by another word than draft-04's list of names."""
    properties = object_of(node.get("properties"))
    if node.get("strictProperties") is True:
        return list(properties)
    return [name for name, below in properties.items() if isinstance(below, dict) and below.get("required") is True]
