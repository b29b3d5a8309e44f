"""What an assistant reads about a link before it calls it."""

from collections.abc import Callable, Iterable

from heroics_py.assistant.call_arguments import body_name
from heroics_py.assistant.directory import shapes_of
from heroics_py.assistant.file_content import takes_file
from heroics_py.assistant.masking import masked_texts, masked_values
from heroics_py.call.schema_fields import properties_of
from heroics_py.call.shape import CallShape
from heroics_py.client import BoundLink
from heroics_py.errors import SchemaError
from heroics_py.http.media_types import essence_of, is_json
from heroics_py.model.plain_text import plain_line
from heroics_py.model.schema import Schema
from heroics_py.model.schemes import target_text
from heroics_py.model.wording import phrase
from heroics_py.support.json_types import Json
from heroics_py.writers.arguments import Argument, arguments_of
from heroics_py.writers.docstring import deprecation_words, return_text
from heroics_py.writers.examples import Example, example_of

__all__ = ["describe_link", "example_arguments"]

_FILE_ADVICE = 'A file is its content: text, or {"base64": "...", "name": "cat.png"}. A path is never read.'
_MOST_FIELDS = 60
# What Python calls the results, in the words of JSON.
_WORDS = (
    ("Collection: a lazy list of Records", "a list of objects"),
    ("Collection: a lazy list", "a list"),
    ("Collection", "a list"),
    ("Record: ", "an object: "),
    ("Record", "an object"),
    ("None", "nothing"),
    ("bytes: ", ""),
    ("Stream: ", ""),
)


def describe_link(link: BoundLink) -> list[Json]:
    """Return what a link does, then its arguments, each as an object."""
    shapes = shapes_of(link)
    faults = [each.link.fault for each in shapes if each.link.fault]
    overview: dict[str, Json] = {
        "does": plain_line(link.description or link.title),
        "request": " | ".join(dict.fromkeys(target_text(each.link) for each in shapes)),
        "deprecated": next(filter(None, (deprecation_words(each.link) for each in shapes)), ""),
        "body": _body(shapes),
        "returns": _returns(shapes[0]),
        "answer has": list(_fields_of(shapes[0].link.target_schema)),
        "example of arguments": masked_values(example_arguments(link)),
        "can't be called": "; ".join(faults) if len(faults) == len(shapes) else "",
    }
    arguments = [*map(_argument, arguments_of(shapes)), *_whole_body(shapes)]
    parts: list[Json] = [{key: value for key, value in overview.items() if value not in ("", [], {})}, *arguments]
    return [masked_texts(each) for each in parts]


def _body(shapes: Iterable[CallShape]) -> str:
    """Return how the body is sent, if not as JSON alone, and how files are passed."""
    several = list(shapes)
    contents = [each for shape in several if shape.link.body for each in shape.link.body.choices]
    types = dict.fromkeys(essence_of(each.media_type) for each in contents)
    is_plain = all(map(is_json, types))
    parts = ["" if is_plain else f"It is sent as {' or '.join(types)}.", _FILE_ADVICE if takes_file(several) else ""]
    return " ".join(filter(None, parts))


def _returns(shape: CallShape) -> str:
    text = "nothing: it is not sent" if shape.link.scheme else return_text(shape.link)
    start, words = next((pair for pair in _WORDS if text.startswith(pair[0])), ("", ""))
    return f"{words}{text[len(start) :]}"


def _argument(argument: Argument) -> Json:
    if argument.name.startswith("**"):
        return {"argument": "any other name", "about": "a field of the body"}
    facts: dict[str, Json] = {
        "argument": argument.keyword or argument.wire_name,
        "takes": argument.kind,
        "with": _fields_of(argument.schema),
        "need": argument.need,
        "about": plain_line(argument.description),
    }
    return {key: value for key, value in facts.items() if value}


def _whole_body(shapes: Iterable[CallShape]) -> Iterable[Json]:
    """Yield the argument that is the whole body, if it is not made of fields."""
    for shape in shapes:
        if shape.takes_body and not shape.fields and not shape.dict_only and not shape.open:
            schema = shape.link.query or (shape.link.body.schema if shape.link.body else None)
            kind = phrase(schema) if schema is not None else "anything"
            yield {"argument": body_name([shape]), "takes": kind, "about": "the whole body"}
            return


def _fields_of(schema: Schema | None) -> dict[str, Json]:
    """Return the fields of an object, or of the objects of a list, with what each takes."""
    if schema is None:
        return {}
    try:
        target = schema.dereference()
        if isinstance(target.node.get("items"), dict):
            target = target.child("items").dereference()
        fields = list(properties_of(target).items())
    except SchemaError:
        return {}
    named: dict[str, Json] = {name: phrase(each) for name, each in fields[:_MOST_FIELDS]}
    return {**named, "...": f"{len(fields) - _MOST_FIELDS} more"} if len(fields) > _MOST_FIELDS else named


def example_arguments(link: BoundLink) -> Json:
    """Return the arguments of a call that passes its own checks, or an empty text."""
    check: Callable[[Example], str] = link._check_example  # noqa: SLF001 - public names of a link are those of its schema
    shape = shapes_of(link)[0]
    if shape.link.fault:
        return ""
    example = example_of(shape, check)
    if isinstance(example, str):
        return ""
    by_position = dict(zip(shape.parameters, example.args, strict=False))
    rest = example.args[len(by_position) :]
    whole = {body_name([shape]): rest[0]} if rest else {}
    return {key: _json(value) for key, value in {**by_position, **whole, **example.kwargs}.items()}


def _json(value: object) -> Json:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, dict):
        return {str(key): _json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
