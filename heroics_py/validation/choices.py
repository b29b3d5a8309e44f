"""The alternatives of a choice: what they are called, and which of them is meant."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast

from jsonschema.exceptions import ValidationError as Failure

from heroics_py.model.keywords import CHOICE, CHOICES
from heroics_py.model.schema import Documents, Schema
from heroics_py.model.wording import phrase
from heroics_py.support.json_types import Json

__all__ = ["Branch", "alternative_names", "is_of_other_type", "is_type_failure", "joined", "likely_branch", "names_in"]

_INLINE = Documents(roots={})
_MOST_NAMES = 8
_Node: TypeAlias = Mapping[str, Json]


class Branch:
    """The failures that tell best what is wrong.

    Attributes:
        failures: those of the alternative that is meant, or those that several share; empty if nothing tells.
        name: what the alternative is called; empty if several are meant, or it has no name.
    """

    __slots__ = ("failures", "name")

    def __init__(self, failures: Sequence[Failure], name: str = "") -> None:
        self.failures = failures
        self.name = name


def alternative_names(node: _Node, keyword: str) -> list[str]:
    """Return the names of the alternatives that ``keyword`` lists; those without one are described or numbered."""
    branches = node.get(keyword)
    given = names_in(node, keyword)
    names = []
    for index, branch in enumerate(branches if isinstance(branches, list) else ()):
        name = given[index] if index < len(given) else ""
        words = "" if name else phrase(Schema(_INLINE, "#", branch))
        names.append(name or (words if words not in {"", "anything", "object"} else f"alternative {index + 1}"))
    return names


def names_in(node: _Node, keyword: str) -> list[str]:
    """Return the names that a document gives the alternatives; empty for one without."""
    choice = node.get(CHOICE)
    names = choice.get("names") if isinstance(choice, dict) else None
    listed = names.get(keyword) if isinstance(names, dict) else None
    return [name if isinstance(name, str) else "" for name in listed] if isinstance(listed, list) else []


def joined(names: Sequence[str]) -> str:
    """Return names as a list in words: "A, B and C"."""
    shown = list(names[:_MOST_NAMES])
    if len(names) > _MOST_NAMES:
        shown.append(f"{len(names) - _MOST_NAMES} more")
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1]))) if shown else ""


def likely_branch(choice: Failure) -> Branch:
    """Return what is wrong with the alternative that is meant, of those that ``choice`` offers.

    The field that the document names says which, or one with listed values, such as "kind"; else the type of the value.
    """
    branches: dict[int, list[Failure]] = {}
    for below in choice.context or ():
        branches.setdefault(cast("int", below.schema_path[0]), []).append(below)
    of_type = {index: failures for index, failures in branches.items() if not any(map(is_type_failure, failures))}
    meant = _meant_by_field(choice, of_type)
    if meant is None:
        likely = {index: failures for index, failures in of_type.items() if not any(map(_is_of_another_kind, failures))}
        likely = likely or of_type
    else:
        likely = {meant: of_type[meant]}
    if len(likely) == 1:
        index, failures = next(iter(likely.items()))
        return Branch(failures, _name_of(choice, index))
    return Branch(_shared(choice, list(likely.values())) if likely else [])


def is_type_failure(failure: Failure) -> bool:
    """Return whether the value itself is of another type than a schema takes; of a choice, than each alternative."""
    return not failure.path and is_of_other_type(failure)


def is_of_other_type(failure: Failure) -> bool:
    """Return whether the value of a failure is of another type than it takes; of a choice, than each alternative."""
    if failure.validator in CHOICES and failure.context:
        branches: dict[object, bool] = {}
        for below in failure.context:
            index = below.schema_path[0]
            branches[index] = branches.get(index, False) or is_type_failure(below)
        return all(branches.values())
    return failure.validator == "type"


def _name_of(choice: Failure, index: int) -> str:
    """Return the name of an alternative, if there are others from which it differs."""
    node = choice.schema if isinstance(choice.schema, dict) else {}
    branches = node.get(str(choice.validator))
    others = [each for each in branches if each != {"type": "null"}] if isinstance(branches, list) else []
    names = names_in(node, str(choice.validator))
    if isinstance(selector := node.get(CHOICE), dict) and "index" in selector:
        return ""
    return names[index] if len(others) > 1 and index < len(names) else ""


def _meant_by_field(choice: Failure, branches: Mapping[int, Sequence[Failure]]) -> int | None:
    """Return the alternative that the field named by the document chooses.

    The values that the alternatives list for it count before those that the document maps to them.
    """
    selector = choice.schema.get(CHOICE) if isinstance(choice.schema, dict) else None
    if not isinstance(selector, dict) or not isinstance(choice.instance, dict):
        return None
    if isinstance(fixed := selector.get("index"), int):
        return fixed if fixed in branches else None
    field, values = selector.get("field"), selector.get("values")
    if not isinstance(field, str) or not isinstance(values, dict):
        return None
    possible = [
        index
        for index, failures in branches.items()
        if not any(each.validator in {"enum", "const"} and list(each.path) == [field] for each in failures)
    ]
    if field in choice.instance and len(possible) == 1:
        return possible[0]
    value = choice.instance.get(field)
    mapped = values.get(value) if isinstance(value, str) else None
    if mapped is None and (field not in choice.instance or len(possible) == len(branches)):
        mapped = selector.get("default")
    return mapped if isinstance(mapped, int) and mapped in branches else None


_Place: TypeAlias = tuple[str, tuple[str | int, ...]]


def _shared(choice: Failure, branches: Sequence[Sequence[Failure]]) -> list[Failure]:
    """Return the failures that several alternatives share: a missing field, or a value that none of them takes."""
    first, *others = [{_place(each): each for each in failures if _is_shareable(each)} for failures in branches]
    return [
        _merge(choice, [failure, *(other[place] for other in others)])
        for place, failure in first.items()
        if all(place in other for other in others)
    ]


def _place(failure: Failure) -> _Place:
    rule = f"type {failure.validator_value}" if failure.validator == "type" else str(failure.validator)
    return ("enum" if rule == "const" else rule), tuple(failure.path)


def _is_of_another_kind(failure: Failure) -> bool:
    """Return whether a field with listed values excludes an alternative; of a choice in it, each of its own."""
    if failure.validator in CHOICES and failure.context and not failure.path:
        branches: dict[object, bool] = {}
        for below in failure.context:
            index = below.schema_path[0]
            branches[index] = branches.get(index, False) or is_type_failure(below) or _is_of_another_kind(below)
        return all(branches.values())
    return failure.validator in {"enum", "const"} and len(failure.path) == 1


def _is_shareable(failure: Failure) -> bool:
    return failure.validator == "required" or (
        failure.validator in {"enum", "const", "type"} and len(failure.path) <= 1
    )


def _merge(choice: Failure, failures: list[Failure]) -> Failure:
    """Return the failures of several branches at one place as one: the value is in none of their lists."""
    first = failures[0]
    if first.validator in {"required", "type"}:
        return first
    lists = [[each.validator_value] if each.validator == "const" else each.validator_value for each in failures]
    values = [value for each in lists if isinstance(each, list) for value in each]
    return Failure(
        first.message,
        validator="enum",
        path=first.path,
        validator_value=values,
        instance=first.instance,
        schema={"enum": values},
        parent=choice,
    )
