"""The reference pages of a sandbox, whose forms send requests to it."""

import json
from base64 import b64encode
from collections.abc import Mapping
from functools import cached_property
from threading import Lock
from urllib.parse import quote, unquote, urlsplit

from heroics_py.call.shape import CallShape
from heroics_py.call.values.text_values import item_schema, takes_list, value_of
from heroics_py.errors import HeroicsError
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request
from heroics_py.model.api import Api, Link
from heroics_py.model.identifiers import resource_names
from heroics_py.model.link_names import call_names
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import is_binary
from heroics_py.model.security import Security
from heroics_py.server.responses import SandboxResponse, json_bytes
from heroics_py.support.json_types import Json
from heroics_py.writers.arguments import Argument, arguments_of
from heroics_py.writers.examples import Example, call_text
from heroics_py.writers.pages.calls import Calls
from heroics_py.writers.pages.entries import Reference, ShellLine, reference_of
from heroics_py.writers.pages.site import Place, asset, index_page, page_name, policy_of, resource_page, search_text

__all__ = ["Explorer", "wants_page"]

_ROOT = "/-/docs/"
_FORM = "application/vnd.heroics.form+json"
_TOKEN = "sandbox"  # noqa: S105 - any text is a token of a sandbox
_PLACE = Place(root=_ROOT, is_served=True)
_BEARER = Security(kind="bearer")
_TYPES = {"css": "text/css", "html": "text/html", "js": "text/javascript"}
_SAFE_METHODS = frozenset({"GET", "HEAD"})


class Explorer:
    """The reference pages of a sandbox. They are not part of its API: it neither logs nor delays them.

    Args:
        api: the API.
        schema: what `connect` takes, for the examples.
        shell: returns the command line for an example.
    """

    def __init__(self, api: Api, schema: str = "", shell: ShellLine | None = None) -> None:
        self._api = api
        self._schema = schema or urlsplit(api.source).path.rpartition("/")[2] or api.title or "schema.json"
        self._shell = shell
        self._lock = Lock()
        self._references: dict[str, Reference] = {}

    def respond(self, method: str, path: str, headers: Headers, body: bytes) -> SandboxResponse | None:
        """Return a page, or what a form needs; None if the request is one to the API.

        Args:
            method: in capitals.
            path: percent-encoded, without the query.
            headers: the header fields.
            body: of the request.
        """
        if method == "POST":
            is_form = path == f"{_ROOT}request" and headers.get("Content-Type") == _FORM
            return self._form_response(headers, body) if is_form else None
        if method not in _SAFE_METHODS or not self._is_page(path, headers):
            return None
        name = unquote(path.removeprefix(_ROOT)) if path.startswith(_ROOT) else "index.html"
        text = self._text(name or "index.html", headers)
        if text is None:
            return None
        response = _page(name or "index.html", text)
        return SandboxResponse(status=200, headers=response.headers) if method == "HEAD" else response

    def _is_page(self, path: str, headers: Headers) -> bool:
        """Return whether a request is one of a browser, for a page or for what a page needs."""
        accept = headers.get("Accept") or ""
        if path.startswith(_ROOT) and path.endswith((".css", ".js")):
            return "json" not in accept
        return wants_page(accept) and (path.startswith(_ROOT) or path == _ROOT[:-1] or (path == "/" and self._is_free))

    @cached_property
    def _is_free(self) -> bool:
        """Whether the document has no ``GET /`` of its own."""
        return not any(
            link.method == "GET" and not link.scheme and link.href.partition("?")[0].partition("{?")[0] in {"", "/"}
            for link in self._api.links
        )

    def _text(self, name: str, headers: Headers) -> str | None:
        if name in {"style.css", "script.js"}:
            return asset(name)
        reference = self._reference(headers)
        if name == "search.js":
            return search_text(reference)
        if name == "index.html":
            return index_page(reference, _PLACE)
        found = next((each for each in reference.resources if page_name(each) == name), None)
        return resource_page(reference, found, _PLACE) if found is not None else None

    def _reference(self, headers: Headers) -> Reference:
        url = _origin(headers)
        with self._lock:
            if url not in self._references:
                made = reference_of(self._api, schema=self._schema, url=url, token=_TOKEN, shell=self._shell)
                self._references = {url: made}
            return self._references[url]

    def _form_response(self, headers: Headers, body: bytes) -> SandboxResponse:
        """Return the request that a form means, for the browser to send; or what is wrong with its values."""
        try:
            form = json.loads(body)
            call, values, token = form["call"], form["values"], str(form["token"])
            answer = self._request(call, values, token, Calls(self._api, _origin(headers)))
        except HeroicsError as error:
            answer = {"error": str(error).partition("\nwith_options(")[0]}
        except (ValueError, KeyError, TypeError, RecursionError):
            answer = {"error": "the form can't be read: reload the page"}
        return SandboxResponse(status=200, headers={"Content-Type": "application/json"}, body=json_bytes(answer))

    def _request(self, call: str, values: Mapping[str, str], token: str, calls: Calls) -> dict[str, Json]:
        resource, _, name = call.partition(".")
        api = self._api
        links = call_names(api.resources[resource_names(api.resources)[resource]])[name]
        shapes = calls.shapes(links)
        example = _example(shapes, values, calls)
        request = calls.request(call, shapes, example.args, example.kwargs)
        body = request.body if isinstance(request.body, bytes | None) else b"".join(request.body)
        request = _with_token(request, links[0], api, token)
        return {
            "method": request.method,
            "path": request.url.removeprefix(calls.base_url) or "/",
            "headers": [[key, value] for key, value in request.headers.items()],
            "body": None if body is None else b64encode(body).decode(),
            "python": call_text(f"client.{call}", example),
        }


def _origin(headers: Headers) -> str:
    return f"http://{headers.get('Host') or 'localhost'}"


def wants_page(accept: str) -> bool:
    """Return whether an Accept header names HTML, and prefers it to JSON (RFC 9110, 12.5.1)."""
    html = json_ = 0.0
    for each in accept.lower().split(","):
        media_type, *parameters = (part.strip() for part in each.split(";"))
        if media_type == "text/html":
            html = max(html, _quality(parameters))
        elif media_type.endswith(("/json", "+json")):
            json_ = max(json_, _quality(parameters))
    return html > json_


def _quality(parameters: list[str]) -> float:
    text = next((each[2:] for each in parameters if each.startswith("q=")), "1")
    try:
        return float(text)
    except ValueError:
        return 0.0


def _page(name: str, text: str) -> SandboxResponse:
    headers = {
        "Content-Type": f"{_TYPES[name.rpartition('.')[2]]}; charset=utf-8",
        "Content-Security-Policy": f"{policy_of(_PLACE)}; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-cache",
        "Vary": "Accept",
    }
    return SandboxResponse(status=200, headers=headers, body=text.encode())


def _example(shapes: tuple[CallShape, ...], values: Mapping[str, str], calls: Calls) -> Example:
    """Return the arguments that the texts of a form mean, each by the schema of its argument."""
    arguments = {each.keyword: each for each in arguments_of(shapes) if each.keyword}
    kwargs = {name: _value(arguments[name], text, calls) for name, text in values.items() if name in arguments}
    return Example((_body(values["*body"]),) if "*body" in values else (), kwargs)


def _body(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _value(argument: Argument, text: str, calls: Calls) -> object:
    schema = argument.schema
    if schema is not None and is_binary(schema):
        return text.encode()
    if takes_list(schema) and not text.lstrip().startswith("["):
        items: Schema | None = item_schema(schema)
        return [value_of(line, items, calls.passes) for line in text.splitlines() if line]
    return value_of(text, schema, calls.passes)


def _with_token(request: Request, link: Link, api: Api, token: str) -> Request:
    """Return a request with a token where the API wants it."""
    if not token or (link.anonymous and not link.security):
        return request
    places = next(iter((*link.security, *api.needs)), ()) or api.security[:1] or (_BEARER,)
    for each in places:
        if each.kind == "key" and each.location == "query":
            pair = f"{quote(each.field, safe='')}={quote(token, safe='')}"
            request = request.replaced(url=f"{request.url}{'&' if '?' in request.url else '?'}{pair}")
        elif each.kind == "key" and each.location == "header":
            request = request.replaced(headers=request.headers.replaced({each.field: each.key_text(token)}))
        else:
            basic = b64encode(f":{token}".encode()).decode()
            text = f"Basic {basic}" if each.kind == "basic" else f"Bearer {token}"
            request = request.replaced(headers=request.headers.replaced({"Authorization": text}))
    return request
