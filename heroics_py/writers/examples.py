"""Example calls in Python, each of which passes its own call."""

from collections.abc import Callable, Iterator

from heroics_py.call.shape import CallShape, Field
from heroics_py.errors import HeroicsError, SchemaError
from heroics_py.model.api import Parameter
from heroics_py.model.schema import Schema
from heroics_py.samples.checked_sample import TooLargeError, sample, sample_text
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

    Its keywords are the required fields; if there are none, the first field. If the call refuses that, the example is
    made from the schema of the whole body, which may demand fields together.
    """
    reason = ""
    candidates = _candidates(shape)
    while True:
        try:
            example = next(candidates, None)
            return reason if example is None else example.replaced(shell=check(example))
        except TooLargeError as error:
            return str(error)
        except HeroicsError:
            reason = "no example could be made that passes the schema"


def call_text(name: str, example: Example | str) -> str:
    """Return the line of Python for an example, or for the lack of one."""
    if isinstance(example, str):
        return f"client.{name}(...){example and f'  # {example}'}"
    keywords = [f"{word}={value!r}" for word, value in example.kwargs.items()]
    return f"client.{name}({', '.join([*map(repr, example.args), *keywords])})"


class _Candidates:
    """The examples of a link to try, the most telling first."""

    def __init__(self, shape: CallShape) -> None:
        self._shape = shape
        self._path = tuple(_path_value(parameter) for parameter in shape.parameters.values())
        self._is_query = shape.link.query is not None
        self._whole = shape.link.query or (shape.link.body.schema if shape.link.body else None)

    def __iter__(self) -> Iterator[Example]:
        fields = self._shape.fields
        required = {keyword: each for keyword, each in fields.items() if each.required}
        yield Example(self._path, _values(required or dict(list(fields.items())[:1])))
        if required and self._whole is not None:
            yield from self._of_whole(self._whole)
        if not required:
            yield Example(self._path, {})
            if self._whole is not None:
                yield from self._of_whole(self._whole)

    def _of_whole(self, schema: Schema) -> Iterator[Example]:
        """Yield examples whose body (or query) is a sample of its whole schema."""
        place = "query" if self._is_query else "body"
        fields = self._shape.fields
        beside = _values(
            {keyword: each for keyword, each in fields.items() if each.required and each.location != place}
        )
        value = sample(schema)
        keywords = {each.name: keyword for keyword, each in fields.items() if each.location == place}
        if isinstance(value, dict) and value.keys() <= keywords.keys():
            yield Example(self._path, {**beside, **{keywords[name]: item for name, item in value.items()}})
        yield Example((*self._path, value), beside)


def _candidates(shape: CallShape) -> Iterator[Example]:
    try:
        yield from _Candidates(shape)
    except TooLargeError:
        raise
    except SchemaError:
        return


def _path_value(parameter: Parameter) -> object:
    """Return a value for a part of the path: a number where its schema asks for one."""
    value = sample(parameter.schema) if parameter.schema is not None else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return sample_text(parameter)


def _values(fields: dict[str, Field]) -> dict[str, object]:
    return {keyword: _sample(each.schema) for keyword, each in fields.items()}


def _sample(schema: Schema | None) -> Json:
    return "example" if schema is None else sample(schema)
