"""JSONPath (RFC 9535), by the library jsonpath-rfc9535."""

from typing import Any

from jsonpath_rfc9535 import JSONPathEnvironment, JSONPathError, JSONPathNode, JSONPathQuery
from jsonpath_rfc9535.function_extensions import Match, Search
from jsonpath_rfc9535.selectors import NameSelector

from heroics_py.errors import SchemaError
from heroics_py.readers.patches.notes import cut, suggestion
from heroics_py.support.json_types import Json
from heroics_py.support.step_budget import StepLimitError
from heroics_py.validation.patterns import Pattern, pattern_fault, pattern_of

__all__ = ["closest_name", "nodes_of", "parse_target"]

_LONGEST = 4000
_MOST_NODES = 200_000
_DEEPEST = 1000


def _is_match(value: object, pattern: object, known: dict[str, Pattern | None], *, whole: bool) -> bool:
    """Return whether an I-Regexp (RFC 9485) matches; an invalid one matches nothing (RFC 9535, 2.4.6).

    Raises:
        StepLimitError: it takes too long to decide.
    """
    if not isinstance(value, str) or not isinstance(pattern, str):
        return False
    if pattern not in known:
        text = f"^(?:{pattern})$" if whole else pattern
        known[pattern] = None if pattern_fault(pattern) else pattern_of(text)
    compiled = known[pattern]
    if compiled is None:
        return False
    decided = compiled.decide(value)
    if decided is None:
        raise StepLimitError
    return decided


class _Match(Match):
    """The function ``match`` with a time limit."""

    def __init__(self) -> None:
        self._known: dict[str, Pattern | None] = {}

    def __call__(self, string: str, pattern: object) -> bool:
        return _is_match(string, pattern, self._known, whole=True)


class _Search(Search):
    """The function ``search`` with a time limit."""

    def __init__(self) -> None:
        self._known: dict[str, Pattern | None] = {}

    def __call__(self, string: str, pattern: object) -> bool:
        return _is_match(string, pattern, self._known, whole=False)


class _Environment(JSONPathEnvironment):
    max_recursion_depth = _DEEPEST

    def setup_function_extensions(self) -> None:
        super().setup_function_extensions()
        self.function_extensions["match"] = _Match()
        self.function_extensions["search"] = _Search()


def parse_target(text: object, name: str) -> JSONPathQuery:
    """Return a JSONPath.

    Args:
        text: the JSONPath.
        name: how messages call what has it.

    Raises:
        SchemaError: it is invalid.
    """
    if not isinstance(text, str) or len(text) > _LONGEST:
        found = f"more than {_LONGEST:,} characters" if isinstance(text, str) else cut(repr(text))
        raise SchemaError(f"{name} is {found}: expected a JSONPath, such as \"$.paths['/items'].get\"")
    try:
        return _Environment().compile(text)
    except JSONPathError as error:
        reason = " ".join(str(error).split())
    except RecursionError:
        reason = "it is nested too deeply"
    raise SchemaError(f"{name} is {cut(text)!r}, which is not a valid JSONPath (RFC 9535): {cut(reason)}")


def nodes_of(query: JSONPathQuery, document: Json, name: str) -> list[JSONPathNode]:
    """Return what a JSONPath selects, each node once, in the order of the document.

    Raises:
        SchemaError: it can't be evaluated, or selects too much.
    """
    nodes: dict[tuple[Any, ...], JSONPathNode] = {}
    try:
        for node in query.finditer(document):
            nodes.setdefault(node.location, node)
            if len(nodes) > _MOST_NODES:
                raise SchemaError(f"{name} selects more than {_MOST_NODES:,} places")
    except JSONPathError as error:
        reason = " ".join(str(error).split())
    else:
        # Keys and indices are compared below the same parent only, where all are of one type.
        return [nodes[location] for location in sorted(nodes)]
    raise SchemaError(f"{name} can't be evaluated: {cut(reason)}")


def closest_name(query: JSONPathQuery, document: Json) -> str:
    """Return a suggestion for the first name of a JSONPath that the document does not have, if it begins with names."""
    value: Any = document
    for segment in query.segments:
        selector = segment.selectors[0]
        if not isinstance(selector, NameSelector) or len(segment.selectors) > 1 or not isinstance(value, dict):
            return ""
        if selector.name not in value:
            return suggestion(selector.name, value)
        value = value[selector.name]
    return ""
