"""The properties of an object that go one way only: ``readOnly`` in responses, ``writeOnly`` in requests."""

from collections.abc import Iterator, Mapping

from heroics_py.errors import SchemaError
from heroics_py.model.schema import Schema

__all__ = ["Omissions", "omitted_names", "omitted_outside_choices"]

_MAX_SCHEMAS = 500
_CHOICES = ("anyOf", "oneOf")
_CONDITIONALS = ("then", "else")
# The keywords that name properties, or lead to schemas that do.
_NAMING = frozenset({"properties", "$ref", "$dynamicRef", "$recursiveRef", "allOf", *_CHOICES, *_CONDITIONALS})


class Omissions:
    """The properties that need not be in a value which goes in the direction of its documents.

    Schemas that lead to one another are looked at once for all of them.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self._omitted: dict[tuple[str, str], bool] = {}

    def names(self, schema: Schema) -> frozenset[str]:
        """Return the properties that need not be in a value of ``schema``.

        They are looked for in every schema for the same value: behind ``$ref``, in allOf and in each choice. A name
        that ``required`` lists in one of these may be a property of another (JSON Schema validation 2020-12, 9.4;
        OpenAPI 3.0.4, 4.7.24.2).
        """
        if not schema.documents.omits or (isinstance(schema.raw, dict) and schema.raw.keys().isdisjoint(_NAMING)):
            return frozenset()
        if schema.pointer not in self._known:
            visited: set[str] = set()
            names = frozenset(_names(schema, visited, self._known, self._omitted, choices=True))
            self._known[schema.pointer] = names, frozenset(visited)
        return self._known[schema.pointer][0]


def omitted_names(schema: Schema) -> frozenset[str]:
    """Return the properties of one schema that need not be in a value, as `Omissions` has them."""
    return Omissions().names(schema)


def omitted_outside_choices(schema: Schema) -> frozenset[str]:
    """Return those of `omitted_names` that are omitted whichever alternative is chosen."""
    return frozenset(_names(schema, set(), {}, {}, choices=False)) if schema.documents.omits else frozenset()


def _names(
    schema: Schema,
    visited: set[str],
    known: Mapping[str, tuple[frozenset[str], frozenset[str]]],
    omitted: dict[tuple[str, str], bool],
    *,
    choices: bool,
) -> Iterator[str]:
    for target in _steps(schema):
        if target.pointer in visited or len(visited) > _MAX_SCHEMAS:
            return
        if target.pointer in known:
            names, reached = known[target.pointer]
            visited |= reached
            yield from names
            return
        visited.add(target.pointer)
        for name, child in target.children("properties").items():
            key = (child.pointer, schema.documents.omits)
            if key not in omitted:
                omitted[key] = _is_omitted(child, schema.documents.omits, set())
            if omitted[key]:
                yield name
        for part in (*target.branches("allOf"), *(target.branches(*_CHOICES) if choices else ())):
            yield from _names(part, visited, known, omitted, choices=choices)
        for keyword in _CONDITIONALS if choices else ():
            if isinstance(target.node.get(keyword), dict):
                yield from _names(target.child(keyword), visited, known, omitted, choices=choices)


def _is_omitted(schema: Schema, annotation: str, visited: set[str]) -> bool:
    """Return whether a property has the annotation: itself, behind its references, in allOf or in every choice."""
    for step in _steps(schema):
        if step.pointer in visited or len(visited) > _MAX_SCHEMAS:
            return False
        visited.add(step.pointer)
        if isinstance(step.raw, dict) and step.raw.get(annotation) is True:
            return True
        if any(_is_omitted(part, annotation, visited) for part in step.branches("allOf")):
            return True
        choices = [each for each in step.branches(*_CHOICES) if not _is_null(each)]
        if choices and all(_is_omitted(each, annotation, visited) for each in choices):
            return True
    return False


def _steps(schema: Schema) -> tuple[Schema, ...]:
    """Return a schema and those that its references lead to, up to one that points to nothing or isn't a schema."""
    try:
        steps = schema.reference_chain()
        return steps if isinstance(steps[-1].node, dict) else ()
    except SchemaError:
        return (schema,) if isinstance(schema.raw, dict) else ()


def _is_null(schema: Schema) -> bool:
    return isinstance(schema.raw, dict) and schema.raw.get("type") == "null"
