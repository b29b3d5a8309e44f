"""Example calls in Python, each of which passes its own call."""

from collections.abc import Callable

from heroics_py.call.shape import CallShape, Field
from heroics_py.errors import CallError, HeroicsError, SchemaError
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import is_binary
from heroics_py.paging.recognition import paging_of
from heroics_py.samples.checked_sample import TooLargeError, path_text, sample
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["Check", "Example", "call_text", "example_of"]


class Example(Value):
    """The arguments of a call.

    Attributes:
        args: by position.
        kwargs: by keyword.
        shell: the command line that does the same; empty if there is none.
    """

    args: tuple[object, ...]
    kwargs: dict[str, object]
    shell: str = ""


Check = Callable[[Example], str]
"""Returns the command line for an example; raises `HeroicsError` if the call would not accept it."""


def example_of(shape: CallShape, check: Check) -> Example | str:
    """Return an example that its own call accepts, or why there is none.

    Its keywords are the required fields; if there are none, the first field that is not about pages. If the call
    refuses that, the example is made from the schema of the whole body, which may demand fields together.
    """
    reason = ""
    for make in (_of_fields, _of_whole_fields, _of_whole, _of_path):
        try:
            example = make(shape)
            return example.replaced(shell=check(example))
        except TooLargeError as error:
            return str(error)
        except SchemaError as error:
            reason = reason or str(error).partition(";")[0].removesuffix(f" (at {error.pointer})")
        except HeroicsError:
            reason = reason or "no example could be made that passes the schema"
    return reason


def call_text(typed: str, example: Example | str) -> str:
    """Return the line of Python for an example of the link that a program types so, or for the lack of one."""
    if isinstance(example, str):
        return f"{typed}(...){example and f'  # {example}'}"
    keywords = [f"{word}={value!r}" for word, value in example.kwargs.items()]
    return f"{typed}({', '.join([*map(repr, example.args), *keywords])})"


def _of_fields(shape: CallShape) -> Example:
    """Return an example of the required fields; if there are none, of the first field."""
    required = {keyword: each for keyword, each in shape.fields.items() if each.required}
    return Example(_path_values(shape), _values(required or _first_field(shape)))


def _first_field(shape: CallShape) -> dict[str, Field]:
    """Return the first field that says what a list holds, and not which page of it."""
    paging = paging_of(shape.link)
    fields = {
        keyword: each for keyword, each in shape.fields.items() if each.name not in {paging.parameter, paging.size}
    }
    return dict(list(fields.items())[:1])


def _of_whole_fields(shape: CallShape) -> Example:
    """Return an example whose keywords are those of a sample of the whole body, or query."""
    place = _place(shape)
    keywords = {each.name: keyword for keyword, each in shape.fields.items() if each.location == place}
    value = _sample_of_whole(shape)
    if not isinstance(value, dict) or not value.keys() <= keywords.keys():
        raise CallError("the body has fields that no keyword is free for")
    return Example(_path_values(shape), {**_beside(shape), **{keywords[name]: each for name, each in value.items()}})


def _of_whole(shape: CallShape) -> Example:
    """Return an example whose last argument is a sample of the whole body, or query."""
    return Example((*_path_values(shape), _sample_of_whole(shape)), _beside(shape))


def _of_path(shape: CallShape) -> Example:
    """Return an example without a body."""
    return Example(_path_values(shape), _beside(shape))


def _sample_of_whole(shape: CallShape) -> Json:
    schema = shape.link.query or (shape.link.body.schema if shape.link.body else None)
    if schema is None:
        raise CallError("the body has no schema")
    return sample(schema)


def _beside(shape: CallShape) -> dict[str, object]:
    """Return values of the required fields that are not in the body."""
    fields = shape.fields.items()
    return _values({keyword: each for keyword, each in fields if each.required and each.location != _place(shape)})


def _place(shape: CallShape) -> str:
    return "query" if shape.link.query is not None else "body"


def _path_values(shape: CallShape) -> tuple[object, ...]:
    return tuple(_path_value(parameter) for parameter in shape.parameters.values())


def _path_value(parameter: Parameter) -> object:
    """Return a value for a part of the path: a number where its schema asks for one.

    If no value passes the schema, it is the one that the document shows: the call accepts that.
    """
    try:
        value = sample(parameter.schema) if parameter.schema is not None else None
    except TooLargeError:
        raise
    except SchemaError:
        shown = parameter.schema.node.get("example") if parameter.schema is not None else None
        if not isinstance(shown, str | int):
            raise
        return shown
    return value if isinstance(value, int | float) and not isinstance(value, bool) else path_text(value)


def _values(fields: dict[str, Field]) -> dict[str, object]:
    return {keyword: _sample(each.schema) for keyword, each in fields.items()}


def _sample(schema: Schema | None) -> object:
    """Return a sample; of a file, bytes."""
    value = "example" if schema is None else sample(schema)
    return value.encode() if isinstance(value, str) and schema is not None and is_binary(schema) else value
