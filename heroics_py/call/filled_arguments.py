"""Parameters that `with_arguments` fills: what a call goes without, unless it names them itself."""

from collections.abc import Iterator, Mapping

from heroics_py.call.shape import CallShape
from heroics_py.model.identifiers import parameter_keyword

__all__ = ["filled_keyword", "parameter_keywords", "with_filled"]


def with_filled(shape: CallShape, arguments: Mapping[str, object]) -> CallShape:
    """Return a shape without the parameters that ``arguments`` fill, and with their values.

    A field of a body is never filled. What a scope or a record fills already, stays.
    """
    keywords = {filled_keyword(shape, name): value for name, value in arguments.items()}
    filled = {keyword: value for keyword, value in keywords.items() if keyword is not None}
    if not filled:
        return shape
    whole = shape.replaced(filled=filled)
    return whole.replaced(
        parameters={keyword: each for keyword, each in shape.parameters.items() if keyword not in filled},
        fields={keyword: each for keyword, each in shape.fields.items() if keyword not in filled},
        whole=whole,
    )


def filled_keyword(shape: CallShape, name: str) -> str | None:
    """Return the keyword of the parameter that ``name`` means: a keyword, or a name on the wire; None without one.

    The names of headers have no case (RFC 9110, 5.1).
    """
    preset = [each for each in shape.link.href_parameters if each.name in shape.preset]
    if any(name in {each.name, parameter_keyword(each)} for each in preset):
        return None
    if name in shape.parameters or (name in shape.fields and shape.fields[name].location != "body"):
        return name
    return next((keyword for keyword, wire_name in _wire_names(shape, name) if wire_name == name), None)


def _wire_names(shape: CallShape, name: str) -> Iterator[tuple[str, str]]:
    """Yield the parameters by keyword, with their names on the wire; of a header, in the case of ``name``."""
    for keyword, parameter in shape.parameters.items():
        yield keyword, parameter.name
    for keyword, field in shape.fields.items():
        if field.location == "header" and field.name.lower() == name.lower():
            yield keyword, name
        elif field.location != "body":
            yield keyword, field.name


def parameter_keywords(shape: CallShape) -> Iterator[str]:
    """Yield the keywords of all parameters that can be filled."""
    yield from shape.parameters
    yield from (keyword for keyword, field in shape.fields.items() if field.location != "body")
