"""The class of a callable: each way to call it is an overload, with the types of its arguments and its result."""

from collections.abc import Iterator, Sequence
from inspect import Parameter as Argument
from inspect import Signature

from heroics_py.call.shape import CallShape, has_fields
from heroics_py.call.signature import signature_of
from heroics_py.model.api import Link
from heroics_py.model.bodies import Content
from heroics_py.model.schema_types import types_of
from heroics_py.stubs.inputs import ARRAY, FILE, MAPPING, identity_type, input_type
from heroics_py.stubs.results import Result
from heroics_py.stubs.source_text import literal, union
from heroics_py.support.values import Value
from heroics_py.writers.docstring import deprecation_words

__all__ = ["Way", "call_class", "deprecation_text", "ways_of"]

_TEXT = f"_b.str | {FILE} | _t.IO[_b.str] | _t.Iterable[_b.bytes]"


class Way(Value):
    """One way to call a link.

    Attributes:
        arguments: the source of its parameters, without the first.
        result: what it returns.
        deprecated: the message of its deprecation, or an empty text.
    """

    arguments: str
    result: Result
    deprecated: str = ""


def ways_of(shapes: Sequence[CallShape], results: Sequence[Result]) -> list[Way]:
    """Return the ways to call a callable: for each of its links, with keywords and with a body.

    Args:
        shapes: the links that it chooses from.
        results: what each of them returns.
    """
    ways: dict[tuple[str, str], Way] = {}
    for shape, result in zip(shapes, results, strict=True):
        deprecated = deprecation_text([shape.link]) if len(shapes) > 1 else ""
        for arguments in _arguments(shape):
            ways.setdefault((arguments, result.blocking), Way(arguments, result, deprecated))
    return list(ways.values())


def call_class(name: str, base: str, ways: Sequence[Way], doc: str, *, is_async: bool) -> str:
    """Return the class of a callable.

    Args:
        name: of the class.
        base: the class that it extends, which has ``send``, ``prepare`` and ``curl`` for one way to call it.
        ways: how it is called.
        doc: the source of its docstring.
        is_async: whether its calls are awaited.
    """
    lines = [f"class {name}({base}):\n"]
    for number, each in enumerate(ways):
        result = each.result.awaited if is_async else each.result.blocking
        head = _overload(ways, each)
        text = "\n" + doc if number == 0 else " ...\n"
        lines.append(f"{head}    def __call__({each.arguments}) -> {result}:{text}")
    sent = "_Deferred[_h.Response]" if is_async else "_h.Response"
    for method, result in (("send", sent), ("prepare", "_h.Request"), ("curl", "_b.str")) if len(ways) > 1 else ():
        lines += [f"{_overload(ways, each)}    def {method}({each.arguments}) -> {result}: ...\n" for each in ways]
    if len(ways) > 1:
        lines.append("    def with_options(self, **options: _t.Unpack[_LinkOptions]) -> _t.Self: ...\n")
    return "".join(lines)


def _overload(ways: Sequence[Way], way: Way) -> str:
    deprecated = f"    @_x.deprecated({literal(way.deprecated)})\n" if way.deprecated else ""
    # jedi reads an overload by this name only; no attribute of these classes hides it.
    return f"    @overload\n{deprecated}" if len(ways) > 1 else deprecated


def deprecation_text(links: Sequence[Link]) -> str:
    """Return the message of the deprecation of links; empty unless all of them are deprecated."""
    words = [deprecation_words(each) for each in links]
    return words[0] if words and all(words) else ""


def _arguments(shape: CallShape) -> Iterator[str]:
    """Yield the parameters of each way to call one link: by keywords, and with a body in their place."""
    signature = signature_of((shape,))
    if not shape.takes_body or shape.fields or shape.open or not (shape.link.body and shape.link.body.required):
        yield _source(shape, signature, body=False)
    if shape.takes_body:
        yield _source(shape, signature, body=True)


def _source(shape: CallShape, signature: Signature, *, body: bool) -> str:
    """Return the source of parameters.

    Args:
        shape: of the call.
        signature: of the call.
        body: whether a body takes the place of its fields.
    """
    parameters = [each for each in signature.parameters.values() if each.name != "__debug__"]
    beside = {(each.location, each.name) for each in shape.link.parameters}
    first, keywords, further = [_receiver(signature)], [], ""
    for each in parameters:
        if each.kind is Argument.POSITIONAL_OR_KEYWORD and (not body or each.default is Argument.empty):
            first.append(f"{each.name}: {identity_type(shape.parameters[each.name])}{_default(each)}")
        elif each.kind is Argument.VAR_POSITIONAL and body:
            first += [f"{each.name}: {_body_type(shape)}", "/"]
        elif each.kind is Argument.VAR_KEYWORD and not body:
            further = f"**{each.name}: _t.Any"
        elif each.kind is Argument.KEYWORD_ONLY:
            field = shape.fields[each.name]
            if not body or (field.location, field.name) in beside:
                keywords.append(f"{each.name}: {input_type(field.schema)}{_default(each)}")
    return ", ".join([*first, *(["*", *keywords] if keywords else []), *([further] if further else [])])


def _receiver(signature: Signature) -> str:
    """Return a name for the callable itself that no argument has."""
    name = "self"
    while name in signature.parameters:
        name = f"_{name}"
    return name


def _default(parameter: Argument) -> str:
    return "" if parameter.default is Argument.empty else " = ..."


def _body_type(shape: CallShape) -> str:
    """Return the type of a body that is passed as it is."""
    if shape.link.query is not None:
        return MAPPING
    contents = shape.link.body.choices if shape.link.body is not None else ()
    return union([each for content in contents for each in _content_types(content)])


def _content_types(content: Content) -> list[str]:
    if not has_fields(content.media_type):
        return [_TEXT]
    types = types_of(content.schema) if content.schema is not None else ()
    known = {"object": MAPPING, "array": ARRAY}
    if types and all(each in known for each in types):
        return [known[each] for each in types]
    return [MAPPING, ARRAY] if not types else [known.get(each, "_t.Any") for each in types]
