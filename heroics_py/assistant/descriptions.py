"""What an assistant reads about a link before it calls it."""

from collections.abc import Callable

from heroics_py.assistant.call_arguments import body_name
from heroics_py.assistant.directory import shapes_of
from heroics_py.assistant.file_content import takes_file
from heroics_py.client import BoundLink
from heroics_py.model.schemes import target_text
from heroics_py.support.json_types import Json
from heroics_py.writers.arguments import Argument, arguments_of
from heroics_py.writers.body_words import body_lines
from heroics_py.writers.docstring import deprecation_words, return_text
from heroics_py.writers.examples import Example, example_of

__all__ = ["describe_link"]

_FILE_ADVICE = 'A file is its content: text, or {"base64": "...", "name": "cat.png"}. A path is never read.'


def describe_link(link: BoundLink) -> list[Json]:
    """Return what a link does, then its arguments, each as an object."""
    shapes = shapes_of(link)
    first = shapes[0].link
    faults = [each.link.fault for each in shapes if each.link.fault]
    overview: dict[str, Json] = {
        "does": " ".join((link.description or link.title).split()),
        "request": " | ".join(dict.fromkeys(target_text(each.link) for each in shapes)),
        "deprecated": next(filter(None, (deprecation_words(each.link) for each in shapes)), ""),
        "body": _body(link),
        "returns": return_text(first),
        "example": _example(link),
        "can't be called": "; ".join(faults) if len(faults) == len(shapes) else "",
    }
    return [
        {key: value for key, value in overview.items() if value not in ("", [])},
        *map(_argument, arguments_of(shapes)),
    ]


def _body(link: BoundLink) -> Json:
    """Return how the body is passed, if not as plain fields."""
    shapes = shapes_of(link)
    name = body_name(shapes)
    lines = [line for line in body_lines(shapes[0].link.body) if "with_options" not in line]
    if name and not any(each.fields or each.dict_only for each in shapes):
        lines.append(f"The argument {name!r} is the whole body.")
    if takes_file(shapes):
        lines.append(_FILE_ADVICE)
    return " ".join(lines)


def _argument(argument: Argument) -> Json:
    facts = {
        "argument": argument.keyword or argument.wire_name or argument.name,
        "takes": argument.kind,
        "need": argument.need,
        "about": " ".join(argument.description.split()),
    }
    return {key: value for key, value in facts.items() if value}


def _example(link: BoundLink) -> Json:
    """Return the arguments of a call that passes its own checks; empty if there is none."""
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
