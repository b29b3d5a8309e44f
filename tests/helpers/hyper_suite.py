"""Runs the cases of the suite for JSON Hyper-Schema with this library; the suite's README defines every key."""

import json
from urllib.parse import urlsplit

from canned import CannedTransport

from heroics_py import CallError, Record, ResponseError, ValidationError, check, connect
from heroics_py.errors import HeroicsError
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Response
from heroics_py.linking.template_data import template_data
from heroics_py.tools.resolve import resolve_links

__all__ = ["check_case"]

# The kinds of findings that say that a schema is invalid.
FAULTS = {"invalid-keyword", "links-object", "malformed-keyword", "no-link", "no-rel", "unusable-link"}
METHODS = {"retrieve": "GET", "replace": "PUT", "modify": "PATCH", "submit": "POST", "delete": "DELETE"}


def check_case(case):
    """Return how the library differs from what a case expects: nothing, if it conforms."""
    expect = case["expect"]
    if "schemaValid" in expect:
        return _check_fault(case["schema"], expect["faultAt"])
    links = resolve_links(
        case["instance"],
        case["schema"],
        url=case["instanceUri"],
        media_type=case.get("instanceMediaType", "application/json"),
        refs=case.get("schemas"),
    )
    return [
        *_check_links(links, expect.get("links")),
        *(fault for each in expect.get("targets", ()) for fault in _check_target(links, each)),
        *_check_recognized(links, expect.get("recognized", {}), case["instanceUri"]),
        *(fault for each in expect.get("lookups", ()) for fault in _check_lookup(links, each)),
        *(fault for each in expect.get("requests", ()) for fault in _check_request(case, each)),
        *(fault for each in expect.get("responses", ()) for fault in _check_response(case, each)),
    ]


def _check_fault(schema, pointer):
    """Expect a finding at the place of a fault, or at what it is a part of."""
    keys = pointer.split("/")
    places = {"#" + "/".join(keys[:count]) for count in range(2, len(keys) + 1)}
    found = [(each.pointer, each.kind) for each in check(schema, every=True)]
    return [] if any(each in places and kind in FAULTS for each, kind in found) else [f"{pointer}: got {found}"]


def _output(link):
    """Return a link in the form that the suite compares."""
    own = {
        "rel": link.rel,
        "contextUri": link.context_uri,
        "contextPointer": link.context_pointer,
        "attachmentPointer": link.attachment_pointer,
    }
    if link.target_uri is None:
        own |= {"hrefInputTemplates": list(link.input_templates), "hrefPrepopulatedInput": dict(link.initial_input)}
    else:
        own["targetUri"] = link.target_uri
    return {**link.description, **own}


def _check_links(links, expected):
    if expected is None:
        return
    outputs = [_output(link) for link in links]
    left = list(outputs)
    for each in expected:
        match = next((output for output in left if _has(output, each)), None)
        if match is None:
            yield f"expected the link {each}, got {outputs}"
        else:
            left.remove(match)
    if left:
        yield f"expected no such link: {left}"


def _has(output, expected):
    return all(key in output and _same(output[key], value) for key, value in expected.items())


def _same(left, right):
    """Compare JSON values: 1 and true differ."""
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


def _select(links, link):
    return [
        each
        for each in links
        if each.rel == link["rel"] and each.attachment_pointer == link.get("attachmentPointer", each.attachment_pointer)
    ]


def _check_target(links, expected):
    chosen = _select(links, expected["link"])
    try:
        (link,) = chosen
        target = link.target(expected["input"], without=tuple(expected.get("without", ())))
    except (CallError, ValidationError, ValueError) as error:
        if expected.get("usable") is False or expected.get("inputRejected"):
            return
        yield f"expected {expected['targetUri']}, got {error!r}"
        return
    if expected.get("usable") is False or target != expected["targetUri"]:
        yield f"expected {expected}, got {target}"


def _check_recognized(links, expected, url):
    if "self" in expected:
        own = [each for each in links if each.rel.lower() == "self"]
        found = [each.target_uri for each in own if (each.context_uri, each.context_pointer) == (url, "")]
        if found != expected["self"]:
            yield f"expected the self links {expected['self']}, got {found}"
    if "collections" in expected:
        found = {(each.target_uri, "") for each in links if each.rel.lower() == "collection"}
        found |= {(each.context_uri, each.context_pointer) for each in links if each.rel.lower() == "item"}
        if found != {(each["uri"], each["pointer"]) for each in expected["collections"]}:
            yield f"expected the collections {expected['collections']}, got {found}"


def _check_lookup(links, expected):
    found = [
        link.target_uri
        for link in links
        if link.rel == expected.get("rel", link.rel)
        and link.attachment_pointer == expected.get("attachmentPointer", link.attachment_pointer)
        and link.context_pointer == expected.get("contextPointer", link.context_pointer)
    ]
    if found != expected["targetUris"]:
        yield f"expected {expected}, got {found}"


def _check_request(case, expected):
    try:
        request = _bound(case, expected).prepare(*_arguments(expected), **_values(case, expected))
    except HeroicsError as error:
        if not expected.get("refused"):
            yield f"expected {expected['request']}, got {error!r}"
        return
    if expected.get("refused"):
        yield f"expected a refusal, got {request.method} {request.url} {request.body}"
        return
    wanted = expected["request"]
    found = {"method": request.method, "uri": request.url, "headers": {}}
    if "contentType" in wanted:
        found["contentType"] = request.headers.get("Content-Type")
    if "body" in wanted:
        body = request.body.decode() if isinstance(request.body, bytes) else request.body
        found["body"] = body if isinstance(wanted["body"], str) else json.loads(body)
    found["headers"] = {name: request.headers.get(name) for name in wanted.get("headers", {})}
    if found != {"headers": {}, **wanted}:
        yield f"expected {wanted}, got {found}"


def _bound(case, expected, respond=lambda _: {}):
    """Return the callable of a link for an operation.

    Raises:
        CallError: the library has none.
    """
    parts = urlsplit(case["instanceUri"])
    client = connect(case["schema"], url=f"{parts.scheme}://{parts.netloc}", transport=CannedTransport(respond))
    method = METHODS.get(expected.get("operation", "retrieve"))
    for resource in map(client.__getitem__, client._core.api.resources):
        for calls in resource._calls.values():
            for link in calls:
                raw = link_description(client, link)
                rels = raw.get("rel") if isinstance(raw.get("rel"), list) else [raw.get("rel")]
                if expected["link"]["rel"] in rels and method in {None, link.method}:
                    name = next(name for name, links in resource._calls.items() if link in links)
                    bound = getattr(resource, name)
                    return bound.with_options(headers=expected["headers"]) if "headers" in expected else bound
    raise CallError(f"no link for {method} of {expected['link']}")


def link_description(client, link):
    """Return the link description that a link was read from."""
    return client._core.api.documents.schema_at(link.pointer).raw


def _arguments(expected):
    return [expected["payload"]] if "payload" in expected else []


def _values(case, expected):
    """Return the arguments for the variables of the href, and the fields of a query."""
    given = expected.get("input", {})
    link = _bound(case, expected)._links[0]
    values = {}
    for parameter in link.parameters:
        if parameter.location in {"path", "query"}:
            pointer = {parameter.name: parameter.instance} if parameter.instance else {}
            found = template_data([parameter.name], case["instance"], (), pointer, is_oldest=False)
            values |= {name: Record(case["instance"]) if parameter.source == "data" else found[name] for name in found}
    return {**values, **given}


def _check_response(case, expected):
    response = expected["response"]
    headers = Headers({"Content-Type": response["contentType"]})
    body = response["body"].encode()
    bound = _bound(case, expected, lambda request: Response(status=response["status"], headers=headers, body=body, url=request.url))  # fmt: skip  # noqa: E501
    try:
        value = bound(**_values(case, expected))
    except ResponseError as error:
        if error.status != expected.get("error"):
            yield f"expected {expected}, got {error!r}"
        return
    plain = value if isinstance(value, str | bytes | Record | int | float | bool | type(None)) else list(value)
    plain = plain.decode() if isinstance(plain, bytes) else plain
    if "error" in expected or plain != expected["value"]:
        yield f"expected {expected}, got {plain!r}"
