"""The sandbox without a socket: a request comes in, a response goes out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from threading import RLock
from urllib.parse import unquote, urlsplit

from heroics_py.errors import SchemaError
from heroics_py.http.headers import Headers
from heroics_py.http.media_types import is_json
from heroics_py.model.api import Api, Link
from heroics_py.model.security import Security
from heroics_py.server.catalog import Catalog
from heroics_py.server.conformity import Conformer
from heroics_py.server.documented import documented_error, documented_status, documented_success
from heroics_py.server.encodings import encoded
from heroics_py.server.http_rules import check_accept, check_credentials, check_preconditions, version_of
from heroics_py.server.inputs import Inputs
from heroics_py.server.link_index import LinkIndex
from heroics_py.server.nouns import noun_of
from heroics_py.server.operations import LinkRequest, entity_of, operation_of, perform
from heroics_py.server.rate_limit import RateLimit
from heroics_py.server.representations import Presentation, if_modified, represent, represent_result, without_body
from heroics_py.server.resource_types import ResourceType
from heroics_py.server.responses import HttpError, SandboxResponse, error_response
from heroics_py.server.routes import Route, Router, segment_before
from heroics_py.server.schema_lookup import header_text
from heroics_py.server.seeds import plant
from heroics_py.server.stable import Ids, IdsArgument, clock_of
from heroics_py.server.state import Capture, State
from heroics_py.server.store import Entity, Parent
from heroics_py.server.styles import is_styled

__all__ = ["Core"]

_SAFE_METHODS = frozenset({"GET", "HEAD"})
_DEFAULT_VERSION = "3"


class Core:
    """An API that answers from its schema, stateful and in memory; it handles one request at a time.

    Args:
        api: the API.
        token: the only token that is accepted; None accepts any credentials.
        rate_limit: the rate limit.
        page_size: the items on one page by default.
        now: returns the time; None for the time of the day, without a ``Date`` in the responses.
        ids: a seed, the ids, or a function that returns the next one; None for random ones.
        data: the objects to start with, by the name of their resource; None for none.
    """

    def __init__(  # noqa: PLR0913 - each control has its own name
        self,
        api: Api,
        *,
        token: str | None = None,
        rate_limit: RateLimit | None = None,
        page_size: int = 200,
        now: Callable[[], datetime] | None = None,
        ids: IdsArgument = None,
        data: object = None,
    ) -> None:
        self.api = api
        self.rate_limit = rate_limit or RateLimit(None)
        self._token = token
        self._security = api.security
        self._has_open_links = any(link.anonymous or not link.secured for link in api.links)
        self._is_anonymous = bool(api.links) and all(link.anonymous for link in api.links)
        self._has_own_clock = now is not None
        self._now = now = now or clock_of(None)
        self._ids_argument = ids
        self._ids = Ids(ids, now)
        self._lock = RLock()
        self._target = ""  # the path and the query of the request, as it was sent
        self._base_path = urlsplit(api.url).path.rstrip("/")
        self._router = Router(api.links)
        routes = self._router.routes.values()
        links = ((route, link) for route in routes for each in route.links.values() for link in each)
        self._references = [(route, link) for route, link in links if link.reference and len(route.shape) == 1]
        self._catalog = Catalog(api, self._router)
        self._data = data
        self._state = self._new_state()
        self.links = LinkIndex(api)
        self._conformer = Conformer()
        self._presentation = Presentation(page_size=page_size, now=now, conformer=self._conformer)
        self._inputs = Inputs(self._conformer)
        versions = (version_of(link.media_type) for link in api.links)
        self._version = next((version for version in versions if version), _DEFAULT_VERSION)

    def reset(self) -> None:
        """Forget all entities."""
        with self._lock:
            self._ids = Ids(self._ids_argument, self._now)
            self._state = self._new_state()

    def _new_state(self) -> State:
        state = State(self._catalog, self._now, self._ids)
        if self._data is not None:
            plant(state, self._data)
        return state

    def respond(self, method: str, path: str, query: str, headers: Headers, body: bytes) -> SandboxResponse:
        """Return the response to one request.

        Args:
            method: the method, in capitals.
            path: the path from the root, percent-encoded.
            query: the query, without the question mark.
            headers: the header fields.
            body: the bytes of the body.
        """
        with self._lock:
            own_method = _effective_method(method, headers)
            self._target = f"{path}?{query}" if query else path
            path = self._own_path(path, own_method)
            try:
                self._admit(own_method, path, query, headers)
                response = self._route(own_method, path, query, headers, body)
            except HttpError as error:
                response = self._error_response(error, own_method, path)
            except SchemaError as error:
                response = error_response(HttpError(500, "schema_error", str(error)))
            return self.complete(response, method)

    def names_of(self, method: str, path: str, headers: Headers) -> tuple[str, ...]:
        """Return the names of the links that a request may be for; none if the API has no such path."""
        with self._lock:
            own_method = _effective_method(method, headers)
            path = self._own_path(path, own_method)
            match = self._referenced(path, own_method) or self._router.match(path, own_method)
            return self.links.names_of(_links_for(match[0], own_method) or ()) if match else ()

    def _own_path(self, path: str, method: str) -> str:
        """Return ``path`` without the base path of the API, such as ``/v1``, which a request may have or not."""
        if not self._base_path or not path.startswith(f"{self._base_path}/") or self._router.match(path, method):
            return path
        return path.removeprefix(self._base_path)

    def _error_response(self, error: HttpError, method: str, path: str) -> SandboxResponse:
        """Return the response that reports ``error``, as the link of the request describes it."""
        match = self._router.match(path, method)
        links = _links_for(match[0], method) if match else None
        if not links or not links[0].replies:
            return error_response(error)
        status = documented_status(links[0].replies, error.status)
        documented = documented_error(links[0], status)
        value = self._conformer.error(documented.schema, error)
        body = encoded(value if is_json(documented.media_type) else error.message, documented.media_type)
        headers = {"Content-Type": documented.media_type, **error.headers}
        for parameter in documented.headers:
            if parameter.required and parameter.name not in Headers(headers):
                headers[parameter.name] = header_text(parameter)
        return SandboxResponse(status=status, headers=headers, body=body)

    def complete(self, response: SandboxResponse, method: str) -> SandboxResponse:
        """Return ``response`` with the header fields of every response: a request id and the rate limit."""
        common = {"Request-Id": self._ids.of_request(), "RateLimit-Remaining": str(self.rate_limit.remaining)}
        if self._has_own_clock:
            common["Date"] = format_datetime(self._now().astimezone(UTC), usegmt=True)
        if self.rate_limit.reset is not None:
            common["RateLimit-Reset"] = str(self.rate_limit.reset)
        response = replace(response, headers={**response.headers, **common})
        return without_body(response) if method == "HEAD" else response

    def _admit(self, method: str, path: str, query: str, headers: Headers) -> None:
        if not self._is_open(method, path):
            required = self._required_places(method, path)
            places = required or self._security
            check_credentials(headers, self._token, query, places, only=bool(required))
        if not self.rate_limit.spend():
            wait = self.rate_limit.wait
            message = f"The rate limit is reached. Wait {wait} s before the next request."
            raise HttpError(429, "rate_limit", message, {"Retry-After": str(wait)})

    def _required_places(self, method: str, path: str) -> tuple[Security, ...]:
        """Return the places of which one must hold credentials, if the document names them for this path."""
        match = self._router.match(path, method)
        links = _links_for(match[0], method) if match else None
        alternatives = [each for link in links or () if link.replies for each in link.security or self.api.needs]
        return tuple(dict.fromkeys(place for each in alternatives for place in each))

    def _is_open(self, method: str, path: str) -> bool:
        """Return whether the schema requires no credentials for this path."""
        match = self._router.match(path, method) if self._has_open_links else None
        links = _links_for(match[0], method) if match else None
        if links:
            return all(link.anonymous or not link.secured for link in links)
        return self._is_anonymous

    def _route(self, method: str, path: str, query: str, headers: Headers, body: bytes) -> SandboxResponse:
        match = self._referenced(path, method) or self._router.match(path, method)
        if match is None:
            raise HttpError(404, "not_found", "No link of this API has this path.")
        route, captured = match
        links = _links_for(route, method)
        if not links:
            allowed = ", ".join([*route.links, *(["HEAD"] if "GET" in route.links else [])])
            message = f"The method {method} is not allowed here: expected {allowed}."
            raise HttpError(405, "method_not_allowed", message, {"Allow": allowed})
        if links[0].replies:
            documented_success(links[0], 200, headers.get("Accept"))
        else:
            check_accept(headers.get("Accept"), self._version, links[0].media_type)
        fields = self._inputs.parameters(links[0], query, headers, captured)
        request = self._resolve(links[0], route, captured)
        request = replace(request, target=self._target, origin=f"http://{headers.get('Host') or 'sandbox.invalid'}")
        if method in _SAFE_METHODS:
            request = replace(request, body={**fields, **self._inputs.query(links[0], query)})
            return if_modified(self._read(request, route, headers), headers)
        self._check_preconditions(request, route, headers)
        value, link = self._inputs.body(links, headers, body)
        request = replace(request, link=link, resource_type=self._catalog.type_of(link), body=value)
        return self._perform(self._operation_of(request, route), request, headers)

    def _referenced(self, path: str, method: str) -> tuple[Route, tuple[str, ...]] | None:
        """Return the route of an href that is one variable, ``{self}``, if a record holds the path as its value."""
        for route, link in self._references:
            for text in (path, path.removeprefix("/"), f"{self._base_path}{path}"):
                fields = (link.reference,)
                if link.method == method and self._state.find([self._catalog.type_of(link)], fields, unquote(text), ()):
                    return route, (unquote(text),)
        return None

    def _resolve(self, link: Link, route: Route, captured: tuple[str, ...]) -> LinkRequest:
        """Return the request for a link, with its captures resolved.

        Raises:
            HttpError: 404 if a capture identifies nothing.
        """
        resource_type = self._catalog.type_of(link)
        parents: tuple[Parent, ...] = ()
        names: dict[str, str] = {}
        for index, text in enumerate(captured):
            is_last = index == len(captured) - 1 and route.ends_with_capture
            capture = Capture(link=link, route=route, index=index, text=text)
            parent = self._resolve_capture(capture, parents, resource_type if is_last else None)
            if parent is None and not (is_last and _may_create(link)):
                expected = self._catalog.capture_types(link, index, route)
                raise HttpError(404, "not_found", f"Couldn't find that {_noun_of(route, index, expected)}.")
            parents = (*parents, parent) if parent is not None else parents
            if isinstance(parent, str) and index < len(link.path_parameters):
                names[link.path_parameters[index].name] = text
        missing = captured[-1] if len(parents) < len(captured) else None
        last = parents[-1] if parents and missing is None else None
        if isinstance(last, Entity) and (route.ends_with_capture or last.resource_type is resource_type):
            return LinkRequest(link=link, resource_type=resource_type, parents=parents[:-1], entity=last)
        return LinkRequest(link=link, resource_type=resource_type, parents=parents, missing=missing, names=names)

    def _resolve_capture(
        self, capture: Capture, parents: tuple[Parent, ...], expected: ResourceType | None
    ) -> Parent | None:
        """Return what a capture identifies; ``expected`` is the type of the link if the path ends with the capture."""
        link, index = capture.link, capture.index
        types = self._catalog.capture_types(link, index, capture.route)
        if expected is not None and types and expected not in types and types[0].name != link.resource:
            fields = self._catalog.capture_fields(link, index, types[0])
            return self._state.find_by_part(expected, fields, capture.text, parents)
        return self._state.resolve(capture, parents)

    def _operation_of(self, request: LinkRequest, route: Route) -> str:
        has_entity = request.entity is not None
        paging = self._presentation.paging(request.link)
        if paging.items and is_styled(request.link, paging):
            return "list"
        return operation_of(request.link, route, self._router, self._catalog, has_entity=has_entity)

    def _read(self, request: LinkRequest, route: Route, headers: Headers) -> SandboxResponse:
        operation = self._operation_of(request, route)
        if operation == "list" and request.entity is not None:
            request = replace(request, parents=(*request.parents, request.entity), entity=None)
        return self._perform(operation, request, headers)

    def _perform(self, operation: str, request: LinkRequest, headers: Headers) -> SandboxResponse:
        result = perform(operation, self._state, request)
        return represent_result(result, request, headers, self._presentation)

    def _check_preconditions(self, request: LinkRequest, route: Route, headers: Headers) -> None:
        if "If-Match" in headers or "If-None-Match" in headers:
            check_preconditions(headers, self._current_etag(request, route))

    def _current_etag(self, request: LinkRequest, route: Route) -> str | None:
        """Return the ETag of what a request would change, or None if it doesn't exist."""
        if request.entity is not None:
            return self._etag_of(request.entity, request.link)
        if request.missing is not None:
            return None
        if "GET" in route.links:
            link = route.links["GET"][0]
            reading = replace(request, link=link, resource_type=self._catalog.type_of(link))
            return self._read(reading, route, Headers()).headers.get("ETag")
        if request.link.method in {"PATCH", "DELETE"}:
            return self._etag_of(entity_of(self._state, request), request.link)
        return None

    def _etag_of(self, entity: Entity, link: Link) -> str:
        return represent(200, entity.data, link, now=self._now()).headers["ETag"]


def _links_for(route: Route, method: str) -> list[Link] | None:
    """Return the links of a method; HEAD is also possible where GET is (RFC 9110, 9.3.2)."""
    return route.links.get(method) or (route.links.get("GET") if method == "HEAD" else None)


def _noun_of(route: Route, index: int, expected: tuple[ResourceType, ...]) -> str:
    """Return what a text calls the thing that the capture ``index`` of a path identifies."""
    if expected and not any(link.replies for links in route.links.values() for link in links):
        return expected[0].name
    before = segment_before(route.shape, index)
    return noun_of(before) if before and "{" not in before else "thing"


def _may_create(link: Link) -> bool:
    """Return whether a link creates what its path identifies (RFC 9110, 9.3.4)."""
    return link.method == "PUT" and (link.rel == "create" or "201" in link.replies)


def _effective_method(method: str, headers: Headers) -> str:
    """Return the method, which a POST may override with X-Http-Method-Override."""
    return (headers.get("X-Http-Method-Override") or method).strip().upper() if method == "POST" else method
