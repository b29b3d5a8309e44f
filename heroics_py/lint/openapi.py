"""The oddities of OpenAPI's paths, parameters, servers and security."""

from collections.abc import Iterable, Iterator

from heroics_py.errors import SchemaError
from heroics_py.http.origins import origin_of
from heroics_py.lint.finding import Finding
from heroics_py.model.api import Api
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json
from heroics_py.support.suggestions import did_you_mean

__all__ = ["openapi_findings"]

_FIXED_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"})
_PATH_ITEM_FIELDS = frozenset(
    {*_FIXED_METHODS, "$ref", "summary", "description", "servers", "parameters", "additionalOperations"}
)
_STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form", "cookie"),
    "querystring": (),
}
_SCHEMES = frozenset({"apiKey", "http", "oauth2", "openIdConnect"})
_CLIENTS_HEADERS = frozenset({"accept", "content-type", "authorization", "host", "content-length", "transfer-encoding"})


def openapi_findings(api: Api) -> Iterator[Finding]:
    """Yield the findings for the paths, parameters, servers and security of an OpenAPI document."""
    yield from _server_findings(api)
    yield from _security_findings(api)
    yield from _path_findings(api)
    yield from _replaced_findings(api)
    for link in api.links:
        yield from _parameter_findings(api, link.pointer)


def _server_findings(api: Api) -> Iterator[Finding]:
    if "{" in api.url:
        message = f"the server {api.url!r} has a variable without a default"
        yield _finding("#/servers/0", "warning", "server-variable", message, "pass the URL: connect(schema, url=...)")
    elif api.url and "://" not in api.url and not api.source.startswith(("http://", "https://")):
        message = f"the server {api.url!r} is relative to the URL of the document, which is unknown"
        yield _finding("#/servers/0", "warning", "relative-server", message, "pass the URL: connect(schema, url=...)")
    home = origin_of(api.url)
    for link in api.links:
        origin = origin_of(link.href) if "://" in link.href else None
        if origin is not None and origin != home:
            message = f"the operation has a server of its own, {origin}"
            effect = f"it needs allowed_origins=[{origin!r}], and credentials of its own: auth={{{origin!r}: ...}}"
            yield _finding(link.pointer, "note", "other-server", message, effect)


def _security_findings(api: Api) -> Iterator[Finding]:
    root = api.documents.schema_at("#").node
    components = root.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else None
    known = schemes if isinstance(schemes, dict) else {}
    for name, scheme in known.items():
        kind = scheme.get("type") if isinstance(scheme, dict) else None
        pointer = f"#/components/securitySchemes/{escape_key(name)}"
        if kind == "mutualTLS":
            effect = "pass session= with a certificate; nothing else is added to a request"
            yield _finding(pointer, "note", "mutual-tls", f"the scheme {name!r} is mutualTLS", effect)
        elif isinstance(kind, str) and kind not in _SCHEMES:
            yield _finding(
                pointer, "warning", "scheme-type", f"the scheme {name!r} has the type {kind!r}", "it is ignored"
            )
    for pointer, node in [("#", root), *((link.pointer, _raw(api, link.pointer)) for link in api.links)]:
        for name in _unknown_schemes(node.get("security"), known):
            message = f"security names the scheme {name!r}, which the document does not describe"
            yield _finding(pointer, "warning", "unknown-scheme", message, "the requirement is ignored")


def _unknown_schemes(security: Json, known: dict[str, Json]) -> list[str]:
    requirements = security if isinstance(security, list) else []
    return [name for each in requirements if isinstance(each, dict) for name in each if not _is_known(name, known)]


def _is_known(name: str, known: dict[str, Json]) -> bool:
    """Return whether a requirement names a scheme; a URI is one of another document, or of this one."""
    return name in known or "/" in name


def _path_findings(api: Api) -> Iterator[Finding]:
    for path, place in api.documents.schema_at("#").children("paths").items():
        item = _target(place)
        if item is None:
            continue
        if "#" in path:
            message = f"the path {path[:80]!r} has a fragment"
            yield _finding(place.pointer, "note", "path-fragment", message, "it names the operation, and is not sent")
        for name in item.node:
            if name not in _PATH_ITEM_FIELDS and not name.startswith("x-"):
                message = f"the path {path[:80]!r} has the unknown field {name[:40]!r}"
                hint = did_you_mean(name.lower(), sorted(_FIXED_METHODS))
                yield _finding(item.pointer, "warning", "path-field", message, f"it is ignored; {hint}")
        others = item.node.get("additionalOperations")
        for method in others if isinstance(others, dict) else ():
            if method.lower() in _FIXED_METHODS:
                message = f"additionalOperations has {method!r}, which has a field of its own"
                yield _finding(item.pointer, "warning", "additional-operation", message, "it is ignored")


def _replaced_findings(api: Api) -> Iterator[Finding]:
    """Yield the findings for operations next to a $ref, whose meaning is open (3.1.1, 4.8.9.1)."""
    for path, place in api.documents.schema_at("#").children("paths").items():
        item = place.raw if isinstance(place.raw, dict) and isinstance(place.raw.get("$ref"), str) else {}
        methods = sorted(_FIXED_METHODS & item.keys())
        if methods:
            message = f"the path {path[:80]!r} has {' and '.join(methods)} next to a $ref"
            yield _finding(place.pointer, "warning", "replaced-operation", message, "the $ref counts alone")


def _parameter_findings(api: Api, pointer: str) -> Iterator[Finding]:
    path = _path_of(pointer)
    places = set()
    for at in _parameters(api, pointer):
        node = at.node
        name, location, style = str(node.get("name", ""))[:80], node.get("in"), node.get("style")
        if not isinstance(location, str):
            location = str(location)
        places.add(location)
        if location not in _STYLES:
            message = f"the parameter {name!r} is in {str(location)[:40]!r}"
            yield _finding(at.pointer, "warning", "parameter-place", message, "it is left out")
        elif style is not None and style not in _STYLES[str(location)]:
            message = f"the parameter {name!r} in the {location} has the style {str(style)[:40]!r}"
            expected = " or ".join(map(repr, _STYLES[str(location)])) or "no style"
            yield _finding(
                at.pointer, "warning", "parameter-style", message, f"expected {expected}; it may go out wrong"
            )
        if location == "header" and name.lower() in _CLIENTS_HEADERS:
            message = f"the parameter {name!r} is a header that the client sets"
            yield _finding(at.pointer, "note", "client-header", message, "it is ignored, as the specification asks")
        is_in_place = pointer.startswith("#/paths/")  # an operation in a file of its own doesn't say its path
        if location == "path" and name and is_in_place and not any(name in part for part in path.split("{")[1:]):
            message = f"the path has no variable {name!r}"
            yield _finding(at.pointer, "warning", "unused-parameter", message, "it is ignored")
    if {"query", "querystring"} <= places:
        message = "a parameter that is the whole query, next to query parameters"
        yield _finding(pointer, "warning", "whole-query", message, "both are sent, joined by '&'")


def _parameters(api: Api, pointer: str) -> Iterable[Schema]:
    """Yield the parameters of an operation itself; those of its path item are not repeated for each operation."""
    try:
        places = api.documents.schema_at(pointer).branches("parameters")
    except SchemaError:
        return
    for place in places:
        at = _target(place)
        if at is not None:
            yield at


def _target(place: Schema) -> Schema | None:
    try:
        target = place.dereference()
    except SchemaError:
        return None  # a reference that points to nothing is a finding of its own
    return target if isinstance(target.raw, dict) else None


def _raw(api: Api, pointer: str) -> dict[str, Json]:
    try:
        raw = api.documents.schema_at(pointer).raw
    except SchemaError:
        return {}
    return raw if isinstance(raw, dict) else {}


def _path_of(pointer: str) -> str:
    """Return the path of an operation at ``#/paths/~1things~1{id}/get``."""
    parts = pointer.split("/")
    return parts[2].replace("~1", "/").replace("~0", "~") if len(parts) > 2 else ""


def _finding(pointer: str, severity: str, kind: str, message: str, effect: str) -> Finding:
    return Finding(pointer=pointer, severity=severity, kind=kind, message=message, effect=effect)
