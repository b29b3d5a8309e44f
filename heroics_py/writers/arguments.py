"""The arguments of a call, as every page, screen and shell describes them."""

from collections import Counter
from collections.abc import Iterator, Sequence

from heroics_py.call.identity import identity_words
from heroics_py.call.shape import CallShape, Field
from heroics_py.call.signature import shown_value
from heroics_py.display.terminal import shown
from heroics_py.model.deprecation import is_deprecated
from heroics_py.model.parameters import Parameter
from heroics_py.model.plain_text import plain_text
from heroics_py.model.schema import Schema
from heroics_py.model.wording import description_of, phrase
from heroics_py.support.values import Value

__all__ = ["Argument", "arguments_of"]

_MOST_ALTERNATIVES = 3
"""The most alternatives of a body that are listed for a field which they require."""


class Argument(Value, kw_only=True):
    """One argument of a call, with what is said about it.

    Attributes:
        name: its name in Python, or the description of a field that only a body dict can set.
        keyword: the keyword in Python; empty if it has none.
        wire_name: its name in the schema.
        location: "path", "fragment", "query", "header", "cookie" or "body".
        schema: the schema of its values, if the document has one.
        is_required: whether every call needs it.
        kind: the values that it accepts, in words.
        need: "required", "required by Card" (an alternative of the body) or "optional", and where it is sent, if not in
            the path, the query or the body.
        description: the description in the schema.
    """

    name: str
    keyword: str = ""
    wire_name: str = ""
    location: str = "body"
    schema: Schema | None = None
    is_required: bool = False
    kind: str = ""
    need: str = ""
    description: str = ""


def arguments_of(shapes: Sequence[CallShape]) -> list[Argument]:
    """Return the arguments of a callable, those of the href first.

    Args:
        shapes: the links that it chooses from.
    """
    arguments: dict[str, Argument] = {}
    for each in (*_parameter_arguments(shapes), *_field_arguments(shapes), *_filled_arguments(shapes)):
        arguments.setdefault(each.name, each)
    return list(arguments.values())


def _parameter_arguments(shapes: Sequence[CallShape]) -> Iterator[Argument]:
    takers = Counter(keyword for shape in shapes for keyword in shape.parameters)
    for shape in shapes:
        for keyword, parameter in shape.parameters.items():
            is_required = takers[keyword] == len(shapes) and parameter.required
            yield _parameter_argument(keyword, parameter, is_required=is_required)


def _field_arguments(shapes: Sequence[CallShape]) -> Iterator[Argument]:
    needs = Counter(keyword for shape in shapes for keyword, each in shape.fields.items() if each.required)
    for shape in shapes:
        for keyword, each in shape.fields.items():
            yield _field_argument(keyword, each, keyword=keyword, is_required=needs[keyword] == len(shapes))
        for each in shape.dict_only:
            yield _field_argument(f"in a body dict: {each.name!r}", each, is_required=each.required)
        if shape.open and shape.takes_body:
            yield Argument(name="**fields", description="any other field")


def _filled_arguments(shapes: Sequence[CallShape]) -> Iterator[Argument]:
    for shape in shapes:
        for keyword, value in shape.filled.items():
            need = f"filled with {shown(shown_value(keyword, value))} by with_arguments()"
            yield _unfilled(shape.whole or shape, keyword).replaced(need=need)


def _unfilled(whole: CallShape, keyword: str) -> Argument:
    if keyword in whole.parameters:
        return _parameter_argument(keyword, whole.parameters[keyword], is_required=False)
    return _field_argument(keyword, whole.fields[keyword], keyword=keyword, is_required=False)


def _parameter_argument(keyword: str, parameter: Parameter, *, is_required: bool) -> Argument:
    description = parameter.description or (description_of(parameter.schema) if parameter.schema else "")
    place = ", the rest of the path" if parameter.keeps_slashes else ""
    place = ", the fragment of the URL" if parameter.location == "fragment" else place
    return Argument(
        name=keyword,
        keyword=keyword,
        wire_name=parameter.name,
        location=parameter.location,
        schema=parameter.schema,
        is_required=is_required,
        kind=identity_words(parameter) or (phrase(parameter.schema) if parameter.schema else "anything"),
        need=f"{'required' if is_required else 'optional'}{place}",
        description=plain_text(description),
    )


def _field_argument(name: str, each: Field, *, keyword: str = "", is_required: bool) -> Argument:
    description = each.description or (description_of(each.schema) if each.schema else "")
    is_noted = description.lower().startswith("deprecated")
    note = ", deprecated" if is_deprecated(each.schema) and not is_noted else ""
    return Argument(
        name=name,
        keyword=keyword,
        wire_name=each.name,
        location=each.location,
        schema=each.schema,
        is_required=is_required,
        kind=phrase(each.schema) if each.schema else "anything",
        need=f"{_need(each, is_required=is_required)}{note}{_wire_place(name, each)}",
        description=plain_text(description),
    )


def _need(each: Field, *, is_required: bool) -> str:
    """Return whether a call needs a field: always, for some alternatives of its body, or not at all."""
    if is_required or not each.alternatives:
        return "required" if is_required else "optional"
    listed = ", ".join(each.alternatives[:_MOST_ALTERNATIVES])
    more = len(each.alternatives) - _MOST_ALTERNATIVES
    return f"required by {listed}{f' and {more} more' if more > 0 else ''}"


def _wire_place(name: str, each: Field) -> str:
    """Return where a field is sent, and its name there, as far as the argument's name doesn't say it."""
    has_other_name = name.isidentifier() and name.rstrip("_") != each.name.rstrip("_")
    wire_name = f" {each.name!r}" if has_other_name else ""
    if each.location == "querystring":
        return ", sent as the whole query"
    if each.location in {"body", "query"}:
        return f", sent as {wire_name.strip()} in the {each.location}" if has_other_name else ""
    return f", sent as {'the' if has_other_name else 'a'} {each.location}{wire_name}"
