"""Checks of anyOf and oneOf, which look at each alternative once, and not at those that a value's kind excludes."""

from collections.abc import Iterator
from typing import Protocol, TypeAlias

from jsonschema.exceptions import ValidationError as Failure

from heroics_py.support.json_types import Json
from heroics_py.validation.choices import alternative_names, joined
from heroics_py.validation.kinds import excluded, listed_values

__all__ = ["CHOICE_CHECKS", "Descending"]

_Node: TypeAlias = dict[str, Json]
_Failures: TypeAlias = Iterator[Failure]


class Descending(Protocol):
    """The method of a jsonschema validator that its protocol lacks."""

    def descend(self, instance: object, schema: Json, path: object = None, schema_path: object = None) -> _Failures:
        """Yield the failures of a part of a value."""
        ...


def _one_of(validator: Descending, nodes: list[Json], value: object, node: _Node) -> _Failures:
    # Each alternative is checked once: jsonschema checks those after the first match a second time, and so do the
    # choices inside them.
    below = list(_failures_by_branch(validator, nodes, value, node, "oneOf"))
    matching = [index for index, failures in enumerate(below) if not failures]
    if not matching:
        yield Failure("matches no alternative", context=[each for failures in below for each in failures])
    elif len(matching) > 1:
        names = alternative_names(node, "oneOf")
        is_all = len(matching) == len(nodes)
        some = f"{len(matching)} of the {len(nodes)}"
        count = some if not is_all else "both" if len(nodes) == 2 else f"all {len(nodes)}"
        matched = joined([names[index] for index in matching])
        yield Failure(
            f"matches {count} alternatives ({matched}), but may match only one: pass a field or a value that the "
            "others don't allow"
        )


def _any_of(validator: Descending, nodes: list[Json], value: object, node: _Node) -> _Failures:
    failures: list[Failure] = []
    for below in _failures_by_branch(validator, nodes, value, node, "anyOf"):
        if not below:
            return
        failures += below
    yield Failure("matches no alternative", context=failures)


def _failures_by_branch(
    validator: Descending, nodes: list[Json], value: object, node: _Node, keyword: str
) -> Iterator[list[Failure]]:
    """Yield the failures of each alternative; of those that the value's kind excludes, that one alone."""
    others = excluded(node, keyword, value)
    for index, each in enumerate(nodes):
        if index in others:
            yield [_failure_of_kind(node, keyword, index, value, is_missing=others[index] == "required")]
        else:
            yield list(validator.descend(value, each, schema_path=index))


def _failure_of_kind(node: _Node, keyword: str, index: int, value: object, *, is_missing: bool) -> Failure:
    field, values = listed_values(node, keyword, index)
    if is_missing:
        rule = {"properties": {field: {"enum": values}}} if values else {}
        return Failure(
            "is required",
            validator="required",
            validator_value=[field],
            path=[field],
            schema_path=[index],
            instance=value,
            schema=rule,
        )
    return Failure(
        "is not one of the listed values",
        validator="enum",
        validator_value=values,
        path=[field],
        schema_path=[index],
        instance=value[field] if isinstance(value, dict) else None,
        schema={"enum": values},
    )


CHOICE_CHECKS = {"anyOf": _any_of, "oneOf": _one_of}
