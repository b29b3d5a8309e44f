"""The parameters of a method, and those that all methods of a document have."""

import re
from collections.abc import Iterator

from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.readers.fields import object_of, text_at, texts_at

__all__ = ["CREDENTIALS", "parameters_of"]

CREDENTIALS = frozenset({"key", "access_token", "oauth_token"})
"""Parameters of all methods that are credentials, which the client adds."""

# They choose what the client chooses itself: a JSON response, and the path of an upload.
_OWN = frozenset({"callback", "uploadType", "upload_protocol"})
_EXPRESSION = re.compile(r"\{([+/]?)([^{}*]+)\*?\}")


def parameters_of(method: Schema, root: Schema) -> Iterator[Parameter]:
    """Yield the parameters of the path, in the order of ``parameterOrder``; then those of the query.

    Args:
        method: the method.
        root: the document, whose parameters all methods have.
    """
    node = object_of(method.raw)
    declared = method.children("parameters")
    variables = {name: operator for operator, name in _EXPRESSION.findall(text_at(node, "path"))}
    order = [name for name in texts_at(node, "parameterOrder") if name in variables]
    # Without fullyEncodeReservedExpansion, reserved characters stay as they are (RFC 6570, 3.2.3).
    is_encoded = object_of(root.raw).get("fullyEncodeReservedExpansion") is True
    for name in dict.fromkeys([*order, *variables]):
        keeps_slashes = variables[name] != ""
        yield _parameter(name, "path", declared.get(name)).replaced(
            keeps_slashes=keeps_slashes, allow_reserved=keeps_slashes and not is_encoded
        )
    own = [_parameter(name, "query", at) for name, at in declared.items() if name not in variables]
    yield from sorted(own, key=lambda each: not each.required)
    for name, at in root.children("parameters").items():
        if name not in {*variables, *declared, *CREDENTIALS, *_OWN} and not name.startswith("$."):
            yield _parameter(name, "query", at)


def _parameter(name: str, location: str, at: Schema | None) -> Parameter:
    node = object_of(at.raw) if at is not None else {}
    description = text_at(node, "description")
    is_deprecated = node.get("deprecated") is True and not description.lower().startswith("deprecated")
    return Parameter(
        name=name,
        schema=at,
        location=location,
        required=location == "path" or node.get("required") is True,
        description=f"{'Deprecated. ' * is_deprecated}{description}".strip(),
        style="simple" if location == "path" else "form",
        explode=location == "query",
    )
