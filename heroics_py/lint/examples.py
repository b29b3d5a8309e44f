"""The values that a document shows, and that fail their own schemas."""

from collections.abc import Iterator
from itertools import islice

from heroics_py.errors import Problem, SchemaError
from heroics_py.lint.finding import Finding
from heroics_py.lint.uses import Uses
from heroics_py.model.keywords import DOCUMENTING, documented_values
from heroics_py.model.schema import Documents, Schema
from heroics_py.readers.hyper_schema.keywords import for_requests
from heroics_py.support.step_budget import StepLimitError, step_limit
from heroics_py.validation.checker import Checker

__all__ = ["ExampleCheck"]

_MAX_SCHEMAS = 20_000
_MAX_FINDINGS = 3
_MAX_STEPS = 20_000
_EFFECT = "a request with a value that fails the same keyword is sent, with a warning"
_EFFECT_IN_HREFS = "hrefs are filled with any text"


class ExampleCheck:
    """Finds the examples, defaults and listed values that fail their own schemas, of a limited number of schemas."""

    def __init__(self) -> None:
        self._schemas_left = _MAX_SCHEMAS

    def findings(self, schema: Schema, uses: Uses) -> Iterator[Finding]:
        """Yield the findings for the values of one schema."""
        if not isinstance(schema.raw, dict) or DOCUMENTING.isdisjoint(schema.raw) or self._schemas_left <= 0:
            return
        self._schemas_left -= 1
        is_in_hrefs = schema.pointer in uses.in_hrefs and schema.pointer not in uses.in_requests
        effect = _EFFECT_IN_HREFS if is_in_hrefs else _EFFECT
        for place, problem in islice(_failures(schema), _MAX_FINDINGS):
            pointer, message = f"{schema.pointer}/{place}", f"{place} fails its own schema: {problem}"
            yield Finding(pointer=pointer, severity="note", kind="invalid-example", message=message, effect=effect)


def _failures(schema: Schema) -> Iterator[tuple[str, Problem]]:
    """Yield the place and the first problem of each value that fails, whether it is sent or received."""
    try:
        directions = [Schema(each, schema.pointer, schema.raw) for each in _directions(schema.documents)]
        checks = [Checker(each) for each in directions]
        for place, value in documented_values(schema.node):
            with step_limit(_MAX_STEPS):
                found = [check.problems(value) for check in checks]
            if all(found):
                yield place, found[0][0]
    except (SchemaError, StepLimitError):
        return


def _directions(documents: Documents) -> list[Documents]:
    """Return the documents for what is sent, and for what is received if only omitted properties differ."""
    sent = for_requests(documents)
    if sent is not documents:
        return [sent]
    return [documents.replaced(omits=annotation) for annotation in ("readOnly", "writeOnly")]
