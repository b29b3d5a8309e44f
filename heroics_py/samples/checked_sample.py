"""Samples: values that pass their schema, of limited size and made in a limited number of steps.

A sample is built, checked, and built again where it failed, since even the examples in schemas fail them:

    build --> check --> return it if it passes
      ^         |
      +- reject the values that failed (eight times at most)
"""

from heroics_py.errors import SchemaError
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.samples.builder import SampleBuilder
from heroics_py.samples.limits import TooLargeError
from heroics_py.support.json_types import Json
from heroics_py.support.step_budget import StepLimitError, step_limit
from heroics_py.validation.checker import Checker

__all__ = ["TooLargeError", "path_text", "sample", "sample_text"]

_MAX_ROUNDS = 8
_MAX_STEPS = 400_000
# They would change the path that they are a part of.
_UNUSABLE = frozenset({"", ".", ".."})


def sample(schema: Schema) -> Json:
    """Return a sample of ``schema``, from its examples, defaults and choices if they pass.

    If one fails, an optional field is left out, and a required one is made from its type, format, pattern and bounds.
    Optional fields that contain themselves are left out.

    Raises:
        TooLargeError: a sample would be too large, or take too long; the text names the keyword's demand.
        SchemaError: no value was found that passes, or a reference points to nothing.
    """
    try:
        with step_limit(_MAX_STEPS):
            return _checked_sample(schema)
    except StepLimitError:
        reason = "it takes too many steps to check one"
    except ArithmeticError:
        reason = "its numbers are too large or too small"
    raise TooLargeError(f"no example could be made: {reason}", pointer=schema.pointer)


def _checked_sample(schema: Schema) -> Json:
    check = Checker(schema)
    builder = SampleBuilder()
    for _ in range(_MAX_ROUNDS):
        value = builder.build(schema)
        problems = check.problems(value)
        if not problems:
            return value
        builder.reject(problem.pointer for problem in problems)
    raise SchemaError(f"no example could be made: {problems[0]}", pointer=schema.pointer)


def sample_text(parameter: Parameter) -> str:
    """Return the text of a sample for a parameter of an href: never empty, "." or "..".

    Raises:
        SchemaError: as for `sample`.
    """
    return path_text(sample(parameter.schema) if parameter.schema is not None else None)


def path_text(value: Json) -> str:
    """Return a sample as the text of a part of a path: never empty, "." or ".."."""
    text = _text(value)
    return "example" if text in _UNUSABLE else text


def _text(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(map(_text, value))
    return "" if isinstance(value, dict) else str(value)
